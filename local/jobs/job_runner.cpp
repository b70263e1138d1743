#include "local/jobs/job_runner.h"

#include <algorithm>

#include "base/json.h"
#include "base/time_format.h"
#include "local/jobs/runner_state.h"

namespace lakecode::local {
namespace {

bool is_timed(const Step& step) {
  return step.phase == Step::Phase::Waiting || step.phase == Step::Phase::Running;
}

SteadyTime earliest(const std::vector<Step>& steps) {
  SteadyTime due = SteadyTime::max();
  for (const Step& step : steps) {
    if (is_timed(step)) due = std::min(due, step.due);
    due = std::min(due, earliest(step.iterations));
  }
  return due;
}

}  // namespace

std::int64_t JobRunner::State::now_ms() const {
  return to_epoch_ms(parts.clock.now());
}

void JobRunner::State::work(const std::stop_token& stop) {
  for (;;) {
    Errand errand;
    {
      std::unique_lock lock(mutex);
      if (!changed.wait(lock, stop, [this] { return !errands.empty(); })) return;
      errand = std::move(errands.front());
      errands.pop_front();
    }
    TaskResult result;
    if (!errand.stop.stop_requested()) result = parts.work.run(errand.order, errand.stop);
    const std::lock_guard lock(mutex);
    if (stopping) return;
    const auto run = runs.find(errand.run_id);
    Step* step = run == runs.end() ? nullptr : find_step(run->second, errand.task_run_id);
    if (step == nullptr) continue;
    step->values = std::move(result.values);
    step->facts = std::move(result.facts);
    end_attempt(*step, std::move(result.end), std::move(result.output));
    touched.insert(errand.run_id);
    pump();
  }
}

SteadyTime JobRunner::State::next_due() const {
  SteadyTime due = SteadyTime::max();
  for (const auto& entry : runs) due = std::min({due, entry.second.due, earliest(entry.second.steps)});
  return due;
}

void JobRunner::State::handle_due(SteadyTime now) {
  for (auto& entry : runs) {
    ActiveRun& run = entry.second;
    if (run.due <= now) {
      run.due = SteadyTime::max();
      stop_run(run, "timeout");
    }
    const auto handle = [&](Step& step) {
      if (!is_timed(step) || step.due > now) return;
      touched.insert(run.run_id);
      if (step.phase == Step::Phase::Running) return stop_step(step, "timeout");
      step.phase = Step::Phase::Blocked;  // its dependencies are as they were: it starts again
      step.due = SteadyTime::max();
    };
    for (Step& step : run.steps) {
      handle(step);
      for (Step& iteration : step.iterations) handle(iteration);
    }
  }
  pump();
}

void JobRunner::State::watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    const SteadyTime now = parts.clock.steady_now();
    const SteadyTime due = next_due();
    if (due <= now) {
      handle_due(now);
      continue;
    }
    // A new due time may come with any change, so every change looks again.
    const auto longest = std::chrono::milliseconds(60'000);
    const auto left =
        due == SteadyTime::max() ? longest : std::min(longest, std::chrono::ceil<std::chrono::milliseconds>(due - now));
    changed.wait_for(lock, stop, left, [&] { return next_due() < due; });
  }
}

JobRunner::JobRunner(Parts parts, int workers) : state_(std::make_unique<State>(std::move(parts))) {
  for (int i = 0; i < workers; ++i) {
    state_->threads.emplace_back([this](const std::stop_token& stop) { state_->work(stop); });
  }
  state_->threads.emplace_back([this](const std::stop_token& stop) { state_->watch(stop); });
}

JobRunner::~JobRunner() {
  stop();
}

void JobRunner::stop() {
  std::vector<std::stop_source> under_way;
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    for (auto& entry : state_->runs) {
      for (Step& step : entry.second.steps) {
        under_way.push_back(step.stop);
        for (Step& iteration : step.iterations) under_way.push_back(iteration.stop);
      }
    }
  }
  for (std::jthread& thread : state_->threads) thread.request_stop();
  for (std::stop_source& source : under_way) source.request_stop();
  state_->threads.clear();
}

void JobRunner::set_workspace_url(std::string url) {
  const std::lock_guard lock(state_->mutex);
  state_->workspace_url = std::move(url);
}

Result<std::int64_t> JobRunner::start(RunOrder order) {
  const std::lock_guard lock(state_->mutex);
  auto run_id = state_->begin(std::move(order));
  state_->pump();
  return run_id;
}

Result<std::int64_t> JobRunner::repair(const RepairOrder& order) {
  const std::lock_guard lock(state_->mutex);
  auto repair_id = state_->repair(order);
  state_->pump();
  return repair_id;
}

bool JobRunner::cancel(std::int64_t run_id) {
  const std::lock_guard lock(state_->mutex);
  const auto run = state_->runs.find(run_id);
  if (run == state_->runs.end()) return state_->parts.store.find("run", std::to_string(run_id)) != nullptr;
  state_->stop_run(run->second, "cancel");
  state_->pump();
  return true;
}

void JobRunner::cancel_all(std::int64_t job_id) {
  const std::lock_guard lock(state_->mutex);
  for (auto& entry : state_->runs) {
    if (entry.second.job_id == job_id) state_->stop_run(entry.second, "cancel");
  }
  state_->pump();
}

void JobRunner::cancel_queued() {
  const std::lock_guard lock(state_->mutex);
  for (auto& entry : state_->runs) {
    if (entry.second.queued) state_->stop_run(entry.second, "cancel");
  }
  state_->pump();
}

bool JobRunner::is_active(std::int64_t run_id) const {
  const std::lock_guard lock(state_->mutex);
  return state_->runs.contains(run_id);
}

std::int64_t JobRunner::new_id() const {
  return state_->new_id();
}

Result<void> JobRunner::recover() {
  const std::lock_guard lock(state_->mutex);
  ListQuery query;
  query.kind = "run";
  query.limit = SIZE_MAX;
  query.filter = [](const Record& record) {
    return record.label.starts_with("active ") && record.text.find("\"lakecode_live\":true") != std::string::npos;
  };
  TRY_ASSIGN(const RecordPage page, state_->parts.store.list(query));
  for (const RecordPointer& record : page.records) {
    TRY_ASSIGN(const JsonValue stored, json::parse(record->text, "stored run"));
    TRY_VOID(state_->recover_run(stored));
  }
  return {};
}

}  // namespace lakecode::local
