#include "local/faults/fault_desk.h"

#include <algorithm>

#include "base/json.h"

namespace lakecode::local {
namespace {

bool fits(const FaultRule& rule, std::string_view method, std::string_view path) {
  return (rule.method.empty() || rule.method == method) && fits_path(rule.path, path);
}

JsonObject render_rule(const FaultRule& rule) {
  JsonObject object{{"fault", name_of(rule.kind)}, {"path", rule.path}, {"skip", rule.skip}};
  if (!rule.method.empty()) object["method"] = rule.method;
  if (rule.times) object["times"] = *rule.times;
  object["probability"] = rule.probability;
  if (rule.kind == FaultKind::RateLimit) object["retry_after"] = rule.retry_after.count();
  if (rule.kind == FaultKind::Slow) object["delay_ms"] = rule.delay.count();
  if (rule.kind == FaultKind::Cut) object["cut_at"] = rule.cut_at;
  if (rule.kind == FaultKind::Stale) object["reads"] = rule.reads;
  return object;
}

}  // namespace

void FaultDesk::set(FaultPlan plan) {
  const std::lock_guard lock(mutex_);
  plan_ = std::move(plan);
  counts_.assign(plan_.rules.size(), Count{});
  past_.reset();
  past_reads_ = 0;
  active_ = !plan_.rules.empty();
}

std::optional<FaultRule> FaultDesk::draw(std::string_view method, std::string_view path) {
  const std::lock_guard lock(mutex_);
  std::optional<FaultRule> drawn;
  for (std::size_t i = 0; i < plan_.rules.size(); ++i) {
    if (!fits(plan_.rules[i], method, path)) continue;
    const bool fired = fires(plan_, i, counts_[i].seen++);
    if (!fired || drawn) continue;
    ++counts_[i].fired;
    drawn = plan_.rules[i];
  }
  return drawn;
}

void FaultDesk::before_change(const Store& store) {
  const auto wants_past = [](const FaultRule& rule) { return rule.kind == FaultKind::Stale; };
  {
    const std::lock_guard lock(mutex_);
    if (std::none_of(plan_.rules.begin(), plan_.rules.end(), wants_past)) return;
  }
  std::shared_ptr<Store> past = store.copy_of_now();
  const std::lock_guard lock(mutex_);
  past_ = std::move(past);
  past_reads_ = 0;
}

std::shared_ptr<Store> FaultDesk::take_past(std::uint64_t reads) {
  const std::lock_guard lock(mutex_);
  if (past_ == nullptr) return nullptr;
  if (past_reads_ >= reads) {
    past_.reset();
    return nullptr;
  }
  ++past_reads_;
  return past_;
}

void FaultDesk::wait(std::chrono::milliseconds delay) {
  std::unique_lock lock(mutex_);
  closed_changed_.wait_for(lock, delay, [this] { return closed_; });
}

void FaultDesk::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  closed_changed_.notify_all();
}

JsonBox FaultDesk::describe() const {
  const std::lock_guard lock(mutex_);
  JsonArray faults;
  for (std::size_t i = 0; i < plan_.rules.size(); ++i) {
    JsonObject object = render_rule(plan_.rules[i]);
    object["seen"] = counts_[i].seen;
    object["fired"] = counts_[i].fired;
    faults.push_back(std::move(object));
  }
  return JsonBox(JsonObject{{"seed", plan_.seed}, {"faults", std::move(faults)}});
}

}  // namespace lakecode::local
