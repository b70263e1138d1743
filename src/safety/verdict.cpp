#include "safety/verdict.h"

namespace lakecode::safety {

std::string_view name_of(EffectClass effect_class) {
  switch (effect_class) {
    case EffectClass::ReadOnly:
      return "READ_ONLY";
    case EffectClass::WriteRemote:
      return "WRITE_REMOTE";
    case EffectClass::Destructive:
      break;
  }
  return "DESTRUCTIVE";
}

}  // namespace lakecode::safety
