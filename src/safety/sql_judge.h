#pragma once
// Judges one parsed statement: its class by kind, traits, properties and calls, with reasons and the words to blame.
// Pure and linear in the statement. What is not parsed is DESTRUCTIVE.

#include "safety/effect.h"
#include "safety/sql_calls.h"
#include "safety/verdict.h"
#include "sql/statement.h"

namespace lakecode::safety {

/// Judges nested texts of EXECUTE IMMEDIATE and remote_query.
using TextVerdict = std::function<Verdict(const std::string& text)>;

/// Fills `out`, a fresh verdict, with all but objects that names stand for and the normalised text.
void judge_statement(const sql::TokenView& view, const sql::StatementFacts& facts, const TextVerdict& text_verdict,
                     StatementVerdict& out);

}  // namespace lakecode::safety
