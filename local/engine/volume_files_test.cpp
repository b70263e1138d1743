// Files of volumes: read_files, files as tables, COPY INTO. And that nothing else is reached.

#include <gtest/gtest.h>

#include <fstream>

#include "base/json.h"
#include "local/engine/engine_fixture.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;

fs::path make_volume(const Engine& engine) {
  fs::path folder = engine.folder() / "files" / "volumes" / "main" / "default" / "v";
  fs::create_directories(folder / "in");
  std::ofstream(folder / "in" / "a.csv") << "id,name\n1,x\n2,y\n";
  std::ofstream(folder / "in" / "b.csv") << "id,name\n3,z\n";
  std::ofstream(folder / "rows.json") << "{\"a\":1,\"b\":\"p\"}\n{\"a\":2}\n";
  return folder;
}

TEST(VolumeFiles, AreRelations) {
  Engine engine;
  make_volume(engine);
  EXPECT_EQ(engine.run("SELECT sum(id), max(name) FROM read_files('/Volumes/main/default/v/in/', format => 'csv', "
                       "header => true, inferSchema => true)"),
            "6|z");
  EXPECT_EQ(engine.run("SELECT * FROM read_files('/Volumes/main/default/v/in/a*.csv', format => 'csv', header => "
                       "true, schema => 'id INT, name STRING') ORDER BY id"),
            "1|x\n2|y");
  EXPECT_EQ(engine.run("SELECT _c0 FROM csv.`/Volumes/main/default/v/in/b.csv` ORDER BY _c0"), "3\nid");
  EXPECT_EQ(engine.run("SELECT a, b FROM json.`/Volumes/main/default/v/rows.json` ORDER BY a"), "1|p\n2|NULL");
  EXPECT_TRUE(
      engine.run("SELECT * FROM read_files('/Volumes/main/default/v/none.csv')").starts_with("[PATH_NOT_FOUND]"));
  EXPECT_TRUE(engine.run("SELECT * FROM parquet.`/Volumes/main/default/v/rows.json`").starts_with("[FAILED_READ_FILE"));
}

TEST(VolumeFiles, LeadNowhereElse) {
  Engine engine;
  const fs::path folder = make_volume(engine);
  std::ofstream(engine.folder() / "secret.csv") << "secret\n";
  fs::create_symlink(engine.folder() / "secret.csv", folder / "in" / "link.csv");
  EXPECT_TRUE(engine.run("SELECT * FROM csv.`/Volumes/main/default/v/in/link.csv`").starts_with("[PATH_NOT_FOUND]"));
  EXPECT_TRUE(
      engine.run("SELECT * FROM csv.`/Volumes/main/default/v/../../../../secret.csv`").starts_with("[PATH_NOT"));
  EXPECT_EQ(engine.run("SELECT count(*) FROM csv.`/Volumes/main/default/v/in`"), "5");
}

TEST(CopyInto, TakesEveryFileOnce) {
  Engine engine;
  const fs::path folder = make_volume(engine);
  engine.run("CREATE TABLE t (id INT, name STRING)");
  const std::string copy =
      "COPY INTO t FROM '/Volumes/main/default/v/in' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true')";
  EXPECT_EQ(engine.run(copy), "3|3|0");
  EXPECT_EQ(engine.run(copy), "0|0|0");
  std::ofstream(folder / "in" / "c.csv") << "id,name\n4,w\n";
  EXPECT_EQ(engine.run(copy), "1|1|0");
  EXPECT_EQ(engine.run("SELECT sum(id) FROM t"), "10");
  EXPECT_EQ(engine.run(copy + " COPY_OPTIONS ('force' = 'true')"), "4|4|0");
  EXPECT_EQ(
      engine.run("COPY INTO t FROM (SELECT a::INT, b FROM '/Volumes/main/default/v/rows.json') FILEFORMAT = JSON"),
      "2|2|0");
  const auto history = engine.try_run("DESCRIBE HISTORY t LIMIT 1");
  ASSERT_TRUE(history);
  EXPECT_EQ(history->table.rows[0][4].value_or(""), "COPY INTO");
  EXPECT_TRUE(
      engine.run("COPY INTO nope FROM '/Volumes/main/default/v/in' FILEFORMAT = CSV").starts_with("[TABLE_OR_"));
}

}  // namespace
}  // namespace lakecode::local
