#include "net/cassette.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <utility>

#include "base/crypto.h"
#include "base/files.h"
#include "base/guarded.h"
#include "base/json.h"
#include "net/cassette_line.h"

namespace lakecode::net {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestCassette = 1U << 30U;
constexpr std::string_view kFamily = "lakecode.cassette/";

std::string key_of(const Recording& recording) {
  return crypto::sha256_hex(recording.method + " " + recording.url + "\n" + recording.body);
}

Error wrong_file(const fs::path& file, ErrorCode code, std::string reason) {
  return Error{.code = code,
               .action = "replay cassette",
               .subject = file.string(),
               .reason = std::move(reason),
               .advice = "make it with --record FILE"};
}

std::string header_line() {
  return json::serialize(JsonObject{{"schema", kCassetteSchema}}) + "\n";
}

bool is_cassette(std::string_view text) {
  const auto header = json::parse(text.substr(0, text.find('\n')), "cassette");
  return header && json::string_at(*header, "schema").starts_with(kFamily);
}

/// Paths are compared without the query: pages of one list are near each other.
std::string_view path_of(std::string_view url) {
  return url.substr(0, url.find('?'));
}

}  // namespace

/// Everything mutable in one place.
struct Tape {
  std::vector<Recording> recordings;
  std::map<std::string, std::deque<std::size_t>, std::less<>> unplayed;  ///< by key, in order
  std::map<std::string, std::string, std::less<>> facts;
  std::optional<files::AppendFile> out;
  std::optional<Error> failure;
  std::int64_t next = 1;

  void write(const std::string& line) {
    if (failure || !out) return;
    if (auto written = out->append(line + "\n", files::AppendFile::Sync::Later); !written)
      failure = std::move(written).error();
  }
};

struct Cassette::State {
  State(fs::path path, const Redactor& masks) : file(std::move(path)), redactor(masks) {}
  const fs::path file;
  const Redactor& redactor;
  const Clock* clock = nullptr;  ///< null when replaying
  SteadyTime began{};
  std::atomic<std::int64_t> elapsed_ms{0};
  Guarded<Tape> tape;
};

namespace {

/// The recording that is most like what was asked: same URL, else same path, else whatever comes next.
const Recording* find_nearest(const Tape& tape, const Recording& asked) {
  const Recording* nearest = nullptr;
  int best = -1;
  for (const Recording& kept : tape.recordings) {
    const int likeness = (kept.played ? 0 : 1) + (kept.method == asked.method ? 2 : 0) +
                         (path_of(kept.url) == path_of(asked.url) ? 8 : 0) + (kept.url == asked.url ? 4 : 0);
    if (likeness > best) {
      best = likeness;
      nearest = &kept;
    }
  }
  return nearest;
}

Error no_recording(const fs::path& file, const Tape& tape, const Recording& asked) {
  const Recording* nearest = find_nearest(tape, asked);
  return Error{
      .code = ErrorCode::FailedPrecondition,
      .action = "replay",
      .subject = asked.method + " " + asked.url,
      .reason = "the cassette " + file.string() + " has no " +
                (nearest == nullptr ? "recordings"
                                    : "recording of it left; the nearest is " + describe_difference(asked, *nearest)),
      .advice = "give the same request, settings and version as when it was recorded, or record it again"};
}

Result<void> read_line(Tape& tape, const JsonValue& line) {
  if (const auto fact = json::optional_string_at(line, "fact")) {
    tape.facts[*fact] = json::string_at(line, "value");
    return {};
  }
  TRY_ASSIGN(Recording recording, read_recording(line));
  tape.unplayed[key_of(recording)].push_back(tape.recordings.size());
  tape.recordings.push_back(std::move(recording));
  return {};
}

Result<void> check_header(const fs::path& file, std::string_view line) {
  const auto header = json::parse(line, file.string());
  const std::string schema = header ? json::string_at(*header, "schema") : std::string();
  if (schema == kCassetteSchema) return {};
  if (schema.starts_with(kFamily))
    return wrong_file(file, ErrorCode::Unsupported, "it is in format " + schema + " of another version");
  return wrong_file(file, ErrorCode::InvalidArgument, "it is no cassette");
}

/// What is after the last newline was cut by a kill and is left out.
Result<void> read_tape(Tape& tape, const fs::path& file, std::string_view text) {
  std::size_t begin = 0, number = 0;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
    const std::string_view line = text.substr(begin, end - begin);
    begin = end + 1;
    if (++number == 1) {
      TRY_VOID(check_header(file, line));
      continue;
    }
    const auto value = json::parse(line, file.string());
    const auto read = value ? read_line(tape, *value) : Result<void>(value.error());
    if (!read)
      return wrong_file(file, ErrorCode::CorruptData, "line " + std::to_string(number) + ": " + read.error().reason);
  }
  if (number == 0) return wrong_file(file, ErrorCode::InvalidArgument, "it is no cassette");
  return {};
}

