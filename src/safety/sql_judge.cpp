#include "safety/sql_judge.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "safety/sql_names.h"
#include "safety/sql_rules.h"
#include "safety/undo_rules.h"
#include "sql/literals.h"

namespace lakecode::safety {
namespace {

using sql::TokenRange;
using sql::TokenView;
using sql::Trait;

constexpr auto kRead = EffectClass::ReadOnly;
constexpr auto kDestroy = EffectClass::Destructive;

constexpr std::size_t kMaxReasons = 16;

/// Days of an interval text such as "interval 30 days" or "720 hours"; nullopt when it is not that plain.
std::optional<double> days_of(std::string_view text) {
  std::string lower = text::to_lower(text);
  std::string_view rest = text::trim(lower);
  if (rest.starts_with("interval ")) rest = text::trim(rest.substr(9));
  double count = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
  if (error != std::errc() || count < 0) return std::nullopt;
  const std::string_view unit = text::trim(rest.substr(static_cast<std::size_t>(end - rest.data())));
  constexpr std::pair<std::string_view, double> kUnits[] = {{"hour", 1.0 / 24}, {"day", 1.0}, {"week", 7.0}};
  for (const auto& known : kUnits) {
    if (unit == known.first ||
        (unit.size() == known.first.size() + 1 && unit.starts_with(known.first) && unit.back() == 's'))
      return count * known.second;
  }
  return std::nullopt;
}

constexpr std::string_view kEveryRow = "removes every row";

std::string_view words_of(sql::Where where) {
  switch (where) {
    case sql::Where::Missing:
      return "there is none: it means every row";
    case sql::Where::Always:
      return "always holds: it means every row";
    case sql::Where::Loose:
      return "may hold for every row";
    case sql::Where::Restricts:
      return "restricts the rows";
    case sql::Where::NotAsked:
      break;
  }
  return {};
}

class Judge {
 public:
  Judge(const TokenView& view, const sql::StatementFacts& facts, const TextVerdict& text_verdict, StatementVerdict& out)
      : view_(view), facts_(facts), text_verdict_(text_verdict), out_(out) {}

  void run() {
    out_.kind = facts_.kind.empty() ? std::string_view("UNKNOWN") : facts_.kind;
    out_.parsed = facts_.parsed;
    out_.span = bytes_of(facts_.tokens);
    const KindRule* rule = facts_.parsed ? find_kind_rule(facts_.kind) : nullptr;
    if (rule == nullptr) {
      refuse();
    } else {
      judge_by(*rule);
    }
    if (facts_.where != sql::Where::NotAsked) {
      out_.has_where = facts_.where == sql::Where::Restricts || facts_.where == sql::Where::Loose;
      out_.where = words_of(facts_.where);
    }
    set_undo();
  }

 private:
  /// A literal text is undone as what it holds; a folder that was written over has no versions, and what a call did
  /// outside stays done.
  void set_undo() {
    if (out_.effect_class == kRead || !out_.parsed) return;
    if (!facts_.has(Trait::Nested)) out_.undo = undo_of(out_.kind);
    if (facts_.has(Trait::OverDirectory) || !out_.undo) out_.undo = Undo{};
  }

  [[nodiscard]] ByteSpan bytes_of(const TokenRange& range) const {
    if (range.empty() || range.last > view_.size()) return {};
    return ByteSpan{.begin = view_.tokens()[range.first].begin, .end = view_.tokens()[range.last - 1].end};
  }

  void refuse() {
    out_.effect_class = kDestroy;
    out_.parsed = false;
    const std::size_t at = std::min<std::size_t>(facts_.problem_at, view_.size() - 1);
    out_.reasons.push_back(
        "G2: " + std::string(facts_.problem.empty() ? "the statement is not known" : facts_.problem) + " (byte " +
        std::to_string(view_.tokens()[at].begin) + ")");
    out_.danger = bytes_of(
        TokenRange{static_cast<std::uint32_t>(at), std::max(facts_.tokens.last, static_cast<std::uint32_t>(at) + 1)});
    if (out_.danger.end < out_.danger.begin || out_.danger.begin < out_.span.begin) out_.danger = out_.span;
  }

