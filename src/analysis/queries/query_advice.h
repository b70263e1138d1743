#pragma once
// What the measures of a finished query say could be better, each with the measures that say so. Pure.
// Source of the measures: Databricks REST reference, query history, QueryMetrics. Thresholds are judgement, with
// reasons.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace lakecode::queries {

struct QueryFacts {
  std::string text;
  std::string status;  ///< FINISHED, FAILED, CANCELED, RUNNING …
  std::string error_message;
  std::chrono::milliseconds total{0};
  std::chrono::milliseconds compilation{0};
  std::chrono::milliseconds execution{0};
  std::chrono::milliseconds result_fetch{0};
  std::chrono::milliseconds waited_for_start{0};     ///< the warehouse was starting
  std::chrono::milliseconds waited_for_capacity{0};  ///< it ran, but was full
  std::int64_t read_bytes = 0;
  std::int64_t read_files = 0;
  std::int64_t pruned_files = 0;
  std::int64_t rows_read = 0;
  std::int64_t rows_produced = 0;
  std::int64_t spilled_bytes = 0;
  bool has_metrics = false;
};

struct Advice {
  std::string id;        ///< stable: "spill", "queued", …
  std::string text;      ///< what to do
  std::string evidence;  ///< the measures that say so
};

/// In order of weight. Empty for a query that is fine, still runs, or tells no measures.
std::vector<Advice> advise(const QueryFacts& query);

/// 1536 -> "1.5 KiB".
std::string size_text(std::int64_t bytes);

}  // namespace lakecode::queries
