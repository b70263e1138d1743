#pragma once
// What a statement brings along and what the workspace is asked while it is translated.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "local/dialect/names.h"

namespace lakecode::local::dialect {

/// A value for a :name or ? marker.
struct Parameter {
  std::string name;                  ///< "" for the next ?
  std::optional<std::string> value;  ///< absent is NULL
  std::string type = "STRING";
};

/// An earlier state of a table: VERSION AS OF n, TIMESTAMP AS OF expression.
struct VersionOf {
  std::optional<std::int64_t> version;
  std::string moment;  ///< engine SQL of a timestamp; "" when a version is named
  [[nodiscard]] bool is_set() const { return version.has_value() || !moment.empty(); }
};

/// Versions that table_changes() tells of, both with what they changed.
struct ChangeRange {
  VersionOf start;
  VersionOf end;  ///< not set: up to the newest
};

/// Files that a statement reads: read_files('path', ...), csv.`path`.
struct FileSource {
  std::string path;
  std::string format;                          ///< csv, json, parquet, text; "" to be told by the name's ending
  std::map<std::string, std::string> options;  ///< names in lower case
};

/// What the workspace is asked while a statement is translated. An empty one is answered by a refusal.
struct Lookups {
  /// Engine SQL of a relation that holds `table` as it was.
  std::function<Result<std::string>(const TableName& table, const VersionOf& version)> version;
  /// Engine SQL of a relation, in brackets, with what the versions changed.
  std::function<Result<std::string>(const TableName& table, const ChangeRange& range)> changes;
  /// A variable of the session; nullptr when there is none.
  std::function<const Parameter*(std::string_view name)> variable;
  /// The type of a column as its table tells it ("map<string,int>"); nullopt when the table has no such column.
  std::function<std::optional<std::string>(const TableName& table, std::string_view column)> column_type;
  /// Engine SQL of a temporary view, in brackets.
  std::function<std::optional<std::string>(std::string_view name)> temporary_view;
  /// Engine SQL of a relation, in brackets, with what the row filter and the masks of a table leave; nullopt without
  /// any.
  std::function<Result<std::optional<std::string>>(const TableName& table)> shielded;
  /// What kind of function of a user it is: "SCALAR", "TABLE", or "" when there is none.
  std::function<std::string(const TableName& function)> function;
  /// Engine SQL of a relation with the rows of files.
  std::function<Result<std::string>(const FileSource& source)> files;
  /// Engine SQL of a relation, in brackets, with the answer of a DESCRIBE or SHOW.
  std::function<Result<std::string>(std::string_view command)> listing;
  /// The second try of a statement whose text functions got other values: their arguments are cast to texts.
  bool casts_to_text = false;
  /// A further try: a DATE less a DATE may be anywhere.
  bool typed_minus = false;
  /// A further try: UNION and its kin as the engine has them.
  bool plain_sets = false;
  /// A further try: fields (lower case) that are taken of each STRUCT of an ARRAY.
  std::set<std::string> array_fields;
};

}  // namespace lakecode::local::dialect
