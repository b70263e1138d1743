// INSERT, UPDATE, DELETE, MERGE and TRUNCATE.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/keywords.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// The alias behind a table, as " AS name" or "".
Result<std::string> read_alias(Cursor& cursor) {
  const bool as = cursor.accept("AS");
  const Token& now = cursor.now();
  if (!now.is_name() || (now.kind == TokenKind::Word && is_grammar_word(now.value))) {
    if (as) return syntax_error(now.value);
    return std::string();
  }
  TRY_ASSIGN(const std::string name, cursor.name());
  return " AS " + quote_name(name);
}

/// The condition of REPLACE WHERE, up to the rows that come instead.
Result<std::string> read_replaced(Cursor& cursor) {
  std::size_t end = cursor.at();
  int depth = 0;
  for (; end < cursor.end(); ++end) {
    const Token& token = cursor.token(end);
    if (depth == 0 && (token.is_word("SELECT") || token.is_word("VALUES") || token.is_word("WITH") ||
                       token.is_word("TABLE") || token.is_word("FROM")))
      break;
    depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
  }
  return cursor.part(end);
}

/// PARTITION (a = 1, b)
Result<void> read_partition(Cursor& cursor, Insertion& insertion) {
  if (!cursor.accept("PARTITION")) return {};
  TRY_VOID(cursor.expect_symbol("("));
  do {
    TRY_ASSIGN(const std::string name, cursor.name());
    std::string& value = insertion.partition[text::to_lower(name)];
    if (!cursor.accept_symbol("=")) continue;
    std::size_t end = cursor.at();
    for (int depth = 0; end < cursor.end(); ++end) {
      const Token& token = cursor.token(end);
      if (depth == 0 && (token.is_symbol(",") || token.is_symbol(")"))) break;
      depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
    }
    TRY_ASSIGN(value, cursor.part(end));
  } while (cursor.accept_symbol(","));
  return cursor.expect_symbol(")");
}

/// " WHERE ..." of the partition that INSERT OVERWRITE replaces, or "".
std::string overwritten_partition(const Insertion& insertion) {
  std::string out;
  for (const auto& [name, value] : insertion.partition) {
    if (value.empty()) continue;
    out += fmt::format("{}{} IS NOT DISTINCT FROM ({})", out.empty() ? " WHERE " : " AND ", quote_name(name), value);
  }
  return out;
}

/// Columns of the rows that come next, as far as VALUES or a select list without stars tells it; 0 where not.
std::size_t width_of_rows(const Cursor& cursor) {
  const bool values = cursor.now().is_word("VALUES");
  if (!values && !cursor.now().is_word("SELECT")) return 0;
  std::size_t i = cursor.at() + 1;
  if (values && !cursor.token(i).is_symbol("(")) return 1;
  std::size_t count = 1;
  int depth = values ? -1 : 0;
  for (; i < cursor.end(); ++i) {
    const Token& token = cursor.token(i);
    depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
    if (depth < 0) break;
    if (depth != 0) continue;
    if (token.is_word("FROM")) break;
    if (token.is_symbol("*") && (cursor.token(i - 1).is_word("SELECT") || cursor.token(i - 1).is_symbol("."))) return 0;
    count += token.is_symbol(",") ? 1 : 0;
  }
  return count;
}

/// " (a, b)", " BY NAME" or "".
Result<std::string> read_insert_columns(Cursor& cursor, Insertion& insertion) {
  std::string columns;
  if (cursor.now().is_symbol("(") && !cursor.ahead(1).is_word("SELECT") && !cursor.ahead(1).is_word("WITH")) {
    TRY_ASSIGN(const std::vector<std::string> names, cursor.name_list());
    insertion.columns = names;
    for (const std::string& name : names) columns += (columns.empty() ? " (" : ", ") + quote_name(name);
    columns += ")";
  }
  insertion.by_name = cursor.accept("BY", "NAME");
  if (insertion.by_name) columns = " BY NAME";
  return columns;
}

