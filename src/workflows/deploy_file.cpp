// deploy_file: one file into the workspace. Checked before, compared with what is there, written through the gate with
// a way back in the evidence, and read back after: only equal bytes count as done.

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/files.h"
#include "base/json.h"
#include "base/redact.h"
#include "base/text.h"
#include "databricks/workspace_objects.h"
#include "workflows/engine.h"
#include "workflows/line_diff.h"
#include "workflows/records.h"
#include "workflows/source_check.h"

namespace lakecode::workflows {
namespace {

using databricks::ObjectStatus;
using result::Severity;
using result::StepKind;

constexpr std::size_t kMostBytes = 10U << 20U;     // the platform's limit of an import
constexpr std::size_t kNotebookBytes = 1U << 20U;  // larger notebooks open slowly or not at all in the workspace

constexpr Input kInputs[] = {
    {"local_path", InputType::String, true, "the file here"},
    {"workspace_path", InputType::String, true, "where it goes, /Workspace/… or /Users/…, with its name"},
    {"overwrite", InputType::Boolean, false, "replace what is there"},
    {"allow_secrets", InputType::Boolean, false, "deploy although something in it looks like a secret"},
    {"skip_syntax_check", InputType::Boolean, false, "deploy although its syntax is wrong"},
};

Error refused(const std::string& path, std::string reason, std::string advice) {
  return {.code = ErrorCode::FailedPrecondition,
          .action = "deploy",
          .subject = path,
          .reason = std::move(reason),
          .advice = std::move(advice)};
}

/// A notebook comes back with or without a last line feed.
std::string_view without_last_line_feed(std::string_view content) {
  while (content.ends_with('\n')) content.remove_suffix(1);
  return content;
}

class Deployment {
 public:
  explicit Deployment(Run& run) : run_(run), local_(run.text("local_path")), target_(run.text("workspace_path")) {}

  bool check_target() {
    if (target_.starts_with("/Volumes/") || target_.starts_with("dbfs:") || target_.starts_with("/dbfs/")) {
      run_.fail({.code = ErrorCode::Unsupported,
                 .action = "deploy",
                 .subject = target_,
                 .reason = "it is no path of the workspace",
                 .advice = "copy it with `databricks fs cp`, or deploy below /Workspace"});
      return false;
    }
    const bool steps_up = target_.find("/../") != std::string::npos || target_.ends_with("/..");
    if (target_.starts_with("/") && !target_.ends_with("/") && !steps_up && target_.size() > 1) return true;
    run_.fail({.code = ErrorCode::InvalidArgument,
               .action = "deploy",
               .subject = target_,
               .reason = "it is no absolute path of a file",
               .advice = "write for example /Workspace/Shared/etl/load.py"});
    return false;
  }

  bool load() {
    const auto content = run_.step<std::string>({"load_file", "Read the file", StepKind::Analysis},
                                                [&](const CallContext&) { return files::read(local_, kMostBytes); });
    if (!content) {
      run_.fail(*run_.last_error());
      return false;
    }
    content_ = *content;
    language_ = notebook_language(local_, content_);
    const bool is_jupyter = text::to_lower(std::filesystem::path(local_).extension().string()) == ".ipynb";
    is_notebook_ = !language_.empty() || is_jupyter;
    format_ = is_jupyter ? "JUPYTER" : is_notebook_ ? "SOURCE" : "AUTO";
    run_.set_data("sha256", JsonValue(crypto::sha256_hex(content_)));
    if (is_notebook_ && content_.size() > kNotebookBytes) {
      add("large_notebook", Severity::Medium, fmt::format("The notebook has {} bytes", content_.size()),
          "Notebooks above 1 MiB open slowly; move code into files.", "load_file");
    }
    return true;
  }

