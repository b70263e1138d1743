#pragma once
// The model's part of genai_cost_agent: it is given the question and the ten functions as tools, calls them in as many
// turns as it takes, and writes the text. It sees results, never rows of tables; the workflow checks its numbers.

#include <string>

#include "agent/budget.h"
#include "base/redact.h"
#include "llm/provider.h"
#include "session/ledger.h"
#include "workflows/genai_loop.h"

namespace lakecode::agent {

/// What the loop has used so far; every answer stands here, also when it comes to nothing.
struct AnalystSpending {
  session::Ledger ledger;
  bool is_exhausted = false;  ///< a limit that a person set ended it
};

/// All borrowed by the loop.
struct CostAnalyst {
  llm::Provider& provider;
  std::string model;
  const Redactor& redactor;  ///< results are masked before they leave the machine
  AnalystSpending& spending;
  Limits limits = {};  ///< of answers, tokens and money: a hard stop, as in a turn
};

/// A loop for Services::genai_loop. It ends after twelve answers; its errors are those of the provider, and
/// FailedPrecondition when the model refuses, is cut, comes to no answer, or a limit is reached.
workflows::GenaiLoop make_genai_loop(const CostAnalyst& analyst);

}  // namespace lakecode::agent
