#pragma once
// The reading half of chat completions; the writing half is chat_request.cpp.

#include <memory>

#include "llm/wire.h"

namespace lakecode::llm {

std::unique_ptr<Decoder> make_chat_decoder(Sink& sink);

}  // namespace lakecode::llm
