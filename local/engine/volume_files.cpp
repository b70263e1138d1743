#include "local/engine/volume_files.h"

#include <algorithm>
#include <atomic>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/lexer.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;
using dialect::FileSource;
using dialect::quote_text;
using dialect::sql_error;

constexpr std::size_t kMostFiles = 10'000;

Error path_not_found(const std::string& path) {
  return sql_error("PATH_NOT_FOUND", fmt::format("Path does not exist: {}.", path), "42K03");
}

/// * and ? as in shells, {a,b} not.
bool fits(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

VolumeFile describe_file(const fs::path& file, const std::string& path) {
  std::error_code failed;
  VolumeFile out{file, path, "", 0, 0};
  out.size = fs::file_size(file, failed);
  const auto time = fs::last_write_time(file, failed);
  const auto since = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::file_clock::to_sys(time));
  out.modified_ms = since.time_since_epoch().count();
  out.identity = fmt::format("{} {} {}", path, out.size, out.modified_ms);
  return out;
}

bool is_hidden(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.starts_with(".") || name.starts_with("_");
}

void add_folder(const fs::path& folder, const std::string& path, std::vector<VolumeFile>& out) {
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (is_hidden(at->path())) {
      if (at->is_directory(failed)) at.disable_recursion_pending();
      continue;
    }
    // A link could lead out of the volume.
    if (!at->is_regular_file(failed) || at->is_symlink(failed) || out.size() >= kMostFiles) continue;
    out.push_back(describe_file(at->path(), path + "/" + fs::relative(at->path(), folder, failed).generic_string()));
  }
}

std::string option(const FileSource& source, std::string_view name, const std::string& fallback = "") {
  const auto found = source.options.find(std::string(name));
  return found == source.options.end() ? fallback : found->second;
}

bool is_on(const FileSource& source, std::string_view name) {
  return text::equals_ignore_case(option(source, name), "true");
}

std::string format_of(const FileSource& source, const std::vector<VolumeFile>& files) {
  if (!source.format.empty()) return source.format;
  std::string ending = files.front().file.extension().string();
  if (ending == ".gz") ending = files.front().file.stem().extension().string();
  if (ending == ".parquet") return "parquet";
  if (ending == ".json" || ending == ".jsonl" || ending == ".ndjson") return "json";
  return ending == ".txt" ? "text" : "csv";
}

std::string csv_reader(const std::string& list, const FileSource& source) {
  const std::string delimiter = option(source, "sep", option(source, "delimiter", ","));
  std::string out = fmt::format("read_csv({}, header = {}, delim = {}, strict_mode = false, union_by_name = {}", list,
                                is_on(source, "header") ? "true" : "false", quote_text(delimiter),
                                is_on(source, "mergeschema") && is_on(source, "header") ? "true" : "false");
  const bool infers = is_on(source, "inferschema") ||
                      (source.options.contains("lc_read_files") && option(source, "inferschema", "true") != "false");
  if (!infers) out += ", all_varchar = true";
  out += fmt::format(", nullstr = {}", quote_text(option(source, "nullvalue", "")));
  if (source.options.contains("quote")) out += fmt::format(", quote = {}", quote_text(option(source, "quote")));
  return out + ")";
}

Result<std::string> reader(const std::string& format, const std::string& list, const FileSource& source) {
  if (format == "parquet" || format == "delta") return fmt::format("read_parquet({}, union_by_name = true)", list);
  if (format == "json") {
    const bool whole = is_on(source, "multiline");
    return fmt::format("read_json({}, format = '{}', sample_size = -1, union_by_name = true)", list,
                       whole ? "auto" : "newline_delimited");
  }
  if (format == "csv") return csv_reader(list, source);
  if (format == "text") {
    return fmt::format(
        "read_csv({}, header = false, delim = '\\x01', quote = '', escape = '', columns = {{'value': "
        "'VARCHAR'}}, auto_detect = false)",
        list);
  }
  return dialect::unsupported("files of the format " + format);
}

/// The names that Spark gives to columns without a header.
std::string select_list(duckdb_result* result, bool named) {
  if (named) return "*";
  std::string out;
  for (idx_t i = 0; i < duckdb_column_count(result); ++i)
    out += fmt::format("{}{} AS _c{}", i == 0 ? "" : ", ", dialect::quote_name(duckdb_column_name(result, i)), i);
  return out;
}

std::string columns_of(duckdb_result* result) {
  std::string out;
  for (idx_t i = 0; i < duckdb_column_count(result); ++i) {
    duckdb_logical_type type = duckdb_column_logical_type(result, i);
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", dialect::quote_name(duckdb_column_name(result, i)),
                       duck::type_name(type));
    duckdb_destroy_logical_type(&type);
  }
  return out;
}

