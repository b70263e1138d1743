#include "policy/lint.h"

#include "base/files.h"
#include "policy/policy_fixture.h"

namespace lakecode::policy {
namespace {

std::vector<std::string> warnings(std::string_view yaml) {
  const Policy policy = make_policy(yaml);
  std::vector<std::string> out;
  for (const LintNote& note : lint(policy)) {
    if (note.level == LintNote::Level::Warning) out.push_back(note.rule->name + ": " + note.text);
  }
  return out;
}

TEST(Lint, NamesWhatIsHardlyMeant) {
  const std::pair<const char*, const char*> cases[] = {
      {"- {name: all, match: {kind: 'DROP*'}, action: deny}\n- {name: one, match: {kind: DROP_TABLE}, action: confirm}",
       "one: it never decides: rule 'all' (policy.yml:1, deny)"},
      {"- {name: a, match: {objects: ['prod.s.*']}, action: allow}\n- {name: b, match: {objects: ['prod.*']}, action: "
       "deny}",
       "a: it never decides: rule 'b'"},
      {"- {name: a, match: {}, action: allow}", "a: it allows everything"},
      {"- {name: a, match: {statement: '.*'}, action: allow}", "a: it is a broad allow"},
      {"- {name: a, match: {tool: sql_execute}, action: allow}", "a: it is a broad allow"},
      {"- {name: a, match: {statement: 'DROP  TABLE'}, action: deny}", "a: two blanks"},
      {"- {name: a, match: {statement: 'DROP TABLE t;'}, action: deny}", "a: a ';' at the end"},
      {"- {name: a, match: {kind: X}, action: two_person}", "a: it wants a second person"},
  };
  for (const auto& [yaml, says] : cases) {
    const auto found = warnings(yaml);
    ASSERT_FALSE(found.empty()) << yaml;
    EXPECT_TRUE(found[0].starts_with(says)) << found[0];
  }
}

TEST(Lint, IsSilentAboutGoodRules) {
  for (const char* yaml : {"- {name: a, match: {statement: '^DELETE FROM(?!.*WHERE)'}, action: deny, message: m, "
                           "examples: {match: [DELETE FROM t]}}",
                           "- {name: a, match: {kind: DROP_TABLE}, action: confirm}\n- {name: b, match: {kind: "
                           "'DROP*'}, action: deny, message: x, }\n"
                           "- {name: c, match: {kind: INSERT, profile: DEV}, action: allow}",
                           "- {name: a, match: {class: READ_ONLY}, action: allow}"}) {
    if (std::string_view(yaml).find("'DROP*'") != std::string_view::npos) {
      EXPECT_EQ(warnings(yaml).size(), 1U) << "the first rule never decides";
    } else {
      EXPECT_TRUE(warnings(yaml).empty()) << yaml << "\n" << warnings(yaml)[0];
    }
  }
}

TEST(Lint, TheSampleOfTheDocumentationIsGood) {
  const auto text = files::read(std::string(LAKECODE_SOURCE_DIR) + "/docs/sample-policy.yml");
  ASSERT_TRUE(text);
  EXPECT_TRUE(warnings(*text).empty()) << warnings(*text)[0];
}

}  // namespace
}  // namespace lakecode::policy
