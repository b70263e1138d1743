#include "catalog/name_check.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "catalog/column_use.h"
#include "safety/classify.h"
#include "sql/lexer.h"

namespace lakecode::catalog {
namespace {

constexpr std::size_t kMaxProblems = 5;    // a statement with more is not worth more words
constexpr std::size_t kNamedColumns = 40;  // of a table, in an answer
constexpr std::size_t kNamedTables = 30;

// Catalogs and schemas whose content the Unity Catalog API does not, or not fully, list.
constexpr std::array<std::string_view, 5> kUnlisted = {"hive_metastore", "spark_catalog", "global_temp", "live",
                                                       "session"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](auto other) { return text::equals_ignore_case(name, other); });
}

/// What may name a table that is not there: it asks for that, or makes it, or fetches it from another catalog.
bool needs_no_table(const safety::StatementVerdict& statement) {
  return statement.kind.starts_with("SYNC") || statement.kind.starts_with("REFRESH") ||
         text::contains_ignore_case(statement.normalised, " IF EXISTS ");
}

bool is_relation(std::string_view type) {
  static constexpr std::array<std::string_view, 4> kTypes = {"table", "view", "materialized_view", "streaming_table"};
  return is_one_of(type, kTypes);
}

std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts;
  for (const std::string_view part : text::split(name, '.')) parts.emplace_back(part);
  return parts;
}

template <typename List>
std::vector<std::string> names_of(const List& list) {
  std::vector<std::string> names;
  for (const auto& item : list) names.push_back(item.name);
  return names;
}

std::string listed(std::vector<std::string> names, std::size_t most) {
  const std::size_t count = names.size();
  names.resize(std::min(count, most));
  return text::join(names, ", ") + (count > most ? " and " + std::to_string(count - most) + " more" : "");
}

/// One statement's names against the workspace.
class NameCheck {
 public:
  NameCheck(Catalog& catalog, const CallContext& ctx) : catalog_(catalog), ctx_(ctx) {}

  Result<std::vector<NameProblem>> run(const safety::SqlEffect& effect) {
    const safety::Verdict verdict = safety::classify_sql(effect);
    // A script may make what it reads, and may hide that in a text of its own.
    if (verdict.statements.size() != 1) return std::vector<NameProblem>();
    const safety::StatementVerdict& statement = verdict.statements.front();
    if (!statement.parsed || needs_no_table(statement)) return std::vector<NameProblem>();
    for (const safety::TouchedObject& object : statement.objects) {
      const bool used = object.access == "read" || object.access == "write" || object.access == "alter";
      if (used && is_relation(object.type) && problems_.size() < kMaxProblems) TRY_VOID(check_table(object.name));
    }
    if (problems_.empty()) TRY_VOID(check_columns(effect));
    return std::move(problems_);
  }

  std::string suggestion(const std::vector<std::string>& parts) {
    const auto schema = catalog_.schema({.catalog = parts[0], .schema = parts[1]}, Freshness::Lately, ctx_);
    if (schema) return nearest_in(*schema, parts);
    if (schema.error().code != ErrorCode::NotFound) return "";
    const auto schemas = catalog_.schemas(parts[0], Freshness::Lately, ctx_);
    if (schemas && !has(*schemas, parts[1])) {
      return "there is no schema " + parts[0] + "." + parts[1] + nearest(parts[1], names_of(*schemas), "schemas of it");
    }
    const auto catalogs = catalog_.catalogs(Freshness::Lately, ctx_);
    if (catalogs && !has(*catalogs, parts[0]))
      return "there is no catalog " + parts[0] + nearest(parts[0], names_of(*catalogs), "catalogs");
    return "";
  }

 private:
  template <typename List>
  static bool has(const List& list, const std::string& name) {
    return std::any_of(list.begin(), list.end(),
                       [&](const auto& item) { return text::equals_ignore_case(item.name, name); });
  }

