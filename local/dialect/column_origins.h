#pragma once
// Which names the columns of an INSERT ... SELECT, a CREATE TABLE ... AS or a view are made of, for lineage. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace lakecode::local::dialect {

struct ColumnOrigin {
  std::string column;                ///< lower case; "" for the column of the target at this place
  std::vector<std::string> sources;  ///< names of columns in its expression, lower case
};

/// One for each column of the first SELECT; empty where a star, or no SELECT at the top, leaves them unknown.
std::vector<ColumnOrigin> column_origins(std::string_view sql);

}  // namespace lakecode::local::dialect
