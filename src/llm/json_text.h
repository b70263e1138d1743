#pragma once
// JsonText: writes JSON text piece by piece, for bodies in which some parts must keep their bytes (signed thinking, a
// call's input as the model wrote it) and whose prefix must not change from turn to turn. Commas are set by itself;
// what is not UTF-8 becomes U+FFFD. Not thread-safe.

#include <cstdint>
#include <string>
#include <string_view>

namespace lakecode::llm {

class JsonText {
 public:
  JsonText& begin_object();
  JsonText& end_object();
  JsonText& begin_array();
  JsonText& end_array();
  JsonText& key(std::string_view name);
  JsonText& text(std::string_view value);
  JsonText& number(std::int64_t value);
  JsonText& number(double value);
  JsonText& flag(bool value);
  JsonText& null();
  /// A whole JSON value as it stands; the caller knows that it is one.
  JsonText& raw(std::string_view json);
  /// `key` and `text` in one.
  JsonText& member(std::string_view name, std::string_view value);

  [[nodiscard]] const std::string& view() const { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void separate();
  std::string out_;
};

/// True when `text` is one JSON object. Linear.
bool is_json_object(std::string_view text);

/// True when `text` is one JSON value. Linear.
bool is_json(std::string_view text);

}  // namespace lakecode::llm
