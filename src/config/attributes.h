#pragma once
// The attributes of a Databricks profile: one row a key with its environment variables, method family and secrecy.
// Pure data, read-only. Source: API reference 1.1.

#include <span>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace lakecode::config {

struct AttributeRow {
  std::string_view key;                 ///< as in ~/.databrickscfg
  std::string_view environment;         ///< variable, or "" when it has none
  std::string_view second_environment;  ///< another name for it, read when the first is unset
  std::string_view family;              ///< "pat", "azure", …; "" when it is no credential
  bool secret = false;
};

/// All rows in the order in which errors and `auth describe` list them.
std::span<const AttributeRow> attribute_rows();
/// Null for a key that no Databricks tool knows.
const AttributeRow* find_attribute_row(std::string_view key);

/// The value of one attribute and where it came from. Either `text` or `secret` holds it.
struct Attribute {
  std::string text;
  Secret secret;
  bool is_secret = false;
  std::string source;    ///< "flag --host", "environment DATABRICKS_HOST", "/home/a/.databrickscfg:4:1"
  std::string variable;  ///< the environment variable it came from, or ""

  /// The plain text of either kind. Only where the bytes go onto the wire or into a file.
  [[nodiscard]] std::string_view reveal() const { return is_secret ? secret.reveal() : std::string_view(text); }
  /// The text, or "********" for a secret.
  [[nodiscard]] std::string masked() const { return is_secret ? std::string("********") : text; }
};

/// `value` as an attribute of `row`: kept as a Secret where the row says so.
Attribute make_attribute(const AttributeRow& row, std::string_view value, std::string source);

}  // namespace lakecode::config
