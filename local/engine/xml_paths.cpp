// XPath on texts of XML, by libxml2: xpath and its kin. Entities stay as they are written, and nothing is fetched.

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <memory>

#include "base/json.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
struct FreeContext {
  void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
};
struct FreeObject {
  void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};
struct FreeText {
  void operator()(xmlChar* text) const { xmlFree(text); }
};
using XmlText = std::unique_ptr<xmlChar, FreeText>;

/// Errors are told by the calls that fail; the library would print them.
void say_nothing(void* /*context*/, xmlErrorPtr /*error*/) {}

/// What a path finds in a document, which it borrows from.
class Found {
 public:
  Found(std::string_view xml, std::string_view path) {
    xmlInitParser();
    constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    document_.reset(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "", nullptr, kOptions));
    if (!document_) {
      error_ = "Invalid XML document.";
      return;
    }
    context_.reset(xmlXPathNewContext(document_.get()));
    context_->error = say_nothing;
    context_->node = reinterpret_cast<xmlNode*>(document_.get());
    const std::string terminated(path);
    object_.reset(xmlXPathEvalExpression(reinterpret_cast<const xmlChar*>(terminated.c_str()), context_.get()));
    if (!object_) error_ = fmt::format("Invalid XPath '{}'.", path);
  }
  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] xmlXPathObject* object() const { return object_.get(); }
  [[nodiscard]] bool is_nodes() const { return object_->type == XPATH_NODESET; }
  [[nodiscard]] int count() const {
    return is_nodes() && object_->nodesetval != nullptr ? object_->nodesetval->nodeNr : 0;
  }

 private:
  std::unique_ptr<xmlDoc, FreeDocument> document_;
  std::unique_ptr<xmlXPathContext, FreeContext> context_;
  std::unique_ptr<xmlXPathObject, FreeObject> object_;
  std::string error_;
};

Value failure(const Found& found, std::string_view function) {
  return failed("FAILED_FUNCTION_CALL",
                fmt::format("Failed preparing of the function `{}` for call. Please, double check function's "
                            "arguments. {}",
                            function, found.error()),
                "38000");
}

std::string text_of(XmlText text) {
  return text ? reinterpret_cast<const char*>(text.get()) : "";
}

/// A JSON list: the value of each node, which an element has none of.
Value nodes(const Row& row) {
  if (row.text(0).empty() || row.text(1).empty()) return {};
  const Found found(row.text(0), row.text(1));
  if (!found.error().empty()) return failure(found, "xpath");
  JsonArray values;
  if (found.count() > 0) xmlXPathNodeSetSort(found.object()->nodesetval);
  for (int i = 0; i < found.count(); ++i) {
    xmlNode* node = found.object()->nodesetval->nodeTab[i];
    if (node->type == XML_ELEMENT_NODE || node->type == XML_DOCUMENT_NODE) {
      values.push_back(JsonValue());
    } else {
      values.push_back(JsonValue(text_of(XmlText(xmlNodeGetContent(node)))));
    }
  }
  Value out;
  out.text = json::serialize(JsonValue(std::move(values)));
  return out;
}

Value text_at(const Row& row) {
  if (row.text(0).empty() || row.text(1).empty()) return {};
  const Found found(row.text(0), row.text(1));
  if (!found.error().empty()) return failure(found, "xpath_string");
  if (found.count() > 0) xmlXPathNodeSetSort(found.object()->nodesetval);
  Value out;
  out.text = text_of(XmlText(xmlXPathCastToString(found.object())));
  return out;
}

Value truth_at(const Row& row) {
  if (row.text(0).empty() || row.text(1).empty()) return {};
  const Found found(row.text(0), row.text(1));
  if (!found.error().empty()) return failure(found, "xpath_boolean");
  return whole(xmlXPathCastToBoolean(found.object()) != 0 ? 1 : 0);
}

/// Zero where nothing matches, NaN where what matches is no number.
Value number_at(const Row& row) {
  if (row.text(0).empty() || row.text(1).empty()) return {};
  const Found found(row.text(0), row.text(1));
  if (!found.error().empty()) return failure(found, "xpath_double");
  Value out;
  out.real = found.is_nodes() && found.count() == 0 ? 0.0 : xmlXPathCastToNumber(found.object());
  return out;
}

/// As Java narrows a double: no number is zero, what is too wide is the nearest there is.
Value whole_at(const Row& row) {
  Value out = number_at(row);
  if (!out.real) return out;
  const double value = *out.real;
  constexpr double kEdge = 9.2233720368547758e18;
  std::int64_t number = 0;
  if (value >= kEdge) number = std::numeric_limits<std::int64_t>::max();
  if (value <= -kEdge) number = std::numeric_limits<std::int64_t>::min();
  if (std::abs(value) < kEdge) number = static_cast<std::int64_t>(value);
  return whole(number);
}

constexpr ScalarRule kRules[] = {
    {"lc_xpath", {kText, kText, kNone}, kText, nodes},
    {"lc_xpath_text", {kText, kText, kNone}, kText, text_at},
    {"lc_xpath_true", {kText, kText, kNone}, DUCKDB_TYPE_BOOLEAN, truth_at},
    {"lc_xpath_number", {kText, kText, kNone}, DUCKDB_TYPE_DOUBLE, number_at},
    {"lc_xpath_whole", {kText, kText, kNone}, DUCKDB_TYPE_BIGINT, whole_at},
};

}  // namespace

std::span<const ScalarRule> xml_rules() {
  return kRules;
}

}  // namespace lakecode::local
