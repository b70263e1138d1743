#include "local/engine/script_runner.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/lexer.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local {
namespace {

using dialect::NodeKind;
using dialect::Parameter;
using dialect::ScriptNode;
using dialect::sql_error;

/// A loop without an end is ended here, if nobody cancels it before.
constexpr std::uint64_t kMostSteps = 1'000'000;

/// "DIVIDE_BY_ZERO" of "[DIVIDE_BY_ZERO] ..."; a subcondition is cut.
std::string condition_of(std::string_view reason) {
  const std::size_t close = reason.find(']');
  if (!reason.starts_with("[") || close == std::string_view::npos) return "";
  return std::string(reason.substr(1, close - 1));
}

bool matches(const ScriptNode& handler, const std::map<std::string, std::string>& conditions, const Error& error) {
  const std::string condition = condition_of(error.reason);
  const std::string state = dialect::sql_state_of(error.reason);
  for (const std::string& name : handler.names) {
    if (name == "SQLEXCEPTION" && !state.starts_with("02")) return true;
    if (name == "NOT FOUND" && state.starts_with("02")) return true;
    if (name == "SQLSTATE " + state || name == condition) return true;
    if (condition.starts_with(name + ".")) return true;
    const auto declared = conditions.find(name);
    if (declared != conditions.end() && declared->second == state && declared->second != "45000") return true;
  }
  return false;
}

Error no_such_variable(const std::string& name) {
  return sql_error(
      "UNRESOLVED_VARIABLE",
      fmt::format("Cannot resolve variable {} on search path `SYSTEM`.`SESSION`.", dialect::in_backticks(name)),
      "42883");
}

}  // namespace

Result<StatementOutcome> ScriptRunner::run(const ScriptNode& script) {
  TRY_VOID(step(script));
  return std::move(last_);
}

Result<ScriptRunner::Step> ScriptRunner::step(const ScriptNode& node) {
  if (interrupt_.cancelled()) {
    return Error{.code = ErrorCode::Cancelled,
                 .action = "run statement",
                 .subject = "",
                 .reason = "it was cancelled",
                 .advice = ""};
  }
  if (++steps_ > kMostSteps)
    return sql_error("SCRIPT_TOO_LONG", fmt::format("The script ran {} statements without an end.", kMostSteps),
                     "54000");
  auto done = act(node);
  if (done || done.error().code == ErrorCode::Cancelled) return done;
  return handle(done.error());
}

Result<ScriptRunner::Step> ScriptRunner::act(const ScriptNode& node) {
  switch (node.kind) {
    case NodeKind::Block:
      return block(node);
    case NodeKind::While:
    case NodeKind::Repeat:
    case NodeKind::Loop:
      return loop(node);
    case NodeKind::For:
      return for_each(node);
    case NodeKind::If:
      return choose(node);
    case NodeKind::Leave:
      return Step{Flow::Leave, node.label, 0};
    case NodeKind::Iterate:
      return Step{Flow::Iterate, node.label, 0};
    case NodeKind::Declare:
      return declare(node);
    case NodeKind::Undeclare:
      return undeclare(node);
    case NodeKind::Condition:
      if (!blocks_.empty()) blocks_.back().conditions[text::to_upper(node.names.front())] = node.state;
      return Step{};
    case NodeKind::Handler:
      if (blocks_.empty()) return dialect::syntax_error("HANDLER");
      blocks_.back().handlers.push_back(&node);
      return Step{};
    case NodeKind::Assign:
      return assign(node);
    case NodeKind::Signal:
      return signal(node);
    case NodeKind::Resignal:
      if (!handled_) return dialect::syntax_error("RESIGNAL");
      return *handled_;
    case NodeKind::Diagnostics:
      return diagnose(node);
    case NodeKind::Execute:
      return execute(node);
    case NodeKind::Setting:
      return setting(node);
    case NodeKind::Reset:
      session_.settings.clear();
      last_ = {};
      last_.statement_type = "RESET";
      return Step{};
    case NodeKind::Statement:
      break;
  }
  TRY_ASSIGN(StatementOutcome outcome, run_(node.sql, {}));
  last_ = std::move(outcome);
  return Step{};
}

