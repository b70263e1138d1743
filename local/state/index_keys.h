#pragma once
// What lists need to know of a document, drawn from its body once, when it is stored. Pure.

#include "local/state/document.h"
#include "local/state/shelves.h"

namespace lakecode::local {

/// The record of `document`, body serialised and keys filled:
///   job      order created_time, label the name in lower case
///   run      parent job id, order start_time, label "active|completed RUN_TYPE", aliases every task run id
///   query    parent warehouse id, order query_start_time_ms, label the status
///   cluster  label the state; warehouse label the name in lower case
///   schema   parent catalog; table, volume, function, registered_model parent catalog.schema, label the table_type
///   others   parent the member lakecode_parent, order lakecode_order; routes leave both out of their answers
Record make_record(const Document& document);

}  // namespace lakecode::local
