// Finds by form first, then by the words beside. A number belongs to the nearest word on its left that says what it
// counts ("job id 12"), else to the one on its right ("10 biggest tables", "12345 job").

#include "knowledge/named_things.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "knowledge/name_forms.h"
#include "knowledge/time_span.h"

namespace lakecode::knowledge {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Words that may stand between a noun and its id: "job with the id 12".
bool is_filler(std::string_view word) {
  return one_of(word,
                {"id",    "ids",    "number", "no",     "nr",      "num",    "#",       "with",     "the",        "is",
                 "of",    "having", "called", "named",  "a",       "run_id", "job_id",  "numbered", "identified", "by",
                 "its",   "name",   "whose",  "numero", "jobs",    "and",    "or",      "&",        "my",         "our",
                 "their", "status", "logs",   "log",    "failure", "info",   "details", "result",   "output"});
}

class Finder {
 public:
  explicit Finder(const Request& request) : request_(request), used_(request.words.size(), false) {}

  NamedThings run() {
    if (const auto span = find_time_span(request_)) {
      things_.span_hours = span->hours;
      std::fill(used_.begin() + static_cast<std::ptrdiff_t>(span->first),
                used_.begin() + static_cast<std::ptrdiff_t>(span->last), true);
    }
    find_privilege();
    for (std::size_t i = 0; i < used_.size(); ++i) find_by_form(i);
    for (std::size_t i = 0; i < used_.size(); ++i) find_number(i);
    for (std::size_t i = 0; i < used_.size(); ++i) find_beside(i);
    find_principal();
    find_containers();
    find_deployment();
    things_.is_name = used_;
    return std::move(things_);
  }

 private:
  [[nodiscard]] const std::string& lower(std::size_t i) const { return request_.words[i].lower; }
  [[nodiscard]] const std::string& text(std::size_t i) const { return request_.words[i].text; }
  [[nodiscard]] bool exists(std::size_t i) const { return i < used_.size(); }
  [[nodiscard]] bool is(std::size_t i, std::initializer_list<std::string_view> words) const {
    return exists(i) && !request_.words[i].quoted && one_of(lower(i), words);
  }
  /// May be the name of something: free, and a quoted text without blanks or a word that is none of the plain ones.
  [[nodiscard]] bool may_name(std::size_t i) const {
    if (!exists(i) || used_[i]) return false;
    if (request_.words[i].quoted) return text(i).find(' ') == std::string::npos;
    return is_identifier(text(i)) && !is_plain_word(lower(i));
  }
  /// A name that no concept speaks for, or that is written like a name.
  [[nodiscard]] bool is_certain_name(std::size_t i) const {
    return may_name(i) && (request_.words[i].quoted || request_.words[i].concepts.none() ||
                           text(i).find_first_of("_-0123456789") != std::string::npos);
  }

  void find_by_form(std::size_t i) {
    if (used_[i]) return;
    const std::string& word = text(i);
    if (is_email(word)) {
      if (things_.principal.empty()) things_.principal = word;
      used_[i] = true;
    } else if (is_remote_path(word)) {
      things_.remote_paths.push_back(word);
      used_[i] = true;
    } else if (is_local_path(word) && lower(i) != "databricks.yml" && lower(i) != "databricks.yaml") {
      things_.local_paths.push_back(word);
      used_[i] = true;
    } else if (is_uuid(word)) {
      take_uuid(i);
    } else if (const int parts = dotted_parts(word); parts >= 2) {
      take_dotted(i, parts);
    }
  }

  void take_uuid(std::size_t i) {
    if (near_word(i, {"pipeline", "pipelines", "dlt"})) {
      things_.pipeline = text(i);
    } else if (near_word(i, {"plan", "plan_id"})) {
      things_.plan = text(i);
    } else if (things_.principal.empty()) {
      things_.principal = text(i);
    }
    used_[i] = true;
  }

  /// One of `words` stands at most three places before `i`.
  [[nodiscard]] bool near_word(std::size_t i, std::initializer_list<std::string_view> words) const {
    for (std::size_t back = 1; back <= 3 && back <= i; ++back) {
      if (is(i - back, words)) return true;
    }
    return false;
  }

