#pragma once
// Other spellings of a statement's text, so that quoting, blanks, look-alike letters and wrappers hide nothing from a
// pattern. They are for rules that tighten: a text too many can only match more. Pure and linear.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::policy {

/// Holds one of the letters outside ASCII that the engine or the pattern library takes for an ASCII one.
bool needs_folding(std::string_view text);
/// U+0131 to "i", U+017F to "s", U+212A to "k".
std::string fold_lookalikes(std::string_view text);

/// Back-ticks off, no blanks around dots, outside of strings; nullopt when that changes nothing.
std::optional<std::string> spell_plainly(std::string_view text);

/// For "WITH … DELETE FROM t": the text from the verb on. nullopt when the text begins with the verb of `kind`.
std::optional<std::string> text_from_verb(std::string_view text, std::string_view kind);

/// The first string of EXECUTE IMMEDIATE; nullopt for other statements.
std::optional<std::string> nested_text(std::string_view text);

std::string collapse_blanks(std::string_view text);

/// A text that was not understood, cut at every ";" with what looks like comments taken out: guesses, all of them.
std::vector<std::string> cut_unread(std::string_view text);

}  // namespace lakecode::policy
