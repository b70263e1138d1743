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
CREATE MACRO lc.main.substr2(s, p) AS substring(CAST(s AS VARCHAR), CASE WHEN p = 0 THEN 1 ELSE p END);
CREATE MACRO lc.main.substr3(s, p, n) AS CASE WHEN n < 1 AND s IS NOT NULL THEN '' ELSE substring(CAST(s AS VARCHAR), CASE WHEN p = 0 THEN 1 ELSE p END, n) END;
CREATE MACRO lc.main.initcap(s) AS array_to_string(list_transform(string_split(lower(s), ' '), lambda w: upper(left(w, 1)) || substring(w, 2)), ' ');
CREATE MACRO lc.main.unit(u) AS CASE lower(u) WHEN 'yy' THEN 'year' WHEN 'yyyy' THEN 'year' WHEN 'mm' THEN 'month' WHEN 'mon' THEN 'month' WHEN 'dd' THEN 'day' ELSE lower(u) END;
CREATE MACRO lc.main.width_bucket(v, low, high, n) AS CASE WHEN v < low THEN 0 WHEN v >= high THEN n + 1 ELSE CAST(floor((v - low) * n / (high - low)) AS BIGINT) + 1 END;
CREATE MACRO lc.main.months_between(a, b) AS round(CASE WHEN day(a) = day(b) OR (day(a) = day(last_day(a)) AND day(b) = day(last_day(b))) THEN CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE) ELSE (year(a) - year(b)) * 12 + month(a) - month(b) + (epoch(a - date_trunc('month', a)) - epoch(b - date_trunc('month', b))) / (31 * 86400.0) END, 8);
CREATE MACRO lc.main.json_path(j, p) AS CASE WHEN json_valid(j) THEN json_extract_string(j, p) END;
CREATE MACRO lc.main.spark_type(t) AS CASE t WHEN 'VARCHAR' THEN 'string' WHEN 'INTEGER' THEN 'int' WHEN 'HUGEINT' THEN 'bigint' WHEN 'BLOB' THEN 'binary' WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp' WHEN '"NULL"' THEN 'void' ELSE lower(t) END;
)";
}

}  // namespace lakecode::local
