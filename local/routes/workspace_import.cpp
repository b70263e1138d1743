#include "local/routes/workspace_import.h"

#include <fmt/format.h>

#include "base/text.h"
#include "local/routes/answer.h"

namespace lakecode::local {
namespace {

std::string without_extension(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string::npos || dot < path.rfind('/') ? path : path.substr(0, dot);
}

Result<Import> import_jupyter(const ImportOrder& order, bool keep_path) {
  TRY_ASSIGN(Notebook notebook, from_jupyter(order.bytes));
  const bool drop = !keep_path && text::to_lower(order.path).ends_with(".ipynb");
  return Import{drop ? without_extension(order.path) : order.path,
                {"NOTEBOOK", notebook.language, std::move(notebook.source), true}};
}

Result<Import> import_auto(ImportOrder order) {
  if (text::to_lower(order.path).ends_with(".ipynb")) return import_jupyter(order, false);
  const NotebookLanguage* language = language_of_extension(order.path);
  if (language != nullptr && is_notebook_source(*language, order.bytes))
    return Import{without_extension(order.path), {"NOTEBOOK", language, std::move(order.bytes), false}};
  return Import{order.path, {"FILE", nullptr, std::move(order.bytes), false}};
}

}  // namespace

Result<Import> prepare_import(ImportOrder order) {
  if (order.bytes.size() > order.most_bytes) {
    return refusal(
        ErrorCode::InvalidArgument, "MAX_NOTEBOOK_SIZE_EXCEEDED",
        fmt::format("The content of ({}) exceeds the maximum size of {} bytes", order.path, order.most_bytes));
  }
  if (order.format == "AUTO") return import_auto(std::move(order));
  if (order.format == "JUPYTER") return import_jupyter(order, true);
  if (order.format == "RAW") return Import{order.path, {"FILE", nullptr, std::move(order.bytes), false}};
  if (order.format == "HTML" || order.format == "DBC" || order.format == "R_MARKDOWN") {
    return refusal(
        ErrorCode::InvalidArgument,
        fmt::format("The embedded workspace does not import the format {}; use SOURCE, AUTO or JUPYTER", order.format));
  }
  if (order.format != "SOURCE" && !order.format.empty())
    return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown format '{}'", order.format));
  if (order.language.empty())
    return refusal(ErrorCode::InvalidArgument, "Missing required field: language (the format SOURCE needs it)");
  const NotebookLanguage* language = language_named(order.language);
  if (language == nullptr)
    return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown language '{}'", order.language));
  std::string source = std::move(order.bytes);
  if (!is_notebook_source(*language, source))
    source = fmt::format("{} Databricks notebook source\n", language->comment) + source;
  return Import{order.path, {"NOTEBOOK", language, std::move(source), false}};
}

}  // namespace lakecode::local
