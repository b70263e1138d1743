#include "local/engine/set_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "local/dialect/casts.h"
#include "local/dialect/names.h"
#include "local/dialect/sql_error.h"
#include "local/engine/duck.h"
#include "local/engine/owned_type.h"
#include "local/engine/typed_bind.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kMeet = "lc_meet";
constexpr std::string_view kProbe = " WHERE EXISTS (SELECT lc_meet(";
// A bar ends a part of the message in which a call is told.
constexpr char kBar = '\x01';

/// Types that become one another without a word.
enum class Family { Unknown, Nothing, Text, Number, Time, Truth, Bytes, Span, Nested };

struct Column {
  std::string name;
  std::string type;  ///< as the engine names it
  Family family = Family::Unknown;
};
using Columns = std::vector<Column>;

Family family_of(const LogicalType& type) {
  switch (type.id()) {
    case DUCKDB_TYPE_SQLNULL:
      return Family::Nothing;
    case DUCKDB_TYPE_VARCHAR: {
      char* alias = duckdb_logical_type_get_alias(type.raw());
      const bool plain = alias == nullptr || *alias == '\0';
      duckdb_free(alias);
      return plain ? Family::Text : Family::Unknown;
    }
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_DECIMAL:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
      return Family::Number;
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return Family::Time;
    case DUCKDB_TYPE_BOOLEAN:
      return Family::Truth;
    case DUCKDB_TYPE_BLOB:
      return Family::Bytes;
    case DUCKDB_TYPE_INTERVAL:
      return Family::Span;
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_MAP:
      return Family::Nested;
    default:
      return Family::Unknown;
  }
}

/// The columns of a row; none for what is no row.
Columns columns_of(duckdb_bind_info info, idx_t argument) {
  Columns columns;
  const LogicalType row(type_of_argument(info, argument));
  if (row.id() != DUCKDB_TYPE_STRUCT) return columns;
  for (idx_t i = 0; i < duckdb_struct_type_child_count(row.raw()); ++i) {
    const LogicalType type(duckdb_struct_type_child_type(row.raw(), i));
    char* name = duckdb_struct_type_child_name(row.raw(), i);
    columns.push_back({name, duck::type_name(type.raw()), family_of(type)});
    duckdb_free(name);
  }
  return columns;
}

/// The engine's type of what one column is in all branches; "" where its own rules do.
struct Meeting {
  std::string type;
  std::optional<std::size_t> misfit;  ///< the branch whose column goes with none before
};

std::string text_becomes(Family family, const std::vector<std::string>& types) {
  const auto any = [&types](std::string_view head) {
    return std::any_of(types.begin(), types.end(), [head](const std::string& type) { return type.starts_with(head); });
  };
  switch (family) {
    case Family::Number:
      return any("DECIMAL") || any("FLOAT") || any("DOUBLE") ? "DOUBLE" : "BIGINT";
    case Family::Time:
      return any("TIMESTAMP_NS") ? "TIMESTAMP_NS" : any("TIMESTAMP") ? "TIMESTAMP" : "DATE";
    case Family::Truth:
      return "BOOLEAN";
    case Family::Bytes:
      return "BLOB";
    default:
      return "";
  }
}

Meeting meeting_of(const std::vector<Columns>& branches, std::size_t at) {
  Meeting meeting;
  bool texts = false;
  std::optional<Family> family;
  std::vector<std::string> types;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    const Column& column = branches[i][at];
    if (column.family == Family::Unknown) return {};
    if (column.family == Family::Nothing) continue;
    const bool text = column.family == Family::Text;
    texts |= text;
    if (!text && family && *family != column.family) meeting.misfit = meeting.misfit.value_or(i);
    if (!text && !family) family = column.family;
    if (!text) types.push_back(column.type);
    const bool no_text = family == Family::Span || family == Family::Nested;
    if (texts && no_text) meeting.misfit = meeting.misfit.value_or(i);
  }
  if (texts && family && !meeting.misfit) meeting.type = text_becomes(*family, types);
  return meeting;
}

std::string_view ordinal(std::size_t index) {
  constexpr std::array<std::string_view, 10> kWords{"first", "second",  "third",  "fourth", "fifth",
                                                    "sixth", "seventh", "eighth", "ninth",  "tenth"};
  return index < kWords.size() ? kWords[index] : "later";
}

std::string shown(const std::string& engine_type) {
  return dialect::sql_type_text(dialect::facts_of_engine_type(engine_type).text);
}

