#pragma once
// Tools on an embedded workspace of their own: everything a session would give them, with a scripted person.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/redact.h"
#include "catalog/catalog.h"
#include "evidence/pack.h"
#include "gate/confirmer.h"
#include "gate/gate.h"
#include "tests/support/embedded_workspace.h"
#include "tools/result_store.h"
#include "tools/tool.h"

namespace lakecode::test {

/// Gives one answer to every question and keeps the questions.
class OneAnswer final : public gate::Confirmer {
 public:
  gate::Answer ask(const gate::Question& question, const CallContext&) override {
    questions.push_back(question);
    return answer;
  }
  gate::Answer answer{.kind = gate::Answer::Kind::NobodyThere};
  std::vector<gate::Question> questions;
};

/// The one workspace of this test program, with the demo company.
inline EmbeddedWorkspace& shared_workspace() {
  static EmbeddedWorkspace workspace(EmbeddedWorkspace::Content::Demo);
  return workspace;
}

/// One session: gate, evidence, names, results.
class ToolSession {
 public:
  explicit ToolSession(gate::Approval approval = gate::Approval::Read)
      : ToolSession(gate::GateSettings{.approval = approval}) {}
  explicit ToolSession(gate::GateSettings settings)
      : pack_(open_pack()),
        gate_(std::move(settings), &person, &pack_),
        catalog_(shared_workspace().client(), clock_, {.folder = {}, .host = "h", .profile = "TEST"}),
        services_{.client = shared_workspace().client(),
                  .gate = gate_,
                  .clock = clock_,
                  .catalog = catalog_,
                  .results = results_,
                  .pack = &pack_,
                  .profile = "TEST",
                  .workspace = "local"} {}

  /// Calls a tool as a model would; a call that ends the turn is a failed test.
  tools::Output call(const std::string& tool, const std::string& input) {
    auto output = try_call(tool, input);
    EXPECT_TRUE(output) << tool << " " << input << ": " << one_line(output.error());
    return output ? std::move(*output) : tools::Output{.text = "no output", .is_error = true};
  }

  /// Wrong input comes back as the agent turns it into: an output.
  Result<tools::Output> try_call(const std::string& tool, const std::string& input) {
    const tools::ToolRecord* record = tools::find_tool(tool);
    LAKECODE_CHECK(record != nullptr, "the tool must be registered");
    const auto checked = tools::check_input(*record, input);
    if (!checked) return tools::Output{.text = one_line(checked.error()), .is_error = true};
    return record->run((**checked).get_object(), services_, call_.context());
  }

  [[nodiscard]] tools::Services& services() { return services_; }
  [[nodiscard]] tools::ResultStore& results() { return results_; }
  [[nodiscard]] catalog::Catalog& catalog() { return catalog_; }
  [[nodiscard]] gate::Gate& gate() { return gate_; }
  [[nodiscard]] CallContext ctx() const { return call_.context(); }
  void stop() { call_.stop(); }

  OneAnswer person;

 private:
  evidence::PackWriter open_pack() {
    const evidence::Opening opening{.workflow = "test",
                                    .workspace = "local",
                                    .profile = "TEST",
                                    .principal = "p",
                                    .tool_version = "0",
                                    .inputs = JsonBox(JsonObject()),
                                    .configuration = JsonBox(JsonObject())};
    auto pack = evidence::PackWriter::create({folder_ / "runs", folder_ / "keys"}, opening, redactor_, clock_, random_);
    LAKECODE_CHECK(pack.has_value(), "the pack must open");
    return std::move(*pack);
  }

  TempFolder folder_;
  Redactor redactor_;
  SystemClock clock_;
  SystemRandom random_;
  TestCall call_;
  evidence::PackWriter pack_;
  gate::Gate gate_;
  catalog::Catalog catalog_;
  tools::ResultStore results_;
  tools::Services services_;
};

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace lakecode::test