  void take_dotted(std::size_t i, int parts) {
    for (const std::string_view type : {"volume", "function", "model"}) {
      if (i > 0 && is(i - 1, {type})) things_.typed = std::string(type) + ":" + text(i);
    }
    if (i > 0 && is(i - 1, {"job"})) {
      things_.job_names.push_back(text(i));
    } else if (i > 0 && is(i - 1, {"pipeline", "warehouse"})) {
      (lower(i - 1) == "pipeline" ? things_.pipeline : things_.warehouse) = text(i);
    } else if (things_.typed.empty()) {
      (parts == 3 ? things_.tables : things_.pairs).push_back(text(i));
    }
    used_[i] = true;
  }

  void find_number(std::size_t i) {
    if (used_[i]) return;
    std::string word = lower(i);
    bool marked = false;
    for (const std::string_view before : {"#", "job-", "run-", "job#", "run#", "job_", "run_"}) {
      if (!word.starts_with(before) || !is_digits(std::string_view(word).substr(before.size()))) continue;
      (before.starts_with("run") ? things_.runs : things_.jobs).push_back(word.substr(before.size()));
      used_[i] = true;
      if (before == "#") {
        things_.jobs.pop_back();
        word.erase(0, 1);
        marked = true;
        used_[i] = false;
      }
      break;
    }
    if (used_[i]) return;
    if (!is_digits(word) && !(number_of(word) && word.size() > 2)) return;
    if (take_limit(i, word)) return;
    if (is_digits(word)) take_id(i, word, marked);
  }

  bool take_limit(std::size_t i, const std::string& word) {
    const auto value = number_of(text::replace_all(word, ",", ""));
    if (!value || *value == 0) return false;
    const bool before =
        i > 0 && is(i - 1, {"top", "first", "limit", "worst", "most", "bottom", "max", "maximum", "only", "last",
                            "sample", "sampling", "largest", "biggest", "than", "latest", "newest"});
    const bool after = exists(i + 1) && !request_.words[i + 1].breaks &&
                       (is(i + 1, {"biggest", "largest", "tables",  "rows",    "most",      "heaviest",  "top",
                                   "row",     "records", "slowest", "worst",   "fattest",   "schemas",   "bulkiest",
                                   "big",     "large",   "huge",    "table",   "massive",   "chunkiest", "views",
                                   "items",   "results", "entries", "queries", "costliest", "priciest"}));
    if (is(i + 1, {"rows", "row", "records"}) || (is(i + 1, {"sample", "random"}) && is(i + 2, {"rows", "records"}))) {
      things_.rows = value;
    } else if (after || (before && !is(i - 1, {"than"}))) {
      things_.limit = value;
    } else {
      return false;
    }
    if (!is_digits(word) && one_of(word, {"one", "few", "couple"})) return true;
    used_[i] = true;
    return true;
  }

  void take_id(std::size_t i, const std::string& word, bool marked) {
    for (std::size_t back = 1; back <= 5 && back <= i; ++back) {
      const std::size_t at = i - back;
      if (take_for_noun(at, i, word)) return;
      if (is_digits(lower(at)) && used_[at]) continue;
      if (!is_filler(lower(at))) break;
    }
    if (is(i + 1, {"job", "workflow"})) return add_id(things_.jobs, i, word);
    if (is(i + 1, {"run"})) return add_id(things_.runs, i, word);
    constexpr std::size_t kLikeAnId = 4;  // shorter numbers count something
    if (!marked && word.size() < kLikeAnId) return;
    // A bare id: of a run where the sentence speaks of runs and not of jobs.
    bool job = false;
    bool run = false;
    for (std::size_t at = 0; at < used_.size(); ++at) {
      job = job || is(at, {"job", "jobs", "workflow"});
      run = run || (at > request_.main && is(at, {"run"}));
    }
    if (job || run)
      add_id(job ? things_.jobs : things_.runs, i, word);
    else
      loose_ids_.push_back(word);
  }