Result<std::string> read_inserted_rows(Reading& reading) {
  Cursor& cursor = reading.cursor;
  if (!cursor.accept("TABLE")) return cursor.rest();
  TRY_ASSIGN(const std::string relation, reading.rewriter.rewrite_relation(cursor.at(), cursor.end()));
  cursor.move_to(cursor.end());
  return "SELECT * FROM " + relation;
}

Result<Translation> read_insert(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  const bool overwrite = cursor.accept("OVERWRITE");
  if (!overwrite) TRY_VOID(cursor.expect("INTO"));
  cursor.accept("TABLE");
  TRY_ASSIGN(translation.target, cursor.table());
  TRY_VOID(read_partition(cursor, translation.insertion));
  std::string replaced;
  if (!overwrite && cursor.accept("REPLACE", "WHERE")) {
    TRY_ASSIGN(replaced, read_replaced(cursor));
  }
  TRY_ASSIGN(const std::string columns, read_insert_columns(cursor, translation.insertion));
  translation.insertion.width = width_of_rows(cursor);
  TRY_ASSIGN(std::string source, read_inserted_rows(reading));
  const std::vector<TableName>& read = reading.rewriter.tables();
  const bool reads_itself = std::any_of(
      read.begin(), read.end(), [&](const TableName& table) { return table.full() == translation.target.full(); });
  if ((overwrite || !replaced.empty()) && reads_itself) {
    // The rows that go are read first.
    translation.steps.push_back(
        fmt::format("CREATE OR REPLACE TEMPORARY TABLE lc_source AS SELECT * FROM ({})", source));
    source = "SELECT * FROM lc_source";
  }
  if (!replaced.empty())
    translation.steps.push_back(fmt::format("DELETE FROM {} WHERE {}", translation.target.engine(), replaced));
  if (overwrite)
    translation.steps.push_back("DELETE FROM " + translation.target.engine() +
                                overwritten_partition(translation.insertion));
  translation.steps.push_back(fmt::format("INSERT INTO {}{} {}", translation.target.engine(), columns, source));
  translation.insertion.source = std::move(source);
  translation.operation = "WRITE";
  translation.operation_parameters = {{"mode", overwrite ? "Overwrite" : "Append"}, {"partitionBy", "[]"}};
  translation.appends = !overwrite && replaced.empty();
  translation.statement_type = "INSERT";
  return translation;
}

Result<Translation> read_delete(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  TRY_VOID(cursor.expect("FROM"));
  TRY_ASSIGN(translation.target, cursor.table());
  TRY_ASSIGN(const std::string alias, read_alias(cursor));
  std::string rest;
  if (!cursor.at_end()) {
    TRY_ASSIGN(rest, cursor.rest());
  }
  translation.steps.push_back(fmt::format("DELETE FROM {}{} {}", translation.target.engine(), alias, rest));
  translation.operation = translation.statement_type = "DELETE";
  return translation;
}

Result<Translation> read_truncate(Reading& reading, Translation translation) {
  TRY_VOID(reading.cursor.expect("TABLE"));
  TRY_ASSIGN(translation.target, reading.cursor.table());
  TRY_VOID(reading.cursor.expect_end());
  translation.steps.push_back("DELETE FROM " + translation.target.engine());
  translation.operation = translation.statement_type = "TRUNCATE";
  return translation;
}

/// SET t.a = x, t.b = y: the engine takes the targets without their table. `owner`: the alias or the table's name.
Result<std::string> read_assignments(Cursor& cursor, std::string_view owner, std::vector<Assignment>& assigned) {
  std::string out;
  for (;;) {
    TRY_ASSIGN(const std::vector<std::string> parts, cursor.dotted());
    const std::string& column = parts.back();
    if (parts.size() > 1 && !text::equals_ignore_case(parts[parts.size() - 2], owner))
      return unsupported("setting a field of a struct; set the whole struct");
    TRY_VOID(cursor.expect_symbol("="));
    std::size_t end = cursor.at();
    int depth = 0;
    for (std::size_t i = 0; cursor.at() + i < cursor.end(); ++i, ++end) {
      const Token& token = cursor.ahead(i);
      if (token.is_symbol("(") || token.is_word("CASE")) ++depth;
      if (token.is_symbol(")") || token.is_word("END")) --depth;
      if (depth == 0 && (token.is_symbol(",") || token.is_word("WHEN") || token.is_word("WHERE"))) break;
    }
    TRY_ASSIGN(const std::string value, cursor.part(end));
    assigned.push_back({column, value, ""});
    out += fmt::format("{}{} = {}", out.empty() ? "" : ", ", quote_name(column), value);
    if (!cursor.accept_symbol(",")) return out;
  }
}

