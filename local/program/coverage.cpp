#include "local/program/coverage.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/coverage.h"
#include "local/routes/route.h"

namespace lakecode::local {
namespace {

std::string wrapped(const std::vector<std::string_view>& words) {
  std::string out;
  std::size_t width = 0;
  for (const std::string_view word : words) {
    const bool breaks = width + word.size() + 1 > 100;
    out += out.empty() ? "  " : breaks ? "\n  " : " ";
    width = breaks || out.size() <= 2 ? word.size() : width + word.size() + 1;
    out += word;
  }
  return out + "\n";
}

JsonArray to_array(const std::vector<std::string_view>& words) {
  JsonArray out;
  for (const std::string_view word : words) out.emplace_back(std::string(word));
  return out;
}

}  // namespace

std::string render_coverage(bool as_json) {
  std::vector<std::string_view> statements;
  std::vector<std::string_view> refused_statements;
  for (const dialect::StatementForm& form : dialect::statement_forms())
    (form.supported ? statements : refused_statements).push_back(form.form);
  const dialect::FunctionCoverage functions = dialect::function_coverage();
  const std::vector<Route> routes = all_routes();
  if (as_json) {
    JsonArray list;
    for (const Route& route : routes)
      list.push_back(JsonObject{{"method", std::string(route.method)}, {"path", std::string(route.pattern)}});
    return json::serialize(JsonObject{{"statements", to_array(statements)},
                                      {"refused_statements", to_array(refused_statements)},
                                      {"functions", to_array(functions.supported)},
                                      {"refused_functions", to_array(functions.refused)},
                                      {"routes", std::move(list)}}) +
           "\n";
  }
  std::string out = fmt::format("Statements ({})\n", statements.size());
  for (const std::string_view form : statements) out += fmt::format("  {}\n", form);
  out += fmt::format("Statements refused by name ({})\n", refused_statements.size());
  for (const std::string_view form : refused_statements) out += fmt::format("  {}\n", form);
  out += fmt::format("SQL functions ({})\n", functions.supported.size()) + wrapped(functions.supported);
  out += fmt::format("SQL functions refused by name ({})\n", functions.refused.size()) + wrapped(functions.refused);
  out += fmt::format("REST routes ({})\n", routes.size());
  for (const Route& route : routes) out += fmt::format("  {:<7}{}\n", route.method, route.pattern);
  return out;
}

}  // namespace lakecode::local
