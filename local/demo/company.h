#pragma once
// Larkmoor Provisions: people, groups, places. Invented names; all addresses end in .example.
// Constants only.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace lakecode::local {

inline constexpr std::string_view kCompany = "Larkmoor Provisions";
inline constexpr std::string_view kMailDomain = "larkmoor.example";
inline constexpr std::string_view kRegion = "eu-west-1";
inline constexpr std::int64_t kWorkspaceId = 5206439413157315;

struct Person {
  std::string_view login;  ///< part before the @
  std::string_view given;
  std::string_view family;
  std::string_view group;
  bool is_active = true;
};

/// The first one is who the token of the workspace stands for.
inline constexpr std::array<Person, 14> kPeople{{
    {"wren.ashdale", "Wren", "Ashdale", "data-platform"},
    {"orla.vennick", "Orla", "Vennick", "sales-data"},
    {"tam.quarriel", "Tam", "Quarriel", "logistics-data"},
    {"ines.harrowby", "Ines", "Harrowby", "finance-data"},
    {"bram.oldacre", "Bram", "Oldacre", "data-platform"},
    {"sefa.lindqvar", "Sefa", "Lindqvar", "web-data"},
    {"mika.thornbee", "Mika", "Thornbee", "ml"},
    {"petra.wexcombe", "Petra", "Wexcombe", "assortment"},
    {"jonah.fairlocke", "Jonah", "Fairlocke", "support-data"},
    {"anouk.desmarq", "Anouk", "Desmarq", "finance-data"},
    {"rafi.gransdal", "Rafi", "Gransdal", "ingest"},
    {"lotte.emberley", "Lotte", "Emberley", "pricing"},
    {"noor.pellworth", "Noor", "Pellworth", "treasury"},
    {"emrys.tarnholt", "Emrys", "Tarnholt", "ingest", false},
}};

struct Robot {
  std::string_view name;
  std::string_view purpose;
};

inline constexpr std::array<Robot, 3> kRobots{{
    {"svc-prod-jobs", "runs the scheduled jobs of prod"},
    {"svc-finance-jobs", "runs the jobs of finance"},
    {"svc-ingest", "loads raw data"},
}};

/// "wren.ashdale@larkmoor.example"
std::string mail_of(std::string_view login);
/// Mail of the first person of `group`; of the first person at all when nobody is in it.
std::string mail_of_group(std::string_view group);

}  // namespace lakecode::local
