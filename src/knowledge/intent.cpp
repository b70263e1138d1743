// How a request is read: a command as it stands (plain_command) wins; else its concepts and the things it names
// (sentence, named_things) are put to the rules (intent_rules), and the form of the sentence may say no.

#include "knowledge/intent.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "knowledge/intent_arguments.h"
#include "knowledge/intent_rules.h"
#include "knowledge/name_forms.h"
#include "knowledge/named_things.h"
#include "knowledge/plain_command.h"
#include "knowledge/request.h"
#include "knowledge/sentence.h"
#include "knowledge/time_span.h"

namespace lakecode::knowledge {
namespace {

constexpr std::size_t kMaxBytes = 64U << 10U;

Intent needs_model(double confidence) {
  return {IntentKind::NeedsModel, "", JsonBox(JsonObject{}), confidence};
}

bool is_change(std::string_view name) {
  return name == "run_job" || name == "deploy_file" || name == "uc_apply_grants" || name == "bundle_deploy";
}

bool names_a_thing(const Concepts& concepts) {
  return concepts.has_any({Concept::HasJob, Concept::HasRun, Concept::HasTable, Concept::HasPrincipal, Concept::HasName,
                           Concept::HasWarehouse, Concept::HasCatalog});
}

/// "what does our lakehouse cost" is no lesson: it asks for ours.
bool asks_for_ours(const Request& request, const IntentRule& rule) {
  const bool money = rule.name == "cost_top" || rule.name == "cost_spike" || rule.name == "genai_cost_agent";
  const auto is = [&](std::size_t i, std::initializer_list<std::string_view> words) {
    return i < request.words.size() && std::find(words.begin(), words.end(), request.words[i].lower) != words.end();
  };
  for (std::size_t i = 0; money && i < request.words.size(); ++i) {
    if (is(i, {"our", "we", "us", "my"})) return true;
    if (is(i, {"does", "do"}) && is(i + 1, {"it", "this", "that", "they"}) && is(i + 2, {"cost"})) return true;
  }
  return false;
}

/// The form of the sentence asks for more than a rule can give.
bool refuses(const Request& request, const Sentence& sentence, const IntentRule& rule) {
  const Concepts& concepts = sentence.concepts;
  const bool captures = rule.name == "capture_job" || rule.name == "capture_pipeline";
  const bool asks_for_fix = rule.name == "debug_job" && concepts.has(Concept::Why);
  const bool supposes = rule.name == "uc_explain_access" && concepts.has(Concept::When);
  if (sentence.several || sentence.conditional || sentence.told) return true;
  if (sentence.wants_advice) return !supposes && !asks_for_fix;
  if (sentence.wants_work) return !captures;
  if (sentence.wants_lesson && !asks_for_ours(request, rule)) return !names_a_thing(concepts) || rule.confidence < 0.85;
  return is_change(rule.name) && sentence.later;
}

/// "list catalogs and show me the failed jobs": two readings that have nothing in common.
bool has_two_readings(const Request& request) {
  for (std::size_t i = request.main + 1; i + 1 < request.words.size(); ++i) {
    const std::string& word = request.words[i].lower;
    const bool joint = !request.words[i].quoted && (word == "and" || word == "then" || word == "also");
    const bool sentence_end = request.words[i].breaks && i + 2 < request.words.size();
    if (!joint && !sentence_end) continue;
    const std::size_t second = request.words[joint ? i + 1 : i].begin;
    const Request head = parse_request(std::string_view(request.text).substr(0, request.words[i].begin));
    const Request tail = parse_request(std::string_view(request.text).substr(second));
    if (head.words.empty() || tail.words.empty()) continue;
    const Concepts& verb = tail.words[tail.main].concepts;
    if (!verb.has_any({Concept::List, Concept::Look, Concept::Describe, Concept::Prove, Concept::Debug, Concept::Why,
                       Concept::Audit}))
      continue;
    const auto rule_of = [](const Request& part) {
      return find_rule(read_sentence(part, find_named_things(part)).concepts);
    };
    const IntentRule* first = rule_of(head);
    const IntentRule* other = rule_of(tail);
    const auto about_failures = [](const IntentRule& rule) {
      return rule.name == "debug_job" || rule.name == "recent_failures" || rule.name == "job_status" ||
             rule.name == "job_logs" || rule.name == "cost_top" || rule.name == "cost_spike";
    };
    if (first == nullptr || other == nullptr || first->name == other->name) continue;
    if (about_failures(*first) && about_failures(*other) &&
        (first->name.substr(0, 4) == "cost") == (other->name.substr(0, 4) == "cost"))
      continue;
    if (other->confidence >= 0.8 && first->confidence >= 0.8) return true;
  }
  return false;
}

/// Words that no concept, name or grammar explains: a request that is mostly these is about something else.
std::size_t strange_words(const Request& request, const NamedThings& things) {
  std::size_t strange = 0;
  for (std::size_t i = request.main; i < request.words.size(); ++i) {
    const Word& word = request.words[i];
    const bool explained = things.is_name[i] || word.quoted || !word.concepts.none() || is_plain_word(word.lower) ||
                           number_of(word.lower) || word.lower.size() < 3;
    if (!explained) ++strange;
  }
  return strange;
}

/// Workflows and tools that only read, for people who name them outright ("cost_top for 7 days").
constexpr std::string_view kNamedFlows[] = {"debug_job",   "prove_table",      "audit_jobs",        "cost_top",
                                            "cost_spike",  "genai_cost_agent", "uc_explain_access", "uc_diff_grants",
                                            "capture_job", "capture_pipeline", "drift_detect",      "job_status",
                                            "job_logs",    "query_history"};
constexpr std::string_view kNamedTools[] = {"list_catalogs",  "list_schemas",    "list_tables",
                                            "describe_table", "recent_failures", "top_tables_by_size"};

/// The workflow or tool that is called by its id at the beginning, behind nothing but an order to use it.
std::optional<IntentRule> find_named_rule(const Request& request) {
  for (std::size_t i = request.main; i < request.words.size(); ++i) {
    const std::string& word = request.words[i].lower;
    for (const std::string_view name : kNamedFlows) {
      if (word == name) return IntentRule{IntentKind::Workflow, name, 0.95, {}};
    }
    for (const std::string_view name : kNamedTools) {
      if (word == name) return IntentRule{IntentKind::Tool, name, 0.95, {}};
    }
    const bool order = word == "run" || word == "use" || word == "execute" || word == "call" || word == "the" ||
                       word == "workflow" || word == "tool" || word == "start" || word == "please" || word == "do" ||
                       word == "a" || word == "show" || word == "give" || word == "me";
    if (!order) return std::nullopt;
  }
  return std::nullopt;
}

struct ListedKind {
  std::string_view plural;
  std::string_view path;  ///< of the list, for `api get`: works without the official command line too
};
constexpr ListedKind kListed[] = {{"jobs", "/api/2.2/jobs/list?limit=100"},
                                  {"clusters", "/api/2.1/clusters/list"},
                                  {"warehouses", "/api/2.0/sql/warehouses"},
                                  {"pipelines", "/api/2.0/pipelines"}};

/// "list jobs", "which warehouses do we have": the plain list of a kind, and nothing more.
std::optional<Intent> read_plain_list(const Request& request, const Sentence& sentence) {
  constexpr std::size_t kMostWords = 9;
  if (request.words.size() > kMostWords || sentence.wants_work || sentence.wants_advice || sentence.several)
    return std::nullopt;
  if (!sentence.concepts.has_any({Concept::List, Concept::Look})) return std::nullopt;
  const ListedKind* kind = nullptr;
  for (std::size_t i = request.main; i < request.words.size(); ++i) {
    const Word& word = request.words[i];
    const auto* listed = std::find_if(std::begin(kListed), std::end(kListed),
                                      [&](const ListedKind& k) { return k.plural == word.lower; });
    const bool known = word.lower == "list" || word.lower == "show" || word.lower == "what" || word.lower == "which" ||
                       word.lower == "sql" || word.lower == "databricks" || word.lower == "enumerate" ||
                       word.lower == "display" || word.lower == "available" || word.lower == "exist" ||
                       word.lower == "running" || word.lower == "see" || word.lower == "lakeflow" ||
                       is_plain_word(word.lower);
    if (listed != std::end(kListed)) {
      if (kind != nullptr) return std::nullopt;
      kind = listed;
    } else if (!known || word.quoted) {
      return std::nullopt;
    }
  }
  if (kind == nullptr) return std::nullopt;
  return Intent{IntentKind::Tool, "databricks_cli",
                JsonBox(JsonObject{{"arguments", JsonArray{"api", "get", kind->path}}}), 0.75};
}

Intent by_rules(const Request& request) {
  const NamedThings things = find_named_things(request);
  const Sentence sentence = read_sentence(request, things);
  const auto named = find_named_rule(request);
  const IntentRule* rule = named ? &*named : find_rule(sentence.concepts);
  if (rule == nullptr || (rule->kind != IntentKind::NeedsModel && rule->confidence < 0.9)) {
    if (auto list = read_plain_list(request, sentence)) return *list;
  }
  if (rule == nullptr) return needs_model(sentence.wants_advice || sentence.wants_work ? 0.9 : 0.7);
  if (rule->kind == IntentKind::NeedsModel) return needs_model(rule->confidence);
  if (refuses(request, sentence, *rule) || has_two_readings(request)) return needs_model(0.8);
  constexpr std::size_t kMostStrange = 1;
  if (rule->confidence < 0.8 && strange_words(request, things) > kMostStrange) return needs_model(0.7);
  const std::string name = rule->kind == IntentKind::Sql ? "sql_execute" : std::string(rule->name);
  return {rule->kind, name, JsonBox(intent_arguments(rule->name, request, things, sentence.concepts)),
          rule->confidence};
}

}  // namespace

std::string_view name_of(IntentKind kind) {
  switch (kind) {
    case IntentKind::Workflow:
      return "workflow";
    case IntentKind::Tool:
      return "tool";
    case IntentKind::Sql:
      return "sql";
    case IntentKind::NeedsModel:
      return "needs_model";
  }
  return "needs_model";
}

Intent read_intent(std::string_view text) {
  const Request request = parse_request(text.substr(0, kMaxBytes));
  if (request.words.empty()) return needs_model(1.0);
  const auto command = find_plain_command(request);
  if (command && !command->reads_as_english) return command->intent;
  Intent read = by_rules(request);
  if (command && read.kind == IntentKind::NeedsModel) return command->intent;
  return read;
}

JsonObject to_json(const Intent& intent) {
  JsonObject object{{"kind", name_of(intent.kind)}};
  object["name"] = intent.name.empty() ? JsonValue(nullptr) : JsonValue(intent.name);
  object["arguments"] = *intent.arguments;
  return object;
}

std::string describe(const Intent& intent) {
  if (intent.kind == IntentKind::NeedsModel) return "a request for a language model";
  std::string line = intent.kind == IntentKind::Sql ? "SQL" : std::string(name_of(intent.kind)) + " " + intent.name;
  for (const auto& member : intent.arguments->get_object()) {
    line += ", " + std::string(member.key()) + " ";
    line += member.value().is_string() ? std::string(member.value().get_string()) : json::serialize(member.value());
  }
  return line;
}

}  // namespace lakecode::knowledge
