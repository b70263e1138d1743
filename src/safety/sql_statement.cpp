#include "safety/sql_statement.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "safety/sql_rules.h"
#include "safety/sql_scan.h"
#include "sql/literals.h"

namespace lakecode::safety {
namespace {

using sql::TokenKind;
using sql::TokenView;
using Words = std::string_view;

constexpr auto kRead = EffectClass::ReadOnly;
constexpr auto kWrite = EffectClass::WriteRemote;
constexpr auto kDestroy = EffectClass::Destructive;

/// One statement under judgement: a verdict that only ever gets worse once its base class is set.
class Judge {
 public:
  Judge(const TokenView& view, const StatementContext& context) : view_(view), context_(context) {}

  JudgedStatement run() {
    const std::size_t verb = find_verb_after_with(view_);
    if (verb > 0) return judge_with(verb), finish();
    if (view_.is_word(0, "FROM")) return judge_from(), finish();
    if (view_.is_operator(0, "(")) return judge_query("SELECT"), finish();
    const SqlRule* rule = find_rule(0);
    if (rule == nullptr && view_.is_word(0, "DROP")) return judge_drop(), finish();
    if (rule == nullptr) return refuse("the statement is not known"), finish();
    judge_rule(*rule);
    return finish();
  }

 private:
  JudgedStatement finish() {
    if (!out_.parsed && out_.verdict.kind.empty()) out_.verdict.kind = "UNKNOWN";
    out_.verdict.objects = find_objects(view_, out_.verdict.kind, *context_.effect);
    return std::move(out_);
  }
  void base(EffectClass effect_class, std::string_view kind, std::string_view rule, std::string_view reason) {
    out_.verdict.effect_class = effect_class;
    out_.verdict.kind = kind;
    if (effect_class != kRead) note(rule, reason);
  }
  void note(std::string_view rule, std::string_view reason) {
    out_.reasons.push_back(std::string(rule) + ": " + std::string(reason));
  }
  void raise(EffectClass to, std::string_view rule, std::string_view reason) {
    if (to <= out_.verdict.effect_class) return;
    out_.verdict.effect_class = to;
    note(rule, reason);
  }
  void refuse(std::string_view reason) {
    out_.parsed = false;
    out_.verdict.effect_class = kDestroy;
    note("G2", reason);
  }
  /// A call that does not make things worse is only told when it is special: a table with a column list looks like one.
  void take(const Scan& scan) {
    const bool worse = scan.effect_class > out_.verdict.effect_class;
    out_.verdict.effect_class = std::max(out_.verdict.effect_class, scan.effect_class);
    for (const std::string& reason : scan.reasons) {
      if (worse || !reason.starts_with("C3:")) out_.reasons.push_back(reason);
    }
    if (!scan.understood) out_.parsed = false;
  }

  [[nodiscard]] const SqlRule* find_rule(std::size_t at) const {
    for (const SqlRule& rule : sql_rules()) {
      std::size_t i = 0;
      while (i < rule.word_count() && view_.is_word(at + i, rule.words[i])) ++i;
      if (i == rule.word_count()) return &rule;
    }
    return nullptr;
  }
  [[nodiscard]] const SqlNoun* find_noun(std::size_t at) const {
    for (const SqlNoun& noun : sql_nouns()) {
      std::size_t i = 0;
      while (i < noun.words.size() && !noun.words[i].empty() && view_.is_word(at + i, noun.words[i])) ++i;
      if (i == noun.words.size() || noun.words[i].empty()) return &noun;
    }
    return nullptr;
  }
  /// An unquoted word anywhere, also as a name: used where a wrong yes only makes the class worse.
  [[nodiscard]] bool mentions(Words word, std::size_t from = 1) const {
    for (std::size_t i = from; i < view_.size(); ++i) {
      if (view_.is_word(i, word) && !view_.is_operator(i - 1, ".")) return true;
    }
    return false;
  }
  /// Any name or string holds `needle`, which is lower case; strings count as if written in one piece.
  [[nodiscard]] bool says(std::string_view needle) const {
    std::string all;
    for (std::size_t i = 0; i < view_.size(); ++i) {
      if (view_.is_name(i)) all += sql::name_value(view_, i);
      if (const auto value = sql::string_value(view_, i)) all += *value;
    }
    return text::to_lower(sql::fold_upper(all)).find(needle) != std::string::npos;
  }

  void judge_query(std::string_view kind) {
    base(kRead, kind, "Q1", "a query");
    take(scan_query(view_));
  }

