// refused: private
#include "gate/gate.h"

namespace lakecode {

// Friendship is not inherited: a gate of one's own mints nothing.
class MyGate : public gate::Gate {
 public:
  using gate::Gate::Gate;
  safety::Permit mint() { return safety::Permit("digest", safety::EffectClass::Destructive, 1); }
};

}  // namespace lakecode
