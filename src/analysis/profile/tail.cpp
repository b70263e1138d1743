// A fixed fence calls the tail of every skewed column an outlier. Here an outlier has to be cut off: between it and the
// rest there must be an empty stretch longer than chance allows. On the scale y = sign(u) ln(1 + |u|) the tails met in
// business data are at most exponential (a Pareto tail becomes one, a log-normal falls faster), with a unit w that is
// read from the quantiles. The j-th gap from the end of an exponential tail exceeds g with probability exp(-j g / w),
// so a stretch of c w / j with c = 7 comes up once in a thousand columns. Light symmetric tails are judged on the plain
// scale u as well, where a moderate distance already means much. A case this gets wrong: two kinds of thing in one
// column, such as single items and pallets.

#include "analysis/profile/tail.h"

#include <algorithm>
#include <cmath>

#include "analysis/profile/questions.h"
#include "analysis/profile/thresholds.h"

namespace lakecode::profile {

namespace {

constexpr double kChance = 7.0;     // exp(-7) is about one in a thousand
constexpr double kLogFive = 1.609;  // the tail falls fivefold between the 75 % and the 95 % quantile

double on_log(double u) {
  return std::copysign(std::log1p(std::abs(u)), u);
}
double from_log(double y) {
  return std::copysign(std::expm1(std::abs(y)), y);
}

struct Side {
  std::vector<Bin> bins;  ///< outermost first, mirrored so that outer means larger
  double quarter = 0.0;   ///< u of the inner quantile, positive
  double edge = 0.0;      ///< u of the outer quantile
  bool light = false;     ///< symmetric and short-tailed: the plain scale applies
};

double lower_edge(const Bin& bin) {
  return static_cast<double>(bin.bin) / kBinsPerUnit;
}
double upper_edge(const Bin& bin) {
  return static_cast<double>(bin.bin + 1) / kBinsPerUnit;
}

bool is_cut_off(const Side& side, double inner, double outer, double rows) {
  const double unit = std::max((on_log(side.edge) - on_log(side.quarter)) / kLogFive, 0.03);
  const double gap = outer - inner;
  const double reach = from_log(outer);
  constexpr double kNearest = 2.0;  // spreads from the median; below it nothing is far
  if (reach < kNearest) return false;
  if (gap >= std::max({kChance * unit / rows, 1.3 * unit, thresholds::kOutlierFloorScale})) return true;
  if (!side.light) return false;
  const double plain_unit = std::max((side.edge - side.quarter) / kLogFive, 0.05);
  constexpr double kPlainFence = 3.2;  // 4.3 standard deviations
  return reach >= kPlainFence && reach - from_log(inner) >= std::max(kChance * plain_unit / rows, 0.8);
}

struct Found {
  std::int64_t rows = 0;
  double from = 0.0;
};

Found find_on(const Side& side, std::int64_t total) {
  Found found;
  std::int64_t outside = 0;
  for (std::size_t i = 0; i + 1 < side.bins.size(); ++i) {
    outside += side.bins[i].rows;
    if (static_cast<double>(outside) > thresholds::kOutlierShare * static_cast<double>(total)) break;
    const double inner = upper_edge(side.bins[i + 1]);
    const double outer = lower_edge(side.bins[i]);
    if (outer > inner && is_cut_off(side, inner, outer, static_cast<double>(outside)))
      found = {outside, from_log(outer)};
  }
  return found;
}

Bin mirrored(const Bin& bin) {
  return {-bin.bin - 1, bin.rows};
}

}  // namespace

Outliers find_outliers(std::vector<Bin> bins, const Body& body) {
  Outliers out;
  std::int64_t total = 0;
  for (const Bin& bin : bins) total += bin.rows;
  if (total < thresholds::kSmallTable || body.u75 <= body.u25) return out;
  std::sort(bins.begin(), bins.end(), [](const Bin& a, const Bin& b) { return a.bin > b.bin; });
  const double right = std::max(body.u75, 0.0);
  const double left = std::max(-body.u25, 0.0);
  constexpr double kLightEdge = 1.6;  // a normal column has 1.22 here, an exponential one 2.1
  const bool symmetric = right < 1.7 * left && left < 1.7 * right;

  Side high{bins, right, std::max(body.u95, right), symmetric && body.u95 < kLightEdge};
  const Found above = find_on(high, total);
  out.high = above.rows;
  out.high_from = above.from;

  Side low{{}, left, std::max(-body.u05, left), symmetric && -body.u05 < kLightEdge};
  for (auto bin = bins.rbegin(); bin != bins.rend(); ++bin) low.bins.push_back(mirrored(*bin));
  const Found below = find_on(low, total);
  out.low = below.rows;
  out.low_to = -below.from;
  return out;
}

}  // namespace lakecode::profile
