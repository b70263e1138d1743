#include "gate/blast_radius.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <set>
#include <thread>

#include "base/text.h"
#include "base/time_format.h"
#include "databricks/unity_catalog.h"
#include "gate/request_reach.h"
#include "gate/resource_reach.h"
#include "gate/restore_command.h"
#include "sql/lexer.h"
#include "sql/literals.h"

namespace lakecode::gate {
namespace {

using databricks::StatementResult;

constexpr std::size_t kMostObjects = 3;
constexpr std::size_t kMostNames = 5;
constexpr std::size_t kMostFacts = 24;  // one thread each
constexpr std::size_t kLineageRows = 500;
constexpr std::int64_t kMostCounted = 10'000'000;  // more is as loud, and counting on takes the warehouse's time

/// Whether the act loses every row of a table, or some.
enum class Loss { All, Some };

std::string shown_bytes(double bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"bytes", "KB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  std::string number = std::to_string(bytes);
  number.resize(number.find('.') + (unit == 0 ? 0 : 2));
  return number + " " + std::string(kUnits[unit]);
}

std::string grouped(const std::string& digits) {
  const auto number = text::parse_int(digits);
  return number ? text::group_digits(*number) : digits;
}

/// "1 file", "1,204 files".
std::string counted(const std::string& digits, std::string_view noun) {
  return grouped(digits) + " " + std::string(noun) + (digits == "1" ? "" : "s");
}

/// "a, b, c and 4 more"
std::string some_of(const std::set<std::string>& names) {
  std::string out;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (count++ >= kMostNames) continue;
    out += (out.empty() ? "" : ", ") + name;
  }
  return out + (names.size() > kMostNames ? " and " + std::to_string(names.size() - kMostNames) + " more" : "");
}

class Survey {
 public:
  Survey(const safety::SqlEffect& effect, const StateReader& reader, const CallContext& ctx)
      : effect_(effect), reader_(reader), ctx_(ctx) {}

  void add_statement(const safety::StatementVerdict& statement) {
    constexpr std::array<std::string_view, 5> kLosesAll = {"DROP_TABLE", "TRUNCATE", "INSERT_OVERWRITE",
                                                           "CREATE_OR_REPLACE_TABLE", "REPLACE_TABLE"};
    const Loss loss =
        std::find(kLosesAll.begin(), kLosesAll.end(), statement.kind) != kLosesAll.end() ? Loss::All : Loss::Some;
    for (const safety::TouchedObject& object : statement.objects) add_object(object, loss);
    if (is_full()) return;
    if (const std::string count = count_of_affected(statement, effect_.text); !count.empty())
      facts_.push_back({"rows affected", [this, count] { return affected(count); }});
  }

  void add_request(RequestReach request) {
    for (const safety::TouchedObject& object : request.objects)
      add_object(object, object.access == "drop" ? Loss::All : Loss::Some);
    for (Fact& fact : request.facts) facts_.push_back(std::move(fact));
  }