Error cannot_read(const std::string& path, std::string_view reason) {
  return sql_error("FAILED_READ_FILE.NO_HINT",
                   fmt::format("Error while reading file {}: {}.", path, text::lines(reason).front()), "KD001");
}

Result<void> pour(duckdb_result* from, duck::Connection& to, const std::string& table, const std::string& path) {
  duckdb_appender appender = nullptr;
  bool failed = duckdb_appender_create_ext(to.raw(), "lc", "main", table.c_str(), &appender) != DuckDBSuccess;
  while (!failed) {
    duckdb_data_chunk chunk = duckdb_fetch_chunk(*from);
    if (chunk == nullptr) break;
    failed = duckdb_append_data_chunk(appender, chunk) != DuckDBSuccess;
    duckdb_destroy_data_chunk(&chunk);
  }
  failed = failed || duckdb_appender_close(appender) != DuckDBSuccess;
  const char* message = failed ? duckdb_appender_error(appender) : nullptr;
  const std::string reason = message == nullptr ? "its rows could not be kept" : message;
  duckdb_appender_destroy(&appender);
  if (failed) return cannot_read(path, reason);
  const char* late = duckdb_result_error(from);
  return late == nullptr || *late == '\0' ? Result<void>() : Result<void>(cannot_read(path, late));
}

/// A path below /Volumes, told apart.
struct VolumePlace {
  std::vector<std::string> parts;  ///< Volumes, catalog, schema, volume, and what follows
  fs::path folder;                 ///< of all but the last part behind the volume
  std::string shown;               ///< its path as statements spell it
  std::string last;                ///< the last part behind the volume, "" for the volume itself
};

Result<VolumePlace> place_of(const fs::path& data, std::string path) {
  const std::string told = path;
  if (path.starts_with("dbfs:")) path.erase(0, 5);
  while (path.size() > 1 && path.ends_with("/")) path.pop_back();
  if (!path.starts_with("/Volumes/")) return dialect::unsupported("files outside of volumes (" + told + ")");
  VolumePlace place;
  const std::string relative = path.substr(1);
  for (const std::string_view part : text::split(relative, '/')) {
    if (part.empty() || part == "." || part == "..") return path_not_found(told);
    place.parts.emplace_back(part);
  }
  const std::vector<std::string>& parts = place.parts;
  if (parts.size() < 4) return path_not_found(told);
  place.folder = data / "files" / "volumes";
  for (std::size_t i = 1; i < 4; ++i) place.folder /= text::to_lower(parts[i]);
  place.shown = fmt::format("/Volumes/{}/{}/{}", parts[1], parts[2], parts[3]);
  for (std::size_t i = 4; i + 1 < parts.size(); ++i) {
    place.folder /= parts[i];
    place.shown += "/" + parts[i];
  }
  if (parts.size() > 4) place.last = parts.back();
  return place;
}

/// Leaves those that the options `pattern` and `files` name.
void keep_named(const FileSource& source, std::vector<VolumeFile>& files) {
  if (const auto pattern = source.options.find("pattern"); pattern != source.options.end()) {
    std::erase_if(files, [&](const VolumeFile& file) { return !fits(pattern->second, file.file.filename().string()); });
  }
  const auto names = source.options.find("files");
  if (names == source.options.end()) return;
  const auto wanted = text::split(names->second, '\n');
  std::erase_if(files, [&](const VolumeFile& file) {
    return std::find(wanted.begin(), wanted.end(), file.file.filename().string()) == wanted.end();
  });
}

}  // namespace

Result<std::vector<VolumeFile>> find_files(const fs::path& data, const FileSource& source) {
  TRY_ASSIGN(VolumePlace place, place_of(data, source.path));
  fs::path& real = place.folder;
  std::string& shown = place.shown;
  const std::string& last = place.last;
  std::vector<VolumeFile> files;
  std::error_code failed;
  if (last.find_first_of("*?") != std::string::npos) {
    for (fs::directory_iterator at(real, failed), end; !failed && at != end; at.increment(failed)) {
      const bool taken = fits(last, at->path().filename().string()) && !is_hidden(at->path());
      if (taken && at->is_regular_file(failed) && !at->is_symlink(failed))
        files.push_back(describe_file(at->path(), shown + "/" + at->path().filename().string()));
    }
  } else {
    if (!last.empty()) {
      real /= last;
      shown += "/" + last;
    }
    if (fs::is_symlink(real, failed)) return path_not_found(source.path);
    if (fs::is_directory(real, failed)) add_folder(real, shown, files);
    if (fs::is_regular_file(real, failed)) files.push_back(describe_file(real, shown));
  }
  keep_named(source, files);
  if (files.empty()) return path_not_found(source.path);
  std::sort(files.begin(), files.end(), [](const VolumeFile& a, const VolumeFile& b) { return a.path < b.path; });
  return files;
}