  void judge_with(std::size_t verb) {
    const SqlRule* rule = find_rule(verb);
    if (rule != nullptr && rule->form != SqlForm::Query && view_.is_word(verb, rule->words[0])) {
      static constexpr std::array<Words, 4> kVerbs = {"INSERT", "UPDATE", "DELETE", "MERGE"};
      if (!view_.is_any_word(verb, kVerbs)) return refuse("no query follows the WITH list");
      Judge inner(view_.from(verb), context_);
      out_ = inner.run();
      return take(scan_calls(view_.slice(0, verb)));
    }
    judge_query("SELECT");
  }

  void judge_from() {
    std::size_t depth = 0;
    for (std::size_t i = 1; i < view_.size(); ++i) {
      if (view_.is_operator(i, "(")) ++depth;
      if (view_.is_operator(i, ")")) --depth;
      const bool insert =
          view_.is_word(i, "INSERT") && (view_.is_word(i + 1, "INTO") || view_.is_word(i + 1, "OVERWRITE"));
      if (depth == 0 && insert) return judge_multi_insert();
    }
    judge_query("SELECT");
  }

  void judge_multi_insert() {
    base(kWrite, "INSERT", "T4", "adds rows to several tables");
    if (mentions("OVERWRITE") || mentions("REPLACE")) raise(kDestroy, "X1", "replaces what a target holds");
    check_no_program();
    take(scan_calls(view_));
  }

  void check_no_program() {
    for (std::size_t i = 1; i < view_.size(); ++i) {
      const bool program =
          view_.is_word(i, "USING") && (view_.is_string(i + 1) || view_.is_kind(i + 1, TokenKind::Parameter));
      if (program) raise(kDestroy, "C2", "USING names a program");
    }
  }

  void judge_drop() {
    const SqlNoun* noun = find_noun(1);
    base(kDestroy, noun == nullptr ? "DROP" : "DROP_" + std::string(noun->kind), "D1", "removes an object");
    if (noun == nullptr) out_.parsed = false;
  }

  void judge_rule(const SqlRule& rule) {
    if (rule.form == SqlForm::Query) return judge_query(rule.kind);
    base(rule.effect_class, rule.kind, rule.rule, rule.reason);
    switch (rule.form) {
      case SqlForm::Names:
        return judge_names();
      case SqlForm::Explain:
        return judge_explain();
      case SqlForm::Describe:
        return judge_describe();
      case SqlForm::Set:
        return judge_set();
      case SqlForm::Declare:
        return judge_declare();
      case SqlForm::Update:
        judge_update();
        break;
      case SqlForm::Create:
        judge_create();
        break;
      case SqlForm::Alter:
        judge_alter();
        break;
      case SqlForm::Execute:
        return judge_execute();
      case SqlForm::DryRun:
        return judge_dry_run();
      default:
        judge_words(rule.form);
        break;
    }
    check_no_program();
    take(scan_calls(view_));
  }

  /// Forms that a single word anywhere makes worse.
  void judge_words(SqlForm form) {
    if (form == SqlForm::Insert && (mentions("OVERWRITE") || replaces_rows())) {
      raise(kDestroy, "X1", "replaces what the target holds");
    }
    if (form == SqlForm::Merge && mentions("DELETE")) raise(kDestroy, "X2", "a branch removes rows");
    if (form == SqlForm::Overwrite && mentions("OVERWRITE")) raise(kDestroy, "X1", "replaces what the target holds");
    if (form == SqlForm::Refresh && mentions("FULL"))
      raise(kDestroy, "X7", "throws the stored rows away and reads the source again");
    if (form == SqlForm::Reorg && !(mentions("UPGRADE") || mentions("CHECKPOINT")))
      raise(kDestroy, "L2", "removes soft-deleted data");
    if (form == SqlForm::Reorg && mentions("PURGE")) raise(kDestroy, "L2", "removes soft-deleted data");
    const bool drops = mentions("DROP") || mentions("PRIVILEGES") || (mentions("SYNC") && mentions("PARTITIONS"));
    if (form == SqlForm::Repair && drops) raise(kDestroy, "L5", "removes partitions or rights");
  }

  [[nodiscard]] bool replaces_rows() const {
    for (std::size_t i = 1; i < view_.size(); ++i) {
      const bool target = view_.is_word(i + 1, "WHERE") || view_.is_word(i + 1, "USING") || view_.is_word(i + 1, "ON");
      if (view_.is_word(i, "REPLACE") && target) return true;
    }
    return false;
  }

  void judge_names() {
    if (view_.is_word(0, "SHOW") && !view_.is_any_word(1, show_forms())) return refuse("an unknown SHOW form");
    if ((view_.is_word(0, "USE") || view_.is_word(0, "LIST")) && view_.size() < 2)
      return refuse("the statement is not complete");
    check_only_names(1);
  }