/// What columns of the target may be written with.
std::string owner_name(std::string_view alias, const TableName& target) {
  constexpr std::string_view kAs = " AS \"";
  return alias.empty() ? target.table
                       : text::replace_all(alias.substr(kAs.size(), alias.size() - kAs.size() - 1), "\"\"", "\"");
}

Result<Translation> read_update(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  TRY_ASSIGN(translation.target, cursor.table());
  TRY_ASSIGN(const std::string alias, read_alias(cursor));
  TRY_VOID(cursor.expect("SET"));
  TRY_ASSIGN(const std::string assignments,
             read_assignments(cursor, owner_name(alias, translation.target), translation.assigned));
  std::string rest;
  if (!cursor.at_end()) {
    TRY_ASSIGN(rest, cursor.rest());
  }
  for (Assignment& one : translation.assigned)
    one.rows = fmt::format("{}{} {}", translation.target.engine(), alias, rest);
  translation.steps.push_back(
      fmt::format("UPDATE {}{} SET {} {}", translation.target.engine(), alias, assignments, rest));
  translation.operation = translation.statement_type = "UPDATE";
  return translation;
}

/// VALUES (a, b) of a MERGE, for the columns that are named.
Result<std::string> read_merge_values(Cursor& cursor, const std::vector<std::string>& names,
                                      std::vector<Assignment>& inserted) {
  TRY_ASSIGN(const std::size_t close, cursor.bracket_end());
  TRY_VOID(cursor.expect_symbol("("));
  std::string list;
  for (std::size_t i = 0; cursor.at() + 1 < close; ++i) {
    std::size_t end = cursor.at();
    for (int depth = 0; end + 1 < close; ++end) {
      const Token& token = cursor.token(end);
      if (depth == 0 && token.is_symbol(",")) break;
      depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
    }
    TRY_ASSIGN(const std::string value, cursor.part(end));
    list += (i == 0 ? "" : ", ") + value;
    if (i < names.size()) inserted.push_back({names[i], value, ""});
    cursor.accept_symbol(",");
  }
  TRY_VOID(cursor.expect_symbol(")"));
  return list;
}

Result<std::string> read_merge_action(Cursor& cursor, std::string_view owner, Translation& translation) {
  if (cursor.accept("DELETE")) return std::string("DELETE");
  if (cursor.accept("UPDATE")) {
    TRY_VOID(cursor.expect("SET"));
    if (cursor.accept_symbol("*")) return std::string("UPDATE BY NAME");
    TRY_ASSIGN(const std::string assignments, read_assignments(cursor, owner, translation.assigned));
    return "UPDATE SET " + assignments;
  }
  TRY_VOID(cursor.expect("INSERT"));
  if (cursor.accept_symbol("*")) return std::string("INSERT BY NAME");
  TRY_ASSIGN(std::vector<std::string> names, cursor.name_list());
  std::string columns;
  for (std::string& name : names) {
    name.erase(0, name.rfind('.') + 1);
    columns += (columns.empty() ? "" : ", ") + quote_name(name);
  }
  TRY_VOID(cursor.expect("VALUES"));
  TRY_ASSIGN(const std::string values, read_merge_values(cursor, names, translation.inserted));
  return fmt::format("INSERT ({}) VALUES ({})", columns, values);
}

/// The index of the next word `stop` outside brackets and CASE.
std::size_t find_word(const Cursor& cursor, std::string_view stop) {
  int depth = 0;
  std::size_t i = 0;
  for (; cursor.at() + i < cursor.end(); ++i) {
    const Token& token = cursor.ahead(i);
    if (depth == 0 && token.is_word(stop)) break;
    if (token.is_symbol("(") || token.is_word("CASE")) ++depth;
    if (token.is_symbol(")") || token.is_word("END")) --depth;
  }
  return cursor.at() + i;
}

