#include "evidence/ledger.h"

#include "base/call_context.h"
#include "base/json.h"
#include "base/time_format.h"
#include "evidence/keys.h"
#include "evidence/record_chain.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::size_t kLargestLedger = 256U << 20U;
constexpr std::size_t kSignatureDigits = 88;  // base64 of 64 bytes
constexpr std::string_view kSignatureMember = ",\"sig\":\"";
constexpr std::string_view kSignatureEnd = "\"}";
constexpr std::string_view kSignedAs = "lakecode ledger line 1\n";

std::string to_signed_bytes(std::string_view body) {
  return std::string(kSignedAs) + std::string(body);
}

LedgerEntry make_entry(const JsonValue& value, std::string_view line) {
  LedgerEntry entry;
  entry.index = json::int_at(value, "index").value_or(-1);
  entry.type = json::string_at(value, "type");
  entry.run = json::string_at(value, "run");
  entry.time = json::string_at(value, "time");
  entry.key = json::string_at(value, "key");
  entry.facts = JsonBox(value);
  entry.line = std::string(line);
  entry.digest = crypto::sha256_hex(entry.line + "\n");
  return entry;
}

std::string find_problem(const LedgerEntry& entry, const Ledger& before) {
  if (entry.index != static_cast<std::int64_t>(before.lines)) return "its index is not " + std::to_string(before.lines);
  if (json::string_at(*entry.facts, "prev") != before.head) {
    return "it does not follow the line before: one of the two was changed, or one is missing";
  }
  return {};
}

Ledger read_lines(std::string_view text) {
  Ledger ledger;
  ledger.head = std::string(kNoDigest);
  ledger.bytes = text.size();
  std::size_t begin = 0;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
    const auto line = text.substr(begin, end - begin);
    const auto number = static_cast<std::int64_t>(ledger.lines);
    const auto value = json::parse(line, "ledger.jsonl");
    if (!value) {
      ledger.problems.push_back({number, "it is not JSON"});
      ledger.head = crypto::sha256_hex(text.substr(begin, end + 1 - begin));
    } else {
      LedgerEntry entry = make_entry(*value, line);
      if (auto problem = find_problem(entry, ledger); !problem.empty()) ledger.problems.push_back({number, problem});
      ledger.head = entry.digest;
      ledger.entries.push_back(std::move(entry));
    }
    ++ledger.lines;
    begin = end + 1;
  }
  ledger.whole_bytes = begin;
  return ledger;
}

/// The lock is held for milliseconds; who waits longer faces a stopped process.
Result<files::AppendFile> open_locked(const fs::path& file, const Clock& clock) {
  constexpr int kTries = 500;
  constexpr milliseconds kPause{10};
  CallContext ctx;
  ctx.clock = &clock;
  for (int i = 1;; ++i) {
    auto opened = files::AppendFile::open(file);
    if (opened || opened.error().code != ErrorCode::FailedPrecondition || i == kTries) return opened;
    TRY_VOID(ctx.wait(kPause, "open ledger"));
  }
}

std::string render_line(const JsonObject& body, const crypto::SigningKey& key) {
  std::string line = json::serialize(body);
  const std::string signature = crypto::base64_encode(crypto::sign(key, to_signed_bytes(line)));
  line.pop_back();
  line += kSignatureMember;
  line += signature;
  line += kSignatureEnd;
  return line;
}

}  // namespace

const LedgerEntry* Ledger::find(std::string_view run, std::string_view type) const {
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->run == run && entry->type == type) return &*entry;
  }
  return nullptr;
}

fs::path ledger_file(const fs::path& runs_folder) {
  return runs_folder / "ledger.jsonl";
}

Result<Ledger> load_ledger(const fs::path& runs_folder) {
  auto text = files::read(ledger_file(runs_folder), kLargestLedger);
  if (!text && text.error().code != ErrorCode::NotFound) return std::move(text).error();
  return read_lines(text ? *text : std::string_view());
}

bool is_signed_by(const LedgerEntry& entry, std::string_view public_key) {
  const std::size_t tail = kSignatureMember.size() + kSignatureDigits + kSignatureEnd.size();
  if (entry.line.size() <= tail) return false;
  const std::string_view line = entry.line;
  const auto rest = line.substr(line.size() - tail);
  if (rest.substr(0, kSignatureMember.size()) != kSignatureMember || rest.substr(tail - 2) != kSignatureEnd)
    return false;
  const auto signature = crypto::base64_decode(rest.substr(kSignatureMember.size(), kSignatureDigits));
  const std::string body = std::string(line.substr(0, line.size() - tail)) + "}";
  return signature && crypto::verify(public_key, to_signed_bytes(body), *signature);
}

Result<LedgerEntry> append_to_ledger(const fs::path& runs_folder, const JsonObject& facts,
                                     const crypto::SigningKey& key, const Clock& clock) {
  TRY_ASSIGN(auto file, open_locked(ledger_file(runs_folder), clock));
  TRY_ASSIGN(const Ledger ledger, load_ledger(runs_folder));
  if (ledger.whole_bytes < ledger.bytes) TRY_VOID(file.truncate(ledger.whole_bytes));
  JsonObject body{{"index", ledger.lines}};
  for (const auto& member : facts) body[member.key()] = member.value();
  body["time"] = format_rfc3339(clock.now());
  body["prev"] = ledger.head;
  body["key"] = key_id(key.public_key);
  const std::string line = render_line(body, key);
  TRY_VOID(file.append(line + "\n"));
  return make_entry(body, line);
}

}  // namespace lakecode::evidence
