#include "knowledge/sentence.h"

#include <algorithm>
#include <initializer_list>

#include "knowledge/time_span.h"

namespace lakecode::knowledge {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool starts(const Word& word) {
  return !word.quoted &&
         one_of(word.lower, {"run", "start", "trigger", "launch", "execute", "rerun", "re-run", "kick", "kickoff",
                             "invoke", "fire", "relaunch", "retrigger", "restart", "run-now", "run_job"});
}

bool deploys(const Word& word) {
  return !word.quoted && one_of(word.lower, {"deploy", "upload", "ship", "push", "release", "promote", "publish",
                                             "roll", "rollout", "redeploy", "put", "copy", "import", "bundle_deploy",
                                             "deploy_file", "cp", "place", "transfer"});
}

bool applies(const Word& word) {
  return !word.quoted && one_of(word.lower, {"apply", "enact", "uc_apply_grants"});
}

class Reader {
 public:
  Reader(const Request& request, const NamedThings& things) : request_(request), things_(things), main_(request.main) {}

  Sentence run() {
    skip_denied_clause();
    skip_topic();
    for (std::size_t i = 0; i < request_.words.size(); ++i) {
      if (is(i, {"catalog"}) && i > 0 && is(i - 1, {"unity"})) continue;  // a product, no catalog
      if (!things_.is_name[i] || request_.words[i].phrase > 0) sentence_.concepts.add(request_.words[i].concepts);
    }
    sentence_.concepts.add(concepts_of(things_));
    if (request_.question) sentence_.concepts.add(Concept::Question);
    find_gaps();
    find_choice();
    find_plain_verbs();
    forgive_conditions();
    find_watch();
    find_order();
    find_qualified_start();
    find_denied_start();
    find_work();
    find_later_acts();
    sentence_.wants_advice = sentence_.concepts.has(Concept::HowTo);
    sentence_.wants_lesson = sentence_.concepts.has(Concept::Learn);
    sentence_.later = sentence_.concepts.has(Concept::When) || speaks_of_a_time_to_come(request_);
    return sentence_;
  }

 private:
  [[nodiscard]] const Word& word(std::size_t i) const { return request_.words[i]; }
  [[nodiscard]] bool is(std::size_t i, std::initializer_list<std::string_view> words) const {
    return i < request_.words.size() && !word(i).quoted && one_of(word(i).lower, words);
  }

  /// "jobs without a timeout", "missing alerts": what an audit looks for.
  void find_gaps() {
    for (std::size_t i = 0; i < request_.words.size(); ++i) {
      if (!is(i, {"without", "no", "missing", "lack", "lacks", "lacking", "miss", "not", "any"})) continue;
      for (std::size_t next = i + 1; next <= i + 4; ++next) {
        if (is(next, {"retry", "retries", "alert", "alerts", "alerting", "notification", "notifications", "owner",
                      "owners", "timeout", "timeouts", "monitoring", "notify"}))
          sentence_.concepts.add(Concept::Audit);
      }
    }
  }

  /// "green or red?": a question for the state, and no word of a failure.
  void find_choice() {
    for (std::size_t i = 1; i + 1 < request_.words.size(); ++i) {
      const Concepts& left = word(i - 1).concepts;
      const Concepts& right = word(i + 1).concepts;
      const bool both = (left.has(Concept::Succeed) && right.has(Concept::Fail)) ||
                        (left.has(Concept::Fail) && right.has(Concept::Succeed));
      if (!is(i, {"or"}) || !both) continue;
      sentence_.concepts.remove(Concept::Fail);
      sentence_.concepts.add(Concept::Status);
    }
  }

  void find_plain_verbs() {
    // "how big is it in rows"
    for (std::size_t i = 0; i + 1 < request_.words.size(); ++i) {
      if (!is(i, {"in"}) || !is(i + 1, {"rows", "records"})) continue;
      sentence_.concepts.add(Concept::Count);
      sentence_.concepts.remove(Concept::Columns);
    }
    // "the deployed jobs": of a bundle, and no order
    for (std::size_t i = 1; i < request_.words.size(); ++i) {
      if (is(i, {"deployed"}) && is(i + 1, {"jobs", "pipelines", "resources", "things", "workflows", "objects"}))
        sentence_.concepts.add(Concept::Deployed);
      if (is(i, {"deployed"}) && is(i - 1, {"is"}) && i > 1 && is(i - 2, {"what"}))
        sentence_.concepts.add(Concept::Deployed);
    }
    find_bare_failures();
    find_sampled_check();
    find_said();
    find_leave_to_query();
    if (main_ < request_.words.size() && word(main_).concepts.has(Concept::Did))
      sentence_.concepts.add(Concept::AsksWhether);
    find_told();
  }

