#pragma once
// FreeWords: the words of a request and which of them a name has taken already. Pure; the finders of names share one.

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/request.h"

namespace lakecode::knowledge {

class FreeWords {
 public:
  explicit FreeWords(const Request& request);

  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] const std::vector<Word>& all() const { return request_.words; }
  [[nodiscard]] const Word& word(std::size_t i) const { return request_.words[i]; }
  [[nodiscard]] const std::string& lower(std::size_t i) const { return request_.words[i].lower; }
  [[nodiscard]] const std::string& text(std::size_t i) const { return request_.words[i].text; }
  [[nodiscard]] std::size_t size() const { return used_.size(); }
  [[nodiscard]] bool exists(std::size_t i) const { return i < used_.size(); }
  [[nodiscard]] bool is_used(std::size_t i) const { return used_[i]; }
  [[nodiscard]] const std::vector<bool>& used() const { return used_; }

  /// Word `i` is there, stands in no quotes and is one of `words`.
  [[nodiscard]] bool is(std::size_t i, std::initializer_list<std::string_view> words) const;
  /// May be the name of something: free, and a quoted text without blanks or a word that is none of the plain ones.
  [[nodiscard]] bool may_name(std::size_t i) const;
  /// A name that no concept speaks for, or that is written like a name.
  [[nodiscard]] bool is_certain_name(std::size_t i) const;
  /// First place after `i` that is not "id", "called", "number" or the like.
  [[nodiscard]] std::size_t after_fillers(std::size_t i) const;

  void use(std::size_t i) { used_[i] = true; }
  void take(std::string& into, std::size_t i);

 private:
  const Request& request_;
  std::vector<bool> used_;
};

}  // namespace lakecode::knowledge
