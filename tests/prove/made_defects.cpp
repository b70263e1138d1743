#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "made_table.h"

namespace lakecode::made {

namespace {

constexpr std::int64_t kDay = 86'400;

struct Plan {
  MadeTable& table;
  const JsonValue& spec;
  Dice& dice;
  MadeColumn* column;

  [[nodiscard]] std::int64_t number(std::string_view key) const { return json::int_at(spec, key).value_or(0); }
  [[nodiscard]] std::string text(std::string_view key) const { return json::string_at(spec, key); }
};

/// `count` distinct rows whose cell is filled.
std::vector<std::size_t> choose(const Plan& plan, std::int64_t count) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < plan.column->cells.size(); ++i) {
    if (plan.column->cells[i]) rows.push_back(i);
  }
  for (std::size_t i = rows.size(); i > 1; --i)
    std::swap(rows[i - 1], rows[static_cast<std::size_t>(plan.dice.whole(0, static_cast<std::int64_t>(i) - 1))]);
  rows.resize(std::min(rows.size(), static_cast<std::size_t>(count)));
  return rows;
}

void change(const Plan& plan, const std::function<Cell(const std::string&)>& to) {
  for (std::size_t row : choose(plan, plan.number("rows"))) plan.column->cells[row] = to(*plan.column->cells[row]);
}

void keep_rows(MadeTable& table, const std::function<bool(std::size_t)>& keep) {
  std::vector<bool> kept(table.rows());
  for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = keep(i);
  for (MadeColumn& column : table.columns) {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (kept[i]) cells.push_back(column.cells[i]);
    }
    column.cells = std::move(cells);
  }
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string as_written(double value, const std::string& like) {
  const std::size_t dot = like.find('.');
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", dot == std::string::npos ? 0 : static_cast<int>(like.size() - dot - 1),
                value);
  return buffer;
}

Cell other_spelling(const std::string& value, Dice& dice) {
  switch (dice.whole(0, 2)) {
    case 0:
      return value == upper(value) ? lower(value) : upper(value);
    case 1:
      return value + " ";
    default:
      return " " + (value == lower(value) ? upper(value) : lower(value));
  }
}

Cell other_format(const std::string& value, Dice& dice) {
  if (value.starts_with("+49")) {
    const std::string n = value.substr(3);
    return dice.unit() < 0.5 ? "(" + n.substr(0, 3) + ") " + n.substr(3, 3) + "-" + n.substr(6)
                             : "0" + n.substr(0, 3) + "/" + n.substr(3);
  }
  const std::size_t dash = value.find('-');
  if (dash != std::string::npos) return value.substr(0, dash) + value.substr(dash + 1);
  const std::size_t digit = value.find_first_of("0123456789");
  return value.substr(0, digit) + "-" + value.substr(digit);
}

Cell other_date(const std::string& value, Dice& dice) {
  static const std::vector<std::string> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string day = value.substr(8, 2);
  if (dice.unit() < 0.7) return day + "/" + value.substr(5, 2) + "/" + value.substr(0, 4);
  return kMonths[static_cast<std::size_t>(std::stoi(value.substr(5, 2))) - 1] + " " + std::to_string(std::stoi(day)) +
         ", " + value.substr(0, 4);
}

void plant_placeholder(const Plan& plan) {
  const std::string value = plan.text("value");
  static const std::vector<std::string> kWords{"N/A", "unknown", "-", "null"};
  change(plan, [&](const std::string&) {
    return value.empty() ? kWords[static_cast<std::size_t>(plan.dice.whole(0, 3))] : value;
  });
}

void plant_pii(const Plan& plan) {
  const std::string sort = plan.text("sort");
  change(plan, [&](const std::string& text) -> Cell {
    const std::string n = std::to_string(plan.dice.whole(1000, 9999));
    if (sort == "email") return text + " contact mara." + n + "@mail.example thanks";
    if (sort == "ssn") return text + " id 512-44-" + n;
    return text + " tel +49301234" + n;
  });
}

void plant_pair(const Plan& plan) {
  const std::string base = plan.column->recipe.substr(plan.column->recipe.find(' ') + 1);
  const MadeColumn* before = plan.table.find(base.substr(0, base.find(' ')));
  for (std::size_t row : choose(plan, plan.number("rows"))) {
    const std::int64_t second =
        parse_seconds(before->cells[row].value_or("2025-06-01")) - plan.dice.whole(2, 20) * kDay;
    plan.column->cells[row] = plan.column->type == "DATE" ? day_text(second / kDay) : time_text(second);
  }
}

