#include "databricks/statements.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include "base/json.h"
#include "databricks/late_calls.h"
#include "databricks/statement_result.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstWait = 10ms;
constexpr auto kLongestWait = 5'000ms;
constexpr auto kCancelTime = 1'500ms;  // a person is waiting: the cancel may not hold them up
constexpr std::size_t kMaxChunks = 100'000;

/// One statement from submit to its last row.
class Execution {
 public:
  Execution(Client& client, const StatementRequest& request, const CallContext& ctx)
      : wire_(client),
        request_(request),
        ctx_(ctx),
        naming_{.action = "run SQL", .subject = "on warehouse " + to_string(request.warehouse)} {}

  Result<StatementResult> run(safety::Permit permit) {
    const safety::SqlEffect effect = effect_of(request_);
    auto submitted = submit(std::move(permit), effect);
    if (!submitted) return not_submitted(std::move(submitted).error());
    Answer answer = std::move(*submitted);
    result_.id = StatementId(json::string_at(*answer.body, "statement_id"));
    auto finished = poll(std::move(answer.body));
    if (!finished) return std::move(finished).error();
    read_manifest(**finished, result_);
    TRY_VOID(collect(**finished));
    result_.total_rows = std::max<std::int64_t>(result_.total_rows, static_cast<std::int64_t>(result_.rows.size()));
    return std::move(result_);
  }

  /// Empty until the workspace has taken it.
  [[nodiscard]] const StatementId& id() const { return result_.id; }

 private:
  [[nodiscard]] Error corrupt(std::string reason) const {
    return Error{.code = ErrorCode::CorruptData,
                 .action = naming_.action,
                 .subject = naming_.subject,
                 .reason = std::move(reason),
                 .advice = "run the statement again"};
  }

  /// Left alone by a stop, the statement is cancelled as soon as the workspace names it.
  Result<Answer> submit(safety::Permit permit, safety::SqlEffect effect) {
    const auto held = std::make_shared<safety::Permit>(std::move(permit));  // a std::function can be copied
    return wire_.late().run(
        [wire = wire_, held, effect = std::move(effect), body = statement_body(request_),
         naming = naming_](const CallContext& own) mutable {
          return wire.submit_statement(std::move(*held), effect, body, naming, own);
        },
        [wire = wire_, clock = ctx_.clock, log = ctx_.log](const Answer& answer) mutable {
          const std::string id = json::string_at(*answer.body, "statement_id");
          // Nobody is left who could be told of a failure.
          if (!id.empty())
            std::ignore = wire.cancel_statement(
                id, CallContext{.stop = {}, .clock = clock, .log = log}.with_timeout(kCancelTime));
        },
        ctx_);
  }

  /// Waits for the end; a stop or the time limit cancels the statement before it is reported.
  Result<JsonBox> poll(JsonBox response) {
    auto wait = std::chrono::milliseconds(kFirstWait);
    for (;;) {
      const std::string state = json::string_at_path(*response, {"status", "state"});
      if (state == "SUCCEEDED") return response;
      if (state != "PENDING" && state != "RUNNING") {
        if (state.empty()) return corrupt("the answer names no state");
        return error_of_statement(*response, naming_, wire_.origin());
      }
      if (result_.id.value().empty()) return corrupt("the answer names no statement");
      if (auto waited = ctx_.wait(wait, naming_.action); !waited) return give_up(std::move(waited).error());
      auto answer = wire_.fetch(Call{.naming = naming_, .path = statement_path()}, ctx_);
      if (!answer) return give_up(std::move(answer).error());
      response = std::move(answer->body);
      // By a quarter: doubling would make a statement of three seconds look like one of five.
      wait = std::min(wait * 5 / 4, std::chrono::milliseconds(kLongestWait));
    }
  }

  /// Stopped before the workspace named the statement: whether it ran, and was cancelled in time, is not known.
  static Error not_submitted(Error error) {
    if (error.code != ErrorCode::Cancelled && error.code != ErrorCode::DeadlineExceeded) return error;
    error.advice =
        "the workspace had not named the statement yet; it is cancelled as soon as it is named, within three seconds: "
        "look into the query history before running it again";
    return error;
  }

