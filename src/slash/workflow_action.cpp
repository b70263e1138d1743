#include "slash/workflow_action.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "workflows/engine.h"

namespace lakecode::slash {
namespace {

using workflows::Input;
using workflows::InputType;

// What every workflow takes beside its own inputs (workflows/inputs.cpp checks them).
constexpr Input kShared[] = {{"profiles", InputType::Strings, false, ""},
                             {"as_of", InputType::String, false, ""},
                             {"warehouse_id", InputType::Id, false, ""}};

class Filling {
 public:
  Filling(std::string_view command, const workflows::WorkflowRecord& record) : command_(command), record_(record) {}

  Result<void> add_option(Words words, std::size_t& at) {
    std::string name = words[at].substr(2);
    std::string value;
    const std::size_t sign = name.find('=');
    const bool joined = sign != std::string::npos;
    if (joined) {
      value = name.substr(sign + 1);
      name.resize(sign);
    }
    std::replace(name.begin(), name.end(), '-', '_');
    const Input* input = find(name);
    if (input == nullptr) return unknown(name);
    if (!joined) {
      const bool has_value = at + 1 < words.size() && !words[at + 1].starts_with("--");
      if (input->type == InputType::Boolean) {
        const bool said = has_value && (words[at + 1] == "true" || words[at + 1] == "false");
        value = said ? words[++at] : "true";
      } else if (has_value) {
        value = words[++at];
      } else {
        return error("with " + words[at], "it needs a value");
      }
    }
    return set(*input, value);
  }

  Result<void> add_place(std::string_view key, const std::string& word) {
    const Input* input = find(key);
    if (input == nullptr) return error(word, "workflow " + std::string(record_.id) + " takes no " + std::string(key));
    return set(*input, word);
  }

  Error error(std::string subject, std::string reason) const {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run /" + std::string(command_),
                 .subject = std::move(subject),
                 .reason = std::move(reason),
                 .advice = "`/help " + std::string(command_) + "` shows how it is typed"};
  }

  JsonObject take() { return std::move(inputs_); }

 private:
  [[nodiscard]] const Input* find(std::string_view name) const {
    for (const Input& input : record_.inputs) {
      if (input.name == name) return &input;
    }
    const auto shared =
        std::find_if(std::begin(kShared), std::end(kShared), [&](const Input& i) { return i.name == name; });
    return shared == std::end(kShared) ? nullptr : shared;
  }

  [[nodiscard]] Error unknown(const std::string& name) const {
    std::vector<std::string> names;
    for (const Input& input : record_.inputs) names.push_back("--" + text::replace_all(input.name, "_", "-"));
    for (const Input& input : kShared) names.push_back("--" + text::replace_all(input.name, "_", "-"));
    const std::string typed = "--" + text::replace_all(name, "_", "-");
    const auto nearest = text::nearest(typed, names);
    Error wrong = error("with " + typed, "there is no such option");
    wrong.advice =
        (nearest ? "did you mean `" + *nearest + "`? " : std::string()) + "allowed are " + text::join(names, ", ");
    return wrong;
  }

  Result<void> set(const Input& input, const std::string& value) {
    switch (input.type) {
      case InputType::Integer:
      case InputType::Number:
        return set_number(input, value);
      case InputType::Boolean:
        if (value != "true" && value != "false") return wrong_type(input, value, "true or false");
        inputs_[input.name] = value == "true";
        return {};
      case InputType::Strings:
        return add_strings(input, value);
      case InputType::Object:
        return set_object(input, value);
      default:
        inputs_[input.name] = value;
        return {};
    }
  }

  Result<void> set_number(const Input& input, const std::string& value) {
    if (const auto whole = text::parse_int(value)) {
      inputs_[input.name] = static_cast<std::int64_t>(*whole);
      return {};
    }
    const auto number = text::parse_double(value);
    if (input.type == InputType::Integer || !number) return wrong_type(input, value, "a number");
    inputs_[input.name] = *number;
    return {};
  }

  Result<void> add_strings(const Input& input, const std::string& value) {
    JsonArray& list =
        inputs_.contains(input.name) ? inputs_[input.name].get_array() : inputs_[input.name].emplace_array();
    for (const std::string_view part : text::split(value, ',')) {
      if (!text::trim(part).empty()) list.emplace_back(text::trim(part));
    }
    return {};
  }

  Result<void> set_object(const Input& input, const std::string& value) {
    if (!value.starts_with("{")) {
      inputs_[input.name] = value;  // the path of a file
      return {};
    }
    TRY_ASSIGN(inputs_[input.name], json::parse(value, "--" + std::string(input.name)));
    return {};
  }

  [[nodiscard]] Error wrong_type(const Input& input, const std::string& value, std::string_view wanted) const {
    return error("with --" + text::replace_all(input.name, "_", "-") + " " + value, "it wants " + std::string(wanted));
  }

  std::string_view command_;
  const workflows::WorkflowRecord& record_;
  JsonObject inputs_;
};

}  // namespace

Result<Action> workflow_action(std::string_view command, std::string_view workflow, Words words,
                               std::initializer_list<std::string_view> places) {
  const workflows::WorkflowRecord* record = workflows::find_workflow(workflow);
  if (record == nullptr) {
    return Error{.code = ErrorCode::Unsupported,
                 .action = "run",
                 .subject = "/" + std::string(command),
                 .reason = "this version has no workflow " + std::string(workflow),
                 .advice = "`/help` lists what there is"};
  }
  Filling filling(command, *record);
  const auto* place = places.begin();
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].size() > 2 && words[at].starts_with("--")) {
      TRY_VOID(filling.add_option(words, at));
    } else if (place == places.end()) {
      return filling.error("with " + words[at], "that is one word too many");
    } else {
      TRY_VOID(filling.add_place(*place++, words[at]));
    }
  }
  return Action{.kind = ActionKind::Workflow,
                .name = std::string(workflow),
                .inputs = JsonBox(filling.take()),
                .words = {},
                .text = {}};
}

Action command_action(std::vector<std::string> words) {
  return Action{
      .kind = ActionKind::Command, .name = {}, .inputs = JsonBox(JsonObject{}), .words = std::move(words), .text = {}};
}

Error usage_error(std::string_view command, std::string reason, std::string_view usage) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run",
               .subject = "/" + std::string(command),
               .reason = std::move(reason),
               .advice = "type /" + std::string(command) + " " + std::string(usage)};
}

}  // namespace lakecode::slash