std::string misfit_reason(std::string_view word, const std::vector<Columns>& branches, std::size_t column,
                          std::size_t branch) {
  return dialect::sql_error("INCOMPATIBLE_COLUMN_TYPE",
                            fmt::format("{} can only be performed on tables with compatible column types. The {} "
                                        "column of the {} table is \"{}\" type which is not compatible with \"{}\" at "
                                        "the same column of the first table.",
                                        word, ordinal(column), ordinal(branch), shown(branches[branch][column].type),
                                        shown(branches[0][column].type)),
                            "42825")
      .reason;
}

/// A branch with the types it needs; empty parts where it has them.
std::string branch_parts(const Columns& columns, const std::vector<std::string>& wanted) {
  std::string items;
  std::string names;
  bool casts = false;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string item = fmt::format("lc_{}", i);
    names += (i == 0 ? "" : ", ") + item;
    if (!wanted[i].empty() && columns[i].family == Family::Text) {
      item = dialect::cast_text(item, {wanted[i], dialect::facts_of_engine_type(wanted[i]).text, 0, ""}, false);
      casts = true;
    }
    items += fmt::format("{}{} AS {}", i == 0 ? "" : ", ", item, dialect::quote_name(columns[i].name));
  }
  if (!casts) return "|";
  return text::replace_all(fmt::format("SELECT {} FROM (", items), "|", std::string(1, kBar)) + "|" +
         fmt::format(") AS lc_b({})", names);
}

void bind_meet(duckdb_bind_info info) {
  const auto id = whole_argument(info, 0);
  if (!id || *id == 0) return;
  std::vector<Columns> branches;
  for (idx_t i = 2; i < duckdb_scalar_function_bind_get_argument_count(info); ++i)
    branches.push_back(columns_of(info, i));
  const std::size_t width = branches.front().size();
  std::vector<std::string> wanted(width);
  const bool even =
      std::all_of(branches.begin(), branches.end(), [width](const Columns& one) { return one.size() == width; });
  for (std::size_t column = 0; even && column < width; ++column) {
    Meeting meeting = meeting_of(branches, column);
    if (meeting.misfit) {
      const std::string reason = misfit_reason(text_argument(info, 1), branches, column, *meeting.misfit);
      return duckdb_scalar_function_bind_set_error(info, reason.c_str());
    }
    wanted[column] = std::move(meeting.type);
  }
  std::string message = fmt::format("{}{}|{}|", kTypedCallMark, kMeet, *id);
  for (const Columns& columns : branches) message += (even ? branch_parts(columns, wanted) : "|") + "|";
  duckdb_scalar_function_bind_set_error(info, message.c_str());
}

/// Replaces everything from `head` to `tail`, both included, everywhere.
void replace_spans(std::string& sql, std::string_view head, std::string_view tail, std::string_view with) {
  for (std::size_t at = sql.find(head); at != std::string::npos; at = sql.find(head, at + with.size())) {
    const std::size_t end = sql.find(tail, at);
    if (end == std::string::npos) return;
    sql.replace(at, end + tail.size() - at, with);
  }
}

}  // namespace

duckdb_scalar_function make_meet_function() {
  duckdb_scalar_function function = make_typed(
      {kMeet.data(), {DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_VARCHAR}, DUCKDB_TYPE_BOOLEAN, run_unbound, bind_meet});
  duckdb_scalar_function_set_varargs(function, LogicalType(DUCKDB_TYPE_ANY).raw());
  return function;
}

bool asks_for_branches(const std::vector<std::string_view>& parts) {
  return !parts.empty() && parts.front() == kMeet;
}

std::string with_branches(std::string sql, const std::vector<std::string_view>& parts) {
  const std::string_view id = parts[1];
  replace_spans(sql, fmt::format("{}{}, ", kProbe, id), fmt::format(")/*{}*/", id), "");
  for (std::size_t i = 0; 2 * i + 3 < parts.size(); ++i) {
    const std::string head = text::replace_all(parts[2 * i + 2], std::string(1, kBar), "|");
    sql = text::replace_all(sql, fmt::format("SELECT * /*{}:{}*/FROM (", id, i), head);
    sql = text::replace_all(sql, fmt::format(") AS lc_b/*{}:{}*/", id, i), parts[2 * i + 3]);
  }
  return sql;
}

std::string without_meetings(std::string sql) {
  for (std::size_t at = sql.find(kProbe); at != std::string::npos; at = sql.find(kProbe)) {
    const std::size_t comma = sql.find(',', at);
    if (comma == std::string::npos) break;
    const std::string id = sql.substr(at + kProbe.size(), comma - at - kProbe.size());
    replace_spans(sql, fmt::format("{}{}, ", kProbe, id), fmt::format(")/*{}*/", id), "");
  }
  return sql;
}

}  // namespace lakecode::local