/// What the WHEN MATCHED clauses of a MERGE ask for: rows that several rows of the source would change.
class MatchedRows {
 public:
  void add(const std::string& condition, bool deletes) {
    only_delete_ = conditions_.empty() && deletes && condition.empty();
    conditions_.push_back(condition.empty() ? "true" : "(" + condition + ")");
  }
  /// A row may be deleted twice without a doubt about what becomes of it.
  [[nodiscard]] bool may_clash() const { return !conditions_.empty() && !only_delete_; }
  [[nodiscard]] std::string condition() const { return text::join(conditions_, " OR "); }

 private:
  std::vector<std::string> conditions_;
  bool only_delete_ = false;
};

/// The clauses of a MERGE, to count the rows that each will touch. The engine returns what was done to a row, but
/// breaks when a row that no source matched was updated.
class MergeClauses {
 public:
  enum class Rows { Matched, OfTarget, OfSource };
  void add(Rows rows, std::string condition, std::string_view action) {
    const std::string word(action.substr(0, action.find(' ')));
    breaks_ |= rows == Rows::OfTarget && word == "UPDATE";
    clauses_.push_back({rows, condition.empty() ? "true" : std::move(condition), word});
  }
  /// What the MERGE is of: relations with their aliases, the id of the target's rows, and what brings them together.
  struct Sides {
    std::string target;
    std::string source;
    std::string row;
    std::string condition;
  };
  /// Empty where the engine can tell.
  [[nodiscard]] std::vector<MergeCount> counts(const Sides& sides) const {
    std::vector<MergeCount> out;
    if (!breaks_) return out;
    for (std::size_t i = 0; i < clauses_.size(); ++i) {
      const Clause& clause = clauses_[i];
      std::string where = fmt::format("({}) IS TRUE", clause.condition);
      for (std::size_t before = 0; before < i; ++before) {
        if (clauses_[before].rows == clause.rows)
          where += fmt::format(" AND ({}) IS NOT TRUE", clauses_[before].condition);
      }
      out.push_back({clause.action, query(clause.rows, where, sides)});
    }
    return out;
  }

 private:
  static std::string query(Rows rows, std::string_view where, const Sides& sides) {
    if (rows == Rows::Matched)
      return fmt::format("SELECT count(DISTINCT {}) FROM {} JOIN {} ON {} WHERE {}", sides.row, sides.target,
                         sides.source, sides.condition, where);
    const bool of_target = rows == Rows::OfTarget;
    return fmt::format("SELECT count(*) FROM {} WHERE NOT EXISTS (SELECT 1 FROM {} WHERE {}) AND {}",
                       of_target ? sides.target : sides.source, of_target ? sides.source : sides.target,
                       sides.condition, where);
  }
  struct Clause {
    Rows rows;
    std::string condition;
    std::string action;
  };
  bool breaks_ = false;
  std::vector<Clause> clauses_;
};

/// What stands behind USING.
Result<std::string> read_merge_source(Reading& reading) {
  Cursor& cursor = reading.cursor;
  if (cursor.now().is_symbol("(")) {
    TRY_ASSIGN(const std::size_t end, cursor.bracket_end());
    return cursor.part(end);
  }
  const std::size_t from = cursor.at();
  if (cursor.now().is_word("VALUES")) {
    cursor.move_to(find_word(cursor, "ON"));
  } else {
    TRY_VOID(cursor.table());
    TRY_VOID(cursor.version());
    // With its alias: what stands for a temporary view, a version or a shielded table has one in any case.
    cursor.move_to(find_word(cursor, "ON"));
  }
  return reading.rewriter.rewrite_relation(from, cursor.at());
}

/// " AS s(a, b)" or "".
Result<std::string> read_source_alias(Cursor& cursor) {
  TRY_ASSIGN(std::string alias, read_alias(cursor));
  if (alias.empty() || !cursor.now().is_symbol("(")) return alias;
  TRY_ASSIGN(const std::vector<std::string> columns, cursor.name_list());
  for (std::size_t i = 0; i < columns.size(); ++i) alias += (i == 0 ? "(" : ", ") + quote_name(columns[i]);
  return alias + ")";
}