void plant_copies(const Plan& plan) {
  const auto count = static_cast<std::size_t>(plan.number("rows"));
  const std::size_t rows = plan.table.rows();
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(rows * i / count);
  for (MadeColumn& column : plan.table.columns) {
    for (std::size_t row : chosen) column.cells.push_back(column.cells[row]);
  }
}

void plant_repeated_key(const Plan& plan) {
  // Odd rows take the key of an even one, so that no key is taken from a row that changed itself.
  std::size_t row = 1;
  for (std::int64_t left = plan.number("rows"); left > 0; --left, row += 6)
    plan.column->cells[row] = plan.column->cells[row + 1];
}

std::int64_t plant_gap(const Plan& plan) {
  const std::int64_t from = parse_seconds(plan.text("from")) / kDay;
  const std::int64_t days = plan.number("days");
  const bool business = plan.column->recipe.starts_with("workdays");
  const MadeColumn& column = *plan.column;
  keep_rows(plan.table, [&](std::size_t i) {
    const std::int64_t day = parse_seconds(column.cells[i].value_or("1970-01-01")) / kDay;
    return day < from || day >= from + days;
  });
  std::int64_t due = 0;
  for (std::int64_t day = from; day < from + days; ++day)
    due += !business || ((day + 4) % 7 != 0 && (day + 4) % 7 != 6) ? 1 : 0;
  return due;
}

void plant_staleness(const Plan& plan) {
  const std::int64_t last = parse_seconds("2025-12-31") / kDay - plan.number("days");
  const MadeColumn& column = *plan.column;
  keep_rows(plan.table,
            [&](std::size_t i) { return parse_seconds(column.cells[i].value_or("1970-01-01")) / kDay <= last; });
}

void plant_drift(const Plan& plan) {
  if (plan.table.earlier.empty()) {
    for (const MadeColumn& column : plan.table.columns) plan.table.earlier.emplace_back(column.name, column.type);
  }
  if (json::bool_at(plan.spec, "gone").value_or(false)) plan.table.earlier.emplace_back(plan.text("column"), "STRING");
  for (auto& [name, type] : plan.table.earlier) {
    if (name == plan.text("column") && !plan.text("was").empty()) type = plan.text("was");
  }
}

using Planter = std::function<std::optional<std::int64_t>(const Plan&)>;

std::optional<std::int64_t> rows_of(const Plan& plan) {
  return plan.number("rows");
}

Planter changing(std::function<Cell(const std::string&, Dice&)> to) {
  return [to = std::move(to)](const Plan& plan) {
    change(plan, [&](const std::string& value) { return to(value, plan.dice); });
    return rows_of(plan);
  };
}

Planter doing(std::function<void(const Plan&)> act) {
  return [act = std::move(act)](const Plan& plan) {
    act(plan);
    return rows_of(plan);
  };
}

void set_share(const Plan& plan) {
  const std::string value = plan.column->cells.front().value_or("x");
  const double share = json::double_at(plan.spec, "share").value_or(0.5);
  for (Cell& cell : plan.column->cells) {
    if (plan.dice.unit() < share) cell = value;
  }
}

