#pragma once
// The statement parser, for src/sql only: one class, its grammar in the parse_*.cpp files beside it. Predictive with
// one step of look-ahead in most places; never goes back over more than a bounded number of tokens. A function returns
// false when the text does not follow the grammar; the first problem told is kept. Nesting is counted and limited.

#include <array>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "sql/token_cursor.h"

namespace lakecode::sql {

struct Noun;
inline constexpr std::size_t kMaxWithNames = 512;  ///< WITH names visible at one place
class Parser : private TokenCursor {
 public:
  explicit Parser(const TokenView& view);
  std::vector<StatementFacts> run();

 private:
  // Noting facts (parser.cpp).
  void note(Trait trait, std::uint32_t first);
  void use(std::string_view type, Access access, TokenRange name);
  void give_up(std::string_view why);
  [[nodiscard]] StatementFacts& facts() { return *facts_; }

  // Names, literals, lists (parse_names.cpp).
  bool simple_name();
  bool dotted_name(TokenRange& name);
  bool object(std::string_view type, Access access);
  bool string_literal();
  bool signed_number();
  bool location(Access access);  ///< a string literal that names a place, noted as "path"
  bool name_list();              ///< ( a, b.c, … )
  bool property_list();          ///< ( key [=] value, … ) or ( key, … )
  bool property_key();
  bool property_value();
  bool option_list();  ///< ( name [=] value, … ), values may be nested lists
  bool partition_spec();
  bool partition_list();
  bool if_exists();
  bool if_not_exists();
  bool comment_clause();
  bool time_travel();
  [[nodiscard]] bool starts_time_travel() const;
  bool skip_brackets(std::uint32_t& at) const;

  // Expressions (parse_expression.cpp, parse_call.cpp).
  bool expression();
  bool value();
  bool operators(bool logical);
  bool operand();
  bool word_operand();
  bool bracketed();
  bool suffixes(bool logical);
  bool suffix(bool& found, bool logical);
  bool access_suffix(bool& found);
  [[nodiscard]] bool access_follows() const;
  bool predicate(bool& found);
  bool like_tail();
  bool in_list();
  bool path_tail();
  bool binary_operator(bool logical);
  bool case_expression();
  bool interval();
  [[nodiscard]] bool starts_interval() const;
  bool interval_unit();
  bool expression_list();
  bool name_or_call();
  bool computed_name();
  bool call(TokenRange name);
  bool call_arguments(TokenRange name);
  bool argument(Keyword function);
  bool special_argument(Keyword function, bool& taken);
  bool table_argument();
  void note_source(Keyword function);
  bool call_tail();
  bool window_specification();
  bool frame();
  bool frame_bound();
  bool star_tail();
  [[nodiscard]] bool type_follows() const;
  bool type();
  bool type_parameters();
  bool struct_fields();
  bool column_expression_list();  ///< ( expression, … )

  // Queries (parse_query.cpp, parse_relation.cpp).
  [[nodiscard]] bool starts_query() const;
  bool query();
  bool query_body();
  bool set_operations();
  bool query_tail();
  bool query_primary();
  bool with_list();
  void leave_scope(std::size_t scope);
  [[nodiscard]] std::uint64_t name_hash(std::uint32_t token) const;
  [[nodiscard]] bool with_name_hidden(std::uint32_t token) const;
  bool select();
  bool select_items();
  bool select_item();
  bool transform_tail();
  bool script_list();
  [[nodiscard]] bool starts_script_list() const;
  bool select_clauses();
  bool after_from();
  bool group_by();
  bool grouping_item();
  bool named_windows();
  bool order_list();
  bool order_item();
  bool skip_hint();
  bool values();
  bool from_query();
  bool from_query_head();
  bool from_query_rest();
  bool pipes();
  bool pipe_operator();
  bool pipe_set();
  bool aliased_expressions();
  bool from_clause();
  bool relations();
  bool relation();
  bool joins();
  bool take_join();
  bool relation_primary();
  bool relation_source();
  bool relation_tail();
  bool lateral_view();
  bool metadata_query();
  bool table_function_or_name();
  bool table_name();
  bool sample();
  bool pivot();
  bool unpivot();
  bool unpivot_values();
  bool alias();
  [[nodiscard]] bool starts_alias() const;
  bool row_format();

