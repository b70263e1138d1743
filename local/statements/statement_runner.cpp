#include "local/statements/statement_runner.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "base/guarded.h"
#include "local/dialect/sql_error.h"
#include "local/statements/lineage_record.h"
#include "local/statements/query_record.h"

namespace lakecode::local {
namespace {

// Small enough that a reader of a big result sees several chunks, as on the platform.
constexpr std::uint64_t kChunkBytes = 4U << 20U;
constexpr std::size_t kChunkRows = 50'000;
constexpr std::chrono::minutes kKeep{60};
constexpr std::size_t kMostKept = 2'000;
constexpr std::uint64_t kMostKeptBytes = 512U << 20U;

std::vector<ChunkPlace> cut_chunks(const ResultTable& table) {
  std::vector<ChunkPlace> chunks(1);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    std::uint64_t bytes = 0;
    for (const Cell& cell : table.rows[row]) bytes += (cell ? cell->size() : 4) + 3;
    const bool full =
        chunks.back().rows == kChunkRows || (chunks.back().rows > 0 && chunks.back().bytes + bytes > kChunkBytes);
    if (full) chunks.push_back({row, 0, 0});
    ++chunks.back().rows;
    chunks.back().bytes += bytes;
  }
  return chunks;
}

bool is_final(StatementState state) {
  return state != StatementState::Pending && state != StatementState::Running;
}

std::string make_id(RandomSource& random) {
  const std::string hex = random.hex(16);
  return fmt::format("{}-{}-1{}-a{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 3), hex.substr(15, 3),
                     hex.substr(20, 12));
}

/// Verbose audit logs are on unless an admin turned them off.
bool is_audited(const Store& store) {
  const RecordPointer conf = store.find("workspace_conf", "self");
  return conf == nullptr || conf->text.find(R"("enableVerboseAuditLogs":"false")") == std::string::npos;
}

/// One statement: what was asked and how far it is.
struct Job {
  Submission submission;
  Interrupt interrupt;
  WallTime submitted;
  std::optional<WallTime> ended;
  StatementView view;
};
using JobPointer = std::shared_ptr<Job>;

}  // namespace

/// All jobs under one lock: they are few, and changes of state are short.
struct StatementRunner::State {
  explicit State(const Parts& given) : parts(given) {}

  Parts parts;
  mutable std::mutex mutex;  ///< guards jobs, order, queue and every Job's ended and view
  mutable std::condition_variable_any changed;
  std::map<std::string, JobPointer> jobs;
  std::deque<std::string> order;  ///< ids, oldest first
  std::deque<JobPointer> queue;
  struct Link {
    LinkTarget target;
    WallTime expires;
  };
  mutable Guarded<std::map<std::string, Link, std::less<>>> links;
  std::vector<std::jthread> workers;  ///< last, so that they end before what they use

  void work(const std::stop_token& stop);
  void run(const JobPointer& job);
  void finish(const JobPointer& job, Result<StatementOutcome> outcome);
  void prune();
};

void StatementRunner::State::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    JobPointer job;
    {
      std::unique_lock lock(mutex);
      if (!changed.wait(lock, stop, [this] { return !queue.empty(); })) return;
      job = queue.front();
      queue.pop_front();
      if (is_final(job->view.state)) continue;
      job->view.state = StatementState::Running;
    }
    changed.notify_all();
    run(job);
  }
}

void StatementRunner::State::run(const JobPointer& job) {
  const WallTime started = parts.clock.now();
  auto outcome = parts.engine.run(job->submission.request, job->interrupt);
  QueryRecord record;
  record.id = job->view.id;
  record.submission = &job->submission;
  record.submitted = job->submitted;
  record.started = started;
  record.ended = parts.clock.now();
  record.audited = is_audited(parts.store);
  if (outcome) {
    record.outcome = &*outcome;
  } else {
    record.error = outcome.error();
  }
  Store::Change change;
  change.puts.push_back(make_query_document(record));
  if (auto lineage = make_lineage_document(parts.store, record)) change.puts.push_back(std::move(*lineage));
  const auto kept = parts.store.commit(change, Store::Durability::ProcessDeath);
  if (outcome && !kept) outcome = kept.error();
  finish(job, std::move(outcome));
}