Result<ScriptRunner::Step> ScriptRunner::choose(const ScriptNode& node) {
  for (const dialect::ScriptBranch& branch : node.branches) {
    if (!branch.condition.empty()) {
      TRY_ASSIGN(const bool chosen, holds(branch.condition));
      if (!chosen) continue;
    }
    return body(branch.body);
  }
  return Step{};
}

Result<ScriptRunner::Step> ScriptRunner::undeclare(const ScriptNode& node) {
  last_ = {};
  last_.statement_type = "DROP";
  if (!session_.undeclare(node.names.front()) && !node.replaces) {
    return sql_error("VARIABLE_NOT_FOUND",
                     fmt::format("The variable {} cannot be found. Verify the spelling and correctness of the schema "
                                 "and catalog.",
                                 dialect::in_backticks("system.session." + node.names.front())),
                     "42883");
  }
  return Step{};
}

Result<ScriptRunner::Step> ScriptRunner::body(const std::vector<ScriptNode>& nodes) {
  for (const ScriptNode& node : nodes) {
    TRY_ASSIGN(Step done, step(node));
    if (done.flow != Flow::Next) return done;
  }
  return Step{};
}

Result<ScriptRunner::Step> ScriptRunner::block(const ScriptNode& node) {
  session_.push_scope(node.label);
  blocks_.push_back({session_.depth(), {}, {}});
  auto done = body(node.body);
  const std::size_t depth = blocks_.back().depth;
  blocks_.pop_back();
  session_.pop_scope();
  if (!done) return done.error();
  if (done->flow == Flow::Leave && !node.label.empty() && done->label == node.label) return Step{};
  if (done->flow == Flow::ExitBlock && done->block == depth) return Step{};
  return done;
}

Result<ScriptRunner::Step> ScriptRunner::handle(const Error& error) {
  for (auto place = blocks_.rbegin(); place != blocks_.rend(); ++place) {
    for (const ScriptNode* handler : place->handlers) {
      if (!matches(*handler, place->conditions, error)) continue;
      const std::size_t depth = place->depth;
      // A handler does not handle its own failures.
      std::vector<const ScriptNode*> resting;
      resting.swap(place->handlers);
      const std::size_t index = blocks_.size() - 1 - static_cast<std::size_t>(place - blocks_.rbegin());
      const std::optional<Error> before = std::exchange(handled_, error);
      auto done = body(handler->body);
      handled_ = before;
      if (index < blocks_.size()) blocks_[index].handlers = std::move(resting);
      if (!done) return done.error();
      if (done->flow != Flow::Next || handler->continues) return done;
      return Step{Flow::ExitBlock, "", depth};
    }
  }
  return error;
}

Result<ScriptRunner::Step> ScriptRunner::loop(const ScriptNode& node) {
  for (;;) {
    if (node.kind == NodeKind::While) {
      TRY_ASSIGN(const bool more, holds(node.sql));
      if (!more) return Step{};
    }
    TRY_ASSIGN(Step done, body(node.body));
    const bool mine = !node.label.empty() && done.label == node.label;
    if (done.flow == Flow::Leave && mine) return Step{};
    if (done.flow != Flow::Next && !(done.flow == Flow::Iterate && mine)) return done;
    if (node.kind == NodeKind::Repeat) {
      TRY_ASSIGN(const bool over, holds(node.sql));
      if (over) return Step{};
    }
    // An empty body counts too, or such a loop would never end.
    if (++steps_ > kMostSteps || interrupt_.cancelled()) return step(node);
  }
}

