#include "cli/skills_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "cli/skill_folders.h"
#include "cli/text_lines.h"
#include "knowledge/router.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kMaxWords = 10'000;

constexpr Verb kVerbs[] = {
    {"list", "", 0, 0, "all skills, with where each comes from"},
    {"show", "NAME", 1, 1, "the text of one"},
    {"route", "TEXT…", 0, kMaxWords, "the skills that a request is about, best first"},
};

constexpr Option kOptions[] = {
    {"output", "FORMAT", "how the result is printed", "text|json"},
    {"jsonl", "", R"(route: read {"id","text"} lines from standard input, write one JSON line for each)", ""},
};

void note_all(App& app, const knowledge::SkillSet& set) {
  for (const std::string& notice : set.notices) app.output.note("lakecode: " + notice);
}

JsonObject to_json(const knowledge::Skill& skill) {
  return JsonObject{{"name", skill.name},
                    {"description", skill.description},
                    {"origin", knowledge::name_of(skill.origin)},
                    {"folder", skill.folder.empty() ? JsonValue(nullptr) : JsonValue(skill.folder)},
                    {"version", skill.version.empty() ? JsonValue(nullptr) : JsonValue(skill.version)}};
}

/// The first sentence, or as much of it as fits a line.
std::string first_words(const std::string& description) {
  constexpr std::size_t kMost = 90;
  std::string line = render::inert_line(description);
  const std::size_t end = line.find(". ");
  if (end != std::string::npos) line.resize(end);
  if (line.size() <= kMost) return line;
  const std::size_t blank = line.rfind(' ', kMost);
  line.resize(blank == std::string::npos ? kMost : blank);
  return line + " …";
}

int list(App& app, const Invocation& invocation, const knowledge::SkillSet& set) {
  if (invocation.wants_json()) {
    JsonArray all;
    for (const knowledge::Skill& skill : set.skills) all.push_back(to_json(skill));
    app.output.print(render::inert_json(json::serialize_pretty(JsonObject{{"skills", std::move(all)}})) + "\n");
    return 0;
  }
  std::size_t widest = 0;
  for (const knowledge::Skill& skill : set.skills) widest = std::max(widest, skill.name.size());
  std::string text;
  for (const knowledge::Skill& skill : set.skills) {
    std::string name = render::inert_line(skill.name);
    name.resize(std::max(widest, name.size()), ' ');
    text += name + "  " + std::string(knowledge::name_of(skill.origin)) + "  " + first_words(skill.description) + "\n";
  }
  app.output.print(text);
  return 0;
}

Result<int> show(App& app, const Invocation& invocation, const knowledge::SkillSet& set) {
  const std::string& name = invocation.arguments.front();
  const knowledge::Skill* skill = set.find(name);
  if (skill == nullptr) {
    std::vector<std::string> names;
    for (const knowledge::Skill& one : set.skills) names.push_back(one.name);
    const auto nearest = text::nearest(name, names);
    return Error{
        .code = ErrorCode::InvalidArgument,
        .action = "show skill",
        .subject = name,
        .reason = "there is none of that name",
        .advice = (nearest ? "did you mean `" + *nearest + "`? " : std::string()) + "`lakecode skills list` shows all"};
  }
  if (invocation.wants_json()) {
    JsonObject object = to_json(*skill);
    object["body"] = skill->body;
    app.output.print(render::inert_json(json::serialize_pretty(object)) + "\n");
  } else {
    app.output.print(render::inert("# " + skill->name + "\n\n" + skill->description + "\n\n" + skill->body));
  }
  return 0;
}

Result<int> route(App& app, const Invocation& invocation, const knowledge::SkillSet& set) {
  const knowledge::Router router(set.skills);
  const auto answer = [&router](std::string_view text) {
    JsonArray skills;
    for (const knowledge::Routed& one : router.route(text))
      skills.push_back(JsonObject{{"name", one.name}, {"score", one.score}});
    return JsonObject{{"skills", std::move(skills)}};
  };
  if (invocation.has("jsonl")) return answer_text_lines(app, answer);
  const std::string text = text::join(invocation.arguments, " ");
  if (text::trim(text).empty()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "route a request",
                 .reason = "there is no text",
                 .advice = "lakecode skills route \"schedule a notebook every night\""};
  }
  if (invocation.wants_json()) {
    app.output.print(render::inert_json(json::serialize(answer(text))) + "\n");
    return 0;
  }
  const auto routed = router.route(text);
  if (routed.empty()) app.output.print("No skill fits.\n");
  for (const knowledge::Routed& one : routed) app.output.print(render::inert_line(one.name) + "\n");
  return 0;
}

Result<int> run(App& app, const Invocation& invocation) {
  const knowledge::SkillSet set = load_skills(app);
  note_all(app, set);
  if (invocation.subcommand == "list") return list(app, invocation, set);
  if (invocation.subcommand == "show") return show(app, invocation, set);
  return route(app, invocation, set);
}

}  // namespace

const Command kSkillsCommand{"skills",
                             "List the skills, show one, or find those a request is about",
                             "lakecode skills route \"schedule a notebook every night\" --output json",
                             kVerbs,
                             kOptions,
                             run};

}  // namespace lakecode::cli
