// Tokens must be in order, cover everything but blanks and comments, and read the same again when what stands between
// them is replaced by one blank: else splitting, judging and showing a text would disagree.
#include "base/check.h"
#include "base/result.h"
#include "fuzz/input.h"
#include "sql/lexer.h"
#include "sql/splitter.h"

namespace {

using lakecode::sql::Lexed;
using lakecode::sql::TokenView;

void check_places(const std::string& text, const Lexed& lexed) {
  std::size_t last = 0;
  for (const auto& token : lexed.tokens) {
    LAKECODE_CHECK(token.begin >= last && token.end > token.begin && token.end <= text.size(), "tokens are in order");
    last = token.end;
  }
}

void check_stable(const std::string& text, const Lexed& lexed) {
  const TokenView view(text, lexed.tokens);
  const std::string plain = lakecode::sql::normalise(view);
  const Lexed again = lakecode::sql::lex(plain);
  LAKECODE_CHECK(again.ok(), "the normal form lexes");
  LAKECODE_CHECK(again.tokens.size() == lexed.tokens.size(), "the normal form has the same tokens");
  const TokenView other(plain, again.tokens);
  for (std::size_t i = 0; i < view.size(); ++i) LAKECODE_CHECK(view.text(i) == other.text(i), "each token is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(lakecode::fuzz::as_text(data, size));
  const Lexed lexed = lakecode::sql::lex(text);
  check_places(text, lexed);
  if (lexed.ok()) check_stable(text, lexed);
  lakecode::ignore_result(lakecode::sql::split_text(text), "only that it ends");
  return 0;
}
