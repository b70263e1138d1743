// refused: no matching function|no matching constructor
#include "safety/permit.h"

namespace lakecode {

safety::Permit make() {
  return safety::Permit();
}

}  // namespace lakecode