/// Which rows a clause is about, behind WHEN; the engine's words for it go to `sql`.
Result<MergeClauses::Rows> read_merge_rows(Cursor& cursor, std::string& sql) {
  if (cursor.accept("NOT", "MATCHED", "BY", "SOURCE")) {
    sql += " WHEN NOT MATCHED BY SOURCE";
    return MergeClauses::Rows::OfTarget;
  }
  if (cursor.accept("NOT", "MATCHED", "BY", "TARGET") || cursor.accept("NOT", "MATCHED")) {
    sql += " WHEN NOT MATCHED";
    return MergeClauses::Rows::OfSource;
  }
  if (!cursor.accept("MATCHED")) return syntax_error(cursor.now().value);
  sql += " WHEN MATCHED";
  return MergeClauses::Rows::Matched;
}

Result<Translation> read_merge(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  translation.evolves = cursor.accept("WITH", "SCHEMA", "EVOLUTION");
  TRY_VOID(cursor.expect("INTO"));
  TRY_ASSIGN(translation.target, cursor.table());
  TRY_ASSIGN(const std::string alias, read_alias(cursor));
  TRY_VOID(cursor.expect("USING"));
  TRY_ASSIGN(const std::string source, read_merge_source(reading));
  translation.evolution_source = source;
  TRY_ASSIGN(const std::string source_alias, read_source_alias(cursor));
  TRY_VOID(cursor.expect("ON"));
  TRY_ASSIGN(const std::string condition, cursor.part(find_word(cursor, "WHEN")));
  std::string sql = fmt::format("MERGE INTO {}{} USING {}{} ON {}", translation.target.engine(), alias, source,
                                source_alias, condition);
  const std::string owner = owner_name(alias, translation.target);
  MatchedRows matched;
  MergeClauses clauses;
  while (cursor.accept("WHEN")) {
    TRY_ASSIGN(const MergeClauses::Rows rows, read_merge_rows(cursor, sql));
    std::string extra;
    if (cursor.accept("AND")) {
      TRY_ASSIGN(extra, cursor.part(find_word(cursor, "THEN")));
      sql += " AND " + extra;
    }
    if (rows == MergeClauses::Rows::Matched) matched.add(extra, cursor.ahead(1).is_word("DELETE"));
    TRY_VOID(cursor.expect("THEN"));
    TRY_ASSIGN(const std::string action, read_merge_action(cursor, owner, translation));
    sql += " THEN " + action;
    clauses.add(rows, std::move(extra), action);
  }
  TRY_VOID(cursor.expect_end());
  for (Assignment& one : translation.assigned)
    one.rows =
        fmt::format("{}{} LEFT JOIN {}{} ON {}", translation.target.engine(), alias, source, source_alias, condition);
  for (Assignment& one : translation.inserted) one.rows = source + source_alias;
  translation.merge_counts = clauses.counts(
      {translation.target.engine() + alias, source + source_alias, quote_name(owner) + ".rowid", condition});
  if (matched.may_clash()) {
    translation.duplicate_check =
        fmt::format("SELECT 1 FROM {}{} WHERE (SELECT count(*) FROM {}{} WHERE ({}) AND ({})) > 1 LIMIT 1",
                    translation.target.engine(), alias, source, source_alias, condition, matched.condition());
  }
  translation.steps.push_back(std::move(sql));
  translation.operation = translation.statement_type = "MERGE";
  return translation;
}

}  // namespace

Result<Translation> read_change(Reading& reading) {
  Translation translation;
  translation.kind = Translation::Kind::Change;
  Cursor& cursor = reading.cursor;
  if (cursor.accept("INSERT")) return read_insert(reading, std::move(translation));
  if (cursor.accept("UPDATE")) return read_update(reading, std::move(translation));
  if (cursor.accept("DELETE")) return read_delete(reading, std::move(translation));
  if (cursor.accept("MERGE")) return read_merge(reading, std::move(translation));
  cursor.accept("TRUNCATE");
  return read_truncate(reading, std::move(translation));
}

}  // namespace lakecode::local::dialect
