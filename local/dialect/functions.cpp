#include "local/dialect/functions.h"

#include <array>

namespace lakecode::local::dialect {
namespace {

constexpr int kAny = -1;

// clang-format off
constexpr FunctionRule kRules[] = {
    // Aggregates
    {"count", 0, kAny}, {"sum", 1, 1}, {"avg", 1, 1}, {"mean", 1, 1, "avg($1)$S"}, {"min", 1, 1}, {"max", 1, 1},
    {"count_if", 1, 1}, {"any_value", 1, 1}, {"first", 1, 2, "first($1)$S"}, {"last", 1, 2, "last($1)$S"},
    {"first_value", 1, 2, "first_value($1)$S"}, {"last_value", 1, 2, "last_value($1)$S"}, {"nth_value", 2, 2},
    {"bool_and", 1, 1}, {"bool_or", 1, 1}, {"every", 1, 1, "bool_and($1)$S"}, {"some", 1, 1, "bool_or($1)$S"}, {"any", 1, 1, "bool_or($1)$S"},
    {"approx_count_distinct", 1, 2, "count(DISTINCT $v1)$S"},
    {"approx_percentile", 2, 3, "quantile_disc($1, $2)$S"}, {"percentile_approx", 2, 3, "quantile_disc($1, $2)$S"},
    {"percentile", 2, 3, "quantile_cont($1, $2)$S"}, {"median", 1, 1, "median($1)$S"}, {"mode", 1, 1}, {"quantile_disc", 2, 2},
    {"histogram_numeric", 2, 2, "lc_histogram(list(CAST($1 AS DOUBLE))$S, CAST($2 AS INTEGER))"},
    {"approx_top_k", 1, 1, "lc.main.top_k(histogram($1)$S, 5)"}, {"approx_top_k", 2, 3, "lc.main.top_k(histogram($1)$S, $2)"},
    {"collect_list", 1, 1, "coalesce(list($1) FILTER (WHERE ($v1) IS NOT NULL AND $F)$O, [])"},
    {"array_agg", 1, 1, "coalesce(list($1) FILTER (WHERE ($v1) IS NOT NULL AND $F)$O, [])"},
    {"collect_set", 1, 1, "coalesce(list(DISTINCT $v1) FILTER (WHERE ($v1) IS NOT NULL AND $F)$O, [])"},
    {"stddev", 1, 1, "stddev_samp($1)$S"}, {"std", 1, 1, "stddev_samp($1)$S"}, {"stddev_samp", 1, 1}, {"stddev_pop", 1, 1},
    {"variance", 1, 1, "var_samp($1)$S"}, {"var_samp", 1, 1}, {"var_pop", 1, 1},
    {"skewness", 1, 1, "lc.main.population_skewness(skewness($1)$S, count($1)$S)"}, {"kurtosis", 1, 1, "kurtosis_pop($1)$S"},
    {"corr", 2, 2}, {"covar_pop", 2, 2}, {"covar_samp", 2, 2}, {"regr_slope", 2, 2}, {"regr_intercept", 2, 2}, {"regr_r2", 2, 2}, {"regr_count", 2, 2},
    {"max_by", 2, 2}, {"min_by", 2, 2}, {"bit_and", 1, 1}, {"bit_or", 1, 1}, {"bit_xor", 1, 1}, {"product", 1, 1},
    {"string_agg", 1, 2, "string_agg($*)$S"}, {"listagg", 1, 2, "string_agg($*)$S"}, {"grouping", 1, 1},
    // Windows
    {"row_number", 0, 0}, {"rank", 0, 0}, {"dense_rank", 0, 0}, {"percent_rank", 0, 0}, {"cume_dist", 0, 0}, {"ntile", 1, 1},
    {"lag", 1, 3}, {"lead", 1, 3},
    // Conditions
    {"coalesce", 1, kAny}, {"nvl", 2, 2, "coalesce($1, $2)"}, {"ifnull", 2, 2, "coalesce($1, $2)"}, {"nullif", 2, 2}, {"nullifzero", 1, 1, "nullif($1, 0)"},
    {"zeroifnull", 1, 1, "coalesce($1, 0)"}, {"nvl2", 3, 3, "CASE WHEN ($1) IS NOT NULL THEN $2 ELSE $3 END"},
    {"if", 3, 3, "CASE WHEN $1 THEN $2 ELSE $3 END"}, {"iff", 3, 3, "CASE WHEN $1 THEN $2 ELSE $3 END"},
    {"isnull", 1, 1, "(($1) IS NULL)"}, {"isnotnull", 1, 1, "(($1) IS NOT NULL)"}, {"isnan", 1, 1, "coalesce(isnan($1), false)"},
    {"nanvl", 2, 2, "CASE WHEN isnan($1) THEN $2 ELSE $1 END"}, {"equal_null", 2, 2, "(($1) IS NOT DISTINCT FROM ($2))"},
    {"greatest", 2, kAny}, {"least", 2, kAny}, {"assert_true", 1, 2, "CASE WHEN $1 THEN NULL ELSE error('[USER_RAISED_EXCEPTION] The assertion does not hold. SQLSTATE: P0001') END"},
    {"raise_error", 1, 1, "error('[USER_RAISED_EXCEPTION] ' || ($1) || ' SQLSTATE: P0001')"},
    // Numbers
    {"abs", 1, 1}, {"sign", 1, 1}, {"signum", 1, 1, "sign($1)"}, {"ceil", 1, 1, "CAST(ceil($1) AS BIGINT)"}, {"ceiling", 1, 1, "CAST(ceil($1) AS BIGINT)"},
    {"floor", 1, 1, "CAST(floor($1) AS BIGINT)"}, {"round", 1, 2}, {"bround", 1, 2, "round_even($1, coalesce($2, 0))"}, {"trunc", 2, 2, "CAST(date_trunc(lc.main.unit($2), lc_to_timestamp($1)) AS DATE)"},
    {"sqrt", 1, 1}, {"cbrt", 1, 1}, {"exp", 1, 1}, {"ln", 1, 1, "CASE WHEN ($1) > 0 THEN ln($1) END"}, {"log", 1, 1, "CASE WHEN ($1) > 0 THEN ln($1) END"}, {"log", 2, 2, "CASE WHEN ($2) > 0 THEN ln($2) / ln($1) END"},
    {"log10", 1, 1, "CASE WHEN ($1) > 0 THEN log10($1) END"}, {"log2", 1, 1, "CASE WHEN ($1) > 0 THEN log2($1) END"}, {"log1p", 1, 1, "ln(1 + ($1))"}, {"expm1", 1, 1, "(exp($1) - 1)"},
    {"power", 2, 2, "pow(CAST($1 AS DOUBLE), $2)"}, {"pow", 2, 2, "pow(CAST($1 AS DOUBLE), $2)"}, {"pi", 0, 0}, {"e", 0, 0, "exp(1)"}, {"sin", 1, 1}, {"cos", 1, 1}, {"tan", 1, 1},
    {"asin", 1, 1}, {"acos", 1, 1}, {"atan", 1, 1}, {"atan2", 2, 2}, {"sinh", 1, 1}, {"cosh", 1, 1}, {"tanh", 1, 1}, {"degrees", 1, 1}, {"radians", 1, 1},
    {"mod", 2, 2, "(($1) % lc.main.divisor($2))"}, {"pmod", 2, 2, "lc.main.pmod($1, $2)"}, {"div", 2, 2, "(($1) // lc.main.divisor($2))"},
    {"try_divide", 2, 2, "(CAST($1 AS DOUBLE) / nullif($2, 0))"}, {"try_add", 2, 2, "TRY(($1) + ($2))"}, {"try_subtract", 2, 2, "TRY(($1) - ($2))"}, {"try_multiply", 2, 2, "TRY(($1) * ($2))"}, {"try_mod", 2, 2, "(($1) % nullif($2, 0))"},
    {"factorial", 1, 1, "CAST(factorial($1) AS BIGINT)"}, {"negative", 1, 1, "(-($1))"}, {"positive", 1, 1, "($1)"}, {"rand", 0, 1, "random()"}, {"random", 0, 1, "random()"},
    {"bin", 1, 1, "bin($1)"}, {"hex", 1, 1, "hex($1)"}, {"unhex", 1, 1}, {"shiftleft", 2, 2, "(($1) << ($2))"}, {"shiftright", 2, 2, "(($1) >> ($2))"}, {"bit_count", 1, 1}, {"width_bucket", 4, 4, "lc.main.width_bucket($1, $2, $3, $4)"},
    // Text
    {"length", 1, 1}, {"char_length", 1, 1, "length($1)"}, {"character_length", 1, 1, "length($1)"}, {"len", 1, 1, "length($1)"}, {"octet_length", 1, 1, "strlen($1)"}, {"bit_length", 1, 1, "(8 * strlen($1))"},
    {"upper", 1, 1}, {"ucase", 1, 1, "upper($1)"}, {"lower", 1, 1}, {"lcase", 1, 1, "lower($1)"}, {"initcap", 1, 1, "lc.main.initcap($1)"},
    {"trim", 1, 1, "trim($1, ' ')"}, {"ltrim", 1, 1, "ltrim($1, ' ')"}, {"rtrim", 1, 1, "rtrim($1, ' ')"}, {"ltrim", 2, 2, "ltrim($2, $1)"}, {"rtrim", 2, 2, "rtrim($2, $1)"}, {"btrim", 1, 1, "trim($1, ' ')"}, {"btrim", 2, 2, "trim($1, $2)"},
    {"concat", 1, kAny, "lc:concat"}, {"concat_ws", 1, kAny}, {"repeat", 2, 2}, {"reverse", 1, 1}, {"replace", 2, 2, "replace($1, $2, '')"}, {"replace", 3, 3}, {"translate", 3, 3},
    {"substring", 2, 3, "lc.main.substr$#($*)"}, {"substr", 2, 3, "lc.main.substr$#($*)"}, {"left", 2, 2, "left($1, greatest($2, 0))"}, {"right", 2, 2, "right($1, greatest($2, 0))"},
    {"lpad", 2, 2, "lpad($1, $2, ' ')"}, {"lpad", 3, 3}, {"rpad", 2, 2, "rpad($1, $2, ' ')"}, {"rpad", 3, 3}, {"space", 1, 1, "repeat(' ', $1)"},
    {"instr", 2, 2}, {"locate", 2, 2, "instr($2, $1)"}, {"charindex", 2, 2, "instr($2, $1)"}, {"position", 2, 2, "instr($2, $1)"}, {"contains", 2, 2}, {"startswith", 2, 2, "starts_with($1, $2)"}, {"endswith", 2, 2, "ends_with($1, $2)"},
    {"split", 2, 2, "string_split_regex($1, $2)"}, {"split_part", 3, 3}, {"ascii", 1, 1}, {"chr", 1, 1}, {"char", 1, 1, "chr($1)"}, {"levenshtein", 2, 2}, {"soundex", 1, 1, "lc:refuse"},
    {"md5", 1, 1}, {"sha2", 2, 2, "sha256($1)"}, {"sha256", 1, 1}, {"sha1", 1, 1}, {"sha", 1, 1, "sha1($1)"}, {"base64", 1, 1, "base64(CAST($1 AS BLOB))"}, {"unbase64", 1, 1, "from_base64($1)"}, {"encode", 2, 2, "encode($1)"}, {"decode", 2, 2, "decode($1)"},
    {"regexp_replace", 3, 3, "lc:regexp_replace"}, {"regexp_extract", 2, 2, "coalesce(regexp_extract($1, $2, 1), '')"}, {"regexp_extract", 3, 3, "regexp_extract($1, $2, $3)"}, {"regexp_extract_all", 2, 2, "regexp_extract_all($1, $2, 1)"}, {"regexp_extract_all", 3, 3},
    {"regexp_like", 2, 2, "regexp_matches($1, $2)"}, {"rlike", 2, 2, "regexp_matches($1, $2)"}, {"regexp", 2, 2, "regexp_matches($1, $2)"}, {"regexp_count", 2, 2, "len(regexp_extract_all($1, $2))"}, {"like", 2, 2, "(($1) LIKE ($2))"}, {"ilike", 2, 2, "(($1) ILIKE ($2))"},
    {"format_number", 2, 2, "format('{:,.' || CAST($2 AS VARCHAR) || 'f}', CAST($1 AS DOUBLE))"}, {"format_string", 1, kAny, "printf($*)"}, {"printf", 1, kAny}, {"url_decode", 1, 1}, {"url_encode", 1, 1}, {"uuid", 0, 0, "CAST(uuid() AS VARCHAR)"},
    // Dates and times
    {"current_timestamp", 0, 0, "lc.main.now_utc()"}, {"now", 0, 0, "lc.main.now_utc()"}, {"current_date", 0, 0, "CAST(lc.main.now_utc() AS DATE)"}, {"curdate", 0, 0, "CAST(lc.main.now_utc() AS DATE)"}, {"current_timezone", 0, 0, "'UTC'"}, {"getdate", 0, 0, "lc.main.now_utc()"},
    {"year", 1, 1, "year(lc_to_timestamp($1))"}, {"month", 1, 1, "month(lc_to_timestamp($1))"}, {"day", 1, 1, "day(lc_to_timestamp($1))"}, {"dayofmonth", 1, 1, "day(lc_to_timestamp($1))"}, {"hour", 1, 1, "hour(lc_to_timestamp($1))"},
    {"minute", 1, 1, "minute(lc_to_timestamp($1))"}, {"second", 1, 1, "second(lc_to_timestamp($1))"}, {"quarter", 1, 1, "quarter(lc_to_timestamp($1))"}, {"weekofyear", 1, 1, "weekofyear(lc_to_timestamp($1))"}, {"dayofyear", 1, 1, "dayofyear(lc_to_timestamp($1))"},
    {"dayofweek", 1, 1, "(dayofweek(lc_to_timestamp($1)) + 1)"}, {"weekday", 1, 1, "(isodow(lc_to_timestamp($1)) - 1)"}, {"dayname", 1, 1, "left(dayname(lc_to_timestamp($1)), 3)"}, {"monthname", 1, 1, "left(monthname(lc_to_timestamp($1)), 3)"},
    {"date_trunc", 2, 2, "CAST(date_trunc(lc.main.unit($1), lc_to_timestamp($2)) AS TIMESTAMP)"}, {"date", 1, 1, "lc_to_date($1)"}, {"timestamp", 1, 1, "lc_to_timestamp($1)"},
    {"date_add", 2, 2, "(lc_to_date($1) + CAST($2 AS INTEGER))"}, {"date_sub", 2, 2, "(lc_to_date($1) - CAST($2 AS INTEGER))"}, {"datediff", 2, 2, "date_diff('day', lc_to_date($2), lc_to_date($1))"}, {"date_diff", 2, 2, "date_diff('day', lc_to_date($2), lc_to_date($1))"},
    {"add_months", 2, 2, "CAST(lc_to_date($1) + to_months(CAST($2 AS INTEGER)) AS DATE)"}, {"months_between", 2, 3, "lc.main.months_between(lc_to_timestamp($1), lc_to_timestamp($2))"}, {"last_day", 1, 1, "last_day(lc_to_date($1))"}, {"make_date", 3, 3}, {"make_timestamp", 6, 6},
    {"to_date", 1, 1, "lc_to_date($1)"}, {"to_date", 2, 2, "CAST(lc_parse_time($1, $2) AS DATE)"}, {"try_to_date", 1, 1, "lc_try_to_date($1)"}, {"try_to_date", 2, 2, "CAST(lc_try_parse_time($1, $2) AS DATE)"},
    {"to_timestamp", 1, 1, "lc_to_timestamp($1)"}, {"to_timestamp", 2, 2, "lc_parse_time($1, $2)"}, {"try_to_timestamp", 1, 1, "lc_try_to_timestamp($1)"}, {"try_to_timestamp", 2, 2, "lc_try_parse_time($1, $2)"}, {"to_timestamp_ntz", 1, 1, "lc_to_timestamp($1)"},
    {"date_format", 2, 2, "lc_format_time(lc_to_timestamp($1), $2)"}, {"from_unixtime", 1, 1, "lc_format_time(make_timestamp(CAST($1 AS BIGINT) * 1000000), 'yyyy-MM-dd HH:mm:ss')"}, {"from_unixtime", 2, 2, "lc_format_time(make_timestamp(CAST($1 AS BIGINT) * 1000000), $2)"},
    {"unix_timestamp", 0, 0, "CAST(floor(epoch(lc.main.now_utc())) AS BIGINT)"}, {"unix_timestamp", 1, 1, "CAST(floor(epoch(lc_to_timestamp($1))) AS BIGINT)"}, {"unix_timestamp", 2, 2, "CAST(floor(epoch(lc_parse_time($1, $2))) AS BIGINT)"}, {"to_unix_timestamp", 1, 1, "CAST(floor(epoch(lc_to_timestamp($1))) AS BIGINT)"},
    {"unix_seconds", 1, 1, "CAST(floor(epoch($1)) AS BIGINT)"}, {"unix_millis", 1, 1, "epoch_ms($1)"}, {"unix_micros", 1, 1, "epoch_us($1)"}, {"unix_date", 1, 1, "date_diff('day', DATE '1970-01-01', lc_to_date($1))"}, {"timestamp_seconds", 1, 1, "make_timestamp(CAST(($1) * 1000000 AS BIGINT))"},
    {"timestamp_millis", 1, 1, "make_timestamp(CAST($1 AS BIGINT) * 1000)"}, {"timestamp_micros", 1, 1, "make_timestamp(CAST($1 AS BIGINT))"}, {"date_from_unix_date", 1, 1, "(DATE '1970-01-01' + CAST($1 AS INTEGER))"}, {"from_utc_timestamp", 2, 2, "timezone($2, timezone('UTC', lc_to_timestamp($1)))"}, {"to_utc_timestamp", 2, 2, "timezone('UTC', timezone($2, lc_to_timestamp($1)))"},
    {"next_day", 2, 2, "lc:refuse"}, {"make_interval", 0, 7, "lc:refuse"},
    // Arrays, maps, structs, JSON
    {"array", 0, kAny, "list_value($*)"}, {"size", 1, 1, "lc_size($1)"}, {"cardinality", 1, 1, "lc_size($1)"}, {"array_size", 1, 1, "lc_size($1)"}, {"array_contains", 2, 2, "list_contains($1, $2)"}, {"array_distinct", 1, 1, "list_distinct($1)"},
    {"array_position", 2, 2, "coalesce(list_position($1, $2), 0)"}, {"array_remove", 2, 2, "list_filter($1, lambda lc_x: lc_x <> ($2))"}, {"array_join", 2, 2, "array_to_string($1, $2)"}, {"array_max", 1, 1, "list_max($1)"}, {"array_min", 1, 1, "list_min($1)"}, {"array_sort", 1, 1, "list_sort($1, 'ASC', 'NULLS LAST')"},
    {"sort_array", 1, 1, "list_sort($1, 'ASC', 'NULLS FIRST')"}, {"sort_array", 2, 2, "CASE WHEN $2 THEN list_sort($1, 'ASC', 'NULLS FIRST') ELSE list_sort($1, 'DESC', 'NULLS LAST') END"}, {"array_union", 2, 2, "list_distinct(list_concat($1, $2))"}, {"array_intersect", 2, 2, "list_intersect($1, $2)"}, {"array_append", 2, 2, "list_append($1, $2)"},
    {"array_except", 2, 2, "list_filter(list_distinct($1), lambda lc_x: NOT list_contains($2, lc_x))"}, {"array_repeat", 2, 2, "list_transform(range(CAST($2 AS BIGINT)), lambda lc_x: $1)"}, {"array_compact", 1, 1, "list_filter($1, lambda lc_x: lc_x IS NOT NULL)"}, {"arrays_zip", 2, kAny, "list_zip($*)"}, {"flatten", 1, 1}, {"slice", 3, 3, "list_slice($1, $2, ($2) + ($3) - 1)"},
    {"element_at", 2, 2, "lc:element_at"}, {"try_element_at", 2, 2, "lc:element_at"}, {"get", 2, 2, "list_extract($1, ($2) + 1)"}, {"sequence", 2, 3, "generate_series($*)"}, {"transform", 2, 2, "list_transform($*)"}, {"filter", 2, 2, "list_filter($*)"}, {"exists", 2, 2, "coalesce(list_bool_or(list_transform($*)), false)"}, {"forall", 2, 2, "coalesce(list_bool_and(list_transform($*)), true)"},
    {"map_keys", 1, 1}, {"map_values", 1, 1}, {"map_entries", 1, 1}, {"map_from_arrays", 2, 2, "map($1, $2)"}, {"map_from_entries", 1, 1, "map_from_entries($1)"}, {"map_concat", 1, kAny}, {"map_contains_key", 2, 2, "list_contains(map_keys($1), $2)"}, {"map", 0, kAny, "lc:map"}, {"struct", 1, kAny, "lc:struct"}, {"named_struct", 2, kAny, "lc:named_struct"},
    {"to_json", 1, 2, "CAST(to_json($1) AS VARCHAR)"}, {"get_json_object", 2, 2, "lc.main.json_path($1, $2)"}, {"json_array_length", 1, 1}, {"json_object_keys", 1, 1, "json_keys($1)"}, {"explode", 1, 1, "unnest($1)"}, {"explode_outer", 1, 1, "unnest(CASE WHEN len($1) > 0 THEN $1 ELSE [NULL] END)"},
    // Hashes, the session
    {"xxhash64", 1, kAny, "lc:xxhash64"}, {"hash", 1, kAny, "lc:refuse"}, {"crc32", 1, 1, "lc:refuse"},
    {"current_catalog", 0, 0, "lc:catalog"}, {"current_database", 0, 0, "lc:schema"}, {"current_schema", 0, 0, "lc:schema"}, {"current_user", 0, 0, "lc:user"}, {"session_user", 0, 0, "lc:user"}, {"user", 0, 0, "lc:user"}, {"version", 0, 0, "'lakecode-local'"}, {"typeof", 1, 1, "lc.main.spark_type(typeof($1))"},
    {"monotonically_increasing_id", 0, 0, "lc:refuse"}, {"input_file_name", 0, 0, "lc:refuse"},
    // Read by their own grammar
    {"cast", 1, 1, "lc:cast"}, {"try_cast", 1, 1, "lc:cast"}, {"extract", 1, 1, "lc:extract"}, {"identifier", 1, 1, "lc:identifier"}, {"date_part", 2, 2, "lc:date_part"}, {"datediff", 3, 3, "lc:datediff"}, {"date_diff", 3, 3, "lc:datediff"}, {"timestampdiff", 3, 3, "lc:datediff"}, {"date_add", 3, 3, "lc:dateadd"}, {"dateadd", 3, 3, "lc:dateadd"}, {"dateadd", 2, 2, "(lc_to_date($1) + CAST($2 AS INTEGER))"}, {"timestampadd", 3, 3, "lc:dateadd"},
};
// clang-format on

}  // namespace

std::span<const FunctionRule> function_rules() {
  return kRules;
}

const FunctionRule* find_function(std::string_view name, int arguments, bool& known) {
  known = false;
  for (const FunctionRule& rule : kRules) {
    if (rule.name != name) continue;
    known = true;
    if (arguments >= rule.min_arguments && (rule.max_arguments < 0 || arguments <= rule.max_arguments)) return &rule;
  }
  return nullptr;
}

}  // namespace lakecode::local::dialect
