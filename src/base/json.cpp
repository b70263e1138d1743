#include "base/json.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"

namespace lakecode {

JsonBox::JsonBox() : value_(std::make_unique<JsonValue>()) {}
JsonBox::JsonBox(JsonValue value) : value_(std::make_unique<JsonValue>(std::move(value))) {}
JsonBox::JsonBox(JsonObject value) : value_(std::make_unique<JsonValue>(std::move(value))) {}
JsonBox::JsonBox(const JsonBox& other) : value_(std::make_unique<JsonValue>(*other.value_)) {}
JsonBox& JsonBox::operator=(const JsonBox& other) {
  if (this != &other) value_ = std::make_unique<JsonValue>(*other.value_);
  return *this;
}
JsonBox::JsonBox(JsonBox&&) noexcept = default;
JsonBox& JsonBox::operator=(JsonBox&&) noexcept = default;
JsonBox::~JsonBox() = default;

namespace json {
namespace {

Error corrupt(std::string_view subject, std::string reason, std::string advice = {}) {
  return Error{.code = ErrorCode::CorruptData,
               .action = "parse JSON",
               .subject = std::string(subject),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

/// "line L, column C" of byte `at`.
std::string position(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, std::min(at, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto newline = before.rfind('\n');
  const auto column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  return fmt::format("line {}, column {}", line, column);
}

bool starts_with_ignore_case(std::string_view text, std::string_view prefix) {
  return text::equals_ignore_case(text.substr(0, prefix.size()), prefix);
}

/// An answer that begins with "<" is a web page: a login form, a proxy's message, a load balancer's error.
std::optional<Error> find_markup(std::string_view text, std::string_view subject) {
  const auto start = text::trim(text.substr(0, 4096));
  if (start.empty() || start.front() != '<') return std::nullopt;
  const bool html = starts_with_ignore_case(start, "<!doctype html") || starts_with_ignore_case(start, "<html") ||
                    starts_with_ignore_case(start, "<head") || starts_with_ignore_case(start, "<body");
  return corrupt(subject,
                 fmt::format("{}: this is {}, not JSON", position(text, text.find('<')),
                             html ? "an HTML page" : "markup (XML or an HTML page)"),
                 "check the address; a login page or a proxy may have answered");
}

std::string describe(const boost::system::error_code& failure, std::string_view text, std::size_t at) {
  using boost::json::error;
  if (failure == error::too_deep) return "nested too deeply";
  if (failure == error::incomplete) return "the text ends too early";
  if (failure == error::extra_data) return "more text after the end of the document";
  if (at < text.size() && text[at] > ' ' && text[at] < 0x7f) {
    return fmt::format("{} at '{}'", failure.message(), text[at]);
  }
  return failure.message();
}

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

void write_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  }
}

void write_string(std::string& out, std::string_view s) {
  out += '"';
  for (std::size_t at = 0; at < s.size();) {
    std::size_t end = at;
    while (end < s.size() && is_plain(s[end])) ++end;
    out.append(s, at, end - at);
    if (end < s.size()) write_escaped(out, s[end++]);
    at = end;
  }
  out += '"';
}

void write_double(std::string& out, double value) {
  if (!std::isfinite(value)) {  // JSON has no word for them
    out += "null";
    return;
  }
  const auto digits = fmt::format("{}", value);
  out += digits;
  if (digits.find_first_of(".e") == std::string::npos) out += ".0";
}

/// Writes a value; `indent` is the current depth, or negative for the compact form.
class Writer {
 public:
  Writer(std::string& out, bool pretty) : out_(out), pretty_(pretty) {}

  void write(const JsonValue& value) {
    switch (value.kind()) {
      case boost::json::kind::null:
        out_ += "null";
        break;
      case boost::json::kind::bool_:
        out_ += value.get_bool() ? "true" : "false";
        break;
      case boost::json::kind::int64:
        out_ += fmt::format_int(value.get_int64()).c_str();
        break;
      case boost::json::kind::uint64:
        out_ += fmt::format_int(value.get_uint64()).c_str();
        break;
      case boost::json::kind::double_:
        write_double(out_, value.get_double());
        break;
      case boost::json::kind::string:
        write_string(out_, value.get_string());
        break;
      case boost::json::kind::array:
        write_array(value.get_array());
        break;
      case boost::json::kind::object:
        write_object(value.get_object());
        break;
    }
  }

 private:
  void write_array(const JsonArray& array) {
    if (array.empty()) {
      out_ += "[]";
      return;
    }
    open('[');
    bool first = true;
    for (const auto& item : array) {
      next(std::exchange(first, false));
      write(item);
    }
    close(']');
  }

  void write_object(const JsonObject& object) {
    if (object.empty()) {
      out_ += "{}";
      return;
    }
    open('{');
    bool first = true;
    for (const auto& member : object) {
      next(std::exchange(first, false));
      write_string(out_, member.key());
      out_ += pretty_ ? ": " : ":";
      write(member.value());
    }
    close('}');
  }

  void open(char bracket) {
    out_ += bracket;
    ++depth_;
  }
  void next(bool first) {
    if (!first) out_ += ',';
    break_line();
  }
  void close(char bracket) {
    --depth_;
    break_line();
    out_ += bracket;
  }
  void break_line() {
    if (!pretty_) return;
    out_ += '\n';
    out_.append(depth_ * 2, ' ');
  }

  std::string& out_;
  bool pretty_;
  std::size_t depth_ = 0;
};

std::string write_text(const JsonValue& value, bool pretty) {
  std::string out;
  Writer(out, pretty).write(value);
  // Strings that came from outside may hold stray bytes; what leaves is always UTF-8.
  return utf8::is_valid(out) ? out : utf8::sanitize(out);
}

}  // namespace

Result<JsonValue> parse(std::string_view text, std::string_view subject, const Limits& limits) {
  if (text.size() > limits.max_bytes) {
    return corrupt(subject, fmt::format("{} bytes are more than the limit of {}", text.size(), limits.max_bytes));
  }
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  const auto body = text.substr(0, 3) == kByteOrderMark ? text.substr(3) : text;
  if (text::trim(body).empty()) return corrupt(subject, "line 1, column 1: the text is empty");
  if (auto markup = find_markup(body, subject)) return *std::move(markup);

  boost::json::parse_options options;
  options.max_depth = limits.max_depth;
  boost::json::parser parser({}, options);
  boost::system::error_code failure;
  const std::size_t at = parser.write_some(body.data(), body.size(), failure);
  if (!failure && at < body.size()) failure = boost::json::error::extra_data;
  if (failure) return corrupt(subject, position(body, at) + ": " + describe(failure, body, at));
  return parser.release();
}

std::string serialize(const JsonValue& value) {
  return write_text(value, false);
}
std::string serialize_pretty(const JsonValue& value) {
  return write_text(value, true);
}

const JsonValue* find(Holder holder, std::string_view key) {
  return holder.member(key);
}

const JsonValue* find_path(Holder holder, std::initializer_list<std::string_view> keys) {
  const JsonValue* at = nullptr;
  for (const auto* key = keys.begin(); key != keys.end(); ++key) {
    at = holder.member(*key);
    if (at == nullptr) return nullptr;
    holder = Holder(*at);
  }
  return at;
}

std::string string_at(Holder holder, std::string_view key) {
  return string_at_path(holder, {key});
}

std::string string_at_path(Holder holder, std::initializer_list<std::string_view> keys) {
  const auto* member = find_path(holder, keys);
  return member == nullptr ? std::string() : as_string(*member).value_or(std::string());
}

std::optional<std::string> optional_string_at(Holder holder, std::string_view key) {
  const auto* member = holder.member(key);
  return member == nullptr ? std::nullopt : as_string(*member);
}

std::optional<std::int64_t> int_at(Holder holder, std::string_view key) {
  const auto* member = holder.member(key);
  return member == nullptr ? std::nullopt : as_int(*member);
}

std::optional<double> double_at(Holder holder, std::string_view key) {
  const auto* member = holder.member(key);
  if (member == nullptr) return std::nullopt;
  if (const auto* d = member->if_double()) return *d;
  if (const auto* i = member->if_int64()) return static_cast<double>(*i);
  if (const auto* u = member->if_uint64()) return static_cast<double>(*u);
  // Decimals come as strings where a platform does not trust floating point.
  if (const auto* s = member->if_string()) return text::parse_double(std::string_view(*s));
  return std::nullopt;
}

std::optional<bool> bool_at(Holder holder, std::string_view key) {
  const auto* member = holder.member(key);
  const auto* flag = member == nullptr ? nullptr : member->if_bool();
  return flag == nullptr ? std::nullopt : std::optional<bool>(*flag);
}

const JsonArray& array_at(Holder holder, std::string_view key) {
  static const JsonArray kEmpty;
  const auto* member = holder.member(key);
  const auto* array = member == nullptr ? nullptr : member->if_array();
  return array == nullptr ? kEmpty : *array;
}

const JsonObject& object_at(Holder holder, std::string_view key) {
  static const JsonObject kEmpty;
  const auto* member = holder.member(key);
  const auto* object = member == nullptr ? nullptr : member->if_object();
  return object == nullptr ? kEmpty : *object;
}

std::optional<std::int64_t> as_int(const JsonValue& value) {
  constexpr double kInt64Range = 9223372036854775808.0;
  if (const auto* i = value.if_int64()) return *i;
  if (const auto* u = value.if_uint64()) {
    return std::in_range<std::int64_t>(*u) ? std::optional(static_cast<std::int64_t>(*u)) : std::nullopt;
  }
  if (const auto* s = value.if_string()) {
    const auto number = text::parse_int(std::string_view(*s));
    return number ? std::optional<std::int64_t>(*number) : std::nullopt;
  }
  if (const auto* d = value.if_double()) {
    if (*d == std::trunc(*d) && *d >= -kInt64Range && *d < kInt64Range) return static_cast<std::int64_t>(*d);
  }
  return std::nullopt;
}

std::optional<std::string> as_string(const JsonValue& value) {
  const auto* s = value.if_string();
  return s == nullptr ? std::nullopt : std::optional<std::string>(std::string(std::string_view(*s)));
}

}  // namespace json
}  // namespace lakecode