  bool take_for_noun(std::size_t at, std::size_t i, const std::string& word) {
    if (is(at, {"job", "jobs", "job_id", "jobid", "job-id", "workflow", "job's", "jid", "job_ids"}))
      return add_id(things_.jobs, i, word), true;
    if (is(at, {"run", "runs", "run_id", "runid", "run-id", "execution", "attempt"}))
      return add_id(things_.runs, i, word), true;
    if (is(at, {"warehouse", "warehouse_id"})) return things_.warehouse = word, used_[i] = true;
    if (is(at, {"pipeline", "pipeline_id"})) return things_.pipeline = word, used_[i] = true;
    if (is(at, {"plan", "plan_id"})) return things_.plan = word, used_[i] = true;
    if (is(at, {"sample_rows", "sample-rows"})) return things_.rows = number_of(word), used_[i] = true;
    return false;
  }

  void add_id(std::vector<std::string>& ids, std::size_t i, const std::string& word) {
    if (std::find(ids.begin(), ids.end(), word) == ids.end()) ids.push_back(word);
    used_[i] = true;
  }

  /// Names by the noun beside them.
  void find_beside(std::size_t i) {
    if (is(i, {"job", "workflow"})) return find_job_name(i);
    if (is(i, {"task", "task_key", "step"})) find_task(i);
    if (is(i, {"warehouse", "warehouse_id"}) && things_.warehouse.empty()) find_warehouse(i);
    if (is(i, {"pipeline", "pipeline_id"}) && things_.pipeline.empty()) find_pipeline(i);
    if (is(i, {"plan", "plan_id"}) && things_.plan.empty()) find_plan(i);
    find_typed(i);
  }

  void find_task(std::size_t i) {
    if (is_task_name(after_fillers(i))) {
      take(things_.task, after_fillers(i));
    } else if (i > 0 && is_certain_name(i - 1)) {
      take(things_.task, i - 1);
    }
  }

  void find_warehouse(std::size_t i) {
    const std::size_t next = after_fillers(i);
    if (is_certain_name(next)) {
      take(things_.warehouse, next);
    } else if (i > 0 && is_certain_name(i - 1) && lower(i - 1) != "sql") {
      take(things_.warehouse, i - 1);
    }
  }

  void find_pipeline(std::size_t i) {
    const std::size_t next = after_fillers(i);
    const bool like_an_id = exists(next) && !used_[next] &&
                            (request_.words[next].quoted || is_hex_id(text(next)) ||
                             text(next).find_first_of("_-0123456789") != std::string::npos);
    if (like_an_id) {
      take(things_.pipeline, next);
    } else if (i > 0 && is_certain_name(i - 1) && !is(i - 1, {"declarative", "lakeflow", "dlt", "spark"})) {
      take(things_.pipeline, i - 1);
    }
  }

  /// "external location landing", "volume files": securables that are named with their type.
  void find_typed(std::size_t i) {
    const bool one_word = is(i, {"external_location", "storage_credential", "connection", "share", "volume"});
    if (one_word && is_certain_name(i + 1) && things_.typed.empty()) {
      things_.typed = lower(i) + ":" + text(i + 1);
      used_[i + 1] = true;
    }
    if (is(i, {"external"}) && is(i + 1, {"location"}) && is_certain_name(i + 2)) {
      things_.typed = "external_location:" + text(i + 2);
      used_[i + 2] = true;
    }
  }

  /// Tasks are called by what they do ("transform"), so only words about runs are none.
  [[nodiscard]] bool is_task_name(std::size_t i) const {
    return may_name(i) && !request_.words[i].breaks &&
           !request_.words[i].concepts.has_any({Concept::Fail, Concept::Status, Concept::Logs, Concept::Why,
                                                Concept::Did, Concept::Run, Concept::Job, Concept::Look, Concept::List,
                                                Concept::Not, Concept::When, Concept::Debug});
  }

