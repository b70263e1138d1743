#pragma once
// A workflow result as a person reads it: in the terminal, and as Markdown for the evidence pack. Pure.
// Text from outside passes the screen door; no escape byte leaves unless `screen.color` is set, and then only ours.

#include <string>

#include "render/screen.h"
#include "result/workflow_result.h"

namespace lakecode::render {

/// Ends with a newline. Lines are at most `screen.columns` wide where words allow it.
std::string render_report(const result::WorkflowResult& result, const Screen& screen);

/// CommonMark with tables; ends with a newline.
std::string render_markdown(const result::WorkflowResult& result);

}  // namespace lakecode::render
