#include "policy/lint.h"

#include <algorithm>

#include "base/text.h"

namespace lakecode::policy {
namespace {

using Level = LintNote::Level;

/// Whatever `narrow` describes is among what `wide` describes, as far as their spelling tells.
bool covers(const std::vector<Glob>& wide, const std::vector<Glob>& narrow) {
  if (wide.empty()) return true;
  if (narrow.empty()) return false;
  return std::all_of(narrow.begin(), narrow.end(), [&](const Glob& inner) {
    return std::any_of(wide.begin(), wide.end(), [&](const Glob& outer) { return outer.matches(inner.text()); });
  });
}

bool covers(const std::vector<ObjectGlob>& wide, const std::vector<ObjectGlob>& narrow) {
  if (wide.empty()) return true;
  if (narrow.empty()) return false;
  return std::all_of(narrow.begin(), narrow.end(), [&](const ObjectGlob& inner) {
    return std::any_of(wide.begin(), wide.end(), [&](const ObjectGlob& outer) {
      return (outer.type.empty() || outer.type == inner.type) && outer.name.matches(inner.name.text());
    });
  });
}

bool covers(const std::vector<Pattern>& wide, const std::vector<Pattern>& narrow) {
  if (wide.empty()) return true;
  if (narrow.empty()) return false;
  return std::all_of(narrow.begin(), narrow.end(), [&](const Pattern& inner) {
    return std::any_of(wide.begin(), wide.end(),
                       [&](const Pattern& outer) { return outer.text() == inner.text() || outer.text() == ".*"; });
  });
}

bool covers(const Match& wide, const Match& narrow) {
  const auto same_or_open = [](const auto& outer, const auto& inner) { return !outer || outer == inner; };
  return covers(wide.tools, narrow.tools) && covers(wide.statements, narrow.statements) &&
         covers(wide.texts, narrow.texts) && (narrow.classes & ~wide.classes) == 0 &&
         covers(wide.kinds, narrow.kinds) && covers(wide.objects, narrow.objects) &&
         same_or_open(wide.has_where, narrow.has_where) &&
         same_or_open(wide.leaves_workspace, narrow.leaves_workspace) &&
         (!wide.rows_over || (narrow.rows_over && *narrow.rows_over >= *wide.rows_over)) &&
         covers(wide.profiles, narrow.profiles) && covers(wide.targets, narrow.targets) &&
         covers(wide.hosts, narrow.hosts) && covers(wide.principals, narrow.principals) &&
         covers(wide.workflows, narrow.workflows) && wide.times.empty();
}

bool is_broad(const Rule& rule) {
  const Match& match = rule.match;
  const auto says_nothing = [](const Pattern& pattern) {
    return pattern.required().empty() && pattern.text().size() < 6;
  };
  const bool has_text =
      std::any_of(match.statements.begin(), match.statements.end(),
                  [&](const Pattern& pattern) { return !says_nothing(pattern); }) ||
      std::any_of(match.texts.begin(), match.texts.end(), [](const Glob& g) { return !g.is_everything(); });
  const bool has_objects = std::any_of(match.objects.begin(), match.objects.end(),
                                       [](const ObjectGlob& object) { return !object.name.is_everything(); });
  const bool reads_only = match.classes == 1U << static_cast<unsigned>(safety::EffectClass::ReadOnly);
  return !has_text && !has_objects && match.kinds.empty() && !reads_only;
}

class Linter {
 public:
  explicit Linter(const Policy& policy) : policy_(policy) {}

  std::vector<LintNote> run() {
    for (std::size_t i = 0; i < policy_.rules().size(); ++i) {
      const Rule& rule = policy_.rules()[i];
      check_reach(i, rule);
      check_name(i, rule);
      check_allow(rule);
      check_patterns(rule);
      check_people(rule);
    }
    return std::move(notes_);
  }

 private:
  void note(Level level, const Rule& rule, std::string text) {
    notes_.push_back(LintNote{.level = level, .rule = &rule, .text = std::move(text)});
  }

  void check_reach(std::size_t at, const Rule& rule) {
    for (std::size_t i = 0; i < policy_.rules().size(); ++i) {
      const Rule& other = policy_.rules()[i];
      const bool beats = other.ruling > rule.ruling || (other.ruling == rule.ruling && i < at);
      if (i == at || !beats || !covers(other.match, rule.match)) continue;
      return note(Level::Warning, rule,
                  "it never decides: rule '" + other.name + "' (" + policy_.place_of(other) + ", " +
                      std::string(name_of(other.ruling)) + ") covers all it matches");
    }
    if (rule.match.classes == 0) note(Level::Warning, rule, "it matches no class");
  }

  void check_name(std::size_t at, const Rule& rule) {
    for (std::size_t i = 0; i < at; ++i) {
      if (policy_.rules()[i].name != rule.name) continue;
      return note(Level::Warning, rule, "its name is used in " + policy_.place_of(policy_.rules()[i]) + " as well");
    }
  }

  void check_allow(const Rule& rule) {
    if (rule.ruling != Ruling::Allow) return;
    if (rule.match.is_everything()) return note(Level::Warning, rule, "it allows everything but what is DESTRUCTIVE");
    if (is_broad(rule)) note(Level::Warning, rule, "it is a broad allow: name statements, kinds or objects");
    if (!rule.covers_destructive)
      note(Level::Advice, rule, "it does not cover DESTRUCTIVE acts; name the class or the kind if they are meant");
  }

  void check_patterns(const Rule& rule) {
    for (const Pattern& pattern : rule.match.statements) {
      const std::string& text = pattern.text();
      if (text.find("  ") != std::string::npos)
        note(Level::Warning, rule, "two blanks in a row never match: blanks are collapsed to one");
      if (text.ends_with(";"))
        note(Level::Warning, rule, "a ';' at the end never matches: it is no part of a statement");
      if (text.find("--") != std::string::npos || text.find("/\\*") != std::string::npos)
        note(Level::Warning, rule, "comments never match: they are taken out");
    }
    const bool has_pattern = !rule.match.statements.empty();
    if (has_pattern && rule.matching.empty() && rule.other.empty())
      note(Level::Advice, rule, "it has a pattern and no examples: add examples.match and examples.no_match");
    if (rule.ruling == Ruling::Deny && rule.message.empty())
      note(Level::Advice, rule, "it has no message: say why, and what to do instead");
  }

  void check_people(const Rule& rule) {
    if (rule.ruling == Ruling::TwoPerson && policy_.approvers().empty())
      note(Level::Warning, rule, "it wants a second person and no approvers are named: nobody can approve");
  }

  const Policy& policy_;
  std::vector<LintNote> notes_;
};

}  // namespace

std::vector<LintNote> lint(const Policy& policy) {
  return Linter(policy).run();
}

}  // namespace lakecode::policy
