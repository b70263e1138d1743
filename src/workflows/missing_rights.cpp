#include "workflows/missing_rights.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::workflows {
namespace {

constexpr std::array<std::string_view, 27> kPrivileges = {"USE CATALOG",
                                                          "USE SCHEMA",
                                                          "SELECT",
                                                          "MODIFY",
                                                          "EXECUTE",
                                                          "BROWSE",
                                                          "READ VOLUME",
                                                          "WRITE VOLUME",
                                                          "READ FILES",
                                                          "WRITE FILES",
                                                          "CREATE CATALOG",
                                                          "CREATE SCHEMA",
                                                          "CREATE TABLE",
                                                          "CREATE VIEW",
                                                          "CREATE MODEL",
                                                          "CREATE VOLUME",
                                                          "CREATE FUNCTION",
                                                          "CREATE EXTERNAL TABLE",
                                                          "CREATE EXTERNAL VOLUME",
                                                          "CREATE MATERIALIZED VIEW",
                                                          "CREATE EXTERNAL LOCATION",
                                                          "MANAGE",
                                                          "APPLY TAG",
                                                          "REFRESH",
                                                          "USE CONNECTION",
                                                          "CREATE CONNECTION",
                                                          "CREATE STORAGE CREDENTIAL"};

constexpr std::array<std::string_view, 10> kSecurables = {"CATALOG",
                                                          "SCHEMA",
                                                          "TABLE",
                                                          "VIEW",
                                                          "VOLUME",
                                                          "FUNCTION",
                                                          "METASTORE",
                                                          "CONNECTION",
                                                          "EXTERNAL LOCATION",
                                                          "STORAGE CREDENTIAL"};

constexpr std::string_view kLead = "does not have ";

/// The steps of the way to a table; a right on an inner one does not replace those outside of it.
constexpr std::array<std::string_view, 3> kWay = {"USE CATALOG", "USE SCHEMA", "SELECT"};
constexpr std::array<std::string_view, 3> kPlaces = {"CATALOG", "SCHEMA", "TABLE"};

struct Right {
  std::string_view privilege;
  std::string_view securable;
  std::vector<std::string> name;
};

template <std::size_t N>
std::optional<std::string_view> known(const std::array<std::string_view, N>& words, std::string_view text) {
  const std::string upper = text::to_upper(text::replace_all(text::trim(text), "_", " "));
  const auto found = std::find(words.begin(), words.end(), upper);
  return found == words.end() ? std::nullopt : std::optional(*found);
}

/// "… does not have [permission] PRIVILEGE on KIND 'name' …"
std::optional<Right> named_right(std::string_view reason) {
  const auto lead = text::find_ignore_case(reason, kLead);
  if (lead == std::string_view::npos) return std::nullopt;
  std::string_view rest = reason.substr(lead + kLead.size());
  for (const std::string_view filler : {"the ", "permission ", "privilege "}) {
    if (text::equals_ignore_case(rest.substr(0, filler.size()), filler)) rest.remove_prefix(filler.size());
  }
  const auto on = text::find_ignore_case(rest, " on ");
  if (on == std::string_view::npos) return std::nullopt;
  const auto privilege = known(kPrivileges, rest.substr(0, on));
  rest.remove_prefix(on + 4);
  const auto open = rest.find('\'');
  const auto close = open == std::string_view::npos ? open : rest.find('\'', open + 1);
  const auto securable = known(kSecurables, rest.substr(0, std::min(open, rest.find_first_of(".;,"))));
  if (!privilege || !securable) return std::nullopt;
  if (*securable == "METASTORE") return Right{*privilege, *securable, {}};
  if (close == std::string_view::npos) return std::nullopt;
  auto name = sql::parse_name(rest.substr(open + 1, close - open - 1));
  if (!name) return std::nullopt;
  return Right{*privilege, *securable, std::move(*name)};
}

std::string grant(const Right& right, const std::string& principal) {
  std::string text = "GRANT " + std::string(right.privilege) + " ON " + std::string(right.securable);
  if (!right.name.empty()) text += " " + sql::quote_name(right.name);
  return text + " TO " + (principal.empty() ? "PRINCIPAL" : sql::quote_identifier(principal));
}

/// How far on the way to `table` the named right lies; 0 when it is not on it: then the whole way is told.
std::size_t steps_before(const std::optional<Right>& named, const std::vector<std::string>& table) {
  if (!named) return 0;
  for (std::size_t i = 0; i < kWay.size(); ++i) {
    const bool same_place =
        named->name.size() == i + 1 && std::equal(named->name.begin(), named->name.end(), table.begin());
    if (named->securable == kPlaces[i] && same_place) return i;
  }
  return 0;
}

std::vector<std::string> grants(const MissingRight& missing, const std::string& principal) {
  std::vector<std::string> acts;
  const auto named = named_right(missing.error.reason);
  if (named) acts.push_back(grant(*named, principal));
  for (const std::string& table : missing.tables) {
    const auto parts = sql::parse_name(table);
    if (!parts || parts->size() != kWay.size()) continue;
    for (std::size_t i = steps_before(named, *parts); i < kWay.size(); ++i) {
      const std::vector<std::string> place(parts->begin(), parts->begin() + static_cast<std::ptrdiff_t>(i) + 1);
      acts.push_back(grant({kWay[i], kPlaces[i], place}, principal));
    }
  }
  return acts;
}

bool is_plain(std::string_view text, std::string_view extra) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           extra.find(c) != std::string_view::npos;
  });
}

