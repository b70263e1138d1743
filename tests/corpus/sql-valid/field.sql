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
