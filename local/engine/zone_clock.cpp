#include "local/engine/zone_clock.h"

#include <duckdb.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/guarded.h"
#include "base/text.h"
#include "local/dialect/lexer.h"
#include "local/dialect/time_text.h"
#include "local/engine/owned_type.h"
#include "local/engine/vector_value.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kQuarter = 900'000'000;  // micros; zones change their clocks at quarters of an hour
constexpr std::size_t kMostKept = 20'000;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Where the name of a zone begins: at a letter behind the time, not at the T before it.
std::size_t zone_begin(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (!is_letter(text[at]) || (text[at] == 'T' && at + 1 < text.size() && at > 0 &&
                                                       text[at + 1] >= '0' && text[at + 1] <= '9')))
    ++at;
  return at;
}

bool is_zone_name(std::string_view name) {
  return name.size() > 1 && std::all_of(name.begin(), name.end(), [](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-' || c == '+';
         });
}

/// An engine of its own, in memory: a function of a statement cannot ask the one that runs it. It lives as long as the
/// process, for at its end the engine's own statics may be gone first; it has no threads that could outlive them.
class ZoneTable {
 public:
  static Guarded<ZoneTable>& of_process() {
    static Guarded<ZoneTable>& table = *std::make_unique<Guarded<ZoneTable>>().release();
    return table;
  }

  /// What the clocks of `zone` are ahead of UTC at that local time; nullopt for no zone.
  std::optional<std::int64_t> offset(const std::string& zone, std::int64_t local) {
    const std::int64_t quarter = (local - ((local % kQuarter) + kQuarter) % kQuarter);
    const auto known = offsets_.find({zone, quarter});
    if (known != offsets_.end()) return known->second;
    if (offsets_.size() > kMostKept) offsets_.clear();
    return offsets_[{zone, quarter}] = ask(zone, quarter);
  }

 private:
  std::optional<std::int64_t> ask(const std::string& zone, std::int64_t local) {
    if (connection_ == nullptr && !open()) return std::nullopt;
    const std::string sql =
        fmt::format("SELECT epoch_us(timezone({}, make_timestamp({})))", dialect::quote_text(zone), local);
    duckdb_result result;
    std::optional<std::int64_t> offset;
    if (duckdb_query(connection_, sql.c_str(), &result) == DuckDBSuccess) {
      duckdb_data_chunk chunk = duckdb_fetch_chunk(result);
      if (chunk != nullptr && duckdb_data_chunk_get_size(chunk) == 1)
        offset = local - value_at<std::int64_t>(duckdb_data_chunk_get_vector(chunk, 0), 0);
      duckdb_destroy_data_chunk(&chunk);
    }
    duckdb_destroy_result(&result);
    return offset;
  }

  bool open() {
    duckdb_config config = nullptr;
    const bool configured =
        duckdb_create_config(&config) == DuckDBSuccess && duckdb_set_config(config, "threads", "1") == DuckDBSuccess;
    const bool opened =
        configured && (database_ != nullptr || duckdb_open_ext(nullptr, &database_, config, nullptr) == DuckDBSuccess);
    duckdb_destroy_config(&config);
    return opened && duckdb_connect(database_, &connection_) == DuckDBSuccess;
  }

  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
  std::map<std::pair<std::string, std::int64_t>, std::optional<std::int64_t>> offsets_;
};

}  // namespace

std::optional<std::int64_t> parse_regional_time(std::string_view text) {
  text = text::trim(text);
  const std::size_t begin = zone_begin(text);
  const std::string_view zone = text.substr(begin);
  if (begin == 0 || !is_zone_name(zone)) return std::nullopt;
  const auto local = dialect::parse_timestamp(text::trim(text.substr(0, begin)));
  if (!local) return std::nullopt;
  const auto offset = ZoneTable::of_process().lock()->offset(std::string(zone), *local);
  return offset ? std::optional(*local - *offset) : std::nullopt;
}

}  // namespace lakecode::local
