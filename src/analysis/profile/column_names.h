#pragma once
// What a column's name promises: key, money, birth date, future date, … Words only; the data has the last say.
// Pure. Names in the larger European languages are read by their English words (foreign_names.h); a name in any other
// promises nothing, which only makes the rules more careful.

#include <string>
#include <string_view>
#include <vector>

namespace lakecode::profile {

/// Lower-case English words of a name: "orderLine_ID" gives order, line, id; "Geburtsdatum" gives birth, date.
std::vector<std::string> name_words(std::string_view name);

enum class NameSense {
  Identifier,     ///< ends like an id or a key
  Code,           ///< digits that are no quantity: zip, phone, account, sku
  Optional,       ///< often empty by design: middle_name, cancelled_at, note
  NonNegative,    ///< a count, a size, a price
  Money,          ///< amounts where credits are normal
  Signed,         ///< balances, differences, coordinates
  FutureNatural,  ///< due dates, plans
  OpenEnded,      ///< valid_to and kin, where 9999 means "still open"
  Birth,
  SideTime,     ///< a time, but not the time of the row's own event
  LoadTime,     ///< snapshot and load marks, often one value
  Region,       ///< country or region codes, where "NA" is a place
  Measure,      ///< clearly a quantity, even when stored as text
  Flag,         ///< is_…, has_…
  NoneNatural,  ///< columns where "none" or "unknown" is a category
  FreeText,     ///< comments and descriptions
};

bool has_sense(std::string_view name, NameSense sense);

/// True when the column is named like the key of the table: "id", or "<table>_id" with the table in either number.
bool names_key_of(std::string_view column, std::string_view table);

/// Later means later in the life of a thing (ordered, shipped, delivered); -1 when the name says no stage.
int life_stage(std::string_view name);

}  // namespace lakecode::profile
