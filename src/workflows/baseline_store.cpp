#include "workflows/baseline_store.h"

#include <utility>

#include "base/crypto.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "evidence/record_chain.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kCompared = 30;

JsonObject to_json(const drift::Baseline& baseline) {
  JsonArray columns;
  for (const drift::ColumnBaseline& column : baseline.columns) {
    JsonObject object{{"name", column.name}, {"type", column.type}, {"null_ratio", column.null_ratio}};
    if (column.distinct) object["distinct"] = *column.distinct;
    JsonArray quantiles;
    for (const double value : column.quantiles) quantiles.push_back(JsonValue(value));
    if (!quantiles.empty()) object["quantiles"] = std::move(quantiles);
    columns.push_back(std::move(object));
  }
  return JsonObject{{"taken_at", format_rfc3339(baseline.taken_at)},
                    {"rows", baseline.rows},
                    {"rows_read", baseline.rows_read},
                    {"newest", baseline.newest},
                    {"columns", std::move(columns)}};
}

drift::Baseline baseline_of(const JsonValue& json) {
  drift::Baseline baseline;
  if (const auto time = parse_rfc3339(json::string_at(json, "taken_at"))) baseline.taken_at = *time;
  baseline.rows = json::int_at(json, "rows").value_or(0);
  baseline.rows_read = json::int_at(json, "rows_read").value_or(0);
  baseline.newest = json::string_at(json, "newest");
  for (const JsonValue& each : json::array_at(json, "columns")) {
    drift::ColumnBaseline column{.name = json::string_at(each, "name"),
                                 .type = json::string_at(each, "type"),
                                 .null_ratio = json::double_at(each, "null_ratio").value_or(0.0),
                                 .distinct = json::int_at(each, "distinct")};
    for (const JsonValue& value : json::array_at(each, "quantiles"))
      if (value.is_number()) column.quantiles.push_back(value.to_number<double>());
    baseline.columns.push_back(std::move(column));
  }
  return baseline;
}

struct Chained {
  evidence::RecordChain chain;
  std::vector<drift::Baseline> baselines;
  std::size_t whole_bytes = 0;  ///< up to the last whole record
};

Error corrupt(const std::filesystem::path& file, const std::string& why) {
  return {.code = ErrorCode::CorruptData,
          .action = "read baselines",
          .subject = file.string(),
          .reason = why,
          .advice = "compare with nothing until you know who changed it; move the file away to begin anew"};
}

Result<Chained> read_chain(const std::filesystem::path& file, const std::string& subject) {
  Chained read{evidence::RecordChain(subject), {}, 0};
  if (!files::exists(file)) return read;
  TRY_ASSIGN(const std::string content, files::read(file));
  std::size_t begin = 0;
  for (std::size_t end = content.find('\n'); end != std::string::npos; end = content.find('\n', begin)) {
    const std::string line = content.substr(begin, end - begin + 1);
    const auto record = json::parse(text::trim(line), file.string());
    const std::string place = "record " + std::to_string(read.chain.size() + 1);
    if (!record) return corrupt(file, place + " is no JSON");
    const std::string problem = read.chain.find_problem(*record);
    if (!problem.empty()) return corrupt(file, place + ": " + problem);
    if (!read.chain.is_followed_by(*record)) return corrupt(file, "the record before " + place + " was changed");
    const JsonValue* payload = json::find(*record, "payload");
    read.baselines.push_back(payload != nullptr ? baseline_of(*payload) : drift::Baseline{});
    read.chain.push(line);
    begin = end + 1;
  }
  read.whole_bytes = begin;
  return read;
}

}  // namespace

BaselineStore::BaselineStore(std::filesystem::path folder, const std::string& workspace, const std::string& table)
    : folder_(std::move(folder)), subject_("baseline of " + table + " on " + workspace) {
  file_ = folder_ / (crypto::sha256_hex(subject_).substr(0, 32) + ".jsonl");
}

Result<std::vector<drift::Baseline>> BaselineStore::load() const {
  TRY_ASSIGN(Chained read, read_chain(file_, subject_));
  if (read.baselines.size() > kCompared)
    read.baselines.erase(read.baselines.begin(), read.baselines.end() - static_cast<std::ptrdiff_t>(kCompared));
  return std::move(read.baselines);
}

Result<std::string> BaselineStore::append(const drift::Baseline& baseline) const {
  TRY_VOID(files::make_private_folder(folder_));
  TRY_ASSIGN(files::AppendFile out, files::AppendFile::open(file_));
  TRY_ASSIGN(Chained read, read_chain(file_, subject_));
  // A run that was killed may have left half a line.
  if (out.size() > read.whole_bytes) TRY_VOID(out.truncate(read.whole_bytes));
  const std::string line = read.chain.make_line("baseline", to_json(baseline), {.wall = baseline.taken_at});
  TRY_VOID(out.append(line));
  read.chain.push(line);
  return read.chain.head();
}

}  // namespace lakecode::workflows
