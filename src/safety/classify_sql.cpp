#include "safety/classify.h"

// Texts of several statements and scripts are flattened: every piece between two ";" is judged, script words at its
// front are taken off (BEGIN, IF … THEN, LOOP, END …), conditions are read as expressions, and the worst piece decides.
// So a mistake about where a block ends cannot hide a statement.

#include <algorithm>
#include <array>
#include <optional>

#include "safety/sql_scan.h"
#include "safety/sql_statement.h"
#include "sql/lexer.h"

namespace lakecode::safety {
namespace {

using sql::TokenKind;
using sql::TokenView;
using Words = std::string_view;

constexpr int kMaxNesting = 4;
constexpr std::size_t kMaxReasons = 32;
constexpr std::size_t kMaxStatements = 10'000;

class TextJudge {
 public:
  TextJudge(const SqlEffect& effect, int depth) : effect_(effect), depth_(depth) {}

  Verdict run() {
    if (depth_ > kMaxNesting) return refuse("texts are nested too deeply"), std::move(out_);
    for (const std::string_view marker : {"${", "{{", "{%"}) {
      if (effect_.text.find(marker) != std::string::npos)
        return refuse("the text changes after it was judged (" + std::string(marker) + ")"), std::move(out_);
    }
    const sql::Lexed lexed = sql::lex(effect_.text);
    if (!lexed.ok()) return refuse(lexed.problem + " (byte " + std::to_string(lexed.problem_at) + ")"), std::move(out_);
    out_.effect_class = EffectClass::ReadOnly;
    out_.parsed = true;
    judge_pieces(TokenView(effect_.text, lexed.tokens));
    if (out_.statements.empty()) return refuse("there is no statement"), std::move(out_);
    if (open_blocks_ != 0) refuse("a block is not closed");
    name_kind();
    return std::move(out_);
  }

 private:
  void refuse(std::string reason) {
    out_.effect_class = EffectClass::Destructive;
    out_.parsed = false;
    add_reason("G2: " + reason);
  }
  void add_reason(std::string reason) {
    if (out_.reasons.size() < kMaxReasons) out_.reasons.push_back(std::move(reason));
  }
  void name_kind() {
    const auto worst = std::max_element(out_.statements.begin(), out_.statements.end(),
                                        [](const auto& a, const auto& b) { return a.effect_class < b.effect_class; });
    out_.kind = worst->kind;
    if (out_.statements.size() == 1) out_.undo = undo_of(out_.kind);
  }

  void judge_pieces(const TokenView& view) {
    std::size_t first = 0;
    for (std::size_t i = 0; i <= view.size(); ++i) {
      if (i < view.size() && !view.is_operator(i, ";")) continue;
      if (i > first) judge_piece(view.slice(first, i));
      first = i + 1;
      if (out_.statements.size() > kMaxStatements) return refuse("there are too many statements");
    }
  }

  void judge_piece(TokenView piece) {
    while (!piece.empty()) {
      const std::size_t taken = in_script_ || opens_script(piece) ? take_script_words(piece) : 0;
      if (taken == 0) return judge_statement_piece(piece);
      piece = piece.from(taken);
    }
  }

  [[nodiscard]] static bool opens_script(const TokenView& piece) {
    const std::size_t at = piece.is_name(0) && piece.is_operator(1, ":") ? 2 : 0;
    return piece.is_word(at, "BEGIN") && piece.size() > at + 1 && !piece.is_word(at + 1, "TRANSACTION") &&
           !piece.is_word(at + 1, "WORK");
  }

  /// Takes block words off the front; returns how many tokens, 0 when a statement begins.
  std::size_t take_script_words(const TokenView& piece) {
    in_script_ = true;
    if (piece.is_name(0) && piece.is_operator(1, ":")) return 2;
    if (piece.is_word(0, "BEGIN") && !piece.is_word(1, "TRANSACTION"))
      return open_block(piece.is_word(1, "ATOMIC") ? 2 : 1);
    if (piece.is_word(0, "LOOP") || piece.is_word(0, "REPEAT")) return open_block(1);
    if (piece.is_word(0, "IF")) return open_block(take_condition(piece, 1, "THEN"));
    if (piece.is_word(0, "WHILE")) return open_block(take_condition(piece, 1, "DO"));
    if (piece.is_word(0, "FOR")) return open_block(take_loop_query(piece));
    if (piece.is_word(0, "CASE")) return open_block(take_condition(piece, 1, "THEN"));
    if (piece.is_word(0, "ELSEIF") || piece.is_word(0, "WHEN")) return take_condition(piece, 1, "THEN");
    if (piece.is_word(0, "UNTIL")) return take_condition(piece, 1, "END") - 1;
    if (piece.is_word(0, "ELSE")) return 1;
    if (piece.is_word(0, "END")) return take_end(piece);
    if (piece.is_word(0, "LEAVE") || piece.is_word(0, "ITERATE")) return take_plain(piece, 2);
    if (piece.is_word(0, "DECLARE")) return take_declare(piece);
    return 0;
  }