  /// Names, strings, numbers, dots, commas, "*" and brackets, and no call of a function.
  void check_only_names(std::size_t from) {
    for (std::size_t i = from; i < view_.size(); ++i) {
      if (!view_.is_kind(i, TokenKind::Operator)) continue;
      static constexpr std::string_view kAllowed = ".,()=*";
      if (view_.text(i).size() != 1 || kAllowed.find(view_.text(i)) == std::string_view::npos) {
        return refuse("more than names follows");
      }
    }
    if (view_.has_words(0, {"SHOW", "TBLPROPERTIES"})) return;  // name ('key') is no call
    take(scan_calls(view_.from(from)));
  }

  void judge_explain() {
    static constexpr std::array<Words, 5> kModes = {"LOGICAL", "FORMATTED", "EXTENDED", "CODEGEN", "COST"};
    std::size_t at = 1;
    if (view_.is_any_word(at, kModes)) ++at;
    if (view_.is_word(at, "ANALYZE") && !view_.is_word(at + 1, "TABLE"))
      return refuse("EXPLAIN ANALYZE runs the statement elsewhere");
    Judge inner(view_.from(at), context_);
    const JudgedStatement judged = inner.run();
    if (!judged.parsed) return refuse("the explained statement is not understood");
    const bool runs = judged.verdict.kind == "EXECUTE_IMMEDIATE" || judged.verdict.kind == "CALL";
    const Scan calls = scan_calls(view_.from(at));
    if (runs) raise(judged.verdict.effect_class, "M3", "the inner text may run while it is planned");
    take(calls);
  }

  void judge_describe() {
    std::size_t at = 1;
    if (view_.is_word(at, "QUERY")) ++at;
    if (starts_query(view_, at) && !view_.is_word(at, "TABLE")) return take(scan_query(view_.from(at)));
    if (view_.is_word(1, "RECIPIENT")) raise(kWrite, "K1", "prints an activation link");
    if (view_.size() < 2) return refuse("the statement is not complete");
    check_only_names(1);
  }

  void judge_declare() {
    if (mentions("HANDLER") || mentions("CURSOR")) return refuse("a handler or cursor outside a script");
    take(scan_calls(view_));
  }

  void judge_set() {
    if (says("retention")) return raise(kDestroy, "G6", "may switch off a guard against data loss");
    const bool variable = view_.is_word(1, "VAR") || view_.is_word(1, "VARIABLE");
    std::string key;
    std::size_t at = 1;
    while (at < view_.size() && !view_.is_operator(at, "=") && !view_.is_operator(at, "("))
      key += sql::fold_upper(view_.text(at++));
    const bool asks = at == view_.size() && (view_.size() <= 2 || view_.is_operator(2, ".") || key == "-V");
    const bool local = variable || asks || view_.has_words(1, {"TIME", "ZONE"}) || view_.is_word(1, "CATALOG") ||
                       view_.is_word(1, "COLLATION") || is_benign(key) ||
                       (context_.in_script && key.find('.') == std::string::npos && key.find('`') == std::string::npos);
    if (local) {
      out_.verdict.effect_class = kRead;
      out_.reasons.clear();
    } else if (!view_.is_operator(at, "=")) {
      return refuse("an unknown SET form");
    }
    take(scan_calls(view_));
  }

  static bool is_benign(const std::string& key) {
    const auto settings = benign_settings();
    return std::find(settings.begin(), settings.end(), key) != settings.end();
  }

  // WHERE counts only as the clause of the UPDATE itself: outside brackets, behind SET, between two complete parts.
  // A predicate with OR, or without any column, may hold for every row, so it does not soften the class.
  void judge_update() {
    std::size_t depth = 0;
    bool set = false;
    for (std::size_t i = 1; i < view_.size(); ++i) {
      if (view_.is_operator(i, "(")) ++depth;
      if (view_.is_operator(i, ")")) --depth;
      if (depth > 0) continue;
      if (view_.is_word(i, "SET") && i > 1) set = true;
      const bool operand =
          view_.is_operator(i - 1, ")") || view_.is_operator(i - 1, "]") || !view_.is_kind(i - 1, TokenKind::Operator);
      if (!set || !operand || !view_.is_word(i, "WHERE") || view_.is_word(i - 1, "SET")) continue;
      if (restricts(view_.from(i + 1))) {
        out_.reasons.clear();
        base(kWrite, "UPDATE", "W2", "changes the rows that match");
      }
      return;
    }
  }

