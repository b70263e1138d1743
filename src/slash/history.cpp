#include "slash/commands.h"

#include <string>
#include <vector>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

bool is_number(const std::string& word) {
  return !word.empty() && word.find_first_not_of("0123456789") == std::string::npos;
}

/// What a word names is seen by its form: a job by digits, a user by "@", a table by its dots.
std::string_view place_of(const std::string& word) {
  if (is_number(word)) return "job_id";
  if (word.find('@') != std::string::npos) return "user";
  return word.find('.') != std::string::npos ? "table" : "warehouse_id";
}

Result<Action> act(Words words) {
  const bool named = !words.empty() && !words.front().starts_with("--");
  return workflow_action("history", "query_history", words, {named ? place_of(words.front()) : "table"});
}

}  // namespace

const Command kHistory{"history",
                       "TABLE|JOB|USER|WAREHOUSE [--run-id RUN] [--days N]",
                       "what statements ran, and how they could be faster",
                       "/history prod.sales.orders --days 7",
                       "query_history",
                       act};

}  // namespace lakecode::slash
