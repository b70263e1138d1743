#include "local/routes/job_access.h"

#include "base/json.h"
#include "local/routes/records.h"

namespace lakecode::local {

JobAccess::Visible JobAccess::visible() const {
  Visible out;
  out.user = access_.user();
  ListQuery query;
  query.kind = "job";
  query.limit = SIZE_MAX;
  const auto page = workspace_.store.list(query);
  if (!page) return out;
  for (const RecordPointer& record : page->records)
    (access_.sees(record->id, body_of(*record)) ? out.jobs : out.hidden).insert(record->id);
  return out;
}

bool JobAccess::Visible::shows_run(const Record& run) const {
  if (jobs.contains(run.parent)) return true;
  return !hidden.contains(run.parent) && json::string_at(body_of(run), "creator_user_name") == user;
}

}  // namespace lakecode::local
