#include "policy/carriers.h"

namespace lakecode::policy {
namespace {

struct Row {
  std::string_view tool;
  Carriers carriers;
};

constexpr Row kRows[] = {{"sql_execute", kSql}, {"batch_sql", kSql}, {"sql", kSql},  {"databricks_cli", kArgv},
                         {"cli", kArgv},        {"api", kRest},      {"rest", kRest}};

}  // namespace

Carriers carried_by(const Glob& names) {
  Carriers carriers = 0;
  for (const Row& row : kRows) {
    if (names.matches(row.tool)) carriers = static_cast<Carriers>(carriers | row.carriers);
  }
  return carriers;
}

}  // namespace lakecode::policy
