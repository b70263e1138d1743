// Finds by form first, then by the words beside. A number belongs to the nearest word on its left that says what it
// counts ("job id 12"), else to the one on its right ("10 biggest tables", "12345 job").

#include "knowledge/named_things.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "knowledge/free_words.h"
#include "knowledge/name_forms.h"
#include "knowledge/named_people.h"
#include "knowledge/named_places.h"
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
  explicit Finder(const Request& request) : words_(request) {}

  NamedThings run() {
    if (const auto span = find_time_span(words_.request())) {
      things_.span_hours = span->hours;
      for (std::size_t i = span->first; i < span->last; ++i) words_.use(i);
    }
    find_privilege(words_, things_);
    for (std::size_t i = 0; i < words_.size(); ++i) find_by_form(i);
    for (std::size_t i = 0; i < words_.size(); ++i) find_number(i);
    find_bare_id();
    for (std::size_t i = 0; i < words_.size(); ++i) find_beside(i);
    find_people(words_, things_);
    find_containers(words_, things_);
    find_targets(words_, things_);
    find_bare_job_name();
    things_.is_name = words_.used();
    return std::move(things_);
  }

 private:
  void find_by_form(std::size_t i) {
    if (words_.is_used(i)) return;
    const std::string& word = words_.text(i);
    if (is_email(word)) {
      if (things_.principal.empty()) things_.principal = word;
      words_.use(i);
    } else if (word.find('/') != std::string::npos && take_address(i)) {
      return;
    } else if (is_remote_path(word)) {
      things_.remote_paths.push_back(word);
      words_.use(i);
    } else if (is_local_path(word) && words_.lower(i) != "databricks.yml" && words_.lower(i) != "databricks.yaml") {
      things_.local_paths.push_back(word);
      words_.use(i);
    } else if (is_uuid(word)) {
      take_uuid(i);
    } else if (const int parts = dotted_parts(word); parts >= 2) {
      take_dotted(i, parts);
    }
  }

  /// The page of a run or a job: "https://host/jobs/12/runs/77", "jobs/12".
  bool take_address(std::size_t i) {
    const std::string& word = words_.text(i);
    if (is_remote_path(word) || std::string_view("./~").find(word.front()) != std::string_view::npos) return false;
    const auto id_behind = [&word](std::string_view kind) {
      const std::size_t at = word.find(kind);
      const bool begins = at == 0 || (at != std::string::npos && (word[at - 1] == '/' || word[at - 1] == '#'));
      if (!begins) return std::string();
      const std::string_view rest = std::string_view(word).substr(at + kind.size());
      const std::string_view id = rest.substr(0, rest.find_first_of("/?#&"));
      return is_digits(id) ? std::string(id) : std::string();
    };
    for (const std::string_view kind : {"runs/", "run/"}) {
      if (const std::string id = id_behind(kind); !id.empty()) return add_id(things_.runs, i, id), true;
    }
    for (const std::string_view kind : {"jobs/", "job/"}) {
      if (const std::string id = id_behind(kind); !id.empty()) return add_id(things_.jobs, i, id), true;
    }
    return false;
  }

  void take_uuid(std::size_t i) {
    if (near_word(i, {"pipeline", "pipelines", "dlt"})) {
      things_.pipeline = words_.text(i);
    } else if (near_word(i, {"plan", "plan_id"})) {
      things_.plan = words_.text(i);
    } else if (things_.principal.empty()) {
      things_.principal = words_.text(i);
    }
    words_.use(i);
  }

  /// One of `words` stands at most three places before `i`.
  [[nodiscard]] bool near_word(std::size_t i, std::initializer_list<std::string_view> words) const {
    for (std::size_t back = 1; back <= 3 && back <= i; ++back) {
      if (words_.is(i - back, words)) return true;
    }
    return false;
  }

  void take_dotted(std::size_t i, int parts) {
    for (const std::string_view type : {"volume", "function", "model"}) {
      if (i > 0 && words_.is(i - 1, {type})) things_.typed = std::string(type) + ":" + words_.text(i);
    }
    if (i > 0 && words_.is(i - 1, {"job"})) {
      things_.job_names.push_back(words_.text(i));
    } else if (i > 0 && words_.is(i - 1, {"pipeline", "warehouse"})) {
      (words_.lower(i - 1) == "pipeline" ? things_.pipeline : things_.warehouse) = words_.text(i);
    } else if (things_.typed.empty()) {
      (parts == 3 ? things_.tables : things_.pairs).push_back(words_.text(i));
    }
    words_.use(i);
  }

  void find_number(std::size_t i) {
    if (words_.is_used(i) || take_joined_id(i)) return;
    std::string word = words_.lower(i);
    const bool marked = word.starts_with("#") && is_digits(std::string_view(word).substr(1));
    if (marked) word.erase(0, 1);
    if (!is_digits(word) && !(number_of(word) && word.size() > 2)) return;
    if (take_limit(i, word)) return;
    if (is_digits(word)) take_id(i, word, marked);
  }

  /// "job-12", "run#77".
  bool take_joined_id(std::size_t i) {
    const std::string_view word = words_.lower(i);
    for (const std::string_view before : {"job-", "run-", "job#", "run#", "job_", "run_"}) {
      if (!word.starts_with(before) || !is_digits(word.substr(before.size()))) continue;
      (before.starts_with("run") ? things_.runs : things_.jobs).emplace_back(word.substr(before.size()));
      words_.use(i);
      return true;
    }
    return false;
  }

  bool take_limit(std::size_t i, const std::string& word) {
    const auto value = number_of(text::replace_all(word, ",", ""));
    if (!value || *value == 0) return false;
    const bool before =
        i > 0 && words_.is(i - 1, {"top", "first", "limit", "worst", "most", "bottom", "max", "maximum", "only", "last",
                                   "sample", "sampling", "largest", "biggest", "than", "latest", "newest"});
    const bool after =
        words_.exists(i + 1) && !words_.word(i + 1).breaks &&
        (words_.is(i + 1, {"biggest", "largest", "tables",  "rows",    "most",      "heaviest",  "top",
                           "row",     "records", "slowest", "worst",   "fattest",   "schemas",   "bulkiest",
                           "big",     "large",   "huge",    "table",   "massive",   "chunkiest", "views",
                           "items",   "results", "entries", "queries", "costliest", "priciest"}));
    if (words_.is(i + 1, {"rows", "row", "records"}) ||
        (words_.is(i + 1, {"sample", "random", "example", "arbitrary", "full"}) &&
         words_.is(i + 2, {"rows", "records"}))) {
      things_.rows = value;
    } else if (after || (before && !words_.is(i - 1, {"than"}))) {
      things_.limit = value;
    } else {
      return false;
    }
    if (!is_digits(word) && one_of(word, {"one", "few", "couple"})) return true;
    words_.use(i);
    return true;
  }

  void take_id(std::size_t i, const std::string& word, bool marked) {
    // "the last runs of 12 job": the noun behind is nearer than that on the left, unless it has an id of its own.
    const bool job_behind = words_.is(i + 1, {"job", "workflow"}) && !words_.word(i + 1).breaks &&
                            !(words_.exists(i + 2) && is_digits(words_.lower(i + 2)));
    if (job_behind && !(i > 0 && words_.is(i - 1, {"run", "job", "workflow", "id"})))
      return add_id(things_.jobs, i, word);
    for (std::size_t back = 1; back <= 5 && back <= i; ++back) {
      const std::size_t at = i - back;
      if (take_for_noun(at, i, word)) return;
      if (is_digits(words_.lower(at)) && words_.is_used(at)) continue;
      if (!is_filler(words_.lower(at))) break;
    }
    if (words_.is(i + 1, {"job", "workflow"})) return add_id(things_.jobs, i, word);
    if (words_.is(i + 1, {"run"})) return add_id(things_.runs, i, word);
    constexpr std::size_t kLikeAnId = 4;  // shorter numbers count something
    if (!marked && word.size() < kLikeAnId) return;
    // A bare id: of a run where the sentence speaks of runs and not of jobs.
    bool job = false;
    bool run = false;
    for (std::size_t at = 0; at < words_.size(); ++at) {
      job = job || words_.is(at, {"job", "jobs", "workflow"});
      run = run || (at > words_.request().main && words_.is(at, {"run"}));
    }
    if (job || run) add_id(job ? things_.jobs : things_.runs, i, word);
  }

  /// "77120 failed, why": one long number that nothing counts is a job's, where failures are spoken of and nothing is
  /// started.
  void find_bare_id() {
    constexpr std::size_t kLikeAnId = 5;
    if (!things_.jobs.empty() || !things_.runs.empty()) return;
    std::vector<std::size_t> bare;
    bool fails = false;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const Word& word = words_.word(i);
      if (word.concepts.has(Concept::Start) && !words_.is(i, {"run"})) return;
      fails = fails || word.concepts.has(Concept::Fail);
      if (!words_.is_used(i) && !word.quoted && is_digits(word.lower) && word.lower.size() >= kLikeAnId)
        bare.push_back(i);
    }
    if (fails && bare.size() == 1) add_id(things_.jobs, bare.front(), words_.lower(bare.front()));
  }

  bool take_for_noun(std::size_t at, std::size_t i, const std::string& word) {
    if (words_.is(at, {"job", "jobs", "job_id", "jobid", "job-id", "workflow", "job's", "jid", "job_ids"})) {
      add_id(things_.jobs, i, word);
    } else if (words_.is(at, {"run", "runs", "run_id", "runid", "run-id", "execution", "attempt"})) {
      add_id(things_.runs, i, word);
    } else if (words_.is(at, {"warehouse", "warehouse_id", "wh", "dwh"})) {
      words_.take(things_.warehouse, i);
    } else if (words_.is(at, {"pipeline", "pipeline_id"})) {
      words_.take(things_.pipeline, i);
    } else if (words_.is(at, {"plan", "plan_id"})) {
      words_.take(things_.plan, i);
    } else if (words_.is(at, {"sample_rows", "sample-rows"})) {
      things_.rows = number_of(word);
      words_.use(i);
    } else {
      return false;
    }
    return true;
  }

  void add_id(std::vector<std::string>& ids, std::size_t i, const std::string& word) {
    if (std::find(ids.begin(), ids.end(), word) == ids.end()) ids.push_back(word);
    words_.use(i);
  }

  /// Names by the noun beside them.
  void find_beside(std::size_t i) {
    if (words_.is(i, {"job", "workflow"})) find_job_name(i);
    if (words_.is(i, {"task", "task_key", "step"})) find_task(i);
    if (words_.is(i, {"warehouse", "warehouse_id", "wh", "dwh"}) && things_.warehouse.empty()) find_warehouse(i);
    if (words_.is(i, {"pipeline", "pipeline_id"}) && things_.pipeline.empty()) find_pipeline(i);
    if (words_.is(i, {"plan", "plan_id"}) && things_.plan.empty()) find_plan(i);
    find_typed(i);
  }

  void find_task(std::size_t i) {
    if (is_task_name(words_.after_fillers(i))) {
      words_.take(things_.task, words_.after_fillers(i));
    } else if (i > 0 && (words_.is_certain_name(i - 1) || is_attribute(i - 1))) {
      words_.take(things_.task, i - 1);
    }
  }

  /// "the transform task": a name although it is a common word.
  [[nodiscard]] bool is_attribute(std::size_t i) const {
    return i > 0 && words_.is(i - 1, {"the", "only", "its", "for"}) && is_task_name(i) &&
           !words_.is(i, {"first",    "last",  "next",   "same",   "main",  "whole", "other",  "slowest",  "longest",
                          "second",   "third", "final",  "single", "only",  "one",   "latest", "previous", "current",
                          "notebook", "sql",   "python", "dbt",    "spark", "each",  "every"});
  }

  void find_warehouse(std::size_t i) {
    const std::size_t next = words_.after_fillers(i);
    if (words_.is_certain_name(next)) {
      words_.take(things_.warehouse, next);
    } else if (i > 0 && words_.is_certain_name(i - 1) && words_.lower(i - 1) != "sql") {
      words_.take(things_.warehouse, i - 1);
    }
  }

  void find_pipeline(std::size_t i) {
    const std::size_t next = words_.after_fillers(i);
    const bool like_an_id = words_.exists(next) && !words_.is_used(next) &&
                            (words_.word(next).quoted || is_hex_id(words_.text(next)) ||
                             words_.text(next).find_first_of("_-0123456789") != std::string::npos);
    if (like_an_id) {
      words_.take(things_.pipeline, next);
    } else if (i > 0 && words_.is_certain_name(i - 1) &&
               !words_.is(i - 1, {"declarative", "lakeflow", "dlt", "spark"})) {
      words_.take(things_.pipeline, i - 1);
    }
  }

  /// "external location landing", "volume files": securables that are named with their type.
  void find_typed(std::size_t i) {
    const bool one_word = words_.is(i, {"external_location", "storage_credential", "connection", "share", "volume"});
    if (one_word && words_.is_certain_name(i + 1) && things_.typed.empty()) {
      things_.typed = words_.lower(i) + ":" + words_.text(i + 1);
      words_.use(i + 1);
    }
    if (words_.is(i, {"external"}) && words_.is(i + 1, {"location"}) && words_.is_certain_name(i + 2)) {
      things_.typed = "external_location:" + words_.text(i + 2);
      words_.use(i + 2);
    }
  }

  /// Tasks are called by what they do ("transform"), so only words about runs are none.
  [[nodiscard]] bool is_task_name(std::size_t i) const {
    return words_.may_name(i) && !words_.word(i).breaks &&
           !words_.word(i).concepts.has_any({Concept::Fail, Concept::Status, Concept::Logs, Concept::Why, Concept::Did,
                                             Concept::Run, Concept::Job, Concept::Look, Concept::List, Concept::Not,
                                             Concept::When, Concept::Debug});
  }

  void find_job_name(std::size_t i) {
    if (!things_.jobs.empty()) return;
    const std::size_t next = words_.after_fillers(i);
    if (words_.exists(next) && !words_.is_used(next) &&
        (words_.word(next).quoted ||
         (words_.is_certain_name(next) && words_.text(next).find_first_of("_-") != std::string::npos))) {
      things_.job_names.push_back(words_.text(next));
      words_.use(next);
    } else if (const std::size_t first = name_before(i); first + 1 < i) {
      std::string name;
      for (std::size_t at = first; at < i; ++at) {
        name += (name.empty() ? "" : " ") + words_.text(at);
        words_.use(at);
      }
      things_.job_names.push_back(std::move(name));
    } else if (i > 0 && !words_.is_used(i - 1) &&
               (words_.word(i - 1).quoted ||
                (words_.is_certain_name(i - 1) &&
                 !words_.is(i - 1, {"databricks", "lakeflow", "spark", "etl", "batch"})))) {
      things_.job_names.push_back(words_.text(i - 1));
      words_.use(i - 1);
    }
  }

  /// "the nightly orders job": where a name of several words begins that an article stands before; else `i`.
  [[nodiscard]] std::size_t name_before(std::size_t i) const {
    constexpr std::size_t kMostWords = 4;
    bool is_name = false;
    for (std::size_t back = 1; back <= kMostWords + 1 && back <= i; ++back) {
      const std::size_t at = i - back;
      if (words_.is(at, {"the", "our", "my"})) return is_name ? at + 1 : i;
      const Word& word = words_.word(at);
      const bool speaks =
          word.concepts.has_any({Concept::Fail, Concept::Succeed, Concept::Why, Concept::Debug, Concept::Status,
                                 Concept::Logs, Concept::Top, Concept::Slow, Concept::Cost, Concept::Recent,
                                 Concept::Elsewhere, Concept::Audit, Concept::Bundle, Concept::GenAi, Concept::Other});
      if (!words_.may_name(at) || word.quoted || speaks || (back > 1 && words_.word(at + 1).breaks)) return i;
      is_name = is_name || (word.concepts.none() &&
                            !words_.is(at, {"databricks", "lakeflow", "spark", "etl", "batch", "nightly", "daily"}));
    }
    return i;
  }

  /// "why did nightly_orders fail": one name that is written like a name of code and that no noun stands beside.
  void find_bare_job_name() {
    if (!things_.jobs.empty() || !things_.job_names.empty() || !things_.runs.empty() || !things_.tables.empty() ||
        !things_.pairs.empty() || !things_.principal.empty() || !things_.table_name.empty() ||
        !things_.schema.empty() || !things_.catalog.empty() || !things_.task.empty() || !things_.bundle.empty())
      return;
    std::size_t found = words_.size();
    for (std::size_t i = words_.request().main; i < words_.size(); ++i) {
      const std::string& word = words_.text(i);
      const std::size_t mark = word.find_first_of("_-");
      const bool like_code = !words_.word(i).quoted && mark != std::string::npos && mark > 0 &&
                             mark + 1 < word.size() && words_.may_name(i) && words_.word(i).concepts.none();
      if (!like_code) continue;
      if (found < words_.size()) return;
      found = i;
    }
    if (found == words_.size()) return;
    things_.job_names.push_back(words_.text(found));
    words_.use(found);
  }

  void find_plan(std::size_t i) {
    const std::size_t next = words_.after_fillers(i);
    if (!words_.exists(next) || words_.is_used(next)) return;
    const std::string& name = words_.text(next);
    const bool like_an_id = name.find_first_of("0123456789") != std::string::npos || words_.word(next).quoted ||
                            name.find_first_of("_-") != std::string::npos;
    if (like_an_id && is_identifier(name)) words_.take(things_.plan, next);
  }

  FreeWords words_;
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
  note(std::any_of(things.local_paths.begin(), things.local_paths.end(), speaks_of_grants), Concept::Grants);
  note(!things.remote_paths.empty(), Concept::HasRemotePath);
  note(!things.target.empty(), Concept::HasTarget);
  note(things.span_hours.has_value(), Concept::HasSpan);
  note(things.limit.has_value() || things.rows.has_value(), Concept::HasLimit);
  note(!things.privilege.empty(), Concept::HasPrivilege);
  note(things.jobs.size() > 1 || things.runs.size() > 1 || things.tables.size() > 1, Concept::Many);
  return found;
}

}  // namespace lakecode::knowledge
