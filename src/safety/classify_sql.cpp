#include "safety/classify.h"

// A text is lexed and parsed once; every statement of it, also of a script, is judged by itself, and the worst decides.

#include <algorithm>
#include <array>
#include <memory_resource>

#include "safety/sql_judge.h"
#include "safety/sql_names.h"
#include "sql/lexer.h"
#include "sql/statement.h"

namespace lakecode::safety {
namespace {

constexpr std::size_t kPlaceBytes = 8192;
constexpr int kMaxTextNesting = 4;  ///< texts inside texts: EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE ''…'''

Verdict refuse(std::string reason, const SqlEffect& effect) {
  Verdict out;
  out.reasons.emplace_back(reason.starts_with("T8: ") ? std::move(reason) : "G2: " + std::move(reason));
  StatementVerdict whole;
  whole.kind = "UNKNOWN";
  whole.normalised = effect.text;
  whole.span = whole.danger = ByteSpan{.begin = 0, .end = effect.text.size()};
  whole.reasons = out.reasons;
  if (!effect.text.empty()) out.statements.push_back(std::move(whole));
  return out;
}

Verdict classify_text(const SqlEffect& effect, int depth);

class TextJudge {
 public:
  TextJudge(const SqlEffect& effect, int depth)
      : effect_(effect), depth_(depth), names_(effect), nested_([this](const std::string& text) {
          SqlEffect inner{.text = text,
                          .default_catalog = effect_.default_catalog,
                          .default_schema = effect_.default_schema,
                          .parameters = {}};
          return classify_text(inner, depth_ + 1);
        }) {}

  Verdict run(const sql::TokenView& view, std::pmr::memory_resource* memory) {
    const auto parsed = sql::parse_statements(view, memory);
    if (parsed.empty()) return refuse("there is no statement", effect_);
    if (parsed.size() > sql::kMaxStatements) return refuse("there are too many statements", effect_);
    out_.effect_class = EffectClass::ReadOnly;
    out_.parsed = true;
    out_.statements.reserve(parsed.size());
    for (const sql::StatementFacts& facts : parsed) take(view, facts);
    const auto worst = std::max_element(out_.statements.begin(), out_.statements.end(),
                                        [](const auto& a, const auto& b) { return a.effect_class < b.effect_class; });
    out_.kind = worst->kind;
    set_undo();
    return std::move(out_);
  }

 private:
  /// Of several statements each has its own way back; one that has none cannot be taken back with them.
  void set_undo() {
    std::size_t changes = 0;
    for (const StatementVerdict& statement : out_.statements) {
      if (statement.effect_class == EffectClass::ReadOnly) continue;
      ++changes;
      if (!statement.undo || !statement.undo->possible) {
        out_.undo = statement.undo;
        return;
      }
      out_.undo = statement.undo;
    }
    if (changes > 1)
      out_.undo = Undo{.possible = true, .how = "each statement by its own way, the last one first", .within = ""};
  }

  void take(const sql::TokenView& view, const sql::StatementFacts& facts) {
    StatementVerdict& verdict = out_.statements.emplace_back();
    judge_statement(view, facts, nested_, verdict);
    std::vector<TouchedObject> named = names_.objects_of(view, facts);
    if (verdict.objects.empty()) {
      verdict.objects = std::move(named);
    } else {
      verdict.objects.insert(verdict.objects.begin(), named.begin(), named.end());
    }
    // What a dry run names is only looked at.
    if (verdict.effect_class == EffectClass::ReadOnly && facts.has(sql::Trait::DryRun)) {
      for (TouchedObject& object : verdict.objects) object.access = "read";
    }
    names_.pass(view, facts);
    verdict.normalised = sql::normalise(view.slice(facts.tokens.first, facts.tokens.last));
    out_.effect_class = std::max(out_.effect_class, verdict.effect_class);
    out_.parsed = out_.parsed && verdict.parsed;
  }

  const SqlEffect& effect_;
  int depth_;
  NameResolver names_;
  TextVerdict nested_;
  Verdict out_;
};

/// The marker of a text that is filled in later, "" when there is none. The engine replaces ${…} wherever it stands.
/// Templates of other tools were filled in before the text came to us: in a comment they are a remark.
std::string_view marker_in(std::string_view text, const sql::Lexed& lexed) {
  if (text.find('{') == std::string_view::npos) return {};
  if (text.find("${") != std::string_view::npos) return "${";
  const auto holds = [&](std::string_view marker) {
    if (text.find(marker) == std::string_view::npos) return false;
    return !lexed.ok() || std::any_of(lexed.tokens.begin(), lexed.tokens.end(), [&](const sql::Token& token) {
      return text.substr(token.begin, token.end - token.begin).find(marker) != std::string_view::npos;
    });
  };
  return holds("{{") ? "{{" : holds("{%") ? "{%" : std::string_view();
}

Verdict classify_text(const SqlEffect& effect, int depth) {
  if (depth > kMaxTextNesting) return refuse("texts are nested too deeply", effect);
  // Tokens and facts of a short text are forgotten with it: they need no heap. Of a long one they would only be copied
  // while they grow.
  std::array<std::byte, kPlaceBytes> place;
  std::pmr::monotonic_buffer_resource here(place.data(), place.size());
  std::pmr::memory_resource* const memory =
      effect.text.size() < kPlaceBytes / 8 ? &here : std::pmr::get_default_resource();
  const sql::Lexed lexed = sql::lex(effect.text, memory);
  if (const std::string_view marker = marker_in(effect.text, lexed); !marker.empty())
    return refuse("T8: the text changes after it was judged (" + std::string(marker) + ")", effect);
  if (!lexed.ok()) return refuse(lexed.problem + " (byte " + std::to_string(lexed.problem_at) + ")", effect);
  return TextJudge(effect, depth).run(sql::TokenView(effect.text, lexed.tokens), memory);
}

}  // namespace

Verdict classify_sql(const SqlEffect& effect) {
  return classify_text(effect, 0);
}

}  // namespace lakecode::safety
