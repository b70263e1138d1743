// COPY INTO a table from files of a volume; files that were taken before are left out.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// ('header' = 'true', ...) into the options, names in lower case.
Result<void> read_options(Cursor& cursor, FileSource& source) {
  TRY_ASSIGN(const auto options, read_properties(cursor));
  for (const auto& option : options) source.options[text::to_lower(option.first)] = option.second;
  return {};
}

struct Selection {
  std::size_t begin = 0;  ///< the select list of FROM (SELECT list FROM 'path'); empty when begin == end
  std::size_t end = 0;
};

Result<Selection> read_source(Cursor& cursor, FileSource& source) {
  Selection selection;
  TRY_VOID(cursor.expect("FROM"));
  if (!cursor.accept_symbol("(")) {
    TRY_ASSIGN(source.path, cursor.text());
    return selection;
  }
  TRY_VOID(cursor.expect("SELECT"));
  selection.begin = cursor.at();
  int depth = 0;
  while (!cursor.at_end() && !(depth == 0 && cursor.now().is_word("FROM"))) {
    depth += cursor.now().is_symbol("(") ? 1 : cursor.now().is_symbol(")") ? -1 : 0;
    cursor.move_to(cursor.at() + 1);
  }
  selection.end = cursor.at();
  TRY_VOID(cursor.expect("FROM"));
  TRY_ASSIGN(source.path, cursor.text());
  TRY_VOID(cursor.expect_symbol(")"));
  return selection;
}

Result<void> read_clauses(Cursor& cursor, FileSource& source) {
  while (!cursor.at_end()) {
    if (cursor.accept("FILEFORMAT")) {
      TRY_VOID(cursor.expect_symbol("="));
      TRY_ASSIGN(const std::string format, cursor.name());
      source.format = text::to_lower(format);
    } else if (cursor.accept("FILES")) {
      TRY_VOID(cursor.expect_symbol("="));
      TRY_VOID(cursor.expect_symbol("("));
      std::string names;
      do {
        TRY_ASSIGN(const std::string name, cursor.text());
        names += (names.empty() ? "" : "\n") + name;
      } while (cursor.accept_symbol(","));
      TRY_VOID(cursor.expect_symbol(")"));
      source.options["files"] = names;
    } else if (cursor.accept("PATTERN")) {
      TRY_VOID(cursor.expect_symbol("="));
      TRY_ASSIGN(source.options["pattern"], cursor.text());
    } else if (cursor.accept("FORMAT_OPTIONS") || cursor.accept("COPY_OPTIONS")) {
      TRY_VOID(read_options(cursor, source));
    } else {
      return unsupported("COPY INTO with " + text::to_upper(cursor.now().value));
    }
  }
  return {};
}

}  // namespace

Result<Translation> read_copy_into(Reading& reading) {
  Cursor& cursor = reading.cursor;
  TRY_VOID(cursor.expect("COPY"));
  TRY_VOID(cursor.expect("INTO"));
  Translation translation;
  translation.kind = Translation::Kind::Change;
  translation.statement_type = "COPY";
  translation.operation = "COPY INTO";
  translation.appends = true;
  TRY_ASSIGN(translation.target, cursor.table());
  FileSource source;
  TRY_ASSIGN(const Selection selection, read_source(cursor, source));
  TRY_VOID(read_clauses(cursor, source));
  if (source.format.empty()) return syntax_error("");
  source.options["lc_copy_into"] = translation.target.full();
  if (!reading.lookups.files) return unsupported("COPY INTO here");
  TRY_ASSIGN(const std::string relation, reading.lookups.files(source));
  if (relation.empty()) return translation;
  std::string list = "*";
  const bool chosen = selection.begin != selection.end;
  if (chosen) {
    TRY_ASSIGN(list, reading.rewriter.rewrite(selection.begin, selection.end));
  }
  const auto header = source.options.find("header");
  const bool named =
      source.format != "csv" || (header != source.options.end() && text::equals_ignore_case(header->second, "true"));
  translation.steps.push_back(fmt::format("INSERT INTO {}{} SELECT {} FROM {}", translation.target.engine(),
                                          named && !chosen ? " BY NAME" : "", list, relation));
  return translation;
}

}  // namespace lakecode::local::dialect
