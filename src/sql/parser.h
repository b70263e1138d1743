#pragma once
// The statement parser, for src/sql only: one class, its grammar in the parse_*.cpp files beside it. Predictive; goes
// back over a bounded number of tokens alone. A rule returns false when the text does not follow the grammar.

#include <initializer_list>
#include <string_view>

#include "sql/name_parser.h"
#include "sql/with_names.h"

namespace lakecode::sql {

struct Noun;
class Parser final : public NameParser {
 public:
  Parser(const TokenView& view, std::pmr::memory_resource* memory);
  std::pmr::vector<StatementFacts> run();

 private:
  // Expressions (parse_expression.cpp, parse_call.cpp).
  bool skip_brackets(std::uint32_t& at) const;
  bool expression();
  bool value() override;
  bool operators(bool logical);
  bool operand();
  bool word_operand();
  bool bracketed();
  bool suffixes(bool logical);
  bool suffix(bool& found, bool logical);
  bool access_suffix(bool& found);
  bool predicate(bool& found);
  bool like_tail();
  bool in_list();
  bool path_tail();
  bool binary_operator(bool logical);
  bool case_expression();
  bool interval();
  bool interval_value();
  [[nodiscard]] bool starts_interval() const;
  bool interval_unit();
  bool expression_list();
  bool name_or_call();
  bool computed_name() override;
  bool call(TokenRange name);
  bool call_arguments(TokenRange name);
  bool argument(Keyword function);
  bool special_argument(Keyword function, bool& taken);
  bool table_argument();
  void note_source(Keyword function);
  bool call_tail();
  bool window_specification();
  bool frame_bound();
  bool star_tail();
  [[nodiscard]] bool type_follows() const;
  bool type();
  bool nested_type(Keyword name);
  bool type_parameters();
  bool struct_fields();
  bool column_expression_list();  ///< ( expression, … )

  // Queries (parse_query.cpp, parse_relation.cpp).
  [[nodiscard]] bool starts_query() const;
  bool query();
  bool query_body();
  bool set_operations();
  bool query_tail();
  bool query_tail_clause(bool& found);
  bool query_primary();
  bool with_list();
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
  [[nodiscard]] bool starts_inline_rows() const;
  bool bracketed_relation();
  bool relation_tail();
  bool relation_clause(bool& found);
  bool lateral_view();
  bool metadata_query();
  bool table_function_or_name();
  bool table_name();
  bool sample();
  bool match_recognize();
  bool match_pattern();
  bool pivot();
  bool pivot_aggregate();
  bool unpivot();
  bool unpivot_values();
  bool alias();
  [[nodiscard]] bool starts_alias() const;
  bool optional_name(Keyword stop = Keyword::NoKeyword);  ///< [AS name], or a name that is not `stop`
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
  bool insert_directory();
  bool replaced_rows();
  bool insert_source();
  bool delete_rows();
  bool update();
  bool assignments();
  bool merge();
  bool merge_branch();
  bool merge_action();
  bool merge_insert();
  bool where_clause(TokenRange target);
  [[nodiscard]] Where judge_predicate(TokenRange range, TokenRange target) const;
  bool target_table(Access access);
  bool copy_into();
  bool copy_clause(bool& found);
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
  bool create_table();
  bool widget();
  bool create_view(bool materialized, bool temporary);
  bool create_streaming_table();
  bool table_flow();
  bool create_schema();
  bool schema_clause(bool& found);
  bool create_catalog();
  bool catalog_clause(bool& found);
  bool create_volume();
  bool create_function();
  bool function_file();
  bool create_procedure();
  bool create_sharing();
  bool sharing_clause(bool& found);
  bool create_access();
  bool access_clause(bool& found);
  bool create_policy();
  bool create_flow();
  bool routine_parameters();
  bool routine_parameter();
  bool routine_clauses();
  bool routine_clause(bool& found);
  bool routine_body();
  bool table_elements();
  bool table_element();
  bool column_definition();
  bool column_clause(bool& found);
  bool generated_column();
  bool table_constraint();
  bool expectation();
  bool constraint_traits();
  bool table_clause(bool& found);
  bool storage_clause(bool& found);
  bool schedule_clause();
  bool cluster_by();
  bool row_filter();
  bool column_mask();
  bool policy_body();
  bool policy_column();
  bool auto_cdc();
  bool auto_cdc_clause(bool& found);
  bool drop();
  bool dropped_index();
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
  bool nested_column_clause(bool& found);
  bool dropped_part();
  bool alter_unset();
  bool alter_view();
  bool alter_container();
  bool alter_sharing();
  bool shared_object();
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
  bool show_table();
  bool show_create();
  bool show_groups();
  bool show_policies();
  bool show_functions();
  bool show_grants();
  bool show_in(std::string_view type);
  bool show_pattern();
  bool describe();
  bool describe_function();
  bool describe_object();
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
  bool named_expression();
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

  TokenRange call_read_;  ///< a call that a look ahead has read and noted; it is stepped over
  int calls_open_ = 0;    ///< a lambda arrow is an operator inside calls only
  bool stars_ = false;    ///< "*" may stand for all columns here
  bool in_script_ = false;
  bool stored_ = false;         ///< the statements are a stored body and are not listed
  std::string_view noun_type_;  ///< of the noun taken last
  std::pmr::vector<StatementFacts> out_;
  WithNames with_names_;
};

}  // namespace lakecode::sql
