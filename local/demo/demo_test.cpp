// Runs the demo's SQL in DuckDB and counts each planted defect with a query of its own, then compares with the truth.
#include <duckdb.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/demo.h"
#include "local/demo/table_spec.h"

namespace lakecode::local {
namespace {

const WallTime kNow = from_epoch_ms(1'795'500'123'000);

class Database {
 public:
  Database() {
    EXPECT_EQ(duckdb_open(nullptr, &database_), DuckDBSuccess);
    EXPECT_EQ(duckdb_connect(database_, &connection_), DuckDBSuccess);
  }
  ~Database() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// First value of the answer, or the engine's message as a test failure.
  std::int64_t ask(const std::string& sql) {
    duckdb_result result;
    std::int64_t value = -1;
    if (duckdb_query(connection_, sql.c_str(), &result) != DuckDBSuccess) {
      ADD_FAILURE() << duckdb_result_error(&result) << "\n" << sql;
    } else if (duckdb_column_count(&result) > 0 && duckdb_row_count(&result) > 0) {
      value = duckdb_value_int64(&result, 0, 0);
    }
    duckdb_destroy_result(&result);
    return value;
  }

  void fill(const DemoData& demo) {
    constexpr std::string_view kAttach = "ATTACH_CATALOG ";
    for (const std::string& statement : demo.sql) {
      // System tables need what the workspace makes beforehand; tests/conformance looks at them.
      if (statement.find(" system.") != std::string::npos) continue;
      const bool is_catalog = statement.substr(0, kAttach.size()) == kAttach;
      ask(is_catalog ? "ATTACH ':memory:' AS " + statement.substr(kAttach.size()) : statement);
      if (::testing::Test::HasFailure()) {
        return;
      }
    }
  }

 private:
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
};

const TableSpec& spec_of(const std::string& name) {
  static const std::vector<TableSpec> all = all_tables();
  for (const TableSpec& spec : all) {
    if (spec.name == name) {
      return spec;
    }
  }
  ADD_FAILURE() << name;
  return all.front();
}

std::string orphan_sql(const TrueFinding& f) {
  for (const Reference& ref : spec_of(f.table).references) {
    if (ref.column == f.column) {
      return fmt::format("SELECT count(*) FROM {0} WHERE {1} IS NOT NULL AND {1} NOT IN (SELECT {2} FROM {3})", f.table,
                         f.column, ref.parent_column, ref.parent_table);
    }
  }
  return "SELECT -2";
}

std::string pair_sql(const TrueFinding& f) {
  const std::map<std::string, std::string> starts{
      {"delivered_at", "ordered_at"}, {"ends_at", "starts_at"}, {"received_on", "ordered_on"}};
  return fmt::format("SELECT count(*) FROM {} WHERE {} < {}", f.table, f.column, starts.at(f.column));
}

/// A query that counts `f` without knowing how it was planted; nullopt when the table holds no trace of it.
std::optional<std::string> counting_sql(const TrueFinding& f) {
  const std::string count = "SELECT count(*) FROM " + f.table + " WHERE ";
  const std::string now = "TIMESTAMP '" + text::replace_all(format_rfc3339(kNow).substr(0, 19), "T", " ") + "'";
  const std::map<std::string, std::string> sql{
      {"null_ratio", count + f.column + " IS NULL"},
      {"negative_value", count + f.column + " < 0"},
      {"placeholder", count + f.column + " IN ('N/A', 'unknown', '-')"},
      {"future_date", count + f.column + " > " + now + " + INTERVAL 1 DAY"},
      {"impossible_date", count + "year(" + f.column + ") IN (1, 1900)"},
      {"duplicate_key", fmt::format("SELECT count(*) - count(DISTINCT {}) FROM {}", f.column, f.table)},
      {"duplicate_row",
       fmt::format("SELECT (SELECT count(*) FROM {0}) - (SELECT count(*) FROM (SELECT DISTINCT * FROM {0}))", f.table)},
      {"case_or_space", count + f.column + " <> trim(" + f.column + ") OR " + f.column +
                            " IN ('Delivered', 'PICKED', 'norland', 'SUDERIA', 'KG', 'Piece')"},
      {"constant",
       fmt::format("SELECT CASE WHEN count(DISTINCT {0}) = 1 THEN count({0}) END FROM {1}", f.column, f.table)},
      {"type_text", count + "try_cast(" + f.column + " AS DOUBLE) IS NOT NULL"},
      {"dominant_value",
       fmt::format("SELECT max(n) FROM (SELECT count(*) AS n FROM {} GROUP BY {})", f.table, f.column)},
      {"partition_skew",
       fmt::format("SELECT max(n) FROM (SELECT count(*) AS n FROM {} GROUP BY {})", f.table, f.column)},
      {"mixed_format", count + "regexp_full_match(" + f.column + R"(, '055\d{7}|\d\d/\d{4}|\d\d/\d\d/\d{4}'))"},
      {"outlier", count + f.column + " > 8000"},
      {"pii", count + f.column + " IS NOT NULL"}};
  if (f.finding == "orphan") {
    return orphan_sql(f);
  }
  if (f.finding == "inconsistent_pair") {
    return pair_sql(f);
  }
  const auto it = sql.find(f.finding);
  return it == sql.end() ? std::nullopt : std::optional<std::string>(it->second);
}

using SteadyClock = std::chrono::steady_clock;

/// A company in a database of its own, the truth about it, and what making it took.
struct Filled {
  explicit Filled(std::uint64_t seed) : truth(make_truth(seed, kNow)) {
    GTEST_LOG_(INFO) << "seed: " << seed;
    const auto start = SteadyClock::now();
    const DemoData demo = make_demo(seed, kNow);
    const auto made = SteadyClock::now();
    database.fill(demo);
    making = made - start;
    filling = SteadyClock::now() - made;
  }