  static bool restricts(const TokenView& predicate) {
    static constexpr std::array<Words, 9> kNoColumns = {"TRUE", "FALSE", "NOT",  "AND",    "NULL",
                                                        "IS",   "IN",    "LIKE", "BETWEEN"};
    bool column = false;
    for (std::size_t i = 0; i < predicate.size(); ++i) {
      if (predicate.is_word(i, "OR") || predicate.is_word(i, "NOT") || predicate.is_word(i, "CASE") ||
          predicate.is_word(i, "IF"))
        return false;
      const bool call = predicate.is_operator(i + 1, "(");
      if (predicate.is_name(i) && !predicate.is_any_word(i, kNoColumns) && !call) column = true;
    }
    return column;
  }

  void judge_create() {
    std::size_t at = 1;
    const bool replace = view_.has_words(at, {"OR", "REPLACE"});
    if (replace) at += 2;
    if (view_.has_words(at, {"OR", "REFRESH"})) at += 2;
    const bool global = view_.is_word(at, "GLOBAL");
    if (global) ++at;
    const bool temporary = view_.is_word(at, "TEMP") || view_.is_word(at, "TEMPORARY");
    if (temporary) ++at;
    const SqlNoun* noun = find_noun(at);
    if (noun == nullptr) return refuse("CREATE of an unknown object");
    out_.verdict.kind = (replace ? "CREATE_OR_REPLACE_" : "CREATE_") + std::string(noun->kind);
    if (temporary && !global && noun->kind == "VIEW") return judge_temp_view();
    if (replace)
      raise(kDestroy, "X4",
            noun->keeps_definition ? "loses the former definition" : "replaces what is there, data included");
  }

  void judge_temp_view() {
    for (std::size_t i = 1; i + 1 < view_.size(); ++i) {
      if (view_.is_word(i, "USING")) return;
      if (!view_.is_word(i, "AS") || !starts_query(view_, i + 1)) continue;
      const Scan scan = scan_query(view_.from(i + 1));
      if (scan.effect_class != kRead) return take(scan);
      out_.reasons.clear();
      out_.verdict.effect_class = kRead;
      return;
    }
  }

  // ALTER noun name FORM …: known forms are writes; a word that takes something away, or any mention of retention, is
  // worse.
  void judge_alter() {
    const SqlNoun* noun = find_noun(1);
    if (noun != nullptr) out_.verdict.kind = "ALTER_" + std::string(noun->kind);
    static constexpr std::array<Words, 14> kForms = {"ADD",     "RENAME",  "ALTER",   "CHANGE",   "CLUSTER",
                                                     "SET",     "UNSET",   "OWNER",   "ENABLE",   "DISABLE",
                                                     "DEFAULT", "OPTIONS", "RECOVER", "PARTITION"};
    static constexpr std::array<Words, 4> kTakesAway = {"DROP", "REMOVE", "REPLACE", "TRUNCATE"};
    bool known = false;
    for (std::size_t i = 2; i < view_.size(); ++i) {
      if (view_.is_any_word(i, kForms)) known = true;
      if (view_.is_any_word(i, kTakesAway)) return note("D2", "takes something away");
      if (view_.is_word(i, "AS") && noun != nullptr && noun->kind == "VIEW")
        return note("X4", "loses the former definition");
    }
    if (says("retention")) return note("G6", "may shorten how long old data is kept");
    if (noun == nullptr || !known) return refuse("an unknown ALTER form");
    out_.reasons.clear();
    base(kWrite, out_.verdict.kind, "A2", "changes an object");
  }

  void judge_dry_run() {
    const std::size_t n = view_.size();
    const bool dry = n >= 4 && view_.has_words(n - 2, {"DRY", "RUN"}) && !view_.is_operator(n - 3, ".");
    if (dry) {
      out_.reasons.clear();
      out_.verdict.effect_class = kRead;
    }
    take(scan_calls(view_));
  }

  void judge_execute() {
    SqlEffect inner = *context_.effect;
    inner.text.clear();
    std::size_t at = 2;
    for (; view_.is_string(at); ++at) inner.text += *sql::string_value(view_, at);
    const bool literal = at > 2 && (at == view_.size() || view_.is_word(at, "USING") || view_.is_word(at, "INTO"));
    if (!literal) return;
    const Verdict verdict = classify_sql_text(inner, context_.depth + 1);
    out_.reasons = verdict.reasons;
    out_.parsed = verdict.parsed;
    out_.verdict.effect_class = verdict.effect_class;
    take(scan_calls(view_.from(at)));
  }

  TokenView view_;
  StatementContext context_;
  JudgedStatement out_;
};

}  // namespace

JudgedStatement judge_statement(const TokenView& view, const StatementContext& context) {
  return Judge(view, context).run();
}

}  // namespace lakecode::safety
