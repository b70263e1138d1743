// SQLSTATEs as the last resort: they stand on the line when the words of the message are unknown.
// Classes: ISO/IEC 9075 and apache/spark error-states.json.
#include <array>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

using enum Weight;

constexpr auto kRules = std::to_array<Rule>({
    {"table_not_found", Generic, "sqlstate & <42p01>|<3d000>|<3f000>|<42s02>"},
    {"table_not_found", Weak, "sqlstate & <42704>"},
    {"column_not_found", Generic, "sqlstate & <42703>|<42s22>"},
    {"sql_syntax_or_semantics", Generic,
     "sqlstate & <42601>|<42803>|<42k09>|<42605>|<42883>|<42702>|<42846>|<42k0e>|<42000>|<42p07>|<42710>"},
    {"sql_syntax_or_semantics", Weak, "sqlstate & <0a000>"},
    {"ansi_data_error", Generic, "sqlstate & <22003>|<22012>|<22018>|<22007>|<22008>|<2200b>"},
    {"schema_mismatch", Generic, "sqlstate & <21s01>|<42kdg>|<22005>|<42825>"},
    {"constraint_violation", Generic, "sqlstate & <23502>|<23505>|<23514>|<22kd5>|<23001>"},
    {"merge_duplicate_source", Generic, "sqlstate & <21506>|<23k01>"},
    {"delta_concurrent_write", Generic, "sqlstate & <2d521>|<40000>|<40001>"},
    {"path_not_found", Generic, "sqlstate & <42k03>"},
    {"delta_protocol_unsupported", Generic, "sqlstate & <56038>|<kd004>"},
    {"uc_permission_denied", Generic, "sqlstate & <42501>"},
    {"external_auth_failure", Generic, "sqlstate|jdbc|odbc & <28000>|<28p01>|<28001>"},
    {"external_connection_failure", Generic, "sqlstate|jdbc|odbc & <08001>|<08006>|<08s01>|<08004>|<08003>|<hyt00>"},
    {"executor_oom", Weak, "sqlstate & <53200>"},
    {"disk_full", Generic, "sqlstate & <53100>"},
    {"platform_internal_error", Weak, "sqlstate & <xx000>|<58000>"},
});

}  // namespace

std::span<const Rule> sqlstate_rules() {
  return kRules;
}

}  // namespace lakecode::analysis
