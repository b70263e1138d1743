#include "local/dialect/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "local/dialect/lexer.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {
namespace {

constexpr int kMaxDepth = 60;

bool is_temporary(const Token& word) {
  return word.is_word("TEMPORARY") || word.is_word("TEMP");
}

class ScriptReader {
 public:
  ScriptReader(std::string_view sql, std::span<const Token> tokens) : sql_(sql), tokens_(tokens) {}

  Result<ScriptNode> run() {
    TRY_ASSIGN(ScriptNode node, statement(0));
    while (accept_symbol(";")) {
    }
    if (now().kind != TokenKind::End) return syntax_error(now().value);
    return node;
  }

 private:
  [[nodiscard]] const Token& now(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool accept(std::string_view word) {
    if (!now().is_word(word)) return false;
    ++at_;
    return true;
  }
  bool accept_symbol(std::string_view symbol) {
    if (!now().is_symbol(symbol)) return false;
    ++at_;
    return true;
  }
  Result<void> expect(std::string_view word) {
    if (accept(word)) return {};
    return syntax_error(now().value);
  }
  Result<std::string> name() {
    if (!now().is_name()) return syntax_error(now().value);
    return text::to_lower(tokens_[at_++].value);
  }
  [[nodiscard]] std::string source(std::size_t begin, std::size_t end) const {
    if (begin >= end) return "";
    return std::string(sql_.substr(tokens_[begin].begin, tokens_[end - 1].end - tokens_[begin].begin));
  }

  /// The text up to one of `stops` at top level (outside brackets and CASE), which stays.
  Result<std::string> until(std::initializer_list<std::string_view> stops) {
    const std::size_t from = at_;
    int depth = 0;
    for (; now().kind != TokenKind::End; ++at_) {
      if (depth == 0 && now().is_symbol(";")) break;
      bool stop = false;
      for (const std::string_view word : stops) stop = stop || (depth == 0 && now().is_word(word));
      if (stop) break;
      if (now().is_symbol("(") || now().is_word("CASE")) ++depth;
      if (now().is_symbol(")") || now().is_word("END")) --depth;
    }
    if (at_ == from) return syntax_error(now().value);
    return source(from, at_);
  }

  /// Statements up to one of `stops`.
  Result<std::vector<ScriptNode>> body(std::initializer_list<std::string_view> stops, int depth) {
    std::vector<ScriptNode> out;
    for (;;) {
      while (accept_symbol(";")) {
      }
      for (const std::string_view word : stops) {
        if (now().is_word(word)) return out;
      }
      if (now().kind == TokenKind::End) return syntax_error("");
      TRY_ASSIGN(ScriptNode node, statement(depth + 1));
      out.push_back(std::move(node));
      if (!now().is_symbol(";")) return syntax_error(now().value);
    }
  }

  Result<ScriptNode> statement(int depth) {
    if (depth > kMaxDepth) return sql_error("EXCEEDED_NESTING", "The script nests too deeply.", "54001");
    std::string label;
    if (now().is_name() && now(1).is_symbol(":")) {
      TRY_ASSIGN(label, name());
      ++at_;
    } else if (now().is_name() && now(1).kind == TokenKind::Marker) {
      return syntax_error(now().value);
    }
    ScriptNode node;
    node.label = label;
    TRY_VOID(read(node, depth));
    return node;
  }

  /// DROP TEMPORARY VARIABLE [IF EXISTS] name; `replaces` stands for IF EXISTS.
  Result<void> undeclare(ScriptNode& node) {
    node.kind = NodeKind::Undeclare;
    at_ += 3;
    if (accept("IF")) {
      TRY_VOID(expect("EXISTS"));
      node.replaces = true;
    }
    TRY_ASSIGN(std::string variable, name());
    while (accept_symbol(".")) {
      TRY_ASSIGN(const std::string part, name());
      variable += "." + part;
    }
    node.names.push_back(std::move(variable));
    return {};
  }

  Result<void> read(ScriptNode& node, int depth) {
    if (now().is_word("BEGIN") && !now(1).is_word("TRANSACTION")) return block(node, depth);
    if (now().is_word("DECLARE")) return declare(node, depth);
    if (now().is_word("DROP") && is_temporary(now(1)) && now(2).is_word("VARIABLE")) return undeclare(node);
    if (now().is_word("IF") && !now(1).is_word("EXISTS")) return branch_if(node, depth);
    if (now().is_word("CASE")) return branch_case(node, depth);
    if (now().is_word("WHILE") || now().is_word("LOOP")) return loop(node, depth);
    if (accept("REPEAT")) return repeat(node, depth);
    if (accept("FOR")) return for_loop(node, depth);
    if (now().is_word("LEAVE") || now().is_word("ITERATE")) {
      node.kind = now().is_word("LEAVE") ? NodeKind::Leave : NodeKind::Iterate;
      ++at_;
      TRY_ASSIGN(node.label, name());
      return {};
    }
    if (accept("SIGNAL")) return signal(node);
    if (accept("RESIGNAL")) {
      node.kind = NodeKind::Resignal;
      return {};
    }
    if (now().is_word("SET") && !now(1).is_word("TAG")) return set(node, depth);
    if (now().is_word("EXECUTE") && now(1).is_word("IMMEDIATE")) return execute(node);
    return plain(node, depth);
  }

  /// GET DIAGNOSTICS CONDITION 1 variable = item, ...
  Result<void> diagnostics(ScriptNode& node) {
    node.kind = NodeKind::Diagnostics;
    at_ += 2;
    TRY_VOID(expect("CONDITION"));
    if (now().value != "1") return syntax_error(now().value);
    ++at_;
    do {
      TRY_ASSIGN(std::string variable, name());
      node.names.push_back(std::move(variable));
      if (!accept_symbol("=")) return syntax_error(now().value);
      TRY_ASSIGN(const std::string item, name());
      node.arguments.push_back(text::to_upper(item));
    } while (accept_symbol(","));
    return {};
  }

  /// What is no statement of the script's own grammar.
  Result<void> plain(ScriptNode& node, int depth) {
    if (accept("RESET")) {
      node.kind = NodeKind::Reset;
      while (now().kind != TokenKind::End && !now().is_symbol(";")) ++at_;
      return {};
    }
    if (now().is_word("GET") && now(1).is_word("DIAGNOSTICS")) return diagnostics(node);
    for (const std::string_view word : {"OPEN", "FETCH", "CLOSE"}) {
      if (now().is_word(word) && depth > 0) return unsupported("cursors (" + std::string(word) + ")");
    }
    node.kind = NodeKind::Statement;
    TRY_ASSIGN(node.sql, until({}));
    return {};
  }

  Result<void> loop(ScriptNode& node, int depth) {
    if (accept("LOOP")) {
      node.kind = NodeKind::Loop;
      return loop_body(node, "LOOP", depth);
    }
    TRY_VOID(expect("WHILE"));
    node.kind = NodeKind::While;
    TRY_ASSIGN(node.sql, until({"DO"}));
    TRY_VOID(expect("DO"));
    return loop_body(node, "WHILE", depth);
  }

  Result<void> end_label(const ScriptNode& node) {
    if (!now().is_name()) return {};
    TRY_ASSIGN(const std::string label, name());
    if (label == node.label) return {};
    return sql_error("LABELS_MISMATCH", "Begin label `" + node.label + "` does not match end label `" + label + "`.",
                     "42K0L");
  }

  Result<void> block(ScriptNode& node, int depth) {
    node.kind = NodeKind::Block;
    TRY_VOID(expect("BEGIN"));
    if (accept("NOT")) TRY_VOID(expect("ATOMIC"));
    if (now().is_word("ATOMIC")) return unsupported("BEGIN ATOMIC");
    TRY_ASSIGN(node.body, body({"END"}, depth));
    TRY_VOID(expect("END"));
    return end_label(node);
  }

  Result<void> loop_body(ScriptNode& node, std::string_view word, int depth) {
    TRY_ASSIGN(node.body, body({"END"}, depth));
    TRY_VOID(expect("END"));
    TRY_VOID(expect(word));
    return end_label(node);
  }

  Result<void> repeat(ScriptNode& node, int depth) {
    node.kind = NodeKind::Repeat;
    TRY_ASSIGN(node.body, body({"UNTIL"}, depth));
    TRY_VOID(expect("UNTIL"));
    TRY_ASSIGN(node.sql, until({"END"}));
    TRY_VOID(expect("END"));
    TRY_VOID(expect("REPEAT"));
    return end_label(node);
  }

  Result<void> for_loop(ScriptNode& node, int depth) {
    node.kind = NodeKind::For;
    if (now().is_name() && now(1).is_word("AS")) {
      TRY_ASSIGN(std::string variable, name());
      node.names.push_back(std::move(variable));
      ++at_;
    }
    TRY_ASSIGN(node.sql, until({"DO"}));
    TRY_VOID(expect("DO"));
    return loop_body(node, "FOR", depth);
  }

  Result<void> branch_if(ScriptNode& node, int depth) {
    node.kind = NodeKind::If;
    ++at_;
    for (;;) {
      ScriptBranch branch;
      TRY_ASSIGN(branch.condition, until({"THEN"}));
      TRY_VOID(expect("THEN"));
      TRY_ASSIGN(branch.body, body({"ELSEIF", "ELSE", "END"}, depth));
      node.branches.push_back(std::move(branch));
      if (!accept("ELSEIF")) break;
    }
    if (accept("ELSE")) {
      ScriptBranch branch;
      TRY_ASSIGN(branch.body, body({"END"}, depth));
      node.branches.push_back(std::move(branch));
    }
    TRY_VOID(expect("END"));
    return expect("IF");
  }

  Result<void> branch_case(ScriptNode& node, int depth) {
    node.kind = NodeKind::If;
    ++at_;
    std::string subject;
    if (!now().is_word("WHEN")) {
      TRY_ASSIGN(subject, until({"WHEN"}));
    }
    while (accept("WHEN")) {
      ScriptBranch branch;
      TRY_ASSIGN(const std::string condition, until({"THEN"}));
      branch.condition = subject.empty() ? condition : "(" + subject + ") = (" + condition + ")";
      TRY_VOID(expect("THEN"));
      TRY_ASSIGN(branch.body, body({"WHEN", "ELSE", "END"}, depth));
      node.branches.push_back(std::move(branch));
    }
    if (node.branches.empty()) return syntax_error(now().value);
    if (accept("ELSE")) {
      ScriptBranch branch;
      TRY_ASSIGN(branch.body, body({"END"}, depth));
      node.branches.push_back(std::move(branch));
    }
    TRY_VOID(expect("END"));
    return expect("CASE");
  }

  Result<std::string> state() {
    accept("VALUE");
    if (now().kind != TokenKind::Text) return syntax_error(now().value);
    return tokens_[at_++].value;
  }

  Result<void> declare(ScriptNode& node, int depth) {
    ++at_;
    const bool continues = now().is_word("CONTINUE");
    if ((continues || now().is_word("EXIT")) && now(1).is_word("HANDLER")) return handler(node, continues, depth);
    node.kind = NodeKind::Declare;
    if (accept("OR")) {
      TRY_VOID(expect("REPLACE"));
      node.replaces = true;
    }
    if (!accept("VARIABLE")) accept("VAR");
    do {
      TRY_ASSIGN(std::string variable, qualified());
      node.names.push_back(std::move(variable));
    } while (accept_symbol(","));
    if (accept("CURSOR")) return unsupported("cursors");
    if (accept("CONDITION")) {
      node.kind = NodeKind::Condition;
      node.state = "45000";
      if (accept("FOR")) {
        TRY_VOID(expect("SQLSTATE"));
        TRY_ASSIGN(node.state, state());
      }
      return {};
    }
    if (!now().is_word("DEFAULT") && !now().is_symbol("=") && !now().is_symbol(";") && now().kind != TokenKind::End) {
      const std::size_t from = at_;
      TRY_ASSIGN(const ParsedType type, parse_type(tokens_, at_));
      at_ = type.next;
      node.type = source(from, at_);
    }
    if (accept("DEFAULT") || accept_symbol("=")) {
      TRY_ASSIGN(node.sql, until({}));
    }
    return {};
  }

  /// a variable's name without session. or system.session. before it
  Result<std::string> qualified() {
    TRY_ASSIGN(std::string last, name());
    std::string out = last;
    while (accept_symbol(".")) {
      TRY_ASSIGN(last, name());
      const bool session = out == "session" || out == "system";
      out = session ? last : out + "." + last;
    }
    return out;
  }

  Result<void> handler(ScriptNode& node, bool continues, int depth) {
    at_ += 2;
    node.kind = NodeKind::Handler;
    node.continues = continues;
    TRY_VOID(expect("FOR"));
    do {
      if (accept("SQLSTATE")) {
        TRY_ASSIGN(const std::string value, state());
        node.names.push_back("SQLSTATE " + value);
      } else if (accept("NOT")) {
        TRY_VOID(expect("FOUND"));
        node.names.emplace_back("NOT FOUND");
      } else {
        TRY_ASSIGN(std::string condition, name());
        while (accept_symbol(".")) {
          TRY_ASSIGN(const std::string part, name());
          condition += "." + part;
        }
        node.names.push_back(text::to_upper(condition));
      }
    } while (accept_symbol(","));
    TRY_ASSIGN(ScriptNode action, statement(depth + 1));
    node.body.push_back(std::move(action));
    return {};
  }

  Result<void> signal(ScriptNode& node) {
    node.kind = NodeKind::Signal;
    if (accept("SQLSTATE")) {
      TRY_ASSIGN(node.state, state());
    } else {
      TRY_ASSIGN(std::string condition, name());
      node.names.push_back(text::to_upper(condition));
    }
    if (!accept("SET")) return {};
    if (!now().is_word("MESSAGE_TEXT")) return unsupported("SIGNAL ... SET " + text::to_upper(now().value));
    ++at_;
    if (!accept_symbol("=")) return syntax_error(now().value);
    TRY_ASSIGN(node.message, until({}));
    return {};
  }

  Result<void> set(ScriptNode& node, int depth) {
    ++at_;
    const bool variable = accept("VAR") || accept("VARIABLE");
    if (!variable && depth == 0) {
      node.kind = NodeKind::Setting;
      const std::size_t from = at_;
      while (now().kind != TokenKind::End && !now().is_symbol(";")) ++at_;
      node.sql = source(from, at_);
      return {};
    }
    node.kind = NodeKind::Assign;
    const bool bracket = accept_symbol("(");
    do {
      TRY_ASSIGN(std::string target, qualified());
      node.names.push_back(std::move(target));
    } while (bracket && accept_symbol(","));
    if (bracket && !accept_symbol(")")) return syntax_error(now().value);
    if (!accept_symbol("=")) return syntax_error(now().value);
    TRY_ASSIGN(node.sql, until({}));
    return {};
  }

  Result<void> execute(ScriptNode& node) {
    node.kind = NodeKind::Execute;
    at_ += 2;
    TRY_ASSIGN(node.sql, until({"INTO", "USING"}));
    if (accept("INTO")) {
      accept_symbol("(");
      do {
        TRY_ASSIGN(std::string target, qualified());
        node.names.push_back(std::move(target));
      } while (accept_symbol(","));
      accept_symbol(")");
    }
    if (!accept("USING")) return {};
    const bool bracket = accept_symbol("(");
    do {
      TRY_VOID(argument(node));
    } while (accept_symbol(","));
    if (bracket && !accept_symbol(")")) return syntax_error(now().value);
    return {};
  }

  /// expression [AS name]
  Result<void> argument(ScriptNode& node) {
    const std::size_t from = at_;
    int depth = 0;
    for (; now().kind != TokenKind::End; ++at_) {
      if (depth == 0 && (now().is_symbol(",") || now().is_symbol(";") || now().is_symbol(")") || now().is_word("AS")))
        break;
      if (now().is_symbol("(")) ++depth;
      if (now().is_symbol(")")) --depth;
    }
    if (from == at_) return syntax_error(now().value);
    node.arguments.push_back(source(from, at_));
    std::string as;
    if (accept("AS")) {
      TRY_ASSIGN(as, name());
    }
    node.argument_names.push_back(std::move(as));
    return {};
  }

  std::string_view sql_;
  std::span<const Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_script(std::string_view sql) {
  const auto tokens = lex(sql);
  if (!tokens) return false;
  const Token& first = tokens->front();
  const Token& second = (*tokens)[std::min<std::size_t>(1, tokens->size() - 1)];
  if (first.is_name() && second.is_symbol(":")) return true;
  if (first.is_word("SET")) return !second.is_word("TAG");
  if (first.is_word("BEGIN"))
    return !second.is_word("TRANSACTION") && !second.is_symbol(";") && second.kind != TokenKind::End;
  if (first.is_word("DROP") && tokens->size() > 2) return is_temporary(second) && (*tokens)[2].is_word("VARIABLE");
  return first.is_word("DECLARE") || first.is_word("RESET") ||
         (first.is_word("EXECUTE") && second.is_word("IMMEDIATE"));
}

namespace {

/// LEAVE and ITERATE name a block or a loop around them.
Result<void> check_labels(const ScriptNode& node, std::vector<std::string>& open) {
  const bool jumps = node.kind == NodeKind::Leave || node.kind == NodeKind::Iterate;
  if (jumps && std::find(open.begin(), open.end(), node.label) == open.end()) {
    return sql_error("INVALID_LABEL_USAGE.DOES_NOT_EXIST",
                     fmt::format("The usage of the label {} is invalid. Label was used in the {} statement, but the "
                                 "label does not belong to any surrounding block.",
                                 in_backticks(node.label), node.kind == NodeKind::Leave ? "LEAVE" : "ITERATE"),
                     "42K0L");
  }
  if (!jumps) open.push_back(node.label);
  for (const ScriptNode& child : node.body) TRY_VOID(check_labels(child, open));
  for (const ScriptBranch& branch : node.branches) {
    for (const ScriptNode& child : branch.body) TRY_VOID(check_labels(child, open));
  }
  if (!jumps) open.pop_back();
  return {};
}

}  // namespace

Result<ScriptNode> parse_script(std::string_view sql) {
  TRY_ASSIGN(const std::vector<Token> tokens, lex(sql));
  TRY_ASSIGN(ScriptNode script, ScriptReader(sql, tokens).run());
  std::vector<std::string> open;
  TRY_VOID(check_labels(script, open));
  return script;
}

}  // namespace lakecode::local::dialect
