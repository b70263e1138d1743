#pragma once
// The model's part of genai_cost_agent: it is given the question and the ten functions as tools, calls them in as many
// turns as it takes, and writes the text. It sees results, never rows of tables; the workflow checks its numbers.

#include <string>

#include "base/redact.h"
#include "llm/provider.h"
#include "workflows/genai_loop.h"

namespace lakecode::agent {

/// All borrowed by the loop.
struct CostAnalyst {
  llm::Provider& provider;
  std::string model;
  const Redactor& redactor;  ///< results are masked before they leave the machine
};

/// A loop for Services::genai_loop. It ends after twelve answers; its errors are those of the provider, and
/// FailedPrecondition when the model refuses, is cut, or comes to no answer.
workflows::GenaiLoop make_genai_loop(const CostAnalyst& analyst);

}  // namespace lakecode::agent
