#pragma once
// A contract proposed from what the scans measured: what holds today and looks as if it were meant. Pure.

#include <string>
#include <vector>

#include "analysis/contract/checks.h"
#include "analysis/profile/anomaly.h"

namespace lakecode::contract {

/// prove.yml as text, with a comment on where each bound comes from. What the anomalies complain about is not promised:
/// a column with case variants gets no list of allowed values. Reads back by parse_contract.
std::string propose_contract(const Measured& measured, const std::vector<profile::Anomaly>& anomalies);

}  // namespace lakecode::contract
