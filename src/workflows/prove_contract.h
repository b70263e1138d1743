#pragma once
// The contract of prove_table in a run: read, tried on no rows, held against the table, told, exported. For
// prove_table.cpp alone.

#include <optional>
#include <vector>

#include "analysis/contract/checks.h"
#include "analysis/profile/evaluate.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

struct ContractInRun {
  contract::Contract contract;
  contract::CheckPlan plan;
  std::vector<contract::CheckOutcome> outcomes;  ///< empty until judged
};

/// The input `contract`, an object or the path of a prove.yml. nullopt without a value when there is none; false when
/// it cannot be read: the run is failed, before anything is asked of the platform.
bool load_contract(Run& run, std::optional<ContractInRun>& out);

/// False when an input of exports is wrong; the run is failed.
bool check_export_inputs(Run& run);

/// Plans the checks, tries what a person wrote on no rows, and adds the contract's references that can be read to
/// `facts`. False when the contract is about another table: the run is failed.
bool plan_contract(Run& run, ContractInRun& held, profile::TableFacts& facts);

/// Judges the checks, adds their findings, and sets data.contract. Lowers the anomalies that the contract covers.
void judge_contract(Run& run, ContractInRun& held, const contract::Measured& measured, profile::Judgement& judgement);

/// Inputs `write_contract` and `export`: the proposal and the artefacts in the pack and in data.
void write_outputs(Run& run, const ContractInRun* held, const contract::Measured& measured,
                   const profile::Judgement& judgement);

}  // namespace lakecode::workflows
