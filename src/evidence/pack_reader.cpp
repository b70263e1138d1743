#include "evidence/pack_reader.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/files.h"
#include "base/json.h"
#include "evidence/record_chain.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

// Listing tells the size before a file is read, so a sparse giant costs nothing.
constexpr std::uint64_t kLargestFile = 1U << 30U;

class Reader {
 public:
  Reader(const fs::path& folder, PackContent& content)
      : folder_(folder), content_(content), chain_(content.run_id), root_before_(chain_.root()) {}

  Result<void> read_events() {
    const std::string name(kEventsFile);
    if (!content_.listing.files.contains(name)) return {};
    TRY_ASSIGN(const std::string text, files::read(folder_ / name, kLargestFile));
    content_.events_sha256 = crypto::sha256_hex(text);
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
      take_line(std::string_view(text).substr(begin, end + 1 - begin));
      begin = end + 1;
    }
    content_.torn = begin < text.size();
    content_.records = chain_.size();
    content_.head = chain_.head();
    content_.root = chain_.root();
    if (content_.torn && content_.closing) {
      report(kEventsFile, static_cast<std::int64_t>(chain_.size()), "there are bytes behind the closing record");
    }
    return {};
  }

  void check_files() {
    for (const auto& [name, named] : content_.named) check_named(name, named);
    for (const auto& [name, size] : content_.listing.files) {
      if (name == kEventsFile || name == kManifestFile || content_.named.contains(name)) continue;
      if (!is_remains_of_a_kill(name)) report(name, -1, "no record names this file");
    }
  }

 private:
  void report(std::string_view file, std::int64_t record, std::string problem) {
    content_.problems.push_back({std::string(file), record, std::move(problem)});
  }

  void take_line(std::string_view line) {
    const auto number = static_cast<std::int64_t>(chain_.size());
    if (content_.closing) report(kEventsFile, number, "it stands behind the closing record");
    const auto record = json::parse(line.substr(0, line.size() - 1), kEventsFile, {.max_bytes = kLargestLine});
    if (!record) {
      report(kEventsFile, number, "it is not a JSON record");
    } else {
      if (auto problem = chain_.find_problem(*record); !problem.empty()) {
        report(kEventsFile, number, problem);
      } else if (!chain_.is_followed_by(*record)) {
        report(kEventsFile, std::max<std::int64_t>(number - 1, 0),
               "it was changed: the record after it followed other bytes");
      }
      take_record(*record, number);
    }
    chain_.push(line);
    root_before_ = chain_.root();
  }

  void take_record(const JsonValue& record, std::int64_t number) {
    const std::string type = json::string_at(record, "type");
    const JsonValue empty;
    const auto* found = json::find(record, "payload");
    const JsonValue& payload = found == nullptr ? empty : *found;
    if ((number == 0) != (type == "open")) {
      report(kEventsFile, number, number == 0 ? "the first record does not open a pack" : "a second opening record");
    }
    if (type == "open" && number == 0) take_opening(payload);
    if (type == "artefact") name_file(blob_name(json::string_at(payload, "sha256")), payload, number);
    if (type == "close" && !content_.closing) take_closing(payload, number);
  }

  void take_opening(const JsonValue& payload) {
    content_.opening = JsonBox(payload);
    const std::string format = json::string_at(payload, "format");
    if (format != kFormat)
      report(kEventsFile, 0, "its format is '" + format.substr(0, 80) + "', not " + std::string(kFormat));
  }

  void take_closing(const JsonValue& payload, std::int64_t number) {
    content_.closing = JsonBox(payload);
    if (json::int_at(payload, "events") != number)
      report(kEventsFile, number, "it counts other records than there are");
    if (json::string_at(payload, "root") != root_before_) {
      report(kEventsFile, number, "its tree root is not that of the records before");
    }
    const auto named_before = content_.named;
    content_.named.clear();
    for (const auto& item : json::array_at(payload, "artefacts"))
      name_file(json::string_at(item, "name"), item, number);
    for (const auto& [name, named] : named_before) {
      const auto listed = content_.named.find(name);
      if (listed == content_.named.end() || listed->second.sha256 != named.sha256) {
        report(kEventsFile, number, "it does not list " + name);
      }
    }
  }

  void name_file(const std::string& name, const JsonValue& item, std::int64_t record) {
    const std::string sha256 = json::string_at(item, "sha256");
    const bool known = is_blob_name(name) ? name == blob_name(sha256) : name == kResultFile || name == kReportFile;
    const auto bytes = json::int_at(item, "bytes").value_or(-1);
    if (!known || bytes < 0) {
      report(kEventsFile, record, "it names a file that a pack cannot hold");
      return;
    }
    content_.named[name] = {sha256, static_cast<std::uint64_t>(bytes), record};
  }

  void check_named(const std::string& name, const NamedFile& named) {
    const auto found = content_.listing.files.find(name);
    if (found == content_.listing.files.end()) {
      report(name, named.record, "the file is missing");
    } else if (found->second != named.bytes) {
      report(name, named.record, "it has another size than was recorded");
    } else if (const auto bytes = files::read(folder_ / name, kLargestFile); !bytes) {
      report(name, named.record, "it cannot be read: " + bytes.error().reason);
    } else if (crypto::sha256_hex(*bytes) != named.sha256) {
      report(name, named.record, "its content was changed");
    }
  }

  /// A kill may come between a file and the record that would have named it.
  [[nodiscard]] bool is_remains_of_a_kill(const std::string& name) const {
    if (is_leftover(name) && !content_.listing.files.contains(std::string(kManifestFile))) return true;
    if (content_.closing) return false;
    if (name == kResultFile || name == kReportFile) return true;
    if (!is_blob_name(name)) return false;
    const auto bytes = files::read(folder_ / name, kLargestFile);
    return bytes && blob_name(crypto::sha256_hex(*bytes)) == name;
  }

  const fs::path& folder_;
  PackContent& content_;
  RecordChain chain_;
  std::string root_before_;
};

}  // namespace

Result<PackContent> read_pack(const fs::path& folder) {
  PackContent content;
  content.run_id = folder.filename().string();
  TRY_ASSIGN(content.listing, list_pack(folder));
  content.problems = content.listing.problems;
  Reader reader(folder, content);
  TRY_VOID(reader.read_events());
  reader.check_files();
  return content;
}

}  // namespace lakecode::evidence
