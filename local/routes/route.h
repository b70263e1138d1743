#pragma once
// One row of the route table, and what a route is given. Routes are plain functions and thread-safe.

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/json_fwd.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "local/state/store.h"
#include "net/http_server.h"

namespace lakecode::local {

class FaultDesk;
class JobRunner;
class StatementRunner;
class SteeredClock;
class TableEngine;

/// What the routes borrow. Everything outlives the server.
struct Workspace {
  Store& store;
  const Clock& clock;
  TableEngine* engine = nullptr;          ///< null only in tests of routes that need no SQL
  StatementRunner* statements = nullptr;  ///< as above
  JobRunner* jobs = nullptr;              ///< as above
  RandomSource& random;                   ///< thread-safe
  std::filesystem::path files;            ///< folder of the bytes of volumes, DBFS and workspace files
  Secret token;
  std::string origin;                     ///< "http://127.0.0.1:PORT", for the links in answers
  std::string workspace_id;               ///< digits
  std::string metastore_id;               ///< a UUID
  FaultDesk* faults = nullptr;            ///< null: no misbehaviour, and no routes to ask for it
  SteeredClock* steered_clock = nullptr;  ///< `clock`, when it can be set; null when it cannot
  struct Changes {};
  /// Held while a route runs that changes objects (see Locking): read, decide and write are one step for others.
  std::shared_ptr<Guarded<Changes>> changes = std::make_shared<Guarded<Changes>>();
};

/// Who asks: the stored SCIM object behind the token. An empty id is the owner of the workspace's own token.
struct Caller {
  std::string kind;  ///< "user" or "service_principal"
  std::string id;
};

/// A request, taken apart by its route's pattern.
struct Call {
  const net::ServerRequest& request;
  std::vector<std::string> captures;  ///< decoded, what the {} and {*} of the pattern matched, in order
  std::string version;                ///< "2.0", "2.1", "2.2": what `*` of the pattern matched
  Caller identity;

  /// The query value as a whole number; nullopt when absent, InvalidArgument when it is none.
  [[nodiscard]] Result<std::optional<std::int64_t>> int_query(std::string_view name) const;
  /// "true" is true; everything else false.
  [[nodiscard]] bool flag_query(std::string_view name) const;
  [[nodiscard]] std::string text_query(std::string_view name) const;  ///< "" when absent
  /// Every value of a repeated key.
  [[nodiscard]] std::vector<std::string> all_query(std::string_view name) const;
  /// The body as a JSON object; an empty one for an empty body. MALFORMED_REQUEST else.
  [[nodiscard]] Result<JsonBox> body() const;
};

enum class Access { Token, Open };

/// ByMethod: GET and HEAD run beside each other, other methods one at a time, so that what a route read still holds
/// when it writes. None: for routes that wait for something long, or that lock by themselves.
enum class Locking { ByMethod, None };

struct Route {
  std::string_view method;
  std::string_view pattern;  ///< segments: text, "2.*" any API version, "{}" one segment, last "{*}" one or more
  net::ServerResponse (*run)(Workspace&, const Call&);
  Access access = Access::Token;
  Locking locking = Locking::ByMethod;
};

/// All routes, in the order in which they are tried.
std::vector<Route> all_routes();

/// The response to `request`: token check, route, 404 ENDPOINT_NOT_FOUND.
net::ServerResponse dispatch(Workspace& workspace, std::span<const Route> routes, const net::ServerRequest& request);

/// As dispatch, but first asks the workspace's desk for a fault; our own routes (/api/lakecode/…) never get one.
net::ServerResponse dispatch_with_faults(Workspace& workspace, std::span<const Route> routes,
                                         const net::ServerRequest& request);

}  // namespace lakecode::local
