#pragma once
// The rules as rows: what they are called, how much they weigh, what to do, and the judgement itself. Pure.
// A rule speaks once a job, however many places it finds. Source: "Analysis methods" of this project: severities follow
// the Security Analysis Tool where it knows the check, else judgement.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/job_audit/audited_job.h"
#include "analysis/job_audit/history.h"
#include "result/finding.h"

namespace lakecode::job_audit {

/// Where a rule found what it looks for. `value` is fit to be shown: secrets are masked.
struct Place {
  std::string path;
  std::string value;
};

struct Case {
  const Job& job;
  const Surroundings& around;
  const History& history;
  bool in_crowd = false;  ///< starts in a minute that many schedules share
};

/// What one rule says of one job.
struct Outcome {
  std::vector<Place> places;  ///< not empty: it fired
  std::string detail;
  std::string settings;                      ///< JSON fragment of the job's settings that cures it; "" without one
  std::vector<std::string> parts;            ///< more such fragments, one a place; the audit joins them all
  std::optional<result::Severity> severity;  ///< where it differs from the rule's
  std::string not_evaluated;                 ///< not empty: why nothing can be said

  void fire(std::string path, std::string value) { places.push_back({std::move(path), std::move(value)}); }
};

struct Rule {
  std::string_view id;     ///< "R14"
  std::string_view name;   ///< "no_timeout"
  std::string_view title;  ///< for people
  result::Severity severity;
  std::string_view advice;
  void (*judge)(const Case& c, Outcome& out);
};

/// All rules, by id.
std::span<const Rule> rules();
/// Null when there is none of that id.
const Rule* find_rule(std::string_view id);

// One table a file; rules.cpp joins them.
std::span<const Rule> history_rules();
std::span<const Rule> people_rules();
std::span<const Rule> compute_rules();
std::span<const Rule> settings_rules();
std::span<const Rule> source_rules();
std::span<const Rule> reference_rules();

}  // namespace lakecode::job_audit