  Result<void> check_table(const std::string& name) {
    const std::vector<std::string> parts = parts_of(name);
    const bool odd = std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return part.empty(); });
    if (parts.size() != 3 || odd || is_one_of(parts[0], kUnlisted) || is_one_of(parts[1], kUnlisted)) return {};
    if (text::equals_ignore_case(parts[1], "information_schema")) return {};
    // A table that was there is taken to be there: the platform says so when it is gone.
    if (catalog_.find_known({.catalog = parts[0], .schema = parts[1]}, parts[2])) return {};
    const auto found = catalog_.table(name, ctx_);
    TRY_VOID(ctx_.check("check names"));
    if (found || found.error().code != ErrorCode::NotFound) return {};
    const std::string more = suggestion(parts);
    TRY_VOID(ctx_.check("check names"));
    // The list, read a moment later, may have it: then it was made in between, and nobody is to be stopped.
    if (catalog_.find_known({.catalog = parts[0], .schema = parts[1]}, parts[2])) return {};
    problems_.push_back(NameProblem{
        .name = name, .text = "there is no table or view " + name + (more.empty() ? std::string() : ": " + more)});
    return {};
  }

  static std::string nearest(const std::string& name, const std::vector<std::string>& known, std::string_view what) {
    const auto near = text::nearest(text::to_lower(name), known);
    if (near) return "; did you mean " + *near + "?";
    return known.empty() ? "" : "; " + std::string(what) + ": " + listed(known, kNamedTables);
  }

  std::string nearest_in(const SchemaNames& schema, const std::vector<std::string>& parts) {
    const std::string prefix = parts[0] + "." + parts[1] + ".";
    for (const FunctionName& function : schema.functions.value_or(std::vector<FunctionName>())) {
      if (text::equals_ignore_case(function.name, parts[2]))
        return prefix + function.name + " is a function, not a table: " + function.name + function.signature;
    }
    const std::vector<std::string> tables = names_of(schema.tables.value_or(std::vector<TableName>()));
    const auto near = text::nearest(text::to_lower(parts[2]), tables);
    if (near) return "did you mean " + prefix + *near + "?";
    const std::vector<std::string> elsewhere = catalog_.tables_named(parts[2]);
    if (!elsewhere.empty()) return "did you mean " + listed(elsewhere, 5) + "?";
    return tables.empty() ? "the schema has no tables"
                          : "tables of " + parts[0] + "." + parts[1] + ": " + listed(tables, kNamedTables);
  }

  enum class Source { Known, Asked };

  /// The columns of one table; nullopt when they cannot be had.
  std::optional<std::vector<ColumnName>> columns_of(const TableUse& use, const safety::SqlEffect& effect,
                                                    Source source) {
    std::vector<std::string> parts = use.parts;
    if (parts.size() == 1 && !effect.default_schema.empty()) parts.insert(parts.begin(), effect.default_schema);
    if (parts.size() == 2 && !effect.default_catalog.empty()) parts.insert(parts.begin(), effect.default_catalog);
    if (parts.size() != 3 || is_one_of(parts[0], kUnlisted) || is_one_of(parts[1], kUnlisted)) return std::nullopt;
    if (source == Source::Known) {
      auto known = catalog_.find_known({.catalog = parts[0], .schema = parts[1]}, parts[2]);
      return known ? std::move(known->columns) : std::nullopt;
    }
    const auto table = catalog_.table(text::join(parts, "."), ctx_);
    if (!table || table->columns.empty()) return std::nullopt;
    std::vector<ColumnName> columns;
    for (const databricks::ColumnInfo& column : table->columns)
      columns.push_back({.name = column.name, .type = column.type_text});
    return columns;
  }

  Result<void> check_columns(const safety::SqlEffect& effect) {
    const sql::Lexed lexed = sql::lex(effect.text);
    if (!lexed.ok()) return {};
    const sql::TokenView view(effect.text, lexed.tokens);
    const auto statements = sql::parse_statements(view);
    if (statements.size() != 1) return {};
    const auto select = names_of_select(view, statements.front());
    if (!select || select->columns.empty()) return {};
    // What is known may be old: it can say that all is well, and only the workspace that something is not there.
    for (const Source source : {Source::Known, Source::Asked}) {
      problems_.clear();
      std::vector<std::vector<ColumnName>> columns;
      for (const TableUse& table : select->tables) {
        auto of_table = columns_of(table, effect, source);
        TRY_VOID(ctx_.check("check names"));
        if (of_table) columns.push_back(std::move(*of_table));
      }
      const bool is_whole = columns.size() == select->tables.size();
      if (!is_whole && source == Source::Asked) return {};
      if (!is_whole) continue;
      for (const ColumnUse& use : select->columns) check_column(use, *select, columns);
      if (problems_.empty()) return {};
    }
    return {};
  }

  void check_column(const ColumnUse& use, const SelectNames& select,
                    const std::vector<std::vector<ColumnName>>& columns) {
    std::vector<std::string> allowed;
    for (std::size_t i = 0; i < select.tables.size(); ++i) {
      const TableUse& table = select.tables[i];
      const std::string& called = table.alias.empty() ? table.parts.back() : table.alias;
      if (!use.qualifier.empty() && !text::equals_ignore_case(called, use.qualifier)) continue;
      for (const ColumnName& column : columns[i]) {
        if (text::equals_ignore_case(column.name, use.name)) return;
        allowed.push_back(column.name);
      }
    }
    const std::string name = (use.qualifier.empty() ? "" : use.qualifier + ".") + use.name;
    const bool told =
        std::any_of(problems_.begin(), problems_.end(), [&](const NameProblem& p) { return p.name == name; });
    if (told || problems_.size() >= kMaxProblems) return;
    const auto near = text::nearest(text::to_lower(use.name), allowed);
    problems_.push_back(NameProblem{.name = name,
                                    .text = "there is no column " + name + "; " +
                                            (near ? "did you mean " + *near + "? " : std::string()) +
                                            "columns: " + listed(allowed, kNamedColumns)});
  }

  Catalog& catalog_;
  const CallContext& ctx_;
  std::vector<NameProblem> problems_;
};

}  // namespace

Result<std::vector<NameProblem>> check_names(Catalog& catalog, const safety::SqlEffect& effect,
                                             const CallContext& ctx) {
  return NameCheck(catalog, ctx).run(effect);
}

std::string suggest_table(Catalog& catalog, const std::string& full_name, const CallContext& ctx) {
  const std::vector<std::string> parts = parts_of(full_name);
  return parts.size() == 3 ? NameCheck(catalog, ctx).suggestion(parts) : "";
}

}  // namespace lakecode::catalog
