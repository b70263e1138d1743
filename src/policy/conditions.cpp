#include "policy/conditions.h"

#include <algorithm>

#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::policy {
namespace {

using Globs = std::vector<Glob>;

Truth truth_of(bool yes) {
  return yes ? Truth::Yes : Truth::No;
}

bool any_matches(const Globs& globs, std::string_view text) {
  return std::any_of(globs.begin(), globs.end(), [&](const Glob& glob) { return glob.matches(text); });
}

// Which tool.

Truth judge_tool(const Subject& s) {
  if ((s.rule.match.carriers & s.part.carriers) != 0) return Truth::Yes;
  return truth_of(any_matches(s.rule.match.tools, s.act.tool) ||
                  (!s.act.workflow.empty() && any_matches(s.rule.match.tools, s.act.workflow)));
}

std::string found_tool(const Subject& s) {
  std::string out(s.act.tool.empty() ? std::string_view("no tool") : s.act.tool);
  if ((s.part.carriers & kSql) != 0) out += ", carrying SQL";
  return out;
}

// What the statement is.

Truth judge_class(const Subject& s) {
  return truth_of((s.rule.match.classes >> static_cast<unsigned>(s.part.effect_class) & 1U) != 0);
}

std::string found_class(const Subject& s) {
  return std::string(safety::name_of(s.part.effect_class));
}

Truth judge_kind(const Subject& s) {
  return truth_of(any_matches(s.rule.match.kinds, s.part.kind));
}

std::string found_kind(const Subject& s) {
  return std::string(s.part.kind);
}

Truth judge_where(const Subject& s) {
  if (s.part.has_where) return truth_of(*s.part.has_where == *s.rule.match.has_where);
  return s.part.parsed ? Truth::No : Truth::Unknown;
}

std::string found_where(const Subject& s) {
  if (!s.part.has_where) return s.part.parsed ? "the kind knows no WHERE" : "not understood";
  return *s.part.has_where ? "true" : "false";
}

Truth judge_leaves(const Subject& s) {
  if (!s.part.parsed && !s.part.leaves_workspace) return Truth::Unknown;
  return truth_of(s.part.leaves_workspace == *s.rule.match.leaves_workspace);
}

std::string found_leaves(const Subject& s) {
  if (s.part.leaves_workspace) return "true";
  return s.part.parsed ? "false" : "not understood";
}

/// A rule that tightens also speaks for what holds the named object: dropping a schema drops its tables.
bool concerns(const ObjectGlob& wanted, const safety::TouchedObject& object, bool tightens) {
  const bool is_container = object.type == "catalog" || object.type == "schema";
  const bool is_same_type = wanted.type.empty() || text::equals_ignore_case(wanted.type, object.type);
  if (is_same_type && wanted.name.matches(object.name)) return true;
  return tightens && is_container && object.access != "read" && object.access != "create" &&
         wanted.name.can_continue(object.name + ".");
}

std::string_view first_part(const ObjectGlob& wanted) {
  const std::string_view name = wanted.name.text();
  return name.substr(0, name.find_first_of(".*?"));
}

bool mentions(const ObjectGlob& wanted, const Part& part) {
  return std::any_of(part.texts.begin(), part.texts.end(),
                     [&](std::string_view text) { return text::contains_ignore_case(text, first_part(wanted)); });
}

/// Command lines and requests name their objects among other words.
bool names_in_words(const ObjectGlob& wanted, const Part& part) {
  const bool changes = part.effect_class != safety::EffectClass::ReadOnly;
  const std::string_view first = first_part(wanted);
  for (std::string_view text : part.texts) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find_first_of(" /?&=,;:'\"`{}[]()"), text.size());
      const std::string_view word = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (word.empty()) continue;
      if (wanted.name.matches(word)) return true;
      if (changes && !first.empty() && text::equals_ignore_case(word, first)) return true;  // what holds it
    }
  }
  return false;
}

Truth judge_objects(const Subject& s) {
  const auto& wanted = s.rule.match.objects;
  static const std::vector<safety::TouchedObject> kNone;
  const auto& objects = s.part.objects == nullptr ? kNone : *s.part.objects;
  const auto is_wanted = [&](const safety::TouchedObject& object) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const ObjectGlob& glob) { return concerns(glob, object, s.tightens()); });
  };
  if (!s.tightens()) return truth_of(!objects.empty() && std::all_of(objects.begin(), objects.end(), is_wanted));
  if (std::any_of(objects.begin(), objects.end(), is_wanted)) return Truth::Yes;
  if (s.part.has_computed_names) return Truth::Unknown;
  const bool is_sql = (s.part.carriers & kSql) != 0;
  // Not understood, so that objects may be missing: the name anywhere in the text is enough.
  const bool is_mentioned = std::any_of(wanted.begin(), wanted.end(), [&](const ObjectGlob& glob) {
    return is_sql ? !s.part.parsed && mentions(glob, s.part) : names_in_words(glob, s.part);
  });
  return is_mentioned ? Truth::Unknown : Truth::No;
}

std::string found_objects(const Subject& s) {
  std::string out;
  if (s.part.objects != nullptr) {
    for (const auto& object : *s.part.objects)
      out +=
          (out.empty() ? "" : ", ") + std::string(object.access) + " " + std::string(object.type) + " " + object.name;
  }
  return out.empty() ? "no object" : out;
}

Truth judge_rows(const Subject& s) {
  if (s.part.effect_class == safety::EffectClass::ReadOnly) return Truth::No;
  if (!s.act.rows) return Truth::Unknown;
  return truth_of(*s.act.rows > *s.rule.match.rows_over);
}

