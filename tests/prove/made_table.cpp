#include "made_table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <sstream>

#include "analysis/profile/sql_dates.h"
#include "base/time_format.h"

namespace lakecode::made {

namespace {

constexpr std::int64_t kDay = 86'400;
constexpr const char* kAsOf = "2026-01-01 06:00:00";  ///< what the cases call now

const std::vector<std::string> kFirst{"Anna",    "Boris", "Carla", "Deniz", "Elif", "Franz", "Greta",  "Hugo",
                                      "Ines",    "Jonas", "Katja", "Liam",  "Mara", "Nils",  "Olga",   "Paolo",
                                      "Quentin", "Rosa",  "Sven",  "Tara",  "Ugo",  "Vera",  "Willem", "Yara"};
const std::vector<std::string> kLast{"Adler",   "Becker", "Costa", "Dubois", "Eriksen", "Ferrari", "Garcia", "Hansen",
                                     "Ivanova", "Jansen", "Klein", "Lopez",  "Moreau",  "Novak",   "Okafor", "Petrov",
                                     "Quist",   "Rossi",  "Silva", "Tanaka", "Ullman",  "Vogel",   "Weber",  "Zhang"};
const std::vector<std::string> kCity{"Berlin", "Lyon",  "Madrid", "Porto", "Graz",   "Oslo",
                                     "Turin",  "Ghent", "Krakow", "Leeds", "Aarhus", "Basel"};
const std::vector<std::string> kWord{"order",  "blue", "table",  "large", "arrived", "late",   "with",
                                     "small",  "box",  "please", "call",  "again",   "new",    "part",
                                     "broken", "left", "side",   "green", "after",   "before", "delivery",
                                     "window", "good", "strong", "light"};
const std::vector<std::string> kThing{"Lamp",  "Chair", "Kettle", "Ball", "Pen",
                                      "Spade", "Pan",   "Puzzle", "Desk", "Racket"};
const std::vector<std::string> kAdjective{"Blue",  "Oak",    "Steel",   "Compact", "Classic",
                                          "Light", "Garden", "Folding", "Mini",    "Royal"};

const std::string& any_of(const std::vector<std::string>& list, Dice& dice) {
  return list[static_cast<std::size_t>(dice.whole(0, static_cast<std::int64_t>(list.size()) - 1))];
}

std::vector<std::string> words_of(const std::string& recipe) {
  std::istringstream in(recipe);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

std::string decimals(double value, int places) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", places, value);
  return buffer;
}

std::string digits(std::size_t count, Dice& dice) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += static_cast<char>('0' + dice.whole(i == 0 ? 1 : 0, 9));
  return out;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string uuid(Dice& dice) {
  char buffer[40];
  const std::uint64_t a = dice.next();
  const std::uint64_t b = dice.next();
  std::snprintf(buffer, sizeof buffer, "%08x-%04x-4%03x-a%03x-%012llx", static_cast<unsigned>(a >> 32U),
                static_cast<unsigned>(a >> 16U) & 0xffffU, static_cast<unsigned>(a) & 0xfffU,
                static_cast<unsigned>(b >> 52U) & 0xfffU, static_cast<unsigned long long>(b & 0xffffffffffffULL));
  return buffer;
}

std::string code(const std::string& pattern, Dice& dice) {
  std::string out;
  for (char c : pattern) out += c == '#' ? static_cast<char>('0' + dice.whole(0, 9)) : c;
  return out;
}

std::string pick(const std::vector<std::string>& words, Dice& dice) {
  double total = 0.0;
  for (std::size_t i = 1; i < words.size(); ++i) total += std::stod(words[i].substr(words[i].rfind(':') + 1));
  double at = dice.unit() * total;
  for (std::size_t i = 1; i < words.size(); ++i) {
    at -= std::stod(words[i].substr(words[i].rfind(':') + 1));
    if (at < 0.0) return words[i].substr(0, words[i].rfind(':'));
  }
  return words.back().substr(0, words.back().rfind(':'));
}

std::string some_words(std::int64_t low, std::int64_t high, Dice& dice) {
  std::string out;
  for (std::int64_t left = dice.whole(low, high); left > 0; --left)
    out += (out.empty() ? "" : " ") + any_of(kWord, dice);
  return out;
}

struct Place {
  MadeTable& table;
  std::size_t row;
  std::size_t rows;
  Dice& dice;
  const std::vector<std::string>& words;

