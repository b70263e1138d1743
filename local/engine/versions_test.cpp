// Earlier versions of tables: what can be read, restored and brought back, and what the history says of it.

#include <gtest/gtest.h>

#include "base/json.h"
#include "local/engine/engine_fixture.h"

namespace lakecode::local {
namespace {

/// A table that was written, appended to, updated and deleted from: versions 0 to 4.
void make_history(Engine& engine) {
  engine.run("CREATE TABLE t (id BIGINT NOT NULL, s STRING)");
  engine.run("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
  engine.run("INSERT INTO t VALUES (3, 'c')");
  engine.run("UPDATE t SET s = 'z' WHERE id = 1");
  engine.run("DELETE FROM t WHERE id = 2");
}

std::string rows_at(Engine& engine, int version) {
  return engine.run("SELECT * FROM t VERSION AS OF " + std::to_string(version) + " ORDER BY id");
}

TEST(Changes, AnUpdateOfRowsThatNoSourceMatchesLeavesTheEngineWhole) {
  Engine engine;
  engine.run("CREATE TABLE t (k STRING, n STRING)");
  // What the engine returned of such rows was read from nowhere: some of so many times it fell.
  for (int i = 0; i < 60; ++i) {
    engine.run("INSERT OVERWRITE t VALUES ('a', 'x'), ('b', 'y'), ('c', 'a longer text that lies elsewhere')");
    ASSERT_EQ(engine.run("MERGE INTO t USING (VALUES ('a', 1), ('d', 2)) AS s(k, v) ON t.k = s.k "
                         "WHEN NOT MATCHED BY SOURCE THEN UPDATE SET n = 'gone'"),
              "2|2|0|0");
    ASSERT_EQ(engine.run("SELECT count_if(n = 'gone') FROM t"), "2");
  }
}

TEST(TableVersions, EveryVersionReadsAsItWas) {
  Engine engine;
  make_history(engine);
  EXPECT_EQ(rows_at(engine, 0), "");
  EXPECT_EQ(rows_at(engine, 1), "1|a\n2|b");
  EXPECT_EQ(rows_at(engine, 2), "1|a\n2|b\n3|c");
  EXPECT_EQ(rows_at(engine, 3), "1|z\n2|b\n3|c");
  EXPECT_EQ(rows_at(engine, 4), "1|z\n3|c");
  EXPECT_EQ(engine.run("SELECT s FROM t@v2 WHERE id = 1"), "a");
  EXPECT_EQ(engine.run("SELECT count(*) FROM t x JOIN t VERSION AS OF 2 y ON x.id = y.id"), "2");
  EXPECT_TRUE(rows_at(engine, 5).starts_with("[DELTA_VERSION_NOT_FOUND]"));
  EXPECT_TRUE(engine.run("SELECT * FROM t TIMESTAMP AS OF '2000-01-01'")
                  .starts_with("[DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION]"));
  EXPECT_TRUE(engine.run("SELECT * FROM t TIMESTAMP AS OF now() + INTERVAL 1 DAY")
                  .starts_with("[DELTA_TIMESTAMP_GREATER_THAN_COMMIT]"));
}

TEST(TableVersions, ATimestampNamesTheVersionOfThatMoment) {
  Engine engine;
  make_history(engine);
  const auto history = engine.try_run("DESCRIBE HISTORY t");
  ASSERT_TRUE(history);
  for (const auto& row : history->table.rows) {
    const std::string version = row[0].value_or("");
    EXPECT_EQ(engine.run("SELECT * FROM t TIMESTAMP AS OF '" + row[1].value_or("") + "' ORDER BY id"),
              engine.run("SELECT * FROM t VERSION AS OF " + version + " ORDER BY id"));
  }
}

TEST(TableVersions, SurviveAReopen) {
  Engine engine;
  make_history(engine);
  engine.close();
  engine.open();
  EXPECT_EQ(rows_at(engine, 2), "1|a\n2|b\n3|c");
}

TEST(TableVersions, HistoryTellsWhatRan) {
  Engine engine;
  make_history(engine);
  engine.run("DELETE FROM t WHERE id = 77");
  engine.run(
      "MERGE INTO t USING (SELECT 3 AS id, 'y' AS s UNION ALL SELECT 9, 'n') n ON t.id = n.id WHEN MATCHED THEN "
      "UPDATE SET s = n.s WHEN NOT MATCHED THEN INSERT *");
  const auto history = engine.try_run("DESCRIBE HISTORY t");
  ASSERT_TRUE(history);
  std::string operations;
  for (const auto& row : history->table.rows) operations += row[0].value_or("") + row[4].value_or("") + " ";
  EXPECT_EQ(operations, "5MERGE 4DELETE 3UPDATE 2WRITE 1WRITE 0CREATE TABLE ");
  EXPECT_EQ(
      history->table.rows[0][12].value_or(""),
      R"({"numOutputRows":"2","numTargetRowsDeleted":"0","numTargetRowsInserted":"1","numTargetRowsUpdated":"1"})");
}

TEST(TableVersions, RestoreBringsRowsAndColumnsBack) {
  Engine engine;
  make_history(engine);
  engine.run("RESTORE TABLE t TO VERSION AS OF 2");
  EXPECT_EQ(engine.run("SELECT * FROM t ORDER BY id"), "1|a\n2|b\n3|c");
  engine.run("ALTER TABLE t ADD COLUMN n INT");
  EXPECT_EQ(engine.run("SELECT * FROM t WHERE id = 1"), "1|a|NULL");
  engine.run("RESTORE TABLE t TO VERSION AS OF 3");
  EXPECT_EQ(engine.run("SELECT * FROM t ORDER BY id"), "1|z\n2|b\n3|c");
  EXPECT_EQ(engine.run("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'"), "2");
  EXPECT_EQ(rows_at(engine, 5), "1|a\n2|b\n3|c");
  EXPECT_TRUE(engine.run("INSERT INTO t VALUES (NULL, 'x')").starts_with("[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]"));
  EXPECT_TRUE(engine.run("RESTORE TABLE t TO VERSION AS OF 99").starts_with("[DELTA_VERSION_NOT_FOUND]"));
}

TEST(TableVersions, RestoreBringsConstraintsPropertiesAndNullabilityBack) {
  Engine engine;
  engine.run("CREATE TABLE t (id BIGINT, s STRING NOT NULL DEFAULT 'd' COMMENT 'old') TBLPROPERTIES ('k' = '1')");
  engine.run("INSERT INTO t VALUES (1, 'a')");
  for (const char* change :
       {"ALTER TABLE t ADD CONSTRAINT ck CHECK (id > 0)", "ALTER TABLE t ALTER COLUMN id SET NOT NULL",
        "ALTER TABLE t ALTER COLUMN s DROP NOT NULL", "ALTER TABLE t SET TBLPROPERTIES ('k' = '2')",
        "ALTER TABLE t ALTER COLUMN s COMMENT 'new'"})
    EXPECT_EQ(engine.run(change), "") << change;
  EXPECT_TRUE(engine.run("INSERT INTO t VALUES (-5, 'b')").starts_with("[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES]"));
  EXPECT_FALSE(engine.run("RESTORE TABLE t TO VERSION AS OF 1").starts_with("["));
  EXPECT_EQ(engine.run("SHOW TBLPROPERTIES t ('k')"), "k|1");
  EXPECT_EQ(engine.run("SELECT comment FROM information_schema.columns WHERE table_name = 't' AND column_name = 's'"),
            "old");
  EXPECT_EQ(engine.run("INSERT INTO t (id) VALUES (-5)"), "1|1");
  EXPECT_EQ(engine.run("INSERT INTO t VALUES (NULL, 'n')"), "1|1");
  EXPECT_TRUE(engine.run("INSERT INTO t VALUES (7, NULL)").starts_with("[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]"));
  EXPECT_EQ(engine.run("SELECT * FROM t ORDER BY id NULLS LAST"), "-5|d\n1|a\nNULL|n");
}

TEST(TableVersions, ARestoreIsItselfAVersionWithItsMetadataAlsoUnderAnotherName) {
  Engine engine;
  engine.run("CREATE TABLE t (id BIGINT)");
  engine.run("ALTER TABLE t ADD CONSTRAINT ck CHECK (id > 0)");
  engine.run("RESTORE TABLE t TO VERSION AS OF 0");
  engine.run("ALTER TABLE t RENAME TO u");
  engine.run("DROP TABLE u");
  engine.run("UNDROP TABLE u");
  EXPECT_EQ(engine.run("INSERT INTO u VALUES (-1)"), "1|1");
  engine.run("RESTORE TABLE u TO VERSION AS OF 1");
  EXPECT_TRUE(engine.run("INSERT INTO u VALUES (-1)").starts_with("[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES]"));
}

TEST(TableVersions, RestoreKeepsAMaskOfToday) {
  Engine engine;
  engine.run("CREATE TABLE t (id BIGINT, s STRING)");
  engine.run("CREATE FUNCTION main.default.hide(s STRING) RETURNS STRING RETURN 'x'");
  engine.run("INSERT INTO t VALUES (1, 'a')");
  engine.run("ALTER TABLE t ALTER COLUMN s SET MASK main.default.hide");
  engine.run("RESTORE TABLE t TO VERSION AS OF 1");
  EXPECT_EQ(engine.run("SELECT s FROM t"), "x");
}

TEST(TableVersions, UndropFindsTheTableThatWasDroppedLast) {
  Engine engine;
  make_history(engine);
  EXPECT_EQ(engine.run("DROP TABLE t"), "");
  EXPECT_TRUE(engine.run("SELECT * FROM t").starts_with("[TABLE_OR_VIEW_NOT_FOUND]"));
  EXPECT_EQ(engine.run("CREATE TABLE t AS SELECT 7 AS q"), "");
  EXPECT_TRUE(engine.run("UNDROP TABLE t").starts_with("[TABLE_OR_VIEW_ALREADY_EXISTS]"));
  EXPECT_EQ(engine.run("ALTER TABLE t RENAME TO u"), "");
  EXPECT_EQ(engine.run("UNDROP TABLE t"), "");
  EXPECT_EQ(rows_at(engine, 1), "1|a\n2|b");
  EXPECT_EQ(engine.run("SELECT * FROM t ORDER BY id"), "1|z\n3|c");
  EXPECT_EQ(engine.run("SHOW TABLES DROPPED"), "");
  EXPECT_TRUE(engine.run("UNDROP TABLE nope").starts_with("[TABLE_OR_VIEW_NOT_FOUND]"));
}

TEST(TableVersions, ReplacingATableKeepsItsPast) {
  Engine engine;
  make_history(engine);
  EXPECT_EQ(engine.run("CREATE OR REPLACE TABLE t AS SELECT 7 AS q"), "");
  EXPECT_EQ(engine.run("SELECT * FROM t"), "7");
  EXPECT_EQ(rows_at(engine, 4), "1|z\n3|c");
}

TEST(TableVersions, ClonesStandOnTheirOwn) {
  Engine engine;
  make_history(engine);
  engine.run("CREATE TABLE c SHALLOW CLONE t VERSION AS OF 2");
  engine.run("DELETE FROM t");
  EXPECT_EQ(engine.run("SELECT count(*) FROM c"), "3");
}

TEST(TableVersions, HiddenRelationsCannotBeNamed) {
  Engine engine;
  make_history(engine);
  engine.run("DROP TABLE t");
  EXPECT_EQ(engine.run("SHOW TABLES"), "");
  EXPECT_TRUE(engine.run("SELECT * FROM `lc:1`").starts_with("[TABLE_OR_VIEW_NOT_FOUND]"));
  EXPECT_TRUE(engine.run("DROP TABLE `lc:1`").starts_with("[TABLE_OR_VIEW_NOT_FOUND]"));
  EXPECT_EQ(engine.run("DROP SCHEMA main.default"), "");
}

TEST(TableVersions, AChangeThatFailsLeavesNothing) {
  Engine engine;
  make_history(engine);
  EXPECT_TRUE(engine.run("UPDATE t SET id = NULL").starts_with("[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]"));
  EXPECT_EQ(engine.run("SELECT * FROM t ORDER BY id"), "1|z\n3|c");
  EXPECT_TRUE(rows_at(engine, 5).starts_with("[DELTA_VERSION_NOT_FOUND]"));
}

TEST(Changes, OfAMergeAreToldApartByTheKeyItsRowsShare) {
  Engine engine;
  engine.run("CREATE TABLE c (id INT, v STRING) TBLPROPERTIES (delta.enableChangeDataFeed = true)");
  engine.run("INSERT INTO c VALUES (1, 'a'), (2, 'b'), (3, 'c')");
  engine.run(
      "MERGE INTO c USING (VALUES (1, 'A'), (2, NULL), (9, 'z')) AS s(id, v) ON c.id = s.id WHEN MATCHED AND s.v IS "
      "NULL "
      "THEN DELETE WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, s.v)");
  EXPECT_EQ(engine.run("SELECT id, v, _change_type FROM table_changes('c', 2) ORDER BY id, _change_type DESC"),
            "1|a|update_preimage\n1|A|update_postimage\n2|b|delete\n9|z|insert");
  EXPECT_TRUE(engine.run("SELECT * FROM table_changes('c', 2, 1)").starts_with("[DELTA_INVALID_CDC_RANGE]"));
  EXPECT_TRUE(engine.run("SELECT * FROM table_changes('c', 7)").starts_with("[DELTA_VERSION_NOT_FOUND]"));
  engine.run("CREATE TABLE plain (id INT)");
  EXPECT_TRUE(engine.run("SELECT * FROM table_changes('plain', 0)").starts_with("[DELTA_MISSING_CHANGE_DATA]"));
  EXPECT_TRUE(engine.run("SELECT * FROM table_changes('nowhere', 0)").starts_with("[TABLE_OR_VIEW_NOT_FOUND]"));
}

TEST(ColumnPlaces, KeepRowsDefaultsAndConstraintsAndRefuseWhatIsNotThere) {
  Engine engine;
  engine.run("CREATE TABLE p (a INT NOT NULL, b STRING DEFAULT 'x', k BIGINT GENERATED BY DEFAULT AS IDENTITY)");
  engine.run("INSERT INTO p (a) VALUES (7)");
  EXPECT_EQ(engine.run("ALTER TABLE p ADD COLUMN first INT FIRST"), "");
  EXPECT_EQ(engine.run("ALTER TABLE p ALTER COLUMN k AFTER first"), "");
  EXPECT_EQ(engine.run("SELECT * FROM p"), "NULL|1|7|x");
  EXPECT_EQ(engine.run("INSERT INTO p (a) VALUES (8)"), "1|1");
  EXPECT_EQ(engine.run("SELECT k, b FROM p WHERE a = 8"), "2|x");
  EXPECT_TRUE(engine.run("INSERT INTO p (b) VALUES ('y')").starts_with("[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]"));
  EXPECT_TRUE(engine.run("ALTER TABLE p ADD COLUMN z INT AFTER nope").starts_with("[FIELD_NOT_FOUND]"));
}

}  // namespace
}  // namespace lakecode::local