  Reach run() {
    std::vector<std::vector<std::string>> lines(facts_.size());
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < facts_.size(); ++i) {
        threads.emplace_back([this, i, &lines] {
          auto found = facts_[i].read();
          lines[i] = found ? std::move(*found)
                           : std::vector{"not known: " + facts_[i].about + " (" + why(found.error()) + ")"};
        });
      }
    }
    Reach reach{.lines = std::move(first_), .rows = {}};
    if (counted_) reach.rows = rows_;
    for (auto& some : lines) reach.lines.insert(reach.lines.end(), some.begin(), some.end());
    return reach;
  }

 private:
  [[nodiscard]] static std::string why(const Error& error) {
    if (error.code == ErrorCode::DeadlineExceeded) return "not read within 2 s";
    const auto cut = error.reason.find(". ");
    return error.reason.substr(0, cut);
  }

  /// Says once that there is more than is looked at.
  bool is_full() {
    if (facts_.size() < kMostFacts) return false;
    if (!cut_) first_.emplace_back("this changes more than was looked at");
    return cut_ = true;
  }

  void add_object(const safety::TouchedObject& object, Loss loss) {
    if (object.access == "read") return;
    if (object.type == "table") add_table(object.name, loss);
    if (object.type == "schema" || object.type == "catalog") add_container(object);
  }

  void add_table(const std::string& given, Loss loss) {
    if (std::find(names_.begin(), names_.end(), given) != names_.end()) return;
    if (names_.size() >= kMostObjects) {
      if (names_.size() == kMostObjects)
        first_.push_back("more than three tables are changed: only three are looked at");
      names_.push_back(given);
      return;
    }
    names_.push_back(given);
    facts_.push_back({"owner of " + given, [this, given] { return owner(given); }});
    facts_.push_back({"rows held by " + given, [this, given, loss] { return held_rows(given, loss); }});
    facts_.push_back({"size of " + given, [this, given] { return size(given); }});
    facts_.push_back({"last change of " + given, [this, given] { return last_change(given); }});
    facts_.push_back({"readers and what is built on " + given, [this, given] { return table_lineage(given); }});
  }

  void add_container(const safety::TouchedObject& object) {
    if (is_full()) return;
    const safety::TouchedObject copy = object;
    facts_.push_back({"tables in " + copy.name, [this, copy] { return contained(copy); }});
    if (object.access != "drop") return;
    facts_.push_back(
        {"readers and what is built on the tables in " + copy.name, [this, copy] { return container_lineage(copy); }});
  }

  /// Catalog, and schema for a schema.
  Result<std::vector<std::string>> container_name(const safety::TouchedObject& object) {
    TRY_ASSIGN(auto parts, sql::parse_name(object.name));
    if (object.type == "catalog" || parts.size() > 1) return parts;
    parts.emplace_back("t");  // a table's name is completed by the session's defaults
    TRY_ASSIGN(auto whole, reader_.full_name(sql::quote_name(parts), effect_, ctx_));
    whole.pop_back();
    return whole;
  }

  Result<std::vector<std::string>> container_lineage(const safety::TouchedObject& object) {
    TRY_ASSIGN(const auto parts, container_name(object));
    std::string condition = "source_table_catalog = " + sql::quote_string(parts[0]);
    if (parts.size() > 1) condition += " AND source_table_schema = " + sql::quote_string(parts[1]);
    return lineage(condition, text::join(parts, ".") + ".");
  }

  Result<std::vector<std::string>> contained(const safety::TouchedObject& object) {
    TRY_ASSIGN(const auto parts, container_name(object));
    const std::string query = "SELECT count(*) AS n FROM " +
                              sql::quote_name({parts[0], "information_schema", "tables"}) +
                              (parts.size() > 1 ? " WHERE table_schema = " + sql::quote_string(parts[1])
                                                : " WHERE table_schema <> 'information_schema'");
    TRY_ASSIGN(const StatementResult rows, reader_.query(query, {}, 1, ctx_));
    return std::vector{object.name + " holds " + grouped(StateReader::cell(rows, "n").value_or("?")) +
                       " tables and views"};
  }

  Result<std::string> quoted(const std::string& given) {
    TRY_ASSIGN(const auto parts, sql::parse_name(given));
    return sql::quote_name(parts);
  }

  Result<std::vector<std::string>> owner(const std::string& given) {
    TRY_ASSIGN(const auto parts, reader_.full_name(given, effect_, ctx_));
    TRY_ASSIGN(const auto info, databricks::fetch_table(reader_.client(), text::join(parts, "."), ctx_));
    return std::vector{given + ": " + text::to_lower(info.table_type) + ", owner " +
                       (info.owner.empty() ? "not told" : info.owner)};
  }

  void count_in(std::int64_t rows) {
    rows_ += rows;
    counted_ = true;
  }

  Result<std::vector<std::string>> held_rows(const std::string& given, Loss loss) {
    TRY_ASSIGN(const std::string name, quoted(given));
    TRY_ASSIGN(const StatementResult rows, reader_.query("SELECT count(*) AS n FROM " + name, effect_, 1, ctx_));
    if (const auto held = text::parse_int(StateReader::cell(rows, "n").value_or("")); held && loss == Loss::All)
      count_in(*held);
    return std::vector{given + " holds " + counted(StateReader::cell(rows, "n").value_or("?"), "row")};
  }

  Result<std::vector<std::string>> size(const std::string& given) {
    TRY_ASSIGN(const std::string name, quoted(given));
    TRY_ASSIGN(const StatementResult rows, reader_.query("DESCRIBE DETAIL " + name, effect_, 1, ctx_));
    const auto bytes = text::parse_double(StateReader::cell(rows, "sizeInBytes").value_or(""));
    const auto files = StateReader::cell(rows, "numFiles");
    return std::vector{given + " takes " + (bytes ? shown_bytes(*bytes) : "a size that is not told") +
                       (files ? " in " + counted(*files, "file") : "")};
  }

  Result<std::vector<std::string>> last_change(const std::string& given) {
    TRY_ASSIGN(const std::string name, quoted(given));
    TRY_ASSIGN(const StatementResult rows, reader_.query("DESCRIBE HISTORY " + name + " LIMIT 1", effect_, 1, ctx_));
    return std::vector{given + " was last changed " +
                       StateReader::cell(rows, "timestamp").value_or("at an unknown time") + " by " +
                       StateReader::cell(rows, "userName").value_or("somebody") + " (" +
                       StateReader::cell(rows, "operation").value_or("?") + ", version " +
                       StateReader::cell(rows, "version").value_or("?") + ")"};
  }

  Result<std::vector<std::string>> table_lineage(const std::string& given) {
    TRY_ASSIGN(const auto parts, reader_.full_name(given, effect_, ctx_));
    return lineage("source_table_full_name = " + sql::quote_string(text::join(parts, ".")), "");
  }

  /// Who reads what `condition` chooses, and what is built on it. What begins with `inside` goes with it.
  Result<std::vector<std::string>> lineage(const std::string& condition, const std::string& inside) {
    const std::string query =
        "SELECT target_table_full_name, entity_type, entity_id, created_by FROM system.access.table_lineage WHERE " +
        condition +
        " AND event_date >= date_sub(current_date(), 30) "
        "GROUP BY target_table_full_name, entity_type, entity_id, created_by";
    TRY_ASSIGN(const StatementResult rows, reader_.query(query, {}, kLineageRows, ctx_));
    std::set<std::string> tables;
    std::set<std::string> users;
    std::set<std::string> jobs;
    std::set<std::string> dashboards;
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
      const auto target = StateReader::cell(rows, "target_table_full_name", i);
      if (target && (inside.empty() || !text::to_lower(*target).starts_with(text::to_lower(inside))))
        tables.insert(*target);
      if (const auto user = StateReader::cell(rows, "created_by", i)) users.insert(*user);
      const std::string type = StateReader::cell(rows, "entity_type", i).value_or("");
      const std::string id = StateReader::cell(rows, "entity_id", i).value_or("");
      if (type == "JOB") jobs.insert(id);
      if (text::contains_ignore_case(type, "dashboard")) dashboards.insert(id);
    }
    std::vector<std::string> lines;
    lines.push_back("read in the last 30 days by " +
                    (users.empty() ? std::string("nobody the lineage knows") : some_of(users)));
    lines.push_back("built on it: " + counted(std::to_string(tables.size()), "table") +
                    (tables.empty() ? "" : " (" + some_of(tables) + ")") + ", " +
                    counted(std::to_string(jobs.size()), "job") + (jobs.empty() ? "" : " (" + some_of(jobs) + ")") +
                    ", " + counted(std::to_string(dashboards.size()), "dashboard") +
                    (dashboards.empty() ? "" : " (" + some_of(dashboards) + ")"));
    if (rows.truncated) lines.emplace_back("the lineage has more rows than were read: these are the least there are");
    return lines;
  }

  Result<std::vector<std::string>> affected(const std::string& query) {
    TRY_ASSIGN(const StatementResult rows, reader_.query(query, effect_, 1, ctx_));
    const auto count = text::parse_int(StateReader::cell(rows, "n").value_or(""));
    if (!count) return std::vector<std::string>{"not known: rows affected (no count came back)"};
    count_in(*count);
    return std::vector{"rows affected: " + text::group_digits(*count) + (*count >= kMostCounted ? " or more" : "") +
                       ", counted with the same WHERE"};
  }

  const safety::SqlEffect& effect_;
  const StateReader& reader_;
  const CallContext& ctx_;
  std::vector<std::string> names_;
  std::vector<std::string> first_;
  bool cut_ = false;
  std::vector<Fact> facts_;
  std::atomic<std::int64_t> rows_{0};
  std::atomic<bool> counted_{false};
};

