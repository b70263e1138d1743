#pragma once
// What an act would do, named before it is done: the texts and requests themselves, byte for byte.

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lakecode::safety {

/// One SQL text as it is sent; may hold several statements. `defaults` complete one- and two-part names.
struct SqlEffect {
  std::string text;
  std::string default_catalog;
  std::string default_schema;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< name (or position), "TYPE:value"
};

/// argv of the Databricks CLI; argv[0] is the program.
struct ArgvEffect {
  std::vector<std::string> argv;
};

/// One REST request. `path` has no query; `query` and `body` are raw text.
struct RestEffect {
  std::string method;
  std::string path;
  std::string query;
  std::string body;
};

using Effect = std::variant<SqlEffect, ArgvEffect, RestEffect>;

/// SHA-256 in hex over an unambiguous encoding of the effect: what is approved is byte for byte what runs.
std::string digest_of(const Effect& effect);

/// The text a person is shown: the SQL, the quoted argv, or "METHOD path". Not inert yet.
std::string text_of(const Effect& effect);

}  // namespace lakecode::safety
