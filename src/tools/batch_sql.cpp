// Runs a plan in rounds: each takes what waits for nothing any more, and runs it at once. A statement whose predecessor
// did not end well is not run.

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "catalog/parallel.h"
#include "render/screen_door.h"
#include "sql/script.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/batch_plan.h"
#include "tools/descriptions.h"
#include "tools/records.h"
#include "tools/result_store.h"
#include "tools/rows_text.h"
#include "tools/statement_run.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"statements", ParameterType::Strings, false, "SQL texts in order; each may hold several statements"},
    {"files", ParameterType::Strings, false, "SQL files of the project to run after them, as relative paths"},
    {"catalog", ParameterType::String, false, "catalog for names without one"},
    {"schema", ParameterType::String, false, "schema for names without one"},
    {"warehouse_id", ParameterType::String, false, "SQL warehouse to use; normally left out"},
    {"stop_on_error", ParameterType::Boolean, false,
     "after a failure begin nothing more (false: only what depends on it)"},
};

constexpr std::size_t kMaxStatements = 200;
constexpr std::size_t kThreads = 4;  // of one warehouse; more only queue there
constexpr std::size_t kMaxBytes = 20'000;
constexpr std::size_t kShownRows = 10;

using Kind = StatementEnd::Kind;

Error wrong(std::string subject, std::string reason, std::string advice) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run batch",
               .subject = std::move(subject),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

/// A file below the root, links followed: a link that leads out of it is outside.
Result<std::string> read_file(const std::string& name, const std::filesystem::path& root) {
  if (root.empty()) return wrong("file " + name, "files cannot be read here", "pass the text in `statements`");
  std::error_code failed;
  const auto base = std::filesystem::canonical(root, failed);
  const auto path = failed ? std::filesystem::path() : std::filesystem::canonical(base / name, failed);
  if (failed) return wrong("file " + name, "there is no such file", "give the path relative to the project folder");
  const auto [rest, unused] = std::mismatch(base.begin(), base.end(), path.begin(), path.end());
  if (rest != base.end()) return wrong("file " + name, "it is outside of the project folder", "");
  if (path.extension() != ".sql") return wrong("file " + name, "only .sql files are run", "");
  return files::read(path, 4U << 20U);
}

Result<void> add_texts(const std::string& text, const std::string& place, std::vector<BatchText>& texts) {
  auto script = sql::parse_script(text);
  if (!script) {
    script.error().subject = place;
    return std::move(script).error();
  }
  for (sql::ScriptStatement& statement : *script) {
    const bool only = script->size() == 1;
    texts.push_back({.text = std::move(statement.text),
                     .place = only ? place : place + ", line " + std::to_string(statement.line)});
  }
  return {};
}

Result<std::vector<BatchText>> texts_of(const Arguments& arguments, const Services& services) {
  std::vector<BatchText> texts;
  const auto statements = arguments.texts("statements");
  for (std::size_t i = 0; i < statements.size(); ++i)
    TRY_VOID(add_texts(statements[i], "statement " + std::to_string(i + 1), texts));
  for (const std::string& name : arguments.texts("files")) {
    TRY_ASSIGN(const std::string text, read_file(name, services.files_root));
    TRY_VOID(add_texts(text, name, texts));
  }
  if (texts.empty()) return wrong("", "there is nothing to run", "pass `statements` or `files`");
  if (texts.size() > kMaxStatements)
    return wrong("", "these are " + std::to_string(texts.size()) + " statements, more than 200", "split them");
  return texts;
}

class BatchRun {
 public:
  BatchRun(std::vector<BatchNode> plan, const Arguments& arguments, Services& services, const CallContext& ctx)
      : plan_(std::move(plan)), arguments_(arguments), services_(services), ctx_(ctx), ends_(plan_.size()) {
    for (const BatchNode& node : plan_)
      handles_.push_back(node.effect_class == safety::EffectClass::ReadOnly && !node.only_names
                             ? services_.results.reserve()
                             : std::string());
  }

  Result<Output> run() {
    while (const auto round = next_round()) {
      std::vector<std::optional<Error>> fatal(round->size());
      catalog::for_each_in_parallel(round->size(), kThreads, [&](std::size_t i) {
        auto end = run_one((*round)[i]);
        if (end) {
          ends_[(*round)[i]] = std::move(*end);
        } else {
          fatal[i] = std::move(end).error();
        }
      });
      for (const auto& error : fatal) {
        if (error) return *error;
      }
    }
    return report();
  }

 private:
  [[nodiscard]] static bool went_well(const StatementEnd& end) {
    return end.kind == Kind::Done || end.kind == Kind::DryRun;
  }

