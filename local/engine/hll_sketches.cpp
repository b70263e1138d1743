// HyperLogLog sketches: how many different values there were, in a few kilobytes that can be merged. The bytes are our
// own, not those of another library: "LCHLL", lgConfigK, a kind, and either the hashes themselves (8 bytes each,
// ascending), as long as they are few, or one register for each of the 2^lgConfigK buckets. Kernels take and give hex.

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "base/text.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;
constexpr std::string_view kMark = "LCHLL";
constexpr int kLeastLog = 4;
constexpr int kMostLog = 21;
constexpr int kHashBytes = 8;

/// Hashes while they are few, exact to the last one; registers afterwards.
struct Sketch {
  int log = 12;
  std::set<std::uint64_t> hashes;
  std::string registers;  ///< empty while the hashes are kept
};

void raise_register(Sketch& sketch, std::uint64_t hash) {
  const auto bucket = static_cast<std::size_t>(hash >> (64 - sketch.log));
  const std::uint64_t rest = hash << sketch.log;
  const int rank = rest == 0 ? 64 - sketch.log + 1 : std::countl_zero(rest) + 1;
  sketch.registers[bucket] = static_cast<char>(std::max<int>(sketch.registers[bucket], rank));
}

void add(Sketch& sketch, std::uint64_t hash) {
  if (!sketch.registers.empty()) return raise_register(sketch, hash);
  sketch.hashes.insert(hash);
  const std::size_t most = (std::size_t{1} << sketch.log) / kHashBytes;
  if (sketch.hashes.size() <= most) return;
  sketch.registers.assign(std::size_t{1} << sketch.log, '\0');
  for (const std::uint64_t known : sketch.hashes) raise_register(sketch, known);
  sketch.hashes.clear();
}

/// A register of a sketch with more buckets, as one with fewer has it: the bits between are the first of its rest.
void fold_register(Sketch& into, const Sketch& from, std::size_t bucket) {
  const int extra = from.log - into.log;
  const int rank = from.registers[bucket];
  const std::size_t low = bucket & ((std::size_t{1} << extra) - 1);
  const int folded = low == 0 ? rank + extra : extra - static_cast<int>(std::bit_width(low)) + 1;
  char& known = into.registers[bucket >> extra];
  known = static_cast<char>(std::max<int>(known, folded));
}

/// Both with the smaller of the two sizes.
Sketch merged(const Sketch& left, const Sketch& right) {
  Sketch out;
  out.log = std::min(left.log, right.log);
  for (const Sketch* part : {&left, &right}) {
    if (part->registers.empty() || !out.registers.empty()) continue;
    out.registers.assign(std::size_t{1} << out.log, '\0');
  }
  for (const Sketch* part : {&left, &right}) {
    for (const std::uint64_t hash : part->hashes) add(out, hash);
    for (std::size_t bucket = 0; bucket < part->registers.size(); ++bucket) {
      if (part->registers[bucket] != 0) fold_register(out, *part, bucket);
    }
  }
  return out;
}

double estimate(const Sketch& sketch) {
  if (sketch.registers.empty()) return static_cast<double>(sketch.hashes.size());
  const auto buckets = static_cast<double>(sketch.registers.size());
  double sum = 0;
  double empty = 0;
  for (const char rank : sketch.registers) {
    sum += std::ldexp(1.0, -rank);
    empty += rank == 0 ? 1 : 0;
  }
  const double alpha = sketch.log == 4 ? 0.673 : sketch.log == 5 ? 0.697 : 0.7213 / (1 + 1.079 / buckets);
  const double raw = alpha * buckets * buckets / sum;
  return raw <= 2.5 * buckets && empty > 0 ? buckets * std::log(buckets / empty) : raw;
}

std::string hex_of(const Sketch& sketch) {
  std::string bytes(kMark);
  bytes += static_cast<char>(sketch.log);
  bytes += sketch.registers.empty() ? 'h' : 'r';
  for (const std::uint64_t hash : sketch.hashes) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((hash >> shift) & 0xFFU);
  }
  bytes += sketch.registers;
  std::string hex;
  hex.reserve(bytes.size() * 2);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4U];
    hex += kDigits[static_cast<unsigned char>(byte) & 15U];
  }
  return hex;
}