/// The word that stands behind `before`; "" when there is none.
std::string word_behind(std::string_view text, std::string_view before) {
  const auto at = text::find_ignore_case(text, before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + before.size());
  std::size_t end = 0;
  while (end < rest.size() && is_plain(rest.substr(end, 1), "-_")) ++end;
  return rest.starts_with('-') ? std::string() : std::string(rest.substr(0, end));  // an option is no id
}

bool is_application_id(std::string_view text) {
  return text.size() == 36 && std::count(text.begin(), text.end(), '-') == 4 && is_plain(text, "-");
}

/// Objects whose rights are levels of the Permissions API, and the word behind which a refusal names one.
struct Leveled {
  std::string_view object_type;
  std::string_view before;
  std::string_view level;
};
constexpr std::array<Leveled, 5> kLeveled = {{{"jobs", "permissions on job ", ""},
                                              {"clusters", "permissions on cluster ", "CAN_ATTACH_TO"},
                                              {"warehouses", "permissions on warehouse ", "CAN_USE"},
                                              {"warehouses", "permissions on endpoint ", "CAN_USE"},
                                              {"pipelines", "permissions on pipeline ", "CAN_VIEW"}}};

/// The least level that a refusal of a job names behind the principal: "View or Admin or Manage Run or Owner".
std::string_view level_of_job(std::string_view reason) {
  const auto lead = text::find_ignore_case(reason, kLead);
  const std::string_view levels = lead == std::string_view::npos ? reason : reason.substr(lead + kLead.size());
  if (text::contains_ignore_case(levels, "View")) return "CAN_VIEW";
  return text::contains_ignore_case(levels, "Manage Run") ? "CAN_MANAGE_RUN" : "CAN_MANAGE";
}

std::optional<std::string> permission_update(const std::string& reason, const std::string& principal) {
  for (const Leveled& row : kLeveled) {
    const std::string id = word_behind(reason, row.before);
    if (id.empty()) continue;
    const std::string_view member = is_application_id(principal) ? "service_principal_name" : "user_name";
    const std::string who = is_plain(principal, "@.-_+") ? principal : "PRINCIPAL";  // it goes into a command line
    const std::string level(row.level.empty() ? level_of_job(reason) : row.level);
    return "databricks permissions update " + std::string(row.object_type) + " " + id +
           R"( --json '{"access_control_list": [{")" + std::string(member) + R"(": ")" + who +
           R"(", "permission_level": ")" + level + R"("}]}')";
  }
  return std::nullopt;
}

/// Schemas of system tables that are not there are not enabled, or not granted: the platform tells neither.
std::vector<std::string> enable_schemas(const MissingRight& missing) {
  std::set<std::string> schemas;
  for (const std::string& table : missing.tables) {
    const auto parts = sql::parse_name(table);
    if (parts && parts->size() == 3 && is_plain((*parts)[1], "_")) schemas.insert((*parts)[1]);
  }
  std::vector<std::string> acts;
  for (const std::string& schema : schemas) acts.push_back("databricks system-schemas enable METASTORE_ID " + schema);
  return acts;
}

bool is_system(const std::string& table) {
  return text::to_lower(table).starts_with("system.");
}

}  // namespace

bool lacks_right(const MissingRight& missing) {
  if (missing.error.code == ErrorCode::PermissionDenied) return true;
  return missing.error.code == ErrorCode::NotFound && !missing.tables.empty() &&
         std::all_of(missing.tables.begin(), missing.tables.end(), is_system);
}

std::vector<std::string> acts_that_open(const MissingRight& missing, const std::string& principal) {
  if (const auto update = permission_update(missing.error.reason, principal)) return {*update};
  std::vector<std::string> acts;
  if (missing.error.code == ErrorCode::NotFound) acts = enable_schemas(missing);
  for (std::string& act : grants(missing, principal)) {
    if (std::find(acts.begin(), acts.end(), act) == acts.end()) acts.push_back(std::move(act));
  }
  return acts;
}

std::string why_missing(const MissingRight& missing) {
  std::string why = missing.error.reason;
  if (missing.error.code != ErrorCode::NotFound || !lacks_right(missing)) return why;
  while (why.ends_with('.')) why.pop_back();
  return why + ": its schema is not enabled, not granted, or not offered in the metastore's region";
}

}  // namespace lakecode::workflows
