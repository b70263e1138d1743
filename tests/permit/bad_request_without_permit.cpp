// refused: no matching function|too few arguments
#include "databricks/wire.h"

namespace lakecode {

Result<databricks::Answer> send(databricks::Wire& wire, const safety::RestEffect& request, const CallContext& ctx) {
  return wire.send(request, net::Repeat::NotRepeatable, {"change", "it"}, ctx);
}

}  // namespace lakecode