Result<ScriptRunner::Step> ScriptRunner::for_each(const ScriptNode& node) {
  TRY_ASSIGN(const StatementOutcome rows, run_(node.sql, {}));
  const std::string label = node.names.empty() ? "" : node.names.front();
  for (const auto& row : rows.table.rows) {
    session_.push_scope(label);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const ResultColumn& column = rows.table.columns[i];
      session_.declare(text::to_lower(column.name), {"", row[i], column.type.text}, true);
    }
    auto done = body(node.body);
    session_.pop_scope();
    if (!done) return done.error();
    const bool mine = !node.label.empty() && done->label == node.label;
    if (done->flow == Flow::Leave && mine) return Step{};
    if (done->flow != Flow::Next && !(done->flow == Flow::Iterate && mine)) return done;
  }
  return Step{};
}

Result<std::vector<Parameter>> ScriptRunner::values_of(const std::string& query, std::size_t count) {
  TRY_ASSIGN(const StatementOutcome outcome, run_(query, {}));
  const ResultTable& table = outcome.table;
  if (table.rows.size() > 1)
    return sql_error("ROW_SUBQUERY_TOO_MANY_ROWS", "More than one row returned by a subquery used as a row.", "21000");
  if (table.columns.size() != count)
    return sql_error("ASSIGNMENT_ARITY_MISMATCH",
                     fmt::format("The number of columns or variables assigned or aliased: {} does not match the number "
                                 "of source expressions: {}.",
                                 count, table.columns.size()),
                     "42802");
  std::vector<Parameter> values;
  for (std::size_t i = 0; i < count; ++i) {
    const Cell cell = table.rows.empty() ? Cell() : table.rows.front()[i];
    values.push_back({"", cell, table.columns[i].type.text});
  }
  return values;
}

Result<Parameter> ScriptRunner::value_of(const std::string& expression, const std::string& type) {
  const std::string sql =
      type.empty() ? fmt::format("SELECT ({})", expression) : fmt::format("SELECT CAST(({}) AS {})", expression, type);
  TRY_ASSIGN(std::vector<Parameter> values, values_of(sql, 1));
  if (values.front().type == "void") values.front().type = "string";
  return std::move(values.front());
}

Result<bool> ScriptRunner::holds(const std::string& condition) {
  TRY_ASSIGN(const Parameter value, value_of(condition));
  if (value.value && value.type != "boolean") {
    return sql_error("INVALID_BOOLEAN_STATEMENT",
                     fmt::format("Boolean statement is expected in the condition, but {} was found.", condition),
                     "22546");
  }
  return value.value == "true";
}

Result<ScriptRunner::Step> ScriptRunner::declare(const ScriptNode& node) {
  Parameter value{"", std::nullopt, node.type.empty() ? "string" : node.type};
  if (!node.sql.empty()) {
    TRY_ASSIGN(value, value_of(node.sql, node.type));
    if (!node.type.empty()) value.type = node.type;
  } else if (node.type.empty()) {
    return dialect::syntax_error("");
  }
  for (const std::string& name : node.names) {
    if (session_.declare(name, value, node.replaces)) continue;
    return sql_error(
        "VARIABLE_ALREADY_EXISTS",
        fmt::format("Cannot create the variable {} because it already exists.", dialect::in_backticks(name)), "42723");
  }
  last_ = {};
  last_.statement_type = "DECLARE";
  return Step{};
}

Result<void> ScriptRunner::set_variables(const std::vector<std::string>& names, const std::vector<Parameter>& values) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Parameter* known = session_.variable(names[i]);
    if (known == nullptr) return no_such_variable(names[i]);
    std::optional<std::string> value = values[i].value;
    if (known->type != values[i].type && value) {
      TRY_ASSIGN(const std::string literal, dialect::literal_of(values[i]));
      static_cast<void>(literal);
      Parameter given = values[i];
      given.name = "lc_value";
      TRY_ASSIGN(const StatementOutcome cast, run_(fmt::format("SELECT CAST(:lc_value AS {})", known->type), {given}));
      value = cast.table.rows.at(0).at(0);
    }
    session_.assign(names[i], std::move(value));
  }
  return {};
}

