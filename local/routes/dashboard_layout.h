#pragma once
// The layout of an AI/BI dashboard (serialized_dashboard), as the platform keeps what it is sent: indented by two
// blanks, ended by a line feed; each page says its type. Seen in what the official CLI compares after a deployment.

#include <string>

#include "base/result.h"

namespace lakecode::local {

/// What every dataset of the layout takes for its names without a catalog or schema; "" leaves what the layout says.
struct DatasetDefaults {
  std::string catalog;
  std::string schema;
};

/// InvalidArgument when `given` is no JSON object.
Result<std::string> kept_layout(const std::string& given, const DatasetDefaults& defaults);

}  // namespace lakecode::local
