#include "base/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace lakecode {

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
  other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = std::move(other.text_);
    other.wipe();
  }
  return *this;
}

Secret::~Secret() {
  wipe();
}

bool Secret::matches(std::string_view candidate) const {
  return text_.size() == candidate.size() && CRYPTO_memcmp(text_.data(), candidate.data(), text_.size()) == 0;
}

void Secret::wipe() noexcept {
  OPENSSL_cleanse(text_.data(), text_.capacity());
  text_.clear();
}

}  // namespace lakecode