Result<ScriptRunner::Step> ScriptRunner::assign(const ScriptNode& node) {
  for (const std::string& name : node.names) {
    if (session_.variable(name) == nullptr) return no_such_variable(name);
  }
  std::vector<Parameter> values;
  if (node.names.size() == 1) {
    TRY_ASSIGN(Parameter value, value_of(node.sql));
    values.push_back(std::move(value));
  } else {
    TRY_ASSIGN(values, values_of("SELECT * FROM " + node.sql, node.names.size()));
  }
  TRY_VOID(set_variables(node.names, values));
  last_ = {};
  last_.statement_type = "SET";
  return Step{};
}

namespace {

/// A query has ? or :name for its parameters, not both.
Result<void> check_markers(const std::string& sql) {
  TRY_ASSIGN(const std::vector<dialect::Token> tokens, dialect::lex(sql));
  const auto any = [&tokens](dialect::TokenKind kind) {
    return std::any_of(tokens.begin(), tokens.end(), [kind](const dialect::Token& one) { return one.kind == kind; });
  };
  if (!any(dialect::TokenKind::Question) || !any(dialect::TokenKind::Marker)) return {};
  return sql_error("INVALID_QUERY_MIXED_QUERY_PARAMETERS",
                   "Parameterized query must either use positional, or named parameters, but not both.", "42613");
}

}  // namespace

Result<ScriptRunner::Step> ScriptRunner::execute(const ScriptNode& node) {
  TRY_ASSIGN(const Parameter text, value_of(node.sql));
  if (!text.value)
    return sql_error("NULL_QUERY_STRING_EXECUTE_IMMEDIATE",
                     "Execute immediate requires a non-null variable as the query string.", "22004");
  if (dialect::is_script(*text.value))
    return sql_error("SQL_SCRIPT_IN_EXECUTE_IMMEDIATE", "SQL scripts in EXECUTE IMMEDIATE commands are not allowed.",
                     "07501");
  TRY_VOID(check_markers(*text.value));
  std::vector<Parameter> parameters;
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    TRY_ASSIGN(Parameter value, value_of(node.arguments[i]));
    value.name = node.argument_names[i];
    const bool marker = value.name.empty() && session_.variable(text::to_lower(node.arguments[i])) != nullptr &&
                        text.value->find('?') == std::string::npos;
    if (marker) value.name = node.arguments[i];
    parameters.push_back(std::move(value));
  }
  TRY_ASSIGN(StatementOutcome outcome, run_(*text.value, parameters));
  if (node.names.empty()) {
    last_ = std::move(outcome);
    return Step{};
  }
  const ResultTable& table = outcome.table;
  if (table.rows.size() > 1)
    return sql_error("ROW_SUBQUERY_TOO_MANY_ROWS", "More than one row returned by a subquery used as a row.", "21000");
  if (table.columns.size() != node.names.size())
    return sql_error("ASSIGNMENT_ARITY_MISMATCH", "The numbers of columns and of variables of INTO differ.", "42802");
  std::vector<Parameter> values;
  for (std::size_t i = 0; i < node.names.size(); ++i) {
    values.push_back({"", table.rows.empty() ? Cell() : table.rows.front()[i], table.columns[i].type.text});
  }
  TRY_VOID(set_variables(node.names, values));
  last_ = {};
  return Step{};
}

Result<ScriptRunner::Step> ScriptRunner::diagnose(const ScriptNode& node) {
  if (!handled_) return dialect::syntax_error("DIAGNOSTICS");
  const std::string& reason = handled_->reason;
  const std::size_t text = reason.find("] ");
  const std::size_t state = reason.rfind(" SQLSTATE: ");
  std::vector<Parameter> values;
  for (const std::string& item : node.arguments) {
    std::string value;
    if (item == "CONDITION_IDENTIFIER") {
      value = condition_of(reason);
    } else if (item == "RETURNED_SQLSTATE") {
      value = dialect::sql_state_of(reason);
    } else if (item == "MESSAGE_TEXT") {
      const std::size_t begin = text == std::string::npos ? 0 : text + 2;
      value = reason.substr(begin, state == std::string::npos ? state : state - begin);
    } else if (item == "LINE_NUMBER") {
      value = "1";
    } else {
      return dialect::unsupported("GET DIAGNOSTICS of " + item);
    }
    values.push_back({"", value, "string"});
  }
  TRY_VOID(set_variables(node.names, values));
  return Step{};
}

