#include "analysis/profile/text_kinds.h"

namespace lakecode::profile {

namespace {

/// Where in the decision a kind is tried; the gates spare most values most patterns.
enum class Gate { Always, At, Plain, Figure, Word, Hidden };

struct KindRow {
  Gate gate;
  Family family;
  std::string_view name;
  std::string_view condition;  ///< SQL; @v stands for the trimmed value
};

// Within a gate the first match wins: specific spellings stand before general ones.
constexpr KindRow kKinds[] = {
    {Gate::Always, Family::Blank, "blank", "@v = ''"},
    {Gate::Always, Family::Placeholder, "ph",
     "lower(@v) IN ('n/a', 'na', 'n.a.', 'k.a.', 'k. a.', 'n/d', 'n.d.', 's/d', 's.d.', 'n.v.t.', 'keine angabe', 'sin "
     "datos', 'no disponible', 'non disponible', 'non renseigné', 'nicht verfügbar', '#n/a', 'null', '(null)', 'nil', "
     "'nan', '-', '--', '---', '?', 'tbd', 'tba', "
     "'todo', 'undefined', 'not available', 'not applicable', 'not provided', '<null>', '[null]', "
     "'xxx', "
     "'xxxx', '.', '...', '_', 'dummy', 'unspecified', 'no data', '#value!', '#ref!') OR @v RLIKE '^[?]{2,}$'"},
    {Gate::Always, Family::WeakPlaceholder, "phw",
     "lower(@v) IN ('unknown', 'test', 'not specified', 'not set', 'unk', 'unbekannt', 'nicht bekannt', 'desconocido', "
     "'desconocida', 'inconnu', 'inconnue', 'sconosciuto', 'sconosciuta', 'desconhecido', 'desconhecida', 'onbekend', "
     "'okänd', 'ukjent', 'nieznany', 'неизвестно', '不明', '未知')"},
    {Gate::Always, Family::WeakPlaceholder, "none", "lower(@v) IN ('none', 'missing', 'empty')"},
    {Gate::At, Family::Email, "email", "@v RLIKE '^[^@ ]+@[^@ ]+[.][A-Za-z]{2,}$'"},
    {Gate::At, Family::Hidden, "x_email", "@v RLIKE '[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+[.][A-Za-z]{2,}'"},
    {Gate::Plain, Family::Boolean, "no", "lower(@v) = 'no'"},
    {Gate::Plain, Family::Boolean, "yes", "lower(@v) = 'yes'"},
    {Gate::Plain, Family::Boolean, "si", "lower(@v) IN ('si', 'sí', 'sì')"},
    {Gate::Plain, Family::Boolean, "ja", "lower(@v) IN ('ja', 'nein', 'nee')"},
    {Gate::Plain, Family::Boolean, "oui", "lower(@v) IN ('oui', 'non')"},
    {Gate::Plain, Family::Boolean, "sim", "lower(@v) IN ('sim', 'não', 'nao')"},
    {Gate::Plain, Family::Boolean, "wahr", "lower(@v) IN ('wahr', 'falsch')"},
    {Gate::Plain, Family::Boolean, "vrai", "lower(@v) IN ('vrai', 'faux')"},
    {Gate::Plain, Family::Boolean, "y", "lower(@v) IN ('y', 'n')"},
    {Gate::Plain, Family::Boolean, "true", "lower(@v) IN ('true', 'false')"},
    {Gate::Plain, Family::Boolean, "t", "lower(@v) IN ('t', 'f')"},
    {Gate::Figure, Family::Uuid, "uuid",
     "@v RLIKE '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'"},
    {Gate::Figure, Family::BadDate, "d_bad",
     "@v RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' AND try_cast(@v AS DATE) IS NULL"},
    {Gate::Figure, Family::Date, "d_iso", "@v RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"},
    {Gate::Figure, Family::BadDate, "t_bad",
     "@v RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}' AND try_cast(substr(@v, 1, 10) AS DATE) IS NULL"},
    {Gate::Figure, Family::Time, "t_iso", "@v RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}'"},
    {Gate::Figure, Family::Date, "d_compact", "@v RLIKE '^(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$'"},
    {Gate::Figure, Family::Personal, "card",
     "@v RLIKE '^(4[0-9]{3}|5[1-5][0-9]{2}|6011|3[47][0-9]{2})[ -]?[0-9]{4,6}[ -]?[0-9]{4,5}([ -]?[0-9]{1,4})?$' AND "
     "length(@v) >= 15"},
    {Gate::Figure, Family::Number, "n_zero", "@v RLIKE '^0[0-9]+$'"},
    {Gate::Figure, Family::Number, "n_int", "@v RLIKE '^[+-]?[0-9]+$' AND NOT @v RLIKE '^[+][0-9]{9,15}$'"},
    {Gate::Figure, Family::Number, "n_dec", "@v RLIKE '^[+-]?[0-9]*[.][0-9]+([eE][+-]?[0-9]+)?$'"},
    {Gate::Figure, Family::Date, "d_ymd", "@v RLIKE '^[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}( [0-9:]+)?$'"},
    {Gate::Figure, Family::Date, "d_slash", "@v RLIKE '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}( [0-9:]+)?$'"},
    {Gate::Figure, Family::Date, "d_dot", "@v RLIKE '^[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}( [0-9:]+)?$'"},
    {Gate::Figure, Family::Date, "d_dash", "@v RLIKE '^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}( [0-9:]+)?$'"},
    {Gate::Figure, Family::Date, "d_mon", "@v RLIKE '^[0-9]{1,2}[- ][A-Za-z]{3,9}[- ,]+[0-9]{2,4}$'"},
    {Gate::Figure, Family::Personal, "ssn", "@v RLIKE '^[0-9]{3}-[0-9]{2}-[0-9]{4}$'"},
    {Gate::Figure, Family::Token, "ip", "@v RLIKE '^([0-9]{1,3}[.]){3}[0-9]{1,3}$'"},
    {Gate::Figure, Family::Phone, "p_e164", "@v RLIKE '^[+][0-9]{9,15}$'"},
    {Gate::Figure, Family::Phone, "p_plus", "@v RLIKE '^[+][0-9]{1,3}[ ().-]+[0-9(][0-9 ().-]{5,}$'"},
    {Gate::Figure, Family::Phone, "p_paren", "@v RLIKE '^[(][0-9]{2,5}[)][ -]?[0-9]{3,4}[ -]?[0-9]{3,5}$'"},
    {Gate::Figure, Family::Phone, "p_dash", "@v RLIKE '^([0-9]-)?[0-9]{3}-[0-9]{3,4}-[0-9]{3,4}$'"},
    {Gate::Figure, Family::Phone, "p_dot", "@v RLIKE '^[0-9]{3}[.][0-9]{3}[.][0-9]{4}$'"},
    {Gate::Figure, Family::Phone, "p_space", "@v RLIKE '^[0-9]{3,5} [0-9]{3,4} [0-9]{3,4}$'"},
    {Gate::Figure, Family::Number, "n_thou", "@v RLIKE '^[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?$'"},
    {Gate::Figure, Family::Number, "n_comma", "@v RLIKE '^[+-]?[0-9]+,[0-9]+$'"},
    {Gate::Figure, Family::Number, "n_euro", "@v RLIKE '^[+-]?[0-9]{1,3}([.][0-9]{3})+,[0-9]+$'"},
    {Gate::Figure, Family::Number, "n_money",
     "@v RLIKE '^[$€£] ?[0-9][0-9.,]*$' OR @v RLIKE '^[0-9][0-9.,]* ?(USD|EUR|GBP|[$€£])$'"},
    {Gate::Figure, Family::Number, "n_percent", "@v RLIKE '^[+-]?[0-9]+([.][0-9]+)? ?%$'"},
    {Gate::Figure, Family::Number, "n_unit",
     "@v RLIKE '^[0-9]+([.][0-9]+)? ?(kg|g|lb|lbs|oz|cm|mm|m|km|in|ft|l|ml|s|ms|min|h|hrs|days)$'"},
    {Gate::Figure, Family::Token, "figures", "@v LIKE '% %' AND @v RLIKE '^[0-9+(][0-9 ()./+-]{6,}$'"},
    {Gate::Word, Family::Url, "url", "@v LIKE 'http%' OR @v LIKE 's3://%' OR @v LIKE 'abfss://%' OR @v LIKE 'dbfs:/%'"},
    {Gate::Word, Family::Uuid, "uuid",
     "@v RLIKE '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$'"},
    {Gate::Word, Family::Date, "d_month", "@v RLIKE '^[A-Za-z]{3,9}[.]? [0-9]{1,2}(st|nd|rd|th)?,? [0-9]{4}$'"},
    {Gate::Word, Family::Personal, "iban",
     "@v RLIKE '^[A-Z]{2}[0-9]{2} ?[A-Z0-9]{4} ?[A-Z0-9]{4} ?[A-Z0-9 ]{4,24}$' AND @v RLIKE '[0-9]{6}|[0-9]{4} "
     "[0-9]{2}'"},
    {Gate::Word, Family::Number, "n_money", "@v RLIKE '^(USD|EUR|GBP) ?[0-9][0-9.,]*$'"},
    {Gate::Hidden, Family::Hidden, "x_ssn", "@v RLIKE '(^|[^0-9-])[0-9]{3}-[0-9]{2}-[0-9]{4}([^0-9-]|$)'"},
    {Gate::Hidden, Family::Hidden, "x_card",
     "@v RLIKE '(^|[^0-9])(4[0-9]{3}|5[1-5][0-9]{2}|6011)[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}([^0-9]|$)'"},
    {Gate::Hidden, Family::Hidden, "x_iban",
     "@v RLIKE "
     "'(^|[^0-9A-Za-z])(AD|AE|AT|BE|BG|CH|CY|CZ|DE|DK|EE|ES|FI|FR|GB|GR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MC|MT|NL|NO|PL|PT|"
     "RO|SA|SE|SI|SK|SM|TR)[0-9]{2}( ?[A-Z]{4})?( ?[0-9]{4}){2,6}'"},
    {Gate::Hidden, Family::Hidden, "x_phone",
     "@v RLIKE '(^|[^0-9A-Za-z-])([+][0-9]{1,3}[ -]?)?([(][0-9]{3}[)] ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}([^0-9]|$)' "
     "OR "
     "@v RLIKE '[+][0-9]{9,14}([^0-9]|$)'"},
};

std::string with_value(std::string_view condition, std::string_view trimmed) {
  std::string out;
  for (std::size_t i = 0; i < condition.size(); ++i) {
    // "@v" stands for the trimmed value; a lone "@" belongs to a pattern.
    if (condition.substr(i, 2) == "@v") {
      out += trimmed;
      ++i;
    } else {
      out += condition[i];
    }
  }
  return out;
}

std::string branches(Gate gate, const std::string& v) {
  std::string out;
  for (const KindRow& row : kKinds) {
    if (row.gate == gate) out += "\n    WHEN " + with_value(row.condition, v) + " THEN '" + std::string(row.name) + "'";
  }
  return out;
}

/// Letters become one "a", digits one "9", anything unusual "x"; the order stays. Long shapes are random and not told
/// apart.
std::string shape_branches(const std::string& v) {
  const std::string letters = "regexp_replace(regexp_replace(" + v + ", '[A-Za-z]+', 'a'), '[0-9]+', '9')";
  const std::string shape = "regexp_replace(" + letters + ", '[^a9 _./#:+-]', 'x')";
  return "\n    WHEN " + v + " RLIKE '^[A-Z]{1,6} [0-9]+$' THEN 'tok:a 9'\n    WHEN " + v +
         " LIKE '% %' THEN 'text'\n    WHEN length(" + letters + ") <= 7 THEN concat('tok:', " + shape + ")";
}

std::string decision(const std::string& v) {
  const std::string hidden = "CASE" + branches(Gate::Hidden, v) + shape_branches(v) + "\n    ELSE 'tok' END";
  // What hides a number of a person is long and holds a run of digits.
  const std::string last =
      "\n    WHEN length(" + v + ") > 10 AND " + v + " RLIKE '[0-9]{3}' THEN " + hidden + shape_branches(v);
  std::string out = "CASE" + branches(Gate::Always, v);
  out += "\n    WHEN " + v + " LIKE '%@%' THEN CASE" + branches(Gate::At, v) + " ELSE 'text' END";
  out += "\n    WHEN NOT " + v + " RLIKE '[0-9]' THEN CASE" + branches(Gate::Plain, v) + "\n    WHEN " + v +
         " LIKE '% %' THEN 'text' WHEN " + v + " LIKE 'http%' THEN 'url' ELSE 'tok:a' END";
  out += "\n    WHEN " + v + " RLIKE '^[0-9+($€£.a-fA-F-]' THEN CASE" + branches(Gate::Figure, v) +
         branches(Gate::Word, v) + last + "\n    ELSE 'tok' END";
  return out + "\n    ELSE CASE" + branches(Gate::Word, v) + last + "\n    ELSE 'tok' END END";
}

}  // namespace

std::string kind_expression(const std::string& column) {
  const std::string v = "trim(" + column + ")";
  // Flags first: blanks around or doubled within the value, then its letter case.
  const std::string blanks = "CASE WHEN " + column + " <> " + v + " OR " + v + " LIKE '%  %' THEN '~' ELSE '' END";
  const std::string style = "CASE WHEN upper(" + v + ") = lower(" + v + ") THEN 'N:' WHEN " + v + " = upper(" + v +
                            ") THEN 'U:' WHEN " + v + " = lower(" + v + ") THEN 'L:' ELSE 'M:' END";
  return "CASE WHEN " + column + " IS NULL THEN 'null' ELSE concat(" + blanks + ", " + style + ", " + decision(v) +
         ") END";
}

TextKind parse_text_kind(std::string_view kind) {
  TextKind out;
  if (kind == "null") {
    out.family = Family::Null;
    out.name = "null";
    return out;
  }
  if (kind.starts_with('~')) {
    out.untrimmed = true;
    kind.remove_prefix(1);
  }
  if (kind.size() >= 2 && kind[1] == ':') {
    out.style = kind[0];
    kind.remove_prefix(2);
  }
  out.name = std::string(kind);
  if (kind == "text") out.family = Family::Text;
  for (const KindRow& row : kKinds) {
    if (row.name == kind) out.family = row.family;
  }
  return out;
}

}  // namespace lakecode::profile
