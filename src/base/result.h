#pragma once
// Result<T>: a value or an Error. Members are named as in std::expected. Must be used.
// Propagate with the two statement macros; there is no expression form on purpose (inside an
// aggregate initialiser it would skip destructors).

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/error.h"

namespace lakecode {

template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  [[nodiscard]] T& value() & {
    LAKECODE_CHECK(has_value(), "value() on an error");
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] const T& value() const& {
    LAKECODE_CHECK(has_value(), "value() on an error");
    return *std::get_if<0>(&state_);
  }
  [[nodiscard]] T&& value() && {
    LAKECODE_CHECK(has_value(), "value() on an error");
    return std::move(*std::get_if<0>(&state_));
  }
  [[nodiscard]] T& operator*() & { return value(); }
  [[nodiscard]] const T& operator*() const& { return value(); }
  [[nodiscard]] T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] Error& error() & {
    LAKECODE_CHECK(!has_value(), "error() on a value");
    return *std::get_if<1>(&state_);
  }
  [[nodiscard]] const Error& error() const& {
    LAKECODE_CHECK(!has_value(), "error() on a value");
    return *std::get_if<1>(&state_);
  }
  [[nodiscard]] Error&& error() && {
    LAKECODE_CHECK(!has_value(), "error() on a value");
    return std::move(*std::get_if<1>(&state_));
  }

  template <typename U>
  [[nodiscard]] T value_or(U&& fallback) const& {
    return has_value() ? value() : static_cast<T>(std::forward<U>(fallback));
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }
  void value() const { LAKECODE_CHECK(has_value(), "value() on an error"); }

  [[nodiscard]] Error& error() & {
    LAKECODE_CHECK(error_.has_value(), "error() on a value");
    return *error_;
  }
  [[nodiscard]] const Error& error() const& {
    LAKECODE_CHECK(error_.has_value(), "error() on a value");
    return *error_;
  }
  [[nodiscard]] Error&& error() && {
    LAKECODE_CHECK(error_.has_value(), "error() on a value");
    return std::move(*error_);
  }

 private:
  std::optional<Error> error_;
};

/// Says in the code, with a reason, that a result is dropped on purpose.
template <typename T>
void ignore_result(T&&, const char* /*reason*/) {}

}  // namespace lakecode

#define LAKECODE_CONCAT_INNER(a, b) a##b
#define LAKECODE_CONCAT(a, b) LAKECODE_CONCAT_INNER(a, b)

/// TRY_VOID(expression): returns its error from this function, drops its value.
#define TRY_VOID(...)                                                                             \
  do {                                                                                            \
    if (auto lakecode_try = (__VA_ARGS__); !lakecode_try) return std::move(lakecode_try).error(); \
  } while (false)

/// TRY_ASSIGN(auto x, expression): returns the error, or declares/assigns x with the value.
#define TRY_ASSIGN(target, ...) TRY_ASSIGN_INNER(LAKECODE_CONCAT(lakecode_try_, __LINE__), target, __VA_ARGS__)
#define TRY_ASSIGN_INNER(temporary, target, ...)       \
  auto temporary = (__VA_ARGS__);                      \
  if (!temporary) return std::move(temporary).error(); \
  target = std::move(temporary).value()
