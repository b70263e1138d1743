#pragma once
// What a word is by its form alone: an e-mail address, a path, a dotted name, an id. Pure.

#include <string_view>

namespace lakecode::knowledge {

bool is_digits(std::string_view word);
bool is_email(std::string_view word);
bool is_uuid(std::string_view word);
/// Letters, digits, '_' and '-' only, with at least one letter.
bool is_identifier(std::string_view word);
/// Number of parts of a dotted name ("main.sales.orders" is 3); 0 for anything else, and for names of files.
int dotted_parts(std::string_view word);
/// A path in the workspace: /Workspace/…, /Users/…, /Shared/…, /Repos/…
bool is_remote_path(std::string_view word);
/// A path on this machine, or the name of a file by its ending.
bool is_local_path(std::string_view word);
/// The name of a file says that it holds grants: "grants/prod.yml", "acl.yaml".
bool speaks_of_grants(std::string_view path);
/// Hexadecimal with at least one digit, as the ids of warehouses and plans.
bool is_hex_id(std::string_view word);

/// What people call their environments: "prod", "staging", …
bool is_environment(std::string_view word);

/// Words that are never a name ("the", "which", "my"): what stands beside "schema" may be one.
bool is_plain_word(std::string_view word);

}  // namespace lakecode::knowledge