  /// "failures, please": nothing else is said.
  void find_bare_failures() {
    std::size_t last = request_.words.size();
    while (last > main_ + 1 && is(last - 1, {"please", "pls", "plz", "thanks", "pl", "report", "list"})) --last;
    if (last == main_ + 1 && is(main_, {"failures", "fails", "errors", "crashes", "incidents"}))
      sentence_.concepts.add(Concept::Recent);
  }

  /// "check main.sales.orders, sample 5000 rows": the sample is what is judged by, and not what is asked for. "QA" is
  /// an environment too, but none that stands before a table as the verb.
  void find_sampled_check() {
    const bool checks = is(main_, {"check", "test", "inspect", "examine", "scan"}) && (things_.rows || things_.limit) &&
                        has_behind(main_, {"sample", "sampling", "sampled"});
    if ((checks || is(main_, {"qa"})) && things_.tables.size() == 1) sentence_.concepts.add(Concept::Prove);
  }

  /// What a log or a task says is no lesson.
  void find_said() {
    // "what does task load say in run 12"
    if (!things_.task.empty() && !things_.runs.empty() && has_behind(main_, {"say", "says", "said", "report"}))
      sentence_.concepts.add(Concept::Logs);
    // "what does the log say" asks for its lines, "what does it mean" for a lesson.
    if (sentence_.concepts.has(Concept::Logs) && has_behind(main_, {"say", "says"}))
      sentence_.concepts.remove(Concept::Learn);
  }

  void find_leave_to_query() {
    // "can the analysts query it": what is allowed, and not what was run
    const bool may = is(main_, {"can", "could", "may", "is", "are", "does", "do"});
    const bool speaks_of_queries = std::any_of(request_.words.begin(), request_.words.end(), [](const Word& one) {
      return one.concepts.has(Concept::Query) && one.lower != "query";
    });
    const bool named = may && !things_.principal.empty() && !things_.privilege.empty();
    if (!speaks_of_queries && (named || speaks_of_leave_to_query())) sentence_.concepts.remove(Concept::Query);
  }

  /// "who is able to query it", "everyone who may query it".
  [[nodiscard]] bool speaks_of_leave_to_query() const {
    for (std::size_t i = 1; i < request_.words.size(); ++i) {
      if (!is(i, {"query"})) continue;
      const bool leave = is(i - 1, {"can", "could", "may"}) && !things_.tables.empty();
      const bool able = i > 1 && is(i - 1, {"to"}) && word(i - 2).concepts.has(Concept::Access);
      const bool capable = i > 1 && is(i - 1, {"to"}) && is(i - 2, {"able", "allowed", "permitted", "entitled"});
      if (leave || able || capable) return true;
    }
    return false;
  }

  /// A passive in the past behind its subject.
  void find_told() {
    if (request_.question || sentence_.concepts.has_any({Concept::Why, Concept::Debug, Concept::Who})) return;
    for (std::size_t i = main_ + 1; i + 1 < request_.words.size(); ++i) {
      sentence_.told =
          sentence_.told || (is(i, {"was", "were", "got", "been"}) &&
                             is(i + 1, {"started", "triggered", "launched", "run", "rerun", "restarted", "executed",
                                        "deployed", "uploaded", "applied", "kicked", "fired"}));
    }
    const bool asks = is(main_, {"was", "were", "has", "have", "is", "did", "what", "which", "when", "how", "show",
                                 "list", "tell", "find", "check", "see", "get", "give"});
    if (asks) sentence_.told = false;
  }

