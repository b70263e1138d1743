// refused: use of deleted function|call to deleted constructor
#include "safety/permit.h"

namespace lakecode {

safety::Permit twice(const safety::Permit& permit) {
  return permit;
}

}  // namespace lakecode