/// Gives the pieces of a 2xx answer to a reader of streams, and puts them into the body for everyone else.
Result<HttpResponse> hand_over(const Recording& kept, const Cassette::OnBytes* on_bytes) {
  const bool is_streamed = on_bytes != nullptr && (!kept.outcome || kept.outcome->status / 100 == 2);
  if (is_streamed) {
    for (const std::string& piece : kept.pieces) {
      if ((*on_bytes)(piece)) continue;
      return Error{.code = ErrorCode::Cancelled,
                   .action = "read the answer of",
                   .subject = std::string(path_of(kept.url)),
                   .reason = "the reader wanted no more"};
    }
    return kept.outcome;
  }
  if (!kept.outcome) return kept.outcome;
  HttpResponse response = *kept.outcome;
  for (const std::string& piece : kept.pieces) response.body += piece;
  return response;
}

}  // namespace

Cassette::Cassette(std::unique_ptr<State> state) : state_(std::move(state)) {}
Cassette::~Cassette() = default;

Result<std::shared_ptr<Cassette>> Cassette::record(const fs::path& file, const Redactor& redactor, const Clock& clock) {
  if (files::exists(file)) {
    TRY_ASSIGN(const std::string old, files::read(file, kLargestCassette));
    if (!old.empty() && !is_cassette(old)) {
      return Error{.code = ErrorCode::AlreadyExists,
                   .action = "record into",
                   .subject = file.string(),
                   .reason = "there is a file of that name, and it is no cassette",
                   .advice = "choose another name"};
    }
  }
  auto state = std::make_unique<State>(file, redactor);
  state->clock = &clock;
  state->began = clock.steady_now();
  TRY_ASSIGN(auto out, files::AppendFile::open(file));
  if (out.size() > 0) TRY_VOID(out.truncate(0));
  TRY_VOID(out.append(header_line()));
  state->tape.lock()->out = std::move(out);
  return std::shared_ptr<Cassette>(new Cassette(std::move(state)));
}

Result<std::shared_ptr<Cassette>> Cassette::replay(const fs::path& file, const Redactor& redactor) {
  TRY_ASSIGN(const std::string text, files::read(file, kLargestCassette));
  auto state = std::make_unique<State>(file, redactor);
  TRY_VOID(read_tape(*state->tape.lock(), file, text));
  return std::shared_ptr<Cassette>(new Cassette(std::move(state)));
}

bool Cassette::is_replaying() const {
  return state_->clock == nullptr;
}

void Cassette::set_fact(std::string_view name, std::string_view value) {
  auto tape = state_->tape.lock();
  const std::string masked = state_->redactor.redact(value);
  tape->facts[std::string(name)] = masked;
  tape->write(json::serialize(JsonObject{{"fact", name}, {"value", masked}}));
}

std::optional<std::string> Cassette::fact(std::string_view name) const {
  auto tape = state_->tape.lock();
  const auto found = tape->facts.find(name);
  return found == tape->facts.end() ? std::nullopt : std::optional(found->second);
}

Result<HttpResponse> Cassette::play(const HttpRequest& request, const OnBytes* on_bytes) {
  const Recording asked = masked_request(request, state_->redactor);
  Recording kept;
  {
    auto tape = state_->tape.lock();
    const auto found = tape->unplayed.find(key_of(asked));
    if (found == tape->unplayed.end() || found->second.empty()) return no_recording(state_->file, *tape, asked);
    Recording& original = tape->recordings[found->second.front()];
    found->second.pop_front();
    original.played = true;
    kept = original;
  }
  // Before the reader is called: what it does happens after the exchange began to answer.
  std::int64_t before = state_->elapsed_ms.load();
  while (before < kept.at_ms && !state_->elapsed_ms.compare_exchange_weak(before, kept.at_ms)) {
  }
  return hand_over(kept, on_bytes);
}

void Cassette::keep(const HttpRequest& request, const Result<HttpResponse>& outcome,
                    std::span<const std::string> pieces) {
  Recording recording = masked_request(request, state_->redactor);
  recording.outcome = outcome;
  recording.pieces.assign(pieces.begin(), pieces.end());
  if (outcome && !outcome->body.empty()) recording.pieces.push_back(outcome->body);
  if (recording.outcome) recording.outcome->body.clear();
  mask_answer(recording, state_->redactor);
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(state_->clock->steady_now() - state_->began);
  auto tape = state_->tape.lock();
  recording.number = tape->next++;
  recording.at_ms = std::max<std::int64_t>(since.count(), state_->elapsed_ms.load());
  state_->elapsed_ms.store(recording.at_ms);
  tape->write(render_recording(recording));
}

std::chrono::milliseconds Cassette::elapsed() const {
  return std::chrono::milliseconds(state_->elapsed_ms.load());
}

Result<void> Cassette::state() const {
  auto tape = state_->tape.lock();
  return tape->failure ? Result<void>(*tape->failure) : Result<void>();
}

std::size_t Cassette::unplayed() const {
  std::size_t sum = 0;
  for (const auto& [key, places] : state_->tape.lock()->unplayed) sum += places.size();
  return sum;
}

}  // namespace lakecode::net
