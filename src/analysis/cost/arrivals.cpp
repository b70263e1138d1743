#include "analysis/cost/arrivals.h"

#include <algorithm>
#include <functional>
#include <map>

namespace lakecode::cost {
namespace {

constexpr std::size_t kNewDays = 3;    // days over the floor that make a spender
constexpr std::size_t kNewWindow = 7;  // of its first days
constexpr std::size_t kKnown = 28;     // days after which it is new no more
constexpr double kFallsTo = 0.3;       // of its former cost: the other key has stopped
constexpr double kFallsBy = 0.25;      // of its former cost, at least, where the other key goes on
constexpr double kPays = 0.6;          // of the newcomer's cost
constexpr double kSimilar = 2.5;       // times dearer or cheaper is still the same work
constexpr std::size_t kBefore = 14;    // days before a move that it is compared with
constexpr std::size_t kOverlap = 7;    // days for which both may run
constexpr std::size_t kTogether = 14;  // days between the parts of one move

using Values = std::vector<double>;

struct Arrival {
  std::size_t leaf = 0;
  std::size_t start = 0;
};

/// Work that some keys left and others took over.
struct Move {
  std::vector<Arrival> to;
  std::set<std::size_t> from;
};

double cost_before(const SeriesSet& set, const Values& usd, std::size_t start) {
  return mean_between(set, usd, start > kBefore ? start - kBefore : 0, start);
}

/// Once both no longer run beside each other; near the end of the data whatever there is.
double cost_after(const SeriesSet& set, const Values& usd, std::size_t start) {
  const std::size_t settled = start + kOverlap < usd.size() ? start + kOverlap : start + 1;
  return mean_between(set, usd, settled, settled + kBefore);
}

bool falls(const SeriesSet& set, const Values& others, const Values& newcomer, std::size_t start) {
  const double before = cost_before(set, others, start);
  return before > 0 && (cost_after(set, others, start) <= kFallsTo * before || pays_for(set, others, newcomer, start));
}

/// The leaves that pay for a warehouse, pipeline, endpoint, cluster or job that `leaf` pays for, too.
std::set<std::size_t> partners_of(const SeriesSet& set, std::size_t leaf) {
  std::set<std::size_t> partners;
  for (const Resource& resource : set.resources) {
    if (resource.parts.count(leaf) == 0) continue;
    for (const auto& part : resource.parts) partners.insert(part.first);
  }
  return partners;
}

/// The same identity, with jobs or without. (The same job or warehouse is a thing in common.)
bool is_alike(const CostKey& now, const CostKey& before) {
  return now.run_as == before.run_as && now.job_id.empty() == before.job_id.empty();
}

std::vector<Arrival> find_arrivals(const Judging& judging) {
  std::vector<Arrival> arrivals;
  for (std::size_t i = 0; i < judging.set.leaves.size(); ++i) {
    if (const auto start = first_day_of_arrival(judging.set.leaves[i].usd, judging.options)) {
      arrivals.push_back({i, *start});
    }
  }
  return arrivals;
}

/// Joins the moves that leave the same work.
void add_move(std::vector<Move>& moves, Move move) {
  for (auto other = moves.begin(); other != moves.end();) {
    const bool is_same = std::any_of(other->from.begin(), other->from.end(),
                                     [&](std::size_t leaf) { return move.from.count(leaf) != 0; });
    const std::size_t gap = std::max(other->to.front().start, move.to.front().start) -
                            std::min(other->to.front().start, move.to.front().start);
    if (!is_same || gap > kTogether) {
      ++other;
      continue;
    }
    move.from.insert(other->from.begin(), other->from.end());
    move.to.insert(move.to.end(), other->to.begin(), other->to.end());
    other = moves.erase(other);
  }
  moves.push_back(std::move(move));
}

std::size_t start_of(const Move& move) {
  return std::min_element(move.to.begin(), move.to.end(),
                          [](const Arrival& a, const Arrival& b) { return a.start < b.start; })
      ->start;
}

Values sum_of_parts(const SeriesSet& set, const Move& move, bool with_from) {
  std::vector<std::size_t> leaves;
  for (const Arrival& arrival : move.to) leaves.push_back(arrival.leaf);
  if (with_from) leaves.insert(leaves.end(), move.from.begin(), move.from.end());
  return sum_of(set, leaves);
}

/// What goes on now is about what went on before, all parts together.
bool is_similar(const SeriesSet& set, const Move& move) {
  const std::size_t start = start_of(move);
  const double now = cost_after(set, sum_of_parts(set, move, false), start);
  const Values left = sum_of(set, {move.from.begin(), move.from.end()});
  const double gone = cost_before(set, left, start) - cost_after(set, left, start);
  return gone > 0 && now <= kSimilar * gone && gone <= kSimilar * now;
}

std::vector<Move> find_moves(const SeriesSet& set, const std::vector<Arrival>& arrivals) {
  std::vector<Move> moves;
  for (const Arrival& arrival : arrivals) {
    Move move{{arrival}, {}};
    const Series& leaf = set.leaves[arrival.leaf];
    const std::set<std::size_t> partners = partners_of(set, arrival.leaf);
    for (std::size_t i = 0; i < set.leaves.size(); ++i) {
      if (i == arrival.leaf) continue;
      if (!is_alike(leaf.key, set.leaves[i].key) && partners.count(i) == 0) continue;
      if (falls(set, set.leaves[i].usd, leaf.usd, arrival.start)) move.from.insert(i);
    }
    if (!move.from.empty()) add_move(moves, std::move(move));
  }
  moves.erase(std::remove_if(moves.begin(), moves.end(), [&](const Move& move) { return !is_similar(set, move); }),
              moves.end());
  return moves;
}

/// The job that did the most of the work before.
std::string job_before(const SeriesSet& set, const Move& move) {
  const std::size_t start = start_of(move);
  const auto most = std::max_element(move.from.begin(), move.from.end(), [&](std::size_t a, std::size_t b) {
    return cost_before(set, set.leaves[a].usd, start) < cost_before(set, set.leaves[b].usd, start);
  });
  return set.leaves[*most].key.job_id;
}

/// Each new key is said to be a move, and all of it together is judged as if nothing had been renamed.
void tell_move(Judging& judging, const Move& move) {
  const SeriesSet& set = judging.set;
  const std::string before = job_before(set, move);
  std::vector<std::size_t> leaves;
  for (const Arrival& arrival : move.to) {
    const Series& leaf = set.leaves[arrival.leaf];
    CostEvent event = arrival_event(set, leaf.key, leaf.usd, judging.options);
    event.kind = EventKind::LevelShift;
    event.reason = EventReason::Migration;
    event.instead_of = before;
    event.rule = "its cost replaces that of another key, which stopped when it began";
    event.expected_usd = event.actual_usd;
    judging.events.push_back(std::move(event));
    leaves.push_back(arrival.leaf);
  }
  const std::size_t start = start_of(move);
  for (const HotSpan& span : find_hot_spans(set.calendar, sum_of_parts(set, move, true), judging.options)) {
    // While both run, the sum is high for some days; what was before the move is the other key's event.
    const bool is_news = span.kind == EventKind::Spike ? span.first >= start + kOverlap : span.last >= start + kOverlap;
    if (!is_news || span.is_slow) continue;
    CostEvent event = event_of(set, shared_key(set, leaves), span);
    event.instead_of = before;
    judging.events.push_back(std::move(event));
  }
}

}  // namespace

std::optional<std::size_t> first_day_of_arrival(const Values& usd, const SpikeOptions& options) {
  const std::size_t start = first_active(usd);
  if (start < kLeastHistory || start >= usd.size()) return std::nullopt;
  const auto from = usd.begin() + static_cast<std::ptrdiff_t>(start);
  const auto to = usd.begin() + static_cast<std::ptrdiff_t>(std::min(start + kNewWindow, usd.size()));
  const auto dear = std::count_if(from, to, [&](double value) { return value >= options.money_floor; });
  return static_cast<std::size_t>(dear) < kNewDays ? std::nullopt : std::optional(start);
}

CostEvent arrival_event(const SeriesSet& set, const CostKey& key, const Values& usd, const SpikeOptions& options) {
  const std::size_t start = first_active(usd);
  CostEvent event;
  event.key = key;
  event.kind = EventKind::NewSpender;
  event.start = event.end = set.calendar.day(start);
  event.history_days = start;
  event.rule = "a key unseen before spends more than the floor on several of its first days";
  for (std::size_t i = start; i < std::min(start + kKnown, usd.size()); ++i) {
    if (usd[i] <= 0) continue;
    event.end = set.calendar.day(i);
    event.actual_usd += usd[i];
  }
  event.score = event.actual_usd / options.money_floor;
  return event;
}

bool pays_for(const SeriesSet& set, const Values& others, const Values& newcomer, std::size_t start) {
  const double before = cost_before(set, others, start);
  const double fall = before - cost_after(set, others, start);
  return fall >= kPays * cost_after(set, newcomer, start) && fall >= kFallsBy * before;
}

std::set<std::size_t> watch_arrivals(Judging& judging) {
  const SeriesSet& set = judging.set;
  for (std::size_t i = 0; i < set.leaves.size(); ++i) {
    // New and small, or seldom: in no sum, where its beginning would look like a jump.
    if (first_active(set.leaves[i].usd) >= kLeastHistory) judging.told.insert(i);
  }
  const std::vector<Arrival> arrivals = find_arrivals(judging);
  std::set<std::size_t> moved;
  for (const Move& move : find_moves(set, arrivals)) {
    tell_move(judging, move);
    for (const Arrival& arrival : move.to) moved.insert(arrival.leaf);
    judging.told.insert(move.from.begin(), move.from.end());
  }
  for (const Arrival& arrival : arrivals) {
    const Series& leaf = set.leaves[arrival.leaf];
    if (moved.count(arrival.leaf) != 0) continue;
    judging.events.push_back(arrival_event(set, leaf.key, leaf.usd, judging.options));
  }
  return moved;
}

void watch_new_identities(Judging& judging) {
  const SeriesSet& set = judging.set;
  std::map<std::string, std::vector<std::size_t>> fresh;
  std::map<std::string, std::vector<std::size_t>> known;
  for (std::size_t i = 0; i < set.leaves.size(); ++i) {
    const bool is_new = first_active(set.leaves[i].usd) >= kLeastHistory;
    (is_new ? fresh : known)[set.leaves[i].key.run_as].push_back(i);
  }
  for (const auto& [run_as, leaves] : fresh) {
    const std::vector<std::size_t>& of_one = leaves;
    const bool is_told = std::any_of(judging.events.begin(), judging.events.end(), [&](const CostEvent& event) {
      return std::any_of(of_one.begin(), of_one.end(),
                         [&](std::size_t leaf) { return set.leaves[leaf].key == event.key; });
    });
    const Values sum = sum_of(set, leaves);
    const auto start = first_day_of_arrival(sum, judging.options);
    if (is_told || run_as.empty() || leaves.size() < 2 || !start) continue;
    if (pays_for(set, sum_of(set, known[run_as]), sum, *start)) continue;
    CostEvent event = arrival_event(set, shared_key(set, leaves), sum, judging.options);
    event.rule =
        "keys unseen before, none of them dear, together spend more than the floor on several of their first days";
    judging.events.push_back(std::move(event));
  }
}

}  // namespace lakecode::cost
