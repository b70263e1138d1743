#pragma once
// Raw requests of one workspace, for this folder's files only. Adds credentials and headers, retries, logs, and reads
// the answer as JSON. Thread-safe as its Client.
// Invariant: nothing leaves here before safety::classify judged the very bytes: what is not READ_ONLY needs a Permit
// that covers them.

#include <functional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/client.h"
#include "databricks/error_answer.h"
#include "net/http_types.h"
#include "net/url.h"
#include "safety/effect.h"
#include "safety/permit.h"

namespace lakecode::databricks {

/// One read: GET, or POST when it has a body.
struct Call {
  Naming naming;
  std::string path;  ///< "/api/2.2/jobs/get"; segments already encoded
  net::QueryParameters query;
  std::string body;  ///< JSON text of a read that the API makes POST; else ""
};

struct Answer {
  JsonBox body;
  net::Headers headers;
};

class LateCalls;

class Wire {
 public:
  /// Borrows `client`.
  explicit Wire(Client& client) : state_(*client.state_) {}

  /// Sends a read. Errors: Internal when the request does not classify READ_ONLY (nothing is sent), and those of
  /// error_answer.h, the transport and the token source.
  Result<Answer> fetch(const Call& call, const CallContext& ctx);

  /// The same for many, in parallel within the client's bound; results in order.
  std::vector<Result<Answer>> fetch_all(const std::vector<Call>& calls, const CallContext& ctx);

  /// Sends a read whose answer is bytes and no JSON, with `headers` beside the usual ones.
  Result<std::string> fetch_bytes(const Call& call, const net::Headers& headers, const CallContext& ctx);

  /// Reads page after page, passing "page_token". `on_page` says whether more is wanted. An absent or empty
  /// next_page_token ends the list; a repeated one, or more than 10,000 pages, is CorruptData.
  Result<void> fetch_pages(Call call, const std::function<bool(const JsonValue&)>& on_page, const CallContext& ctx);

  /// Sends a change; more than once only with Repeat::Safe. Internal when `permit` does not cover exactly `request`.
  Result<Answer> send(safety::Permit permit, const safety::RestEffect& request, net::Repeat repeat,
                      const Naming& naming, const CallContext& ctx);

  /// POST sql/statements with `body`, whose statement must be that of `effect`. Internal when `permit` does not cover
  /// `effect`, or `body` holds anything worse.
  Result<Answer> submit_statement(safety::Permit permit, const safety::SqlEffect& effect, const std::string& body,
                                  const Naming& naming, const CallContext& ctx);

  /// Cancels a statement that submit_statement began; the permit of the statement stands for it.
  Result<void> cancel_statement(const std::string& statement_id, const CallContext& ctx);

  /// GET of a presigned URL: no credentials and no workspace headers, only `headers`. The body as it came.
  Result<std::string> fetch_link(const std::string& url, const net::Headers& headers, const Naming& naming,
                                 const CallContext& ctx);

  [[nodiscard]] Origin origin() const;
  /// Of the client: for what must be seen to its end after a stop.
  [[nodiscard]] LateCalls& late();

 private:
  Result<net::HttpRequest> make_request(const safety::RestEffect& effect, net::Repeat repeat, const CallContext& ctx);
  Result<Answer> exchange(const safety::RestEffect& effect, net::Repeat repeat, const Naming& naming,
                          const CallContext& ctx);
  Result<Answer> read_answer(Result<net::HttpResponse> outcome, const safety::RestEffect& effect, const Naming& naming,
                             const CallContext& ctx);

  Client::State& state_;
};

}  // namespace lakecode::databricks