/// Where the WHERE of a DELETE or UPDATE stands, and where its target ends; the end where there is none.
struct Target {
  std::size_t where;
  std::size_t end;
};
Target target_of(const sql::TokenView& view, std::size_t table, bool deletes) {
  Target target{view.size(), 0};
  std::size_t depth = 0;
  for (std::size_t i = table; i < view.size() && target.where == view.size(); ++i) {
    if (view.is_operator(i, "(")) ++depth;
    if (view.is_operator(i, ")") && depth > 0) --depth;
    if (depth > 0 || view.is_operator(i - 1, ".")) continue;
    if (!deletes && target.end == 0 && view.is_word(i, "SET") && i > table) target.end = i;
    if (view.is_word(i, "WHERE") && i > table && (deletes || target.end > 0)) target.where = i;
  }
  if (deletes) target.end = target.where;
  return target;
}

/// The request that a command line makes, or the request itself; nullopt for SQL and commands that are not known.
std::optional<safety::RestEffect> request_in(const safety::Effect& effect) {
  if (const auto* request = std::get_if<safety::RestEffect>(&effect)) return *request;
  const auto* command = std::get_if<safety::ArgvEffect>(&effect);
  return command == nullptr ? std::nullopt : request_of(*command);
}

std::optional<safety::SqlEffect> sql_in(const safety::Effect& effect) {
  const auto* sql = std::get_if<safety::SqlEffect>(&effect);
  return sql == nullptr ? std::nullopt : std::optional(*sql);
}

}  // namespace

