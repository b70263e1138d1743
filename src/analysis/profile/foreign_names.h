#pragma once
// Words of column names in other languages than English, as the English word the rules know. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace lakecode::profile {

/// Small Latin letters without accents ("größe" gives "grosse"); what is no Latin letter stays as it is.
std::string fold_accents(std::string_view word);

/// The English word or words behind a folded lower-case word: "geburtsdatum" gives birth, date; an unknown word gives
/// itself.
std::vector<std::string> in_english(const std::string& word);

}  // namespace lakecode::profile