  void find_job_name(std::size_t i) {
    if (!things_.jobs.empty()) return;
    const std::size_t next = after_fillers(i);
    if (exists(next) && !used_[next] &&
        (request_.words[next].quoted ||
         (is_certain_name(next) && text(next).find_first_of("_-") != std::string::npos))) {
      things_.job_names.push_back(text(next));
      used_[next] = true;
    } else if (i > 0 && !used_[i - 1] &&
               (request_.words[i - 1].quoted ||
                (is_certain_name(i - 1) && !is(i - 1, {"databricks", "lakeflow", "spark", "etl", "batch"})))) {
      things_.job_names.push_back(text(i - 1));
      used_[i - 1] = true;
    }
  }

  void find_plan(std::size_t i) {
    const std::size_t next = after_fillers(i);
    if (!exists(next) || used_[next]) return;
    const std::string& name = text(next);
    const bool like_an_id = name.find_first_of("0123456789") != std::string::npos || request_.words[next].quoted ||
                            name.find_first_of("_-") != std::string::npos;
    if (like_an_id && is_identifier(name)) take(things_.plan, next);
  }

  [[nodiscard]] std::size_t after_fillers(std::size_t i) const {
    std::size_t next = i + 1;
    while (exists(next) && !request_.words[next].quoted &&
           one_of(lower(next), {"id", "number", "no", "#", "with", "called", "named", "key", "name"}))
      ++next;
    return next;
  }

  void take(std::string& into, std::size_t i) {
    into = text(i);
    used_[i] = true;
  }

  // People ------------------------------------------------------------------------------------------------------------