  std::size_t open_block(std::size_t taken) {
    if (taken > 0) ++open_blocks_;
    return taken;
  }

  std::size_t take_end(const TokenView& piece) {
    static constexpr std::array<Words, 6> kBlocks = {"IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"};
    if (open_blocks_ == 0) return refuse("END closes nothing"), piece.size();
    if (--open_blocks_ == 0) in_script_ = false;
    std::size_t taken = piece.is_any_word(1, kBlocks) ? 2 : 1;
    if (piece.is_name(taken) && piece.size() == taken + 1) ++taken;
    return taken;
  }

  /// A statement of at most `limit` names that changes nothing.
  std::size_t take_plain(const TokenView& piece, std::size_t limit) {
    if (piece.size() > limit) refuse("more follows than a script statement holds");
    note_read("SCRIPT");
    return piece.size();
  }

  /// The expression up to `end`, with CASE … END inside it skipped; returns the tokens up to and with `end`.
  std::size_t take_condition(const TokenView& piece, std::size_t from, std::string_view end) {
    std::size_t cases = 0;
    std::size_t depth = 0;
    for (std::size_t i = from; i < piece.size(); ++i) {
      if (piece.is_operator(i, "(")) ++depth;
      if (piece.is_operator(i, ")") && depth > 0) --depth;
      if (cases == 0 && depth == 0 && piece.is_word(i, end)) {
        read_expression(piece.slice(from, i));
        return i + 1;
      }
      if (piece.is_word(i, "CASE")) ++cases;
      if (piece.is_word(i, "END") && cases > 0) --cases;
    }
    refuse("a block of the script is not understood");
    return piece.size();
  }

  void read_expression(const TokenView& expression) { take(scan_calls(expression)); }

  std::size_t take_loop_query(const TokenView& piece) {
    const std::size_t query = piece.is_name(1) && piece.is_word(2, "AS") ? 3 : 1;
    for (std::size_t i = query; i < piece.size(); ++i) {
      if (!piece.is_word(i, "DO")) continue;
      take(scan_query(piece.slice(query, i)));
      return i + 1;
    }
    refuse("a block of the script is not understood");
    return piece.size();
  }

  /// DECLARE … HANDLER FOR conditions: the body is a statement of its own. Other declarations are judged as statements.
  std::size_t take_declare(const TokenView& piece) {
    if (!piece.is_word(2, "HANDLER") || !piece.is_word(3, "FOR")) return 0;
    static constexpr std::array<Words, 5> kConditions = {"SQLEXCEPTION", "NOT", "FOUND", "SQLSTATE", "VALUE"};
    std::size_t at = 4;
    while (piece.is_any_word(at, kConditions) || piece.is_operator(at, ",") || piece.is_string(at)) ++at;
    if (at == 4) refuse("a handler is not understood");
    return at;
  }

  void note_read(std::string kind) {
    out_.statements.push_back(
        StatementVerdict{.effect_class = EffectClass::ReadOnly, .kind = std::move(kind), .objects = {}});
  }

  void take(const Scan& scan) {
    out_.effect_class = std::max(out_.effect_class, scan.effect_class);
    if (!scan.understood) out_.parsed = false;
    for (const std::string& reason : scan.reasons) add_reason(reason);
  }

  void judge_statement_piece(const TokenView& piece) {
    const StatementContext context{.effect = &effect_, .in_script = in_script_, .depth = depth_};
    JudgedStatement judged = judge_statement(piece, context);
    out_.effect_class = std::max(out_.effect_class, judged.verdict.effect_class);
    out_.parsed = out_.parsed && judged.parsed;
    for (const std::string& reason : judged.reasons) add_reason(reason);
    fill_facts(judged, piece);
    out_.statements.push_back(std::move(judged.verdict));
  }

  static void fill_facts(JudgedStatement& judged, const TokenView& piece) {
    StatementVerdict& verdict = judged.verdict;
    verdict.parsed = judged.parsed;
    verdict.normalised = sql::normalise(piece);
    verdict.span = ByteSpan{.begin = piece.tokens().front().begin, .end = piece.tokens().back().end};
    if (verdict.effect_class != EffectClass::ReadOnly) verdict.danger = verdict.span;
    verdict.reasons = std::move(judged.reasons);
    verdict.undo = undo_of(verdict.kind);
  }

  const SqlEffect& effect_;
  int depth_;
  Verdict out_;
  bool in_script_ = false;
  std::size_t open_blocks_ = 0;
};

}  // namespace

Verdict classify_sql_text(const SqlEffect& effect, int depth) {
  return TextJudge(effect, depth).run();
}

Verdict classify_sql(const SqlEffect& effect) {
  return classify_sql_text(effect, 0);
}

}  // namespace lakecode::safety
