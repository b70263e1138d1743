#pragma once
// What the grammar says about each statement of a text: its kind, the names it touches, the functions it calls, and the
// words that make it more than its kind says. Facts only; what they mean for safety is decided above. Pure and linear.
// A statement that does not follow our grammar to its end is not parsed, whatever was read before.

#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "sql/token.h"

namespace lakecode::sql {

/// Positions of tokens, [first, last).
struct TokenRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  [[nodiscard]] bool empty() const { return first >= last; }
};

enum class Access : std::uint8_t { Read, Write, Create, Alter, Drop, Grant, Use };

/// A name in the text that stands for an object of the catalog. CTE names, aliases and functions are none.
struct ObjectUse {
  std::string_view type;  ///< "table", "view", "schema", …; "path" for a location given as text
  Access access = Access::Read;
  TokenRange name;  ///< a dotted name, or the one literal or quoted token that holds a path
};

struct FunctionCall {
  TokenRange name;       ///< dotted; empty when the name is computed
  TokenRange arguments;  ///< between the brackets
};

/// What a statement does beyond its kind. Each names the words that say so.
enum class Trait : std::uint8_t {
  OrReplace,         ///< CREATE OR REPLACE
  Temporary,         ///< TEMP or TEMPORARY, of this session
  Global,            ///< GLOBAL TEMPORARY
  UsesSource,        ///< a temporary view USING a data source
  Overwrite,         ///< INSERT OVERWRITE, LOAD … OVERWRITE, PUT … OVERWRITE
  ReplaceRows,       ///< INSERT … REPLACE WHERE, USING or ON
  OverDirectory,     ///< INSERT OVERWRITE DIRECTORY
  MergeUpdate,       ///< WHEN … THEN UPDATE
  MergeDelete,       ///< WHEN … THEN DELETE
  RunsProgram,       ///< TRANSFORM, MAP or REDUCE … USING 'program'
  DryRun,            ///< DRY RUN at the end
  Full,              ///< REFRESH … FULL
  Purge,             ///< REORG … APPLY (PURGE)
  DropsPartitions,   ///< MSCK REPAIR … DROP or SYNC PARTITIONS, or of privileges
  TakesAway,         ///< an ALTER form that drops, removes or replaces something
  Redefines,         ///< ALTER VIEW … AS
  Retention,         ///< a property or key that names how long old data is kept
  Asks,              ///< SET key, SET -v, SET: shows and changes nothing
  LocalSetting,      ///< SET of a variable, the catalog, the time zone, the collation
  Nested,            ///< EXECUTE IMMEDIATE of plain literals: the range holds them
  ShowsCredential,   ///< DESCRIBE RECIPIENT
  RunsWhilePlanned,  ///< EXPLAIN of EXECUTE IMMEDIATE or CALL
  External,          ///< leaves the workspace by a clause: a server, a URL
};

/// One entry of a list of properties; `value` begins with its "=" and is empty when only the key is given.
struct PropertyUse {
  TokenRange key;
  TokenRange value;
};

struct TraitUse {
  Trait trait;
  TokenRange at;
};

/// The WHERE of a DELETE, UPDATE or REPLACE WHERE.
enum class Where : std::uint8_t {
  NotAsked,   ///< the kind knows none
  Missing,    ///< no WHERE
  Always,     ///< constant true, or without any column
  Loose,      ///< restricts as far as we see, but is built so that it may hold for every row
  Restricts,  ///< names columns
};

struct StatementFacts {
  explicit StatementFacts(std::pmr::memory_resource* memory)
      : objects(memory), calls(memory), traits(memory), properties(memory) {}

  std::string_view kind;  ///< upper snake case, "" when the first words are not known
  bool parsed = false;
  std::string_view problem;  ///< why it is not parsed
  TokenRange tokens;         ///< without ";"
  std::uint32_t problem_at = 0;
  std::pmr::vector<ObjectUse> objects;
  std::pmr::vector<FunctionCall> calls;
  std::pmr::vector<TraitUse> traits;
  std::pmr::vector<PropertyUse> properties;
  Where where = Where::NotAsked;
  bool in_script = false;  ///< stands inside BEGIN … END

  [[nodiscard]] bool has(Trait trait) const {
    for (const TraitUse& use : traits) {
      if (use.trait == trait) return true;
    }
    return false;
  }
};

/// Beyond these a text is not read to its end: nobody can approve what nobody can look through, and time stays bounded.
inline constexpr std::size_t kMaxStatements = 20'000;  ///< one more is listed, none after it
inline constexpr std::size_t kMaxObjects = 10'000;     ///< in one statement, which is then not parsed

/// The statements in order. Of a script each statement at every depth is one, and each block word that carries an
/// expression is one of kind "SCRIPT"; bodies of stored routines are not listed. They lie in `memory`.
std::pmr::vector<StatementFacts> parse_statements(const TokenView& view,
                                                  std::pmr::memory_resource* memory = std::pmr::get_default_resource());

}  // namespace lakecode::sql
