#pragma once
// Queries and expressions of Databricks SQL, token by token, into the engine's SQL. Pure; one rewriter serves one
// statement. It knows words, brackets, function calls and where table names stand; the engine does the rest of the
// grammar.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "local/dialect/lexer.h"
#include "local/dialect/lookups.h"
#include "local/dialect/names.h"
#include "local/dialect/phrases.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {

struct FunctionRule;

class Rewriter : private Phrases {
 public:
  /// What does not change while one statement is read.
  struct Setting {
    const SessionNames& names;
    std::span<const Parameter> parameters;
    const Lookups& lookups;
  };
  Rewriter(std::span<const Token> tokens, std::string_view sql, const Setting& setting);

  /// Tokens [begin, end) as engine SQL. With Naming::Top, unnamed columns of the outermost SELECT get the names a
  /// Databricks user would see.
  enum class Naming { None, Top };
  Result<std::string> rewrite(std::size_t begin, std::size_t end, Naming naming = Naming::None);

  /// One table with its version, if any, at [begin, end), as it stands behind FROM.
  Result<std::string> rewrite_relation(std::size_t begin, std::size_t end);

  /// The table named at `at` (a dotted chain, a marker in IDENTIFIER(...)); `next` is the index behind it.
  Result<TableName> read_table_name(std::size_t at, std::size_t& next);

  /// VERSION AS OF n, TIMESTAMP AS OF x, @v7 at `at`; `next` is the index behind it, `at` when there is none.
  Result<VersionOf> read_version(std::size_t at, std::size_t& next);

  /// Tables that rewrite() met, in order of appearance.
  [[nodiscard]] const std::vector<TableName>& tables() const { return tables_; }

 private:
  /// What is known inside one pair of brackets.
  struct Level {
    bool in_from = false;  ///< a comma here starts another table
    bool expects_table = false;
    bool in_window = false;   ///< ROWS, RANGE ... are words of the grammar
    bool allows_from = true;  ///< not in EXTRACT(YEAR FROM t)
    std::size_t from = 0;     ///< where in the output the tables of the last FROM begin
    // Where in the output the operand, the product and the comparand begin that are being written: what an operator
    // behind them takes for its left side.
    struct Starts {
      std::size_t primary = 0;
      std::size_t term = 0;
      std::size_t comparand = 0;
    };
    Starts starts{};
    std::vector<Starts> cases{};  ///< of the open CASEs
  };
  struct Suffix {
    std::string filter;  ///< condition of FILTER, rewritten; "" when absent
    std::string over;    ///< " OVER (...)" or ""
    std::size_t next = 0;
    [[nodiscard]] std::string text() const;
  };
  struct Call {
    std::string_view form;
    std::string_view name;
    const std::vector<Range>& arguments;
    std::size_t open = 0;  ///< index of its bracket
  };
  struct Nested {
    const Call& call;
    std::string value;
    std::string item;
    std::string other;
  };

