// The macros of the workspace. They live in the attached database `lc`, so that no name of a user can hide them.

#include "local/engine/scalar_functions.h"

namespace lakecode::local {

std::string_view macro_script() {
  return R"(
CREATE MACRO lc.main.divisor(x) AS CASE WHEN x = 0 THEN error('[DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. SQLSTATE: 22012') ELSE x END;
CREATE MACRO lc.main.pmod(a, b) AS ((a % lc.main.divisor(b)) + b) % b;
CREATE MACRO lc.main.now_utc() AS CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP);
CREATE MACRO lc.main.top_k(m, k) AS coalesce(list_slice(list_transform(list_sort(list_transform(map_entries(m), lambda e: {'n': -CAST(e.value AS BIGINT), 'i': e.key})), lambda s: {'item': s.i, 'count': -s.n}), 1, k), []);
CREATE MACRO lc.main.population_skewness(s, n) AS CASE WHEN n > 2 THEN s * (n - 2) / sqrt(CAST(n AS DOUBLE) * (n - 1)) WHEN n = 2 THEN 0.0 WHEN n = 1 THEN CAST('nan' AS DOUBLE) END;
CREATE MACRO lc.main.width_bucket(v, low, high, n) AS CASE WHEN v < low THEN 0 WHEN v >= high THEN n + 1 ELSE CAST(floor((v - low) * n / (high - low)) AS BIGINT) + 1 END;
CREATE MACRO lc.main.months_between(a, b) AS CASE WHEN day(a) = day(b) OR (day(a) = day(last_day(a)) AND day(b) = day(last_day(b))) THEN CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE) ELSE (year(a) - year(b)) * 12 + month(a) - month(b) + (epoch(a - date_trunc('month', a)) - epoch(b - date_trunc('month', b))) / (31 * 86400)::DOUBLE END;
CREATE MACRO lc.main.months_rounded(m, rounds) AS CASE WHEN rounds THEN round(m, 8) WHEN NOT rounds THEN m END;
CREATE MACRO lc.main.long_sum(s) AS CASE WHEN typeof(s) = 'HUGEINT' AND s IS NOT NULL AND TRY_CAST(s AS BIGINT) IS NULL THEN error('[ARITHMETIC_OVERFLOW] Overflow in sum of BIGINT values. Use `try_sum` to tolerate overflow and return NULL instead. SQLSTATE: 22003') ELSE s END;
CREATE MACRO lc.main.kept_sum(s, summed) AS lc.main.long_sum(s);
CREATE MACRO lc.main.decimal_sum(s, summed, wanted) AS CASE WHEN abs(CAST(s AS DOUBLE)) >= 1e38 THEN error('[ARITHMETIC_OVERFLOW] Overflow in sum of decimals. Use `try_sum` to tolerate overflow and return NULL instead. SQLSTATE: 22003') ELSE cast_to_type(s, wanted) END;
CREATE MACRO lc.main.try_long_sum(s) AS CASE WHEN typeof(s) = 'HUGEINT' AND TRY_CAST(s AS BIGINT) IS NULL THEN NULL ELSE s END;
CREATE MACRO lc.main.known(x) AS CASE WHEN isnan(x) THEN NULL ELSE x END;
CREATE MACRO lc.main.date_unit(u) AS CASE WHEN lower(u) IN ('year', 'yyyy', 'yy') THEN 'year' WHEN lower(u) IN ('month', 'mon', 'mm') THEN 'month' WHEN lower(u) IN ('quarter', 'week') THEN lower(u) END;
CREATE MACRO lc.main.time_unit(u) AS CASE WHEN lower(u) IN ('dd', 'day') THEN 'day' WHEN lower(u) IN ('hour', 'minute', 'second', 'millisecond', 'microsecond') THEN lower(u) ELSE lc.main.date_unit(u) END;
CREATE MACRO lc.main.try_url_decode(u) AS CASE WHEN NOT regexp_matches(u, '%([^0-9A-Fa-f]|[0-9A-Fa-f]([^0-9A-Fa-f]|$)|$)') THEN url_decode(replace(u, '+', ' ')) END;
CREATE MACRO lc.main.json_path(j, p) AS TRY(json_extract_string(TRY_CAST(j AS JSON), p));
CREATE MACRO lc.main.distinct_in_order(a) AS list_filter(a, lambda lc_x, lc_i: CASE WHEN lc_x IS NULL THEN len(list_filter(a[1:lc_i], lambda lc_y: lc_y IS NULL)) = 1 ELSE list_position(a, lc_x) = lc_i END);
CREATE MACRO lc.main.array_intersect(a, b) AS list_filter(lc.main.distinct_in_order(a), lambda lc_x: CASE WHEN lc_x IS NULL THEN len(list_filter(b, lambda lc_y: lc_y IS NULL)) > 0 ELSE list_contains(b, lc_x) END);
CREATE MACRO lc.main.array_except(a, b) AS list_filter(lc.main.distinct_in_order(a), lambda lc_x: NOT CASE WHEN lc_x IS NULL THEN len(list_filter(b, lambda lc_y: lc_y IS NULL)) > 0 ELSE list_contains(b, lc_x) END);
CREATE MACRO lc.main.array_insert(a, p, v) AS CASE WHEN p > 0 THEN list_concat(list_concat(a[1:p - 1], [v]), a[p:]) ELSE list_concat(list_concat(a[1:len(a) + p + 1], [v]), CASE WHEN p = -1 THEN [] ELSE a[len(a) + p + 2:] END) END;
CREATE MACRO lc.main.any_true(a) AS CASE WHEN a IS NULL THEN NULL WHEN list_contains(a, true) THEN true WHEN len(a) > len(list_filter(a, lambda lc_x: lc_x IS NOT NULL)) THEN NULL ELSE false END;
CREATE MACRO lc.main.all_true(a) AS CASE WHEN a IS NULL THEN NULL WHEN list_contains(a, false) THEN false WHEN len(a) > len(list_filter(a, lambda lc_x: lc_x IS NOT NULL)) THEN NULL ELSE true END;
CREATE MACRO lc.main.text_before(s, r, n) AS CAST(coalesce(list_sum(list_transform(string_split_regex(s, r)[1:n - 1], lambda p: length(p))), 0) + coalesce(list_sum(list_transform(regexp_extract_all(s, r)[1:n - 1], lambda p: length(p))), 0) AS BIGINT);
CREATE MACRO lc.main.split_limit(s, r, n) AS CASE WHEN n <= 0 OR len(string_split_regex(s, r)) <= n THEN string_split_regex(s, r) ELSE list_append(string_split_regex(s, r)[1:n - 1], substr(s, lc.main.text_before(s, r, n) + 1)) END;
CREATE MACRO lc.main.json_schema(j) AS lc_spark_schema(CAST(json_structure(CAST(j AS JSON)) AS VARCHAR));
)";
}

}  // namespace lakecode::local
