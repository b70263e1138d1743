#include "safety/effect.h"

// The digest is over length-prefixed fields, so that no two different effects have the same encoding.

#include "base/crypto.h"

namespace lakecode::safety {
namespace {

class Encoder {
 public:
  Encoder& field(std::string_view value) {
    out_ += std::to_string(value.size());
    out_ += ':';
    out_ += value;
    return *this;
  }
  [[nodiscard]] std::string digest() const { return crypto::sha256_hex(out_); }

 private:
  std::string out_;
};

std::string digest(const SqlEffect& effect) {
  Encoder encoder;
  encoder.field("sql").field(effect.text).field(effect.default_catalog).field(effect.default_schema);
  for (const auto& [name, value] : effect.parameters) encoder.field(name).field(value);
  return encoder.digest();
}

std::string digest(const ArgvEffect& effect) {
  Encoder encoder;
  encoder.field("argv");
  for (const std::string& arg : effect.argv) encoder.field(arg);
  return encoder.digest();
}

std::string digest(const RestEffect& effect) {
  return Encoder()
      .field("rest")
      .field(effect.method)
      .field(effect.path)
      .field(effect.query)
      .field(effect.body)
      .digest();
}

std::string quote_argument(const std::string& arg) {
  static constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@,+%";
  if (!arg.empty() && arg.find_first_not_of(kPlain) == std::string::npos) return arg;
  std::string out = "'";
  for (const char c : arg) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string digest_of(const Effect& effect) {
  return std::visit([](const auto& e) { return digest(e); }, effect);
}

std::string text_of(const Effect& effect) {
  if (const auto* sql = std::get_if<SqlEffect>(&effect)) return sql->text;
  if (const auto* argv = std::get_if<ArgvEffect>(&effect)) {
    std::string out;
    for (const std::string& arg : argv->argv) out += (out.empty() ? "" : " ") + quote_argument(arg);
    return out;
  }
  const auto& rest = std::get<RestEffect>(effect);
  return rest.method + " " + rest.path + (rest.query.empty() ? "" : "?" + rest.query) +
         (rest.body.empty() ? "" : "\n" + rest.body);
}

}  // namespace lakecode::safety
