#pragma once
// Notebooks as source text with cell marks, and as Jupyter documents (API reference 3.8). Pure.
//
// Source text: a first line "# Databricks notebook source", cells separated by lines "# COMMAND ----------"; cells of
// another language and Markdown carry "# MAGIC " in front of every line. # is -- in SQL and // in Scala.

#include <optional>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

struct NotebookLanguage {
  std::string_view name;       ///< "PYTHON"
  std::string_view extension;  ///< ".py"
  std::string_view comment;    ///< "#"
  std::string_view kernel;     ///< "python"
};

/// nullptr for a name that is none.
const NotebookLanguage* language_named(std::string_view name);
const NotebookLanguage* language_of_extension(std::string_view path);

/// True when the first line marks a notebook of that language.
bool is_notebook_source(const NotebookLanguage& language, std::string_view source);

struct Notebook {
  const NotebookLanguage* language = nullptr;
  std::string source;  ///< with the mark in the first line
};
/// The notebook of a Jupyter document. InvalidArgument (a refusal) when it is none.
Result<Notebook> from_jupyter(std::string_view document);
/// The Jupyter document of a notebook, without outputs.
std::string to_jupyter(const NotebookLanguage& language, std::string_view source, std::string_view name);
/// A page that shows the notebook's cells, without outputs.
std::string to_html(const NotebookLanguage& language, std::string_view source, std::string_view name);

/// For the text between tags of an HTML page.
std::string escape_html(std::string_view text);

}  // namespace lakecode::local
