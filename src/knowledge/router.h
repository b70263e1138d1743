#pragma once
// The skill router: which skills a request is about, by its words alone. Trigger phrases count first, then how well the
// words fit the name, the description and the headings (BM25 over the set). Silent on what is about something else.
// Pure; a router may be asked from several threads.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/skill.h"

namespace lakecode::knowledge {

struct Routed {
  std::string name;
  double score = 0.0;  ///< above 0; comparable within one answer
};

class Router {
 public:
  explicit Router(std::span<const Skill> skills);
  ~Router();
  Router(Router&&) noexcept;
  Router& operator=(Router&&) noexcept;

  /// Best first, at most `most`; empty when nothing fits. Reads at most 64 KiB of `text`.
  [[nodiscard]] std::vector<Routed> route(std::string_view text, std::size_t most = 3) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};

}  // namespace lakecode::knowledge