const std::map<std::string, Planter>& planters() {  // NOLINT(readability-function-size): a table
  static const std::map<std::string, Planter> kPlanters{
      {"null_ratio", changing([](const std::string&, Dice&) { return Cell(); })},
      {"placeholder", doing(plant_placeholder)},
      {"case_or_space", changing([](const std::string& v, Dice& d) { return other_spelling(v, d); })},
      {"mixed_format", changing([](const std::string& v, Dice& d) { return other_format(v, d); })},
      {"mixed_format_date",
       [](const Plan& plan) {
         plan.column->type = "STRING";
         change(plan, [&](const std::string& value) { return other_date(value, plan.dice); });
         return rows_of(plan);
       }},
      {"negative_value",
       changing([](const std::string& v, Dice&) { return Cell("-" + (std::stod(v) == 0.0 ? "5" : v)); })},
      {"outlier",
       [](const Plan& plan) {
         const double factor = json::double_at(plan.spec, "factor").value_or(100.0);
         change(plan, [&](const std::string& value) {
           return as_written((std::abs(std::stod(value)) + 1.0) * factor, value);
         });
         return rows_of(plan);
       }},
      {"impossible_date",
       doing([](const Plan& plan) { change(plan, [&](const std::string&) { return plan.text("value"); }); })},
      {"future_date", changing([](const std::string& v, Dice& d) {
         return time_text(parse_seconds("2026-02-01") + d.whole(0, 300) * kDay).substr(0, v.size());
       })},
      {"orphan", changing([](const std::string&, Dice& d) { return std::to_string(d.whole(900'000, 999'999)); })},
      {"pii", doing(plant_pii)},
      {"inconsistent_pair", doing(plant_pair)},
      {"inconsistent_total", changing([](const std::string& v, Dice& d) {
         return as_written(std::stod(v) * 1.2 + static_cast<double>(d.whole(2, 9)), v);
       })},
      {"duplicate_row", doing(plant_copies)},
      {"duplicate_key", doing(plant_repeated_key)},
      {"constant",
       [](const Plan& plan) {
         std::fill(plan.column->cells.begin(), plan.column->cells.end(), Cell("same"));
         return std::optional<std::int64_t>();
       }},
      {"dominant_value",
       [](const Plan& plan) {
         set_share(plan);
         return std::optional<std::int64_t>();
       }},
      {"partition_skew",
       [](const Plan& plan) {
         set_share(plan);
         return std::optional<std::int64_t>();
       }},
      {"type_text",
       [](const Plan& plan) {
         plan.column->type = "STRING";
         return std::optional<std::int64_t>();
       }},
      {"time_gap", [](const Plan& plan) { return std::optional<std::int64_t>(plant_gap(plan)); }},
      {"freshness_gap",
       [](const Plan& plan) {
         plant_staleness(plan);
         return std::optional<std::int64_t>(plan.number("days"));
       }},
      {"schema_drift",
       [](const Plan& plan) {
         plant_drift(plan);
         return std::optional<std::int64_t>();
       }},
      {"small_files",
       [](const Plan& plan) {
         plan.table.files = plan.number("files");
         plan.table.bytes = plan.number("bytes");
         return plan.table.files;
       }},
  };
  return kPlanters;
}

std::string label_of(const std::string& id) {
  if (id == "mixed_format_date") return "mixed_format";
  return id == "inconsistent_total" ? "inconsistent_pair" : id;
}

Result<MadeTable> make_case(const JsonValue& bases, const JsonValue& line) {
  const JsonValue base = json::object_at(bases, json::string_at(line, "base"));
  MadeTable table;
  table.name = json::string_at(line, "case");
  table.table = json::string_at(base, "table");
  for (const JsonValue& column : json::array_at(base, "columns")) {
    const JsonArray& parts = column.as_array();
    MadeColumn made{std::string(parts[0].as_string()),
                    std::string(parts[1].as_string()),
                    std::string(parts[2].as_string()),
                    0.0,
                    {}};
    if (parts.size() > 3) made.missing = parts[3].as_double();
    table.columns.push_back(std::move(made));
  }
  for (const JsonValue& reference : json::array_at(base, "references")) {
    const JsonArray& parts = reference.as_array();
    table.parents.push_back({std::string(parts[0].as_string()), std::string(parts[1].as_string()),
                             std::string(parts[2].as_string()), parts[3].as_int64()});
  }
  for (const JsonValue& name : json::array_at(base, "partitions")) table.partitions.emplace_back(name.as_string());
  for (const JsonValue& item : json::array_at(base, "tolerated")) table.tolerated.emplace(item.as_string());
  for (const JsonValue& item : json::array_at(line, "tolerated")) table.tolerated.emplace(item.as_string());
  Dice dice(static_cast<std::uint64_t>(json::int_at(line, "seed").value_or(1)));
  const std::int64_t rows = json::int_at(line, "rows").value_or(json::int_at(base, "rows").value_or(1000));
  fill(table, static_cast<std::size_t>(rows), dice);
  for (const JsonValue& defect : json::array_at(line, "defects")) plant(table, defect, dice);
  return table;
}

}  // namespace

void plant(MadeTable& table, const JsonValue& defect, Dice& dice) {
  const std::string id = json::string_at(defect, "id");
  const std::string column = json::string_at(defect, "column");
  const Plan plan{table, defect, dice, table.find(column)};
  const std::optional<std::int64_t> count = planters().at(id)(plan);
  table.labels.push_back({label_of(id), column, count});
}

Result<std::vector<MadeTable>> load_cases(const std::string& folder) {
  TRY_ASSIGN(const std::string base_text, files::read(folder + "/bases.json"));
  TRY_ASSIGN(const JsonValue bases, json::parse(base_text, "bases.json"));
  TRY_ASSIGN(const std::string case_text, files::read(folder + "/cases.jsonl"));
  std::vector<MadeTable> out;
  for (std::string_view line : text::lines(case_text)) {
    TRY_ASSIGN(const JsonValue spec, json::parse(line, "cases.jsonl"));
    TRY_ASSIGN(MadeTable table, make_case(bases, spec));
    out.push_back(std::move(table));
  }
  return out;
}

}  // namespace lakecode::made
