#include "analysis/cost/usage_query.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "sql/literals.h"

namespace lakecode::cost {
namespace {

constexpr const char* kNothing = "CAST(NULL AS STRING)";

/// Names at the top of "struct<a:int,b:struct<c:string>>", lower case.
std::vector<std::string> fields_of(std::string_view type) {
  std::vector<std::string> fields;
  const std::size_t open = type.find('<');
  if (open == std::string_view::npos) return fields;
  int depth = 0;
  bool in_name = true;
  std::string name;
  for (const char c : type.substr(open + 1)) {
    if (c == '<' || c == '(') ++depth;
    if (c == '>' || c == ')') --depth;
    if (depth == 0 && c == ':') {
      fields.push_back(text::to_lower(text::trim(name)));
      in_name = false;
    } else if (depth == 0 && c == ',') {
      in_name = true;
      name.clear();
    } else if (in_name && c != '`') {
      name.push_back(c);
    }
  }
  return fields;
}

bool has_field(std::string_view type, std::string_view field) {
  const std::vector<std::string> fields = fields_of(type);
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::string column_expression(const ColumnTypes& columns, std::string_view alias, std::string_view column) {
  if (columns.find(column) == columns.end()) return kNothing;
  return fmt::format("CAST({}.{} AS STRING)", alias, sql::quote_identifier(column));
}

std::string date_literal(Day day) {
  return "DATE" + sql::quote_string(format_rfc3339(WallTime(day)).substr(0, 10));
}

/// The price of a unit; "pricing" is a struct of texts, in some copies JSON text.
std::string price_expression(const ColumnTypes& prices) {
  const auto pricing = prices.find("pricing");
  if (pricing == prices.end()) return kNothing;
  std::vector<std::string> parts;
  if (text::to_lower(pricing->second).starts_with("struct")) {
    const std::string type = text::to_lower(pricing->second);
    if (has_field(type, "effective_list")) parts.emplace_back("p.pricing.effective_list.default");
    if (has_field(type, "default")) parts.emplace_back("p.pricing.default");
  } else {
    parts = {"get_json_object(p.pricing, '$.effective_list.default')", "get_json_object(p.pricing, '$.default')"};
  }
  return parts.empty() ? kNothing : "coalesce(" + text::join(parts, ", ") + ")";
}

std::string price_join(const UsageQuery& query) {
  std::string join = " LEFT JOIN system.billing.list_prices p ON u.sku_name = p.sku_name";
  for (const std::string_view column : {"cloud", "usage_unit"}) {
    if (query.usage.contains(column) && query.prices->contains(column)) {
      join += fmt::format(" AND u.{0} = p.{0}", column);
    }
  }
  const char* start = query.usage.contains("usage_start_time") ? "u.usage_start_time" : "u.usage_date";
  if (query.prices->contains("price_start_time")) {
    join += fmt::format(" AND CAST({} AS TIMESTAMP) >= CAST(p.price_start_time AS TIMESTAMP)", start);
  }
  if (query.prices->contains("price_end_time")) {
    join += fmt::format(
        " AND (p.price_end_time IS NULL OR CAST({} AS TIMESTAMP) < CAST(p.price_end_time AS TIMESTAMP))", start);
  }
  if (query.prices->contains("currency_code")) join += " AND p.currency_code = 'USD'";
  return join;
}

// Rows of one key and price are summed as the exact decimals they are, and only those sums become floating point: a
// million conversions less, and nothing lost.
constexpr std::string_view kSumOfQuantity = "sum(CAST(quantity AS DOUBLE))";
constexpr std::string_view kSumOfMoney = "sum(CAST(quantity AS DOUBLE) * CAST(price AS DOUBLE))";

/// The end of a selection: quantity and price of each record of the period, and where they come from.
std::string priced_usage(const UsageQuery& query) {
  const auto type = query.usage.find("usage_quantity");
  const bool is_exact = type != query.usage.end() && text::to_lower(type->second).starts_with("decimal");
  return fmt::format(
      "{} AS quantity, {} AS price FROM system.billing.usage u{} WHERE CAST(u.usage_date AS DATE) >= {} AND "
      "CAST(u.usage_date AS DATE) <= {}",
      is_exact ? "u.usage_quantity" : "CAST(u.usage_quantity AS DOUBLE)",
      query.prices ? price_expression(*query.prices) : kNothing, query.prices ? price_join(query) : std::string(),
      date_literal(query.from), date_literal(query.to));
}

Error bad_answer(std::string reason) {
  return {.code = ErrorCode::CorruptData,
          .action = "read usage",
          .subject = "system.billing.usage",
          .reason = std::move(reason)};
}

Result<double> number_of(const std::optional<std::string>& cell) {
  if (!cell) return 0.0;
  const auto number = text::parse_double(*cell);
  if (!number || !std::isfinite(*number)) return bad_answer("'" + *cell + "' is no number");
  return *number;
}

constexpr std::size_t kColumns = 14;

}  // namespace

std::string field_expression(const ColumnTypes& columns, std::string_view alias, std::string_view column,
                             std::string_view field) {
  const auto found = columns.find(column);
  if (found == columns.end()) return kNothing;
  const std::string type = text::to_lower(found->second);
  const std::string name = fmt::format("{}.{}", alias, sql::quote_identifier(column));
  if (type.starts_with("struct")) {
    return has_field(type, field) ? fmt::format("CAST({}.{} AS STRING)", name, sql::quote_identifier(field)) : kNothing;
  }
  if (type.starts_with("map")) return fmt::format("CAST({}[{}] AS STRING)", name, sql::quote_string(field));
  if (type == "string") {
    return fmt::format("get_json_object({}, {})", name, sql::quote_string("$." + std::string(field)));
  }
  return kNothing;
}

Result<std::string> make_usage_sql(const UsageQuery& query) {
  for (const std::string_view needed : {"usage_date", "sku_name", "usage_quantity"}) {
    if (query.usage.contains(needed)) continue;
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read usage",
                 .subject = "system.billing.usage",
                 .reason = fmt::format("it has no column {}", needed),
                 .advice = "see the documentation of the billable usage system table"};
  }
  const auto metadata = [&](std::string_view field) {
    return field_expression(query.usage, "u", "usage_metadata", field);
  };
  // Jobs and pipelines have a new cluster each time: as keys they would be many, and say nothing.
  const std::string all_purpose_cluster =
      fmt::format("CASE WHEN {} IS NULL AND {} IS NULL THEN {} END", metadata("job_id"), metadata("dlt_pipeline_id"),
                  metadata("cluster_id"));
  const std::array<std::string, 10> keys = {"CAST(u.usage_date AS DATE)",
                                            "u.sku_name",
                                            column_expression(query.usage, "u", "billing_origin_product"),
                                            field_expression(query.usage, "u", "identity_metadata", "run_as"),
                                            metadata("job_id"),
                                            metadata("job_name"),
                                            metadata("warehouse_id"),
                                            metadata("dlt_pipeline_id"),
                                            metadata("endpoint_name"),
                                            all_purpose_cluster};
  constexpr std::array<std::string_view, 10> kNames = {"day",           "sku_name",  "product",      "run_as",
                                                       "job_id",        "job_name",  "warehouse_id", "pipeline_id",
                                                       "endpoint_name", "cluster_id"};
  std::string inner;
  for (std::size_t i = 0; i < keys.size(); ++i) inner += fmt::format("{} AS {}, ", keys[i], kNames[i]);
  constexpr std::string_view kKeys =
      "day, sku_name, product, run_as, job_id, warehouse_id, pipeline_id, endpoint_name, cluster_id";
  return fmt::format(
      "SELECT day, sku_name, product, run_as, job_id, max(job_name) AS job_name, warehouse_id, pipeline_id, "
      "endpoint_name, cluster_id, {0} AS quantity, {1} AS usd, sum(records) AS records, sum(CASE WHEN price IS NULL "
      "THEN 0 ELSE records END) AS priced FROM (SELECT {2}, max(job_name) AS job_name, price, sum(quantity) AS "
      "quantity, "
      "count(*) AS records FROM (SELECT {3}{4}) AS usage GROUP BY {2}, price) AS sums GROUP BY {2} ORDER BY day, "
      "sku_name, run_as, job_id, product, warehouse_id, pipeline_id, endpoint_name, cluster_id",
      kSumOfQuantity, kSumOfMoney, kKeys, inner, priced_usage(query));
}

std::string make_tags_sql(const UsageQuery& query) {
  const auto tags = query.usage.find("custom_tags");
  if (tags == query.usage.end() || !query.usage.contains("usage_date") || !query.usage.contains("usage_quantity"))
    return "";
  const bool is_text = text::to_lower(tags->second) == "string";
  return fmt::format(
      "SELECT tags, {} AS quantity, {} AS usd FROM (SELECT tags, price, sum(quantity) AS quantity FROM (SELECT {} AS "
      "tags, {}) AS usage GROUP BY tags, price) AS sums GROUP BY tags ORDER BY tags",
      kSumOfQuantity, kSumOfMoney, is_text ? "u.custom_tags" : "to_json(u.custom_tags)", priced_usage(query));
}

std::vector<CostLine> parse_tags(const std::vector<Cells>& rows) {
  std::map<std::string, CostLine> lines;
  double total = 0;
  const auto add = [&](const std::string& key, double quantity, double usd) {
    CostLine& line = lines[key];
    line.key = key;
    line.dbus += quantity;
    line.usd += usd;
  };
  for (const Cells& cells : rows) {
    if (cells.size() != 3) continue;
    const double quantity = text::parse_double(cells[1].value_or("")).value_or(0);
    const double usd = text::parse_double(cells[2].value_or("")).value_or(0);
    total += usd;
    bool has_any = false;
    const auto tags = json::parse(cells[0].value_or("{}"), "tags");
    if (tags && tags->is_object()) {
      for (const auto& tag : tags->get_object()) {
        if (tag.value().is_null()) continue;  // a struct of all keys names those that are not set
        has_any = true;
        add(std::string(tag.key()) + "=" + json::as_string(tag.value()).value_or(""), quantity, usd);
      }
    }
    if (!has_any) add("(untagged)", quantity, usd);
  }
  std::vector<CostLine> list;
  for (auto& [key, line] : lines) {
    line.share = total == 0 ? 0 : line.usd / total;
    list.push_back(std::move(line));
  }
  std::stable_sort(list.begin(), list.end(), [](const CostLine& a, const CostLine& b) { return a.usd > b.usd; });
  return list;
}

Result<std::vector<UsageRow>> parse_usage(const std::vector<Cells>& rows) {
  std::vector<UsageRow> usage;
  usage.reserve(rows.size());
  for (const Cells& cells : rows) {
    if (cells.size() != kColumns) return bad_answer("a row has another number of columns than was asked for");
    const auto day = parse_rfc3339(cells[0].value_or("").substr(0, 10));
    if (!day) return bad_answer("'" + cells[0].value_or("NULL") + "' is no day");
    const auto text_at = [&](std::size_t i) { return cells[i].value_or(""); };
    UsageRow row;
    row.day = std::chrono::floor<std::chrono::days>(*day);
    row.sku_name = text_at(1);
    row.product = text_at(2);
    row.run_as = text_at(3);
    row.job_id = text_at(4);
    row.job_name = text_at(5);
    row.warehouse_id = text_at(6);
    row.pipeline_id = text_at(7);
    row.endpoint_name = text_at(8);
    row.cluster_id = text_at(9);
    TRY_ASSIGN(row.quantity, number_of(cells[10]));
    TRY_ASSIGN(row.usd, number_of(cells[11]));
    TRY_ASSIGN(const double records, number_of(cells[12]));
    TRY_ASSIGN(const double priced, number_of(cells[13]));
    row.records = static_cast<std::int64_t>(records);
    row.is_priced = priced >= records;
    usage.push_back(std::move(row));
  }
  return usage;
}

}  // namespace lakecode::cost
