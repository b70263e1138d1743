#pragma once
// Secret: a token or password. Cannot be printed, compared with ==, or converted by accident.
// The bytes are wiped when it is destroyed.

#include <string>
#include <string_view>

namespace lakecode {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  [[nodiscard]] bool empty() const { return text_.empty(); }
  /// The plain text. Call it only where the bytes go onto the wire or into the key store.
  [[nodiscard]] std::string_view reveal() const { return text_; }
  /// True when both hold the same bytes; takes the same time wherever they differ.
  [[nodiscard]] bool matches(std::string_view candidate) const;

 private:
  void wipe() noexcept;
  std::string text_;
};

}  // namespace lakecode
