// The macros of the workspace. They fail by lc_raise(): the engine's own error() counts as a side effect, and then no
// HAVING may name the column. They live in the attached database `lc`, so that no name of a user can hide them.

#include "local/engine/scalar_functions.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kMacros = R"(
CREATE MACRO lc.main.divisor(x) AS CASE WHEN x = 0 THEN lc_raise('[DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead. SQLSTATE: 22012') ELSE x END;
CREATE MACRO lc.main.minus(a, b) AS a - b;
CREATE MACRO lc.main.times(a, b) AS a * b;
CREATE MACRO lc.main.cast_like(value, wanted, tolerant) AS cast_to_type(value, wanted);
CREATE MACRO lc.main.try_cast_like(value, wanted, tolerant) AS TRY(cast_to_type(value, wanted));
CREATE MACRO lc.main.first_of(value, wanted, tolerant) AS value;
CREATE MACRO lc.main.kept_ceiling(x) AS CAST(ceil(x) AS BIGINT);
CREATE MACRO lc.main.kept_floor(x) AS CAST(floor(x) AS BIGINT);
CREATE MACRO lc.main.scaled(rounded, value, places, wanted) AS cast_to_type(rounded, wanted);
CREATE MACRO lc.main.kept_scaled(rounded, value, places) AS rounded;
CREATE MACRO lc.main.bins_as(l, n) AS list_transform(lc_histogram(list_transform(l, lambda lc_x: CAST(lc_x AS DOUBLE)), CAST(n AS INTEGER)), lambda lc_b: {'x': cast_to_type(lc_b.x, l[1]), 'y': lc_b.y});
CREATE MACRO lc.main.bins_of_wholes(l, n) AS list_transform(lc_histogram(list_transform(l, lambda lc_x: CAST(lc_x AS DOUBLE)), CAST(n AS INTEGER)), lambda lc_b: {'x': cast_to_type(trunc(lc_b.x), l[1]), 'y': lc_b.y});
CREATE MACRO lc.main.bins_of_dates(l, n) AS list_transform(lc_histogram(list_transform(l, lambda lc_x: CAST(date_diff('day', DATE '1970-01-01', lc_x) AS DOUBLE)), CAST(n AS INTEGER)), lambda lc_b: {'x': DATE '1970-01-01' + CAST(trunc(lc_b.x) AS INTEGER), 'y': lc_b.y});
CREATE MACRO lc.main.bins_of_times(l, n) AS list_transform(lc_histogram(list_transform(l, lambda lc_x: CAST(epoch_us(lc_x) AS DOUBLE)), CAST(n AS INTEGER)), lambda lc_b: {'x': cast_to_type(make_timestamp(CAST(trunc(lc_b.x) AS BIGINT)), l[1]), 'y': lc_b.y});
CREATE MACRO lc.main.initcap(s) AS array_to_string(list_transform(string_split(lower(s), ' '), lambda lc_w: (CASE WHEN starts_with(lc_w, 'ß') THEN 'ß' ELSE upper(left(lc_w, 1)) END) || substr(lc_w, 2)), ' ');
CREATE MACRO lc.main.within_month(t) AS day(t) * 86400000000 + date_diff('microsecond', date_trunc('day', t), t);
CREATE MACRO lc.main.whole_months(a, b) AS (year(b) - year(a)) * 12 + month(b) - month(a) - CASE WHEN b >= a AND lc.main.within_month(b) < lc.main.within_month(a) THEN 1 WHEN b < a AND lc.main.within_month(b) > lc.main.within_month(a) THEN -1 ELSE 0 END;
CREATE MACRO lc.main.times_real(a, b) AS CAST(a AS DOUBLE) * CAST(b AS DOUBLE);
CREATE MACRO lc.main.signed_hash(x) AS CASE WHEN x IS NOT NULL THEN CAST(CAST(hash(x) AS HUGEINT) - 9223372036854775808 AS BIGINT) END;
CREATE MACRO lc.main.modulus(x) AS CASE WHEN x = 0 THEN lc_raise('[REMAINDER_BY_ZERO] Remainder by zero. Use `try_mod` to tolerate divisor being 0 and return NULL instead. SQLSTATE: 22012') ELSE x END;
CREATE MACRO lc.main.pmod(a, b) AS CASE WHEN a % lc.main.modulus(b) < 0 THEN ((a % b) + b) % b ELSE a % b END;
CREATE MACRO lc.main.padded(s, n, pad, before) AS CASE WHEN s IS NULL OR n IS NULL OR pad IS NULL THEN NULL WHEN n <= 0 THEN '' WHEN pad = '' OR length(s) >= n THEN left(s, CAST(n AS BIGINT)) WHEN before THEN lpad(s, CAST(n AS INTEGER), pad) ELSE rpad(s, CAST(n AS INTEGER), pad) END;
CREATE MACRO lc.main.moment(l, k) AS list_sum(list_transform(l, lambda x: pow(x - list_avg(l), k)));
CREATE MACRO lc.main.kurtosis_of(l) AS CASE WHEN len(list_filter(l, lambda x: x IS NOT NULL)) > 0 THEN CASE WHEN lc.main.moment(l, 2) = 0 THEN CAST('nan' AS DOUBLE) ELSE len(list_filter(l, lambda x: x IS NOT NULL)) * lc.main.moment(l, 4) / pow(lc.main.moment(l, 2), 2) - 3 END END;
CREATE MACRO lc.main.skewness_of(l) AS CASE WHEN len(list_filter(l, lambda x: x IS NOT NULL)) > 0 THEN CASE WHEN lc.main.moment(l, 2) = 0 THEN CAST('nan' AS DOUBLE) ELSE sqrt(CAST(len(list_filter(l, lambda x: x IS NOT NULL)) AS DOUBLE)) * lc.main.moment(l, 3) / pow(lc.main.moment(l, 2), 1.5) END END;
CREATE MACRO lc.main.has_null(a) AS len(list_filter(a, lambda lc_n: lc_n IS NULL)) > 0;
CREATE MACRO lc.main.array_contains(a, v) AS CASE WHEN a IS NULL OR v IS NULL THEN NULL WHEN list_contains(a, v) THEN true WHEN lc.main.has_null(a) THEN NULL ELSE false END;
CREATE MACRO lc.main.arrays_overlap(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN list_has_any(list_filter(a, lambda lc_n: lc_n IS NOT NULL), b) THEN true WHEN len(a) > 0 AND len(b) > 0 AND (lc.main.has_null(a) OR lc.main.has_null(b)) THEN NULL ELSE false END;
CREATE MACRO lc.main.slice(a, s, n) AS CASE WHEN s = 0 THEN lc_raise('[INVALID_PARAMETER_VALUE.START] The value of parameter(s) `start` in `slice` is invalid: Expects a positive or a negative value for `start`, but got 0. SQLSTATE: 22023') WHEN n < 0 THEN lc_raise('[INVALID_PARAMETER_VALUE.LENGTH] The value of parameter(s) `length` in `slice` is invalid: Expects `length` greater than or equal to 0. SQLSTATE: 22023') WHEN n = 0 THEN list_slice(a, 1, 0) WHEN s < 0 AND -s > len(a) THEN list_slice(a, 1, 0) WHEN s < 0 THEN list_slice(a, len(a) + s + 1, len(a) + s + n) ELSE list_slice(a, s, s + n - 1) END;
CREATE MACRO lc.main.sentences(s) AS list_filter(list_transform(string_split_regex(s, '[.!?]+\s*'), lambda lc_p: regexp_extract_all(lc_p, '[\p{L}\p{N}''-]+')), lambda lc_w: len(lc_w) > 0);
CREATE MACRO lc.main.rounded_up(x, r, step) AS CASE WHEN r < x THEN r + step ELSE r END;
CREATE MACRO lc.main.rounded_down(x, r, step) AS CASE WHEN r > x THEN r - step ELSE r END;
CREATE MACRO lc.main.variant_number(f, t, word) AS CASE WHEN f IS NOT NULL AND t IS NULL THEN lc_raise('[INVALID_VARIANT_CAST] The variant value `' || f || '` cannot be cast into `' || word || '`. Please use `try_variant_get` instead. SQLSTATE: 22023') ELSE t END;
CREATE MACRO lc.main.now_utc() AS CAST(now() AT TIME ZONE 'UTC' AS TIMESTAMP);
CREATE MACRO lc.main.top_k(m, k) AS coalesce(list_slice(list_transform(list_sort(list_transform(map_entries(m), lambda e: {'n': -CAST(e.value AS BIGINT), 'i': e.key})), lambda s: {'item': s.i, 'count': -s.n}), 1, k), []);
CREATE MACRO lc.main.width_bucket(v, low, high, n) AS CASE WHEN v < low THEN 0 WHEN v >= high THEN n + 1 ELSE CAST(floor((v - low) * n / (high - low)) AS BIGINT) + 1 END;
CREATE MACRO lc.main.months_between(a, b) AS CASE WHEN day(a) = day(b) OR (day(a) = day(last_day(a)) AND day(b) = day(last_day(b))) THEN CAST((year(a) - year(b)) * 12 + month(a) - month(b) AS DOUBLE) ELSE (year(a) - year(b)) * 12 + month(a) - month(b) + (epoch(a - date_trunc('month', a)) - epoch(b - date_trunc('month', b))) / (31 * 86400)::DOUBLE END;
CREATE MACRO lc.main.months_rounded(m, rounds) AS CASE WHEN rounds THEN round(m, 8) WHEN NOT rounds THEN m END;
CREATE MACRO lc.main.long_sum(s) AS CASE WHEN typeof(s) = 'HUGEINT' AND s IS NOT NULL AND TRY_CAST(s AS BIGINT) IS NULL THEN lc_raise('[ARITHMETIC_OVERFLOW] Overflow in sum of BIGINT values. Use `try_sum` to tolerate overflow and return NULL instead. SQLSTATE: 22003') ELSE s END;
CREATE MACRO lc.main.kept_sum(s, summed) AS lc.main.long_sum(s);
CREATE MACRO lc.main.decimal_sum(s, summed, wanted) AS CASE WHEN abs(CAST(s AS DOUBLE)) >= 1e38 THEN lc_raise('[ARITHMETIC_OVERFLOW] Overflow in sum of decimals. Use `try_sum` to tolerate overflow and return NULL instead. SQLSTATE: 22003') ELSE cast_to_type(s, wanted) END;
CREATE MACRO lc.main.try_long_sum(s) AS CASE WHEN typeof(s) = 'HUGEINT' AND TRY_CAST(s AS BIGINT) IS NULL THEN NULL ELSE s END;
CREATE MACRO lc.main.known(x) AS CASE WHEN isnan(x) THEN NULL ELSE x END;
CREATE MACRO lc.main.date_unit(u) AS CASE WHEN lower(u) IN ('year', 'yyyy', 'yy') THEN 'year' WHEN lower(u) IN ('month', 'mon', 'mm') THEN 'month' WHEN lower(u) IN ('quarter', 'week') THEN lower(u) END;
CREATE MACRO lc.main.time_unit(u) AS CASE WHEN lower(u) IN ('dd', 'day') THEN 'day' WHEN lower(u) IN ('hour', 'minute', 'second', 'millisecond', 'microsecond') THEN lower(u) ELSE lc.main.date_unit(u) END;
CREATE MACRO lc.main.try_url_decode(u) AS CASE WHEN NOT regexp_matches(u, '%([^0-9A-Fa-f]|[0-9A-Fa-f]([^0-9A-Fa-f]|$)|$)') THEN url_decode(replace(u, '+', ' ')) END;
CREATE MACRO lc.main.json_value(j) AS TRY_CAST(CAST(j AS VARCHAR) AS JSON);
CREATE MACRO lc.main.json_record(j) AS CASE WHEN TRY_CAST(CAST(j AS VARCHAR) AS JSON) IS NULL AND trim(CAST(j AS VARCHAR)) <> '' THEN CAST('{}' AS JSON) ELSE TRY_CAST(CAST(j AS VARCHAR) AS JSON) END;
CREATE MACRO lc.main.json_path(j, p) AS TRY(json_extract_string(TRY_CAST(j AS JSON), p));
CREATE MACRO lc.main.json_member(j, n) AS TRY(CASE WHEN json_type(j) = 'OBJECT' THEN json_extract(j, '$."' || list_filter(json_keys(j), lambda k: lower(k) = n)[1] || '"') END);
CREATE MACRO lc.main.words(x, separator) AS CASE WHEN len(list_filter(x, lambda e: e IS NOT NULL)) > 0 THEN array_to_string(x, separator) END;
CREATE MACRO lc.main.word(x, separator) AS lc_text(x);
CREATE MACRO lc.main.json_matches(j, p) AS TRY(CASE WHEN len(json_extract(TRY_CAST(j AS JSON), p)) > 1 THEN '[' || array_to_string(list_transform(json_extract(TRY_CAST(j AS JSON), p), lambda e: CAST(e AS VARCHAR)), ',') || ']' ELSE CAST(json_extract(TRY_CAST(j AS JSON), p)[1] AS VARCHAR) END);
CREATE MACRO lc.main.json_items(j, p, rest) AS TRY(CASE WHEN len(json_extract(TRY_CAST(j AS JSON), p)) > 0 THEN '[' || array_to_string(list_transform(json_extract(TRY_CAST(j AS JSON), p), lambda e: coalesce(CAST(CASE rest WHEN '$' THEN e ELSE json_extract(e, rest) END AS VARCHAR), 'null')), ',') || ']' END);
CREATE MACRO lc.main.distinct_in_order(a) AS list_filter(a, lambda lc_x, lc_i: CASE WHEN lc_x IS NULL THEN len(list_filter(a[1:lc_i], lambda lc_y: lc_y IS NULL)) = 1 ELSE list_position(a, lc_x) = lc_i END);
CREATE MACRO lc.main.array_intersect(a, b) AS list_filter(lc.main.distinct_in_order(a), lambda lc_x: CASE WHEN lc_x IS NULL THEN len(list_filter(b, lambda lc_y: lc_y IS NULL)) > 0 ELSE list_contains(b, lc_x) END);
CREATE MACRO lc.main.array_except(a, b) AS list_filter(lc.main.distinct_in_order(a), lambda lc_x: NOT CASE WHEN lc_x IS NULL THEN len(list_filter(b, lambda lc_y: lc_y IS NULL)) > 0 ELSE list_contains(b, lc_x) END);
CREATE MACRO lc.main.array_insert(a, p, v) AS CASE WHEN p = 0 THEN lc_raise('[INVALID_INDEX_OF_ZERO] The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1). SQLSTATE: 22003') WHEN p > len(a) THEN list_append(list_resize(a, p - 1), v) WHEN p > 0 THEN list_concat(list_concat(a[1:p - 1], [v]), a[p:]) WHEN -p > len(a) THEN list_concat(list_resize([v], -p - len(a)), a) ELSE list_concat(list_concat(a[1:len(a) + p + 1], [v]), CASE WHEN p = -1 THEN [] ELSE a[len(a) + p + 2:] END) END;
CREATE MACRO lc.main.any_true(a) AS CASE WHEN a IS NULL THEN NULL WHEN list_contains(a, true) THEN true WHEN len(a) > len(list_filter(a, lambda lc_x: lc_x IS NOT NULL)) THEN NULL ELSE false END;
CREATE MACRO lc.main.all_true(a) AS CASE WHEN a IS NULL THEN NULL WHEN list_contains(a, false) THEN false WHEN len(a) > len(list_filter(a, lambda lc_x: lc_x IS NOT NULL)) THEN NULL ELSE true END;
CREATE MACRO lc.main.text_before(s, r, n) AS CAST(coalesce(list_sum(list_transform(string_split_regex(s, r)[1:n - 1], lambda p: length(p))), 0) + coalesce(list_sum(list_transform(regexp_extract_all(s, r)[1:n - 1], lambda p: length(p))), 0) AS BIGINT);
CREATE MACRO lc.main.split_limit(s, r, n) AS CASE WHEN n <= 0 OR len(string_split_regex(s, r)) <= n THEN string_split_regex(s, r) ELSE list_append(string_split_regex(s, r)[1:n - 1], substr(s, lc.main.text_before(s, r, n) + 1)) END;
CREATE MACRO lc.main.json_schema(j) AS lc_spark_schema(CAST(json_structure(CAST(j AS JSON)) AS VARCHAR));
)";

}  // namespace

std::string_view macro_script() {
  return kMacros;
}

}  // namespace lakecode::local
