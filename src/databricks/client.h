#pragma once
// The client of one Databricks workspace. Families of typed calls live beside it, one file a group (jobs.h, clusters.h,
// …) as free functions that take a Client. Thread-safe: each call leases an HTTP connection of its own. Reads by
// `fetch_…` need no permit and are re-checked: a request that does not classify READ_ONLY is refused. Everything else
// takes a safety::Permit for exactly that request.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/ids.h"
#include "base/json_fwd.h"
#include "base/random.h"
#include "base/redact.h"
#include "base/result.h"
#include "net/http_client.h"
#include "net/retry.h"
#include "safety/permit.h"

namespace lakecode::auth {
class TokenSource;
}

namespace lakecode::databricks {

/// A statement that ended on a warehouse, well or not.
struct StatementUse {
  WarehouseId warehouse;
  StatementId id;
  std::chrono::milliseconds duration{};  ///< from its submission to its last row
  bool succeeded = false;
};

struct ClientSettings {
  std::string host;          ///< origin, "https://…"
  std::string workspace_id;  ///< sent as X-Databricks-Workspace-Id when known
  net::ClientOptions http;
  net::RetryPolicy retry;
  std::chrono::milliseconds request_timeout{60'000};
  std::size_t in_flight = 16;  ///< bound of parallel batches
  std::string profile;         ///< named in advice; may be empty
  /// Told of every statement that was submitted, when it ended; on the thread that ran it. May be empty.
  std::function<void(const StatementUse&)> on_statement = {};
};

class Wire;  ///< raw requests; databricks/wire.h, for this folder's files only

class Client {
 public:
  /// Borrows `tokens` and `random`, which must outlive it.
  Client(ClientSettings settings, auth::TokenSource& tokens, RandomSource& random);
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  [[nodiscard]] const std::string& host() const;
  [[nodiscard]] std::size_t in_flight() const;
  /// Tells on_statement, if there is one.
  void report(const StatementUse& use) const;

 private:
  friend class Wire;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lakecode::databricks