  void note(Reason reason) {
    const bool told = std::find(out_.reasons.begin(), out_.reasons.end(), reason) != out_.reasons.end();
    if (!told && out_.reasons.size() < kMaxReasons) out_.reasons.push_back(std::move(reason));
  }

  void raise(EffectClass to, std::string_view rule, std::string_view reason, const TokenRange& at) {
    raise(to, Reason(rule, reason), at);
  }
  void raise(EffectClass to, Reason reason, const TokenRange& at) {
    if (to < out_.effect_class || to == kRead) return;
    if (to > out_.effect_class || out_.danger.begin == out_.danger.end) out_.danger = bytes_of(at);
    out_.effect_class = to;
    note(std::move(reason));
  }

  void judge_by(const KindRule& rule) {
    out_.effect_class = kRead;
    const bool milder = is_milder();
    if (milder || rule.effect_class == kRead) {
      note(Reason(milder ? milder_rule_ : rule.rule, milder ? milder_reason_ : rule.reason));
    } else if (!facts_.has(Trait::Nested) && !changes_every_row()) {
      raise(rule.effect_class, rule.rule, removes_every_row() ? kEveryRow : rule.reason, leading_words());
    }
    judge_traits(milder);
    judge_where();
    if (facts_.kind == "GRANT") judge_grant();
    judge_properties(milder);
    judge_calls();
    find_external_paths();
  }

  /// The words that name the kind, as far as the class goes: the first word or two.
  [[nodiscard]] TokenRange leading_words() const {
    const std::uint32_t first = verb_at();
    std::uint32_t last = first + 1;
    const std::size_t words = static_cast<std::size_t>(std::count(out_.kind.begin(), out_.kind.end(), '_')) + 1;
    while (last < facts_.tokens.last && last - first < words && view_.is_kind(last, sql::TokenKind::Word)) ++last;
    return {first, last};
  }

  /// The verb behind a WITH list or FROM, found by its word.
  [[nodiscard]] std::uint32_t verb_at() const {
    const sql::Keyword first = view_.tokens()[facts_.tokens.first].keyword;
    if (first != sql::Keyword::With && first != sql::Keyword::From) return facts_.tokens.first;
    const std::string_view verb = std::string_view(out_.kind).substr(0, out_.kind.find('_'));
    int depth = 0;
    for (std::uint32_t i = facts_.tokens.first; i < facts_.tokens.last; ++i) {
      if (view_.is_operator(i, "(")) ++depth;
      if (view_.is_operator(i, ")")) --depth;
      if (depth == 0 && view_.is_word(i, verb)) return i;
    }
    return facts_.tokens.first;
  }

  /// Statements whose traits prove that they change nothing beyond the session.
  bool is_milder() {
    if (facts_.traits.empty() && facts_.properties.empty()) return false;
    const std::string_view kind = facts_.kind;
    const bool dry = facts_.has(Trait::DryRun) && (kind == "VACUUM" || kind == "FSCK_REPAIR" || kind == "SYNC");
    const bool session_view = (kind == "CREATE_VIEW" || kind == "CREATE_OR_REPLACE_VIEW") &&
                              facts_.has(Trait::Temporary) && !facts_.has(Trait::Global) &&
                              !facts_.has(Trait::UsesSource);
    const bool local = facts_.has(Trait::LocalSetting) || facts_.has(Trait::Asks);
    const bool benign = kind == "SET" && facts_.properties.size() == 1 &&
                        is_benign_setting(key_of(facts_.properties[0])) && !holds_bracket(facts_.properties[0].value);
    const bool variable = kind == "DROP_VARIABLE" && facts_.has(Trait::Temporary);
    milder_rule_ = session_view ? "N2" : "N1";
    milder_reason_ = session_view ? "a view of this session" : "changes this session only";
    if (facts_.has(Trait::Asks)) milder_reason_ = "shows settings of this session";
    if (dry) milder_rule_ = kind == "VACUUM" ? "L3" : kind == "SYNC" ? "A3" : "L5";
    if (dry) milder_reason_ = "DRY RUN only lists what it would do";
    return dry || session_view || local || benign || variable;
  }

