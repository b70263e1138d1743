#pragma once
// Names for JSON that headers may use without paying for Boost.JSON. Sources include base/json.h.

#include <boost/json/fwd.hpp>
#include <memory>

namespace lakecode {

using JsonValue = boost::json::value;
using JsonObject = boost::json::object;  ///< keeps insertion order
using JsonArray = boost::json::array;

/// Owns one JSON value, for members of structs in headers. Copies deeply; a new box holds null.
/// A moved-from box may only be destroyed or assigned to.
class JsonBox {
 public:
  JsonBox();
  JsonBox(JsonValue value);
  JsonBox(JsonObject value);
  JsonBox(const JsonBox& other);
  JsonBox& operator=(const JsonBox& other);
  JsonBox(JsonBox&&) noexcept;
  JsonBox& operator=(JsonBox&&) noexcept;
  ~JsonBox();

  [[nodiscard]] const JsonValue& operator*() const { return *value_; }
  [[nodiscard]] JsonValue& operator*() { return *value_; }
  const JsonValue* operator->() const { return value_.get(); }
  JsonValue* operator->() { return value_.get(); }

 private:
  std::unique_ptr<JsonValue> value_;
};

}  // namespace lakecode
