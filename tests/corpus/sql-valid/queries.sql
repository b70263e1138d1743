SELECT 1
SELECT 1 AS one, 'two' AS two, 3.0D AS three, 4BD four, 5L, 6S, 7Y, 8e3, .5, 1.
SELECT current_date(), current_timestamp(), current_user(), now()
SELECT CURRENT_DATE, CURRENT_TIMESTAMP, CURRENT_USER
SELECT DISTINCT region, channel FROM retail.core.orders
SELECT ALL store_id FROM retail.core.stores
SELECT * FROM retail.core.orders LIMIT 10
SELECT * EXCEPT (email, phone) FROM retail.core.customers
SELECT o.* EXCEPT (o.internal_note), c.name FROM retail.core.orders o JOIN retail.core.customers c ON o.customer_id = c.id
SELECT count(*), count(DISTINCT customer_id), sum(amount), avg(amount) FROM retail.core.orders WHERE order_day >= DATE '2025-01-01'
SELECT region, count(*) AS n FROM retail.core.stores GROUP BY region HAVING count(*) > 5 ORDER BY n DESC NULLS LAST LIMIT 20 OFFSET 5
SELECT region, channel, sum(amount) FROM retail.core.orders GROUP BY ALL
SELECT region, channel, sum(amount) FROM retail.core.orders GROUP BY ROLLUP (region, channel)
SELECT region, channel, sum(amount) FROM retail.core.orders GROUP BY CUBE (region, channel)
SELECT region, channel, grouping(region), grouping_id(region, channel), sum(amount) FROM retail.core.orders GROUP BY GROUPING SETS ((region, channel), (region), ())
SELECT region, sum(amount) FROM retail.core.orders GROUP BY region WITH ROLLUP
SELECT region, sum(amount) FROM retail.core.orders GROUP BY region, ROLLUP (channel, store_id)
SELECT a FROM t ORDER BY ALL
SELECT a, b FROM t ORDER BY ALL DESC NULLS FIRST
SELECT a, b FROM t ORDER BY 1, 2 DESC
SELECT a FROM t SORT BY a DESC
SELECT a FROM t DISTRIBUTE BY a SORT BY b
SELECT a FROM t CLUSTER BY a
SELECT * FROM t WHERE a IN (1, 2, 3) AND b NOT IN ('x', 'y')
SELECT * FROM t WHERE a IN (SELECT b FROM u WHERE c > 0)
SELECT * FROM t WHERE (a, b) IN ((1, 2), (3, 4))
SELECT * FROM t WHERE (a, b) IN (SELECT x, y FROM u)
SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id)
SELECT * FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id)
SELECT * FROM t WHERE a BETWEEN 1 AND 10 AND b NOT BETWEEN 'a' AND 'f'
SELECT * FROM t WHERE name LIKE 'A%' OR name NOT LIKE '%z' OR name ILIKE '%mid%' OR name RLIKE '^x.*' OR name REGEXP '[0-9]+'
SELECT * FROM t WHERE name LIKE '50!%' ESCAPE '!'
SELECT * FROM t WHERE name LIKE ANY ('a%', 'b%') OR name NOT LIKE ALL ('c%', 'd%') OR name ILIKE SOME ('E%')
SELECT * FROM t WHERE a IS NULL OR b IS NOT NULL OR c IS TRUE OR d IS NOT FALSE OR e IS UNKNOWN
SELECT * FROM t WHERE a IS DISTINCT FROM b OR c IS NOT DISTINCT FROM d OR e <=> f
SELECT * FROM t WHERE NOT a AND NOT (b OR c) AND !d
SELECT -a, +b, ~c, -(-d) FROM t
SELECT a + b * c - d / e % f DIV g FROM t
SELECT a & b | c ^ d FROM t
SELECT a << 2, b >> 1, c >>> 3 FROM t
SELECT a || '-' || b || '-' || c FROM t
SELECT 'it''s', "double", r'raw\d+', R"raw\w", 'esc\'aped', 'uni\u00e9' FROM t
SELECT 'adjacent' ' ' 'literals'
SELECT X'1F2E', x'ab', DATE '2024-02-29', TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP_NTZ '2024-01-01 00:00:00', TIMESTAMP_LTZ '2024-01-01T10:00:00Z'
SELECT INTERVAL '1' DAY, INTERVAL 3 DAYS, INTERVAL '1-2' YEAR TO MONTH, INTERVAL '2 10:00:00' DAY TO SECOND, INTERVAL -5 HOURS
SELECT INTERVAL 1 DAY 2 HOURS 30 MINUTES, INTERVAL '3 days', INTERVAL (a + 1) DAYS, INTERVAL a MINUTES FROM t
SELECT order_day + INTERVAL 7 DAYS, order_day - INTERVAL '1' MONTH FROM retail.core.orders
SELECT CASE WHEN a > 1 THEN 'hi' WHEN a < 0 THEN 'lo' ELSE 'mid' END AS bucket FROM t
SELECT CASE a WHEN 1 THEN 'one' WHEN 2 THEN 'two' END FROM t
SELECT CASE WHEN a THEN CASE WHEN b THEN 1 ELSE 2 END ELSE 3 END + 1 FROM t
SELECT if(a > 1, 'x', 'y'), iff(a > 1, 1, 0), coalesce(a, b, 0), nullif(a, 0), nvl(a, 1), nvl2(a, 1, 2) FROM t
SELECT CAST(a AS INT), CAST(b AS DECIMAL(10, 2)), TRY_CAST(c AS DATE), d::STRING, e::DECIMAL(18,4), f::ARRAY<INT> FROM t
SELECT CAST(a AS STRUCT<x: INT, y: STRING>), CAST(b AS MAP<STRING, ARRAY<DOUBLE>>), CAST(c AS ARRAY<STRUCT<k: STRING, v: BIGINT>>) FROM t
SELECT CAST(a AS VARCHAR(20)), CAST(b AS CHAR(3)), CAST(c AS TIMESTAMP_NTZ), CAST(d AS INTERVAL DAY TO SECOND), CAST(e AS VARIANT) FROM t
SELECT '5'::INT + 1, ('1' || '2')::BIGINT, -1::TINYINT, a::STRING::VARCHAR(5) FROM t
SELECT payload:customer.name, payload:items[0].sku, payload:['odd key'], payload:a.b[*].c::STRING FROM events
SELECT payload:store.bicycle.price::DOUBLE, raw:owner FROM store_data
SELECT payload:`Weird Name`, payload:items[0]:price FROM events
SELECT arr[0], m['key'], s.field, s.nested.deep, arr[i + 1], m[concat('a', b)] FROM t
SELECT t.arr[0].name, t.m['k'].v.w FROM t
SELECT transform(arr, x -> x + 1), filter(arr, x -> x > 0), aggregate(arr, 0, (acc, x) -> acc + x) FROM t
SELECT transform(arr, (x, i) -> x * i), exists(arr, x -> x IS NULL), forall(arr, x -> x > 0), zip_with(a, b, (x, y) -> x + y) FROM t
SELECT map_filter(m, (k, v) -> v > 1), transform_values(m, (k, v) -> v * 2), transform_keys(m, (k, v) -> upper(k)) FROM t
SELECT array_sort(arr, (l, r) -> CASE WHEN l < r THEN -1 WHEN l > r THEN 1 ELSE 0 END) FROM t
SELECT reduce(arr, CAST(0 AS BIGINT), (acc, x) -> acc + x, acc -> acc * 10) FROM t
SELECT array(1, 2, 3), map('a', 1, 'b', 2), struct(1 AS a, 'x' AS b), named_struct('k', 1, 'v', 2)
SELECT array(array(1), array(2, 3))[1][0], map('a', struct(1 AS x))['a'].x
SELECT explode(arr) FROM t
SELECT id, posexplode(arr) AS (pos, item) FROM t
SELECT explode(m) AS (k, v) FROM t
SELECT stack(2, 'a', 1, 'b', 2) AS (name, n)
SELECT inline(array(struct(1 AS a, 'b' AS b)))
SELECT id, item FROM t LATERAL VIEW explode(items) AS item
SELECT id, k, v FROM t LATERAL VIEW OUTER explode(props) p AS k, v
SELECT id, x, y FROM t LATERAL VIEW explode(a) ta AS x LATERAL VIEW explode(b) tb AS y WHERE x > 1
SELECT t.id, e.col FROM t, LATERAL explode(t.arr) AS e
SELECT t.id, e.v FROM t JOIN LATERAL explode(t.arr) AS e(v)
SELECT * FROM t, LATERAL (SELECT max(u.x) AS mx FROM u WHERE u.id = t.id) AS m
SELECT * FROM t LEFT JOIN LATERAL (SELECT * FROM u WHERE u.id = t.id LIMIT 3) AS l
SELECT * FROM explode(array(1, 2, 3)) AS e(n)
SELECT * FROM range(10)
SELECT * FROM range(0, 100, 5) AS r(id)
SELECT * FROM a INNER JOIN b ON a.id = b.id
SELECT * FROM a JOIN b USING (id, day)
SELECT * FROM a LEFT OUTER JOIN b ON a.id = b.id RIGHT JOIN c ON b.k = c.k FULL OUTER JOIN d ON c.z = d.z
SELECT * FROM a LEFT SEMI JOIN b ON a.id = b.id
SELECT * FROM a LEFT ANTI JOIN b ON a.id = b.id
SELECT * FROM a SEMI JOIN b USING (id)
SELECT * FROM a ANTI JOIN b ON a.id = b.id
SELECT * FROM a CROSS JOIN b
SELECT * FROM a NATURAL JOIN b
SELECT * FROM a NATURAL LEFT JOIN b
SELECT * FROM a, b, c WHERE a.id = b.id AND b.k = c.k
SELECT * FROM (a JOIN b ON a.id = b.id) JOIN c ON c.id = a.id
SELECT * FROM (SELECT id FROM t) AS s JOIN (SELECT id FROM u) AS v ON s.id = v.id
SELECT * FROM (SELECT * FROM (SELECT * FROM t) x) y
SELECT * FROM VALUES (1, 'a'), (2, 'b') AS v(id, name)
SELECT * FROM (VALUES (1), (2)) v
VALUES (1, 'a'), (2, 'b')
VALUES 1, 2, 3
TABLE retail.core.orders
WITH recent AS (SELECT * FROM retail.core.orders WHERE order_day > current_date() - 7) SELECT count(*) FROM recent
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a), c (z) AS (SELECT y FROM b) SELECT * FROM a, b, c
WITH RECURSIVE nums(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM nums WHERE n < 10) SELECT * FROM nums
WITH RECURSIVE tree MAX RECURSION LEVEL 50 AS (SELECT id, parent FROM org WHERE parent IS NULL UNION ALL SELECT o.id, o.parent FROM org o JOIN tree t ON o.parent = t.id) SELECT * FROM tree
WITH outer_q AS (WITH inner_q AS (SELECT 1 AS a) SELECT * FROM inner_q) SELECT * FROM outer_q
SELECT * FROM t WHERE id = (SELECT max(id) FROM t)
SELECT (SELECT count(*) FROM u WHERE u.id = t.id) AS n FROM t
SELECT a FROM t UNION SELECT b FROM u
SELECT a FROM t UNION ALL SELECT b FROM u UNION DISTINCT SELECT c FROM v
SELECT a FROM t UNION ALL BY NAME SELECT a FROM u
SELECT a FROM t INTERSECT SELECT a FROM u
SELECT a FROM t EXCEPT ALL SELECT a FROM u
SELECT a FROM t MINUS SELECT a FROM u
(SELECT a FROM t) UNION ALL (SELECT a FROM u ORDER BY a LIMIT 1) ORDER BY a
((SELECT 1) UNION (SELECT 2)) INTERSECT (SELECT 2)
SELECT * FROM ((SELECT 1 AS a) UNION ALL (SELECT 2 AS a)) AS u
SELECT row_number() OVER (PARTITION BY store_id ORDER BY amount DESC) AS rn FROM retail.core.orders
SELECT sum(amount) OVER (PARTITION BY store_id ORDER BY order_day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM retail.core.orders
SELECT avg(amount) OVER (ORDER BY order_ts RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND INTERVAL 1 DAY FOLLOWING) FROM retail.core.orders
SELECT sum(x) OVER (ORDER BY y ROWS 3 PRECEDING), sum(x) OVER (), rank() OVER w, dense_rank() OVER (w ORDER BY z) FROM t WINDOW w AS (PARTITION BY k ORDER BY v)
SELECT lag(x, 1, 0) IGNORE NULLS OVER (ORDER BY d), lead(x) RESPECT NULLS OVER (ORDER BY d), first_value(x) OVER (ORDER BY d), nth_value(x, 2) OVER (ORDER BY d) FROM t
SELECT first(x IGNORE NULLS), last(x, true), any_value(x), any_value(x IGNORE NULLS) FROM t
SELECT ntile(4) OVER (ORDER BY amount), percent_rank() OVER (ORDER BY amount), cume_dist() OVER (ORDER BY amount) FROM t
SELECT * FROM t QUALIFY row_number() OVER (PARTITION BY k ORDER BY ts DESC) = 1
SELECT k, sum(v) s FROM t GROUP BY k HAVING s > 10 QUALIFY rank() OVER (ORDER BY s) <= 3
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY amount), percentile_disc(0.9) WITHIN GROUP (ORDER BY amount DESC), mode() WITHIN GROUP (ORDER BY x) FROM t
SELECT listagg(name, ', ') WITHIN GROUP (ORDER BY name) FROM t
SELECT string_agg(DISTINCT name, ',') FROM t
SELECT count(*) FILTER (WHERE a > 1), sum(b) FILTER (WHERE c IS NOT NULL) OVER (PARTITION BY d) FROM t
SELECT approx_percentile(x, array(0.5, 0.9), 100), approx_count_distinct(y, 0.01), max_by(a, b), min_by(a, b) FROM t
SELECT collect_list(x), collect_set(y), array_agg(z), bool_and(p), every(q), some(r) FROM t
SELECT corr(a, b), covar_pop(a, b), stddev(a), var_samp(b), skewness(a), kurtosis(b), regr_slope(a, b) FROM t
SELECT extract(YEAR FROM ts), extract(DAYOFWEEK FROM ts), date_part('month', ts), date_trunc('week', ts) FROM t
SELECT position('b' IN 'abc'), substring('hello' FROM 2 FOR 3), substring(name, 1, 3), substr(name FROM 2), overlay('abcdef' PLACING 'zz' FROM 2 FOR 2) FROM t
SELECT trim(name), trim(BOTH ' ' FROM name), trim(LEADING FROM name), trim(TRAILING 'x' FROM name), ltrim(name), rtrim(name) FROM t
SELECT timestampadd(MONTH, 1, ts), timestampdiff(DAY, a, b), dateadd(DAY, 3, d), datediff(d1, d2), date_add(d, 1), add_months(d, -1) FROM t
SELECT to_json(struct(*)), from_json(j, 'a INT, b STRING'), schema_of_json('{"a":1}'), get_json_object(j, '$.a.b'), json_tuple(j, 'a', 'b') FROM t
SELECT parse_json('{"a": 1}'):a::INT, variant_get(v, '$.a', 'int'), try_variant_get(v, '$.b', 'string'), is_variant_null(v) FROM t
SELECT * FROM PIVOT_SRC PIVOT (sum(amount) FOR month IN ('jan', 'feb', 'mar'))
SELECT * FROM (SELECT region, quarter, amount FROM sales) PIVOT (sum(amount) AS total, avg(amount) AS mean FOR quarter IN (1 AS q1, 2 AS q2))
SELECT * FROM sales PIVOT (max(v) FOR (a, b) IN ((1, 'x') AS p, (2, 'y') AS q)) AS pv
SELECT * FROM sales UNPIVOT (amount FOR quarter IN (q1, q2, q3, q4))
SELECT * FROM sales UNPIVOT INCLUDE NULLS (amount FOR quarter IN (q1 AS 'first', q2 AS 'second')) AS u
SELECT * FROM sales UNPIVOT ((amount, cnt) FOR half IN ((a1, c1) AS h1, (a2, c2) AS h2))
SELECT * FROM t TABLESAMPLE (10 PERCENT)
SELECT * FROM t TABLESAMPLE (100 ROWS)
SELECT * FROM t TABLESAMPLE (5 PERCENT) REPEATABLE (42) AS s
SELECT * FROM t TABLESAMPLE (BUCKET 1 OUT OF 10)
SELECT * FROM t VERSION AS OF 12
SELECT * FROM t TIMESTAMP AS OF '2024-01-01'
SELECT * FROM t FOR VERSION AS OF 3
SELECT * FROM t FOR TIMESTAMP AS OF current_timestamp() - INTERVAL 1 DAY
SELECT * FROM t FOR SYSTEM_TIME AS OF '2024-01-01T00:00:00Z' AS old
SELECT * FROM retail.core.orders@v7
SELECT * FROM retail.core.orders@20240101000000000
SELECT a.x - b.x FROM t VERSION AS OF 5 a JOIN t VERSION AS OF 6 b USING (id)
SELECT * FROM parquet.`/Volumes/main/raw/files/part.parquet`
SELECT * FROM delta.`s3://bucket/path/table`
SELECT * FROM csv.`abfss://c@acct.dfs.core.windows.net/in/*.csv`
SELECT * FROM read_files('/Volumes/main/raw/in', format => 'csv', header => true, schema => 'id INT, name STRING')
SELECT * FROM read_files('s3://bucket/x/', format => 'json', multiLine => 'true') WHERE _metadata.file_name LIKE '%2024%'
SELECT * FROM table_changes('main.s.t', 2, 10)
SELECT * FROM event_log(TABLE(main.pipes.orders))
SELECT * FROM event_log('04c78631-3dd7-4856-b2a6-7d84e9b2638b')
SELECT * FROM STREAM main.raw.events
SELECT * FROM STREAM(main.raw.events)
SELECT * FROM STREAM read_files('/Volumes/main/raw/in', format => 'json')
SELECT * FROM IDENTIFIER('main.s.t')
SELECT * FROM IDENTIFIER(:tab) WHERE day = :day AND region = ?
SELECT IDENTIFIER('c1'), IDENTIFIER(:col) FROM t
SELECT :a + :b, ? || 'x'
SELECT * FROM vector_search(index => 'main.s.idx', query_text => 'shoes', num_results => 5)
SELECT /*+ BROADCAST(b), REPARTITION(8) */ * FROM a JOIN b ON a.id = b.id
SELECT /*+ COALESCE(1) */ /*+ SHUFFLE_HASH(t) */ a FROM t
SELECT a -- trailing comment
SELECT a /* inline /* nested */ comment */ FROM t
SELECT `odd name`, `a``b`, t.`select` FROM `my-catalog`.`my schema`.`t`
SELECT date, timestamp, user, year, month, value, key, type, name, status, count, position FROM t
SELECT order_id AS order, grp AS group, end FROM t
SELECT start, end, table, view, schema FROM meta
SELECT t.from, t.where, t.order FROM t
SELECT delete, update, insert, merge, drop, create, grant FROM flags
SELECT a AS `from`, b AS select_, c AS limit_ FROM t
SELECT a b, c AS d, e `f` FROM t
FROM retail.core.orders SELECT order_id, amount WHERE amount > 10
FROM retail.core.orders |> WHERE amount > 10 |> AGGREGATE sum(amount) AS total GROUP BY region |> ORDER BY total DESC |> LIMIT 5
FROM t |> SELECT a, b |> EXTEND a + b AS c |> SET a = 1 |> DROP b |> AS x
FROM t |> JOIN u USING (id) |> LEFT JOIN v ON v.id = u.id |> WHERE x IS NOT NULL
FROM t |> UNION ALL (SELECT * FROM u) |> TABLESAMPLE (10 PERCENT)
FROM t |> PIVOT (sum(x) FOR y IN ('a', 'b')) |> SELECT *
FROM t |> AGGREGATE count(*) AS n GROUP BY a, b AS bb |> WHERE n > 1
FROM t |> AGGREGATE count(*), sum(x)
SELECT * FROM t |> WHERE a > 1 |> ORDER BY a |> OFFSET 3
TABLE t |> WHERE a = 1
FROM t |> UNPIVOT (v FOR k IN (a, b))
FROM t |> WINDOW w AS (PARTITION BY a)
SELECT * FROM system.billing.usage WHERE usage_date >= date_sub(current_date(), 30)
SELECT table_catalog, table_schema, count(*) FROM system.information_schema.tables GROUP BY 1, 2
SELECT * FROM information_schema.columns WHERE table_name = 'orders'
SELECT h3_longlatash3(lon, lat, 8), st_point(lon, lat), st_area(g) FROM places
SELECT regexp_replace(a, '(\\d+)', '<$1>'), regexp_extract(a, '(\\w+)@', 1), split(a, ','), split_part(a, '-', 2) FROM t
SELECT md5(a), sha2(a, 256), base64(b), unbase64(c), crc32(d), hash(e), xxhash64(f) FROM t
SELECT format_string('%s-%d', a, b), printf('%5.2f', c), lpad(d, 5, '0'), concat_ws(',', a, b) FROM t
SELECT sequence(1, 10, 2), sequence(DATE '2024-01-01', DATE '2024-12-01', INTERVAL 1 MONTH), flatten(a), arrays_zip(a, b), element_at(m, 'k') FROM t
SELECT map_from_entries(a), map_keys(m), cardinality(a), array_contains(a, 1), array_position(a, 2), slice(a, 1, 3) FROM t
SELECT greatest(a, b), least(a, b), round(a, 2), bround(b), floor(c), ceil(d), ceiling(e), sign(f), mod(g, 3) FROM t
SELECT uuid(), rand(), randn(42), monotonically_increasing_id(), input_file_name(), spark_partition_id() FROM t
SELECT try_divide(a, 0), try_add(a, b), try_to_number(c, '999'), try_element_at(arr, 5), try_to_timestamp(d) FROM t
SELECT to_date('2024-01-01', 'yyyy-MM-dd'), to_timestamp(a, 'yyyy'), unix_timestamp(a), from_unixtime(b), make_date(2024, 1, 1), make_interval(1), last_day(d), next_day(d, 'MON') FROM t
SELECT count(1) c, count(*) OVER () AS total, sum(CASE WHEN ok THEN 1 ELSE 0 END) / count(*) AS ratio FROM t GROUP BY ALL
SELECT a COLLATE UTF8_LCASE = b FROM t ORDER BY name COLLATE UNICODE_CI
SELECT left(name, 3), right(name, 2), replace(name, 'a', 'b'), translate(name, 'abc', 'xyz'), char_length(name) FROM t
SELECT is_account_group_member('admins'), is_member('x'), session_user(), current_catalog(), current_schema(), version()
SELECT sum(x) s, sum(y) AS `sum of y` FROM t GROUP BY ()
SELECT window.start, window.end, count(*) FROM events GROUP BY window(ts, '10 minutes', '5 minutes')
SELECT session_window(ts, '5 minutes').start, count(*) FROM events GROUP BY session_window(ts, '5 minutes')
SELECT * FROM my_tvf(1, 'x') AS f
SELECT * FROM main.util.rows_of(TABLE(SELECT * FROM t) PARTITION BY a ORDER BY b)
SELECT main.util.f(a, named => 1 + 1) FROM t
SELECT decimal('1.5'), int('3'), string(5), date('2024-01-01'), boolean('true'), double(a) FROM t
SELECT a.b.c.d.e FROM a.b.c
SELECT m.measure, MEASURE(total) FROM main.s.metrics m GROUP BY ALL
SELECT array(1, 2)[0] = 1 AND NOT false OR true XOR_ FROM t
SELECT count_if(x > 1), bit_and(y), bitmap_count(z), histogram_numeric(a, 5) FROM t
SELECT zeroifnull(a), nullifzero(b), equal_null(a, b), decode(a, 1, 'x', 2, 'y', 'z') FROM t
SELECT raise_error('bad') WHERE 1 = 0
SELECT assert_true(a > 0) FROM t
SELECT 1 WHERE true
SELECT 1 FROM t WHERE a = 1 GROUP BY 1 HAVING max(b) > 1 ORDER BY 1 LIMIT ALL
SELECT * FROM t LIMIT :n OFFSET :m
SELECT * FROM t LIMIT 5 + 5
SELECT element.id, element['x'] FROM (SELECT explode(arr) AS element FROM t)
SELECT * FROM a LEFT JOIN b ON a.id = b.id AND b.day BETWEEN a.start AND a.end WHERE b.id IS NULL
SELECT d.*, f.amount FROM dim d RIGHT OUTER JOIN fact f ON d.k <=> f.k
SELECT cast(NULL AS INT), NULL, TRUE, FALSE
SELECT ((1 + 2) * (3 - (4 / 2)))
SELECT a FROM (t)
SELECT x.a FROM (t JOIN u USING (id)) x
SELECT try_cast(payload:ts AS TIMESTAMP) AS ts, payload:user.id::BIGINT uid FROM raw WHERE payload:kind::STRING IN ('a', 'b')
SELECT named_struct('a', 1).a, struct(1, 2).col1, (SELECT struct(1 AS z)).z
SELECT * FROM read_kafka(bootstrapServers => 'host:9092', subscribe => 'topic')
SELECT * FROM (FROM t SELECT a)
SELECT sum(amount) OVER (PARTITION BY a, b ORDER BY c DESC NULLS LAST ROWS BETWEEN 6 PRECEDING AND 0 FOLLOWING) m7 FROM t