Result<std::vector<VolumeFile>> list_folder(const fs::path& data, const std::string& path) {
  TRY_ASSIGN(VolumePlace place, place_of(data, path));
  const bool volume = place.last.empty();
  if (!volume) {
    place.folder /= place.last;
    place.shown += "/" + place.last;
  }
  std::vector<VolumeFile> files;
  std::error_code failed;
  if (fs::is_symlink(place.folder, failed)) return path_not_found(path);
  if (fs::is_regular_file(place.folder, failed))
    return std::vector<VolumeFile>{describe_file(place.folder, place.shown)};
  if (!fs::is_directory(place.folder, failed)) return path_not_found(path);
  for (fs::directory_iterator at(place.folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->is_symlink(failed) || files.size() >= kMostFiles) continue;
    const std::string shown = place.shown + "/" + at->path().filename().string();
    VolumeFile file = describe_file(at->path(), at->is_directory(failed) ? shown + "/" : shown);
    if (at->is_directory(failed)) file.size = 0;
    files.push_back(std::move(file));
  }
  std::sort(files.begin(), files.end(), [](const VolumeFile& a, const VolumeFile& b) { return a.path < b.path; });
  return files;
}

namespace {

/// A SELECT of the rows of `from`, with the names and types that the options ask for.
Result<std::string> rows_query(duck::Connection& connection, const FileSource& source, std::string_view format,
                               std::string_view from) {
  std::string columns = "*";
  if (format == "csv" && !is_on(source, "header")) {
    auto head = connection.query(fmt::format("SELECT * FROM {} LIMIT 0", from));
    if (!head) return cannot_read(source.path, head.error().reason);
    columns = select_list(head->raw(), false);
  }
  if (!source.options.contains("schema")) return fmt::format("SELECT {} FROM {}", columns, from);
  TRY_ASSIGN(const std::vector<dialect::Token> tokens, dialect::lex("STRUCT<" + option(source, "schema") + ">"));
  TRY_ASSIGN(const dialect::ParsedType type, dialect::parse_type(tokens, 0));
  auto head = connection.query(fmt::format("SELECT {} FROM {} LIMIT 0", columns, from));
  if (!head) return cannot_read(source.path, head.error().reason);
  std::string row;
  for (idx_t i = 0; i < duckdb_column_count(head->raw()); ++i)
    row += fmt::format("{}{}", i == 0 ? "" : ", ", dialect::quote_name(duckdb_column_name(head->raw(), i)));
  // STRUCT("a" BIGINT, "b" VARCHAR) gives the columns' types, in order.
  return fmt::format("SELECT unnest(CAST(lc_row AS {})) FROM (SELECT row({}) AS lc_row FROM {})", type.engine, row,
                     from);
}

}  // namespace

Result<std::string> stage_files(duck::Connection& connection, const std::vector<VolumeFile>& files,
                                const FileSource& source) {
  static std::atomic<std::uint64_t> counter{0};
  std::string list;
  for (const VolumeFile& file : files) list += (list.empty() ? "" : ", ") + quote_text(file.file.string());
  const std::string format = format_of(source, files);
  TRY_ASSIGN(const std::string from, reader(format, "[" + list + "]", source));
  TRY_ASSIGN(duck::Database memory, duck::Database::open(""));
  TRY_ASSIGN(duck::Connection second, memory.connect());
  TRY_VOID(second.execute("SET TimeZone = 'UTC'"));
  TRY_ASSIGN(const std::string query, rows_query(second, source, format, from));
  auto read = second.execute("CREATE VIEW lc_source AS " + query);
  if (!read) return cannot_read(source.path, read.error().reason);
  auto rows = second.query("SELECT * FROM lc_source");
  if (!rows) return cannot_read(source.path, rows.error().reason);
  const std::string table = fmt::format("files_{}", counter.fetch_add(1));
  TRY_VOID(connection.execute(fmt::format("CREATE TABLE lc.main.{} ({})", table, columns_of(rows->raw()))));
  TRY_VOID(pour(rows->raw(), connection, table, source.path));
  return "lc.main." + table;
}

}  // namespace lakecode::local
