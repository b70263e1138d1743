#include "cli/undo_reader.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "databricks/unity_catalog.h"
#include "gate/left_state.h"
#include "gate/state_reader.h"
#include "gate/table_shape.h"
#include "sql/literals.h"

namespace lakecode::cli {
namespace {

constexpr int kHistoryRows = 50;

bool was_stopped(const Error& error) {
  return error.code == ErrorCode::Cancelled;
}

std::string cell(const databricks::StatementResult& rows, std::string_view column, std::size_t row) {
  return gate::StateReader::cell(rows, column, row).value_or("");
}

std::string quoted(const std::string& dotted) {
  const auto parts = sql::parse_name(dotted);
  return parts ? sql::quote_name(*parts) : sql::quote_identifier(dotted);
}

bool is_table(const gate::RestoreStep& saved) {
  return saved.object_type == "table" || saved.object_type == "view";
}

Finding different(std::string note) {
  return {.kind = Finding::Kind::Different, .note = std::move(note)};
}

Finding unread(const Error& error) {
  return different("it could not be read back: " + error.reason);
}

Finding read_back(const std::string& what) {
  return {.kind = Finding::Kind::Back, .note = "read back" + (what.empty() ? "" : ": " + what)};
}

Finding not_verified(const std::string& why) {
  return {.kind = Finding::Kind::NotRead, .note = "not verified: " + why};
}

bool same_request(const gate::RestoreStep& a, const gate::RestoreStep& b) {
  return a.statement == b.statement && a.request.method == b.request.method && a.request.path == b.request.path &&
         a.request.query == b.request.query && a.request.body == b.request.body && a.body_blob == b.body_blob;
}

}  // namespace

Result<databricks::StatementResult> UndoReader::query(const std::string& sql, const std::string& why,
                                                      const CallContext& ctx) {
  const databricks::StatementRequest request{.warehouse = warehouse_, .statement = sql, .catalog = "", .schema = ""};
  TRY_ASSIGN(gate::Gate::Outcome outcome, session_.request("undo", why, databricks::effect_of(request), ctx));
  if (const auto* refusal = std::get_if<gate::Refusal>(&outcome))
    return Error{
        .code = ErrorCode::FailedPrecondition, .action = why, .subject = "", .reason = refusal->message, .advice = ""};
  return databricks::execute_statement(session_.client(), std::get<safety::Permit>(std::move(outcome)), request, ctx);
}

Result<databricks::StatementResult> UndoReader::history(const std::string& table, int rows, const CallContext& ctx) {
  return query("DESCRIBE HISTORY " + quoted(table) + " LIMIT " + std::to_string(rows), "read the versions of " + table,
               ctx);
}

Result<void> UndoReader::look_at_versions(UndoStep& step, const CallContext& ctx) {
  const gate::RestoreStep& saved = step.step;
  const auto rows = history(saved.object, kHistoryRows, ctx);
  if (!rows) {
    if (was_stopped(rows.error())) return rows.error();
    step.note = "its versions could not be read: " + rows.error().reason;
    return {};
  }
  for (std::size_t i = 0; i < rows->rows.size(); ++i) {
    const auto version = text::parse_int(cell(*rows, "version", i));
    if (version && *version == *saved.version && i == 0) {
      step.state = "not_needed";
      step.note = "the table is at version " + std::to_string(*saved.version) + " already";
    }
    const bool own = version && std::find(step.own.begin(), step.own.end(), *version) != step.own.end();
    if (version && *version > *saved.version && !own) {
      step.newer.push_back("version " + std::to_string(*version) + ": " + cell(*rows, "operation", i) + " by " +
                           cell(*rows, "userName", i) + " at " + cell(*rows, "timestamp", i));
    }
  }
  return {};
}

Result<void> UndoReader::look_at(UndoStep& step, const CallContext& ctx) {
  const gate::RestoreStep& saved = step.step;
  if (step.state != "planned") return {};
  if (saved.how == "restore_version" && saved.version) return look_at_versions(step, ctx);
  if (!is_table(saved) || (saved.how != "undrop" && saved.how != "drop_created")) return {};
  const auto info = databricks::fetch_table(session_.client(), saved.object, ctx);
  if (!info && was_stopped(info.error())) return info.error();
  const bool absent = !info && info.error().code == ErrorCode::NotFound;
  if (saved.how == "undrop" && info) {
    const std::string id = databricks::table_id_of(*info);
    const bool is_other = !saved.id.empty() && !id.empty() && id != saved.id;
    step.state = is_other ? "failed" : "not_needed";
    step.note = is_other ? "there is another " + saved.object_type + " of that name: drop or rename it first"
                         : "there is a " + saved.object_type + " of that name";
    if (!is_other && saved.id.empty()) step.note += ": drop or rename it first if it is another one";
  }
  if (saved.how == "drop_created" && absent) {
    step.state = "not_needed";
    step.note = "it is gone already";
  }
  return {};
}

Result<std::vector<std::string>> UndoReader::changed_since(const UndoStep& step, const safety::Effect& effect,
                                                           const CallContext& ctx) {
  const gate::RestoreStep& saved = step.step;
  if (!saved.left) return std::vector<std::string>();
  const auto now = session_.state_before("undo", effect, warehouse_, ctx);
  if (!now && was_stopped(now.error())) return now.error();
  // What is not there any more, or cannot be read, has nothing that could be taken back.
  if (!now || now->steps.empty()) return std::vector<std::string>();
  TRY_ASSIGN(const gate::SettingDigests found, gate::digests_of(now->steps, {}));
  gate::RestoreStep target = saved;
  if (const auto* request = std::get_if<safety::RestEffect>(&effect)) target.request.body = request->body;
  target.body_blob.clear();
  TRY_ASSIGN(const gate::SettingDigests wanted, gate::digests_of({target}, {}));
  return gate::changed_since(*saved.left, found, wanted);
}

/// The newest version is the RESTORE, the rows are as many as then, and columns and properties those of then.
Finding UndoReader::verify_version(const gate::RestoreStep& saved, const CallContext& ctx) {
  const std::string version = std::to_string(saved.version.value_or(0));
  const auto newest = history(saved.object, 1, ctx);
  if (!newest) return unread(newest.error());
  const auto parameters = json::parse(cell(*newest, "operationParameters", 0), "operationParameters");
  const bool restored =
      cell(*newest, "operation", 0) == "RESTORE" && parameters && json::string_at(*parameters, "version") == version;
  if (!restored)
    return different("its newest version is " + cell(*newest, "version", 0) + ", " + cell(*newest, "operation", 0) +
                     ", and not the RESTORE to version " + version);
  const std::string name = quoted(saved.object);
  const auto rows = query("SELECT (SELECT count(*) FROM " + name + ") AS now, (SELECT count(*) FROM " + name +
                              " VERSION AS OF " + version + ") AS then",
                          "read back " + saved.object, ctx);
  if (!rows) return unread(rows.error());
  const std::string now = cell(*rows, "now", 0);
  if (now != cell(*rows, "then", 0))
    return different("it holds " + now + " rows and not the " + cell(*rows, "then", 0) + " of that version");
  const std::string found = "the RESTORE to version " + version + ", " + now + " rows";
  if (saved.shape.empty()) return read_back(found + "; columns and properties were not noted then");
  const auto info = databricks::fetch_table(session_.client(), saved.object, ctx);
  if (!info) return unread(info.error());
  if (gate::shape_of(*info) != saved.shape)
    return different("its rows are back, but its columns, constraints or properties are not those before the act");
  return read_back(found + ", columns and properties as before");
}

Finding UndoReader::verify_existence(const gate::RestoreStep& saved, const CallContext& ctx) {
  const auto info = databricks::fetch_table(session_.client(), saved.object, ctx);
  const bool gone = !info && info.error().code == ErrorCode::NotFound;
  if (saved.how == "drop_created") {
    if (gone) return read_back("it is gone");
    return info ? different("it is still there") : unread(info.error());
  }
  return info ? read_back("it is there") : unread(info.error());
}

/// A step that sets something is back when the same step, planned now, would set what it set: nothing is left to do.
Finding UndoReader::verify_settings(const gate::RestoreStep& saved, const safety::Effect& effect,
                                    const CallContext& ctx) {
  const auto way_back = session_.way_back_of("undo", effect, ctx);
  if (!way_back) return unread(way_back.error());
  const auto point =
      (*way_back)->is_null() ? Result<gate::RestorePoint>(gate::RestorePoint{}) : gate::parse_restore_point(**way_back);
  if (!point) return unread(point.error());
  if ((*way_back)->is_null() || !point->lost.empty()) return not_verified("nothing was read that would tell");
  const bool back = std::all_of(point->steps.begin(), point->steps.end(),
                                [&saved](const gate::RestoreStep& step) { return same_request(step, saved); });
  if (back) return read_back("");
  const gate::RestoreStep& found = point->steps.front();
  if (saved.how == "drop_created") return different("it is still there");
  if (found.how == "drop_created") return different("it is not there");
  const bool exact = saved.how == "grant_back" || saved.how == "set_back";
  return exact ? different("it reads back as " + found.before + ", not as before the act")
               : not_verified("what is read back has another form");
}

Finding UndoReader::verify(const UndoStep& step, const safety::Effect& effect, const CallContext& ctx) {
  const gate::RestoreStep& saved = step.step;
  if (saved.how == "restore_version") return verify_version(saved, ctx);
  if (is_table(saved) && (saved.how == "undrop" || saved.how == "drop_created")) return verify_existence(saved, ctx);
  return verify_settings(saved, effect, ctx);
}

}  // namespace lakecode::cli
