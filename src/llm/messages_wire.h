#pragma once
// The reading half of Anthropic Messages; the writing half is messages_request.cpp.

#include <memory>

#include "llm/wire.h"

namespace lakecode::llm {

std::unique_ptr<Decoder> make_messages_decoder(Sink& sink);

}  // namespace lakecode::llm
