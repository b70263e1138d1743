#include "catalog/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace lakecode::catalog {

void for_each_in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) body(i);
  };
  std::vector<std::jthread> others;
  const std::size_t wanted = std::min(count, threads);
  for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(work);
  work();
}

}  // namespace lakecode::catalog
