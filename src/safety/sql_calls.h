#pragma once
// What the functions that a statement calls make of it. Pure and linear.

#include <functional>
#include <string>
#include <string_view>

#include "safety/sql_function_rules.h"
#include "sql/statement.h"

namespace lakecode::safety {

/// The name of a call in lower case, without builtin and system.builtin; "" when it is computed.
std::string called_name(const sql::TokenView& view, const sql::FunctionCall& call);

/// Judges a text that stands in an argument; the depth of nesting is the caller's affair.
using TextClass = std::function<EffectClass(const std::string&)>;

/// The rule for a call, made milder where plain literals among its arguments allow it. `name` is its called_name.
FunctionRule judge_call(const sql::TokenView& view, const sql::FunctionCall& call, const std::string& name,
                        const TextClass& text_class);

/// True for rules whose functions send data out of the workspace or pull it in.
bool leaves_workspace(const FunctionRule& rule);
/// True for functions that read files where their literal arguments say.
bool reads_files(std::string_view name);

}  // namespace lakecode::safety
