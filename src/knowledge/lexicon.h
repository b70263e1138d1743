#pragma once
// Lexicon: which words and phrases of a request carry which concept. The table is in lexicon_words.cpp; matching is by
// whole word, by beginning ("fail*") or by phrase ("root cause"), after slips of the keyboard are put right.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace lakecode::knowledge {

/// What a word says about a request. The second part is not spoken but found: names, ids, forms of the sentence.
enum class Concept {
  Why,
  Debug,
  Fail,
  Succeed,
  Job,
  Run,
  Task,
  Pipeline,
  Status,
  Logs,
  Follow,
  Audit,
  Cost,
  Top,
  Spike,
  GenAi,
  Prove,
  Contract,
  Access,
  MayDo,  ///< read, write, select: what a privilege allows
  Grants,
  Diff,
  Apply,
  Plan,
  Capture,
  Bundle,
  Drift,
  Strays,  ///< may be drift, where a bundle is spoken of: "matches", "by hand"
  Deploy,
  Start,
  Query,
  Slow,
  Warehouse,
  Catalog,
  Schema,
  Table,
  Size,
  Storage,  ///< where tables lie; no kind of thing is named: "what eats our storage"
  Fills,    ///< takes up: storage, room
  Columns,
  Describe,
  List,
  Look,
  Count,
  Preview,
  Recent,
  Overwrite,
  Wait,
  Who,
  Did,
  Anything,
  HowTo,
  Make,  ///< verbs of work that no rule does: write, fix, optimise, delete
  Learn,
  When,  ///< a condition or a time to come: if, tomorrow, every
  Not,
  Usage,
  Other,      ///< kinds of things that the lists of ours do not hold
  Elsewhere,  ///< products that are none of ours: Excel, Power BI, Kubernetes
  // Found.
  HasJob,
  HasJobName,
  HasRun,
  HasTable,
  HasName,  ///< a dotted or single name of a catalog object that is no three-part table
  HasPair,  ///< catalog.schema, or schema.table
  HasSchema,
  HasCatalog,
  HasPrincipal,
  HasWarehouse,
  HasPipeline,
  HasPlan,
  HasLocalPath,
  HasRemotePath,
  HasTarget,
  HasSpan,
  HasLimit,
  HasPrivilege,
  Many,  ///< several ids or tables: more than one act is asked for
  OrderStart,
  OrderDeploy,
  OrderApply,
  Withheld,  ///< an order is spoken of and not given: denied, or only thought of
  Question,
  Deployed,     ///< "the deployed jobs"
  AsksWhether,  ///< begins with "did", "is", "has"
  Last,
};
inline constexpr std::size_t kConcepts = static_cast<std::size_t>(Concept::Last);

class Concepts {
 public:
  constexpr Concepts() = default;
  constexpr Concepts(std::initializer_list<Concept> all) {
    for (const Concept one : all) add(one);
  }
  constexpr void add(Concept one) { words_[place(one)] |= bit(one); }
  constexpr void remove(Concept one) { words_[place(one)] &= ~bit(one); }
  constexpr void add(const Concepts& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }
  [[nodiscard]] constexpr bool has(Concept one) const { return (words_[place(one)] & bit(one)) != 0; }
  [[nodiscard]] constexpr bool none() const { return words_ == decltype(words_){}; }
  [[nodiscard]] constexpr bool has_all(const Concepts& other) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if ((words_[i] & other.words_[i]) != other.words_[i]) return false;
    }
    return true;
  }
  [[nodiscard]] constexpr bool has_any(const Concepts& other) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if ((words_[i] & other.words_[i]) != 0) return true;
    }
    return false;
  }

 private:
  static constexpr std::size_t place(Concept one) { return static_cast<std::size_t>(one) / 64; }
  static constexpr std::uint64_t bit(Concept one) { return std::uint64_t{1} << (static_cast<std::size_t>(one) % 64); }
  std::array<std::uint64_t, (kConcepts + 63) / 64> words_{};
};

struct LexiconRow {
  Concept meaning;
  std::string_view words;  ///< separated by "|"; "fail*" is a beginning, "root cause" a phrase
};
std::span<const LexiconRow> lexicon_rows();

/// Concepts of one lower-case word; empty when it carries none.
Concepts concepts_of(std::string_view word);

/// Concepts of the phrases that begin at `words[0]`; `taken` is the length of the longest, 0 for none.
Concepts phrase_concepts(std::span<const std::string> words, std::size_t& taken);

/// One slip of the keyboard (a letter missing, doubled, wrong, or two changed places) turns one into the other.
bool one_slip(std::string_view a, std::string_view b);

/// The word the lexicon knows that `word` is a slip of ("falied" -> "failed"); `word` itself when there is none.
std::string without_slip(const std::string& word);

}  // namespace lakecode::knowledge
