#include "evidence/record_chain.h"

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::evidence {
namespace {

crypto::Digest digest_node(const crypto::Digest& left, const crypto::Digest& right) {
  const auto bytes = [](const crypto::Digest& digest) {
    return std::string_view(reinterpret_cast<const char*>(digest.data()), digest.size());
  };
  crypto::Sha256 node;
  node.update(std::string_view("\x01", 1));
  node.update(bytes(left));
  node.update(bytes(right));
  return node.finish();
}

}  // namespace

void MerkleTree::add(std::string_view leaf) {
  crypto::Sha256 digest;
  digest.update(std::string_view("\0", 1));
  digest.update(leaf);
  subtrees_.push_back({1, digest.finish()});
  while (subtrees_.size() >= 2) {
    Subtree& left = subtrees_[subtrees_.size() - 2];
    const Subtree& right = subtrees_.back();
    if (left.leaves != right.leaves) return;
    left = {left.leaves * 2, digest_node(left.digest, right.digest)};
    subtrees_.pop_back();
  }
}

crypto::Digest MerkleTree::root() const {
  if (subtrees_.empty()) return crypto::sha256("");
  crypto::Digest root = subtrees_.back().digest;
  for (std::size_t i = subtrees_.size() - 1; i-- > 0;) root = digest_node(subtrees_[i].digest, root);
  return root;
}

std::string RecordChain::make_line(std::string_view type, const JsonValue& payload, const RecordTime& time) const {
  const JsonObject record{
      {"run", run_id_},          {"seq", size_},  {"type", type},      {"time", format_rfc3339(time.wall)},
      {"mono_ms", time.mono_ms}, {"prev", head_}, {"payload", payload}};
  return json::serialize(record) + "\n";
}

std::string RecordChain::find_problem(const JsonValue& record) const {
  if (json::string_at(record, "run") != run_id_) return "it belongs to another run";
  if (json::int_at(record, "seq") != static_cast<std::int64_t>(size_)) {
    return "its sequence number is not " + std::to_string(size_);
  }
  if (json::string_at(record, "type").empty()) return "it has no type";
  return {};
}

bool RecordChain::is_followed_by(const JsonValue& record) const {
  return json::string_at(record, "prev") == head_;
}

void RecordChain::push(std::string_view line) {
  head_ = crypto::sha256_hex(line);
  tree_.add(line);
  ++size_;
}

std::string RecordChain::root() const {
  return crypto::to_hex(tree_.root());
}

}  // namespace lakecode::evidence