std::optional<std::string> bytes_of(std::string_view hex) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    if (digit(hex[i]) < 0 || digit(hex[i + 1]) < 0) return std::nullopt;
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return bytes;
}

std::optional<Sketch> sketch_of(std::string_view hex) {
  const auto bytes = bytes_of(hex);
  constexpr std::size_t kHead = kMark.size() + 2;
  if (!bytes || bytes->size() < kHead || !bytes->starts_with(kMark)) return std::nullopt;
  Sketch sketch;
  sketch.log = (*bytes)[kMark.size()];
  const std::string body = bytes->substr(kHead);
  if (sketch.log < kLeastLog || sketch.log > kMostLog) return std::nullopt;
  if ((*bytes)[kHead - 1] == 'r') {
    if (body.size() != std::size_t{1} << sketch.log) return std::nullopt;
    sketch.registers = body;
    return sketch;
  }
  if (body.size() % kHashBytes != 0 || body.size() > std::size_t{1} << sketch.log) return std::nullopt;
  for (std::size_t i = 0; i < body.size(); i += kHashBytes) {
    std::uint64_t hash = 0;
    for (std::size_t j = 0; j < kHashBytes; ++j) hash = (hash << 8U) | static_cast<unsigned char>(body[i + j]);
    sketch.hashes.insert(hash);
  }
  return sketch;
}

Value text_value(std::string text) {
  Value out;
  out.text = std::move(text);
  return out;
}

Value invalid_sketch(std::string_view function) {
  return failed("HLL_INVALID_INPUT_SKETCH_BUFFER",
                fmt::format("Invalid call to `{}`; only valid HLL sketch buffers are supported as inputs (such as "
                            "those produced by the `hll_sketch_agg` function).",
                            function),
                "22546");
}

Value different_logs(const Sketch& left, const Sketch& right, std::string_view function) {
  return failed("HLL_UNION_DIFFERENT_LG_K",
                fmt::format("Sketches have different `lgConfigK` values: {} and {}. Set the `allowDifferentLgConfigK` "
                            "parameter to true to call `{}` with different `lgConfigK` values.",
                            left.log, right.log, function),
                "22000");
}

/// Hashes as decimal numbers, commas between.
Value build(const Row& row) {
  const std::int64_t log = row.value<std::int64_t>(1);
  if (log < kLeastLog || log > kMostLog) {
    return failed("HLL_INVALID_LG_K",
                  fmt::format("Invalid call to `hll_sketch_agg`; the `lgConfigK` value must be between {} and {}, "
                              "inclusive: {}.",
                              kLeastLog, kMostLog, log),
                  "22546");
  }
  Sketch sketch;
  sketch.log = static_cast<int>(log);
  for (const std::string_view hash : text::split(row.text(0), ',')) {
    if (const auto number = text::parse_int(hash)) add(sketch, static_cast<std::uint64_t>(*number));
  }
  return text_value(hex_of(sketch));
}

Value count(const Row& row) {
  const auto sketch = sketch_of(row.text(0));
  return sketch ? whole(std::llround(estimate(*sketch))) : invalid_sketch("hll_sketch_estimate");
}

/// Sketches, commas between.
Value unite(const Row& row) {
  std::optional<Sketch> sum;
  for (const std::string_view hex : text::split(row.text(0), ',')) {
    auto next = sketch_of(hex);
    if (!next) return invalid_sketch("hll_union");
    if (sum && sum->log != next->log && !row.value<bool>(1)) return different_logs(*sum, *next, "hll_union");
    sum = sum ? merged(*sum, *next) : std::move(*next);
  }
  return text_value(hex_of(*sum));
}

constexpr ScalarRule kRules[] = {
    {"lc_hll_build", {kText, DUCKDB_TYPE_BIGINT, kNone}, kText, build},
    {"lc_hll_count", {kText, kNone}, DUCKDB_TYPE_BIGINT, count},
    {"lc_hll_unite", {kText, DUCKDB_TYPE_BOOLEAN, kNone}, kText, unite},
};

}  // namespace

std::span<const ScalarRule> sketch_rules() {
  return kRules;
}

}  // namespace lakecode::local
