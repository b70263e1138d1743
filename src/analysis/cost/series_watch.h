#pragma once
// Watches one daily series against its own past and names the spans that its past does not explain. Pure.
//
// A day is compared on the log scale with days of its type (weekday, weekend) of the last five weeks: centre is their
// median, scale 1.4826 MAD, never below a floor. It is hot when it stands far above in scales, in relation, in money,
// and above the same weekday of the last weeks. Five days in a row above the same weekdays are a level shift, or a ramp
// while they still climb. A series that is active on few days is compared with its own active days only. Days of an
// event never become part of the past they are judged by; a level that lasts four weeks becomes the new normal. What is
// not told by then, but left a flat past and has climbed since (see climb.h), is a slow ramp.
// Wrong case known: a job whose real work grows steadily by more than a third in a month is called a ramp.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/cost/cost_event.h"
#include "analysis/cost/daily_series.h"

namespace lakecode::cost {

/// [first, last] as calendar indices.
struct HotSpan {
  std::size_t first = 0;
  std::size_t last = 0;
  EventKind kind = EventKind::Spike;
  double actual = 0;
  double expected = 0;
  double high = 0;
  double score = 0;
  std::size_t history = 0;  ///< days of past it was judged by
  std::string rule;
  bool is_slow = false;  ///< a climb that only its flat past shows: everybody's growth looks alike, so ask the others
};

/// Fewer days of history say nothing.
inline constexpr std::size_t kLeastHistory = 14;

/// In order, not overlapping; but for a slow climb, which comes last and may have spikes on its way. `usd` has one
/// value a day of the calendar.
std::vector<HotSpan> find_hot_spans(const Calendar& calendar, std::span<const double> usd, const SpikeOptions& options);

/// The share of reported days since the series began on which it costs something.
double active_share(const Calendar& calendar, std::span<const double> usd);

/// Index of the first day above zero; size() when there is none.
std::size_t first_active(std::span<const double> usd);

}  // namespace lakecode::cost
