#include "knowledge/job_order.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>

#include "base/json.h"
#include "base/text.h"
#include "knowledge/intent_arguments.h"
#include "knowledge/sentence.h"

namespace lakecode::knowledge {
namespace {

constexpr std::size_t kMostNameWords = 5;
constexpr std::size_t kMostBytes = 1'000;

bool is_word(const Request& request, std::size_t i, std::initializer_list<std::string_view> words) {
  return i < request.words.size() && !request.words[i].quoted &&
         std::find(words.begin(), words.end(), request.words[i].lower) != words.end();
}

/// An order to start, without condition or second act, that names nothing by its id or kind.
bool is_bare_order(const Sentence& sentence, const NamedThings& things) {
  if (!sentence.concepts.has(Concept::OrderStart) || sentence.several || sentence.conditional || sentence.later ||
      sentence.told || sentence.wants_advice || sentence.wants_lesson)
    return false;
  return things.jobs.empty() && things.runs.empty() && things.tables.empty() && things.local_paths.empty() &&
         things.remote_paths.empty() && things.pipeline.empty() && things.warehouse.empty() && things.task.empty();
}

/// "with date=2026-01-31 and wait for it": settings of the run, and nothing else.
bool is_settings(std::string_view tail) {
  for (const std::string_view token : text::split(tail, ' ')) {
    constexpr std::string_view kKnown[] = {"with", "and",  "wait",     "for", "it", "until", "till", "",
                                           "done", "ends", "finishes", "its", "is", "the",   "end"};
    const bool known = std::find(std::begin(kKnown), std::end(kKnown), token) != std::end(kKnown);
    if (!known && token.find('=') == std::string_view::npos) return false;
  }
  return true;
}

struct Range {
  std::size_t first;
  std::size_t last;  ///< behind it
};

/// The words between the order and what belongs to it.
Range name_words(const Request& request) {
  std::size_t first = request.main + 1;
  while (is_word(request, first, {"off", "up", "the", "our", "my", "job", "workflow", "named", "called"})) ++first;
  std::size_t last = first;
  while (last < request.words.size() && !request.words[last].breaks && !is_word(request, last, {"with", "and"})) ++last;
  while (last > first + 1 &&
         is_word(request, last - 1, {"job", "workflow", "please", "pls", "now", "again", "asap", "thanks", "once"}))
    --last;
  return {first, last};
}

}  // namespace

std::optional<JobOrder> read_job_order(std::string_view text) {
  if (text.size() > kMostBytes) return std::nullopt;
  const Request request = parse_request(text);
  if (request.words.empty()) return std::nullopt;
  const NamedThings things = find_named_things(request);
  const Sentence sentence = read_sentence(request, things);
  if (!is_bare_order(sentence, things)) return std::nullopt;
  const Range range = name_words(request);
  if (range.first >= range.last || range.last - range.first > kMostNameWords) return std::nullopt;
  if (is_word(request, range.first,
              {"a",         "an",       "it",   "this", "that", "them", "all",   "any",        "these", "those",
               "something", "anything", "some", "me",   "us",   "jobs", "every", "everything", "each",  "both"}))
    return std::nullopt;
  const Word& last = request.words[range.last - 1];
  std::size_t behind = range.last;
  while (is_word(request, behind, {"job", "workflow", "please", "pls", "now", "again", "asap", "thanks", "once"}))
    ++behind;
  const std::string_view all = request.text;
  if (behind < request.words.size() && !is_settings(all.substr(request.words[behind].begin))) return std::nullopt;
  const std::size_t begin = request.words[range.first].begin;
  std::string name = last.text;
  if (range.last - range.first > 1) name = all.substr(begin, last.begin + last.text.size() - begin);
  JsonObject inputs = intent_arguments("run_job", request, things, sentence.concepts);
  return JobOrder{.name = std::move(name), .inputs = JsonBox(std::move(inputs))};
}

}  // namespace lakecode::knowledge
