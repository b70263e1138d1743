#pragma once
// The statement kinds of Databricks SQL by their leading words: class, kind and which check looks inside. Data only.
// The first row that matches decides; what matches no row is not understood, hence DESTRUCTIVE.

#include <array>
#include <span>
#include <string_view>

#include "safety/verdict.h"

namespace lakecode::safety {

/// Which check a statement gets beyond its row.
enum class SqlForm {
  Fixed,  ///< the row's class, or worse by the functions it calls
  Query,  ///< must be nothing but a query
  Names,  ///< names, strings and brackets only: SHOW, DESCRIBE, USE
  Explain,
  Describe,
  Set,
  Declare,
  Insert,
  Update,
  Merge,
  Create,
  Alter,
  DryRun,     ///< READ_ONLY when DRY RUN ends it
  Refresh,    ///< FULL makes it worse
  Overwrite,  ///< OVERWRITE makes it worse
  Repair,
  Reorg,
  Execute,
};

struct SqlRule {
  std::array<std::string_view, 4> words;  ///< leading words, "" ends them
  EffectClass effect_class;
  std::string_view kind;
  SqlForm form;
  std::string_view rule;    ///< id in docs/safety.md
  std::string_view reason;  ///< without a full stop

  [[nodiscard]] std::size_t word_count() const;
};

std::span<const SqlRule> sql_rules();

/// What follows CREATE and DROP, longest first: {"MATERIALIZED", "VIEW"} gives "MATERIALIZED_VIEW".
struct SqlNoun {
  std::array<std::string_view, 3> words;
  std::string_view kind;
  bool keeps_definition;  ///< OR REPLACE loses a definition rather than data
};
std::span<const SqlNoun> sql_nouns();

/// Words that may follow SHOW.
std::span<const std::string_view> show_forms();
/// Session parameters that may be set freely, upper case.
std::span<const std::string_view> benign_settings();

}  // namespace lakecode::safety