  void judge_traits(bool milder) {
    for (const sql::TraitUse& use : facts_.traits) {
      if (use.trait == Trait::Nested) judge_nested(use.at);
      if (use.trait == Trait::OrReplace && !milder) {
        raise(kDestroy, "X4",
              keeps_definition(out_.kind) ? "loses the former definition" : "replaces what is there, data included",
              use.at);
      }
      if (use.trait == Trait::RunsWhilePlanned && !facts_.has(Trait::Nested))
        raise(kDestroy, "M3", "the inner text may run while it is planned", use.at);
      if (const TraitRule* rule = find_trait_rule(use.trait))
        raise(rule->effect_class, rule->rule, rule->reason, use.at);
    }
  }

  void judge_nested(const TokenRange& literals) {
    std::string text;
    for (std::uint32_t i = literals.first; i < literals.last; ++i) text += sql::string_value(view_, i).value_or("");
    const Verdict inner = text_verdict_(text);
    out_.undo = inner.undo;
    if (inner.effect_class == kRead) note(Reason("B2", "a literal text that only reads"));
    if (!inner.parsed) out_.parsed = false;
    for (const StatementVerdict& statement : inner.statements) {
      out_.objects.insert(out_.objects.end(), statement.objects.begin(), statement.objects.end());
      out_.leaves_workspace.insert(out_.leaves_workspace.end(), statement.leaves_workspace.begin(),
                                   statement.leaves_workspace.end());
    }
    if (inner.effect_class == kRead) return;
    out_.effect_class = std::max(out_.effect_class, inner.effect_class);
    out_.danger = bytes_of(literals);
    for (Reason& reason : reasons_of(inner)) note(std::move(reason));
  }

  [[nodiscard]] bool changes_every_row() const {
    return facts_.where != sql::Where::Restricts && facts_.kind == "UPDATE";
  }

  [[nodiscard]] bool removes_every_row() const {
    return facts_.kind == "DELETE" && (facts_.where == sql::Where::Missing || facts_.where == sql::Where::Always);
  }

  /// Grants that a person should not overlook: of every privilege, and to everybody.
  void judge_grant() {
    std::uint32_t at = facts_.tokens.first;
    for (; at < facts_.tokens.last && !view_.is_word(at, "ON"); ++at) {
      if (view_.has_words(at, {"ALL", "PRIVILEGES"})) note(Reason("P1", "grants every privilege"));
      if (view_.is_word(at, "MANAGE")) note(Reason("P1", "lets them manage it and grant it on"));
    }
    for (; at < facts_.tokens.last; ++at) {
      const std::string name = view_.is_name(at) ? text::to_lower(sql::name_value(view_, at)) : std::string();
      if (name == "account users" || name == "users") note(Reason("P1", "to every user there is"));
    }
  }

  void judge_where() {
    if (!changes_every_row()) return;
    const TokenRange at = leading_words();
    if (facts_.where == sql::Where::Missing) raise(kDestroy, "X3", "changes every row: there is no WHERE", at);
    if (facts_.where == sql::Where::Always) raise(kDestroy, "X3", "changes every row: its WHERE always holds", at);
    if (facts_.where == sql::Where::Loose) raise(kDestroy, "X3", "its WHERE may hold for every row", at);
  }

  [[nodiscard]] std::string key_of(const sql::PropertyUse& property) const {
    std::string key;
    for (std::uint32_t i = property.key.first; i < property.key.last; ++i) {
      if (const auto value = sql::string_value(view_, i)) {
        key += *value;
      } else if (view_.is_name(i)) {
        key += sql::name_value(view_, i);
      } else {
        key += view_.text(i);
      }
    }
    return key;
  }

  /// A bracket may open a call or a query: what is set is no plain value.
  [[nodiscard]] bool holds_bracket(const sql::TokenRange& range) const {
    for (std::uint32_t i = range.first; i < range.last; ++i) {
      if (view_.is_operator(i, "(")) return true;
    }
    return false;
  }

