#include "local/routes/principals.h"

#include <algorithm>
#include <iterator>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

struct PrincipalKind {
  std::string_view kind;
  std::string_view name;  ///< the member that holds the name
};
constexpr PrincipalKind kPrincipalKinds[] = {
    {"user", "userName"}, {"group", "displayName"}, {"service_principal", "applicationId"}};

}  // namespace

bool is_principal(const Store& store, std::string_view kind, std::string_view name) {
  if (kind == "group" && (name == "account users" || name == "users" || name == "admins")) return true;
  const auto* const known = std::find_if(std::begin(kPrincipalKinds), std::end(kPrincipalKinds),
                                         [&](const PrincipalKind& candidate) { return candidate.kind == kind; });
  if (known == std::end(kPrincipalKinds)) return false;
  ListQuery query;
  query.kind = kind;
  query.limit = 1;
  query.filter = [&](const Record& record) {
    return text::equals_ignore_case(json::string_at(body_of(record), known->name), name);
  };
  const auto page = store.list(query);
  return page && !page->records.empty();
}

bool is_principal(const Store& store, std::string_view name) {
  return std::any_of(std::begin(kPrincipalKinds), std::end(kPrincipalKinds),
                     [&](const PrincipalKind& candidate) { return is_principal(store, candidate.kind, name); });
}

}  // namespace lakecode::local
