#include "session/transcript.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "session/compaction.h"
#include "session/record_json.h"

namespace lakecode::session {
namespace {

/// A fence longer than any run of backquotes in the text, so that nothing in it can end it.
std::string fenced(std::string_view text, std::string_view language) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(longest + 1, 3), '`');
  return fence + std::string(language) + "\n" + std::string(text) + (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string quote_lines(std::string_view text) {
  std::string out;
  for (const std::string_view line : text::lines(text)) out += "> " + std::string(line) + "\n";
  return out;
}

/// A text in one line of Markdown: what could be markup is taken out of its meaning.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_[]<>#|").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

/// SQL and commands read better as they are than inside JSON.
std::string render_input(const std::string& input) {
  const auto value = json::parse(input, "input");
  if (!value || !value->is_object()) return fenced(input, "");
  const auto& object = value->get_object();
  for (const std::string_view key : {"sql", "statement", "query"}) {
    if (object.size() <= 3 && object.contains(key) && object.at(key).is_string())
      return fenced(json::string_at(*value, key), "sql");
  }
  return object.empty() ? std::string() : fenced(json::serialize_pretty(*value), "json");
}

/// Renders the records one after the other.
class Markdown {
 public:
  explicit Markdown(std::int64_t result_limit) : result_limit_(result_limit) {}

  std::string finish() { return std::move(out_); }

  void operator()(const UserMessage& r) { out_ += "\n## Request\n\n" + quote_lines(llm::text_of(r.message)); }
  void operator()(const AssistantMessage& r) {
    if (const std::string text = llm::text_of(r.message); !text.empty())
      out_ += "\n### Answer" + std::string(r.partial ? " (interrupted)" : "") + "\n\n" + quote_lines(text);
    for (const llm::ToolUse& call : llm::tool_uses_of(r.message))
      out_ += "\n### Call of " + plain(call.name) + "\n\n" + render_input(call.input);
  }
  void operator()(const ToolResults& r) {
    for (const llm::ToolResult& result : r.results) {
      out_ += std::string("\n") + (result.is_error ? "Failed:" : "Result:") + "\n\n" +
              fenced(shorten(result.content, result_limit_), "");
    }
  }
  void operator()(const Decision& r) {
    out_ += "\nGate: " + plain(r.decision) + ", " + plain(r.effect_class) + ", " + plain(r.tool) +
            (r.message.empty() ? "" : ": " + plain(r.message)) +
            (r.evidence_run.empty() ? "" : " (evidence " + plain(r.evidence_run) + ")") + "\n";
  }
  void operator()(const Compaction& r) {
    out_ +=
        "\n*Compacted (" + plain(r.trigger) + "): the model went on with this summary.*\n\n" + quote_lines(r.summary);
  }
  void operator()(const NamedResult& r) {
    out_ += "\nKept as $" + plain(r.name) + (r.alias.empty() ? "" : " ($" + plain(r.alias) + ")") +
            fmt::format(": {} row{}", r.rows, r.rows == 1 ? "" : "s") +
            (r.statement_id.empty() ? "" : ", statement " + plain(r.statement_id)) + "\n";
  }
  void operator()(const Taint& r) { out_ += "\nContent from outside: " + plain(r.source) + "\n"; }
  void operator()(const Resumed&) { out_ += "\n*Resumed.*\n"; }
  // Facts about the session as a whole are in its head.
  void operator()(const Opened&) {}
  void operator()(const Title&) {}
  void operator()(const ModelUse&) {}
  void operator()(const WarehouseUse&) {}
  void operator()(const Egress&) {}
  void operator()(const SkillActivated& r) { out_ += "\nSkill: " + plain(r.name) + "\n"; }
  void operator()(const Surroundings&) {}
  void operator()(const Closed&) {}
  void operator()(const Unknown&) {}

 private:
  std::string out_;
  std::int64_t result_limit_;
};

std::string head_of(const LoadedSession& session) {
  const Conversation& c = session.conversation;
  std::string out = "# " + (c.title.empty() ? "Session " + session.id : plain(c.title)) + "\n\n";
  const auto fact = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += "- " + std::string(name) + ": " + plain(value) + "\n";
  };
  fact("Session", session.id);
  fact("Forked from", c.opened.forked_from);
  fact("Workspace", c.opened.workspace);
  fact("Model", c.opened.model);
  if (!session.journal.entries.empty()) fact("Time (UTC)", format_minute(c.created) + " to " + format_minute(c.last));
  fact("Status", c.status);
  fact("Cost", one_line(c.ledger));
  if (c.opened.no_rows) fact("Rows", "kept from the model");
  for (const Repair& repair : session.journal.repairs) fact("Damaged", repair.what);
  return out;
}

}  // namespace

JsonArray egress_json(const Ledger& ledger) {
  JsonArray rows;
  for (const auto& [key, total] : ledger.egress()) {
    rows.push_back(JsonObject{{"origin", key.first},
                              {"kind", total.kind},
                              {"requests", total.requests},
                              {"bytes_out", total.bytes_out},
                              {"bytes_in", total.bytes_in}});
  }
  return rows;
}

JsonObject overview_json(const LoadedSession& session) {
  const Conversation& c = session.conversation;
  JsonArray messages, repairs, taints, results;
  for (const llm::Message& message : c.messages) messages.push_back(message_to_json(message));
  for (const Repair& repair : session.journal.repairs) repairs.push_back(JsonValue(repair.what));
  for (const std::string& notice : c.notices) repairs.push_back(JsonValue(notice));
  for (const std::string& taint : c.taints) taints.push_back(JsonValue(taint));
  for (const NamedResult& result : c.results) results.push_back(to_json(Record(result)));
  return {{"session_id", session.id},
          {"title", c.title},
          {"workspace", c.opened.workspace},
          {"profile", c.opened.profile},
          {"cwd", c.opened.cwd},
          {"provider", c.opened.provider},
          {"model", c.opened.model},
          {"forked_from", c.opened.forked_from.empty() ? JsonValue() : JsonValue(c.opened.forked_from)},
          {"no_rows", c.opened.no_rows},
          {"status", c.status},
          {"created_at", format_rfc3339(c.created)},
          {"last_at", format_rfc3339(c.last)},
          {"turns", c.turns},
          {"usage", to_json(c.ledger)},
          {"egress", egress_json(c.ledger)},
          {"taints", std::move(taints)},
          {"results", std::move(results)},
          {"repairs", std::move(repairs)},
          {"messages", std::move(messages)}};
}

JsonObject export_json(const LoadedSession& session) {
  JsonObject out{{"schema", "lakecode.session_export/1"}};
  for (const auto& member : overview_json(session)) {
    if (member.key() != "messages" && member.key() != "results") out[member.key()] = member.value();
  }
  JsonArray records;
  for (const Entry& entry : session.journal.entries) {
    JsonObject record{{"n", entry.number}, {"t", format_rfc3339(entry.time)}};
    for (const auto& member : to_json(entry.record)) {
      if (member.key() != "n" && member.key() != "t" && member.key() != "sum") record[member.key()] = member.value();
    }
    records.push_back(std::move(record));
  }
  out["records"] = std::move(records);
  return out;
}

std::string export_markdown(const LoadedSession& session, std::int64_t result_limit) {
  Markdown markdown(result_limit);
  for (const Entry& entry : session.journal.entries) std::visit(markdown, entry.record);
  return head_of(session) + markdown.finish();
}

}  // namespace lakecode::session
