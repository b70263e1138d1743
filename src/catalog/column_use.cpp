#include "catalog/column_use.h"

// A name is taken for a column only where an expression must begin: behind "(", ",", an operator, or a word such as
// SELECT, WHERE, AND. Behind anything else it may be an alias. Words of the grammar are never taken for columns, nor
// are names that some function or clause makes: such columns go unchecked, which is the safe mistake.

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::catalog {
namespace {

using sql::TokenKind;
using sql::TokenView;

// Words after which an expression begins.
constexpr std::array<std::string_view, 22> kOpeners = {
    "SELECT", "DISTINCT", "ALL",  "WHERE",   "AND",  "OR", "NOT",     "ON",    "BY",    "HAVING", "WHEN",
    "THEN",   "ELSE",     "CASE", "BETWEEN", "LIKE", "IN", "QUALIFY", "ILIKE", "RLIKE", "DIV",    "USING"};

// Words that make names of their own, or of which we do not know what they do to names.
constexpr std::array<std::string_view, 19> kTooMuch = {
    "WITH",   "LATERAL", "PIVOT",       "UNPIVOT", "TRANSFORM",  "UNION",           "INTERSECT",
    "EXCEPT", "MINUS",   "TABLESAMPLE", "VALUES",  "IDENTIFIER", "MATCH_RECOGNIZE", "WINDOW",
    "STREAM", "MAP",     "REDUCE",      "TABLE",   "NATURAL"};

// Functions that name the columns they make.
constexpr std::array<std::string_view, 9> kGenerators = {
    "explode",      "explode_outer", "posexplode", "posexplode_outer", "inline",
    "inline_outer", "stack",         "json_tuple", "variant_explode"};

// Names that are no columns although they stand where columns stand.
constexpr std::array<std::string_view, 44> kOther = {"year",
                                                     "years",
                                                     "quarter",
                                                     "quarters",
                                                     "month",
                                                     "months",
                                                     "week",
                                                     "weeks",
                                                     "day",
                                                     "days",
                                                     "dayofyear",
                                                     "dayofweek",
                                                     "dayofweek_iso",
                                                     "dow",
                                                     "doy",
                                                     "hour",
                                                     "hours",
                                                     "minute",
                                                     "minutes",
                                                     "second",
                                                     "seconds",
                                                     "millisecond",
                                                     "milliseconds",
                                                     "microsecond",
                                                     "microseconds",
                                                     "epoch",
                                                     "yearofweek",
                                                     "decade",
                                                     "century",
                                                     "timezone",
                                                     "current_date",
                                                     "current_timestamp",
                                                     "current_time",
                                                     "current_user",
                                                     "session_user",
                                                     "user",
                                                     "current_catalog",
                                                     "current_schema",
                                                     "current_database",
                                                     "localtimestamp",
                                                     "window",
                                                     "session_window",
                                                     "session",
                                                     "system"};

constexpr std::size_t kMaxText = 64U << 10U;  // a person's slip is in a short statement

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A name as people write columns; what a query makes by itself, such as `count(1)`, is none.
bool is_plain(std::string_view name) {
  return !name.empty() && name.front() != '_' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

class SelectReader {
 public:
  SelectReader(const TokenView& view, const sql::StatementFacts& facts)
      : facts_(facts), view_(view.slice(facts.tokens.first, facts.tokens.last)), taken_(view_.size(), false) {}

  std::optional<SelectNames> run() {
    if (!is_simple() || !take_tables()) return std::nullopt;
    for (std::size_t i = 0; i < view_.size(); ++i) {
      if (!take_name(i)) return std::nullopt;
    }
    drop_aliases();
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool is_simple() const {
    if (view_.span_text().size() > kMaxText) return false;
    if (!facts_.parsed || facts_.kind != "SELECT" || !view_.is_word(0, "SELECT") || facts_.in_script) return false;
    std::size_t selects = 0;
    for (std::size_t i = 0; i < view_.size(); ++i) {
      if (view_.is_word(i, "SELECT")) ++selects;
      if (is_one_of(view_.word(i), kTooMuch)) return false;
      for (const std::string_view odd : {"|>", "->", "=>", "/*+", ":", "<=>", "@", "["}) {
        if (view_.is_operator(i, odd)) return false;
      }
    }
    return selects == 1 && std::none_of(facts_.calls.begin(), facts_.calls.end(), [this](const auto& call) {
             return call.name.empty() || call.name.last - call.name.first != 1 ||
                    is_one_of(text::to_lower(view_.text(call.name.first - facts_.tokens.first)), kGenerators);
           });
  }

  /// Every table of the FROM, with its alias. False when something else stands there.
  bool take_tables() {
    for (const sql::ObjectUse& use : facts_.objects) {
      if (use.access != sql::Access::Read || use.type == "path") return false;
      const std::size_t first = use.name.first - facts_.tokens.first;
      const std::size_t last = use.name.last - facts_.tokens.first;
      if (first == 0 || view_.is_operator(last, "(")) return false;
      const bool placed =
          view_.is_word(first - 1, "FROM") || view_.is_word(first - 1, "JOIN") || view_.is_operator(first - 1, ",");
      if (!placed) return false;
      TableUse table;
      for (std::size_t i = first; i < last; i += 2) table.parts.push_back(sql::name_value(view_, i));
      for (std::size_t i = first; i < last; ++i) taken_[i] = true;
      if (!take_alias(table, last)) return false;
      out_.tables.push_back(std::move(table));
    }
    return !out_.tables.empty() && has_only_tables();
  }

  /// What stands behind FROM, JOIN and the commas of the FROM must be one of the tables.
  [[nodiscard]] bool has_only_tables() const {
    constexpr std::array<std::string_view, 8> kBehindFrom = {"WHERE", "GROUP",   "ORDER",      "HAVING",
                                                             "LIMIT", "QUALIFY", "DISTRIBUTE", "CLUSTER"};
    int depth = 0;
    bool in_from = false;
    for (std::size_t i = 0; i + 1 < view_.size(); ++i) {
      if (view_.is_operator(i, "(")) ++depth;
      if (view_.is_operator(i, ")")) --depth;
      const bool from = depth == 0 && view_.is_word(i, "FROM");
      in_from = (in_from || from) && !(depth == 0 && is_one_of(view_.word(i), kBehindFrom));
      const bool comma = in_from && depth == 0 && view_.is_operator(i, ",");
      if ((from || comma || view_.is_word(i, "JOIN")) && !taken_[i + 1]) return false;
    }
    return true;
  }

  /// False when columns are renamed behind the alias.
  bool take_alias(TableUse& table, std::size_t at) {
    if (view_.is_word(at, "AS")) ++at;
    const bool conditions = view_.is_word(at, "USING") || view_.is_word(at, "ON");
    if (view_.is_name(at) && !conditions && view_.is_operator(at + 1, "(")) return false;
    if (!is_free_name(at)) return true;
    table.alias = sql::name_value(view_, at);
    taken_[at] = true;
    return true;
  }

  /// A name that is no word of the grammar.
  [[nodiscard]] bool is_free_name(std::size_t i) const {
    if (!view_.is_name(i)) return false;
    return view_.is_kind(i, TokenKind::QuotedName) || view_.tokens()[i].keyword == sql::Keyword::NoKeyword;
  }

  [[nodiscard]] bool begins_expression(std::size_t i) const {
    if (i == 0) return false;
    if (view_.is_kind(i - 1, TokenKind::Operator)) {
      return !view_.is_operator(i - 1, ")") && !view_.is_operator(i - 1, "]") && !view_.is_operator(i - 1, "::") &&
             !view_.is_operator(i - 1, ".") && !view_.is_operator(i - 1, "*/");
    }
    return is_one_of(view_.word(i - 1), kOpeners);
  }

  /// Looks at the name at `i`. False when the statement turns out not to be simple.
  bool take_name(std::size_t i) {
    if (!view_.is_name(i) || taken_[i] || view_.is_operator(i - 1, ".")) return true;
    const bool defines = i > 0 && view_.is_word(i - 1, "AS");
    if (defines && view_.is_operator(i + 1, "<")) return false;
    if (view_.is_word(i, "AS") && view_.is_operator(i + 1, "(")) return false;
    if (!is_free_name(i)) return true;
    if (!begins_expression(i)) {
      aliases_.insert(text::to_lower(sql::name_value(view_, i)));
      return true;
    }
    take_column(i);
    return true;
  }

  void take_column(std::size_t i) {
    std::vector<std::string> chain;
    std::size_t at = i;
    for (; view_.is_name(at); at += 2) {
      chain.push_back(sql::name_value(view_, at));
      if (!view_.is_operator(at + 1, ".") || !view_.is_name(at + 2)) break;
    }
    const bool called = view_.is_operator(at + 1, "(");
    const bool literal = view_.is_string(at + 1);
    const bool star = view_.is_operator(at + 1, ".");
    if (called || literal || star) return;
    if (chain.size() > 1 && is_table(chain[0])) {
      add(chain[0], chain[1]);
    } else if (chain.size() == 1 || !is_part_of_table(chain[0])) {
      add("", chain[0]);
    }
  }

  void add(const std::string& qualifier, const std::string& name) {
    if (!is_plain(name) || is_one_of(text::to_lower(name), kOther)) return;
    if (qualifier.empty() && (is_table(name) || is_part_of_table(name))) return;
    out_.columns.push_back(ColumnUse{.qualifier = qualifier, .name = name});
  }

  [[nodiscard]] bool is_table(std::string_view name) const {
    return std::any_of(out_.tables.begin(), out_.tables.end(), [&](const TableUse& table) {
      return text::equals_ignore_case(table.alias.empty() ? table.parts.back() : table.alias, name);
    });
  }

  [[nodiscard]] bool is_part_of_table(std::string_view name) const {
    return std::any_of(out_.tables.begin(), out_.tables.end(), [&](const TableUse& table) {
      return std::any_of(table.parts.begin(), table.parts.end(),
                         [&](const std::string& part) { return text::equals_ignore_case(part, name); });
    });
  }

  void drop_aliases() {
    auto& columns = out_.columns;
    columns.erase(std::remove_if(columns.begin(), columns.end(),
                                 [this](const ColumnUse& use) {
                                   return use.qualifier.empty() && aliases_.contains(text::to_lower(use.name));
                                 }),
                  columns.end());
  }

  const sql::StatementFacts& facts_;
  TokenView view_;
  std::vector<bool> taken_;
  std::set<std::string> aliases_;
  SelectNames out_;
};

}  // namespace

std::optional<SelectNames> names_of_select(const TokenView& view, const sql::StatementFacts& facts) {
  return SelectReader(view, facts).run();
}

}  // namespace lakecode::catalog