  /// "let me know if job 12 fails", "if it is not running then start it": for a time to come.
  void find_watch() {
    const bool opens =
        is(main_, {"if", "unless", "whenever", "once"}) ||
        (is(main_, {"when"}) && !is(main_ + 1, {"did", "does", "do", "will", "is", "was", "has", "were"}));
    if (!opens) return;
    for (std::size_t i = main_ + 1; i < request_.words.size(); ++i) {
      if (is(i, {"fails", "finishes", "breaks", "completes", "ends", "crashes", "dies", "stops", "succeeds", "starts"}))
        sentence_.wants_work = true;
      const bool noun = is(i, {"run"}) && !things_.runs.empty();
      if (is_order(word(i)) && !noun && (word(i).breaks || begins_clause(i))) sentence_.conditional = true;
    }
  }

  /// "if job 5 is ok deploy the bundle": no subject and no article stands before the verb.
  [[nodiscard]] bool begins_clause(std::size_t i) const {
    return i > main_ + 1 &&
           !is(i - 1, {"the",   "a",     "an",  "this", "that", "last", "latest", "next", "first", "my",
                       "our",   "its",   "any", "each", "i",    "we",   "you",    "they", "he",    "she",
                       "to",    "can",   "do",  "does", "did",  "will", "would",  "may",  "could", "should",
                       "not",   "never", "in",  "of",   "for",  "from", "with",   "by",   "every", "it",
                       "which", "who",   "job", "task", "dry",  "test", "one",    "no",   "per"});
  }

  /// "overwrite if it exists", "wait until it finishes": conditions that belong to the order itself.
  void forgive_conditions() {
    std::size_t conditions = 0;
    for (std::size_t i = 0; i < request_.words.size(); ++i) {
      if (!word(i).concepts.has(Concept::When)) continue;
      const bool present = is(i + 1, {"exists", "existing", "present"}) ||
                           (is(i + 1, {"it", "one"}) && is(i + 2, {"exists", "already"}));
      const bool overwrites = is(i, {"if"}) && present;
      const bool waits = is(i, {"until", "once"}) && i > 0 &&
                         (word(i - 1).concepts.has(Concept::Wait) || is(i - 1, {"it", "wait", "block"}));
      const bool again = is(i, {"once"}) && is(i + 1, {"more", "again"});
      // "run it and tell me when it is done"
      const bool tells = is(i, {"when", "once"}) && i > 1 && is(i - 1, {"me", "know"}) && main_ < i - 1 &&
                         starts(word(main_)) && things_.jobs.size() == 1 && things_.runs.empty();
      if (tells) sentence_.concepts.add(Concept::Wait);
      if (!overwrites && !waits && !again && !tells) ++conditions;
    }
    if (conditions == 0) sentence_.concepts.remove(Concept::When);
  }

  [[nodiscard]] bool denies(std::size_t i) const {
    return (is(i, {"do", "should", "must", "will", "can", "please"}) && is(i + 1, {"not"})) ||
           is(i, {"never", "without", "avoid"});
  }

  /// "job 12: start it": what is spoken of stands in front, and nothing but the order behind.
  void skip_topic() {
    if (!is(main_, {"job", "workflow"}) || things_.jobs.size() != 1) return;
    const std::size_t verb = main_ + 2;
    if (verb >= request_.words.size() || !word(verb).breaks || !starts(word(verb))) return;
    for (std::size_t i = verb + 1; i < request_.words.size(); ++i) {
      if (!is(i, {"it", "now", "please", "again", "once", "immediately", "this"})) return;
    }
    main_ = verb;
  }

  /// "do not run it, just show its status": the order is in the second clause.
  void skip_denied_clause() {
    if (!denies(main_)) return;
    denied_ = true;
    for (std::size_t i = main_ + 1; i < request_.words.size(); ++i) {
      if (!word(i).breaks && !is(i, {"but", "just", "only"})) continue;
      while (is(i, {"but", "just", "only", "instead", "rather", "and", "please", "simply"}) &&
             i + 1 < request_.words.size())
        ++i;
      main_ = i;
      return;
    }
  }

