#include "tools/batch_plan.h"

#include <algorithm>

#include "base/text.h"
#include "safety/classify.h"
#include "sql/script.h"

namespace lakecode::tools {
namespace {

struct Touch {
  std::string name;  ///< lower case
  bool writes = false;
};

struct Reach {
  std::vector<Touch> touches;
  bool is_known = true;  ///< false: may touch anything
};

Reach reach_of(const safety::Verdict& verdict) {
  Reach reach;
  reach.is_known = verdict.parsed;
  for (const safety::StatementVerdict& statement : verdict.statements) {
    reach.is_known = reach.is_known && statement.parsed;
    for (const safety::TouchedObject& object : statement.objects)
      reach.touches.push_back(
          {.name = text::to_lower(object.name), .writes = object.access != "read" && object.access != "use"});
    // A change of something without a name (a setting, a call) may be a change of anything.
    const bool writes =
        std::any_of(reach.touches.begin(), reach.touches.end(), [](const Touch& t) { return t.writes; });
    if (statement.effect_class != safety::EffectClass::ReadOnly && !writes) reach.is_known = false;
  }
  return reach;
}

/// One holds the other: a schema and its tables.
bool overlap(const std::string& a, const std::string& b) {
  const std::string& longer = a.size() >= b.size() ? a : b;
  const std::string& shorter = a.size() >= b.size() ? b : a;
  return longer.starts_with(shorter) && (longer.size() == shorter.size() || longer[shorter.size()] == '.');
}

bool must_wait(const Reach& later, const Reach& earlier) {
  if (!later.is_known || !earlier.is_known) return true;
  return std::any_of(later.touches.begin(), later.touches.end(), [&](const Touch& a) {
    return std::any_of(earlier.touches.begin(), earlier.touches.end(),
                       [&](const Touch& b) { return (a.writes || b.writes) && overlap(a.name, b.name); });
  });
}

}  // namespace

std::vector<BatchNode> make_batch_plan(const std::vector<BatchText>& texts, std::string catalog, std::string schema) {
  sql::SessionNames names{.catalog = std::move(catalog), .schema = std::move(schema)};
  std::vector<BatchNode> plan;
  std::vector<Reach> reaches;
  for (const BatchText& text : texts) {
    const safety::Verdict verdict = safety::classify_sql(
        {.text = text.text, .default_catalog = names.catalog, .default_schema = names.schema, .parameters = {}});
    BatchNode node{.text = text.text,
                   .place = text.place,
                   .catalog = names.catalog,
                   .schema = names.schema,
                   .kind = verdict.kind,
                   .effect_class = verdict.effect_class,
                   .lost = sql::ends_with_its_session(text.text)};
    const sql::SessionNames next = sql::follow(names, text.text);
    node.only_names = next.catalog != names.catalog || next.schema != names.schema || verdict.kind == "USE";
    names = next;
    Reach reach = node.only_names ? Reach{} : reach_of(verdict);
    for (std::size_t i = 0; i < plan.size(); ++i) {
      if (!node.only_names && !plan[i].only_names && must_wait(reach, reaches[i])) node.after.push_back(i);
    }
    plan.push_back(std::move(node));
    reaches.push_back(std::move(reach));
  }
  return plan;
}

}  // namespace lakecode::tools
