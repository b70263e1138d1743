// The order of steps is the promise: each is durable before the next, so a kill between any two leaves either a pack
// without a closing record, or one whose signature or ledger line is still missing. Both read as "interrupted".
//   create:  folder, ledger "open", opening record
//   blob:    blobs/<sha256>, then the record that names it
//   close:   result.json, report.md, closing record, manifest.json, ledger "close"
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/time_format.h"
#include "evidence/envelope.h"
#include "evidence/keys.h"
#include "evidence/ledger.h"
#include "evidence/pack.h"
#include "evidence/pack_layout.h"
#include "evidence/payload.h"
#include "evidence/record_chain.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestResult = 256U << 20U;

/// A file of the pack that the closing record and the signature name.
struct Artefact {
  std::string name;
  std::string sha256;
  std::uint64_t bytes = 0;
};

JsonObject to_json(const Artefact& artefact) {
  return {{"name", artefact.name}, {"sha256", artefact.sha256}, {"bytes", artefact.bytes}};
}

Artefact describe(std::string name, std::string_view bytes) {
  return {std::move(name), crypto::sha256_hex(bytes), bytes.size()};
}

/// Tells machines apart without naming one: a digest of the machine id under a word of our own.
std::string machine_digest() {
  const auto id = files::read("/etc/machine-id", 4096);
  return id ? crypto::sha256_hex("lakecode evidence machine\n" + *id) : std::string();
}

Error already_closed(std::string_view run_id) {
  return Error{.code = ErrorCode::FailedPrecondition,
               .action = "add to pack",
               .subject = std::string(run_id),
               .reason = "it is closed"};
}

/// What a pack is opened with and keeps to its end.
struct PackStart {
  PackSettings settings;
  crypto::SigningKey key;
  const Redactor* redactor;
  const Clock* clock;
  std::string run_id;
  fs::path folder;
  files::AppendFile events;
  RecordChain chain;
  SteadyTime began;
  std::string started_at;
  std::string workflow;
  std::string workspace;
};

}  // namespace

struct PackWriter::State : PackStart {
  explicit State(PackStart start) : PackStart(std::move(start)) {}

  std::string open_digest;  // of the ledger's line
  std::vector<Artefact> artefacts;
  std::set<std::string> stored;
  std::optional<Error> poison;
  bool closed = false;
  std::mutex mutex;

  /// Runs one step; its failure poisons the pack, as nothing after it could be trusted to be complete.
  template <typename T>
  Result<T> keep_failure(Result<T> step) {
    if (!step) poison = step.error();
    return step;
  }

  Result<void> check_open() const {
    if (closed) return already_closed(run_id);
    if (poison) return *poison;
    return {};
  }

  Result<std::uint64_t> append_record(std::string_view type, const JsonValue& payload);
  Result<void> store_artefact(const std::string& name, std::string_view bytes);
  Result<void> write_opening(const Opening& opening);
  Result<void> write_end(std::string_view status, const JsonValue& result, std::string_view report);
  [[nodiscard]] std::string make_statement(std::string_view status, std::string_view events_digest) const;
};

Result<std::uint64_t> PackWriter::State::append_record(std::string_view type, const JsonValue& payload) {
  const auto mono = std::chrono::duration_cast<std::chrono::milliseconds>(clock->steady_now() - began);
  const std::uint64_t seq = chain.size();
  const std::string line = chain.make_line(type, payload, {clock->now(), mono.count()});
  TRY_VOID(events.append(line));
  chain.push(line);
  return seq;
}

Result<void> PackWriter::State::store_artefact(const std::string& name, std::string_view bytes) {
  if (!stored.insert(name).second) return {};  // the same bytes were stored before
  TRY_VOID(files::write_new(folder / name, bytes));
  artefacts.push_back(describe(name, bytes));
  return {};
}

Result<void> PackWriter::State::write_opening(const Opening& opening) {
  TRY_ASSIGN(const JsonValue inputs, redact_json(*opening.inputs, *redactor, "inputs"));
  TRY_ASSIGN(const JsonValue configuration, redact_json(*opening.configuration, *redactor, "configuration"));
  TRY_ASSIGN(const LedgerEntry entry,
             append_to_ledger(settings.runs_folder, {{"type", "open"}, {"run", run_id}}, key, *clock));
  open_digest = entry.digest;
  const JsonObject record{{"format", kFormat},
                          {"workflow", opening.workflow},
                          {"workspace", opening.workspace},
                          {"profile", opening.profile},
                          {"principal", opening.principal},
                          {"tool_version", opening.tool_version},
                          {"machine", machine_digest()},
                          {"key", key_id(key.public_key)},
                          {"ledger", JsonObject{{"index", entry.index}, {"digest", entry.digest}}},
                          {"inputs_sha256", crypto::sha256_hex(json::serialize(inputs))},
                          {"configuration_sha256", crypto::sha256_hex(json::serialize(configuration))},
                          {"inputs", inputs},
                          {"configuration", configuration}};
  TRY_ASSIGN(const JsonValue payload, redact_json(record, *redactor, "opening record"));
  TRY_VOID(append_record("open", payload));
  return {};
}

std::string PackWriter::State::make_statement(std::string_view status, std::string_view events_digest) const {
  JsonArray subjects{JsonObject{{"name", kEventsFile}, {"digest", JsonObject{{"sha256", events_digest}}}}};
  for (const auto& artefact : artefacts) {
    subjects.push_back(JsonObject{{"name", artefact.name}, {"digest", JsonObject{{"sha256", artefact.sha256}}}});
  }
  const JsonObject predicate{{"format", kFormat},
                             {"run_id", run_id},
                             {"workflow", workflow},
                             {"workspace", workspace},
                             {"status", status},
                             {"started_at", started_at},
                             {"finished_at", format_rfc3339(clock->now())},
                             {"events", chain.size()},
                             {"root", chain.root()},
                             {"head", chain.head()},
                             {"ledger_open", open_digest}};
  return json::serialize(JsonObject{{"_type", kStatementType},
                                    {"subject", std::move(subjects)},
                                    {"predicateType", kPredicateType},
                                    {"predicate", predicate}});
}

