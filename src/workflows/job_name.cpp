#include "workflows/job_name.h"

#include <algorithm>
#include <functional>

#include "base/text.h"

namespace lakecode::workflows {
namespace {

using databricks::JobName;

constexpr std::size_t kMostTold = 3;

Error job_error(const std::string& name, std::string reason, std::string advice) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "find the job",
          .subject = name,
          .reason = std::move(reason),
          .advice = std::move(advice)};
}

/// "Nightly-orders" and "nightly orders" are "nightly_orders".
std::string folded(std::string_view name) {
  std::string out = text::to_lower(text::trim(name));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  return out;
}

std::vector<JobName> those(const std::vector<JobName>& jobs, const std::function<bool(const JobName&)>& fits) {
  std::vector<JobName> found;
  std::copy_if(jobs.begin(), jobs.end(), std::back_inserter(found), fits);
  return found;
}

std::string told(const std::vector<JobName>& jobs) {
  std::vector<std::string> words;
  for (const JobName& job : jobs) {
    if (words.size() == kMostTold) break;
    words.push_back("`" + job.name + "` (" + to_string(job.id) + ")");
  }
  return text::join(words, ", ") +
         (jobs.size() > kMostTold ? " and " + std::to_string(jobs.size() - kMostTold) + " more" : "");
}

Error no_such_job(const std::vector<JobName>& jobs, const std::string& name) {
  constexpr std::size_t kLeastPart = 3;
  std::vector<JobName> near;
  if (folded(name).size() >= kLeastPart)
    near = those(jobs, [&](const JobName& job) { return folded(job.name).find(folded(name)) != std::string::npos; });
  if (near.empty()) {
    std::vector<std::string> names;
    for (const JobName& job : jobs) names.push_back(job.name);
    if (const auto nearest = text::nearest(name, names))
      near = those(jobs, [&](const JobName& job) { return job.name == *nearest; });
  }
  return job_error(name, "it is no id, and no job here is called so",
                   near.empty()
                       ? "give the id, the number in the job's address; `lakecode run \"list jobs\"` lists them"
                       : "did you mean " + told(near) + "?");
}

}  // namespace

bool is_number_text(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789+-. ") == std::string_view::npos;
}

Result<JobId> choose_job(const std::vector<JobName>& jobs, const std::string& name) {
  std::vector<JobName> found = those(jobs, [&](const JobName& job) { return job.name == name; });
  if (found.empty())
    found = those(jobs, [&](const JobName& job) { return text::to_lower(job.name) == text::to_lower(name); });
  if (found.empty()) found = those(jobs, [&](const JobName& job) { return folded(job.name) == folded(name); });
  if (found.size() == 1) return found.front().id;
  if (found.empty()) return no_such_job(jobs, name);
  return job_error(name, std::to_string(found.size()) + " jobs are called so: " + told(found), "give the id of one");
}

Result<JobId> find_job(databricks::Client& client, const std::string& name, const CallContext& ctx) {
  const auto listed = databricks::fetch_job_names(client, name, ctx);
  if (!listed && listed.error().code == ErrorCode::NotFound)
    return job_error(name, "it is no id, and this workspace lists no jobs to find the name among", "give the id");
  if (!listed) return listed.error();
  const std::vector<JobName>& named = *listed;
  // A platform that does not filter, or filters by other rules, is not believed.
  const bool is_there =
      std::any_of(named.begin(), named.end(), [&](const JobName& job) { return folded(job.name) == folded(name); });
  if (is_there) return choose_job(named, name);
  TRY_ASSIGN(const std::vector<JobName> all, databricks::fetch_job_names(client, "", ctx));
  return choose_job(all, name);
}

}  // namespace lakecode::workflows
