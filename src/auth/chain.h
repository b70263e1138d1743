#pragma once
// The ordered list of ways to prove who we are; the first that a profile has the attributes for is used.
// Read-only data, safe from any thread. Source: API reference 1.4, the order of the Go SDK and the official CLI.

#include <memory>
#include <span>
#include <string_view>

#include "auth/token_source.h"
#include "base/result.h"
#include "config/profiles.h"

namespace lakecode::auth {

/// One way. A file a method, a line in the list in chain.cpp.
struct Method {
  std::string_view name;   ///< as in `auth_type`
  std::string_view needs;  ///< attributes it wants, for messages: "host and token"
  bool (*applies)(const config::ResolvedProfile& profile);
  /// Null when lakecode recognises the method but does not speak it.
  Result<std::unique_ptr<TokenSource>> (*make)(const config::ResolvedProfile& profile);
};

std::span<const Method> methods();

/// The method that `profile` selects: by auth_type, else the first that applies; null when none does.
/// InvalidArgument for an auth_type that does not exist, with the nearest one.
Result<const Method*> choose_method(const config::ResolvedProfile& profile);

/// A source for `profile`. Does not contact the workspace.
/// Errors: Unauthenticated when nothing is configured (names --local, `auth login` and `config init`), Unsupported for
/// a method that is not spoken (names it and what works), InvalidArgument for missing attributes or a host that is
/// none.
Result<std::unique_ptr<TokenSource>> make_token_source(const config::ResolvedProfile& profile);

}  // namespace lakecode::auth