std::string count_of_affected(const safety::StatementVerdict& statement, std::string_view text) {
  if (statement.span.end > text.size() || statement.span.begin >= statement.span.end) return "";
  const std::string_view own = text.substr(statement.span.begin, statement.span.end - statement.span.begin);
  const sql::Lexed lexed = sql::lex(own);
  const sql::TokenView view(own, lexed.tokens);
  if (!lexed.ok() || !statement.parsed) return "";
  const bool deletes = view.has_words(0, {"DELETE", "FROM"});
  if (!deletes && !view.is_word(0, "UPDATE")) return "";
  const std::size_t table = deletes ? 2 : 1;
  const auto [where, target_end] = target_of(view, table, deletes);
  if (target_end <= table || target_end > view.size()) return "";
  const std::string source(view.slice(table, target_end).span_text());
  const std::string condition = where < view.size() ? " " + std::string(view.from(where).span_text()) : "";
  return "SELECT count(*) AS n FROM (SELECT 1 FROM " + source + condition + " LIMIT " + std::to_string(kMostCounted) +
         ")";
}

Reach measure_blast_radius(const safety::Effect& effect, const safety::Verdict& verdict, const StateReader& reader,
                           const CallContext& ctx) {
  auto request = request_in(effect);
  const auto sql = request ? statement_of(*request) : sql_in(effect);
  const safety::SqlEffect about = sql.value_or(safety::SqlEffect{});
  Survey survey(about, reader, ctx);
  if (!sql) {
    RequestReach reach = request ? reach_of(*request, reader.client(), ctx) : RequestReach{};
    for (const safety::StatementVerdict& act : verdict.statements) {
      for (const safety::TouchedObject& object : act.objects) {
        for (Fact& fact : facts_about(object, reader, ctx)) reach.facts.push_back(std::move(fact));
      }
    }
    if (reach.empty())
      return Reach{.lines = {"not known: who uses what this changes (nothing can be read about such an act)"},
                   .rows = {}};
    survey.add_request(std::move(reach));
    return survey.run();
  }
  for (const safety::StatementVerdict& statement : verdict.statements) {
    if (statement.effect_class != safety::EffectClass::ReadOnly) survey.add_statement(statement);
  }
  return survey.run();
}

}  // namespace lakecode::gate
