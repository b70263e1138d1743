#pragma once
// What a Client owns: settings, a pool of HTTP clients, and the borrowed token source. For this folder's sources only.
// Thread-safe: settings never change, the pool and the randomness are guarded.

#include <memory>
#include <mutex>
#include <vector>

#include "auth/token_source.h"
#include "base/guarded.h"
#include "databricks/client.h"
#include "databricks/late_calls.h"
#include "net/http_client.h"

namespace lakecode::databricks {

/// Lets several calls draw from one source that may not be thread-safe itself.
class LockedRandom final : public RandomSource {
 public:
  explicit LockedRandom(RandomSource& inner) : inner_(inner) {}
  void fill(std::span<std::byte> out) override {
    const std::lock_guard lock(mutex_);
    inner_.fill(out);
  }

 private:
  std::mutex mutex_;
  RandomSource& inner_;
};

struct Client::State {
  State(ClientSettings given, auth::TokenSource& source, RandomSource& randomness)
      : settings(std::move(given)), tokens(source), random(randomness) {}

  const ClientSettings settings;
  auth::TokenSource& tokens;  ///< thread-safe by its contract
  LockedRandom random;
  Guarded<std::vector<std::unique_ptr<net::HttpClient>>> idle;
  LateCalls late;  ///< last: its calls use all of the above
};

}  // namespace lakecode::databricks
