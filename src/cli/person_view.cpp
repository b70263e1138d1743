#include "cli/person_view.h"

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::cli {
namespace {

struct Field {
  std::string_view path;  ///< members from the outside in, with dots between
  std::string_view title;
  std::string_view type = "STRING";
};

/// What a person looks for in a list, in order; a list has few of them.
constexpr Field kFields[] = {{"job_id", "job_id", "BIGINT"},
                             {"run_id", "run_id", "BIGINT"},
                             {"cluster_id", "cluster_id"},
                             {"pipeline_id", "pipeline_id"},
                             {"id", "id"},
                             {"object_id", "object_id", "BIGINT"},
                             {"full_name", "full_name"},
                             {"settings.name", "name"},
                             {"name", "name"},
                             {"cluster_name", "name"},
                             {"run_name", "name"},
                             {"userName", "user"},
                             {"displayName", "display_name"},
                             {"display_name", "display_name"},
                             {"path", "path"},
                             {"object_type", "type"},
                             {"state", "state"},
                             {"state.life_cycle_state", "state"},
                             {"state.result_state", "result"},
                             {"state.ready", "ready"},
                             {"status", "status"},
                             {"health", "health"},
                             {"task", "task"},
                             {"cluster_size", "size"},
                             {"warehouse_type", "type"},
                             {"spark_version", "version"},
                             {"num_workers", "workers", "BIGINT"},
                             {"settings.schedule.quartz_cron_expression", "schedule"},
                             {"settings.schedule.pause_status", "paused"},
                             {"catalog_type", "type"},
                             {"table_type", "type"},
                             {"owner", "owner"},
                             {"creator_user_name", "creator"},
                             {"creator_name", "creator"},
                             {"comment", "comment"}};

const JsonValue* at(const JsonValue& value, std::string_view path) {
  const JsonValue* here = &value;
  for (const std::string_view name : text::split(path, '.')) {
    here = here->is_object() ? json::find(*here, name) : nullptr;
    if (here == nullptr) return nullptr;
  }
  return here;
}

std::optional<std::string> cell_of(const JsonValue& item, std::string_view path) {
  const JsonValue* value = at(item, path);
  if (value == nullptr || value->is_null() || value->is_object() || value->is_array()) return std::nullopt;
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

bool has(const JsonArray& items, std::string_view path) {
  return std::any_of(items.begin(), items.end(),
                     [&](const JsonValue& item) { return cell_of(item, path).has_value(); });
}

/// The fields that an item has, at most one of each title.
std::vector<Field> fields_of(const JsonArray& items) {
  std::vector<Field> fields;
  for (const Field& field : kFields) {
    const bool is_named =
        std::any_of(fields.begin(), fields.end(), [&](const Field& one) { return one.title == field.title; });
    if (!is_named && has(items, field.path)) fields.push_back(field);
  }
  return fields;
}

/// The text up to and with the line that names the result, without its handle; nothing when it names none.
std::string head_of(std::string_view text, std::string_view handle) {
  const std::string mark = std::string(handle) + ": ";
  std::size_t at = text.starts_with(mark) ? 0 : text.find("\n" + mark);
  if (at == std::string_view::npos) return {};
  if (at > 0) ++at;
  const std::size_t end = std::min(text.find('\n', at), text.size());
  return std::string(text.substr(0, at)) + std::string(text.substr(at + mark.size(), end - at - mark.size())) + "\n";
}

}  // namespace

std::string_view list_member(const JsonValue& answer) {
  if (!answer.is_object()) return {};
  std::string_view found;
  for (const auto& member : answer.get_object()) {
    if (!member.value().is_array()) continue;
    const JsonArray& items = member.value().get_array();
    const bool objects =
        std::all_of(items.begin(), items.end(), [](const JsonValue& item) { return item.is_object(); });
    if (!objects || !found.empty()) return {};
    found = std::string_view(member.key().data(), member.key().size());
  }
  return found;
}

std::optional<render::ResultSet> listing_of(const JsonValue& answer) {
  const std::string_view member = list_member(answer);
  if (member.empty()) return std::nullopt;
  const JsonArray& items = json::array_at(answer, member);
  const std::vector<Field> fields = fields_of(items);
  if (fields.empty()) return std::nullopt;
  render::ResultSet rows;
  for (const Field& field : fields) rows.columns.push_back({std::string(field.title), std::string(field.type)});
  for (const JsonValue& item : items) {
    std::vector<std::optional<std::string>> cells;
    for (const Field& field : fields) cells.push_back(cell_of(item, field.path));
    rows.rows.push_back(std::move(cells));
  }
  return rows;
}

std::string table_text(const render::ResultSet& rows, const render::Screen& screen, bool is_markdown) {
  const std::string table = render::render_result_table(rows, screen);
  return is_markdown ? "\n```\n" + table + "```\n" : table;
}

std::string text_with_table(const PersonView& view, const render::Screen& screen) {
  const std::string head = head_of(view.text, view.result.handle);
  if (head.empty()) return std::string(view.text);
  render::ResultSet rows;
  for (const databricks::Column& column : view.result.columns) rows.columns.push_back({column.name, column.type_name});
  const std::size_t shown = std::min(view.limit, view.result.rows.size());
  rows.rows.assign(view.result.rows.begin(), view.result.rows.begin() + static_cast<std::ptrdiff_t>(shown));
  std::string text = head + table_text(rows, screen, view.is_markdown);
  const auto whole = std::max<std::int64_t>(view.result.total_rows, static_cast<std::int64_t>(view.result.rows.size()));
  if (static_cast<std::int64_t>(shown) < whole)
    text += "[the first " + text::group_digits(static_cast<std::int64_t>(shown)) + " of " + text::group_digits(whole) +
            " rows; --output json gives more]\n";
  return text;
}

}  // namespace lakecode::cli
