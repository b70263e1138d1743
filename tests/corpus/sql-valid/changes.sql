INSERT INTO retail.core.stores VALUES (1, 'North'), (2, 'South')
INSERT INTO TABLE retail.core.stores (id, name) VALUES (3, 'East')
INSERT INTO retail.core.stores (id, name) SELECT id, name FROM staging.stores
INSERT INTO retail.core.stores BY NAME SELECT 'West' AS name, 4 AS id
INSERT INTO retail.core.stores TABLE staging.stores
INSERT INTO retail.core.stores SELECT * FROM VALUES (1, 'a') AS v(id, name)
INSERT INTO retail.core.orders PARTITION (order_day = '2024-01-01') SELECT id, amount FROM staging.orders
INSERT INTO retail.core.orders PARTITION (order_day) SELECT * FROM staging.orders
INSERT INTO retail.core.orders PARTITION (order_day = '2024-01-01', region) (id, region) VALUES (1, 'x')
INSERT WITH SCHEMA EVOLUTION INTO retail.core.orders SELECT * FROM staging.orders
INSERT INTO t (a, b) VALUES (1, DEFAULT), (DEFAULT, 2)
INSERT INTO t DEFAULT VALUES
INSERT OVERWRITE retail.core.daily SELECT * FROM staging.daily
INSERT OVERWRITE TABLE retail.core.daily PARTITION (day = '2024-01-01') IF NOT EXISTS SELECT 1
INSERT OVERWRITE TABLE t PARTITION (p) SELECT a, p FROM s
INSERT OVERWRITE DIRECTORY '/Volumes/main/out/x' USING PARQUET OPTIONS ('compression' = 'snappy') SELECT * FROM t
INSERT OVERWRITE DIRECTORY USING csv OPTIONS (path '/tmp/x', header true) SELECT * FROM t
INSERT OVERWRITE LOCAL DIRECTORY '/tmp/out' ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' SELECT * FROM t
INSERT INTO t REPLACE WHERE day >= '2024-01-01' AND day < '2024-02-01' SELECT * FROM s
INSERT INTO t REPLACE USING (id, day) SELECT * FROM s
INSERT INTO t AS tgt REPLACE ON (tgt.id = src.id) (SELECT * FROM s) AS src
INSERT INTO t BY NAME REPLACE WHERE a = 1 SELECT 1 AS a
WITH fresh AS (SELECT * FROM staging.orders WHERE ok) INSERT INTO retail.core.orders SELECT * FROM fresh
INSERT INTO t WITH x AS (SELECT 1 AS a) SELECT * FROM x
FROM staging.orders INSERT INTO good SELECT * WHERE ok INSERT INTO bad SELECT * WHERE NOT ok
FROM staging.orders o INSERT OVERWRITE good SELECT o.id INSERT INTO bad (id) SELECT o.id WHERE o.bad
FROM (SELECT * FROM a) x INSERT INTO TABLE b PARTITION (p = 1) SELECT x.*
INSERT INTO t FROM s SELECT a, b
INSERT INTO t (SELECT a FROM s UNION ALL SELECT b FROM r)
DELETE FROM retail.core.orders
DELETE FROM retail.core.orders WHERE order_day < '2020-01-01'
DELETE FROM retail.core.orders AS o WHERE o.id IN (SELECT id FROM staging.gone)
DELETE FROM retail.core.orders o WHERE EXISTS (SELECT 1 FROM staging.gone g WHERE g.id = o.id)
WITH gone AS (SELECT id FROM x) DELETE FROM t WHERE id IN (SELECT id FROM gone)
DELETE FROM delta.`/Volumes/main/x/t` WHERE a = 1
UPDATE retail.core.stores SET name = 'North 2' WHERE id = 1
UPDATE retail.core.stores s SET s.name = upper(s.name), s.updated = current_timestamp() WHERE s.region = 'EU'
UPDATE retail.core.stores AS s SET name = DEFAULT
UPDATE t SET a = CASE WHEN b > 1 THEN 1 ELSE a END, c = (SELECT max(x) FROM u) WHERE d IS NOT NULL
UPDATE t SET s.field = 1, arr = array_append(arr, 2) WHERE id BETWEEN 1 AND 5
MERGE INTO retail.core.stores t USING staging.stores s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *
MERGE INTO retail.core.stores AS t USING (SELECT * FROM staging.stores WHERE ok) AS s ON t.id = s.id AND t.day = s.day WHEN MATCHED AND s.deleted THEN DELETE WHEN MATCHED THEN UPDATE SET t.name = s.name, t.n = t.n + 1 WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)
MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED BY TARGET THEN INSERT * WHEN NOT MATCHED BY SOURCE AND t.day < '2020-01-01' THEN DELETE
MERGE INTO t USING s ON t.id = s.id WHEN NOT MATCHED BY SOURCE THEN UPDATE SET t.active = false
MERGE WITH SCHEMA EVOLUTION INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *
MERGE INTO t USING s ON false WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, DEFAULT)
WITH s AS (SELECT 1 AS id) MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE
MERGE INTO t USING VALUES (1, 'a') AS s(id, n) ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = s.n
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET * EXCEPT (created)
COPY INTO retail.raw.orders FROM '/Volumes/retail/raw/in' FILEFORMAT = CSV
COPY INTO retail.raw.orders FROM 's3://bucket/in' FILEFORMAT = JSON FORMAT_OPTIONS ('multiLine' = 'true', 'mergeSchema' = 'true') COPY_OPTIONS ('mergeSchema' = 'true', 'force' = 'false')
COPY INTO retail.raw.orders FROM (SELECT _c0 AS id, _c1::DOUBLE amount, _metadata.file_path FROM 'abfss://c@a.dfs.core.windows.net/in') FILEFORMAT = CSV FILES = ('a.csv', 'b.csv')
COPY INTO retail.raw.orders FROM 's3://b/in' WITH (CREDENTIAL my_cred) FILEFORMAT = PARQUET PATTERN = '*.parquet'
COPY INTO t FROM 's3://b/in' WITH (CREDENTIAL (AWS_ACCESS_KEY = 'x', AWS_SECRET_KEY = 'y', AWS_SESSION_TOKEN = 'z') ENCRYPTION (TYPE = 'AWS_SSE_C', MASTER_KEY = 'k')) FILEFORMAT = PARQUET
COPY INTO t BY POSITION FROM '/Volumes/a/b/c' FILEFORMAT = AVRO VALIDATE 10 ROWS
COPY INTO t (a, b) FROM '/Volumes/a/b/c' FILEFORMAT = ORC VALIDATE ALL
COPY INTO delta.`/Volumes/a/b/t` FROM '/Volumes/a/b/c' FILEFORMAT = TEXT
LOAD DATA INPATH '/data/x' INTO TABLE t
LOAD DATA LOCAL INPATH '/data/x' OVERWRITE INTO TABLE t PARTITION (p = 1)
TRUNCATE TABLE retail.raw.orders
TRUNCATE TABLE retail.raw.orders PARTITION (day = '2024-01-01')
OPTIMIZE retail.core.orders
OPTIMIZE retail.core.orders WHERE order_day >= current_date() - INTERVAL 1 DAY ZORDER BY (customer_id, store_id)
OPTIMIZE retail.core.orders FULL
OPTIMIZE delta.`/Volumes/a/b/t` ZORDER BY id
VACUUM retail.core.orders
VACUUM retail.core.orders RETAIN 168 HOURS
VACUUM retail.core.orders RETAIN 240 HOURS DRY RUN
VACUUM retail.core.orders LITE
VACUUM retail.core.orders FULL DRY RUN
VACUUM '/Volumes/a/b/t' RETAIN 100 HOURS
ANALYZE TABLE t COMPUTE STATISTICS
ANALYZE TABLE t COMPUTE STATISTICS NOSCAN
ANALYZE TABLE t PARTITION (p = 1) COMPUTE STATISTICS FOR COLUMNS a, b
ANALYZE TABLE t COMPUTE STATISTICS FOR ALL COLUMNS
ANALYZE TABLE t COMPUTE DELTA STATISTICS
ANALYZE TABLES IN retail.core COMPUTE STATISTICS NOSCAN
RESTORE TABLE t TO VERSION AS OF 5
RESTORE t TO TIMESTAMP AS OF '2024-01-01 00:00:00'
RESTORE TABLE t VERSION AS OF 7
MSCK REPAIR TABLE t
MSCK REPAIR TABLE t SYNC PARTITIONS
MSCK REPAIR TABLE t ADD PARTITIONS
MSCK REPAIR TABLE t DROP PARTITIONS
REPAIR TABLE t
REPAIR TABLE t SYNC METADATA
FSCK REPAIR TABLE t
FSCK REPAIR TABLE t DRY RUN
FSCK REPAIR TABLE t METADATA ONLY
REORG TABLE t APPLY (PURGE)
REORG TABLE t WHERE a > 1 APPLY (PURGE)
REORG TABLE t APPLY (UPGRADE UNIFORM (ICEBERG_COMPAT_VERSION = 2))
CONVERT TO DELTA parquet.`/Volumes/a/b/p` PARTITIONED BY (day DATE, h INT)
CONVERT TO DELTA t NO STATISTICS
GENERATE symlink_format_manifest FOR TABLE t
CACHE TABLE t
CACHE LAZY TABLE c OPTIONS ('storageLevel' = 'MEMORY_ONLY') AS SELECT * FROM t
CACHE SELECT * FROM t
UNCACHE TABLE IF EXISTS t
CLEAR CACHE
REFRESH TABLE t
REFRESH FUNCTION f
REFRESH '/path/x'
REFRESH MATERIALIZED VIEW main.gold.mv
REFRESH STREAMING TABLE main.gold.st FULL
REFRESH MATERIALIZED VIEW main.gold.mv ASYNC
REFRESH FOREIGN CATALOG pg
REFRESH FOREIGN SCHEMA pg.public
REFRESH FOREIGN TABLE pg.public.t
SYNC SCHEMA main.a FROM hive_metastore.a DRY RUN
SYNC TABLE main.a.t FROM hive_metastore.a.t SET OWNER `me@x.com`
SYNC SCHEMA main.a AS EXTERNAL FROM hive_metastore.a
PUT '/tmp/a.csv' INTO '/Volumes/a/b/c/a.csv' OVERWRITE
GET '/Volumes/a/b/c/a.csv' TO '/tmp/a.csv'
REMOVE '/Volumes/a/b/c/a.csv'
LIST '/Volumes/a/b/c'
LIST 's3://bucket/x' LIMIT 10
ADD JAR '/tmp/x.jar'
ADD FILES '/tmp/a.py' '/tmp/b.py'
LIST JARS
CREATE BLOOMFILTER INDEX ON TABLE t FOR COLUMNS (a OPTIONS (fpp = 0.1, numItems = 1000))
DROP BLOOMFILTER INDEX ON TABLE t FOR COLUMNS (a)
EXECUTE IMMEDIATE 'SELECT * FROM t WHERE a = ?' USING 5
EXECUTE IMMEDIATE 'SELECT max(a) FROM t WHERE b = :b' INTO mx USING 3 AS b
EXECUTE IMMEDIATE stmt USING (1 AS a, 'x' AS b)
CALL main.ops.refresh_all()
CALL main.ops.load(day => current_date(), dry => false)
BEGIN TRANSACTION
COMMIT
ROLLBACK
START TRANSACTION