  /// Words after the main verb that take an order back: "run job 5? no, don't".
  [[nodiscard]] bool takes_back() const {
    for (std::size_t i = 0; i < request_.words.size(); ++i) {
      if (is(i, {"not"}) && is(i + 1, {"wait", "overwrite", "overwriting", "waiting", "replace"})) continue;
      if (is(i, {"without", "no"}) && is(i + 1, {"waiting", "overwrite", "overwriting", "replacing", "need"})) continue;
      if (is(i, {"not",      "never",  "without", "no",        "nope",     "nevermind", "stop",
                 "avoid",    "dry",    "dry-run", "--dry-run", "simulate", "pretend",   "hypothetically",
                 "rehearse", "dryrun", "instead", "would",     "should",   "might",     "plan-only"}) &&
          !(is(i, {"would", "should", "might"}) && i < main_))
        return true;
    }
    return false;
  }

  void find_order() {
    if (main_ >= request_.words.size()) return;
    const bool polite = main_ > 0 && is(0, {"can", "could", "would", "will", "please", "hey", "hi", "ok", "okay"});
    const bool open = !request_.asks_leave && (!request_.question || polite) &&
                      !sentence_.concepts.has(Concept::When) && !sentence_.concepts.has(Concept::HowTo) &&
                      !takes_back() && !(denied_ && main_ == request_.main);
    const bool bundle_first = is(main_, {"bundle"}) && main_ + 1 < request_.words.size() && deploys(word(main_ + 1));
    const Word& verb = word(bundle_first ? main_ + 1 : main_);
    const bool noun = is(main_ + 1, {"of", "time", "date", "status", "history", "logs", "output", "id", "results",
                                     "result", "report", "for"}) ||
                      (is(main_, {"run"}) && !things_.runs.empty());
    if ((starts(verb) && !noun) || sets_going()) note_order(open, Concept::OrderStart);
    const std::size_t at = bundle_first ? main_ + 1 : main_;
    const bool back = is(at, {"roll"}) && !has_behind(at, {"out"});  // "roll back", "roll the bundle out"
    if (deploys(verb) && !noun && !back) note_order(open, Concept::OrderDeploy);
    const bool goes_ahead = is(main_, {"go", "proceed"}) && !things_.plan.empty() && has_behind(main_, {"with"});
    if ((applies(verb) && !noun) || goes_ahead) note_order(open, Concept::OrderApply);
  }

  [[nodiscard]] bool has_behind(std::size_t at, std::initializer_list<std::string_view> words) const {
    for (std::size_t i = at + 1; i < request_.words.size(); ++i) {
      if (is(i, words)) return true;
    }
    return false;
  }

  /// "set job 40 going", "get job 12 running again", "make job 12 run".
  [[nodiscard]] bool sets_going() const {
    if (!is(main_, {"set", "get", "make"}) || things_.jobs.size() != 1) return false;
    std::size_t last = request_.words.size();
    while (last > main_ && is(last - 1, {"please", "now", "again", "asap", "today", "thanks"})) --last;
    if (is(main_, {"make"})) {  // and nothing between: "make sure job 12 can run"
      const std::size_t job = is(main_ + 1, {"the"}) ? main_ + 2 : main_ + 1;
      return is(job, {"job"}) && last == job + 3 && is(last - 1, {"run", "start"});
    }
    return last > main_ + 2 && is(last - 1, {"going", "running", "started", "rolling", "off"});
  }

  void note_order(bool open, Concept order) {
    ++acts_;
    if (!open && sentence_.concepts.has(Concept::When)) sentence_.conditional = true;
    sentence_.concepts.add(open ? order : Concept::Withheld);
  }

  /// "run only task load of job 5", "rerun job 5 for yesterday": not the whole job as it stands, and no input says so.
  void find_qualified_start() {
    if (!sentence_.concepts.has(Concept::OrderStart) || things_.jobs.empty()) return;
    for (std::size_t i = main_ + 1; i < request_.words.size(); ++i) {
      if (qualifies_start(i)) sentence_.conditional = true;
    }
  }

