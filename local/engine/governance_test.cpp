// Grants, owners, tags, constraints and generated columns by SQL, and what information_schema tells of them.

#include <gtest/gtest.h>

#include "base/json.h"
#include "local/engine/engine_fixture.h"

namespace lakecode::local {
namespace {

TEST(Grants, AreTheDocumentsThatRestServes) {
  Engine engine;
  engine.run("CREATE TABLE t (id INT)");
  EXPECT_EQ(engine.run("GRANT SELECT, MODIFY ON TABLE t TO `data team`"), "");
  EXPECT_EQ(engine.run("GRANT USE CATALOG ON CATALOG main TO `data team`"), "");
  EXPECT_EQ(engine.run("GRANT SELECT ON CATALOG main TO `bob@x.example`"), "");
  const RecordPointer record = engine.store().find("grants", "table main.default.t");
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->text, R"({"privilege_assignments":[{"principal":"data team","privileges":["SELECT","MODIFY"]}]})");
  EXPECT_EQ(engine.run("SHOW GRANTS ON TABLE t"),
            "bob@x.example|SELECT|CATALOG|main\ndata team|SELECT|TABLE|main.default.t\ndata "
            "team|MODIFY|TABLE|main.default.t");
  EXPECT_EQ(engine.run("REVOKE MODIFY ON TABLE t FROM `data team`"), "");
  EXPECT_EQ(engine.run("SELECT grantee, privilege_type, inherited_from FROM information_schema.table_privileges"),
            "bob@x.example|SELECT|CATALOG\ndata team|SELECT|NONE");
  EXPECT_EQ(engine.run("SELECT grantee, privilege_type FROM system.information_schema.catalog_privileges"),
            "bob@x.example|SELECT\ndata team|USE CATALOG");
  EXPECT_EQ(engine.run("REVOKE ALL PRIVILEGES ON TABLE t FROM `data team`"), "");
  EXPECT_EQ(engine.run("SHOW GRANTS `data team` ON TABLE t"), "");
}

TEST(Grants, AreGivenToWhoIsThere) {
  Engine engine;
  engine.run("CREATE TABLE t (id INT)");
  ASSERT_TRUE(engine.store().put({"user", "1", JsonBox(JsonObject{{"id", "1"}, {"userName", "Ann@x.example"}})}));
  ASSERT_TRUE(engine.store().put({"group", "2", JsonBox(JsonObject{{"id", "2"}, {"displayName", "data team"}})}));
  for (const char* there : {"ann@x.example", "data team", "account users"}) {
    EXPECT_EQ(engine.run("GRANT SELECT ON TABLE t TO `" + std::string(there) + "`"), "");
    EXPECT_EQ(engine.run("ALTER TABLE t OWNER TO `" + std::string(there) + "`"), "");
  }
  for (const char* statement : {"GRANT SELECT ON TABLE t TO `ghost`", "ALTER TABLE t OWNER TO `ghost`"})
    EXPECT_TRUE(engine.run(statement).starts_with("[PRINCIPAL_DOES_NOT_EXIST]")) << statement;
  EXPECT_EQ(engine.run("REVOKE SELECT ON TABLE t FROM `ghost`"), "");  // what is not held may be taken away
}

TEST(Grants, RefuseWhatMakesNoSense) {
  Engine engine;
  engine.run("CREATE TABLE t (id INT)");
  EXPECT_TRUE(engine.run("GRANT CREATE SCHEMA ON TABLE t TO x").starts_with("[INVALID_PARAMETER_VALUE"));
  EXPECT_TRUE(engine.run("GRANT SELECT ON TABLE nope TO x").starts_with("[TABLE_OR_VIEW_NOT_FOUND]"));
  EXPECT_TRUE(engine.run("GRANT SELECT ON SCHEMA nope TO x").starts_with("[SCHEMA_NOT_FOUND]"));
  EXPECT_TRUE(engine.run("GRANT SELECT ON CATALOG nope TO x").starts_with("[NO_SUCH_CATALOG_EXCEPTION]"));
  EXPECT_TRUE(engine.run("DENY SELECT ON TABLE t TO x").starts_with("[UNSUPPORTED_FEATURE]"));
  EXPECT_TRUE(engine.run("GRANT SELECT TABLE t TO x").starts_with("[PARSE_SYNTAX_ERROR]"));
}

TEST(Owners, AndTagsAreKept) {
  Engine engine;
  engine.run("CREATE TABLE t (id INT, s STRING)");
  EXPECT_EQ(engine.run("ALTER TABLE t OWNER TO `data team`"), "");
  EXPECT_EQ(engine.run("ALTER SCHEMA main.default SET OWNER TO bob"), "");
  EXPECT_EQ(engine.run("SELECT table_owner FROM information_schema.tables"), "data team");
  EXPECT_EQ(engine.run("SELECT schema_owner FROM information_schema.schemata WHERE schema_name = 'default'"), "bob");
  EXPECT_EQ(engine.run("ALTER TABLE t SET TAGS ('pii' = 'yes', 'k')"), "");
  EXPECT_EQ(engine.run("ALTER TABLE t ALTER COLUMN s SET TAGS ('class' = 'name')"), "");
  EXPECT_EQ(engine.run("SET TAG ON SCHEMA main.default team = a"), "");
  EXPECT_EQ(engine.run("ALTER TABLE t UNSET TAGS ('k')"), "");
  EXPECT_EQ(engine.run("SELECT * FROM information_schema.table_tags"), "main|default|t|pii|yes");
  EXPECT_EQ(engine.run("SELECT * FROM system.information_schema.column_tags"), "main|default|t|s|class|name");
  EXPECT_EQ(engine.run("SELECT * FROM information_schema.schema_tags"), "main|default|team|a");
  EXPECT_TRUE(engine.run("ALTER TABLE t ALTER COLUMN nope SET TAGS ('a' = 'b')").starts_with("[UNRESOLVED_COLUMN"));
}

TEST(Constraints, AreEnforcedWhereDeltaEnforcesThem) {
  Engine engine;
  engine.run("CREATE TABLE t (id INT NOT NULL, n INT, v VARCHAR(3), CONSTRAINT pos CHECK (n > 0), PRIMARY KEY (id))");
  EXPECT_EQ(engine.run("INSERT INTO t VALUES (1, 5, 'abc')"), "1|1");
  EXPECT_TRUE(engine.run("INSERT INTO t VALUES (2, -1, 'a')").starts_with("[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES]"));
  EXPECT_TRUE(engine.run("INSERT INTO t VALUES (2, 1, 'abcd')").starts_with("[DELTA_EXCEED_CHAR_VARCHAR_LIMIT]"));
  EXPECT_TRUE(engine.run("INSERT INTO t VALUES (NULL, 1, 'a')").starts_with("[DELTA_NOT_NULL_CONSTRAINT_VIOLATED]"));
  EXPECT_EQ(engine.run("INSERT INTO t VALUES (1, 6, 'a')"), "1|1") << "a primary key is told, not enforced";
  EXPECT_EQ(engine.run("SELECT count(*) FROM t"), "2");
  EXPECT_TRUE(engine.run("ALTER TABLE t ADD CONSTRAINT big CHECK (n > 5)")
                  .starts_with("[DELTA_NEW_CHECK_CONSTRAINT_VIOLATION]"));
  EXPECT_EQ(engine.run("ALTER TABLE t DROP CONSTRAINT pos"), "");
  EXPECT_EQ(engine.run("INSERT INTO t VALUES (3, -1, 'a')"), "1|1");
  EXPECT_TRUE(engine.run("ALTER TABLE t DROP CONSTRAINT pos").starts_with("[DELTA_CONSTRAINT_DOES_NOT_EXIST]"));
  EXPECT_EQ(engine.run("SELECT constraint_name, constraint_type, enforced FROM "
                       "information_schema.table_constraints"),
            "t_id_pk|PRIMARY KEY|NO");
}

TEST(Columns, DefaultsIdentityAndGeneratedOnes) {
  Engine engine;
  engine.run(
      "CREATE TABLE t (id BIGINT GENERATED BY DEFAULT AS IDENTITY (START WITH 10 INCREMENT BY 5), n INT, d INT "
      "GENERATED ALWAYS AS (n * 2), s STRING DEFAULT 'x')");
  EXPECT_EQ(engine.run("INSERT INTO t (n) VALUES (1), (2)"), "2|2");
  EXPECT_EQ(engine.run("SELECT * FROM t ORDER BY id"), "10|1|2|x\n15|2|4|x");
  EXPECT_EQ(engine.run("SELECT column_name, column_default, is_identity, generation_expression FROM "
                       "information_schema.columns ORDER BY ordinal_position"),
            "id|NULL|YES|NULL\nn|NULL|NO|NULL\nd|NULL|NO|n * 2\ns|'x'|NO|NULL");
  EXPECT_EQ(engine.run("ALTER TABLE t ALTER COLUMN s SET DEFAULT 'y'"), "");
  EXPECT_EQ(engine.run("INSERT INTO t (n) VALUES (3)"), "1|1");
  EXPECT_EQ(engine.run("SELECT s FROM t WHERE n = 3"), "y");
}

TEST(Functions, OfUsersAreCalledByName) {
  Engine engine;
  EXPECT_EQ(engine.run("CREATE FUNCTION plus(a INT, b INT DEFAULT 10) RETURNS INT COMMENT 'sum' RETURN a + b"), "");
  EXPECT_EQ(engine.run("SELECT plus(1, 2), plus(1), main.default.plus(b => 5, a => 1)"), "3|11|6");
  EXPECT_EQ(engine.run("CREATE FUNCTION upto(n INT) RETURNS TABLE (v BIGINT) RETURN SELECT id FROM range(n)"), "");
  EXPECT_EQ(engine.run("SELECT sum(v) FROM upto(4)"), "6");
  EXPECT_TRUE(engine.run("CREATE FUNCTION plus(a INT) RETURNS INT RETURN a").starts_with("[ROUTINE_ALREADY_EXISTS]"));
  EXPECT_EQ(engine.run("CREATE OR REPLACE FUNCTION plus(a INT) RETURNS INT RETURN a + 100"), "");
  EXPECT_EQ(engine.run("SELECT plus(1)"), "101");
  EXPECT_EQ(engine.run("SELECT routine_name, data_type FROM information_schema.routines ORDER BY routine_name"),
            "plus|INT\nupto|TABLE_TYPE");
  EXPECT_EQ(engine.run("DROP FUNCTION plus"), "");
  EXPECT_TRUE(engine.run("SELECT plus(1)").starts_with("[UNRESOLVED_ROUTINE]"));
  EXPECT_TRUE(engine.run("DROP FUNCTION plus").starts_with("[ROUTINE_NOT_FOUND]"));
  engine.close();
  engine.open();
  EXPECT_EQ(engine.run("SELECT count(*) FROM upto(2)"), "2");
}

TEST(MaterializedViews, KeepTheirRowsUntilRefreshed) {
  Engine engine;
  engine.run("CREATE TABLE t AS SELECT 1 AS x");
  EXPECT_EQ(engine.run("CREATE MATERIALIZED VIEW m AS SELECT sum(x) AS s FROM t"), "");
  engine.run("INSERT INTO t VALUES (5)");
  EXPECT_EQ(engine.run("SELECT s FROM m"), "1");
  EXPECT_EQ(engine.run("REFRESH MATERIALIZED VIEW m"), "");
  EXPECT_EQ(engine.run("SELECT s FROM m"), "6");
  EXPECT_EQ(engine.run("SELECT table_type FROM information_schema.tables WHERE table_name = 'm'"), "MATERIALIZED_VIEW");
  EXPECT_TRUE(engine.run("INSERT INTO m VALUES (1)").starts_with("[MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED"));
  EXPECT_EQ(engine.run("DROP MATERIALIZED VIEW m"), "");
}

TEST(Merges, EveryBranchCounts) {
  Engine engine;
  engine.run("CREATE TABLE t AS SELECT * FROM VALUES (1, 'a'), (2, 'b'), (3, 'c') AS v(id, s)");
  EXPECT_EQ(engine.run("MERGE INTO t USING (SELECT * FROM VALUES (1, 'x'), (2, 'del'), (9, 'new') AS v(id, s)) n ON "
                       "t.id = n.id WHEN MATCHED AND n.s = 'del' THEN DELETE WHEN MATCHED THEN UPDATE SET s = n.s WHEN "
                       "NOT MATCHED THEN INSERT (id, s) VALUES (n.id, n.s) WHEN NOT MATCHED BY SOURCE THEN UPDATE SET "
                       "s = 'gone'"),
            "4|2|1|1");
  EXPECT_EQ(engine.run("SELECT * FROM t ORDER BY id"), "1|x\n3|gone\n9|new");
  EXPECT_EQ(engine.run("MERGE WITH SCHEMA EVOLUTION INTO t USING (SELECT 9 AS id, 'w' AS s, 7 AS extra) n ON t.id = "
                       "n.id WHEN MATCHED THEN UPDATE SET *"),
            "1|1|0|0");
  EXPECT_EQ(engine.run("SELECT * FROM t WHERE id = 9"), "9|w|7");
  EXPECT_EQ(engine.run("INSERT INTO t REPLACE WHERE id = 9 SELECT 9, 'r', 8"), "1|1");
  EXPECT_EQ(engine.run("SELECT * FROM t WHERE id = 9"), "9|r|8");
}

}  // namespace
}  // namespace lakecode::local
