#include "safety/sql_calls.h"

// A name with dots is a person's function unless it is builtin.f or system.builtin.f. A name given by IDENTIFIER('f')
// is looked up like any other; one that is computed is DESTRUCTIVE.

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::safety {
namespace {

using sql::TokenView;

// Arguments are only read in short calls: reading can but lower a class, and nested calls would else be read again at
// every level.
constexpr std::size_t kMaxArgumentTokens = 512;

constexpr FunctionRule kComputed = {"", EffectClass::Destructive, "C3", "the name of the function is computed"};

/// The pieces between top-level commas.
std::vector<TokenView> split_arguments(const TokenView& arguments) {
  std::vector<TokenView> pieces;
  std::size_t depth = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments.is_operator(i, "(") || arguments.is_operator(i, "[")) ++depth;
    if ((arguments.is_operator(i, ")") || arguments.is_operator(i, "]")) && depth > 0) --depth;
    if (depth > 0 || !arguments.is_operator(i, ",")) continue;
    pieces.push_back(arguments.slice(first, i));
    first = i + 1;
  }
  pieces.push_back(arguments.from(first));
  return pieces;
}

/// `name => 'literal'`: the literal; nullopt for any other shape.
std::optional<std::string> named_literal(const TokenView& piece) {
  if (piece.size() != 3 || !piece.is_operator(1, "=>")) return std::nullopt;
  return sql::string_value(piece, 2);
}

std::string argument_name(const TokenView& piece) {
  return piece.is_operator(1, "=>") ? text::to_lower(sql::fold_upper(sql::name_value(piece, 0))) : std::string();
}

/// http_request is mild only when its one method argument is the plain literal GET.
bool asks_by_get(const TokenView& arguments) {
  int methods = 0;
  bool get = false;
  for (const TokenView& piece : split_arguments(arguments)) {
    if (argument_name(piece) != "method") continue;
    ++methods;
    const auto value = named_literal(piece);
    get = value && text::equals_ignore_case(*value, "GET");
  }
  return methods == 1 && get;
}

/// remote_query is mild when every argument is a literal we know, and it names a table or a text that reads.
bool asks_remote_read(const TokenView& arguments, const TextClass& text_class) {
  bool reads = false;
  for (const TokenView& piece : split_arguments(arguments)) {
    if (piece.size() == 1 && piece.is_string(0)) continue;  // the connection
    const std::string name = argument_name(piece);
    const auto value = named_literal(piece);
    if (!value) return false;
    // A bracket in a foreign text may call anything.
    const bool plain = value->find('(') == std::string::npos;
    if (name == "table" || name == "dbtable") {
      if (!plain) return false;
      reads = true;
    } else if (name == "query") {
      if (!plain || text_class(*value) != EffectClass::ReadOnly) return false;
      reads = true;
    } else if (name != "connection" && name != "database") {
      return false;
    }
  }
  return reads;
}

/// A file function is mild when its last argument, the mode, is the plain literal error or skip.
bool spares_existing(const TokenView& arguments) {
  const auto pieces = split_arguments(arguments);
  if (pieces.size() < 3) return false;
  const TokenView& mode = pieces.back();
  const auto value = mode.size() == 1 ? sql::string_value(mode, 0) : named_literal(mode);
  return value && (text::equals_ignore_case(*value, "error") || text::equals_ignore_case(*value, "skip"));
}

std::string identifier_literal(const TokenView& view, const sql::TokenRange& name) {
  const TokenView tokens = view.slice(name.first, name.last);
  if (tokens.size() < 4 || !tokens.is_word(0, "IDENTIFIER")) return {};
  std::string value;
  std::size_t at = 2;
  for (; tokens.is_string(at); ++at) value += *sql::string_value(tokens, at);
  return at + 1 == tokens.size() && tokens.is_operator(at, ")") ? value : std::string();
}

/// A name of one part. A dot inside back-ticks belongs to it and joins nothing, so such a name is no built-in's.
std::string single_name(const std::string& name) {
  std::string lower = text::to_lower(name);
  return lower.find('.') == std::string::npos ? lower : "`" + lower + "`";
}

}  // namespace

std::string called_name(const TokenView& view, const sql::FunctionCall& call) {
  std::string name;
  const TokenView tokens = view.slice(call.name.first, call.name.last);
  if (tokens.is_word(0, "IDENTIFIER") && tokens.is_operator(1, "(")) {
    const auto parts = sql::parse_name(identifier_literal(view, call.name));
    if (!parts) return {};
    if (parts->size() == 1) return single_name(parts->front());
    name = text::join(*parts, ".");
  } else if (tokens.size() == 1) {
    // An unquoted word holds no dot.
    return tokens.is_kind(0, sql::TokenKind::Word) ? text::to_lower(tokens.text(0))
                                                   : single_name(sql::name_value(tokens, 0));
  } else {
    for (std::size_t i = 0; i < tokens.size(); ++i)
      name += tokens.is_operator(i, ".") ? std::string(".") : sql::name_value(tokens, i);
  }
  name = text::to_lower(name);
  for (const std::string_view prefix : {"system.builtin.", "builtin."}) {
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
  }
  return name;
}

FunctionRule judge_call(const TokenView& view, const sql::FunctionCall& call, const std::string& name,
                        const TextClass& text_class) {
  if (name.empty()) return kComputed;
  // A name is compared as it stands. The letters that fold to ASCII in keywords may fold here in some versions only:
  // the worse of both readings counts.
  const bool dotted = name.find('.') != std::string::npos;
  FunctionRule rule = find_function_rule(dotted ? std::string_view() : std::string_view(name));
  const bool ascii = std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!dotted && !ascii) {
    const FunctionRule other = find_function_rule(text::to_lower(sql::fold_upper(name)));
    if (other.effect_class > rule.effect_class) rule = other;
  }
  const TokenView arguments = view.slice(call.arguments.first, call.arguments.last);
  if (arguments.size() > kMaxArgumentTokens) return rule;
  // Avro and Protobuf reach a schema registry only when more than data and schema is given.
  if (rule.rule == "E2" && split_arguments(arguments).size() <= 2) rule.effect_class = EffectClass::ReadOnly;
  const bool mild = (rule.rule == "F2" && asks_by_get(arguments)) ||
                    (rule.rule == "F3" && asks_remote_read(arguments, text_class)) ||
                    (rule.rule == "H5" && spares_existing(arguments));
  if (mild) rule.effect_class = EffectClass::WriteRemote;
  return rule;
}

bool leaves_workspace(const FunctionRule& rule) {
  return rule.rule == "F1" || rule.rule == "F2" || rule.rule == "F3" || rule.rule == "E1" || rule.rule == "E2";
}

bool reads_files(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kReaders = {"read_files", "cloud_files",        "read_csv",
                                                               "copy_file",  "try_copy_file",      "create_file",
                                                               "list_files", "read_state_metadata"};
  return std::find(kReaders.begin(), kReaders.end(), name) != kReaders.end();
}

}  // namespace lakecode::safety
