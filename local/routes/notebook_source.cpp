#include "local/routes/notebook_source.h"

#include <fmt/format.h>

#include <iterator>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"

namespace lakecode::local {
namespace {

constexpr NotebookLanguage kLanguages[] = {{"PYTHON", ".py", "#", "python"},
                                           {"SQL", ".sql", "--", "sql"},
                                           {"SCALA", ".scala", "//", "scala"},
                                           {"R", ".r", "#", "r"}};
constexpr std::string_view kMark = "Databricks notebook source";

std::string first_line_of(const NotebookLanguage& language) {
  return fmt::format("{} {}", language.comment, kMark);
}

/// Cell texts, marks of other languages still on them.
std::vector<std::string> cells_of(const NotebookLanguage& language, std::string_view source) {
  const std::string separator = fmt::format("{} COMMAND ----------", language.comment);
  std::vector<std::string> cells(1);
  bool first = true;
  for (const std::string_view line : text::lines(source)) {
    if (first && is_notebook_source(language, line)) {
      first = false;
      continue;
    }
    first = false;
    if (text::trim(line) == separator) {
      cells.emplace_back();
    } else {
      cells.back().append(line).append("\n");
    }
  }
  for (std::string& cell : cells) {
    const std::string_view trimmed = text::trim(cell);
    cell = std::string(trimmed);
  }
  return cells;
}

/// Without "# MAGIC " in front of each line; nullopt when the cell has none.
std::optional<std::string> without_magic(const NotebookLanguage& language, std::string_view cell) {
  const std::string mark = fmt::format("{} MAGIC", language.comment);
  if (!cell.starts_with(mark)) return std::nullopt;
  std::string plain;
  for (std::string_view line : text::lines(cell)) {
    if (line.starts_with(mark)) line.remove_prefix(mark.size());
    if (line.starts_with(' ')) line.remove_prefix(1);
    plain.append(line).append("\n");
  }
  if (!plain.empty()) plain.pop_back();
  return plain;
}

std::string with_magic(const NotebookLanguage& language, std::string_view cell) {
  std::string marked;
  for (const std::string_view line : text::lines(cell)) {
    marked += fmt::format("{} MAGIC{}{}\n", language.comment, line.empty() ? "" : " ", line);
  }
  return marked;
}

/// A cell's source: one text, or a list of lines that have their ends.
std::string source_of(const JsonValue& cell) {
  if (auto whole = json::optional_string_at(cell, "source")) return *whole;
  std::string joined;
  for (const JsonValue& line : json::array_at(cell, "source")) joined += json::as_string(line).value_or("");
  return joined;
}

const NotebookLanguage& language_of(const JsonValue& document) {
  const JsonValue* metadata = json::find(document, "metadata");
  if (metadata == nullptr) return kLanguages[0];
  for (const std::string& word :
       {json::string_at_path(*metadata, {"application/vnd.databricks.v1+notebook", "language"}),
        json::string_at_path(*metadata, {"kernelspec", "language"}),
        json::string_at_path(*metadata, {"language_info", "name"})}) {
    if (const NotebookLanguage* language = language_named(word)) return *language;
  }
  return kLanguages[0];
}

JsonArray lines_with_ends(std::string_view text) {
  JsonArray lines;
  const std::vector<std::string_view> parts = text::split(text, '\n');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string line(parts[i]);
    if (i + 1 < parts.size()) line += "\n";
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

}  // namespace

std::string escape_html(std::string_view text) {
  return text::replace_all(text::replace_all(text, "&", "&amp;"), "<", "&lt;");
}

const NotebookLanguage* language_named(std::string_view name) {
  for (const NotebookLanguage& language : kLanguages) {
    if (text::equals_ignore_case(language.name, name)) return &language;
  }
  return nullptr;
}

const NotebookLanguage* language_of_extension(std::string_view path) {
  const std::string lower = text::to_lower(path);
  for (const NotebookLanguage& language : kLanguages) {
    if (lower.ends_with(language.extension)) return &language;
  }
  return nullptr;
}

bool is_notebook_source(const NotebookLanguage& language, std::string_view source) {
  const std::string_view line = source.substr(0, source.find('\n'));
  return text::trim(line) == first_line_of(language);
}

Result<Notebook> from_jupyter(std::string_view document) {
  const auto parsed = json::parse(document, "notebook");
  if (!parsed || !parsed->is_object() || json::find(*parsed, "cells") == nullptr) {
    return refusal(ErrorCode::InvalidArgument,
                   "The content is no Jupyter notebook: it is not JSON with a list of cells");
  }
  const NotebookLanguage& language = language_of(*parsed);
  Notebook notebook{&language, first_line_of(language) + "\n"};
  bool first = true;
  for (const JsonValue& cell : json::array_at(*parsed, "cells")) {
    std::string text = source_of(cell);
    const std::string type = json::string_at(cell, "cell_type");
    if (type == "markdown") {
      text = with_magic(language, "%md\n" + text);
    } else if (type == "code" && text.starts_with("%")) {
      text = with_magic(language, text);
    }
    if (!first) notebook.source += fmt::format("\n{} COMMAND ----------\n\n", language.comment);
    first = false;
    notebook.source += text;
    if (!text.ends_with('\n')) notebook.source += "\n";
  }
  return notebook;
}

std::string to_jupyter(const NotebookLanguage& language, std::string_view source, std::string_view name) {
  JsonArray cells;
  for (const std::string& text : cells_of(language, source)) {
    const auto magic = without_magic(language, text);
    if (magic && magic->starts_with("%md")) {
      std::string_view body = std::string_view(*magic).substr(3);
      while (body.starts_with('\n') || body.starts_with(' ')) body.remove_prefix(1);
      cells.push_back(
          JsonObject{{"cell_type", "markdown"}, {"metadata", JsonObject{}}, {"source", lines_with_ends(body)}});
    } else {
      cells.push_back(JsonObject{{"cell_type", "code"},
                                 {"execution_count", nullptr},
                                 {"metadata", JsonObject{}},
                                 {"outputs", JsonArray{}},
                                 {"source", lines_with_ends(magic.value_or(text))}});
    }
  }
  const JsonObject document{{"cells", std::move(cells)},
                            {"metadata", JsonObject{{"application/vnd.databricks.v1+notebook",
                                                     JsonObject{{"language", language.kernel}, {"notebookName", name}}},
                                                    {"language_info", JsonObject{{"name", language.kernel}}}}},
                            {"nbformat", 4},
                            {"nbformat_minor", 0}};
  return json::serialize(document);
}

std::string to_html(const NotebookLanguage& language, std::string_view source, std::string_view name) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n", escape_html(name));
  for (const std::string& text : cells_of(language, source)) {
    page += fmt::format("<pre class=\"{}\">{}</pre>\n", language.kernel,
                        escape_html(without_magic(language, text).value_or(text)));
  }
  return page + "</body></html>\n";
}

}  // namespace lakecode::local
