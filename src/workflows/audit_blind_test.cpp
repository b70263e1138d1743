// The audit on jobs whose risks were written down before its rules were: settings as the wire brings them, runs, people
// and what is missing. A case names every rule that must fire; anything else that fires is a false alarm unless the
// case tolerates it.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "analysis/job_audit/audit.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "tests/support/paths.h"
#include "workflows/audit_facts.h"

namespace lakecode::workflows {
namespace {

using job_audit::RunFact;

std::vector<JsonValue> load_cases() {
  std::ifstream file(test::source_folder() + "/tests/corpus/audit-blind.jsonl");
  std::vector<JsonValue> cases;
  for (std::string line; std::getline(file, line);) {
    auto value = json::parse(line, "audit-blind.jsonl");
    EXPECT_TRUE(value) << line;
    if (value) cases.push_back(std::move(*value));
  }
  return cases;
}

/// [start in epoch seconds, minutes, result, setup seconds, queue seconds, trigger]
RunFact read_run(const JsonValue& value) {
  const JsonArray& fields = value.as_array();
  const auto number = [&](std::size_t i) { return fields[i].to_number<double>(); };
  const std::string result(fields[2].as_string());
  databricks::Run run;
  run.start_time = from_epoch_ms(static_cast<std::int64_t>(number(0) * 1000));
  run.duration = std::chrono::milliseconds(static_cast<std::int64_t>(number(1) * 60'000));
  run.state.life_cycle_state = "TERMINATED";
  run.state.result_state = result;
  run.trigger = std::string(fields[5].as_string());
  run.raw = JsonBox(JsonObject{{"setup_duration", number(3) * 1000}, {"queue_duration", number(4) * 1000}});
  return run_fact(run);
}

/// The member of the case, or of the usual surroundings.
const JsonValue& part(const JsonValue& given, const JsonValue& usual, std::string_view key) {
  const JsonValue* found = json::find(given, key);
  return found != nullptr ? *found : usual.at(key);
}

job_audit::Surroundings read_surroundings(const JsonValue& given, const JsonValue& usual, const job_audit::Job& job) {
  job_audit::Surroundings around;
  const JsonValue workspace = json::object_at(given, "workspace");
  const JsonValue everyday = json::object_at(usual, "workspace");
  around.now = parse_rfc3339(json::string_at(given, "now")).value();
  around.runs_known = true;
  around.principals.emplace();
  for (const JsonValue& user : part(workspace, everyday, "users").as_array()) {
    around.principals->emplace(json::string_at(user, "userName"), json::bool_at(user, "active").value_or(true));
  }
  for (const JsonValue& robot : part(workspace, everyday, "service_principals").as_array()) {
    around.principals->emplace(json::string_at(robot, "applicationId"), json::bool_at(robot, "active").value_or(true));
  }
  around.spark_versions.emplace();
  for (const JsonValue& version : part(workspace, everyday, "spark_versions").as_array()) {
    around.spark_versions->insert(std::string(version.as_string()));
  }
  for (const JsonValue& missing : part(workspace, everyday, "missing").as_array()) {
    const std::string text(missing.as_string());
    const std::size_t blank = text.find(' ');
    around.missing.insert({text.substr(0, blank), text.substr(blank + 1), ""});
  }
  for (const job_audit::Task& task : job.tasks) {
    if (!task.existing_cluster_id.empty()) around.all_purpose[task.existing_cluster_id] = {};
  }
  around.cost_jumps.emplace();
  return around;
}

std::vector<databricks::AccessEntry> read_access(const JsonValue& list) {
  std::vector<databricks::AccessEntry> entries;
  for (const JsonValue& entry : list.as_array()) {
    for (const auto& [member, kind] : {std::pair{"group_name", databricks::PrincipalKind::Group},
                                       std::pair{"service_principal_name", databricks::PrincipalKind::ServicePrincipal},
                                       std::pair{"user_name", databricks::PrincipalKind::User}}) {
      const std::string name = json::string_at(entry, member);
      if (name.empty()) continue;
      entries.push_back({kind, name, json::string_at(json::array_at(entry, "all_permissions")[0], "permission_level")});
    }
  }
  return entries;
}

std::vector<std::string> strings(const JsonArray& array) {
  std::vector<std::string> all;
  for (const JsonValue& each : array) all.emplace_back(each.as_string());
  return all;
}

std::vector<std::string> fired_rules(const JsonValue& given, const JsonValue& usual) {
  job_audit::Job job = audited_job(given.at("job"));
  for (const JsonValue& run : part(given, usual, "runs").as_array()) job.runs.push_back(read_run(run));
  job.managers = managers_of(read_access(part(given, usual, "access")));
  const job_audit::Surroundings around = read_surroundings(given, usual, job);
  const auto audits = job_audit::audit(std::span(&job, 1), around);
  std::vector<std::string> ids;
  for (const job_audit::Fired& fired : audits.front().fired) ids.emplace_back(fired.rule->id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

TEST(AuditBlind, FindsWhatWasPlantedAndNothingElse) {
  const std::vector<JsonValue> cases = load_cases();
  ASSERT_GT(cases.size(), 100U);
  int right = 0;
  int missed = 0;
  int false_alarms = 0;
  for (std::size_t i = 1; i < cases.size(); ++i) {
    const std::vector<std::string> wanted = strings(json::array_at(cases[i], "rules"));
    const std::vector<std::string> tolerated = strings(json::array_at(cases[i], "tolerated"));
    const std::vector<std::string> fired = fired_rules(cases[i], cases[0]);
    std::vector<std::string> wrong;
    for (const std::string& id : wanted) {
      const bool found = std::find(fired.begin(), fired.end(), id) != fired.end();
      found ? ++right : ++missed;
      if (!found) wrong.push_back("missed " + id);
    }
    for (const std::string& id : fired) {
      if (std::find(wanted.begin(), wanted.end(), id) != wanted.end()) continue;
      if (std::find(tolerated.begin(), tolerated.end(), id) != tolerated.end()) continue;
      ++false_alarms;
      wrong.push_back("false " + id);
    }
    EXPECT_TRUE(wrong.empty()) << json::string_at(cases[i], "id") << ": " << text::join(wrong, ", ");
  }
  std::cout << "audit-blind.jsonl: " << right << " right, " << missed << " missed, " << false_alarms << " false\n";
}

}  // namespace
}  // namespace lakecode::workflows
