#pragma once
// The vocabulary of the diagnosis as data: which words on one line speak for which failure class.
// Constant tables, one file a family; safe from any thread.
//
// A pattern is matched against one normalised line (lower case, quotes removed, '_' and '-' read as a blank, blanks
// collapsed). Terms are joined by " & " and all must occur, in any order; a term is a list of alternatives joined by
// '|'; a term that starts with '!' must not occur; '<' and '>' at the ends of an alternative ask for a word boundary.

#include <span>
#include <string_view>

namespace lakecode::analysis {

/// How much one match says. Exact: an error class or a sentence only one failure prints.
/// Specific: words that rarely mean something else. Generic: true of several failures. Weak: a hint in passing.
enum class Weight { Exact, Specific, Generic, Weak };

/// Cause stands alone. Symptom stands only when no deeper fact is found. Hint never stands alone: it is a deeper fact
/// for a symptom.
enum class Role { Cause, Symptom, Hint };

/// Which kind of line may match: prose and exception messages, stack frames and source lines, or both.
enum class Where { Text, Code, Any };

struct Rule {
  std::string_view class_id;  ///< a taxonomy id, or a working id that starts with '~' (see symptoms.h)
  Weight weight = Weight::Specific;
  std::string_view pattern;
  Role role = Role::Cause;
  Where where = Where::Text;
};

/// A code in upper snake case as platforms print it (error class, termination reason); '*' at the end means prefix.
struct CodeRule {
  std::string_view code;  ///< lower case
  std::string_view class_id;
  Weight weight = Weight::Exact;
  Role role = Role::Cause;
};

std::span<const Rule> compute_rules();
std::span<const Rule> memory_rules();
std::span<const Rule> code_rules();
std::span<const Rule> data_rules();
std::span<const Rule> external_rules();
std::span<const Rule> access_rules();
std::span<const Rule> orchestration_rules();
std::span<const Rule> sqlstate_rules();
std::span<const CodeRule> error_code_rules();    ///< Spark and Delta error classes
std::span<const CodeRule> cluster_code_rules();  ///< cluster termination reasons, cluster events, cloud codes

}  // namespace lakecode::analysis