Result<ScriptRunner::Step> ScriptRunner::signal(const ScriptNode& node) {
  std::string message;
  if (!node.message.empty()) {
    TRY_ASSIGN(const Parameter value, value_of(node.message));
    message = value.value.value_or("");
  }
  std::string condition = "USER_RAISED_EXCEPTION";
  std::string state = node.state;
  if (!node.names.empty()) {
    condition = node.names.front();
    state = "45000";
    for (const Handlers& block : blocks_) {
      if (const auto declared = block.conditions.find(condition); declared != block.conditions.end())
        state = declared->second;
    }
  }
  return sql_error(condition, message.empty() ? "The script raised a condition." : message, state);
}

namespace {

/// Settings of a SQL warehouse that may be set, and the value that this workspace has; "" takes any.
struct SettingRule {
  std::string_view name;
  std::string_view fixed;
};
constexpr std::array<SettingRule, 7> kSettings{{{"ansi_mode", "true"},
                                                {"timezone", "utc"},
                                                {"statement_timeout", ""},
                                                {"use_cached_result", ""},
                                                {"enable_photon", ""},
                                                {"max_file_partition_bytes", ""},
                                                {"read_only_external_metastore", ""}}};

}  // namespace

ScriptRunner::Step ScriptRunner::list_settings() {
  for (const SettingRule& rule : kSettings) {
    if (!rule.fixed.empty()) last_.table.add_row({std::string(rule.name), std::string(rule.fixed)});
  }
  for (const auto& known : session_.settings) last_.table.add_row({known.first, known.second});
  return {};
}

Result<ScriptRunner::Step> ScriptRunner::setting(const ScriptNode& node) {
  last_ = {};
  last_.statement_type = "SET";
  last_.table.add_text_column("key");
  last_.table.add_text_column("value");
  std::string text = node.sql;
  if (text::to_upper(text).starts_with("TIME ZONE")) text = "timezone = " + std::string(text::trim(text.substr(9)));
  const std::size_t equals = text.find('=');
  const std::string key = text::to_lower(text::trim(text.substr(0, equals)));
  if (key.empty() || key == "-v") return list_settings();
  if (session_.variable(key) != nullptr && equals != std::string::npos) {
    ScriptNode assignment;
    assignment.names = {key};
    assignment.sql = text.substr(equals + 1);
    return assign(assignment);
  }
  const auto* rule =
      std::find_if(kSettings.begin(), kSettings.end(), [&](const SettingRule& r) { return r.name == key; });
  if (rule == kSettings.end())
    return sql_error("CONFIG_NOT_AVAILABLE", fmt::format("Configuration {} is not available.", key), "42K0I");
  if (equals == std::string::npos) {
    const auto known = session_.settings.find(key);
    last_.table.add_row({key, known == session_.settings.end() ? std::string(rule->fixed) : known->second});
    return Step{};
  }
  std::string value(text::trim(text.substr(equals + 1)));
  if (value.size() > 1 && (value.front() == '\'' || value.front() == '"')) value = value.substr(1, value.size() - 2);
  const std::string lower = text::to_lower(value);
  if (!rule->fixed.empty() && lower != rule->fixed && lower != "etc/utc" && lower != "local" && lower != "default")
    return dialect::unsupported(fmt::format("{} = {}; it is {} here", key, value, rule->fixed));
  session_.settings[key] = value;
  last_.table.add_row({key, value});
  return Step{};
}

}  // namespace lakecode::local
