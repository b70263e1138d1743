#include "local/routes/privileges.h"

#include <algorithm>

#include "base/text.h"

namespace lakecode::local {
namespace {

struct Row {
  std::string_view type;
  std::string_view privileges;  ///< separated by blanks
};
// API reference 3.7, "Privileges by securable".
constexpr Row kRows[] = {
    {"metastore",
     "CREATE_CATALOG CREATE_CLEAN_ROOM CREATE_CONNECTION CREATE_EXTERNAL_LOCATION CREATE_EXTERNAL_METADATA "
     "CREATE_PROVIDER CREATE_RECIPIENT CREATE_SHARE CREATE_SERVICE_CREDENTIAL CREATE_STORAGE_CREDENTIAL "
     "MANAGE_ALLOWLIST SET_SHARE_PERMISSION USE_MARKETPLACE_ASSETS USE_PROVIDER USE_RECIPIENT USE_SHARE"},
    {"catalog",
     "ALL_PRIVILEGES APPLY_TAG BROWSE CREATE_SCHEMA USE_CATALOG CREATE_FUNCTION CREATE_TABLE CREATE_MATERIALIZED_VIEW "
     "CREATE_MODEL CREATE_MODEL_VERSION CREATE_VOLUME EXTERNAL_USE_SCHEMA READ_VOLUME REFRESH WRITE_VOLUME EXECUTE "
     "MANAGE MODIFY SELECT USE_SCHEMA"},
    {"schema",
     "ALL_PRIVILEGES APPLY_TAG CREATE_FUNCTION CREATE_TABLE CREATE_MODEL CREATE_MODEL_VERSION CREATE_VOLUME "
     "CREATE_MATERIALIZED_VIEW MANAGE EXTERNAL_USE_SCHEMA USE_SCHEMA EXECUTE MODIFY READ_VOLUME REFRESH SELECT "
     "WRITE_VOLUME"},
    {"table", "ALL_PRIVILEGES APPLY_TAG MANAGE MODIFY SELECT REFRESH"},
    {"volume", "ALL_PRIVILEGES APPLY_TAG MANAGE READ_VOLUME WRITE_VOLUME"},
    {"function", "ALL_PRIVILEGES EXECUTE MANAGE APPLY_TAG CREATE_MODEL_VERSION"},
    {"external_location",
     "ALL_PRIVILEGES BROWSE CREATE_EXTERNAL_TABLE CREATE_EXTERNAL_VOLUME CREATE_FOREIGN_SECURABLE "
     "CREATE_MANAGED_STORAGE EXTERNAL_USE_LOCATION MANAGE READ_FILES WRITE_FILES"},
    {"storage_credential",
     "ALL_PRIVILEGES CREATE_EXTERNAL_LOCATION CREATE_EXTERNAL_TABLE MANAGE READ_FILES WRITE_FILES"},
    {"credential", "ALL_PRIVILEGES ACCESS CREATE_CONNECTION MANAGE"},
    {"connection", "ALL_PRIVILEGES CREATE_FOREIGN_CATALOG MANAGE USE_CONNECTION"},
    {"share", "SELECT"},
};

bool has_word(std::string_view list, std::string_view word) {
  const auto words = text::split(list, ' ');
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool is_grantable(std::string_view type, std::string_view privilege) {
  return std::any_of(std::begin(kRows), std::end(kRows),
                     [&](const Row& row) { return row.type == type && has_word(row.privileges, privilege); });
}

bool is_privilege(std::string_view privilege) {
  return std::any_of(std::begin(kRows), std::end(kRows),
                     [&](const Row& row) { return has_word(row.privileges, privilege); });
}

std::string fold_privilege(std::string_view privilege) {
  return text::replace_all(text::to_upper(text::trim(privilege)), " ", "_");
}

}  // namespace lakecode::local