void StatementRunner::State::finish(const JobPointer& job, Result<StatementOutcome> outcome) {
  StatementView view;
  {
    const std::lock_guard lock(mutex);
    view = job->view;
  }
  if (outcome) {
    view.state = StatementState::Succeeded;
    auto table = std::make_shared<ResultTable>(std::move(outcome->table));
    view.chunks = cut_chunks(*table);
    view.table = std::move(table);
  } else if (outcome.error().code == ErrorCode::Cancelled) {
    view.state = StatementState::Canceled;
  } else {
    view.state = StatementState::Failed;
    view.message = outcome.error().reason;
    view.sql_state = dialect::sql_state_of(view.message);
  }
  {
    const std::lock_guard lock(mutex);
    if (!is_final(job->view.state)) job->view = std::move(view);
    if (!job->ended) job->ended = parts.clock.now();
  }
  changed.notify_all();
}

void StatementRunner::State::prune() {
  const WallTime now = parts.clock.now();
  std::uint64_t bytes = 0;
  for (auto id = order.rbegin(); id != order.rend(); ++id) {
    Job& job = *jobs.at(*id);
    if (!job.view.table) continue;
    bytes += job.view.table->bytes;
    if (bytes <= kMostKeptBytes && now - *job.ended < kKeep) continue;
    job.view.table.reset();
    job.view.chunks.clear();
    job.view.state = StatementState::Closed;
  }
  while (order.size() > kMostKept && jobs.at(order.front())->ended) {
    jobs.erase(order.front());
    order.pop_front();
  }
}

StatementRunner::StatementRunner(const Parts& parts, int workers) : state_(std::make_unique<State>(parts)) {
  for (int i = 0; i < workers; ++i) {
    state_->workers.emplace_back([this](const std::stop_token& stop) { state_->work(stop); });
  }
}

StatementRunner::~StatementRunner() {
  stop();
}

void StatementRunner::stop() {
  for (std::jthread& worker : state_->workers) worker.request_stop();
  std::vector<std::string> ids;
  {
    const std::lock_guard lock(state_->mutex);
    ids.assign(state_->order.begin(), state_->order.end());
  }
  for (const std::string& id : ids) cancel(id);
}

std::string StatementRunner::submit(Submission submission) {
  auto job = std::make_shared<Job>();
  job->submission = std::move(submission);
  job->submitted = state_->parts.clock.now();
  job->view.id = make_id(state_->parts.random);
  job->view.user_name = job->submission.user_name;
  job->view.disposition = job->submission.disposition;
  job->view.format = job->submission.format;
  std::string id = job->view.id;
  {
    const std::lock_guard lock(state_->mutex);
    state_->prune();
    state_->jobs[id] = job;
    state_->order.push_back(id);
    state_->queue.push_back(std::move(job));
  }
  state_->changed.notify_all();
  return id;
}

std::optional<StatementView> StatementRunner::find(const std::string& id) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->jobs.find(id);
  if (found == state_->jobs.end()) return std::nullopt;
  return found->second->view;
}

std::optional<StatementView> StatementRunner::wait(const std::string& id, std::chrono::milliseconds limit) const {
  std::unique_lock lock(state_->mutex);
  const auto found = state_->jobs.find(id);
  if (found == state_->jobs.end()) return std::nullopt;
  const JobPointer job = found->second;
  state_->changed.wait_for(lock, limit, [&job] { return is_final(job->view.state); });
  return job->view;
}

bool StatementRunner::cancel(const std::string& id) {
  JobPointer job;
  {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->jobs.find(id);
    if (found == state_->jobs.end()) return false;
    job = found->second;
    if (is_final(job->view.state)) return true;
    // A change may still be under way: its worker settles the state once the engine has let go.
    if (job->view.state == StatementState::Pending) {
      job->view.state = StatementState::Canceled;
      job->ended = state_->parts.clock.now();
    }
  }
  job->interrupt.cancel();
  state_->changed.notify_all();
  return true;
}

std::string StatementRunner::make_link(const std::string& id, std::size_t chunk, WallTime expires) {
  std::string word = state_->parts.random.hex(24);
  auto links = state_->links.lock();
  const WallTime now = state_->parts.clock.now();
  std::erase_if(*links, [now](const auto& entry) { return entry.second.expires <= now; });
  (*links)[word] = {{id, chunk}, expires};
  return word;
}

std::optional<StatementRunner::LinkTarget> StatementRunner::follow_link(std::string_view word) const {
  auto links = state_->links.lock();
  const auto found = links->find(word);
  if (found == links->end() || found->second.expires <= state_->parts.clock.now()) return std::nullopt;
  return found->second.target;
}

}  // namespace lakecode::local
