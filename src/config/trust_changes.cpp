#include "config/trust_changes.h"

#include <algorithm>

#include "base/text.h"

namespace lakecode::config {
namespace {

/// The table of the line comparison has lines² cells; above this only the fact is told.
constexpr std::size_t kMaxComparedLines = 600;

using Lines = std::vector<std::string_view>;

/// Lengths of the longest common subsequences of the tails, (a+1) x (b+1).
std::vector<std::vector<std::size_t>> common_tails(const Lines& a, const Lines& b) {
  std::vector<std::vector<std::size_t>> length(a.size() + 1, std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  return length;
}

std::vector<std::string> changed_lines(std::string_view before, std::string_view after) {
  const Lines a = text::lines(before);
  const Lines b = text::lines(after);
  if (a.size() > kMaxComparedLines || b.size() > kMaxComparedLines) return {"  (too long to compare line by line)"};
  const auto length = common_tails(a, b);
  std::vector<std::string> out;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i;
      ++j;
    } else if (j == b.size() || (i < a.size() && length[i + 1][j] >= length[i][j + 1])) {
      out.push_back("- " + std::string(a[i++]));
    } else {
      out.push_back("+ " + std::string(b[j++]));
    }
  }
  if (out.size() > kMaxShownLines) {
    const std::size_t more = out.size() - kMaxShownLines;
    out.resize(kMaxShownLines);
    out.push_back("  (and " + std::to_string(more) + " more lines)");
  }
  return out;
}

void describe_file(const BehaviourFile& file, const TrustedFolder& before, std::vector<std::string>& out) {
  const auto known = before.files.find(file.path);
  if (known == before.files.end()) {
    out.push_back("added " + file.path);
    return;
  }
  if (known->second.sha256 == file.sha256) return;
  out.push_back("changed " + file.path);
  if (!known->second.text || file.content.size() != file.bytes) return;
  for (std::string& line : changed_lines(*known->second.text, file.content)) out.push_back(std::move(line));
}

}  // namespace

std::vector<std::string> describe_changes(const TrustedFolder& before, const FolderContent& now) {
  std::vector<std::string> out;
  if (before.owner != now.owner) {
    out.push_back("owner is now " + std::to_string(now.owner) + ", was " + std::to_string(before.owner));
  }
  for (const BehaviourFile& file : now.files) describe_file(file, before, out);
  for (const auto& entry : before.files) {
    if (now.find(entry.first) == nullptr) out.push_back("removed " + entry.first);
  }
  for (const std::string& line : now.refused) {
    if (std::find(before.refused.begin(), before.refused.end(), line) == before.refused.end()) {
      out.push_back("cannot be used: " + line);
    }
  }
  return out;
}

}  // namespace lakecode::config