std::string found_rows(const Subject& s) {
  if (s.part.effect_class == safety::EffectClass::ReadOnly) return "a read changes no rows";
  return s.act.rows ? std::to_string(*s.act.rows) : "not known";
}

// Where and when.

Truth judge_profile(const Subject& s) {
  return truth_of(any_matches(s.rule.match.profiles, s.act.profile));
}

Truth judge_target(const Subject& s) {
  return truth_of(any_matches(s.rule.match.targets, s.act.target));
}

Truth judge_host(const Subject& s) {
  const std::size_t scheme = s.act.host.find("://");
  const std::string_view bare = scheme == std::string_view::npos ? s.act.host : s.act.host.substr(scheme + 3);
  return truth_of(any_matches(s.rule.match.hosts, s.act.host) || any_matches(s.rule.match.hosts, bare));
}

Truth judge_principal(const Subject& s) {
  if (!s.act.is_principal_known) return Truth::Unknown;
  return truth_of(any_matches(s.rule.match.principals, s.act.principal));
}

Truth judge_workflow(const Subject& s) {
  return truth_of(any_matches(s.rule.match.workflows, s.act.workflow));
}

Truth judge_time(const Subject& s) {
  if (!s.act.time) return Truth::Unknown;
  const auto& times = s.rule.match.times;
  return truth_of(
      std::any_of(times.begin(), times.end(), [&](const TimeWindow& window) { return window.contains(*s.act.time); }));
}

std::string shown(std::string_view text) {
  return text.empty() ? "none" : std::string(text);
}

// What its text says.

/// The texts a rule sees: an allow only the one a person would write.
std::span<const std::string_view> texts_for(const Subject& s) {
  const std::span<const std::string_view> all = s.part.texts;
  return s.tightens() || all.empty() ? all : all.first(1);
}

Truth judge_statement(const Subject& s) {
  for (const Pattern& pattern : s.rule.match.statements) {
    for (const std::string_view text : texts_for(s)) {
      const Pattern::Outcome outcome = pattern.search(text, s.budget);
      if (outcome == Pattern::Outcome::Fault) return Truth::Fault;
      if (outcome == Pattern::Outcome::Yes) return Truth::Yes;
    }
  }
  return Truth::No;
}

Truth judge_texts(const Subject& s) {
  const auto texts = texts_for(s);
  return truth_of(
      std::any_of(texts.begin(), texts.end(), [&](std::string_view t) { return any_matches(s.rule.match.texts, t); }));
}

std::string found_text(const Subject& s) {
  constexpr std::size_t kShown = 120;
  if (s.part.texts.empty()) return "no text";
  const std::string_view text = s.part.texts.front();
  return std::string(text.substr(0, kShown)) + (text.size() > kShown ? "…" : "");
}

constexpr Condition kConditions[] = {
    {"class", [](const Match& m) { return m.classes != 7; }, judge_class, found_class},
    {"kind", [](const Match& m) { return !m.kinds.empty(); }, judge_kind, found_kind},
    {"has_where", [](const Match& m) { return m.has_where.has_value(); }, judge_where, found_where},
    {"leaves_workspace", [](const Match& m) { return m.leaves_workspace.has_value(); }, judge_leaves, found_leaves},
    {"tool", [](const Match& m) { return !m.tools.empty(); }, judge_tool, found_tool},
    {"rows_over", [](const Match& m) { return m.rows_over.has_value(); }, judge_rows, found_rows},
    {"profile", [](const Match& m) { return !m.profiles.empty(); }, judge_profile,
     [](const Subject& s) { return shown(s.act.profile); }},
    {"target", [](const Match& m) { return !m.targets.empty(); }, judge_target,
     [](const Subject& s) { return shown(s.act.target); }},
    {"host", [](const Match& m) { return !m.hosts.empty(); }, judge_host,
     [](const Subject& s) { return shown(s.act.host); }},
    {"principal", [](const Match& m) { return !m.principals.empty(); }, judge_principal,
     [](const Subject& s) { return s.act.is_principal_known ? shown(s.act.principal) : std::string("not known"); }},
    {"workflow", [](const Match& m) { return !m.workflows.empty(); }, judge_workflow,
     [](const Subject& s) { return shown(s.act.workflow); }},
    {"time", [](const Match& m) { return !m.times.empty(); }, judge_time,
     [](const Subject& s) { return s.act.time ? format_minute(*s.act.time) + " UTC" : std::string("not known"); }},
    {"objects", [](const Match& m) { return !m.objects.empty(); }, judge_objects, found_objects},
    {"text", [](const Match& m) { return !m.texts.empty(); }, judge_texts, found_text},
    {"statement", [](const Match& m) { return !m.statements.empty(); }, judge_statement, found_text},
};

}  // namespace

std::span<const Condition> conditions() {
  return kConditions;
}

Truth judge_rule(const Subject& subject) {
  Truth worst = Truth::Yes;
  for (const Condition& condition : kConditions) {
    if (!condition.is_asked(subject.rule.match)) continue;
    const Truth truth = condition.judge(subject);
    if (truth == Truth::No) return Truth::No;
    if (truth == Truth::Fault || (truth == Truth::Unknown && worst == Truth::Yes)) worst = truth;
  }
  return worst;
}

bool speaks(Truth truth, const Rule& rule) {
  return truth == Truth::Yes || truth == Truth::Fault || (truth == Truth::Unknown && rule.ruling != Ruling::Allow);
}

}  // namespace lakecode::policy
