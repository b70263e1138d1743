#pragma once
// What is known about a table before its data is read (scan 0): columns, files, history, keys, references.
// Plain values made by the caller from metadata; the profiler never fetches anything. Safe to copy between threads.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace lakecode::profile {

enum class TypeClass { Text, Whole, Fraction, Boolean, Date, Timestamp, Binary, Array, Map, Struct, Other };

/// The class of a Databricks type text such as "DECIMAL(10,2)" or "array<string>"; letter case is ignored.
TypeClass classify_type(std::string_view type_text);

struct ColumnFacts {
  std::string name;
  std::string type_name;  ///< "DECIMAL"
  std::string type_text;  ///< "DECIMAL(10,2)"; when empty, `type_name` is used
  bool nullable = true;
  int position = 0;
  std::string comment;

  [[nodiscard]] TypeClass type() const { return classify_type(type_text.empty() ? type_name : type_text); }
};

/// DESCRIBE DETAIL; absent members were not delivered (a view has none).
struct TableDetail {
  std::optional<std::int64_t> num_files;
  std::optional<std::int64_t> size_in_bytes;
  std::vector<std::string> partition_columns;
  std::vector<std::string> clustering_columns;
};

struct HistoryEntry {
  std::int64_t version = 0;
  WallTime time;
  std::string operation;  ///< "WRITE", "OPTIMIZE", …
};

/// `column` should hold only values of `parent_column` in `parent`.
struct Reference {
  std::string column;
  std::vector<std::string> parent;  ///< name parts of the other table
  std::string parent_column;
  bool declared = true;  ///< false: guessed from names
};

struct EarlierSchema {
  std::string source;  ///< "version 12"
  std::vector<ColumnFacts> columns;
};

struct TableFacts {
  std::vector<std::string> name;  ///< catalog, schema, table
  std::vector<ColumnFacts> columns;
  TableDetail detail;
  std::vector<HistoryEntry> history;     ///< newest first
  std::vector<std::string> primary_key;  ///< declared key columns in order; empty when none
  std::vector<Reference> references;
  std::optional<EarlierSchema> earlier;
  std::optional<std::int64_t> row_count;
  bool is_view = false;

  [[nodiscard]] std::string short_name() const { return name.empty() ? std::string() : name.back(); }
  /// Index of the column with this name, letter case ignored as the platform does; nullopt when there is none.
  [[nodiscard]] std::optional<std::size_t> find_column(std::string_view column) const;
};

}  // namespace lakecode::profile