  /// What can run now; nullopt at the end. Gives what will never run its end on the way.
  std::optional<std::vector<std::size_t>> next_round() {
    std::vector<std::size_t> round;
    for (std::size_t i = 0; i < plan_.size(); ++i) {
      if (ends_[i]) continue;
      const auto& after = plan_[i].after;
      const auto lost =
          std::find_if(after.begin(), after.end(), [this](std::size_t j) { return ends_[j] && !went_well(*ends_[j]); });
      const bool stopped =
          arguments_.flag("stop_on_error", false) &&
          std::any_of(ends_.begin(), ends_.end(), [](const auto& end) { return end && !went_well(*end); });
      if (lost != after.end()) {
        ends_[i] =
            StatementEnd{.kind = Kind::NotSent,
                         .text = "NOT RUN: it needs number " + std::to_string(*lost + 1) + ", which did not end well"};
      } else if (stopped) {
        ends_[i] = StatementEnd{.kind = Kind::NotSent, .text = "NOT RUN: the batch stopped after a failure"};
      } else if (std::all_of(after.begin(), after.end(), [this](std::size_t j) { return ends_[j].has_value(); })) {
        round.push_back(i);
      }
    }
    if (round.empty()) return std::nullopt;
    return round;
  }

  Result<StatementEnd> run_one(std::size_t i) {
    const BatchNode& node = plan_[i];
    if (node.only_names)
      return StatementEnd{.kind = Kind::Done, .text = "followed: it completes the names from here on"};
    if (services_.progress) services_.progress(render::inert_line(node.place + ": " + node.kind));
    const StatementCall call{.tool = "batch_sql",
                             .step = node.place,
                             .statement = node.text,
                             .catalog = node.catalog,
                             .schema = node.schema,
                             .warehouse_id = arguments_.text("warehouse_id"),
                             .result_name = handles_[i],
                             .shown_rows = kShownRows};
    TRY_ASSIGN(StatementEnd end, run_statement(call, services_, ctx_));
    if (!node.lost.empty() && went_well(end))
      end.text += "[" + node.lost + " ended with its statement: each one has a session of its own]\n";
    return end;
  }

  Output report() {
    std::array<std::size_t, 5> counts{};
    std::string body;
    Output output;
    JsonArray data;
    const std::size_t each = std::max<std::size_t>(400, kMaxBytes / plan_.size());
    for (std::size_t i = 0; i < plan_.size(); ++i) {
      StatementEnd& end = *ends_[i];
      ++counts.at(static_cast<std::size_t>(end.kind));
      std::string text = cut_text(end.text, each);
      if (!text.ends_with('\n')) text += "\n";
      body += std::to_string(i + 1) + ". " + render::inert_line(plan_[i].place) + ", " + plan_[i].kind + ": " + text;
      output.acts.insert(output.acts.end(), end.acts.begin(), end.acts.end());
      if (output.untrusted.empty()) output.untrusted = end.untrusted;
      data.push_back(JsonObject{{"place", plan_[i].place},
                                {"kind", plan_[i].kind},
                                {"status", status_of(end.kind)},
                                {"result", end.handle},
                                {"statement_id", to_string(end.statement)}});
    }
    const std::size_t done = counts[0] + counts[4];
    output.text = std::to_string(plan_.size()) + " statements: " + std::to_string(done) + " done, " +
                  std::to_string(counts[1]) + " failed, " + std::to_string(counts[2]) + " refused, " +
                  std::to_string(counts[3]) + " not run\n" + body;
    output.is_error = done != plan_.size();
    output.data = json::serialize(JsonValue(std::move(data)));
    return output;
  }

  static std::string_view status_of(Kind kind) {
    constexpr std::array<std::string_view, 5> kNames = {"done", "failed", "refused", "not_run", "dry_run"};
    return kNames.at(static_cast<std::size_t>(kind));
  }

  const std::vector<BatchNode> plan_;
  const Arguments& arguments_;
  Services& services_;
  const CallContext& ctx_;
  std::vector<std::string> handles_;
  std::vector<std::optional<StatementEnd>> ends_;
};

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  const auto texts = texts_of(arguments, services);
  if (!texts) return failed_output(texts.error());
  auto plan = make_batch_plan(*texts, arguments.text("catalog", services.default_catalog),
                              arguments.text("schema", services.default_schema));
  return BatchRun(std::move(plan), arguments, services, ctx).run();
}

}  // namespace

const ToolRecord kBatchSqlTool{"batch_sql", "Run several SQL statements",     descriptions::kBatchSql,
                               kParameters, safety::EffectClass::Destructive, run};

}  // namespace lakecode::tools
