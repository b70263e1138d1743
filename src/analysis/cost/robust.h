#pragma once
// Statistics that a few odd days do not move. Pure.

#include <vector>

namespace lakecode::cost {

/// The middle value, or the mean of the two middle ones; 0 for an empty list.
double median(std::vector<double> values);

/// 1.4826 times the median distance from `centre`: the standard deviation when the values are normal.
double mad_scale(const std::vector<double>& values, double centre);

/// As mad_scale, from the distances of all pairs (Rousseeuw and Croux, Qn): twice as sure from few values, at a cost of
/// n². 0 below five values.
double pair_scale(const std::vector<double>& values);

}  // namespace lakecode::cost