  Database database;
  Truth truth;
  SteadyClock::duration making{};
  SteadyClock::duration filling{};
};

std::uint64_t fresh_seed() {
  SystemRandom random;
  return random.below(1'000'000'000);
}

/// Filling is slow under the sanitizers, so the tests of one run share a company.
class DemoSql : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = std::make_unique<Filled>(fresh_seed()); }
  static void TearDownTestSuite() { shared_.reset(); }

  static Filled& shared() { return *shared_; }

 private:
  static inline std::unique_ptr<Filled> shared_;
};

void expect_what_is_planted(Filled& filled) {
  for (const TrueFinding& f : filled.truth.planted) {
    EXPECT_EQ(filled.database.ask("SELECT count(*) FROM " + f.table), f.rows) << f.table;
    EXPECT_GT(f.count, 0) << f.table << " " << f.finding;
    if (const auto sql = counting_sql(f)) {
      EXPECT_EQ(filled.database.ask(*sql), f.count) << f.table << " " << f.finding << " " << f.column;
    }
  }
}

TEST_F(DemoSql, HoldsExactlyWhatTheTruthSays) {
  expect_what_is_planted(shared());
  for (int round = 0; round < 2; ++round) {
    Filled another(fresh_seed());
    expect_what_is_planted(another);
  }
}

bool is_told(const Truth& truth, const TrueFinding& finding) {
  const auto is_it = [&](const TrueFinding& f) {
    return f.table == finding.table && f.finding == finding.finding && f.column == finding.column;
  };
  return std::any_of(truth.planted.begin(), truth.planted.end(), is_it) ||
         std::any_of(truth.tolerated.begin(), truth.tolerated.end(), is_it);
}

void expect_none_unless_told(Filled& filled, const TrueFinding& finding) {
  if (!is_told(filled.truth, finding)) {
    EXPECT_EQ(filled.database.ask(counting_sql(finding).value_or("SELECT -3")), 0)
        << finding.table << " " << finding.finding << " " << finding.column;
  }
}

TEST_F(DemoSql, TablesKeepTheirKeysReferencesAndTimesUnlessPlanted) {
  for (const TableSpec& spec : all_tables()) {
    const std::string table(spec.name);
    if (!spec.key.empty()) {
      expect_none_unless_told(shared(), {table, "duplicate_key", std::string(spec.key), 0, 0});
    }
    for (const Reference& ref : spec.references) {
      expect_none_unless_told(shared(), {table, "orphan", std::string(ref.column), 0, 0});
    }
    for (const ColumnSpec& column : spec.columns) {
      if (column.type == "TIMESTAMP" || column.type == "DATE") {
        expect_none_unless_told(shared(), {table, "future_date", std::string(column.name), 0, 0});
      }
    }
  }
}

TEST_F(DemoSql, FreshTablesAreFreshAndHaveNoHoleInTheirDays) {
  Database& database = shared().database;
  const std::string today = "DATE '" + format_rfc3339(kNow).substr(0, 10) + "'";
  for (const TableSpec& spec : all_tables()) {
    if (spec.time_column.empty()) {
      continue;
    }
    std::map<std::string, std::int64_t> planted;
    for (const TrueFinding& f : shared().truth.planted) {
      if (f.table == spec.name) {
        planted[f.finding] = f.count;
      }
    }
    const std::string days =
        fmt::format("(SELECT DISTINCT CAST({0} AS DATE) AS d FROM {1} WHERE CAST({0} AS DATE) <= {2})",
                    spec.time_column, spec.name, today);
    const std::int64_t age = database.ask(fmt::format("SELECT {} - max(d) FROM {}", today, days));
    const std::int64_t missing = database.ask(fmt::format("SELECT max(d) - min(d) + 1 - count(*) FROM {}", days));
    if (planted.count("freshness_gap") == 1) {
      EXPECT_NEAR(static_cast<double>(age), static_cast<double>(planted["freshness_gap"]), 1.0) << spec.name;
    } else {
      EXPECT_LE(age, 1) << spec.name;
    }
    if (planted.count("time_gap") == 1) {
      EXPECT_NEAR(static_cast<double>(missing), static_cast<double>(planted["time_gap"]), 1.0) << spec.name;
    } else {
      EXPECT_EQ(missing, 0) << spec.name;
    }
  }
}

TEST_F(DemoSql, BuildsQuickly) {
  using Ms = std::chrono::milliseconds;
  const Filled& filled = shared();
  GTEST_LOG_(INFO) << "make_demo " << std::chrono::duration_cast<Ms>(filled.making).count() << " ms, SQL "
                   << std::chrono::duration_cast<Ms>(filled.filling).count() << " ms";
  // Under a second on a quiet machine, even with the sanitizers; the limit allows a crowded one.
  EXPECT_LT(filled.making + filled.filling, std::chrono::seconds(30));
}

}  // namespace
}  // namespace lakecode::local