  [[nodiscard]] double number(std::size_t i) const { return std::stod(words[i]); }
  [[nodiscard]] int places(std::size_t i) const { return std::stoi(words[i]); }
  [[nodiscard]] std::string other(std::size_t i) const {
    return table.find(words[i])->cells[row].value_or("1970-01-02");
  }
};

/// Rows spread over the days in order, as a table that grew by the day.
std::int64_t second_of(const Place& p) {
  const std::int64_t first = parse_seconds(p.words[1]);
  const std::int64_t last = parse_seconds(p.words[2]) + kDay - 1;
  // Neighbours change places by chance, so that days are as uneven as counts of independent things are.
  const double jitter = std::sqrt(static_cast<double>(p.rows)) * p.dice.normal() / 3.0;
  const double share =
      std::clamp((static_cast<double>(p.row) + jitter + p.dice.unit()) / static_cast<double>(p.rows), 0.0, 1.0);
  return first + static_cast<std::int64_t>(share * static_cast<double>(last - first));
}

std::int64_t workday_second(const Place& p) {
  std::int64_t second = second_of(p);
  const std::int64_t weekday = (second / kDay + 4) % 7;  // 1970-01-01 was a Thursday
  if (weekday == 6) second -= kDay;
  if (weekday == 0) second -= 2 * kDay;
  return second / kDay * kDay + std::int64_t{8} * 3600 + second % 36'000;
}

std::string in_type(std::int64_t second, const MadeColumn& column) {
  return column.type == "DATE" ? day_text(second / kDay) : time_text(second);
}

using Maker = std::function<std::string(const Place&, const MadeColumn&)>;

std::string make_product(const Place& p) {
  return decimals(std::stod(p.other(1)) * std::stod(p.other(2)), 2);
}

std::string make_signed(const Place& p) {
  const double value = std::exp(p.number(2) + p.number(3) * p.dice.normal());
  return decimals(p.dice.unit() < p.number(1) ? -value : value, 2);
}

std::string make_email(const Place& p) {
  return lower(any_of(kFirst, p.dice)) + "." + lower(any_of(kLast, p.dice)) + std::to_string(p.row) + "@" +
         lower(any_of(kWord, p.dice)) + ".example";
}

const std::map<std::string, Maker>& makers() {  // NOLINT(readability-function-size): a table
  static const std::map<std::string, Maker> kMakers{
      {"sequence",
       [](const Place& p, const MadeColumn&) {
         return std::to_string(std::stoll(p.words[1]) + static_cast<std::int64_t>(p.row));
       }},
      {"uuid", [](const Place& p, const MadeColumn&) { return uuid(p.dice); }},
      {"foreign",
       [](const Place& p, const MadeColumn&) { return std::to_string(p.dice.whole(1, std::stoll(p.words[1]))); }},
      {"times", [](const Place& p, const MadeColumn& c) { return in_type(second_of(p), c); }},
      {"days", [](const Place& p, const MadeColumn& c) { return in_type(second_of(p), c); }},
      {"workdays", [](const Place& p, const MadeColumn& c) { return in_type(workday_second(p), c); }},
      {"date",
       [](const Place& p, const MadeColumn&) {
         return day_text(p.dice.whole(parse_seconds(p.words[1]) / kDay, parse_seconds(p.words[2]) / kDay));
       }},
      {"day", [](const Place& p, const MadeColumn&) { return p.other(1).substr(0, 10); }},
      {"after",
       [](const Place& p, const MadeColumn& c) {
         return in_type(parse_seconds(p.other(1)) + p.dice.whole(std::stoll(p.words[2]), std::stoll(p.words[3])), c);
       }},
      {"afterdays",
       [](const Place& p, const MadeColumn&) {
         return day_text(parse_seconds(p.other(1)) / kDay +
                         p.dice.whole(std::stoll(p.words[2]), std::stoll(p.words[3])));
       }},
      {"plandays",
       [](const Place& p, const MadeColumn&) {
         return day_text(parse_seconds(p.other(1)) / kDay +
                         p.dice.whole(std::stoll(p.words[2]), std::stoll(p.words[3])));
       }},
      {"openend",
       [](const Place& p, const MadeColumn&) {
         return p.dice.unit() < 0.8 ? std::string("9999-12-31")
                                    : day_text(parse_seconds(p.other(1)) / kDay + p.dice.whole(30, 400));
       }},
      {"pick", [](const Place& p, const MadeColumn&) { return pick(p.words, p.dice); }},
      {"whole",
       [](const Place& p, const MadeColumn&) {
         return std::to_string(p.dice.whole(std::stoll(p.words[1]), std::stoll(p.words[2])));
       }},
      {"normal", [](const Place& p,
                    const MadeColumn&) { return decimals(p.number(1) + p.number(2) * p.dice.normal(), p.places(3)); }},
      {"lognormal",
       [](const Place& p, const MadeColumn&) {
         return decimals(std::exp(p.number(1) + p.number(2) * p.dice.normal()), p.places(3));
       }},
      {"pareto",
       [](const Place& p, const MadeColumn&) {
         return decimals(p.number(1) * std::pow(1.0 - p.dice.unit(), -1.0 / p.number(2)), p.places(3));
       }},
      {"uniform",
       [](const Place& p, const MadeColumn&) {
         return decimals(p.number(1) + (p.number(2) - p.number(1)) * p.dice.unit(), p.places(3));
       }},
      {"signed", [](const Place& p, const MadeColumn&) { return make_signed(p); }},
      {"product",
       [](const Place& p, const MadeColumn& c) {
         return c.type == "STRING" ? any_of(kAdjective, p.dice) + " " + any_of(kThing, p.dice) + " " +
                                         std::to_string(p.dice.whole(1, 60))
                                   : make_product(p);
       }},
      {"flag",
       [](const Place& p, const MadeColumn&) { return std::string(p.dice.unit() < p.number(1) ? "true" : "false"); }},
      {"first_name", [](const Place& p, const MadeColumn&) { return any_of(kFirst, p.dice); }},
      {"last_name", [](const Place& p, const MadeColumn&) { return any_of(kLast, p.dice); }},
      {"full_name",
       [](const Place& p, const MadeColumn&) { return any_of(kFirst, p.dice) + " " + any_of(kLast, p.dice); }},
      {"email", [](const Place& p, const MadeColumn&) { return make_email(p); }},
      {"phone", [](const Place& p, const MadeColumn&) { return "+49" + digits(10, p.dice); }},
      {"city", [](const Place& p, const MadeColumn&) { return any_of(kCity, p.dice); }},
      {"zip", [](const Place& p, const MadeColumn&) { return code("#####", p.dice); }},
      {"digits",
       [](const Place& p, const MadeColumn&) {
         return code(std::string(static_cast<std::size_t>(std::stoi(p.words[1])), '#'), p.dice);
       }},
      {"code", [](const Place& p, const MadeColumn&) { return code(p.words[1], p.dice); }},
      {"url",
       [](const Place& p, const MadeColumn&) {
         return "https://shop.example/" + any_of(kWord, p.dice) + "/" + std::to_string(p.dice.whole(1, 400));
       }},
      {"ip",
       [](const Place& p, const MadeColumn&) {
         return "10." + std::to_string(p.dice.whole(0, 255)) + "." + std::to_string(p.dice.whole(0, 255)) + ".7";
       }},
      {"words", [](const Place& p,
                   const MadeColumn&) { return some_words(std::stoll(p.words[1]), std::stoll(p.words[2]), p.dice); }},
      {"constant", [](const Place& p, const MadeColumn&) { return p.words[1]; }},
  };
  return kMakers;
}

/// Codes of a key column must not meet by chance: a repeated one is rolled again.
void make_unique(MadeColumn& column, const std::function<std::string()>& again) {
  std::set<std::string> seen;
  for (Cell& cell : column.cells) {
    while (cell && !seen.insert(*cell).second) cell = again();
  }
}

}  // namespace

std::uint64_t Dice::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

double Dice::unit() {
  return static_cast<double>(next() >> 11U) / 9007199254740992.0;
}

std::int64_t Dice::whole(std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(unit() * static_cast<double>(high - low + 1));
}

double Dice::normal() {
  const double a = std::max(unit(), 1e-12);
  return std::sqrt(-2.0 * std::log(a)) * std::cos(6.283185307179586 * unit());
}

MadeColumn* MadeTable::find(const std::string& column) {
  for (MadeColumn& candidate : columns) {
    if (candidate.name == column) return &candidate;
  }
  return nullptr;
}

std::string day_text(std::int64_t day) {
  return time_text(day * kDay).substr(0, 10);
}

std::string time_text(std::int64_t second) {
  const std::string full = format_rfc3339(from_epoch_ms(second * 1000));
  return full.substr(0, 10) + " " + full.substr(11, 8);
}

std::int64_t parse_seconds(const std::string& text) {
  const auto time = profile::parse_instant(text);
  return time ? to_epoch_ms(*time) / 1000 : 0;
}

void fill(MadeTable& table, std::size_t rows, Dice& dice) {
  for (MadeColumn& column : table.columns) {
    const std::vector<std::string> words = words_of(column.recipe);
    const Maker& maker = makers().at(words.front());
    for (std::size_t row = 0; row < rows; ++row)
      column.cells.emplace_back(maker(Place{table, row, rows, dice, words}, column));
    const bool wide = std::count(column.recipe.begin(), column.recipe.end(), '#') >= 5;
    if (words.front() == "code" && wide) make_unique(column, [&] { return code(words[1], dice); });
  }
  for (MadeColumn& column : table.columns) {
    const bool happens = column.recipe.starts_with("after");
    for (Cell& cell : column.cells) {
      if (happens && cell && *cell > kAsOf) cell.reset();  // has not happened yet
      if (column.missing > 0.0 && dice.unit() < column.missing) cell.reset();
    }
  }
}

}  // namespace lakecode::made
