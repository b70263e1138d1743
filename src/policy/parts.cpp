#include "policy/parts.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/spelling.h"

namespace lakecode::policy {
namespace {

Carriers carriers_of(const safety::Effect& effect) {
  if (std::holds_alternative<safety::SqlEffect>(effect)) return kSql;
  return std::holds_alternative<safety::ArgvEffect>(effect) ? kArgv : kRest;
}

std::string joined(const std::vector<std::string>& argv) {
  return text::join(argv, " ");
}

/// Flags of the CLI that stand anywhere, with what they take: without them the command's words stand together.
std::vector<std::string> without_flags(const std::vector<std::string>& argv) {
  static constexpr std::array<std::string_view, 10> kWithValue = {
      "--profile", "-p", "--target", "-t", "--output", "-o", "--log-level", "--log-file", "--log-format", "--var"};
  std::vector<std::string> words;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    if (!argv[i].starts_with('-') || argv[i].size() < 2) {
      words.push_back(argv[i]);
    } else if (std::find(kWithValue.begin(), kWithValue.end(), argv[i]) != kWithValue.end()) {
      ++i;
    }
  }
  return words;
}

}  // namespace

Parts::Parts(const Act& act) {
  const safety::Verdict& verdict = act.verdict;
  const Carriers envelope = carriers_of(act.effect);
  const bool is_sql = envelope == kSql;
  const std::string own_text = is_sql ? std::string() : safety::text_of(act.effect);
  safety::EffectClass worst = safety::EffectClass::ReadOnly;
  bool carries_sql = false;
  for (const safety::StatementVerdict& statement : verdict.statements) {
    worst = std::max(worst, statement.effect_class);
    if (!is_sql && (statement.normalised.empty() || statement.normalised == own_text)) continue;
    add_statement(statement, envelope);
    parts_.back().parsed = parts_.back().parsed && verdict.parsed;
    carries_sql = true;
  }
  if (const auto* argv = std::get_if<safety::ArgvEffect>(&act.effect)) add_command(*argv, verdict);
  if (const auto* request = std::get_if<safety::RestEffect>(&act.effect)) add_request(*request, verdict);
  if (!is_sql) parts_.back().speaks_without_rule = !carries_sql;
  // What no statement accounts for: a text that does not lex, the condition of a script.
  const bool is_accounted_for = carries_sql && verdict.effect_class <= worst;
  if (const auto* sql = std::get_if<safety::SqlEffect>(&act.effect); sql != nullptr && !is_accounted_for)
    add_unread_sql(sql->text, verdict, envelope);
}

void Parts::add_text(Part& part, std::string text) {
  if (!part.texts.empty() && part.texts.front() == text) return;
  owned_.push_back(std::move(text));
  part.texts.emplace_back(owned_.back());
}

void Parts::add_statement(const safety::StatementVerdict& statement, Carriers envelope) {
  Part& part = parts_.emplace_back();
  part.effect_class = statement.effect_class;
  part.kind = statement.kind;
  part.parsed = statement.parsed;
  part.objects = &statement.objects;
  part.has_computed_names =
      std::any_of(statement.objects.begin(), statement.objects.end(),
                  [](const safety::TouchedObject& object) { return object.name.find('(') != std::string::npos; });
  part.has_where = statement.has_where;
  part.leaves_workspace = !statement.leaves_workspace.empty();
  part.carriers = static_cast<Carriers>(kSql | envelope);
  if (needs_folding(statement.normalised)) {
    add_text(part, fold_lookalikes(statement.normalised));
  } else {
    part.texts.emplace_back(statement.normalised);
  }
  const std::string_view text = part.texts.front();
  if (auto plain = spell_plainly(text)) add_text(part, std::move(*plain));
  if (auto verb = text_from_verb(text, statement.kind)) add_text(part, std::move(*verb));
  if (auto nested = nested_text(text)) add_text(part, std::move(*nested));
}

void Parts::add_unread_sql(std::string_view text, const safety::Verdict& verdict, Carriers envelope) {
  Part& part = parts_.emplace_back();
  part.effect_class = verdict.effect_class;
  part.kind = verdict.kind;
  part.carriers = envelope;
  part.leaves_workspace = true;  // it may, for all we know
  const std::string whole = fold_lookalikes(text);
  add_text(part, collapse_blanks(whole));
  for (std::string& piece : cut_unread(whole)) add_text(part, std::move(piece));
}

void Parts::add_command(const safety::ArgvEffect& argv, const safety::Verdict& verdict) {
  Part& part = parts_.emplace_back();
  part.effect_class = verdict.effect_class;
  part.kind = verdict.kind;
  part.parsed = verdict.parsed;
  part.carriers = kArgv;
  if (verdict.statements.size() == 1) {
    part.objects = &verdict.statements.front().objects;
    part.leaves_workspace = !verdict.statements.front().leaves_workspace.empty();
  }
  add_text(part, joined(argv.argv));
  const std::vector<std::string> words = without_flags(argv.argv);
  add_text(part, joined(words));
  if (words.size() > 1) add_text(part, joined({words.begin() + 1, words.end()}));
  if (words.size() >= 4 && words[1] == "api") {
    part.carriers = kArgv | kRest;
    add_text(part, text::to_upper(words[2]) + " " + words[3]);
    add_text(part, text::to_upper(words[2]) + " " + words[3].substr(0, words[3].find('?')));
  }
}

void Parts::add_request(const safety::RestEffect& request, const safety::Verdict& verdict) {
  Part& part = parts_.emplace_back();
  part.effect_class = verdict.effect_class;
  part.kind = verdict.kind;
  part.parsed = verdict.parsed;
  part.carriers = kRest;
  if (verdict.statements.size() == 1) {
    part.objects = &verdict.statements.front().objects;
    part.leaves_workspace = !verdict.statements.front().leaves_workspace.empty();
  }
  std::string path = request.path.substr(0, request.path.find('?'));
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const std::string method = text::to_upper(request.method);
  add_text(part, method + " " + path);
  if (path != request.path) add_text(part, method + " " + request.path);
  if (!request.query.empty()) add_text(part, method + " " + path + "?" + request.query);
  if (!request.body.empty()) add_text(part, method + " " + path + " " + request.body);
}

}  // namespace lakecode::policy
