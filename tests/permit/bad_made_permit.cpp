// refused: private
#include "safety/permit.h"

namespace lakecode {

safety::Permit make() {
  return safety::Permit("digest", safety::EffectClass::Destructive, 1);
}

}  // namespace lakecode
