#include "catalog/profile_text.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/time_format.h"

namespace lakecode::catalog {
namespace {

constexpr std::size_t kLongestName = 60;
constexpr std::string_view kUnusual = "(unusual name)";

/// The text stands in the system prompt, where the gate does not count it as content from outside: what could be a
/// sentence is not told there. Who lists the objects gets it, as content from outside.
bool is_told(const std::string& name, std::string_view signs, std::ptrdiff_t most_blanks) {
  const auto is_plain = [signs](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           signs.find(c) != std::string_view::npos;
  };
  return name.size() <= kLongestName && std::all_of(name.begin(), name.end(), is_plain) &&
         std::count(name.begin(), name.end(), ' ') <= most_blanks;
}

std::string shown(const std::string& name) {
  return is_told(name, "_-.$", 0) ? name : std::string(kUnusual);
}

/// "Serverless Starter Warehouse"
std::string shown_title(const std::string& title) {
  constexpr std::ptrdiff_t kMostBlanks = 3;
  return is_told(title, "_- ()", kMostBlanks) ? title : std::string(kUnusual);
}

/// "(amount DOUBLE, rate DECIMAL(5,2)) -> DOUBLE"
std::string shown_signature(const std::string& signature) {
  constexpr std::ptrdiff_t kMostBlanks = 7;
  return is_told(signature, "_ (),:<>-", kMostBlanks) ? signature : std::string("(…)");
}

std::string schema_item(const SchemaNames& schema) {
  if (!schema.tables || !schema.read_at) return shown(schema.name);
  const std::size_t functions = schema.functions ? schema.functions->size() : 0;
  return shown(schema.name) + " (" + std::to_string(schema.tables->size()) +
         (schema.tables->size() == 1 ? " table" : " tables") +
         (functions == 0 ? "" : ", " + std::to_string(functions) + (functions == 1 ? " function" : " functions")) + ")";
}

/// Items joined by commas as far as they fit; how many were left out is said.
std::string listed(const std::vector<std::string>& items, std::size_t room) {
  std::string out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0 && out.size() + items[i].size() + 2 > room)
      return out + " and " + std::to_string(items.size() - i) + " more";
    out += (i == 0 ? "" : ", ") + items[i];
  }
  return out;
}

bool is_system(const std::string& catalog) {
  return catalog == "system" || catalog == "samples" || catalog == "hive_metastore" ||
         catalog == "__databricks_internal";
}

std::string catalog_line(const CatalogNames& catalog, std::size_t room) {
  if (!catalog.schemas) return "- " + shown(catalog.name) + "\n";
  std::vector<std::string> items;
  for (const SchemaNames& schema : *catalog.schemas) {
    if (schema.name != "information_schema") items.push_back(schema_item(schema));
  }
  std::sort(items.begin(), items.end());
  return "- " + shown(catalog.name) + ": " + (items.empty() ? "no schemas" : listed(items, room)) + "\n";
}

std::string warehouse_line(const Names& names) {
  std::vector<std::string> items;
  for (const WarehouseName& w : names.warehouses)
    items.push_back(shown_title(w.name) + " (" + shown(w.size) + (w.serverless ? ", serverless" : "") + ")");
  std::sort(items.begin(), items.end());
  return items.empty() ? "" : "SQL warehouses: " + listed(items, 160) + "\n";
}

std::string function_line(const Names& names) {
  std::vector<std::string> items;
  for (const CatalogNames& catalog : *names.catalogs) {
    if (!catalog.schemas || is_system(catalog.name)) continue;
    for (const SchemaNames& schema : *catalog.schemas) {
      for (const FunctionName& f : schema.functions.value_or(std::vector<FunctionName>()))
        items.push_back(shown(catalog.name) + "." + shown(schema.name) + "." + shown(f.name) +
                        shown_signature(f.signature));
    }
  }
  std::sort(items.begin(), items.end());
  return items.empty() ? "" : "Functions (call them, they are no tables): " + listed(items, 200) + "\n";
}

}  // namespace

std::string render_profile(const Names& names, std::size_t max_bytes) {
  if (!names.catalogs) return "";
  std::vector<const CatalogNames*> order;
  for (const CatalogNames& catalog : *names.catalogs) order.push_back(&catalog);
  std::sort(order.begin(), order.end(), [](const CatalogNames* a, const CatalogNames* b) {
    if (is_system(a->name) != is_system(b->name)) return is_system(b->name);
    return a->name < b->name;
  });
  const std::string tail = warehouse_line(names) + function_line(names);
  std::string text = "Catalogs" + (names.read_at ? " as of " + format_minute(*names.read_at) + " UTC" : "") + ":\n";
  const std::size_t each = std::max<std::size_t>(60, max_bytes / (order.size() + 1));
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::string line =
        is_system(order[i]->name) ? "- " + shown(order[i]->name) + "\n" : catalog_line(*order[i], each);
    if (i > 0 && text.size() + line.size() + tail.size() > max_bytes) {
      text += "- and " + std::to_string(order.size() - i) + " more catalogs\n";
      break;
    }
    text += line;
  }
  return text + tail;
}

}  // namespace lakecode::catalog