  /// The literal behind "=", nullopt when it is no plain literal or word.
  [[nodiscard]] std::optional<std::string> value_of(const sql::PropertyUse& property) const {
    std::uint32_t first = property.value.first;
    if (view_.is_operator(first, "=")) ++first;
    std::string value;
    for (std::uint32_t i = first; i < property.value.last; ++i) {
      const auto text = sql::string_value(view_, i);
      if (!text && property.value.last - first > 1) return std::nullopt;
      value += text ? *text : std::string(view_.text(i));
    }
    return value;
  }

  /// G6: keys that say how long old data is kept, or that guard it.
  void judge_properties(bool milder) {
    for (const sql::PropertyUse& property : facts_.properties) {
      const std::string key = text::to_lower(sql::fold_upper(key_of(property)));
      if (milder && facts_.kind == "SET" && key.find('.') == std::string::npos) continue;
      if (key.find("retention") == std::string::npos) continue;
      const TokenRange at{property.key.first, std::max(property.key.last, property.value.last)};
      if (facts_.has(Trait::Asks)) continue;
      if (keeps_longer(key, property)) continue;
      raise(kDestroy, "G6", "may shorten how long old data is kept, or switch off the check", at);
    }
  }

  [[nodiscard]] bool keeps_longer(const std::string& key, const sql::PropertyUse& property) const {
    const auto value = value_of(property);
    if (property.value.empty() || !value) return false;
    if (facts_.kind == "SET") return key.ends_with("enabled") && text::equals_ignore_case(*value, "true");
    const auto days = days_of(*value);
    if (!days) return false;
    if (key == "delta.deletedfileretentionduration") return *days >= 7;
    return key == "delta.logretentionduration" && *days >= 30;
  }

  void judge_calls() {
    for (const sql::FunctionCall& call : facts_.calls) {
      const std::string name = called_name(view_, call);
      const FunctionRule rule =
          judge_call(view_, call, name, [&](const std::string& text) { return text_verdict_(text).effect_class; });
      if (reads_files(name)) find_external_literals(call.arguments);
      if (rule.effect_class == kRead) continue;
      if (leaves_workspace(rule)) add_leaving(name);
      // A call that does not make things worse is only told when it is special.
      if (rule.effect_class <= out_.effect_class && rule.rule == "C3") continue;
      Reason reason(std::string(rule.rule) + ": " + (name.empty() ? "a call" : name) + ": " + std::string(rule.reason));
      if (rule.effect_class < out_.effect_class) {
        note(std::move(reason));
      } else {
        raise(rule.effect_class, std::move(reason), call.name.empty() ? call.arguments : call.name);
      }
    }
  }

  void add_leaving(const std::string& what) {
    if (out_.leaves_workspace.size() >= 64) return;
    if (std::find(out_.leaves_workspace.begin(), out_.leaves_workspace.end(), what) == out_.leaves_workspace.end())
      out_.leaves_workspace.push_back(what);
  }

  void find_external_literals(const TokenRange& range) {
    for (std::uint32_t i = range.first; i < range.last; ++i) {
      const auto value = sql::string_value(view_, i);
      if (value && is_external_path(*value)) add_leaving(*value);
    }
  }

  void find_external_paths() {
    for (const sql::ObjectUse& use : facts_.objects) {
      if (use.type == "path") {
        for (std::uint32_t i = use.name.first; i < use.name.last; ++i) {
          const std::string value = sql::string_value(view_, i).value_or(sql::name_value(view_, i));
          if (is_external_path(value)) add_leaving(value);
        }
      }
      const bool outside = (use.type == "connection" || use.type == "recipient") && facts_.kind != "SHOW" &&
                           facts_.kind != "DESCRIBE" && use.access != sql::Access::Drop;
      if (outside)
        add_leaving(std::string(use.type) + " " + std::string(view_.slice(use.name.first, use.name.last).span_text()));
    }
  }

  TokenView view_;
  const sql::StatementFacts& facts_;
  const TextVerdict& text_verdict_;
  std::string_view milder_rule_;
  std::string_view milder_reason_;
  StatementVerdict& out_;
};

}  // namespace

void judge_statement(const TokenView& view, const sql::StatementFacts& facts, const TextVerdict& text_verdict,
                     StatementVerdict& out) {
  Judge(view, facts, text_verdict, out).run();
}

}  // namespace lakecode::safety
