#pragma once
// One row of the route table, and what a route is given. Routes are plain functions and thread-safe.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "local/state/store.h"
#include "net/http_server.h"

namespace lakecode::local {

class FaultDesk;
class StatementRunner;
class SteeredClock;
class TableEngine;

/// What the routes borrow. Everything outlives the server.
struct Workspace {
  Store& store;
  const Clock& clock;
  TableEngine* engine = nullptr;          ///< null only in tests of routes that need no SQL
  StatementRunner* statements = nullptr;  ///< as above
  Secret token;
  std::string origin;                     ///< "http://127.0.0.1:PORT", for the links in answers
  std::string workspace_id;               ///< digits
  std::string metastore_id;               ///< a UUID
  FaultDesk* faults = nullptr;            ///< null: no misbehaviour, and no routes to ask for it
  SteeredClock* steered_clock = nullptr;  ///< `clock`, when it can be set; null when it cannot
};

/// A request, taken apart by its route's pattern.
struct Call {
  const net::ServerRequest& request;
  std::vector<std::string> captures;  ///< decoded, what the {} of the pattern matched, in order
  std::string version;                ///< "2.0", "2.1", "2.2": what `*` of the pattern matched

  /// The query value as a whole number; nullopt when absent, InvalidArgument when it is none.
  [[nodiscard]] Result<std::optional<std::int64_t>> int_query(std::string_view name) const;
  /// "true" is true; everything else false.
  [[nodiscard]] bool flag_query(std::string_view name) const;
  [[nodiscard]] std::string text_query(std::string_view name) const;  ///< "" when absent
  /// Every value of a repeated key.
  [[nodiscard]] std::vector<std::string> all_query(std::string_view name) const;
  /// The body as a JSON object; an empty one for an empty body. InvalidArgument else.
  [[nodiscard]] Result<JsonBox> body() const;
};

enum class Access { Token, Open };

struct Route {
  std::string_view method;
  std::string_view pattern;  ///< segments: text, "2.*" any API version, "{}" one segment
  net::ServerResponse (*run)(Workspace&, const Call&);
  Access access = Access::Token;
};

/// All routes, in the order in which they are tried.
std::vector<Route> all_routes();

/// The response to `request`: token check, route, 404 ENDPOINT_NOT_FOUND.
net::ServerResponse dispatch(Workspace& workspace, std::span<const Route> routes, const net::ServerRequest& request);

/// As dispatch, but first asks the workspace's desk for a fault; our own routes (/api/lakecode/…) never get one.
net::ServerResponse dispatch_with_faults(Workspace& workspace, std::span<const Route> routes,
                                         const net::ServerRequest& request);

}  // namespace lakecode::local