  bool check_content() {
    const auto check = run_.step<SourceCheck>(
        {"check_syntax", "Check its syntax", StepKind::Analysis},
        [&](const CallContext& ctx) { return check_source(local_, content_, run_.services().program_path, ctx); });
    if (!check) return false;
    tell_syntax(*check);
    const auto secrets = find_secret_lines(content_);
    JsonArray lines;
    for (const SourceProblem& each : secrets) lines.push_back(JsonObject{{"line", each.line}, {"text", each.text}});
    run_.set_data("secrets", std::move(lines));
    const bool wrong = std::any_of(check->problems.begin(), check->problems.end(),
                                   [](const SourceProblem& each) { return each.is_certain; });
    if (!secrets.empty()) {
      add("secret", Severity::Critical,
          fmt::format("{} lines hold what looks like a secret, the first is line {}", secrets.size(), secrets[0].line),
          "Read it from a secret scope: dbutils.secrets.get, {{secrets/SCOPE/KEY}}.", "load_file");
    }
    if (!secrets.empty() && !run_.boolean("allow_secrets").value_or(false)) {
      run_.fail(refused(local_, fmt::format("line {} holds what looks like a secret", secrets[0].line),
                        "move it into a secret scope; allow_secrets deploys it anyway"));
      return false;
    }
    if (wrong && !run_.boolean("skip_syntax_check").value_or(false)) {
      run_.fail(refused(local_, fmt::format("line {}: {}", check->problems[0].line, check->problems[0].text),
                        "repair it; skip_syntax_check deploys it anyway"));
      return false;
    }
    return true;
  }

  /// What is there now, and how the file differs from it. False ends the deployment, done or failed.
  bool compare() {
    using Found = std::optional<ObjectStatus>;
    const auto found = run_.step<Found>({"look", "Look at what is there", StepKind::Api},
                                        [&](const CallContext& ctx) -> Result<Found> {
                                          auto status = databricks::fetch_object_status(run_.client(), target_, ctx);
                                          if (status) return Found(std::move(*status));
                                          if (status.error().code == ErrorCode::NotFound) return Found();
                                          return status.error();
                                        });
    if (!found) return fail_unless_stopped();
    before_ = *found;
    if (!before_) {
      tell_diff("", content_);
      return true;
    }
    if (before_->object_type != (is_notebook_ ? "NOTEBOOK" : "FILE")) {
      run_.fail(refused(target_, "there is a " + text::to_lower(before_->object_type) + " of that name",
                        "choose another path, or remove it first: the platform does not replace one kind by another"));
      return false;
    }
    const auto there = run_.step<std::string>(
        {"read_old", "Read what is there", StepKind::Api},
        [&](const CallContext& ctx) { return databricks::fetch_export(run_.client(), target_, format_, ctx); });
    if (!there) return fail_unless_stopped();
    tell_diff(*there, content_);
    if (is_same(*there)) {
      tell_object("unchanged");
      run_.set_summary(target_ + " holds the same already; nothing was written.");
      return false;
    }
    if (run_.boolean("overwrite").value_or(false)) return true;
    run_.fail({.code = ErrorCode::AlreadyExists,
               .action = "deploy",
               .subject = target_,
               .reason = "something else is there",
               .advice = "look at the difference; \"overwrite\": true replaces it"});
    return false;
  }

  void write() {
    if (!before_ && !make_parent()) return;
    const databricks::ObjectContent content{.path = target_,
                                            .format = format_,
                                            .language = text::to_upper(language_),
                                            .bytes = content_,
                                            .overwrite = before_.has_value()};
    const auto answer =
        run_.change({"write", "Write the file", StepKind::Write}, databricks::make_import_object(content));
    if (!answer) {
      fail_change("write");
      return;
    }
    verify();
  }

 private:
  void add(std::string id, Severity severity, std::string title, std::string advice, std::string step) {
    run_.add_finding({.id = std::move(id),
                      .severity = severity,
                      .title = std::move(title),
                      .detail = "",
                      .recommendation = std::move(advice),
                      .evidence = {{std::move(step), ""}}});
  }

  bool fail_unless_stopped() {
    if (!run_.stopped()) run_.fail(*run_.last_error());
    return false;
  }

  void tell_syntax(const SourceCheck& check) {
    JsonArray problems;
    for (const SourceProblem& each : check.problems) {
      problems.push_back(JsonObject{{"line", each.line}, {"text", each.text}, {"certain", each.is_certain}});
      add("syntax", each.is_certain ? Severity::High : Severity::Low, fmt::format("Line {}: {}", each.line, each.text),
          each.is_certain ? "Repair it before it fails at night."
                          : "Check it: our grammar may be behind the platform's.",
          "check_syntax");
    }
    run_.set_data("syntax", JsonObject{{"language", check.language},
                                       {"checked", check.was_checked},
                                       {"why_not", check.why_not},
                                       {"problems", std::move(problems)}});
    if (!check.was_checked) {
      add("syntax_not_checked", Severity::Info, "Its syntax was not checked: " + check.why_not, "", "check_syntax");
    }
  }

