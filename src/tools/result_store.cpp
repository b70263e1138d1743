#include "tools/result_store.h"

#include <algorithm>

#include "base/text.h"

namespace lakecode::tools {
namespace {

constexpr std::size_t kCellBytes = 40;  // what a cell takes beside its text
constexpr std::size_t kMaxName = 64;

std::size_t bytes_of(const StoredResult& result) {
  std::size_t bytes = 0;
  for (const databricks::Row& row : result.rows) {
    for (const auto& cell : row) bytes += kCellBytes + (cell ? cell->size() : 0);
  }
  return bytes;
}

std::string as_handle(std::string_view given) {
  return given.starts_with('$') ? std::string(given) : "$" + std::string(given);
}

}  // namespace

bool is_result_name(std::string_view name) {
  const std::string_view bare = name.starts_with('$') ? name.substr(1) : name;
  const bool starts_well = !bare.empty() && !(bare[0] >= '0' && bare[0] <= '9');
  return starts_well && bare.size() <= kMaxName && std::all_of(bare.begin(), bare.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

std::string ResultStore::reserve() {
  return "$" + std::to_string(++state_.lock()->last_number);
}

std::shared_ptr<const StoredResult> ResultStore::add(StoredResult result, std::string_view name) {
  const std::size_t bytes = bytes_of(result);
  auto state = state_.lock();
  result.handle = name.empty() ? "$" + std::to_string(++state->last_number) : as_handle(name);
  const auto same = std::find_if(state->entries.begin(), state->entries.end(),
                                 [&](const Entry& entry) { return entry.handle == result.handle; });
  if (same != state->entries.end()) {
    state->bytes -= same->bytes;
    state->entries.erase(same);
  }
  auto kept = std::make_shared<const StoredResult>(std::move(result));
  state->entries.push_back(Entry{.handle = kept->handle, .result = kept, .bytes = bytes});
  state->bytes += bytes;
  make_room(*state);
  return kept;
}

/// The newest always stays: it is what the model is about to read.
void ResultStore::make_room(State& state) const {
  while (state.entries.size() > kMaxResults) {
    state.bytes -= state.entries.front().bytes;
    state.entries.pop_front();
  }
  for (std::size_t i = 0; i + 1 < state.entries.size() && state.bytes > max_bytes_; ++i) {
    Entry& entry = state.entries[i];
    state.bytes -= entry.bytes;
    entry.bytes = 0;
    entry.result = nullptr;
  }
}

Result<std::shared_ptr<const StoredResult>> ResultStore::find(std::string_view handle) {
  const std::string wanted = as_handle(handle);
  auto state = state_.lock();
  std::vector<std::string> known;
  for (const Entry& entry : state->entries) {
    if (entry.handle == wanted && entry.result != nullptr) return entry.result;
    if (entry.handle == wanted) {
      return Error{.code = ErrorCode::FailedPrecondition,
                   .action = "read result",
                   .subject = wanted,
                   .reason = "its rows were dropped to make room for later ones",
                   .advice = "run the statement again"};
    }
    if (entry.result != nullptr) known.push_back(entry.handle);
  }
  return Error{.code = ErrorCode::NotFound,
               .action = "read result",
               .subject = wanted,
               .reason = "there is no result of that name",
               .advice = known.empty() ? "there are none yet" : "there are " + text::join(known, ", ")};
}

std::vector<std::string> ResultStore::handles() {
  auto state = state_.lock();
  std::vector<std::string> names;
  for (const Entry& entry : state->entries) {
    if (entry.result != nullptr) names.push_back(entry.handle);
  }
  return names;
}

}  // namespace lakecode::tools