  [[nodiscard]] bool qualifies_start(std::size_t i) const {
    const std::size_t noun = is(i + 1, {"the", "a", "our", "my"}) ? i + 2 : i + 1;
    if (is(i, {"task", "tasks", "step", "twice", "thrice", "except", "excluding", "backfill"})) return true;
    if (is(i, {"for"}))
      return is(noun,
                {"yesterday", "date", "day", "week", "month", "last", "past", "previous", "every", "each", "all"});
    if (is(i, {"as"})) return is(noun, {"user", "service", "principal", "admin", "owner"});
    if (is(i, {"on"})) return is(noun, {"cluster", "warehouse", "serverless"});
    if (is(i, {"from"})) return is(noun, {"scratch", "beginning", "start", "failure", "where", "failed"});
    return is(i, {"full"}) && is(i + 1, {"refresh", "reload", "load"});
  }

  /// "I was about to run job 5 but let us not": spoken of, and taken back.
  void find_denied_start() {
    if (!takes_back() && !(denied_ && main_ == request_.main)) return;
    for (std::size_t i = 0; i < request_.words.size(); ++i) {
      if (starts(word(i)) && !(is(i, {"run"}) && !things_.runs.empty())) sentence_.concepts.add(Concept::Withheld);
    }
  }

  void find_work() {
    if (main_ < request_.words.size() &&
        ((word(main_).concepts.has(Concept::Make) && !is_order(word(main_)) && !ordered()) || gives()))
      sentence_.wants_work = true;
  }

  /// "give dave access": a grant in other words.
  [[nodiscard]] bool gives() const {
    if (is(main_ + 1, {"me", "us"})) return false;
    const bool gift = is(main_, {"give", "let", "allow", "permit", "authorize", "authorise"}) &&
                      sentence_.concepts.has_any({Concept::HasPrivilege, Concept::Access}) &&
                      !sentence_.concepts.has(Concept::Who);
    const bool named =
        is(main_, {"give", "let", "allow", "enable", "permit", "authorize", "authorise", "get", "make", "ensure"}) &&
        !is(main_ + 1, {"the", "a", "all"}) && !things_.principal.empty();
    const bool message = is(main_, {"tell", "inform", "ask", "remind", "warn", "let"}) &&
                         main_ + 1 < request_.words.size() &&
                         !word(main_ + 1).concepts.has_any({Concept::Why, Concept::Who, Concept::Anything}) &&
                         !is(main_ + 1, {"if", "whether", "how", "when", "where"});
    return gift || named || message;
  }

  [[nodiscard]] static bool is_order(const Word& one) { return starts(one) || deploys(one) || applies(one); }

  /// A second verb behind "and", "then" or a comma.
  void find_later_acts() {
    for (std::size_t i = main_ + 1; i < request_.words.size(); ++i) {
      const bool joined = is(i - 1, {"and", "then", "also", "please", "&", "afterwards", "plus"}) || word(i).breaks;
      if (!joined || word(i).quoted || (i > 1 && denies(i - 2)) || is(i - 1, {"not", "without"})) continue;
      if (is_order(word(i)) && !is(i + 1, {"of", "time", "history", "logs"}) &&
          !(is(i, {"run"}) && !things_.runs.empty())) {
        if (!(is(i - 1, {"please"}) && i - 1 <= main_)) ++acts_;
      }
      const bool listed =
          word(i - 1).concepts.has(Concept::MayDo) || (i > 1 && word(i - 2).concepts.has(Concept::MayDo));
      const bool overwrites = word(i).concepts.has(Concept::Overwrite) && !things_.remote_paths.empty();
      const bool repair_told = is(i, {"fix", "repair", "mend"}) || is(i, {"change", "changed", "set"});
      if (word(i).concepts.has(Concept::Make) && !listed && !repair_told && !overwrites) sentence_.wants_work = true;
    }
    sentence_.several = acts_ > 1 || (acts_ == 1 && !ordered() && !sentence_.concepts.has(Concept::Withheld));
  }

  [[nodiscard]] bool ordered() const {
    return sentence_.concepts.has_any({Concept::OrderStart, Concept::OrderDeploy, Concept::OrderApply});
  }

  const Request& request_;
  const NamedThings& things_;
  std::size_t main_;
  bool denied_ = false;
  int acts_ = 0;
  Sentence sentence_;
};

}  // namespace

Sentence read_sentence(const Request& request, const NamedThings& things) {
  return Reader(request, things).run();
}

}  // namespace lakecode::knowledge