  [[nodiscard]] bool is_same(std::string_view there) const {
    if (format_ == "JUPYTER") {
      const auto a = json::parse(there, "notebook");
      const auto b = json::parse(content_, "notebook");
      return a && b && *a == *b;
    }
    return is_notebook_ ? without_last_line_feed(there) == without_last_line_feed(content_) : there == content_;
  }

  /// The difference is shown and kept, so what looks like a secret is masked in it.
  void tell_diff(std::string_view before, std::string_view after) {
    const LineDiff diff = diff_lines(before, after);
    run_.set_data("diff", JsonObject{{"added", diff.added},
                                     {"removed", diff.removed},
                                     {"whole", diff.is_whole},
                                     {"text", Redactor().redact(diff.text)}});
  }

  void tell_object(std::string_view state) {
    JsonObject object{{"path", target_},
                      {"object_type", is_notebook_ ? "NOTEBOOK" : "FILE"},
                      {"language", text::to_upper(language_)},
                      {"size", content_.size()},
                      {"state", state}};
    run_.set_data("object", std::move(object));
  }

  /// A refusal has a status of its own; everything else fails the run.
  void fail_change(const std::string& step) {
    const auto& error = run_.last_error();
    if (!run_.stopped() && error && error->action != "run " + step) run_.fail(*error);
    run_.set_summary(target_ + " was not written" + (error ? ": " + error->reason : ""));
  }

  bool make_parent() {
    const std::string parent = std::filesystem::path(target_).parent_path().string();
    if (parent == "/" || parent.empty()) return true;
    using Found = std::optional<ObjectStatus>;
    const auto found = run_.step<Found>({"look_at_folder", "Look at its folder", StepKind::Api},
                                        [&](const CallContext& ctx) -> Result<Found> {
                                          auto status = databricks::fetch_object_status(run_.client(), parent, ctx);
                                          if (status) return Found(std::move(*status));
                                          if (status.error().code == ErrorCode::NotFound) return Found();
                                          return status.error();
                                        });
    if (!found) return fail_unless_stopped();
    if (*found) return true;
    if (run_.change({"make_folder", "Make its folder", StepKind::Write}, databricks::make_folder(parent))) return true;
    fail_change("make_folder");
    return false;
  }

  void verify() {
    const auto there = run_.step<std::string>(
        {"verify", "Read it back", StepKind::Api}, [&](const CallContext& ctx) -> Result<std::string> {
          TRY_ASSIGN(std::string bytes, databricks::fetch_export(run_.client(), target_, format_, ctx));
          if (is_same(bytes)) return bytes;
          return Error{.code = ErrorCode::CorruptData,
                       .action = "verify",
                       .subject = target_,
                       .reason = "what is there is not what was written: SHA-256 " + crypto::sha256_hex(bytes),
                       .advice = "somebody else may have written at the same time; deploy it again"};
        });
    tell_object(there ? (before_ ? "replaced" : "created") : "unknown");
    if (!there) {
      run_.fail(*run_.last_error());
      return;
    }
    run_.set_data("verified", true);
    run_.set_summary(fmt::format("{} was {}: {} bytes, read back and equal.", target_, before_ ? "replaced" : "created",
                                 content_.size()));
  }

  Run& run_;
  std::string local_;
  std::string target_;
  std::string content_;
  std::string language_;  ///< of a source notebook
  bool is_notebook_ = false;
  std::string format_;
  std::optional<ObjectStatus> before_;
};

void run_deploy_file(Run& run) {
  run.set_data("object", nullptr);
  run.set_data("verified", false);
  Deployment deployment(run);
  if (!deployment.check_target() || !deployment.load() || !deployment.check_content() || !deployment.compare()) return;
  deployment.write();
}

}  // namespace

const WorkflowRecord kDeployFile{"deploy_file",
                                 "Deploy a file",
                                 "one file into the workspace: checked, compared, written through the gate, read back",
                                 kInputs,
                                 safety::EffectClass::Destructive,
                                 run_deploy_file};

}  // namespace lakecode::workflows