  void find_principal() {
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (is(i, {"account"}) && is(i + 1, {"users"})) return set_principal("account users");
      if (!things_.principal.empty()) continue;
      if (is(i, {"group", "user", "principal", "sp", "role", "team", "members", "service"})) find_beside_kind(i);
    }
    if (!things_.principal.empty()) return;
    for (std::size_t i = 0; i + 1 < used_.size(); ++i) {
      if (is(i, {"my", "own"}) && is(i + 1, {"permissions", "access", "privileges", "rights", "grants", "permission"}))
        return set_principal("me");
    }
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (request_.words[i].owner && may_name(i) && speaks_of_access(i)) return take(things_.principal, i);
    }
    for (std::size_t i = 0; things_.principal.empty() && i + 1 < used_.size(); ++i) find_after_verb(i);
  }

  void set_principal(std::string name) { things_.principal = std::move(name); }

  void find_beside_kind(std::size_t i) {
    if (is(i, {"service"})) {
      if (is(i + 1, {"principal"}) && is_name_like(i + 2)) take(things_.principal, i + 2);
      return;
    }
    const bool members = is(i, {"members"}) && is(i + 1, {"of"});
    std::size_t next = members ? i + 2 : i + 1;
    while (is(next, {"the", "named", "called", "group"})) ++next;
    if (!is(i, {"team"}) && is_name_like(next) && !request_.words[next].breaks && next == i + 1)
      return take(things_.principal, next);
    if (i > 0 && is_name_like(i - 1) && !is(i, {"members", "service"})) return take(things_.principal, i - 1);
    if (!is(i, {"team"}) && is_name_like(next)) take(things_.principal, next);
  }

  [[nodiscard]] bool is_environment(std::size_t i) const {
    return is(
        i, {"dev", "prod", "production", "staging", "stage", "test", "qa", "uat", "development", "preprod", "sandbox"});
  }

  [[nodiscard]] bool is_name_like(std::size_t i) const {
    if (exists(i) && request_.words[i].quoted) return !used_[i];
    if (!may_name(i) || is_environment(i)) return false;
    const Concepts& concepts = request_.words[i].concepts;
    return !concepts.has(Concept::MayDo) && !concepts.has(Concept::Access) && !concepts.has(Concept::Query) &&
           !concepts.has(Concept::Fail);
  }

  /// "bob's access", "bob's privileges on …".
  [[nodiscard]] bool speaks_of_access(std::size_t i) const {
    for (std::size_t next = i + 1; exists(next) && next <= i + 4; ++next) {
      const Concepts& concepts = request_.words[next].concepts;
      if (concepts.has(Concept::Access) || concepts.has(Concept::Grants) || concepts.has(Concept::Query)) return true;
    }
    return false;
  }

  /// "can bob read", "does bob have", "is bob allowed", "what can bob see", "grant bob", "by bob", "did bob run".
  void find_after_verb(std::size_t i) {
    if (is(i, {"can", "could", "may", "do", "am"}) && is(i + 1, {"i"}) &&
        (is_privilege_word(i + 2) || is(i + 2, {"have", "allowed", "access", "actually", "even", "able", "query"}))) {
      if (things_.tables.empty() && things_.pairs.empty() && things_.typed.empty()) return;
      return set_principal("me");
    }
    if (is(i, {"can", "could", "does", "may", "is", "would", "has", "should", "let", "lets", "did", "will", "that"})) {
      std::size_t name = i + 1;
      while (is(name, {"the", "our", "user", "only"})) ++name;
      if (!is_name_like(name) || !exists(name + 1)) return;
      const Concepts& verb = request_.words[name + 1].concepts;
      const bool owns = is(name + 1, {"have", "get", "got", "not"});
      const bool object =
          !things_.tables.empty() || !things_.pairs.empty() || !things_.typed.empty() || speaks_of_people();
      if (owns && !object) return;
      const bool allowed = verb.has(Concept::MayDo) || verb.has(Concept::Access) ||
                           is(name + 1, {"have", "get", "got", "allowed", "able", "even", "actually", "still", "really",
                                         "reach", "run", "ran", "see", "not"});
      if (allowed && !request_.words[name].concepts.has(Concept::Table) &&
          !request_.words[name].concepts.has(Concept::Job))
        take(things_.principal, name);
    } else if (is(i, {"by", "for", "to", "from"}) && speaks_of_people() && is_name_like(i + 1) &&
               request_.words[i + 1].concepts.none()) {
      take(things_.principal, i + 1);
    }
  }

  [[nodiscard]] bool is_privilege_word(std::size_t i) const {
    return exists(i) && request_.words[i].concepts.has(Concept::MayDo);
  }

  [[nodiscard]] bool speaks_of_people() const {
    bool access = false;
    bool queries = false;
    for (const Word& word : request_.words) {
      access = access || word.concepts.has(Concept::Access) || word.concepts.has(Concept::Grants);
      queries = queries || word.concepts.has(Concept::Query);
    }
    return access || queries;
  }

  void find_privilege() {
    const std::string all = " " + text::to_upper(words_text(request_, 0, used_.size())) + " ";
    for (const std::string_view privilege : {"USE CATALOG",    "USE SCHEMA",     "CREATE TABLE",
                                             "CREATE SCHEMA",  "CREATE VOLUME",  "CREATE FUNCTION",
                                             "READ VOLUME",    "WRITE VOLUME",   "READ FILES",
                                             "WRITE FILES",    "ALL PRIVILEGES", "MODIFY",
                                             "SELECT",         "EXECUTE",        "MANAGE",
                                             "BROWSE",         "REFRESH",        "CREATE MODEL",
                                             "CREATE CATALOG", "APPLY TAG",      "EXTERNAL USE SCHEMA"}) {
      if (all.find(" " + std::string(privilege) + " ") == std::string::npos) continue;
      things_.privilege = privilege;
      return;
    }
    const bool asks_leave = std::any_of(request_.words.begin(), request_.words.end(), [](const Word& word) {
      return one_of(word.lower, {"can", "could", "may", "able", "allowed", "access", "permission", "permitted"});
    });
    for (const Word& word : request_.words) {
      if (word.quoted || !things_.privilege.empty()) continue;
      if (word.lower == "query" && !asks_leave) continue;
      if (one_of(word.lower, {"read", "query", "see", "view", "reads", "reading", "reader", "readers", "querying"}))
        things_.privilege = "SELECT";
      if (one_of(word.lower, {"write", "insert", "update", "delete", "edit", "change", "writes", "truncate", "writing",
                              "alter", "append"}))
        things_.privilege = "MODIFY";
      if (one_of(word.lower, {"drop", "own"})) things_.privilege = "MANAGE";
    }
  }

  // Catalogs, schemas, tables
  // -------------------------------------------------------------------------------------------

  void find_containers() {
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (is(i, {"catalog", "catalogue"})) find_container(i, things_.catalog);
      if (is(i, {"schema", "database", "db"})) find_container(i, things_.schema);
      if (is(i, {"table", "view"})) find_container(i, things_.table_name);
    }
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (is(i, {"schemas", "databases", "dbs"}) && things_.catalog.empty()) find_inside(i, things_.catalog);
      if (is(i, {"tables", "views"}) && things_.schema.empty() && things_.pairs.empty()) find_inside(i, things_.schema);
      if (is(i, {"describe", "desc", "prove", "profile", "trust", "preview", "prove_table", "describe_table"}) &&
          things_.table_name.empty()) {
        std::size_t next = i + 1;
        while (is(next, {"the", "table", "our", "my"})) ++next;
        if (is_certain_name(next)) take(things_.table_name, next);
      }
    }
  }

  void find_container(std::size_t i, std::string& into) {
    if (!into.empty()) return;
    std::size_t next = i + 1;
    while (is(next, {"called", "named", "name", "is"})) ++next;
    if (exists(next) && is_certain_name(next) && !request_.words[next].breaks && (next == i + 1 || next == i + 2))
      return take(into, next);
    if (i > 0 && is_certain_name(i - 1) && lower(i - 1) != "sql") return take(into, i - 1);
    if (i > 1 && may_name(i - 1) &&
        is(i - 2, {"the", "in", "of", "from", "under", "our", "for", "within", "inside", "on", "across"}))
      return take(into, i - 1);
    if (exists(next) && may_name(next) && next == i + 1 &&
        is(i - (i > 0 ? 1 : 0), {"in", "of", "the", "from", "under", "for"}))
      take(into, next);
  }

  /// "schemas in main", "tables of the sales schema", "tables there are in sales".
  void find_inside(std::size_t i, std::string& into) {
    for (std::size_t at = i + 1; exists(at) && at <= i + 8; ++at) {
      if (!is(at, {"in", "of", "under", "within", "inside", "from", "for", "on", "does", "has", "across"})) continue;
      std::size_t next = at + 1;
      while (is(next, {"the", "our", "my", "catalog", "schema"})) ++next;
      if (exists(next) && may_name(next) && !request_.words[next].concepts.has(Concept::Table) &&
          !request_.words[next].concepts.has(Concept::Catalog) && !request_.words[next].concepts.has(Concept::Schema))
        return take(into, next);
      return;
    }
    if (i > 0 && is(i, {"tables", "views", "schemas"}) && is_certain_name(i - 1) &&
        !is(i - 1, {"delta", "iceberg", "managed", "external", "databricks"})) {
      if (text(i - 1).find('_') != std::string::npos || request_.words[i - 1].quoted) take(into, i - 1);
    }
  }

  // Bundles and targets
  // -------------------------------------------------------------------------------------------------

  void find_deployment() {
    for (std::size_t i = 0; i < used_.size(); ++i) find_target(i);
    const bool bundle = std::any_of(request_.words.begin(), request_.words.end(), [](const Word& word) {
      return word.concepts.has_any({Concept::Bundle, Concept::Drift});
    });
    if (!bundle) return;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (things_.target.empty() && !used_[i] && is_environment(i)) take(things_.target, i);
      if (things_.bundle.empty() && is(i, {"bundle", "dab"})) find_bundle(i);
    }
    for (std::size_t i = 2; i < used_.size() && things_.target.empty(); ++i) {
      if (is(i - 1, {"to", "into"}) && is_certain_name(i) && has_bundle_before(i)) take(things_.target, i);
    }
  }

  /// "target prod", "the prod target", "-t prod".
  void find_target(std::size_t i) {
    if (is(i, {"-t", "--target"}) && exists(i + 1)) take(things_.target, i + 1);
    if (!is(i, {"target", "environment", "env"})) return;
    if (may_name(i + 1)) {
      take(things_.target, i + 1);
    } else if (i > 0 && may_name(i - 1)) {
      take(things_.target, i - 1);
    }
  }

  [[nodiscard]] bool has_bundle_before(std::size_t i) const {
    for (std::size_t at = 0; at < i; ++at) {
      if (is(at, {"bundle", "dab", "deploy"})) return true;
    }
    return false;
  }

  /// Bundles are often called by what they do ("ingest"), so only words that speak of bundles are none.
  [[nodiscard]] bool is_bundle_name(std::size_t i) const {
    if (!may_name(i) ||
        is(i, {"asset",  "databricks", "automation", "declarative", "please",   "still",         "match", "matches",
               "plan",   "resources",  "change",     "changes",     "changed",  "managed",       "know",  "knows",
               "yet",    "because",    "does",       "files",       "config",   "configuration", "yaml",  "latest",
               "whole",  "live",       "break",      "breaks",      "anything", "everything",    "out",   "again",
               "myself", "worries",    "deployment", "itself"}))
      return false;
    return !request_.words[i].concepts.has_any({Concept::Deploy, Concept::Drift, Concept::Bundle, Concept::Diff,
                                                Concept::List, Concept::Look, Concept::Status, Concept::Fail,
                                                Concept::Not, Concept::When, Concept::Start, Concept::Succeed,
                                                Concept::Capture, Concept::Did, Concept::Why});
  }

  void find_bundle(std::size_t i) {
    if (i > 0 && is_bundle_name(i - 1)) return take(things_.bundle, i - 1);
    const std::size_t next = after_fillers(i);
    if (is_bundle_name(next) && !request_.words[next].breaks) return take(things_.bundle, next);
    if (is(i + 1, {"in", "at", "under", "from"}) && !things_.local_paths.empty()) {
      things_.bundle = things_.local_paths.front();
    }
  }

  const Request& request_;
  std::vector<bool> used_;
  std::vector<std::string> loose_ids_;
  NamedThings things_;
};

}  // namespace

