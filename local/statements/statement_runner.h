#pragma once
// The statement execution service (API reference 3.5): accepts statements, runs them on its own threads, keeps results
// for an hour, and writes each one into the query history. Thread-safe. Invariant: a statement that was accepted
// reaches a final state, and a final state never changes but to Closed.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "base/random.h"
#include "local/engine/table_engine.h"
#include "local/state/store.h"

namespace lakecode::local {

enum class StatementState { Pending, Running, Succeeded, Failed, Canceled, Closed };
enum class Disposition { Inline, ExternalLinks };
enum class ResultFormat { JsonArray, ArrowStream, Csv };

struct Submission {
  StatementRequest request;
  std::string warehouse_id;
  std::string user_name;
  std::int64_t user_id = 0;
  std::string client;  ///< the User-Agent, for the history
  JsonBox source;      ///< query_source of the history, e.g. {"job_info": {...}}; null for none
  Disposition disposition = Disposition::Inline;
  ResultFormat format = ResultFormat::JsonArray;
};

/// Rows [first_row, first_row + rows) of a result.
struct ChunkPlace {
  std::size_t first_row = 0;
  std::size_t rows = 0;
  std::uint64_t bytes = 0;
};

/// What is known of a statement at one moment.
struct StatementView {
  std::string id;
  std::string user_name;  ///< who submitted it
  StatementState state = StatementState::Pending;
  std::string message;    ///< of a failure
  std::string sql_state;  ///< of a failure
  Disposition disposition = Disposition::Inline;
  ResultFormat format = ResultFormat::JsonArray;
  std::shared_ptr<const ResultTable> table;  ///< when Succeeded
  std::vector<ChunkPlace> chunks;
};

class StatementRunner {
 public:
  struct Parts {
    TableEngine& engine;
    Store& store;
    const Clock& clock;
    RandomSource& random;  ///< thread-safe
  };
  explicit StatementRunner(const Parts& parts, int workers = 8);
  ~StatementRunner();  ///< cancels what runs and joins

  /// The id of the new statement.
  std::string submit(Submission submission);
  /// nullopt for an id that was never given, or long ago.
  [[nodiscard]] std::optional<StatementView> find(const std::string& id) const;
  /// As find, after the statement ended or `limit` passed.
  [[nodiscard]] std::optional<StatementView> wait(const std::string& id, std::chrono::milliseconds limit) const;
  /// False for an unknown id. A statement that ended stays as it is.
  bool cancel(const std::string& id);

  /// Takes no more statements to run and cancels those that are under way, so that nobody waits for them any longer.
  void stop();

  /// A word that opens chunk `chunk` of `id` without a token until `expires`.
  std::string make_link(const std::string& id, std::size_t chunk, WallTime expires);
  struct LinkTarget {
    std::string id;
    std::size_t chunk = 0;
  };
  /// nullopt for a word that was not made here or has expired.
  [[nodiscard]] std::optional<LinkTarget> follow_link(std::string_view word) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lakecode::local