  // Statements (parse_statement.cpp and the files of each family).
  bool statement();
  bool data_statement(bool& known);
  bool service_statement(bool& known);
  bool with_statement();
  bool from_statement();
  bool query_statement();
  bool multi_insert();
  bool insert();
  bool insert_target();
  bool insert_source();
  bool delete_rows();
  bool update();
  bool assignments();
  bool merge();
  bool merge_branch();
  bool merge_action();
  bool merge_insert();
  bool where_clause();
  [[nodiscard]] Where judge_predicate(TokenRange range) const;
  bool target_table(Access access);
  bool copy_into();
  bool copy_source();
  bool copy_credentials();
  bool load_data();
  bool truncate();
  const Noun* take_noun();
  bool create();
  bool view_columns();
  bool create_index();
  bool star_or_names();
  [[nodiscard]] bool is_query_in_brackets() const;
  bool partition_columns();
  bool create_table(bool external);
  bool create_view(bool materialized, bool temporary);
  bool create_streaming_table();
  bool create_schema();
  bool create_catalog();
  bool create_volume();
  bool create_function(bool temporary);
  bool create_procedure();
  bool create_sharing();
  bool create_access();
  bool create_policy();
  bool create_flow();
  bool routine_parameters();
  bool routine_clauses();
  bool routine_body();
  bool table_elements();
  bool table_element();
  bool column_definition();
  bool column_clause(bool& found);
  bool table_constraint();
  bool constraint_traits();
  bool table_clause(bool& found);
  bool storage_clause(bool& found);
  bool schedule_clause();
  bool cluster_by();
  bool row_filter();
  bool column_mask();
  bool policy_body();
  bool auto_cdc();
  bool drop();
  bool undrop();
  bool replace_table();
  bool alter();
  bool alter_table();
  bool alter_table_form();
  bool alter_column();
  bool alter_column_form();
  bool alter_add();
  bool alter_drop();
  bool alter_set();
  bool nested_column();
  bool alter_unset();
  bool alter_view();
  bool alter_container();
  bool alter_sharing();
  bool alter_access();
  bool alter_common(bool& found);
  bool takes_away(std::uint32_t first);
  bool tag_list();
  bool grant();
  bool revoke();
  bool privileges();
  bool securable(Access access);
  bool principal();
  bool show();
  bool show_form();
  bool show_grants();
  bool show_in(std::string_view type);
  bool show_pattern();
  bool describe();
  bool describe_table();
  bool explain();
  bool use_statement();
  bool set_statement();
  bool set_key();
  bool set_variables();
  bool declare();
  bool refresh();
  bool optimize();
  bool vacuum();
  bool analyze();
  bool restore();
  bool time_travelled();
  bool reset();
  bool repair();
  bool fsck();
  bool reorg();
  bool convert();
  bool comment_on();
  bool set_tag();
  bool file_command();
  bool sync();
  bool cache();
  bool execute_immediate();
  bool call_procedure();
  bool transaction();
  bool dry_run();
  // Scripts (parse_script.cpp).
  [[nodiscard]] bool starts_script() const;
  bool script();
  bool block(std::initializer_list<Keyword> ends);
  bool block_item();
  bool compound();
  bool if_block();
  bool case_block();
  bool while_block();
  bool repeat_block();
  bool loop_block();
  bool for_block();
  bool handler();
  bool script_word(bool& known);
  bool close_block(Keyword word);
  bool label_end();
  bool names();
  bool signal();
  bool diagnostics();
  void open_statement();
  void close_statement(bool parsed);
  bool script_expression();

  bool gave_up_ = false;
  TokenRange call_read_;  ///< a call that a look ahead has read and noted; it is stepped over
  int calls_open_ = 0;    ///< a lambda arrow is an operator inside calls only
  bool stars_ = false;    ///< "*" may stand for all columns here
  bool in_script_ = false;
  bool stored_ = false;         ///< the statements are a stored body and are not listed
  std::string_view noun_type_;  ///< of the noun taken last
  std::vector<StatementFacts> out_;
  StatementFacts* facts_ = nullptr;
  StatementFacts current_;
  std::vector<std::uint64_t> with_names_;          ///< hashes of the visible WITH names, innermost last
  std::array<std::uint16_t, 256> with_buckets_{};  ///< how many of them fall into each bucket
};

}  // namespace lakecode::sql