Result<void> PackWriter::State::write_end(std::string_view status, const JsonValue& result, std::string_view report) {
  TRY_ASSIGN(const JsonValue masked, redact_json(result, *redactor, "result", kLargestResult));
  TRY_VOID(store_artefact(std::string(kResultFile), json::serialize_pretty(masked) + "\n"));
  TRY_VOID(store_artefact(std::string(kReportFile), redactor->redact(report)));
  JsonArray listed;
  for (const auto& artefact : artefacts) listed.push_back(to_json(artefact));
  const JsonObject closing{
      {"status", status}, {"events", chain.size()}, {"root", chain.root()}, {"artefacts", std::move(listed)}};
  TRY_VOID(append_record("close", closing));
  // Digest what is on the disk, not what we believe to have written: a difference must not get our signature.
  TRY_ASSIGN(const std::string stored_events, files::read(folder / kEventsFile, SIZE_MAX));
  RecordChain reread(run_id);
  for (std::size_t begin = 0; begin < stored_events.size();) {
    const auto end = std::min(stored_events.find('\n', begin), stored_events.size() - 1) + 1;
    reread.push(std::string_view(stored_events).substr(begin, end - begin));
    begin = end;
  }
  if (reread.head() != chain.head() || reread.root() != chain.root()) {
    return Error{.code = ErrorCode::CorruptData,
                 .action = "close pack",
                 .subject = run_id,
                 .reason = "its events on the disk are not those that were written"};
  }
  const std::string manifest = seal(make_statement(status, crypto::sha256_hex(stored_events)), key);
  TRY_VOID(files::write_new(folder / kManifestFile, manifest));
  TRY_VOID(append_to_ledger(settings.runs_folder,
                            {{"type", "close"},
                             {"run", run_id},
                             {"status", status},
                             {"events", chain.size()},
                             {"head", chain.head()},
                             {"manifest", crypto::sha256_hex(manifest)}},
                            key, *clock));
  return {};
}

PackWriter::PackWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
PackWriter::PackWriter(PackWriter&&) noexcept = default;
PackWriter& PackWriter::operator=(PackWriter&&) noexcept = default;
PackWriter::~PackWriter() = default;

Result<PackWriter> PackWriter::create(const PackSettings& settings, const Opening& opening, const Redactor& redactor,
                                      const Clock& clock, RandomSource& random) {
  TRY_ASSIGN(auto key, load_or_make_signing_key(settings.keys_folder, random));
  TRY_VOID(files::make_private_folder(settings.runs_folder));
  const WallTime now = clock.now();
  const std::string run_id = make_run_id(now, opening.workflow, random);
  const fs::path folder = settings.runs_folder / run_id;
  if (files::exists(folder)) return files::error_from_errno(EEXIST, "create pack", folder);
  TRY_VOID(files::make_private_folder(folder / kBlobsFolder));
  TRY_ASSIGN(auto events, files::AppendFile::open(folder / kEventsFile));
  auto state = std::make_unique<State>(PackStart{.settings = settings,
                                                 .key = std::move(key),
                                                 .redactor = &redactor,
                                                 .clock = &clock,
                                                 .run_id = run_id,
                                                 .folder = folder,
                                                 .events = std::move(events),
                                                 .chain = RecordChain(run_id),
                                                 .began = clock.steady_now(),
                                                 .started_at = format_rfc3339(now),
                                                 .workflow = opening.workflow,
                                                 .workspace = opening.workspace});
  TRY_VOID(state->write_opening(opening));
  return PackWriter(std::move(state));
}

const std::string& PackWriter::run_id() const {
  return state_->run_id;
}
const fs::path& PackWriter::folder() const {
  return state_->folder;
}

Result<std::uint64_t> PackWriter::append(std::string_view type, const JsonValue& payload) {
  // Redacted before the lock is taken; a payload that cannot be recorded leaves the pack as it is.
  TRY_ASSIGN(const JsonValue masked, redact_json(payload, *state_->redactor, type));
  const std::lock_guard lock(state_->mutex);
  TRY_VOID(state_->check_open());
  return state_->keep_failure(state_->append_record(type, masked));
}

bool PackWriter::keeps(std::string_view bytes) const {
  return state_->redactor->redact(bytes) == bytes;
}

Result<void> PackWriter::add_blob(std::string_view title, std::string_view media_type, std::string_view bytes) {
  const std::string masked = state_->redactor->redact(bytes);
  const std::string digest = crypto::sha256_hex(masked);
  const JsonObject payload{{"title", state_->redactor->redact(title)},
                           {"media_type", media_type},
                           {"sha256", digest},
                           {"bytes", masked.size()}};
  const std::lock_guard lock(state_->mutex);
  TRY_VOID(state_->check_open());
  TRY_VOID(state_->keep_failure(state_->store_artefact(blob_name(digest), masked)));
  TRY_VOID(state_->keep_failure(state_->append_record("artefact", payload)));
  return {};
}

Result<void> PackWriter::close(std::string_view status, const JsonValue& result, std::string_view report_markdown) {
  const std::lock_guard lock(state_->mutex);
  TRY_VOID(state_->check_open());
  TRY_VOID(state_->keep_failure(state_->write_end(status, result, report_markdown)));
  state_->closed = true;
  return {};
}

}  // namespace lakecode::evidence
