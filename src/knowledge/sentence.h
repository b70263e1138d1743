#pragma once
// Sentence: what the form of a request says beside its words: is it an order, a question, a condition, a denial, does
// it ask for more than one thing. Pure.

#include <string_view>

#include "knowledge/named_things.h"
#include "knowledge/request.h"

namespace lakecode::knowledge {

struct Sentence {
  Concepts concepts;          ///< of all words that are no names, with Order… where something is ordered
  bool wants_work = false;    ///< asks to write, fix, create, delete
  bool wants_advice = false;  ///< how-to, what is, should I
  bool wants_lesson = false;  ///< what does, example, docs; named things may answer it all the same
  bool several = false;       ///< more than one act
  bool later = false;         ///< a condition, or a time to come
  bool conditional = false;   ///< an order that hangs on it
  bool told = false;          ///< "job 12 was started by kim": something that happened, and no request
};

Sentence read_sentence(const Request& request, const NamedThings& things);

}  // namespace lakecode::knowledge
