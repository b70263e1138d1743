#include "analysis/failures/rule_matcher.h"

#include <algorithm>
#include <deque>

#include "analysis/failures/evidence_text.h"
#include "base/text.h"

namespace lakecode::analysis {
namespace {

constexpr std::size_t kMaxToken = 120;

// Letters, digits and the punctuation that occurs in patterns; everything else shares class 0 and ends a match.
std::size_t letter_class(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<std::size_t>(c - 'a') + 1;
  if (c >= '0' && c <= '9') return static_cast<std::size_t>(c - '0') + 27;
  constexpr std::string_view kPunctuation = " ./:()[]{}=$%,;+*!?@#~&";
  const std::size_t place = kPunctuation.find(c);
  return place == std::string_view::npos ? 0 : place + 37;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_token_char(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

std::vector<std::string_view> split_terms(std::string_view pattern) {
  std::vector<std::string_view> terms;
  constexpr std::string_view kAnd = " & ";
  std::size_t position = 0;
  while (true) {
    const std::size_t end = pattern.find(kAnd, position);
    terms.push_back(text::trim(pattern.substr(position, end == std::string_view::npos ? end : end - position)));
    if (end == std::string_view::npos) return terms;
    position = end + kAnd.size();
  }
}

bool glob_holds(std::string_view pattern, std::string_view token) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == token;
  if (!token.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  if (rest.empty()) return true;
  const std::size_t next = rest.find('*');
  const std::string_view middle = rest.substr(0, next);
  const std::size_t place = token.find(middle, star);
  if (place == std::string_view::npos) return false;
  return next != std::string_view::npos || token.ends_with(middle);
}

}  // namespace

RuleMatcher::RuleMatcher(const std::vector<std::span<const Rule>>& tables) {
  for (const std::span<const Rule>& table : tables) {
    for (const Rule& rule : table) compile(rule);
  }
  build_automaton();
}

std::uint32_t RuleMatcher::intern(std::string_view spelled) {
  Literal literal;
  std::string_view body = spelled;
  if (body.starts_with('<')) {
    literal.left_boundary = true;
    body.remove_prefix(1);
  }
  if (body.ends_with('>')) {
    literal.right_boundary = true;
    body.remove_suffix(1);
  }
  literal.text = normalise(body);
  const std::string key =
      std::string(literal.left_boundary ? "<" : "") + literal.text + (literal.right_boundary ? ">" : "");
  const auto [place, is_new] = literal_ids_.try_emplace(key, static_cast<std::uint32_t>(literals_.size()));
  if (is_new) literals_.push_back(std::move(literal));
  return place->second;
}

void RuleMatcher::compile(const Rule& rule) {
  CompiledRule compiled;
  compiled.rule = &rule;
  const auto id = static_cast<std::uint32_t>(rules_.size());
  bool anchored = false;
  for (std::string_view spelled : split_terms(rule.pattern)) {
    Term term;
    if (spelled.starts_with('!')) {
      term.negated = true;
      spelled.remove_prefix(1);
    }
    for (const std::string_view alternative : text::split(spelled, '|')) {
      if (!text::trim(alternative).empty()) term.literals.push_back(intern(text::trim(alternative)));
    }
    if (!term.negated && !anchored) {
      anchored = true;
      for (const std::uint32_t literal : term.literals) literals_[literal].anchored_rules.push_back(id);
    }
    compiled.terms.push_back(std::move(term));
  }
  rules_.push_back(std::move(compiled));
}

void RuleMatcher::build_automaton() {
  nodes_.resize(1);
  for (std::uint32_t id = 0; id < literals_.size(); ++id) {
    std::uint32_t node = 0;
    for (const char c : literals_[id].text) {
      const std::size_t letter = letter_class(c);
      if (nodes_[node].next[letter] == 0) {
        nodes_[node].next[letter] = static_cast<std::uint32_t>(nodes_.size());
        nodes_.emplace_back();
      }
      node = nodes_[node].next[letter];
    }
    nodes_[node].literals.push_back(id);
  }
  std::deque<std::uint32_t> queue;
  for (const std::uint32_t child : nodes_[0].next) {
    if (child != 0) queue.push_back(child);
  }
  while (!queue.empty()) {
    const std::uint32_t node = queue.front();
    queue.pop_front();
    const std::uint32_t fail = nodes_[node].fail;
    nodes_[node].report = nodes_[fail].literals.empty() ? nodes_[fail].report : fail;
    for (std::size_t letter = 0; letter < kAlphabet; ++letter) {
      const std::uint32_t child = nodes_[node].next[letter];
      if (child == 0) {
        nodes_[node].next[letter] = nodes_[fail].next[letter];
      } else {
        nodes_[child].fail = nodes_[fail].next[letter];
        queue.push_back(child);
      }
    }
  }
}

void RuleMatcher::find_literals(std::string_view line, Scratch& scratch) const {
  std::uint32_t node = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    node = nodes_[node].next[letter_class(line[i])];
    for (std::uint32_t hit = nodes_[node].literals.empty() ? nodes_[node].report : node; hit != 0;
         hit = nodes_[hit].report) {
      for (const std::uint32_t id : nodes_[hit].literals) {
        const Literal& literal = literals_[id];
        if (scratch.literal_stamp[id] == scratch.stamp) continue;
        const std::size_t begin = i + 1 - literal.text.size();
        if (literal.left_boundary && begin > 0 && is_word(line[begin - 1])) continue;
        if (literal.right_boundary && i + 1 < line.size() && is_word(line[i + 1])) continue;
        scratch.literal_stamp[id] = scratch.stamp;
        scratch.found.push_back(id);
      }
    }
  }
}

bool RuleMatcher::holds(const CompiledRule& rule, const Scratch& scratch) const {
  return std::all_of(rule.terms.begin(), rule.terms.end(), [&scratch](const Term& term) {
    const bool present = std::any_of(term.literals.begin(), term.literals.end(), [&scratch](std::uint32_t id) {
      return scratch.literal_stamp[id] == scratch.stamp;
    });
    return present != term.negated;
  });
}

void RuleMatcher::match(std::string_view line, bool is_code, Scratch& scratch, std::vector<const Rule*>& out) const {
  scratch.literal_stamp.resize(literals_.size(), 0);
  scratch.rule_stamp.resize(rules_.size(), 0);
  ++scratch.stamp;
  scratch.found.clear();
  find_literals(line, scratch);
  for (const std::uint32_t literal : scratch.found) {
    for (const std::uint32_t id : literals_[literal].anchored_rules) {
      if (scratch.rule_stamp[id] == scratch.stamp) continue;
      scratch.rule_stamp[id] = scratch.stamp;
      const CompiledRule& rule = rules_[id];
      if (rule.rule->where == Where::Text && is_code) continue;
      if (rule.rule->where == Where::Code && !is_code) continue;
      if (holds(rule, scratch)) out.push_back(rule.rule);
    }
  }
}

CodeTable::CodeTable(const std::vector<std::span<const CodeRule>>& tables) {
  for (const std::span<const CodeRule>& table : tables) {
    for (const CodeRule& rule : table) {
      if (rule.code.find('*') == std::string_view::npos) {
        exact_.emplace(rule.code, &rule);
      } else {
        wildcards_.push_back(&rule);
      }
    }
  }
}

const CodeRule* CodeTable::find_lower(std::string_view token) const {
  if (const auto place = exact_.find(token); place != exact_.end()) return place->second;
  const CodeRule* best = nullptr;
  for (const CodeRule* rule : wildcards_) {
    if (glob_holds(rule->code, token) && (best == nullptr || rule->code.size() > best->code.size())) best = rule;
  }
  if (best != nullptr) return best;
  const std::size_t dot = token.rfind('.');
  return dot == std::string_view::npos ? nullptr : find_lower(token.substr(0, dot));
}

const CodeRule* CodeTable::find(std::string_view token) const {
  constexpr std::ptrdiff_t kMaxDots = 2;  // an error class has one; module paths have more
  if (token.size() > kMaxToken || std::count(token.begin(), token.end(), '.') > kMaxDots) return nullptr;
  return find_lower(text::to_lower(token));
}

void CodeTable::match(std::string_view line, std::vector<const CodeRule*>& out) const {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!is_token_char(line[i])) continue;
    const std::size_t begin = i;
    bool has_underscore = false;
    while (i < line.size() && is_token_char(line[i])) has_underscore = line[i++] == '_' || has_underscore;
    if (!has_underscore || i - begin > kMaxToken) continue;
    std::string_view token = line.substr(begin, i - begin);
    while (token.ends_with('.')) token.remove_suffix(1);
    const CodeRule* rule = find(token);
    if (rule != nullptr && std::find(out.begin(), out.end(), rule) == out.end()) out.push_back(rule);
  }
}

}  // namespace lakecode::analysis