NamedThings find_named_things(const Request& request) {
  return Finder(request).run();
}

Concepts concepts_of(const NamedThings& things) {
  Concepts found;
  const auto note = [&found](bool there, Concept meaning) {
    if (there) found.add(meaning);
  };
  note(!things.jobs.empty(), Concept::HasJob);
  note(!things.job_names.empty(), Concept::HasJobName);
  note(!things.runs.empty(), Concept::HasRun);
  note(!things.tables.empty(), Concept::HasTable);
  note(!things.pairs.empty() || !things.table_name.empty() || !things.typed.empty(), Concept::HasName);
  note(!things.pairs.empty(), Concept::HasPair);
  note(!things.schema.empty(), Concept::HasSchema);
  note(!things.catalog.empty(), Concept::HasCatalog);
  note(!things.principal.empty(), Concept::HasPrincipal);
  note(!things.warehouse.empty(), Concept::HasWarehouse);
  note(!things.pipeline.empty(), Concept::HasPipeline);
  note(!things.plan.empty(), Concept::HasPlan);
  note(!things.local_paths.empty(), Concept::HasLocalPath);
  note(std::any_of(things.local_paths.begin(), things.local_paths.end(),
                   [](const std::string& path) { return text::contains_ignore_case(path, "grant"); }),
       Concept::Grants);
  note(!things.remote_paths.empty(), Concept::HasRemotePath);
  note(!things.target.empty(), Concept::HasTarget);
  note(things.span_hours.has_value(), Concept::HasSpan);
  note(things.limit.has_value() || things.rows.has_value(), Concept::HasLimit);
  note(!things.privilege.empty(), Concept::HasPrivilege);
  note(things.jobs.size() > 1 || things.runs.size() > 1 || things.tables.size() > 1, Concept::Many);
  return found;
}

}  // namespace lakecode::knowledge
