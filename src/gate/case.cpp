#include "gate/case.h"

#include "base/json.h"
#include "gate/question.h"

namespace lakecode::gate {
namespace {

constexpr std::size_t kMaxRecordedText = 256U << 10U;
constexpr std::size_t kMaxToldRules = 50;

std::string_view outcome_text(const CaseRecord& c) {
  if (c.course == CaseRecord::Course::Pass) return "allowed";
  switch (c.refusal) {
    case Refusal::Kind::NeedsApproval:
      return "needs_approval";
    case Refusal::Kind::Declined:
      return "declined";
    case Refusal::Kind::Edited:
      return "edited";
    case Refusal::Kind::DryRun:
      return "dry_run";
    case Refusal::Kind::Denied:
      break;
  }
  return "denied";
}

JsonArray texts(const std::vector<std::string>& lines) {
  JsonArray out;
  for (const std::string& line : lines) out.emplace_back(line);
  return out;
}

void add_rule(JsonObject& record, const CaseRecord& c, const policy::Policy& policy) {
  record["ruling"] = policy::name_of(c.decision.ruling);
  if (c.decision.rule == nullptr) return;
  const policy::Source& source = policy.source_of(*c.decision.rule);
  record["rule"] = c.decision.rule->name;
  record["rule_file"] = source.name;
  record["rule_file_sha256"] = source.sha256;
  record["rule_line"] = c.decision.rule->at.line;
  if (c.decision.is_fault) record["rule_fault"] = true;
}

}  // namespace

void CaseRecord::refuse_for_nobody() {
  const bool asked_by_rule = decision.rule != nullptr && decision.ruling != policy::Ruling::Allow;
  const bool destroys = verdict.effect_class == safety::EffectClass::Destructive;
  std::string advice = "allow it with --approve " + std::string(destroys ? "destructive" : "write");
  if (by == "taint") advice = "content from outside (" + tainted_by + ") is in this turn, so a person must decide";
  if (by == "caller") advice = action.ask_because + ", so a person must decide: run it at a terminal";
  if (by == "compliance") advice = "compliance mode wants a person for what is DESTRUCTIVE";
  if (asked_by_rule) advice = rule_message + "; run it at a terminal";
  refuse(Refusal::Kind::NeedsApproval, "nobody", std::move(advice));
}

JsonBox record_of(const CaseRecord& c, const policy::Policy& policy) {
  JsonObject record;
  record["door"] = name_of(c.action.door);
  record["name"] = c.action.name;
  record["step"] = c.action.step;
  record["class"] = safety::name_of(c.verdict.effect_class);
  record["kind"] = c.verdict.kind;
  record["parsed"] = c.verdict.parsed;
  record["digest"] = c.digest;
  record["host"] = c.action.host;
  record["profile"] = c.action.profile;
  if (!c.principal.empty()) record["principal"] = c.principal;
  record["reasons"] = texts(safety::texts_of(safety::reasons_of(c.verdict)));
  const std::string text = safety::text_of(c.action.effect);
  record["text"] = std::string_view(text).substr(0, kMaxRecordedText);
  record["decision"] = outcome_text(c);
  record["by"] = c.by;
  add_rule(record, c, policy);
  if (!c.why.empty()) record["why"] = c.why;
  if (!c.tainted_by.empty()) record["tainted_by"] = c.tainted_by;
  if (!c.scope.empty()) record["always"] = c.scope;
  if (!c.second_person.empty()) record["second_person"] = JsonObject{{"name", c.second_person}, {"key", c.second_key}};
  if (!c.reach.lines.empty()) record["reach"] = texts(c.reach.lines);
  return JsonBox(std::move(record));
}

Refusal refusal_of(const CaseRecord& c) {
  return Refusal{.kind = c.refusal,
                 .verdict = c.verdict,
                 .message = refusal_message(c.verdict, c.refusal, c.why),
                 .rule = c.decision.rule == nullptr ? "" : c.decision.rule->name,
                 .edited = c.edited};
}

std::string reasons_text(const CaseRecord& c, const policy::Policy& policy,
                         const std::vector<policy::RuleReport>& reports) {
  std::string out;
  for (const safety::Reason& reason : safety::reasons_of(c.verdict)) out += "  " + reason.text() + "\n";
  std::size_t told = 0;
  for (const policy::RuleReport& report : reports) {
    if (++told > kMaxToldRules) break;
    out += "  rule '" + report.rule->name + "' (" + policy.place_of(*report.rule) + ", " +
           std::string(policy::name_of(report.rule->ruling)) + ") " + (report.speaks ? "speaks" : "is silent") + ": " +
           report.why + "\n";
  }
  if (reports.size() > kMaxToldRules) out += "  and more; `lakecode policy explain` shows all rules\n";
  if (reports.empty()) out += "  there are no policy rules; READ_ONLY runs and the rest is asked about\n";
  return out;
}

}  // namespace lakecode::gate
