#include "analysis/job_audit/dst_zones.h"

// Source: IANA time zone database, rules in force in 2025. Names that it keeps for compatibility are in here too.

#include <algorithm>
#include <array>
#include <span>

namespace lakecode::job_audit {
namespace {

// Europe changes its clocks; these do not.
constexpr std::array<std::string_view, 13> kEuropeWithout = {
    "Europe/Moscow",     "Europe/Istanbul",    "Europe/Minsk",     "Europe/Kaliningrad", "Europe/Samara",
    "Europe/Saratov",    "Europe/Volgograd",   "Europe/Astrakhan", "Europe/Ulyanovsk",   "Europe/Kirov",
    "Europe/Simferopol", "Atlantic/Reykjavik", "Europe/Reykjavik"};

// Everywhere else most zones do not; these do.
constexpr std::array<std::string_view, 74> kOthersWith = {"America/New_York",
                                                          "America/Detroit",
                                                          "America/Toronto",
                                                          "America/Montreal",
                                                          "America/Chicago",
                                                          "America/Winnipeg",
                                                          "America/Denver",
                                                          "America/Edmonton",
                                                          "America/Boise",
                                                          "America/Los_Angeles",
                                                          "America/Vancouver",
                                                          "America/Anchorage",
                                                          "America/Juneau",
                                                          "America/Sitka",
                                                          "America/Nome",
                                                          "America/Halifax",
                                                          "America/Moncton",
                                                          "America/Glace_Bay",
                                                          "America/Goose_Bay",
                                                          "America/St_Johns",
                                                          "America/Havana",
                                                          "America/Nassau",
                                                          "America/Bermuda",
                                                          "America/Tijuana",
                                                          "America/Ensenada",
                                                          "America/Santiago",
                                                          "America/Asuncion",
                                                          "America/Miquelon",
                                                          "America/Nuuk",
                                                          "America/Godthab",
                                                          "America/Port-au-Prince",
                                                          "America/Menominee",
                                                          "America/Louisville",
                                                          "America/Fort_Wayne",
                                                          "America/Indianapolis",
                                                          "America/Thule",
                                                          "America/Adak",
                                                          "America/Matamoros",
                                                          "America/Ojinaga",
                                                          "America/Thunder_Bay",
                                                          "Australia/Sydney",
                                                          "Australia/Melbourne",
                                                          "Australia/Hobart",
                                                          "Australia/Adelaide",
                                                          "Australia/Canberra",
                                                          "Australia/ACT",
                                                          "Australia/NSW",
                                                          "Australia/Victoria",
                                                          "Australia/Tasmania",
                                                          "Australia/South",
                                                          "Australia/Broken_Hill",
                                                          "Australia/Lord_Howe",
                                                          "Pacific/Auckland",
                                                          "Pacific/Chatham",
                                                          "Pacific/Easter",
                                                          "Pacific/Norfolk",
                                                          "Africa/Cairo",
                                                          "Africa/Casablanca",
                                                          "Africa/Ceuta",
                                                          "Asia/Jerusalem",
                                                          "Asia/Tel_Aviv",
                                                          "Asia/Beirut",
                                                          "Asia/Nicosia",
                                                          "Asia/Gaza",
                                                          "Asia/Hebron",
                                                          "Atlantic/Canary",
                                                          "Atlantic/Madeira",
                                                          "Atlantic/Azores",
                                                          "Atlantic/Faroe",
                                                          "Atlantic/Bermuda",
                                                          "Arctic/Longyearbyen",
                                                          "Israel",
                                                          "NZ",
                                                          "Cuba"};

constexpr std::array<std::string_view, 19> kShortWith = {
    "CET",        "MET",         "EET",        "WET",       "GB",         "GB-Eire",  "Eire",
    "EST5EDT",    "CST6CDT",     "MST7MDT",    "PST8PDT",   "Poland",     "Portugal", "US/Eastern",
    "US/Central", "US/Mountain", "US/Pacific", "US/Alaska", "US/Michigan"};

constexpr std::array<std::string_view, 7> kFamiliesWith = {
    "America/Indiana/", "America/Kentucky/", "America/North_Dakota/", "Canada/Eastern",
    "Canada/Central",   "Canada/Pacific",    "Canada/Mountain"};

bool is_in(std::string_view zone, std::span<const std::string_view> zones) {
  return std::find(zones.begin(), zones.end(), zone) != zones.end();
}

}  // namespace

bool has_daylight_saving(std::string_view zone) {
  if (zone.starts_with("Europe/")) return !is_in(zone, kEuropeWithout);
  const bool in_family =
      std::any_of(kFamiliesWith.begin(), kFamiliesWith.end(), [&](std::string_view f) { return zone.starts_with(f); });
  return in_family || is_in(zone, kOthersWith) || is_in(zone, kShortWith);
}

}  // namespace lakecode::job_audit