  Error give_up(Error error) {
    error.subject = naming_.subject;
    if (error.code != ErrorCode::Cancelled && error.code != ErrorCode::DeadlineExceeded) {
      error.advice +=
          (error.advice.empty() ? "" : "; ") + std::string("statement ") + to_string(result_.id) + " may still run";
      return error;
    }
    const CallContext own = CallContext{.stop = {}, .clock = ctx_.clock, .log = ctx_.log}.with_timeout(kCancelTime);
    const auto cancelled = wire_.cancel_statement(to_string(result_.id), own);
    if (!cancelled) error.advice = "statement " + to_string(result_.id) + " may still run: it could not be cancelled";
    return error;
  }

  [[nodiscard]] std::string statement_path() const {
    return "/api/2.0/sql/statements/" + net::encode_component(to_string(result_.id));
  }

  Result<void> collect(const JsonValue& response) {
    const JsonValue* chunk = json::find(response, "result");
    if (chunk == nullptr) return {};
    RowCollector rows(result_, request_);
    JsonBox fetched;
    for (std::size_t count = 0; count < kMaxChunks; ++count) {
      TRY_ASSIGN(const bool more, take_chunk(*chunk, rows));
      const auto next = read_chunk(*chunk).next;
      if (!next) return {};
      if (!more) {
        result_.truncated = true;
        return {};
      }
      TRY_ASSIGN(Answer answer, fetch_chunk(*next));
      fetched = std::move(answer.body);
      chunk = &*fetched;
    }
    return corrupt("the result did not end after " + std::to_string(kMaxChunks) + " chunks");
  }

  Result<Answer> fetch_chunk(std::int64_t index) {
    return wire_.fetch(Call{.naming = naming_, .path = statement_path() + "/result/chunks/" + std::to_string(index)},
                       ctx_);
  }

  Result<bool> take_chunk(const JsonValue& chunk, RowCollector& rows) {
    TRY_ASSIGN(const bool more, rows.take(json::array_at(chunk, "data_array"), naming_));
    if (!more) return false;
    for (const ResultLink& link : read_chunk(chunk).links) {
      auto body = wire_.fetch_link(link.url, link.headers, naming_, ctx_);
      if (!body && body.error().http_status) body = refetch(chunk);
      if (!body) return std::move(body).error();
      TRY_ASSIGN(const JsonValue parsed, json::parse(*body, "result rows"));
      if (!parsed.is_array()) return corrupt("the linked rows are no list");
      TRY_ASSIGN(const bool wants_more, rows.take(parsed.as_array(), naming_));
      if (!wants_more) return false;
    }
    return true;
  }

  /// Links live for minutes: a refused one is asked for once more.
  Result<std::string> refetch(const JsonValue& chunk) {
    const JsonArray& links = json::array_at(chunk, "external_links");
    const std::int64_t index = links.empty() ? 0 : json::int_at(links[0], "chunk_index").value_or(0);
    TRY_ASSIGN(const Answer answer, fetch_chunk(index));
    const ResultChunk again = read_chunk(*answer.body);
    if (again.links.empty()) return corrupt("a part of the result has no link");
    return wire_.fetch_link(again.links[0].url, again.links[0].headers, naming_, ctx_);
  }

  Wire wire_;
  const StatementRequest& request_;
  CallContext ctx_;
  Naming naming_;
  StatementResult result_;
};

}  // namespace

safety::SqlEffect effect_of(const StatementRequest& request) {
  safety::SqlEffect effect{.text = request.statement,
                           .default_catalog = request.catalog,
                           .default_schema = request.schema,
                           .parameters = {}};
  for (const StatementParameter& parameter : request.parameters) {
    effect.parameters.emplace_back(parameter.name,
                                   parameter.value ? parameter.type + ":" + *parameter.value : parameter.type);
  }
  return effect;
}

Result<StatementResult> execute_statement(Client& client, safety::Permit permit, const StatementRequest& request,
                                          const CallContext& ctx) {
  if (request.warehouse.value().empty()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run SQL",
                 .subject = "",
                 .reason = "no SQL warehouse is chosen",
                 .advice = "set warehouse_id in the profile, DATABRICKS_WAREHOUSE_ID, or pass --warehouse"};
  }
  const SteadyTime began = ctx.clock->steady_now();
  Execution execution(client, request, ctx.with_timeout(request.timeout));
  auto result = execution.run(std::move(permit));
  const StatementId id = result ? result->id : execution.id();
  if (!id.value().empty()) {
    const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(ctx.clock->steady_now() - began);
    client.report({.warehouse = request.warehouse, .id = id, .duration = duration, .succeeded = result.has_value()});
  }
  return result;
}

}  // namespace lakecode::databricks
