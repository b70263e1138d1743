#pragma once
// The event log of a pipeline (API reference 3.11): one event more, and a page of them by the filter grammar.

#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

struct PipelineEvent {
  std::string type;
  std::string message;
  JsonBox details;
};
/// The pipeline_events document with the event at its end; `update_id` is "" for what is of no update.
Document with_event(Workspace& workspace, const JsonObject& pipeline, const std::string& update_id,
                    PipelineEvent event);

/// {events, next_page_token}, newest first unless order_by says otherwise. A refusal for a filter that is none.
Result<net::ServerResponse> answer_events(const Workspace& workspace, const Call& call, const std::string& pipeline_id);

}  // namespace lakecode::local
