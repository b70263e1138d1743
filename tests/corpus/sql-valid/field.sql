WITH customer_total_return AS (SELECT sr_customer_sk AS ctr_customer_sk, sr_store_sk AS ctr_store_sk, sum(sr_return_amt) AS ctr_total_return FROM store_returns, date_dim WHERE sr_returned_date_sk = d_date_sk AND d_year = 2000 GROUP BY sr_customer_sk, sr_store_sk) SELECT c_customer_id FROM customer_total_return ctr1, store, customer WHERE ctr1.ctr_total_return > (SELECT avg(ctr_total_return) * 1.2 FROM customer_total_return ctr2 WHERE ctr1.ctr_store_sk = ctr2.ctr_store_sk) AND s_store_sk = ctr1.ctr_store_sk AND s_state = 'TN' ORDER BY c_customer_id LIMIT 100
SELECT l_returnflag, l_linestatus, sum(l_quantity) AS sum_qty, sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS sum_charge, count(*) AS count_order FROM lineitem WHERE l_shipdate <= date '1998-12-01' - interval '90' day GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus
SELECT s_acctbal, s_name FROM part, supplier, partsupp WHERE p_partkey = ps_partkey AND p_type LIKE '%BRASS' AND ps_supplycost = (SELECT min(ps_supplycost) FROM partsupp WHERE p_partkey = ps_partkey) ORDER BY s_acctbal DESC, s_name
SELECT o_year, sum(CASE WHEN nation = 'BRAZIL' THEN volume ELSE 0 END) / sum(volume) AS mkt_share FROM (SELECT extract(year FROM o_orderdate) AS o_year, l_extendedprice * (1 - l_discount) AS volume, n2.n_name AS nation FROM orders, lineitem, nation n2) AS all_nations GROUP BY o_year
SELECT cntrycode, count(*) AS numcust FROM (SELECT substring(c_phone, 1, 2) AS cntrycode, c_acctbal FROM customer WHERE substring(c_phone, 1, 2) IN ('13', '31') AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey)) AS custsale GROUP BY cntrycode
SELECT channel, item, return_ratio, return_rank, currency_rank FROM (SELECT 'web' AS channel, web.item, rank() OVER (ORDER BY return_ratio) AS return_rank FROM (SELECT ws.ws_item_sk AS item, (cast(sum(coalesce(wr.wr_return_quantity, 0)) AS decimal(15, 4)) / cast(sum(coalesce(ws.ws_quantity, 0)) AS decimal(15, 4))) AS return_ratio FROM web_sales ws LEFT OUTER JOIN web_returns wr ON (ws.ws_order_number = wr.wr_order_number AND ws.ws_item_sk = wr.wr_item_sk) GROUP BY ws.ws_item_sk) web) x WHERE (x.return_rank <= 10 OR x.currency_rank <= 10)
SELECT i_category, i_class, grouping(i_category) + grouping(i_class) AS lochierarchy, rank() OVER (PARTITION BY grouping(i_category) + grouping(i_class), CASE WHEN grouping(i_class) = 0 THEN i_category END ORDER BY sum(ss_net_profit) ASC) AS rank_within_parent FROM store_sales GROUP BY ROLLUP(i_category, i_class)
SELECT usage_date, sku_name, SUM(usage_quantity * list_prices.pricing.default) AS usd FROM system.billing.usage u JOIN system.billing.list_prices list_prices ON u.sku_name = list_prices.sku_name AND u.usage_start_time >= list_prices.price_start_time AND (list_prices.price_end_time IS NULL OR u.usage_start_time < list_prices.price_end_time) GROUP BY ALL ORDER BY usd DESC
SELECT usage_metadata.job_id, identity_metadata.run_as, custom_tags['team'] AS team, SUM(usage_quantity) FROM system.billing.usage WHERE usage_metadata.job_id IS NOT NULL AND usage_date BETWEEN current_date() - INTERVAL 30 DAYS AND current_date() GROUP BY 1, 2, 3
SELECT date_format(ts, 'yyyy-MM') AS `Month`, COUNT_IF(status = 'FAILED') AS failures, try_divide(COUNT_IF(status = 'FAILED'), COUNT(*)) AS rate FROM system.lakeflow.job_run_timeline GROUP BY 1 HAVING COUNT(*) > 10
SELECT request_params.full_name_arg, COUNT(*) FROM system.access.audit WHERE action_name IN ('getTable', 'createTable') AND event_date > dateadd(DAY, -7, current_date()) GROUP BY 1
SELECT DISTINCT source_table_full_name FROM system.access.table_lineage WHERE target_table_full_name = 'main.s.t' AND event_time > now() - INTERVAL '7' DAY
SELECT * FROM samples.nyctaxi.trips WHERE tpep_pickup_datetime BETWEEN '2016-01-01' AND '2016-01-31' ORDER BY trip_distance DESC LIMIT 5
SELECT t.*, ROW_NUMBER() OVER (PARTITION BY t.id ORDER BY t.updated_at DESC, t._rescued_data NULLS LAST) AS _rn FROM raw.events AS t WHERE 1=1 AND t.type NOT IN ('test','debug') QUALIFY _rn = 1
with source as (select * from raw.stripe.payment), renamed as (select id as payment_id, orderid as order_id, amount / 100 as amount, to_date(created) as created_at from source where status = 'success') select * from renamed
select cast(date_trunc('day', event_ts) as date) as day, count(distinct user_id) as dau, count(distinct case when platform = 'ios' then user_id end) as ios from analytics.events group by 1 order by 1
select * from (select id, m['a'] as a, m['b'] as b from t) unpivot (val for col in (a, b))
SELECT id, explode_outer(split(tags, ',')) AS tag FROM posts
SELECT id, t.* FROM events LATERAL VIEW json_tuple(body, 'a', 'b') t AS a, b
SELECT inline(from_json(payload, 'array<struct<a:int,b:string>>')) FROM t
SELECT from_json(value, 'STRUCT<a: INT, b: ARRAY<STRING>>', map('mode', 'PERMISSIVE')).a FROM kafka_raw
SELECT value:data[*].id AS ids, value:data[0].attrs:color::string, lower(value:meta.tags[1]::string) FROM raw
SELECT array_join(transform(filter(items, i -> i.qty > 0), i -> concat(i.sku, ':', i.qty)), ';') FROM orders
SELECT aggregate(sequence(1, 10), named_struct('s', 0, 'n', 0), (acc, x) -> named_struct('s', acc.s + x, 'n', acc.n + 1), acc -> acc.s / acc.n)
SELECT map_zip_with(m1, m2, (k, v1, v2) -> coalesce(v1, 0) + coalesce(v2, 0)), map_concat(m1, m2) FROM t
SELECT CASE WHEN x BETWEEN 1 AND 5 AND y THEN 'a' WHEN x NOT BETWEEN 6 AND 7 OR z IS NULL THEN 'b' END FROM t
SELECT a.id, b.id FROM a FULL JOIN b ON a.id = b.id AND (a.x > b.x OR a.x IS NULL) WHERE coalesce(a.id, b.id) % 2 = 0
SELECT sum(CASE WHEN d >= date_trunc('MONTH', current_date()) THEN amt END) AS mtd, sum(amt) FILTER (WHERE d >= date_trunc('YEAR', current_date())) AS ytd FROM f
SELECT percentile_approx(latency_ms, array(0.5, 0.95, 0.99)) AS p, approx_top_k(url, 5), hll_sketch_estimate(hll_sketch_agg(user_id)) FROM logs
SELECT to_char(1234.5, '9,999.99'), to_number('1,234', '9,999'), conv('ff', 16, 10), hex(255), bin(5)
SELECT '2024-01-01'::date + 1, '2024-01-01'::timestamp - interval 1 hour, make_dt_interval(1, 2), interval '1' year + interval '2' month
SELECT st.x.y, st.`z z`[0], struct(a, b).col1, (a, b) = (1, 2), array(1,2)[0] FROM t
SELECT * FROM t1 NATURAL INNER JOIN t2
SELECT * FROM t1 LEFT JOIN t2 ON t1.a = t2.a LEFT JOIN (SELECT a, max(b) mb FROM t3 GROUP BY a) AS m ON m.a = t1.a CROSS JOIN t4
SELECT * FROM t1 JOIN t2 JOIN t3 ON t2.a = t3.a
SELECT * FROM t1 x INNER JOIN t2 y USING (k) WHERE x.v <> y.v AND x.w != y.w AND x.u == y.u
SELECT name FROM emp WHERE salary > ALL_AVG OR dept = 'X'
SELECT * FROM a WHERE x = ANY_X
SELECT 1 AS `1`, 2 AS `2 two`, 3 AS _3, 4 AS `四`
SELECT -1, - 1, +1, 1-1, 1 - -1, 2*-3, 1.5e-3, 1e10D, 100BD, 0x1F FROM t
SELECT "string with -- dashes", 'and /* this */', `and -- this` FROM t
SELECT year(d), month(d), day(d), hour(t), minute(t), second(t), quarter(d), weekofyear(d), dayofweek(d) FROM t
SELECT * FROM IDENTIFIER('main' || '.s.' || :t) WHERE IDENTIFIER('c' || 1) = 1
SELECT * FROM t WHERE ts >= :start AND ts < :end_ts
SELECT * FROM values ('a', 1), ('b', 2) AS tab(k, v) WHERE k = 'a'
SELECT count(*) FROM range(100) TABLESAMPLE (50 PERCENT)
SELECT * FROM t TABLESAMPLE (0.1 PERCENT) WHERE a > 1
SELECT max(struct(ts, v)).v FROM t GROUP BY k
SELECT any_value(a) FILTER (WHERE b), first(a) OVER w, last_value(a, true) OVER w FROM t WINDOW w AS (PARTITION BY k ORDER BY ts ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), w2 AS (w)
SELECT sum(a) OVER (PARTITION BY b ORDER BY c RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM t
SELECT a FROM t WHERE b RLIKE '(?i)abc' AND c NOT RLIKE 'x' AND d NOT ILIKE 'y%'
SELECT if(a IN (1, 2), 'x', NULL), a IN (SELECT 1) AS f, NOT a IN (3) FROM t
SELECT coalesce((SELECT max(v) FROM u WHERE u.k = t.k), 0) + 1 AS nxt FROM t
SELECT * FROM (SELECT 1 AS x UNION ALL SELECT 2) t1 WHERE x NOT IN (SELECT y FROM u WHERE y IS NOT NULL)
SELECT 1 UNION ALL SELECT 2 ORDER BY 1 LIMIT 1
(SELECT 1) LIMIT 1
SELECT * FROM (t1 LEFT JOIN t2 USING (a)) LEFT JOIN t3 USING (b)
SELECT * FROM ((SELECT 1 AS a) x JOIN (SELECT 1 AS a) y USING (a))
SELECT DISTINCT ON_TIME, OFF_TIME FROM t
SELECT count(DISTINCT a, b), count(DISTINCT CASE WHEN c THEN a END), count(a.*) FROM a
SELECT t.* EXCEPT (a), u.b AS `b` FROM t JOIN u ON true
SELECT * EXCEPT (a, s.b) FROM t
SELECT ai_query('endpoint', request => named_struct('messages', array(named_struct('role', 'user', 'content', q))), returnType => 'STRING', failOnError => false) FROM t
SELECT ai_classify(txt, ARRAY('a', 'b')), ai_extract(txt, array('person')), ai_gen('x') FROM t
SELECT http_request(conn => 'c', method => 'POST', path => '/x', json => to_json(named_struct('a', 1)))
SELECT * FROM forecast(TABLE(t), time_col => 'd', value_col => 'v')
SELECT * FROM ai_forecast(TABLE(SELECT d, v FROM t), horizon => '2025-01-01', time_col => 'd', value_col => 'v', group_col => ARRAY('a', 'b'))
SELECT * FROM read_files('/x', format => 'csv', schemaHints => 'a int', pathGlobFilter => '*.csv', fileNamePattern => 'x') LIMIT 10
CREATE TABLE IF NOT EXISTS main.bronze.events (event_id STRING NOT NULL COMMENT 'id', event_ts TIMESTAMP, payload VARIANT, day DATE GENERATED ALWAYS AS (CAST(event_ts AS DATE)) COMMENT 'derived') USING DELTA CLUSTER BY (day, event_id) COMMENT 'raw events' TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true', 'delta.columnMapping.mode' = 'name', 'delta.minReaderVersion' = '2')
CREATE TABLE main.s.dim (sk BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 1 INCREMENT BY 1) PRIMARY KEY RELY, code STRING, valid_from TIMESTAMP DEFAULT current_timestamp(), CONSTRAINT valid_code CHECK (length(code) = 3))
CREATE OR REPLACE TABLE main.silver.orders CLUSTER BY AUTO TBLPROPERTIES ('quality' = 'silver') AS SELECT o.*, c.segment FROM main.bronze.orders o LEFT JOIN main.bronze.customers c ON o.cid = c.id
create or replace view main.gold.v_sales (region comment 'the region', total) comment 'by region' as select region, sum(x) from s group by 1
CREATE OR REFRESH STREAMING TABLE orders_bronze CLUSTER BY (id) TBLPROPERTIES ('pipelines.channel' = 'preview') AS SELECT *, _metadata.file_path AS src FROM STREAM read_files('/Volumes/a/b/c', format => 'json', inferColumnTypes => true)
CREATE MATERIALIZED VIEW sales_daily (day COMMENT 'd', total COMMENT 't') PARTITIONED BY (day) AS SELECT day, sum(x) AS total FROM live.sales GROUP BY day
CREATE FUNCTION main.util.mask_email(email STRING) RETURNS STRING COMMENT 'masks' RETURN CASE WHEN is_account_group_member('hr') THEN email ELSE regexp_replace(email, '^[^@]+', '***') END
CREATE OR REPLACE FUNCTION main.util.roll(n INT DEFAULT 6, sides INT DEFAULT 6) RETURNS TABLE(i INT, v INT) NOT DETERMINISTIC CONTAINS SQL RETURN SELECT id::INT + 1, (rand() * sides)::INT FROM range(n)
ALTER TABLE main.s.t ALTER COLUMN a SET TAGS ('pii' = 'email'), b SET TAGS ('pii' = 'name')
ALTER TABLE main.s.t ADD COLUMNS (addr STRUCT<street: STRING, zip: STRING COMMENT 'z'> AFTER name, n INT FIRST)
ALTER TABLE main.s.t ALTER COLUMN addr.zip TYPE STRING
ALTER TABLE main.s.t SET TBLPROPERTIES (delta.targetFileSize = '128mb', 'delta.tuneFileSizesForRewrites' = true, delta.autoOptimize.optimizeWrite = true)
ALTER TABLE main.s.t ADD CONSTRAINT dt CHECK (d > '2020-01-01' AND x IN (1, 2))
ALTER TABLE t ADD PARTITION (d = '2024-01-01')
MERGE INTO main.silver.c AS t USING (SELECT *, row_number() OVER (PARTITION BY id ORDER BY ts DESC) rn FROM STREAM_UPDATES QUALIFY rn = 1) AS s ON t.id = s.id AND t.is_current = true WHEN MATCHED AND (t.hash <> s.hash OR t.hash IS NULL) THEN UPDATE SET t.is_current = false, t.end_ts = s.ts, `t`.`x y` = s.z WHEN NOT MATCHED AND s.op != 'D' THEN INSERT (id, hash, is_current, start_ts) VALUES (s.id, s.hash, true, s.ts) WHEN NOT MATCHED BY SOURCE AND t.day = current_date() THEN UPDATE SET is_current = false
MERGE INTO t USING s ON t.k = s.k WHEN MATCHED THEN UPDATE SET t.cnt = t.cnt + s.cnt, t.m = map_concat(t.m, s.m) WHEN NOT MATCHED THEN INSERT (k, cnt) VALUES (s.k, s.cnt)
MERGE INTO a.b.c t USING x.y.z s ON s.id <=> t.id WHEN MATCHED AND s.deleted = true THEN DELETE WHEN NOT MATCHED BY TARGET AND s.ok THEN INSERT *
UPDATE main.s.t SET price = round(price * 1.1, 2), note = NULL, updated_at = now() WHERE id IN (SELECT id FROM main.s.u) AND active AND price < 100
DELETE FROM main.s.t WHERE ts < date_sub(current_date(), 90) AND NOT EXISTS (SELECT 1 FROM main.s.keep k WHERE k.id = t.id)
INSERT INTO main.s.audit (who, what, at) VALUES (current_user(), 'load', current_timestamp()), ('x', NULL, TIMESTAMP'2024-01-01')
INSERT OVERWRITE main.s.daily PARTITION (day) SELECT a, b, day FROM main.s.src WHERE day BETWEEN '2024-01-01' AND '2024-01-31'
COPY INTO main.raw.t FROM '/Volumes/a/b/c/' FILEFORMAT = CSV FILES = ('f1.csv') FORMAT_OPTIONS ('header' = 'true', 'delimiter' = '|', 'inferSchema' = 'true', 'badRecordsPath' = '/x') COPY_OPTIONS ('mergeSchema' = 'true')
GRANT SELECT, EXECUTE, READ VOLUME ON SCHEMA main.s TO `data engineers`
GRANT USE CATALOG ON CATALOG main TO `a@b.com`, analysts
GRANT ALL PRIVILEGES ON TABLE main.s.t TO `12345678-1234-1234-1234-123456789012`
REVOKE ALL PRIVILEGES ON CATALOG main FROM `x`
GRANT APPLY TAG, MODIFY ON TABLE t TO x
SHOW GRANTS `x` ON TABLE main.s.t
SHOW TABLES IN main.s LIKE 'orders*'
SHOW TABLES LIKE 'a*'
SHOW PARTITIONS main.s.t
SHOW FUNCTIONS LIKE 'foo*'
SHOW SCHEMAS FROM main
SHOW ALL IN SHARE s
SHOW COLUMNS IN main.s.t
DESCRIBE TABLE EXTENDED main.s.t PARTITION (d = '2024-01-01')
DESC FORMATTED main.s.t
DESC SCHEMA main.s
DESCRIBE DATABASE EXTENDED d
EXPLAIN COST SELECT * FROM a JOIN b USING (id) WHERE a.x > 5
OPTIMIZE main.s.t WHERE day >= '2024-01-01' AND region = 'EU' ZORDER BY (a, b)
ANALYZE TABLE main.s.t COMPUTE STATISTICS FOR COLUMNS a, b, c
VACUUM main.s.t RETAIN 7 DAYS
RESTORE TABLE main.s.t TO TIMESTAMP AS OF date_sub(current_timestamp(), 1)
DECLARE VARIABLE start_date DATE DEFAULT date_trunc('month', current_date())::DATE
SET VAR start_date = add_months(start_date, -1)
SET spark.databricks.delta.schema.autoMerge.enabled = true
SET spark.sql.files.maxPartitionBytes = 128m
SET x.y.z = a b c, d
EXECUTE IMMEDIATE 'INSERT INTO ' 'main.s.t VALUES (?, ?)' USING 1, 'a'
EXECUTE IMMEDIATE 'SELECT sum(c1) FROM VALUES (?), (?) AS t(c1)' INTO total USING 5, 6
BEGIN DECLARE v INT; SET v = (SELECT count(*) FROM t); IF v = 0 THEN INSERT INTO t VALUES (1); ELSE UPDATE t SET a = a + 1 WHERE a > 0; END IF; END
BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN SELECT 'failed'; END; outer_loop: FOR r AS SELECT id FROM t ORDER BY id DO IF r.id > 10 THEN LEAVE outer_loop; END IF; MERGE INTO u USING (SELECT r.id AS id) s ON u.id = s.id WHEN NOT MATCHED THEN INSERT *; END FOR outer_loop; END
BEGIN DECLARE i INT DEFAULT 0; DECLARE msg STRING DEFAULT 'x'; w: WHILE i < 3 DO SET i = i + 1; CASE i WHEN 1 THEN ITERATE w; ELSE SET msg = concat(msg, i); END CASE; END WHILE w; SELECT msg; END
CREATE OR REPLACE PROCEDURE main.ops.purge(days INT) LANGUAGE SQL SQL SECURITY INVOKER COMMENT 'x' AS BEGIN DECLARE n INT; SET n = days; DELETE FROM t WHERE age > n; SELECT CASE WHEN n > 1 THEN 'a' END; END
CREATE CONNECTION sf TYPE snowflake OPTIONS (host 'x.snowflakecomputing.com', port '443', sfWarehouse 'wh', user 'u', password secret('a', 'b'))
CREATE FOREIGN CATALOG IF NOT EXISTS sf_cat USING CONNECTION sf COMMENT 'x' OPTIONS (database 'DB')
CREATE RECIPIENT IF NOT EXISTS acme USING ID 'azure:eastus:abc' COMMENT 'partner' PROPERTIES (country = 'us')
ALTER SHARE s ADD TABLE main.s.t PARTITION (y = 2024, m LIKE '1%') WITH HISTORY
ALTER SHARE s ADD TABLE main.s.t AS shared.t WITHOUT HISTORY
ALTER SHARE s ADD MODEL main.s.m
ALTER VOLUME main.s.v OWNER TO `x`
ALTER CATALOG c SET TAGS ('env' = 'prod')
ALTER TABLE t SET ROW FILTER main.s.rf ON (region)
ALTER MATERIALIZED VIEW main.s.mv ALTER COLUMN a SET TAGS ('x' = 'y')
ALTER STREAMING TABLE main.s.st ALTER SCHEDULE REFRESH EVERY 4 HOURS
COMMENT ON TABLE main.s.t IS "double quoted"
COMMENT ON FUNCTION main.s.f IS 'x'
COMMENT ON SHARE s IS 'x'
REFRESH STREAMING TABLE main.s.st
CREATE TABLE t (a INT) PARTITIONED BY (a) USING delta
CREATE TABLE a.b.c AS (SELECT * FROM x)
CREATE TABLE a.b.c AS TABLE x
CREATE TABLE a.b.c AS VALUES (1, 2)
CREATE TABLE t (m MAP<STRING,STRUCT<a:INT,b:ARRAY<DECIMAL(10,2)>>>, ts TIMESTAMP_NTZ, g GEOMETRY(4326), v VARIANT)
CREATE TEMPORARY VIEW jdbc_t USING org.apache.spark.sql.jdbc OPTIONS (url "jdbc:x", dbtable "s.t", user 'u')
SELECT try_cast('x' AS INT) IS NULL AND (1 = 1) IS TRUE
SELECT (SELECT 1) + (SELECT 2) AS three, ARRAY((SELECT 1), 2)
SELECT f.value FROM t, LATERAL flatten(t.arr) f
SELECT * FROM t, LATERAL explode(arr) AS x(v), LATERAL (SELECT v * 2 AS w)
SELECT collate(name, 'UNICODE_CI') = 'x', name COLLATE UNICODE_CI_AI LIKE 'a%' FROM t
SELECT a FROM t WHERE b = 'x' -- done
SELECT current_timestamp() - INTERVAL '2' HOUR, now() + make_interval(0, 0, 0, 1), date_diff(DAY, a, b), timestamp_seconds(1) FROM t
SELECT a.*, b.* EXCEPT (id), c.x AS `weird name`, struct(a.x, a.y).col1, named_struct('k', 1).k, arr[0], arr[size(arr) - 1], m['k'], m.k, m['a']['b'], a.b.c.d FROM t1 a, t2 b, t3 AS c
SELECT count(DISTINCT a, b), count(*) FILTER (WHERE x > 1), sum(DISTINCT a), array_agg(a ORDER BY b), collect_list(a) FILTER (WHERE a IS NOT NULL) FROM t GROUP BY ROLLUP (a, b), CUBE (c)
SELECT CASE a WHEN 1 THEN 'x' WHEN 2 THEN 'y' END, CASE WHEN a > 1 THEN NULL ELSE CASE WHEN b THEN 1 END END AS z FROM t
SELECT * FROM t WHERE (a, b) IN (SELECT a, b FROM u) AND (c, d) NOT IN ((1, 2), (3, 4)) AND EXISTS (SELECT 1 FROM v WHERE v.id = t.id)
SELECT * FROM t WHERE a LIKE '%\%%' ESCAPE '\\' AND b NOT ILIKE ALL ('x%', 'y%') AND c RLIKE '^[a-z]+$' AND NOT d
SELECT -1 - -2, +3, ~4, !true, 1 << 2, 8 >> 1, -8 >>> 1, 5 DIV 2, 5 % 2, 1.5e-3, .5, 5., 0x1F, 1e10D, 12BD, 1L, 2S, 3Y, 1.0F
SELECT DATE '2024-01-01' + INTERVAL 1 DAY, TIMESTAMP '2024-01-01 00:00:00Z', INTERVAL '1 02:03:04' DAY TO SECOND, make_interval(1, 2, 3), INTERVAL -1 MONTH, INTERVAL (x + 1) HOURS FROM t
WITH a AS (SELECT 1 AS x), b (y) AS (SELECT x FROM a UNION SELECT 2), c AS (TABLE b) SELECT * FROM c JOIN a ON a.x = c.y
SELECT * FROM (SELECT 1 AS a UNION ALL SELECT 2 UNION DISTINCT SELECT 3 INTERSECT SELECT 4 MINUS SELECT 5) WHERE a > 0 ORDER BY a DESC NULLS LAST, 1 ASC LIMIT 10 OFFSET 5
(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1
SELECT /*+ BROADCAST(a), REPARTITION(10, x) */ * FROM a JOIN b USING (id)
SELECT /*+ SKEW('orders', 'id', (1, 2)) COALESCE(1) */ * FROM orders
SELECT * FROM a LEFT OUTER JOIN b ON a.id = b.id RIGHT JOIN c ON b.id = c.id FULL JOIN d USING (id) LEFT SEMI JOIN e ON TRUE ANTI JOIN f ON a.x = f.x
SELECT * FROM t TABLESAMPLE BERNOULLI (10 PERCENT) REPEATABLE (42) AS s WHERE s.x IS DISTINCT FROM 3
SELECT first(a, true), last(b) IGNORE NULLS OVER (PARTITION BY c ORDER BY d ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), nth_value(x, 2) OVER w, ntile(4) OVER (w ORDER BY z) FROM t WINDOW w AS (PARTITION BY k), w2 AS (ORDER BY z)
SELECT explode(array(1,2)) AS x, inline(arr) AS (a, b), stack(2, 1, 'a', 2, 'b') AS (n, s), posexplode_outer(arr) FROM t
SELECT * FROM t, LATERAL (SELECT max(x) FROM u WHERE u.id = t.id) AS m(mx) LEFT JOIN LATERAL explode(t.arr) AS e(v)
SELECT * FROM VALUES (1, 'a'), (2, 'b') AS t(id, name) WHERE id = 1
SELECT * FROM range(0, 100, 2, 4) r, sequence_table(1)
SELECT cast(a AS DECIMAL(10, 2)), cast(b AS ARRAY<STRUCT<x: INT COMMENT 'y', z: MAP<STRING, ARRAY<INT>>>>), try_cast(c AS TIMESTAMP_NTZ), d::DECIMAL(38,18)::STRING, e::STRUCT<a INT, b STRING> FROM t
SELECT extract(YEAR FROM d), extract(DAYOFWEEK FROM d), date_part('week', d), year(d), date_format(d, 'yyyy-MM-dd'), to_timestamp(s, "yyyy"), unix_timestamp(), current_timestamp, current_date, session_user, localtimestamp FROM t
SELECT concat_ws('-', a, b), a || '-' || b, regexp_extract(a, '(\\d+)', 1), split(a, ',')[0], left(a, 3), right(b, 2), replace(a, 'x', 'y'), format_string('%s %d', a, b), initcap(lower(upper(a))) FROM t
SELECT if(a, b, c), iff(a, b, c), nvl(a, b), nvl2(a, b, c), coalesce(a, b), nullif(a, b), ifnull(a, b), decode(a, 1, 'x', 'y'), greatest(a, b), least(a, b), zeroifnull(a), nullifzero(b) FROM t
SELECT * FROM prod.a.`table-with-dash` WHERE `col with space` = 'x' AND `back``tick` IS NULL
SELECT `date`, `order`, date, timestamp, year, month, day, hour, value, key, type, name, user, role, state, status, group_id, order_id, comment, table_name, index, level, language, location, owner, path, format, options FROM t
SELECT t.end, t.start, t.case_id, t.when_at, t.from_date, t.to, t.is_active, t.in_stock, t.like_count, t.set_id, t.order, t.group, t.table FROM t
SELECT * FROM a.b.c FOR VERSION AS OF 5 x JOIN a.b.d FOR SYSTEM_TIME AS OF '2024-01-01' y ON x.id = y.id
SELECT x.* FROM prod.sales.orders x WHERE x.ts BETWEEN date_sub(current_date(), 7) AND current_date() AND x.region = ANY(array('a'))
SELECT array(1, 2)[0], map('a', 1)['a'], (SELECT max(x) FROM t) + 1, (1 + 2) * 3, ((((1)))), -(-(1))
SELECT * FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts DESC) = 1 ORDER BY id
SELECT * FROM t GROUP BY ALL HAVING count(*) > 1
SELECT DATE_DIFF(DAY, a, b), DATEDIFF(a, b), TIMESTAMPDIFF(MINUTE, a, b), DATE_ADD(MONTH, 1, a), DATEADD(WEEK, -1, a), TIMESTAMPADD(SECOND, 3, a), ADD_MONTHS(a, 1) FROM t
SELECT JSON_TUPLE(j, 'a', 'b') AS (a, b), get_json_object(j, '$.a.b[0]'), j:a.b[0]:c::int, j:`odd key`, to_json(struct(*)), from_json(j, schema_of_json('{"a":1}')) FROM t
SELECT percentile_approx(x, 0.5), percentile(x, array(0.1, 0.9)), median(x), stddev_samp(x), corr(x, y), regr_slope(y, x), approx_count_distinct(x), hll_sketch_estimate(hll_sketch_agg(x)), bitmap_construct_agg(x), histogram_numeric(x, 5) FROM t
SELECT * FROM t1 NATURAL JOIN t2 CROSS JOIN t3 JOIN t4 ON t1.a = t4.a AND (t2.b > t4.b OR t3.c IS NULL) WHERE t1.d IN ('x', 'y', NULL)
SELECT st_area(geom), st_geogfromtext('POINT(0 0)')::geography(4326), h3_h3tostring(c) FROM t
SELECT u.id FROM users u WHERE u.id NOT IN (SELECT id FROM banned WHERE reason <> '') MINUS SELECT id FROM tests
SELECT * FROM IDENTIFIER('a' || '.b.c') WHERE IDENTIFIER(:col) = :val LIMIT :n
SELECT sum(x) AS `Total (€)`, 'naïve café' AS s, "ünï" AS d FROM t
SELECT * FROM delta.`abfss://c@acc.dfs.core.windows.net/p` VERSION AS OF 3
SELECT * FROM csv.`/Volumes/a/b/c/x.csv` WITH (header = true)
SELECT * FROM parquet.`s3://b/p/*.parquet`, text.`/Volumes/a/b/c/t.txt`, binaryFile.`/Volumes/a/b/c`
SELECT a AS select_list FROM t SORT BY a DISTRIBUTE BY b
INSERT INTO t PARTITION (ds = '2024-01-01', h) SELECT a, h FROM u
INSERT INTO t BY NAME SELECT 1 AS a
INSERT INTO t SELECT * FROM u WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.id = u.id)
INSERT INTO t VALUES (DEFAULT, 1, NULL, current_timestamp(), ARRAY(1, 2), MAP('a', 1), NAMED_STRUCT('x', 1))
INSERT WITH SCHEMA EVOLUTION INTO t SELECT * FROM u
INSERT INTO t REPLACE WHERE ds = '2024-01-01' SELECT * FROM u
MERGE INTO a.b.t USING (SELECT *, row_number() OVER (PARTITION BY id ORDER BY ts DESC) rn FROM u QUALIFY rn = 1) s ON t.id = s.id AND t.ds >= '2024-01-01' WHEN MATCHED AND s.deleted THEN DELETE WHEN MATCHED AND s.ts > t.ts THEN UPDATE SET t.a = s.a, b = coalesce(s.b, t.b) WHEN NOT MATCHED BY TARGET THEN INSERT (id, a) VALUES (s.id, s.a) WHEN NOT MATCHED BY SOURCE AND t.x = 1 THEN DELETE
UPDATE a.b.t AS x SET x.a = 1, b = DEFAULT, c.d = 'z' WHERE x.id IN (SELECT id FROM u)
DELETE FROM a.b.t x WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = x.id)
TRUNCATE TABLE a.b.t PARTITION (ds = '2024-01-01')
CREATE TABLE IF NOT EXISTS a.b.t (id BIGINT GENERATED BY DEFAULT AS IDENTITY, x STRING NOT NULL DEFAULT 'a' COMMENT 'c', PRIMARY KEY (id) RELY, CHECK (x <> '')) USING DELTA PARTITIONED BY (x) LOCATION 's3://b/t' COMMENT 'c' TBLPROPERTIES ('a' = 'b', delta.appendOnly = true) DEFAULT COLLATION UNICODE
CREATE TABLE a.b.t LIKE a.b.u USING delta TBLPROPERTIES ('x' = 'y')
CREATE TABLE t USING iceberg CLUSTER BY (a, b) AS SELECT * FROM u
CREATE TABLE t USING CSV OPTIONS (path '/x', header 'true', delimiter ',')
CREATE EXTERNAL TABLE hive_metastore.d.t (a INT) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' STORED AS TEXTFILE LOCATION '/x'
CREATE TABLE t STORED AS PARQUET AS SELECT 1 a
CREATE TEMPORARY TABLE tt AS SELECT 1
CREATE TABLE a.b.c DEEP CLONE x.y.z TBLPROPERTIES ('a' = 'b') LOCATION 's3://b'
CREATE OR REPLACE TEMP VIEW v (a COMMENT 'x', b) COMMENT 'c' AS WITH q AS (SELECT 1) SELECT * FROM q
CREATE FUNCTION IF NOT EXISTS f(x INT, y STRING DEFAULT 'a' COMMENT 'c') RETURNS TABLE (a INT) LANGUAGE SQL NOT DETERMINISTIC CONTAINS SQL COMMENT 'c' RETURN SELECT x AS a
CREATE FUNCTION f AS 'com.example.F' USING JAR '/x.jar'
CREATE TEMPORARY FUNCTION g(x INT) RETURNS INT RETURN x + 1
CREATE SCHEMA IF NOT EXISTS a.b MANAGED LOCATION 's3://x' COMMENT 'c' WITH DBPROPERTIES ('a' = 'b')
CREATE CATALOG a MANAGED LOCATION 's3://x' COMMENT 'c' OPTIONS ('x' = 'y')
CREATE SERVER s TYPE mysql OPTIONS (host 'h', port '1')
ALTER TABLE t RENAME COLUMN a TO b
ALTER TABLE t ALTER COLUMN a TYPE BIGINT, b COMMENT 'x', c DROP NOT NULL
ALTER TABLE t ALTER COLUMN a SET DEFAULT 5
ALTER TABLE t ALTER COLUMN a FIRST
ALTER TABLE t CHANGE COLUMN a b STRING COMMENT 'x' AFTER c
ALTER TABLE t DROP CONSTRAINT IF EXISTS c CASCADE
ALTER TABLE t DROP PRIMARY KEY IF EXISTS
ALTER TABLE t SET SERDEPROPERTIES ('a' = 'b')
ALTER TABLE t PARTITION (a = 1) RENAME TO PARTITION (a = 2)
ALTER TABLE t DROP IF EXISTS PARTITION (ds < '2024-01-01') PURGE
ALTER TABLE t RECOVER PARTITIONS
ALTER TABLE t SET OWNER TO `a@b.c`
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES u ON UPDATE NO ACTION ON DELETE NO ACTION DEFERRABLE INITIALLY DEFERRED
ALTER TABLE t UNSET TBLPROPERTIES IF EXISTS ('a', 'b.c')
ALTER TABLE t CLUSTER BY AUTO
ALTER TABLE t ALTER COLUMN a SYNC IDENTITY
ALTER VIEW v SET TBLPROPERTIES ('a' = 'b')
ALTER VIEW v WITH SCHEMA BINDING
ALTER SCHEMA a.b OWNER TO c
ALTER SCHEMA a.b ENABLE PREDICTIVE OPTIMIZATION
ALTER CATALOG a SET TAGS ('x' = 'y')
ALTER CATALOG a OPTIONS ('x' = 'y')
ALTER VOLUME a.b.c SET TAGS ('x')
ALTER CREDENTIAL c RENAME TO d
ALTER STORAGE CREDENTIAL c OWNER TO d
ALTER PROVIDER p RENAME TO q
ALTER RECIPIENT r SET PROPERTIES ('a' = 'b')
ALTER SHARE s ADD SCHEMA a.b
ALTER SHARE s ADD VOLUME a.b.c COMMENT 'x' AS d.e
ALTER SHARE s ADD VIEW a.b.v
ALTER SHARE s ADD FUNCTION a.b.f
ALTER SHARE s ADD MODEL a.b.m
ALTER GROUP g ADD USER `a@b.c`, `d@e.f`
DROP GROUP g
DENY SELECT ON TABLE t TO `x`
MSCK REPAIR TABLE t SYNC PARTITIONS
REPAIR TABLE t SYNC METADATA
REFRESH FUNCTION f
REFRESH '/path/x'
REFRESH STREAMING TABLE st SYNC
CACHE SELECT * FROM t
CACHE LAZY TABLE x OPTIONS ('storageLevel' = 'DISK_ONLY') AS SELECT 1
UNCACHE TABLE IF EXISTS t
CONVERT TO DELTA parquet.`/x` NO STATISTICS PARTITIONED BY (a INT)
GENERATE symlink_format_manifest FOR TABLE delta.`/x`
FSCK REPAIR TABLE t DRY RUN
REORG TABLE t APPLY (UPGRADE UNIFORM (ICEBERG_COMPAT_VERSION = 2))
OPTIMIZE t WHERE ds >= current_date() - 1
OPTIMIZE t FULL
ANALYZE TABLES IN a.b COMPUTE STATISTICS NOSCAN
ANALYZE TABLE t PARTITION (ds) COMPUTE DELTA STATISTICS
ANALYZE TABLE t COMPUTE STORAGE METRICS
SHOW GROUPS WITH USER `a`
SHOW SCHEMAS DROPPED
SHOW FUNCTIONS LIKE 'a*'
SHOW ALL FUNCTIONS
SHOW DATABASES
DESC EXTERNAL LOCATION l
DESCRIBE SHARE s
DESCRIBE PROVIDER p
DESCRIBE VOLUME a.b.c
DESCRIBE SCHEMA EXTENDED a.b
DESCRIBE a.b.t col
DESCRIBE TABLE t PARTITION (a = 1)
DESCRIBE t TIMESTAMP AS OF '2024-01-01'
EXPLAIN EXTENDED WITH q AS (SELECT 1) SELECT * FROM q
SET spark.sql.ansi.enabled
SET -v
RESET spark.sql.x
USE a.b
USE DATABASE d
DECLARE VARIABLE x INT DEFAULT 5
DECLARE x, y STRING DEFAULT 'a'
SET VARIABLE x = (SELECT max(a) FROM t), y = DEFAULT
BEGIN ATOMIC INSERT INTO t VALUES (1); UPDATE t SET a = 2 WHERE a = 1; END
CREATE PROCEDURE p(INOUT a INT DEFAULT 1) SQL SECURITY INVOKER LANGUAGE SQL MODIFIES SQL DATA AS BEGIN SET a = a + 1; END
CALL p(a => 1, b => 'x')
COMMENT ON TABLE t IS 'x'
COMMENT ON VOLUME v IS 'x'
COMMENT ON CONNECTION c IS 'x'
COMMENT ON SHARE s IS ''
GRANT ALL PRIVILEGES ON CATALOG a TO `b`
GRANT SELECT ON VIEW v TO `b`
GRANT CREATE FOREIGN CATALOG ON CONNECTION c TO d
GRANT READ FILES, WRITE FILES ON EXTERNAL LOCATION l TO g
GRANT ACCESS ON CREDENTIAL c TO g
GRANT CREATE CLEAN ROOM ON METASTORE TO g
GRANT MODIFY CLEAN ROOM ON CLEAN ROOM r TO g
GRANT EXTERNAL USE SCHEMA ON SCHEMA a.b TO g
GRANT CREATE MODEL ON SCHEMA a.b TO g
GRANT EXECUTE ON PROCEDURE p TO g
REVOKE USE CATALOG ON CATALOG a FROM g
SHOW GRANTS ON ANY FILE
GRANT SELECT ON ANY FILE TO g
UNDROP SCHEMA a.b
UNDROP MATERIALIZED VIEW a.b.mv
CREATE STREAMING TABLE st AS SELECT * FROM STREAM a.b.c
CREATE OR REFRESH STREAMING TABLE st SCHEDULE REFRESH CRON '0 0 * * *' AS SELECT * FROM STREAM read_files('/x')
CREATE OR REFRESH MATERIALIZED VIEW mv PARTITIONED BY (a) AS SELECT * FROM t
CREATE LIVE TABLE lt COMMENT 'x' AS SELECT * FROM LIVE.src
CREATE OR REFRESH LIVE TABLE lt (CONSTRAINT c EXPECT (a > 0)) AS SELECT * FROM STREAM(LIVE.src)
CREATE TEMPORARY LIVE VIEW lv AS SELECT 1
CREATE FLOW f AS AUTO CDC INTO t FROM STREAM s KEYS (id) SEQUENCE BY ts
CREATE BLOOMFILTER INDEX ON TABLE t FOR COLUMNS (a OPTIONS (fpp = 0.1))
DROP BLOOMFILTER INDEX ON TABLE t FOR COLUMNS (a)
SYNC SCHEMA a.b FROM hive_metastore.b DRY RUN
SYNC TABLE a.b.c FROM hive_metastore.b.c SET OWNER x
COPY INTO t FROM 's3://b/p' WITH (CREDENTIAL (AWS_ACCESS_KEY = 'x', AWS_SECRET_KEY = 'y', AWS_SESSION_TOKEN = 'z')) FILEFORMAT = CSV FILES = ('a.csv') FORMAT_OPTIONS ('header' = 'true') COPY_OPTIONS ('mergeSchema' = 'true')
COPY INTO t BY POSITION FROM '/x' FILEFORMAT = PARQUET VALIDATE ALL
SELECT * FROM VALUES 4, 5, 6
SELECT n FROM VALUES 4, 5 AS v(n)
SELECT n FROM VALUES NULL, -2 AS v(n) JOIN t ON t.id = v.n
SELECT x FROM VALUES current_date(), DATE '2024-02-03' AS v(x)
SELECT x FROM VALUES array(1), array(2, 3) AS v(x)
SELECT values.a FROM values
SELECT v.a FROM values v WHERE v.a > 1
SELECT like(name, 'A%'), ilike(name, 'a_'), rlike(name, '^a'), div(7, 2) FROM t
SELECT a FROM t WHERE a ! IN (1, 2) AND b ! LIKE 'x%' AND c ! BETWEEN 1 AND 2 AND d IS ! NULL
SELECT INTERVAL -2 DAY 3 HOUR -4 MINUTES, -INTERVAL 1 YEAR +2 MONTHS
SELECT e:a.b:c:[*].d, e:list[ * ].x FROM t
DROP TEMPORARY VAR IF EXISTS total
DESCRIBE FUNCTION IDENTIFIER('a.' || 'f')
FROM t |> SELECT a, sum(b) OVER w, max(b) OVER u WINDOW w AS (PARTITION BY a) WINDOW u AS (ORDER BY b)
FROM t SELECT a WHERE a > 1 SELECT b WHERE b > 2
EXECUTE IMMEDIATE 'SELECT ? + 1' USING (SELECT max(a) FROM t) AS top
SELECT * FROM trades MATCH_RECOGNIZE (PARTITION BY sym ORDER BY ts MEASURES FIRST(ts) AS began, LAST(up.price) AS top ONE ROW PER MATCH AFTER MATCH SKIP TO NEXT ROW PATTERN (low up+ (flat | down)*) DEFINE up AS price > PREV(price), down AS price < PREV(price)) AS runs WHERE runs.top > 4
SELECT * FROM STREAM(a.b.c) WITH (skipChangeCommits = true)
REFRESH FOREIGN SCHEMA c.s RESOLVE DBFS LOCATION
SELECT values.a, max(b) values FROM t values WHERE values.a > 1 GROUP BY values.a
CREATE TABLE t PARTITIONED BY (b) FLOW INSERT ONCE BY NAME SELECT 1 AS a, 2 AS b
CREATE OR REFRESH STREAMING TABLE st FLOW INSERT ONCE BY NAME SELECT * FROM old
CREATE OR REFRESH STREAMING TABLE st FLOW REPLACE WHERE d >= '2024' BY NAME SELECT * FROM STREAM s
CREATE OR REFRESH STREAMING TABLE st FLOW REPLACE USING (id) SEQUENCE BY ts BY NAME SELECT * FROM STREAM s
INSERT INTO t x BY NAME REPLACE ON x.id = s.id SELECT * FROM u s
SELECT sum(a) OVER (ORDER BY b ROWS 3 PRECEDING), avg(a) OVER (ORDER BY b RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM t
