#pragma once
// Independent reads on a few threads, joined before it returns.

#include <cstddef>
#include <functional>

namespace lakecode::catalog {

/// Calls `body(i)` once for each i below `count`, on at most `threads` threads (this one included), in any order.
/// `body` must be thread-safe and looks at its own stop token.
void for_each_in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& body);

}  // namespace lakecode::catalog
