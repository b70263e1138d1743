// A secret that the redactor was told of never comes out, wherever it stands in the text. The first byte is the length
// of the secret, the second where it is put in, the next bytes are the secret.
#include <string>

#include "base/check.h"
#include "base/redact.h"
#include "fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = lakecode::fuzz::as_text(data, size);
  const std::size_t length = 6 + lakecode::fuzz::take_number(rest) % 32;
  const std::size_t position = lakecode::fuzz::take_number(rest);
  // Capital letters only: they cannot be part of a mask, so a find below is a true one.
  std::string secret;
  for (const char c : rest.substr(0, length)) secret += static_cast<char>('A' + static_cast<unsigned char>(c) % 26);
  secret.resize(length, 'Q');
  rest.remove_prefix(std::min(length, rest.size()));
  std::string text(rest);
  text.insert(std::min(position, text.size()), secret);

  lakecode::Redactor redactor;
  LAKECODE_CHECK(redactor.redact(std::string(rest)).size() <= rest.size() * 16 + 64, "masks are short");
  redactor.add(lakecode::Secret(secret));
  const std::string shown = redactor.redact(text);
  LAKECODE_CHECK(shown.find(secret) == std::string::npos, "the secret is masked");
  return 0;
}
