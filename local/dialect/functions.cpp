#include "local/dialect/functions.h"

#include <array>

namespace lakecode::local::dialect {
namespace {

constexpr int kAny = -1;

// clang-format off
constexpr FunctionRule kRules[] = {
    // Aggregates
    {"count", 0, kAny}, {"sum", 1, 1, "lc:number_aggregate"}, {"avg", 1, 1, "lc:number_aggregate"}, {"mean", 1, 1, "lc:number_aggregate"}, {"min", 1, 1}, {"max", 1, 1},
    {"count_if", 1, 1}, {"any_value", 1, 2, "any_value($1)$S"}, {"first", 1, 2, "first($1)$S"}, {"last", 1, 2, "last($1)$S"},
    {"first_value", 1, 2, "first($1)$S"}, {"last_value", 1, 2, "last($1)$S"}, {"nth_value", 2, 2},
    {"bool_and", 1, 1}, {"bool_or", 1, 1}, {"every", 1, 1, "bool_and($1)$S"}, {"some", 1, 1, "bool_or($1)$S"}, {"any", 1, 1, "bool_or($1)$S"},
    {"approx_count_distinct", 1, 2, "count(DISTINCT $v1)$S"},
    {"approx_percentile", 2, 3, "quantile_disc($1, $2)$S"}, {"percentile_approx", 2, 3, "quantile_disc($1, $2)$S"},
    {"percentile", 2, 3, "quantile_cont(CAST($v1 AS DOUBLE), $2)$S"}, {"median", 1, 1, "median(CAST($v1 AS DOUBLE))$S"}, {"mode", 0, 2, "mode($1)$S"}, {"quantile_disc", 2, 2},
    {"histogram_numeric", 2, 2, "lc:histogram"},
    {"approx_top_k", 1, 1, "lc.main.top_k(histogram($1)$S, 5)"}, {"approx_top_k", 2, 3, "lc.main.top_k(histogram($1)$S, $2)"},
    {"collect_list", 1, 1, "coalesce(list($1) FILTER (WHERE ($v1) IS NOT NULL AND $F)$O, [])"},
    {"array_agg", 1, 1, "coalesce(list($1) FILTER (WHERE ($v1) IS NOT NULL AND $F)$O, [])"},
    {"collect_set", 1, 1, "coalesce(list(DISTINCT $v1) FILTER (WHERE ($v1) IS NOT NULL AND $F)$O, [])"},
    {"stddev", 1, 1, "stddev_samp($1)$S"}, {"std", 1, 1, "stddev_samp($1)$S"}, {"stddev_samp", 1, 1}, {"stddev_pop", 1, 1},
    {"variance", 1, 1, "var_samp($1)$S"}, {"var_samp", 1, 1}, {"var_pop", 1, 1},
    {"skewness", 1, 1, "lc.main.skewness_of(list(CAST($1 AS DOUBLE))$S)"}, {"kurtosis", 1, 1, "lc.main.kurtosis_of(list(CAST($1 AS DOUBLE))$S)"},
    {"corr", 2, 2, "lc.main.known(corr($1, $2)$S)"}, {"covar_pop", 2, 2}, {"covar_samp", 2, 2}, {"regr_slope", 2, 2}, {"regr_intercept", 2, 2}, {"regr_r2", 2, 2}, {"regr_count", 2, 2},
    {"max_by", 2, 2}, {"min_by", 2, 2}, {"bit_and", 1, 1}, {"bit_or", 1, 1}, {"bit_xor", 1, 1}, {"product", 1, 1},
    {"string_agg", 1, 1, "string_agg($1, '')$S"}, {"string_agg", 2, 2, "string_agg($*)$S"}, {"listagg", 1, 1, "string_agg($1, '')$S"}, {"listagg", 2, 2, "string_agg($*)$S"}, {"grouping", 1, 1}, {"window", 2, 4, "lc:window"}, {"window_time", 1, 1, "(($1).\"end\" - INTERVAL '1 microsecond')"},
    // Windows
    {"row_number", 0, 0}, {"rank", 0, 0}, {"dense_rank", 0, 0}, {"percent_rank", 0, 0}, {"cume_dist", 0, 0}, {"ntile", 1, 1},
    {"lag", 1, 3}, {"lead", 1, 3},
    // Conditions
    {"coalesce", 1, kAny}, {"nvl", 2, 2, "coalesce($1, $2)"}, {"ifnull", 2, 2, "coalesce($1, $2)"}, {"nullif", 2, 2}, {"nullifzero", 1, 1, "nullif($1, 0)"},
    {"zeroifnull", 1, 1, "coalesce($1, 0)"}, {"nvl2", 3, 3, "CASE WHEN ($1) IS NOT NULL THEN $2 ELSE $3 END"},
    {"if", 3, 3, "CASE WHEN $1 THEN $2 ELSE $3 END"}, {"iff", 3, 3, "CASE WHEN $1 THEN $2 ELSE $3 END"},
    {"isnull", 1, 1, "(($1) IS NULL)"}, {"isnotnull", 1, 1, "(($1) IS NOT NULL)"}, {"isnan", 1, 1, "coalesce(isnan($1), false)"},
    {"nanvl", 2, 2, "CASE WHEN isnan($1) THEN $2 ELSE $1 END"}, {"equal_null", 2, 2, "(($1) IS NOT DISTINCT FROM ($2))"},
    {"greatest", 2, kAny}, {"least", 2, kAny}, {"assert_true", 1, 2, "CASE WHEN $1 THEN NULL ELSE lc_raise('[USER_RAISED_EXCEPTION] The assertion does not hold. SQLSTATE: P0001') END"},
    {"raise_error", 1, 1, "error('[USER_RAISED_EXCEPTION] ' || ($1) || ' SQLSTATE: P0001')"},
    // Numbers
    {"abs", 1, 1}, {"sign", 1, 1, "CAST(sign($1) AS DOUBLE)"}, {"signum", 1, 1, "CAST(sign($1) AS DOUBLE)"}, {"ceil", 2, 2, "lc:round"}, {"ceiling", 2, 2, "lc:round"}, {"floor", 2, 2, "lc:round"}, {"ceil", 1, 1, "lc:round"}, {"ceiling", 1, 1, "lc:round"},
    {"floor", 1, 1, "lc:round"}, {"round", 1, 2, "lc:round"}, {"bround", 1, 1, "cast_to_type(round_even($1, 0), round($1))"}, {"bround", 2, 2, "cast_to_type(round_even($1, $2), round($1, $2))"}, {"trunc", 2, 2, "CAST(date_trunc(lc.main.date_unit($2), lc_to_timestamp($1)) AS DATE)"},
    {"sqrt", 1, 1, "lc_sqrt($1)"}, {"cbrt", 1, 1, "lc_cbrt($1)"}, {"exp", 1, 1}, {"ln", 1, 1, "lc_ln($1)"}, {"log", 1, 1, "lc_ln($1)"}, {"log", 2, 2, "lc_log($1, $2)"},
    {"log10", 1, 1, "lc_log10($1)"}, {"log2", 1, 1, "lc_log2($1)"}, {"log1p", 1, 1, "lc_log1p($1)"}, {"expm1", 1, 1, "lc_expm1($1)"},
    {"power", 2, 2, "pow(CAST($1 AS DOUBLE), $2)"}, {"pow", 2, 2, "pow(CAST($1 AS DOUBLE), $2)"}, {"pi", 0, 0}, {"e", 0, 0, "exp(1)"}, {"sin", 1, 1}, {"cos", 1, 1}, {"tan", 1, 1},
    {"asin", 1, 1, "lc_asin($1)"}, {"acos", 1, 1, "lc_acos($1)"}, {"atan", 1, 1}, {"atan2", 2, 2}, {"sinh", 1, 1}, {"cosh", 1, 1}, {"tanh", 1, 1}, {"degrees", 1, 1}, {"radians", 1, 1},
    {"mod", 2, 2, "(($1) % lc.main.modulus($2))"}, {"pmod", 2, 2, "lc.main.pmod($1, $2)"}, {"div", 2, 2, "CAST(($1) // lc.main.divisor($2) AS BIGINT)"},
    {"try_divide", 2, 2, "lc:try_divide"}, {"try_add", 2, 2, "TRY(($1) + ($2))"}, {"try_subtract", 2, 2, "TRY(($1) - ($2))"}, {"try_multiply", 2, 2, "TRY(($1) * ($2))"}, {"try_mod", 2, 2, "(($1) % nullif($2, 0))"},
    {"factorial", 1, 1, "lc_factorial($1)"}, {"negative", 1, 1, "(-($1))"}, {"positive", 1, 1, "($1)"}, {"rand", 0, 1, "random()"}, {"random", 0, 1, "random()"},
    {"bin", 1, 1, "bin($1)"}, {"hex", 1, 1, "hex($1)"}, {"unhex", 1, 1}, {"shiftleft", 2, 2, "(($1) << ($2))"}, {"shiftright", 2, 2, "(($1) >> ($2))"}, {"bit_count", 1, 1, "CAST(bit_count(CAST($1 AS BIGINT)) AS INTEGER)"}, {"width_bucket", 4, 4, "lc.main.width_bucket($1, $2, $3, $4)"},
    // Text
    {"length", 1, 1, "lc_length($1)"}, {"char_length", 1, 1, "lc_length($1)"}, {"character_length", 1, 1, "lc_length($1)"}, {"len", 1, 1, "lc_length($1)"}, {"octet_length", 1, 1, "lc_octets($1)"}, {"bit_length", 1, 1, "CAST(8 * lc_octets($1) AS INTEGER)"},
    {"upper", 1, 1, "upper(replace($1, 'ß', 'SS'))"}, {"ucase", 1, 1, "upper($1)"}, {"lower", 1, 1}, {"lcase", 1, 1, "lower($1)"}, {"initcap", 1, 1, "lc.main.initcap($1)"},
    {"trim", 1, 1, "lc:trim"}, {"ltrim", 1, 1, "ltrim($1, ' ')"}, {"rtrim", 1, 1, "rtrim($1, ' ')"}, {"ltrim", 2, 2, "ltrim($2, $1)"}, {"rtrim", 2, 2, "rtrim($2, $1)"}, {"btrim", 1, 1, "trim($1, ' ')"}, {"btrim", 2, 2, "trim($1, $2)"},
    {"concat", 0, kAny, "lc:concat"}, {"concat_ws", 1, kAny, "lc:concat"}, {"repeat", 2, 2}, {"reverse", 1, 1, "lc:reverse"}, {"replace", 2, 2, "replace($1, $2, '')"}, {"replace", 3, 3}, {"translate", 3, 3},
    {"substring", 1, 3, "lc:substring"}, {"substr", 1, 3, "lc:substring"}, {"mid", 2, 3, "lc:substring"}, {"left", 2, 2, "left($1, greatest($2, 0))"}, {"right", 2, 2, "right($1, greatest($2, 0))"},
    {"lpad", 2, 2, "lpad($1, $2, ' ')"}, {"lpad", 3, 3, "lc.main.padded($1, $2, $3, true)"}, {"rpad", 2, 2, "rpad($1, $2, ' ')"}, {"rpad", 3, 3, "lc.main.padded($1, $2, $3, false)"}, {"space", 1, 1, "repeat(' ', $1)"},
    {"instr", 2, 2, "CAST(instr($1, $2) AS INTEGER)"}, {"locate", 2, 2, "lc_locate($1, $2, 1)"}, {"locate", 3, 3, "lc_locate($1, $2, $3)"}, {"charindex", 2, 2, "lc_locate($1, $2, 1)"}, {"charindex", 3, 3, "lc_locate($1, $2, $3)"}, {"position", 1, 3, "lc:position"}, {"contains", 2, 2}, {"startswith", 2, 2, "starts_with($1, $2)"}, {"endswith", 2, 2, "ends_with($1, $2)"},
    {"split", 2, 2, "string_split_regex($1, $2)"}, {"split", 3, 3, "lc.main.split_limit($1, $2, $3)"}, {"split_part", 3, 3, "lc_split_part($1, $2, $3)"}, {"ascii", 1, 1}, {"chr", 1, 1}, {"char", 1, 1, "chr($1)"}, {"levenshtein", 2, 2, "CAST(levenshtein($1, $2) AS INTEGER)"}, {"soundex", 1, 1, "lc_soundex($1)"},
    {"md5", 1, 1}, {"sha2", 2, 2, "lc_sha2($1, $2)"}, {"sha256", 1, 1}, {"sha1", 1, 1}, {"sha", 1, 1, "sha1($1)"}, {"base64", 1, 1, "base64(lc_bytes($1))"}, {"unbase64", 1, 1, "from_base64($1)"}, {"encode", 2, 2, "lc_encode($1, $2)"}, {"decode", 2, 2, "lc_decode($1, $2)"}, {"decode", 3, kAny, "lc:decode"},
    {"regexp_replace", 3, 3, "lc:regexp_replace"}, {"regexp_extract", 2, 2, "coalesce(regexp_extract($1, $2, 1), '')"}, {"regexp_extract", 3, 3, "regexp_extract($1, $2, $3)"}, {"regexp_extract_all", 2, 2, "regexp_extract_all($1, $2, 1)"}, {"regexp_extract_all", 3, 3},
    {"regexp_like", 2, 2, "regexp_matches($1, $2)"}, {"rlike", 2, 2, "regexp_matches($1, $2)"}, {"regexp", 2, 2, "regexp_matches($1, $2)"}, {"regexp_count", 2, 2, "CAST(len(regexp_extract_all($1, $2)) AS INTEGER)"}, {"like", 2, 2, "(($1) LIKE ($2))"}, {"ilike", 2, 2, "(($1) ILIKE ($2))"},
    {"format_number", 2, 2, "lc_format_number($1, $2)"}, {"format_string", 1, kAny, "printf($*)"}, {"printf", 1, kAny}, {"url_decode", 1, 1, "url_decode(replace($1, '+', ' '))"}, {"url_encode", 1, 1, "replace(replace(replace(url_encode($1), '%20', '+'), '%2A', '*'), '~', '%7E')"}, {"uuid", 0, 0, "CAST(uuid() AS VARCHAR)"},
    // Dates and times
    {"current_timestamp", 0, 0, "lc.main.now_utc()"}, {"now", 0, 0, "lc.main.now_utc()"}, {"current_date", 0, 0, "CAST(lc.main.now_utc() AS DATE)"}, {"curdate", 0, 0, "CAST(lc.main.now_utc() AS DATE)"}, {"current_timezone", 0, 0, "'UTC'"}, {"getdate", 0, 0, "lc.main.now_utc()"},
    {"year", 1, 1, "CAST(year(lc_to_timestamp($1)) AS INTEGER)"}, {"month", 1, 1, "CAST(month(lc_to_timestamp($1)) AS INTEGER)"}, {"day", 1, 1, "CAST(day(lc_to_timestamp($1)) AS INTEGER)"}, {"dayofmonth", 1, 1, "CAST(day(lc_to_timestamp($1)) AS INTEGER)"}, {"hour", 1, 1, "CAST(hour(lc_to_timestamp($1)) AS INTEGER)"},
    {"minute", 1, 1, "CAST(minute(lc_to_timestamp($1)) AS INTEGER)"}, {"second", 1, 1, "CAST(second(lc_to_timestamp($1)) AS INTEGER)"}, {"quarter", 1, 1, "CAST(quarter(lc_to_timestamp($1)) AS INTEGER)"}, {"weekofyear", 1, 1, "CAST(weekofyear(lc_to_timestamp($1)) AS INTEGER)"}, {"dayofyear", 1, 1, "CAST(dayofyear(lc_to_timestamp($1)) AS INTEGER)"},
    {"dayofweek", 1, 1, "CAST(dayofweek(lc_to_timestamp($1)) + 1 AS INTEGER)"}, {"weekday", 1, 1, "CAST(isodow(lc_to_timestamp($1)) - 1 AS INTEGER)"}, {"dayname", 1, 1, "left(dayname(lc_to_timestamp($1)), 3)"}, {"monthname", 1, 1, "left(monthname(lc_to_timestamp($1)), 3)"},
    {"date_trunc", 2, 2, "CAST(date_trunc(lc.main.time_unit($1), lc_to_timestamp($2)) AS TIMESTAMP)"}, {"date", 1, 1, "lc_to_date($1)"}, {"timestamp", 1, 1, "lc_to_timestamp($1)"},
    {"date_add", 2, 2, "(lc_to_date($1) + CAST($2 AS INTEGER))"}, {"date_sub", 2, 2, "(lc_to_date($1) - CAST($2 AS INTEGER))"}, {"datediff", 2, 2, "CAST(date_diff('day', lc_to_date($2), lc_to_date($1)) AS INTEGER)"}, {"date_diff", 2, 2, "CAST(date_diff('day', lc_to_date($2), lc_to_date($1)) AS INTEGER)"},
    {"add_months", 2, 2, "CAST(lc_to_date($1) + to_months(CAST($2 AS INTEGER)) AS DATE)"}, {"months_between", 2, 2, "round(lc.main.months_between(lc_to_timestamp($1), lc_to_timestamp($2)), 8)"}, {"months_between", 3, 3, "lc.main.months_rounded(lc.main.months_between(lc_to_timestamp($1), lc_to_timestamp($2)), $3)"}, {"last_day", 1, 1, "last_day(lc_to_date($1))"}, {"make_date", 3, 3}, {"make_timestamp", 6, 6},
    {"to_date", 1, 1, "lc_to_date($1)"}, {"to_date", 2, 2, "CAST(lc_parse_time($1, $2) AS DATE)"}, {"try_to_date", 1, 1, "lc_try_to_date($1)"}, {"try_to_date", 2, 2, "CAST(lc_try_parse_time($1, $2) AS DATE)"},
    {"to_timestamp", 1, 1, "lc_to_timestamp($1)"}, {"to_timestamp", 2, 2, "lc_parse_time($1, $2)"}, {"try_to_timestamp", 1, 1, "lc_try_to_timestamp($1)"}, {"try_to_timestamp", 2, 2, "lc_try_parse_time($1, $2)"}, {"to_timestamp_ntz", 1, 1, "lc_to_timestamp($1)"},
    {"date_format", 2, 2, "lc_format_time(lc_to_timestamp($1), $2)"}, {"from_unixtime", 1, 1, "lc_format_time(make_timestamp(CAST($1 AS BIGINT) * 1000000), 'yyyy-MM-dd HH:mm:ss')"}, {"from_unixtime", 2, 2, "lc_format_time(make_timestamp(CAST($1 AS BIGINT) * 1000000), $2)"},
    {"unix_timestamp", 0, 0, "CAST(floor(epoch(lc.main.now_utc())) AS BIGINT)"}, {"unix_timestamp", 1, 1, "CAST(floor(epoch(lc_to_timestamp($1))) AS BIGINT)"}, {"unix_timestamp", 2, 2, "CAST(floor(epoch(lc_parse_time($1, $2))) AS BIGINT)"}, {"to_unix_timestamp", 1, 1, "CAST(floor(epoch(lc_to_timestamp($1))) AS BIGINT)"},
    {"unix_seconds", 1, 1, "CAST(floor(epoch($1)) AS BIGINT)"}, {"unix_millis", 1, 1, "epoch_ms($1)"}, {"unix_micros", 1, 1, "epoch_us($1)"}, {"unix_date", 1, 1, "CAST(date_diff('day', DATE '1970-01-01', lc_to_date($1)) AS INTEGER)"}, {"timestamp_seconds", 1, 1, "make_timestamp(CAST(CAST($1 AS DECIMAL(26,6)) * 1000000 AS BIGINT))"},
    {"timestamp_millis", 1, 1, "make_timestamp(CAST($1 AS BIGINT) * 1000)"}, {"timestamp_micros", 1, 1, "make_timestamp(CAST($1 AS BIGINT))"}, {"date_from_unix_date", 1, 1, "(DATE '1970-01-01' + CAST($1 AS INTEGER))"}, {"from_utc_timestamp", 2, 2, "timezone($2, timezone('UTC', lc_to_timestamp($1)))"}, {"to_utc_timestamp", 2, 2, "timezone('UTC', timezone($2, lc_to_timestamp($1)))"},
    {"next_day", 2, 2, "lc_next_day(lc_to_date($1), $2)"}, {"make_interval", 0, 7, "lc:make_interval"},
    // Arrays, maps, structs, JSON
    {"array", 0, kAny, "list_value($*)"}, {"size", 1, 1, "lc_size($1)"}, {"cardinality", 1, 1, "lc_size($1)"}, {"array_size", 1, 1, "lc_size($1)"}, {"array_contains", 2, 2, "lc.main.array_contains($1, $2)"}, {"array_distinct", 1, 1, "lc.main.distinct_in_order($1)"},
    {"array_position", 2, 2, "CAST(CASE WHEN ($1) IS NOT NULL AND ($2) IS NOT NULL THEN coalesce(list_position($1, $2), 0) END AS BIGINT)"}, {"array_remove", 2, 2, "CASE WHEN ($2) IS NOT NULL THEN list_filter($1, lambda lc_x: lc_x IS DISTINCT FROM ($2)) END"}, {"array_join", 2, 2, "array_to_string($1, $2)"}, {"array_join", 3, 3, "array_to_string(list_transform($1, lambda lc_x: coalesce(CAST(lc_x AS VARCHAR), $3)), $2)"}, {"array_max", 1, 1, "list_max($1)"}, {"array_min", 1, 1, "list_min($1)"}, {"array_sort", 1, 1, "list_sort($1, 'ASC', 'NULLS LAST')"}, {"array_sort", 2, 2, "lc:array_sort"},
    {"sort_array", 1, 1, "list_sort($1, 'ASC', 'NULLS FIRST')"}, {"sort_array", 2, 2, "CASE WHEN $2 THEN list_sort($1, 'ASC', 'NULLS FIRST') ELSE list_sort($1, 'DESC', 'NULLS LAST') END"}, {"array_union", 2, 2, "lc.main.distinct_in_order(list_concat($1, $2))"}, {"array_intersect", 2, 2, "lc.main.array_intersect($1, $2)"}, {"array_append", 2, 2, "list_append($1, $2)"},
    {"array_except", 2, 2, "lc.main.array_except($1, $2)"}, {"array_repeat", 2, 2, "list_transform(range(CAST($2 AS BIGINT)), lambda lc_x: $1)"}, {"array_compact", 1, 1, "list_filter($1, lambda lc_x: lc_x IS NOT NULL)"}, {"arrays_zip", 1, kAny, "lc:arrays_zip"}, {"flatten", 1, 1}, {"slice", 3, 3, "lc.main.slice($1, $2, $3)"},
    {"element_at", 2, 2, "lc:element_at"}, {"try_element_at", 2, 2, "lc:try_element_at"}, {"get", 2, 2, "list_extract($1, ($2) + 1)"}, {"sequence", 2, 3, "lc:sequence"}, {"transform", 2, 2, "lc:transform"}, {"filter", 2, 2, "lc:transform"}, {"exists", 2, 2, "lc.main.any_true(list_transform($*))"}, {"forall", 2, 2, "lc.main.all_true(list_transform($*))"}, {"aggregate", 3, 4, "lc:reduce"}, {"reduce", 3, 4, "lc:reduce"}, {"zip_with", 3, 3, "lc:zip_with"}, {"map_zip_with", 3, 3, "lc:zip_with"}, {"map_filter", 2, 2, "lc:map_filter"}, {"transform_keys", 2, 2, "lc:map_keys_by"}, {"transform_values", 2, 2, "lc:map_values_by"},
    {"map_keys", 1, 1}, {"map_values", 1, 1}, {"map_entries", 1, 1}, {"map_from_arrays", 2, 2, "map($1, $2)"}, {"map_from_entries", 1, 1, "map_from_entries($1)"}, {"map_concat", 1, kAny, "lc:concat"}, {"map_contains_key", 2, 2, "list_contains(map_keys($1), $2)"}, {"map", 0, kAny, "lc:map"}, {"struct", 1, kAny, "lc:struct"}, {"named_struct", 2, kAny, "lc:named_struct"},
    {"to_json", 1, 1, "lc_to_json($1)"}, {"to_json", 2, 2, "lc:refuse"}, {"get_json_object", 2, 2, "lc:variant_get"}, {"json_array_length", 1, 1, "CAST(TRY(CASE WHEN json_type($1) = 'ARRAY' THEN json_array_length($1) END) AS INTEGER)"}, {"json_object_keys", 1, 1, "TRY(CASE WHEN json_type($1) = 'OBJECT' THEN json_keys($1) END)"}, {"from_json", 2, 2, "lc:from_json"}, {"from_csv", 2, 2, "lc:from_json"}, {"to_csv", 1, 1, "lc_to_csv($1)"}, {"schema_of_csv", 1, 1, "lc_csv_schema($1)"}, {"from_json", 3, 3, "lc:from_json"}, {"schema_of_json", 1, 2, "lc.main.json_schema($1)"}, {"parse_json", 1, 1, "json(lc_check_json($1))"}, {"try_parse_json", 1, 1, "json(TRY_CAST($1 AS JSON))"}, {"is_variant_null", 1, 1, "coalesce(json_type($1) = 'NULL', false)"}, {"variant_get", 2, 3, "lc:variant_get"}, {"try_variant_get", 2, 3, "lc:variant_get"}, {"to_variant_object", 1, 1, "to_json($1)"}, {"schema_of_variant", 1, 1, "replace(lc.main.json_schema($1), 'STRUCT<', 'OBJECT<')"}, {"explode", 1, 1, "lc:generator"}, {"variant_explode", 1, 1, "lc:generator"}, {"variant_explode_outer", 1, 1, "lc:generator"}, {"explode_outer", 1, 1, "lc:generator"}, {"posexplode", 1, 1, "lc:generator"}, {"posexplode_outer", 1, 1, "lc:generator"}, {"inline", 1, 1, "lc:generator"}, {"inline_outer", 1, 1, "lc:generator"}, {"stack", 2, kAny, "lc:generator"}, {"json_tuple", 2, kAny, "lc:generator"},
    // Hashes, the session
    {"xxhash64", 1, kAny, "lc:xxhash64"}, {"crc32", 1, 1, "lc_crc32($1)"}, {"hash", 1, kAny, "lc:hash"},
    {"current_catalog", 0, 0, "lc:catalog"}, {"current_database", 0, 0, "lc:schema"}, {"current_schema", 0, 0, "lc:schema"}, {"current_user", 0, 0, "lc:user"}, {"session_user", 0, 0, "lc:user"}, {"user", 0, 0, "lc:user"}, {"version", 0, 0, "'lakecode-local'"}, {"typeof", 1, 1, "lc_type_text(typeof($1))"},
    {"monotonically_increasing_id", 0, 0, "(row_number() OVER () - 1)"},
    // Read by their own grammar
    {"cast", 1, kAny, "lc:cast"}, {"try_cast", 1, kAny, "lc:cast"}, {"extract", 1, 1, "lc:extract"}, {"identifier", 1, 1, "lc:identifier"}, {"date_part", 2, 2, "lc:date_part"}, {"datediff", 3, 3, "lc:datediff"}, {"date_diff", 3, 3, "lc:datediff"}, {"timestampdiff", 3, 3, "lc:datediff"}, {"timediff", 3, 3, "lc:datediff"}, {"date_add", 3, 3, "lc:dateadd"}, {"dateadd", 3, 3, "lc:dateadd"}, {"dateadd", 2, 2, "(lc_to_date($1) + CAST($2 AS INTEGER))"}, {"timestampadd", 3, 3, "lc:dateadd"},
    // More aggregates
    {"try_sum", 1, 1, "lc:number_aggregate"}, {"try_avg", 1, 1, "lc:number_aggregate"}, {"regr_avgx", 2, 2}, {"regr_avgy", 2, 2}, {"regr_sxx", 2, 2}, {"regr_sxy", 2, 2}, {"regr_syy", 2, 2}, {"grouping_id", 0, 0, "lc:grouping_id"}, {"grouping_id", 1, kAny},
    {"percentile_cont", 1, 1, "lc:within"}, {"percentile_disc", 1, 1, "lc:within"},
    // More mathematics
    {"asinh", 1, 1}, {"acosh", 1, 1, "lc_acosh($1)"}, {"atanh", 1, 1, "lc_atanh($1)"}, {"cot", 1, 1}, {"csc", 1, 1, "(1 / sin($1))"}, {"sec", 1, 1, "(1 / cos($1))"}, {"hypot", 2, 2, "lc_hypot($1, $2)"}, {"rint", 1, 1, "lc_rint($1)"},
    {"conv", 3, 3, "lc_conv(CAST($1 AS VARCHAR), $2, $3)"}, {"shiftrightunsigned", 2, 2, "lc_unsigned_shift($1, $2)"}, {"getbit", 2, 2, "lc_bit_get($1, $2)"}, {"bit_get", 2, 2, "lc_bit_get($1, $2)"},
    {"randn", 0, 1, "(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))"}, {"uniform", 2, 3, "lc:uniform"}, {"vector_cosine_similarity", 2, 2, "list_cosine_similarity($1, $2)"}, {"vector_inner_product", 2, 2, "list_inner_product($1, $2)"}, {"vector_l2_distance", 2, 2, "list_distance($1, $2)"},
    // More texts
    {"overlay", 1, 4, "lc:overlay"}, {"find_in_set", 2, 2, "lc_find_in_set($1, $2)"}, {"substring_index", 3, 3, "lc_substring_index($1, $2, $3)"}, {"mask", 1, 5, "lc:mask"}, {"luhn_check", 1, 1, "lc_luhn_check($1)"}, {"elt", 2, kAny, "lc:elt"}, {"sentences", 1, 3, "lc.main.sentences($1)"}, {"collate", 2, 2, "lc:collation"}, {"collation", 1, 1, "lc:collation"},
    {"to_char", 2, 2, "lc_to_char($1, $2)"}, {"to_varchar", 2, 2, "lc_to_char($1, $2)"}, {"to_number", 2, 2, "lc:to_number"}, {"try_to_number", 2, 2, "lc:to_number"}, {"to_binary", 1, 2, "lc:to_binary"}, {"try_to_binary", 1, 2, "lc:to_binary"},
    {"parse_url", 2, 2, "lc_parse_url($1, $2)"}, {"parse_url", 3, 3, "lc_parse_url($1, $2, $3)"}, {"try_parse_url", 2, 2, "lc_parse_url($1, $2)"}, {"try_parse_url", 3, 3, "lc_parse_url($1, $2, $3)"}, {"try_url_decode", 1, 1, "lc.main.try_url_decode($1)"}, {"jaro_winkler_similarity", 2, 2},
    {"regexp_substr", 2, 2, "nullif(regexp_extract($1, $2), '')"}, {"regexp_instr", 2, 3, "CAST(CASE WHEN regexp_matches($1, $2) THEN instr($1, regexp_extract($1, $2)) WHEN NOT regexp_matches($1, $2) THEN 0 END AS INTEGER)"}, {"str_to_map", 1, 3, "lc:str_to_map"}, {"quote", 1, 1, "('''' || replace($1, '''', '\\''') || '''')"},
    {"is_valid_utf8", 1, 1, "(CASE WHEN ($1) IS NOT NULL THEN true END)"}, {"make_valid_utf8", 1, 1, "($1)"}, {"validate_utf8", 1, 1, "($1)"}, {"try_validate_utf8", 1, 1, "($1)"}, {"levenshtein", 3, 3, "CASE WHEN levenshtein($1, $2) <= ($3) THEN levenshtein($1, $2) ELSE -1 END"}, {"randstr", 1, 2, "left(replace(CAST(uuid() AS VARCHAR), '-', ''), $1)"},
    // More times
    {"localtimestamp", 0, 0, "lc.main.now_utc()"}, {"datepart", 2, 2, "lc:date_part"}, {"make_timestamp", 7, 7, "timezone('UTC', make_timestamptz($1, $2, $3, $4, $5, $6, $7))"}, {"make_timestamp_ntz", 6, 6, "make_timestamp($1, $2, $3, $4, $5, $6)"}, {"make_timestamp_ltz", 6, 6, "make_timestamp($1, $2, $3, $4, $5, $6)"}, {"try_make_timestamp", 6, 6, "TRY(make_timestamp($1, $2, $3, $4, $5, $6))"},
    {"to_timestamp_ltz", 1, 1, "lc_to_timestamp($1)"}, {"to_timestamp_ltz", 2, 2, "lc_parse_time($1, $2)"}, {"to_timestamp_ntz", 2, 2, "lc_parse_time($1, $2)"}, {"to_unix_timestamp", 2, 2, "CAST(floor(epoch(lc_parse_time($1, $2))) AS BIGINT)"}, {"convert_timezone", 2, 2, "CAST(timezone($1, timezone('UTC', lc_to_timestamp($2))) AS TIMESTAMP_NS)"}, {"convert_timezone", 3, 3, "CAST(timezone($2, timezone($1, lc_to_timestamp($3))) AS TIMESTAMP_NS)"},
    {"make_dt_interval", 0, 4, "lc:make_interval"}, {"make_ym_interval", 0, 2, "lc:make_interval"}, {"unix_nanos", 1, 1, "epoch_ns($1)"}, {"time_bucket", 2, 2, "time_bucket($1, lc_to_timestamp($2))"},
    // Casts by name
    {"bigint", 1, 1, "CAST(lc_to_whole($1) AS BIGINT)"}, {"int", 1, 1, "CAST(lc_to_int($1) AS INTEGER)"}, {"smallint", 1, 1, "CAST(lc_to_smallint($1) AS SMALLINT)"}, {"tinyint", 1, 1, "CAST(lc_to_tinyint($1) AS TINYINT)"}, {"double", 1, 1, "CAST($1 AS DOUBLE)"}, {"float", 1, 1, "CAST($1 AS FLOAT)"}, {"decimal", 1, 1, "CAST($1 AS DECIMAL(10,0))"}, {"string", 1, 1, "lc_text($1)"}, {"boolean", 1, 1, "CAST($1 AS BOOLEAN)"}, {"binary", 1, 1, "lc_bytes($1)"},
    // More arrays
    {"array_prepend", 2, 2, "list_prepend($2, $1)"}, {"array_insert", 3, 3, "lc.main.array_insert($1, $2, $3)"}, {"arrays_overlap", 2, 2, "lc.main.arrays_overlap($1, $2)"}, {"shuffle", 1, 2, "list_sort($1)"},
    // XML and sketches
    {"xpath", 2, 2, "CAST(CAST(lc_xpath($1, $2) AS JSON) AS VARCHAR[])"}, {"xpath_string", 2, 2, "lc_xpath_text($1, $2)"}, {"xpath_boolean", 2, 2, "lc_xpath_true($1, $2)"}, {"xpath_double", 2, 2, "lc_xpath_number($1, $2)"}, {"xpath_number", 2, 2, "lc_xpath_number($1, $2)"}, {"xpath_float", 2, 2, "CAST(lc_xpath_number($1, $2) AS FLOAT)"},
    {"xpath_long", 2, 2, "lc_xpath_whole($1, $2)"}, {"xpath_int", 2, 2, "CAST(greatest(least(lc_xpath_whole($1, $2), 2147483647), -2147483648) AS INTEGER)"}, {"xpath_short", 2, 2, "CAST(greatest(least(lc_xpath_whole($1, $2), 32767), -32768) AS SMALLINT)"},
    {"hll_sketch_agg", 1, 1, "unhex(lc_hll_build(coalesce(string_agg(CAST(lc.main.signed_hash($1) AS VARCHAR), ',')$S, ''), 12))"}, {"hll_sketch_agg", 2, 2, "unhex(lc_hll_build(coalesce(string_agg(CAST(lc.main.signed_hash($1) AS VARCHAR), ',')$S, ''), $2))"}, {"hll_sketch_estimate", 1, 1, "lc_hll_count(hex($1))"},
    {"hll_union", 2, 2, "unhex(lc_hll_unite(hex($1) || ',' || hex($2), false))"}, {"hll_union", 3, 3, "unhex(lc_hll_unite(hex($1) || ',' || hex($2), $3))"}, {"hll_union_agg", 1, 1, "unhex(lc_hll_unite(string_agg(hex($1), ',')$S, false))"}, {"hll_union_agg", 2, 2, "unhex(lc_hll_unite(string_agg(hex($1), ',')$S, $2))"},
    // The session and the workspace
    {"current_metastore", 0, 0, "'lakecode-local'"}, {"input_file_name", 0, 0, "''"}, {"spark_partition_id", 0, 0, "0"},
};

// What Databricks has and this workspace has not, so that a refusal can name it: families by their prefix, and names.
constexpr std::string_view kRefusedFamilies[] = {"h3_*", "st_*", "try_h3_*", "kll_*", "theta_*", "tuple_*", "ai_*", "bitmap_*", "vector_*", "approx_top_k_*", "match_recognize_*", "try_aes_*", "zstd_*", "try_zstd_*", "time_*", "variant_*"};
constexpr std::string_view kRefused[] = {
    "aes_encrypt", "aes_decrypt", "from_avro", "to_avro", "from_protobuf", "to_protobuf", "from_xml", "to_xml", "schema_of_xml", "schema_of_avro", "count_min_sketch", "schema_of_json_agg", "schema_of_variant_agg", "measure", "agg", "java_method", "reflect", "try_reflect",
    "secret", "try_secret", "http_request", "session_window", "current_time", "localtime", "make_time", "to_time", "try_to_time", "to_geography", "to_geometry", "try_to_geography", "try_to_geometry", "bit_reverse", "search", "isearch", "current_path", "current_recipient", "input_file_block_start",
    "input_file_block_length", "parse_timestamp", "try_parse_timestamp", "timestamp_nanos", "try_make_interval", "try_make_timestamp_ltz", "try_make_timestamp_ntz", "is_valid_variant", "to_file", "try_to_file", "create_file", "copy_file", "try_copy_file", "classifier", "match_number", "has_tag", "has_tag_value", "counter_diff", "is_member",
    "is_account_group_member", "current_version"};
// clang-format on

}  // namespace

std::span<const FunctionRule> function_rules() {
  return kRules;
}

std::vector<std::string_view> refused_functions() {
  std::vector<std::string_view> names(std::begin(kRefusedFamilies), std::end(kRefusedFamilies));
  names.insert(names.end(), std::begin(kRefused), std::end(kRefused));
  return names;
}

bool is_refused_function(std::string_view name) {
  for (const std::string_view family : kRefusedFamilies) {
    if (name.starts_with(family.substr(0, family.size() - 1))) return true;
  }
  for (const std::string_view known : kRefused) {
    if (name == known) return true;
  }
  return false;
}

namespace {

/// Which arguments are texts: bit 0 is the first one.
struct TextArguments {
  std::string_view name;
  std::uint32_t bits;
};
constexpr std::uint32_t kAll = 0xFFFFFFFF;
constexpr TextArguments kTexts[] = {
    {"upper", 1},
    {"ucase", 1},
    {"lower", 1},
    {"lcase", 1},
    {"initcap", 1},
    {"trim", kAll},
    {"ltrim", kAll},
    {"rtrim", kAll},
    {"btrim", kAll},
    {"concat_ws", kAll},
    {"repeat", 1},
    {"reverse", 1},
    {"replace", kAll},
    {"translate", kAll},
    {"substring", 1},
    {"substr", 1},
    {"mid", 1},
    {"left", 1},
    {"right", 1},
    {"lpad", 5},
    {"rpad", 5},
    {"instr", 3},
    {"locate", 3},
    {"charindex", 3},
    {"position", 3},
    {"contains", 3},
    {"startswith", 3},
    {"endswith", 3},
    {"split", 3},
    {"split_part", 3},
    {"ascii", 1},
    {"levenshtein", 3},
    {"soundex", 1},
    {"md5", 1},
    {"sha2", 1},
    {"sha1", 1},
    {"sha", 1},
    {"crc32", 1},
    {"base64", 1},
    {"regexp_replace", kAll},
    {"regexp_like", 3},
    {"rlike", 3},
    {"regexp", 3},
    {"regexp_count", 3},
    {"regexp_extract", 3},
    {"like", 3},
    {"ilike", 3},
    {"regexp_extract_all", 3},
    {"regexp_substr", 3},
    {"regexp_instr", 3},
    {"url_encode", 1},
    {"url_decode", 1},
    {"find_in_set", 3},
    {"substring_index", 3},
    {"overlay", 3},
    {"mask", 1},
    {"string_agg", 1},
    {"listagg", 1},
};

}  // namespace

std::uint32_t text_arguments_of(std::string_view name) {
  for (const TextArguments& known : kTexts) {
    if (known.name == name) return known.bits;
  }
  return 0;
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