  static void track(const Token& now, std::size_t before, const std::string& out, Level& level);
  Result<std::string> rewrite_level(std::size_t begin, std::size_t end, Level level);
  Result<std::size_t> step(std::size_t at, std::size_t end, Level& level, std::string& out);
  /// Queries that UNION and its kin bring together, from the first one on; `at` where there is one alone.
  Result<std::size_t> step_sets(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> step_word(std::size_t at, std::size_t end, Level& level, std::string& out);
  /// Whether the word at `at` is one of the grammar there, not a name or a function.
  [[nodiscard]] bool is_keyword(std::size_t at, const Level& level) const;
  /// DATE '...', TIMESTAMP '...', INTERVAL ...; `at` when there is none, as the next one tells too.
  Result<std::size_t> typed_literal(std::size_t at, std::string& out);
  Result<std::size_t> common_table_columns(std::size_t at, std::string& out);
  /// What stands alone as the condition behind WHERE, HAVING, ON, NOT or CASE WHEN must be a BOOLEAN.
  [[nodiscard]] Result<void> check_conditions(std::size_t at, std::size_t end) const;
  [[nodiscard]] Result<void> check_condition(Range range, std::string_view clause) const;
  void enter_clause(std::size_t at, Level& level) const;
  Result<std::size_t> step_lateral(std::size_t at, std::size_t end, Level& level, std::string& out);
  Result<std::size_t> step_operator_word(std::size_t at, std::string& out);
  Result<std::size_t> step_keyword(std::size_t at, std::size_t end, Level& level, std::string& out);
  Result<std::size_t> step_symbol(std::size_t at, std::size_t end, Level& level, std::string& out);
  Result<std::size_t> step_bracket(std::size_t at, std::size_t end, Level& level, std::string& out);
  Result<std::size_t> step_factor(std::size_t at, Level& level, std::string& out);
  Result<std::size_t> step_product(std::size_t at, Level& level, std::string& out);
  Result<std::size_t> step_cast(std::size_t at, Level& level, std::string& out);
  Result<std::size_t> step_star(std::size_t at, Level& level, std::string& out);
  Result<std::size_t> time_literal(std::size_t at, std::string& out) const;
  Result<std::size_t> step_chain(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> step_like(std::size_t at, Level& level, std::string& out);
  Result<std::size_t> step_item(std::size_t at, std::size_t end, Level& level, std::string& out);
  Result<std::size_t> step_json_path(std::size_t at, Level& level, std::string& out);
  Result<std::size_t> step_shift(std::size_t at, Level& level, std::string& out);
  /// Months and days are no one INTERVAL.
  [[nodiscard]] Result<void> check_spans(std::size_t at) const;
  Result<std::size_t> span_first(std::size_t at, const Level& level, std::string& out);
  /// Whether + or - at `at` stands before an INTERVAL and behind a value that is none.
  [[nodiscard]] bool is_shift(std::size_t at, std::string_view left) const;
  [[nodiscard]] std::string column_type_of(std::string_view operand) const;  ///< "" for what is no known column
  /// A DATE less a DATE; `at` where only the engine knows what they are.
  Result<std::size_t> date_difference(std::size_t at, const Level& level, std::string& out);
  Result<std::size_t> step_group(std::size_t at, std::size_t end, std::string& out);
  [[nodiscard]] bool is_map(std::size_t at, std::string_view base) const;
  [[nodiscard]] const Parameter* find_variable(const std::vector<std::string>& parts) const;
  Result<std::size_t> step_number(std::size_t at, std::string& out);
  /// Whether the whole number at `at` stands beside a DECIMAL literal, where it has its own digits.
  [[nodiscard]] bool meets_decimal(std::size_t at) const;

  [[nodiscard]] Result<VersionOf> short_version(std::string_view value) const;
  [[nodiscard]] Result<std::int64_t> version_number(const Token& value) const;
  Result<std::size_t> moment_end(std::size_t at);
  /// `relation`, and behind it the alias at `rest`; the table's own name where there is none.
  Result<std::size_t> named_relation(const TableName& table, std::string_view relation, Range rest, std::string& out);
  Result<std::size_t> table_reference(std::size_t at, std::size_t end, std::string& out);
  /// `common`: the name is a common table expression's.
  Result<std::size_t> table_by_name(std::size_t at, bool common, std::size_t end, std::string& out);
  Result<std::size_t> inline_values(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> table_function(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> changes_table(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> sample(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> lateral_view(std::size_t at, const Level& level, std::string& out);
  [[nodiscard]] bool single_source(std::size_t at) const;
  /// A generator (explode, stack ...) as a SELECT of its columns, named `names` where given.
  Result<std::string> generator(std::string_view name, const std::vector<Range>& arguments,
                                std::vector<std::string>& names);
  /// Whether the generator from `at` to the bracket `close` is one item of a SELECT.
  [[nodiscard]] Result<void> check_generator_place(std::size_t at, std::size_t close) const;
  Result<std::string> stack_generator(const std::vector<Range>& arguments, std::vector<std::string>& names);
  Result<std::string> json_tuple_generator(std::string_view value, const std::vector<Range>& arguments,
                                           std::vector<std::string>& names);
  Result<std::string> explode_generator(std::string_view name, const std::string& value, bool is_map_value,
                                        std::vector<std::string>& names);
  /// explode and its kin as items of a SELECT.
  Result<std::string> explode_columns(std::string_view name, const std::vector<Range>& arguments,
                                      const std::vector<std::string>& names);
  Result<std::string> stack_columns(const std::vector<Range>& arguments, const std::vector<std::string>& names);
  Result<std::string> stack_rows(const std::vector<Range>& arguments, std::size_t& columns);
  Result<std::string> variant_rows(std::string_view value, bool outer);
  /// (DESCRIBE HISTORY t) as a table.
  Result<std::size_t> listing_table(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> file_table(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> read_files_call(std::size_t at, std::size_t end, std::string& out);
  Result<std::size_t> finish_table(std::size_t at, std::size_t end, std::string_view name, std::string& out);
  Result<std::size_t> alias_after(std::size_t at, std::size_t end, std::string& out);
  void collect_common_tables();

  struct PivotValue {
    std::string name;
    std::string condition;  ///< whether a row has the value
  };
  Result<std::size_t> pivot(std::size_t at, const Level& level, std::string& out);
  Result<std::size_t> unpivot(std::size_t at, std::string& out);
  struct PivotAggregates {
    std::vector<std::string> read;     ///< columns that they take
    std::vector<std::string> names;    ///< of their values within the two groupings
    std::vector<std::string> endings;  ///< of the result's columns behind the value's name
    std::string list;
  };
  Result<PivotAggregates> pivot_aggregates(const std::vector<Range>& items, const std::vector<std::string>& columns);
  Result<std::string> unpivot_column(const Range& entry, std::size_t count);
  Result<PivotValue> pivot_value(const Range& item, const std::vector<std::string>& columns);
  [[nodiscard]] std::vector<std::string> named_columns(std::size_t begin, std::size_t end) const;
  [[nodiscard]] Range split_alias(const Range& item, std::string& alias) const;
  [[nodiscard]] std::string source_of(const Range& range) const;

  Result<std::size_t> call(std::size_t at, std::string& out);
  Result<std::size_t> known_call(const FunctionRule& rule, const Call& call, std::size_t close, std::string& out);
  /// The text of a call by its rule, its FILTER and OVER behind it.
  Result<std::string> written(const FunctionRule& rule, const Call& call, const Suffix& suffix);
  Result<std::string> special_call(const Call& call);
  Result<std::string> cast_call(const Call& call);
  [[nodiscard]] std::string cast_value(const std::string& value, const ParsedType& type, std::size_t at,
                                       bool tolerant) const;
  Result<std::string> concat_call(const Call& call);
  Result<std::string> separated_call(const Call& call);
  Result<std::string> hash_call(const Call& call);
  Result<std::string> regexp_replace_call(const Call& call);
  Result<std::string> map_call(const Call& call);
  Result<std::string> identifier_call(const Call& call);
  Result<std::string> unit_call(const Call& call);
  Result<std::string> struct_call(const Call& call);
  Result<std::string> decode_call(const Call& call);
  Result<std::string> select_generator(std::string_view name, const std::vector<Range>& arguments, std::size_t& next);
  Result<std::size_t> user_function(std::size_t at, std::size_t open, std::string& out);

  /// sum, avg and their kin, with the types of Spark.
  Result<std::string> number_aggregate(const Call& call, const Suffix& suffix);
  Result<std::string> grouping_id(const Call& call);
  /// Whether the pattern of a regexp_extract has the group that is asked for, as far as both are literals.
  [[nodiscard]] Result<void> check_group_index(const std::vector<Range>& arguments) const;
  /// count(a, b), count(DISTINCT a, b)
  Result<std::string> count_of_several(const std::vector<Range>& arguments, const Suffix& suffix);
  /// window(time, '5 minutes') as a STRUCT of its start and its end.
  Result<std::string> time_window(const Call& call);
  Result<std::size_t> within_group(std::string_view name, const std::vector<Range>& arguments, std::size_t at,
                                   std::string& out);
  /// A call whose result depends on the types of its arguments, which only the engine knows (typed_calls.h).
  [[nodiscard]] std::uint32_t typed_id(std::size_t at) const;
  [[nodiscard]] std::string typed_call(std::string_view function, std::size_t at, std::string_view arguments) const;

  Result<std::string> worded_form(const Call& call);
  Result<std::string> keyword_arguments(std::string_view form, Range argument);
  Result<std::string> trim_argument(Range head, Range text);
  Result<std::string> try_divide_form(const Call& call);
  Result<std::string> round_form(const Call& call);
  Result<std::string> mask_form(const Call& call);
  Result<std::string> collation_form(const Call& call);
  Result<std::string> elt_form(const Call& call);
  Result<std::string> to_number_form(const Call& call);
  Result<std::string> to_binary_form(const Call& call);
  Result<std::string> str_to_map_form(const Call& call);
  Result<std::string> make_interval_form(const Call& call);

  Result<std::string> nested_form(const Call& call);
  Result<std::string> transform_form(const Nested& nested);
  Result<std::string> reduce_form(const Nested& nested);
  Result<std::string> zip_with_form(const Nested& nested);
  Result<std::string> map_entries_form(const Nested& nested);
  Result<std::string> element_at_form(const Nested& nested);
  Result<std::string> sequence_form(const Nested& nested);
  Result<std::string> array_sort_form(const Nested& nested);
  Result<std::string> times_by_pattern(const Nested& nested, const ParsedType& type);
  Result<std::string> arrays_zip_form(const Call& call);
  Result<std::string> variant_get_form(const Nested& nested);
  Result<std::string> from_json_form(const Nested& nested);
  Result<std::string> lambda_over(Range lambda, std::string_view list, const std::vector<std::string>& meanings);
  Result<std::string> one(const Range& argument) { return rewrite_level(argument.first, argument.second, Level{}); }
  Result<Suffix> read_suffix(std::size_t at);
  Result<std::string> fill_form(std::string_view form, const std::vector<Range>& arguments, const Suffix& suffix);
  Result<std::string> argument_of_form(std::size_t index, bool plain, const std::vector<Range>& arguments);
  Result<std::string> mark_of_form(char mark, const std::vector<Range>& arguments, const Suffix& suffix);
  /// `texts`: bit i casts argument i to a text.
  Result<std::string> joined(const std::vector<Range>& arguments, std::string_view separator, std::uint32_t texts = 0);

  Result<std::string> interval(std::size_t at, std::size_t& next);
  /// One value and its unit, 2 DAYS; `next` is the index behind it.
  Result<std::string> interval_part(std::size_t at, std::size_t& next);
  Result<std::string> parameter(std::size_t at);
  /// A text that is known before the statement runs: literals, markers and variables, joined by ||.
  Result<std::string> constant_text(std::size_t begin, std::size_t end) const;
  void name_columns(std::size_t begin, std::size_t end);

  const SessionNames& names_;
  std::span<const Parameter> parameters_;
  const Lookups& lookups_;
  std::size_t next_question_ = 0;
  std::vector<TableName> tables_;
  std::vector<TableName> named_;         ///< read by read_table_name, as the target of a change
  std::vector<TableName> known_tables_;  ///< tables_ of the first pass, for column references before FROM
  std::set<std::string> common_tables_;  ///< names of WITH, lower case
  std::set<std::string> view_aliases_;   ///< of LATERAL VIEWs whose columns stand in their source, lower case
  std::map<std::size_t, std::string> column_names_;  ///< token index before which AS "name" goes
  int depth_ = 0;
  int set_depth_ = 0;  ///< of UNIONs within UNIONs
  bool recursive_ = false;
  std::map<std::string, std::string> substitutions_;  ///< what the names of open lambdas stand for, lower case
  std::uint64_t steps_ = 0;  ///< tokens looked at; more than a small multiple of what is there is refused
  int lambda_depth_ = 0;
  std::size_t window_call_ = 0;       ///< index of the first window(...) of the statement; 0 for none
  std::uint32_t text_arguments_ = 0;  ///< of the call that is filled next: bit i is argument i, to be cast to a text
  std::uint32_t statement_id_ = 0;
  double weight_ = 1;  ///< how often what is written now stands in the output
};

/// The engine's literal of a value with its type.
Result<std::string> literal_of(const Parameter& value);

/// Appends `piece` after a blank.
void append_piece(std::string& out, std::string_view piece);

}  // namespace lakecode::local::dialect
