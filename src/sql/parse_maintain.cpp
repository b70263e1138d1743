#include "sql/nouns.h"
#include "sql/parser.h"

// Upkeep of tables, refreshes, caches, and statements about files.

namespace lakecode::sql {

bool Parser::dry_run() {
  const std::uint32_t first = at_;
  if (take({"DRY"_kw, "RUN"_kw})) note(Trait::DryRun, first);
  return true;
}

bool Parser::optimize() {
  facts().kind = "OPTIMIZE";
  ++at_;
  if (!target_table(Access::Write)) return false;
  take("FULL"_kw);
  if (take("WHERE"_kw) && !expression()) return false;
  if (take("ZORDER"_kw)) {
    take("BY"_kw);
    if (is_op('(')) return name_list();
    if (!listed(&Parser::any_name)) return false;
  }
  return take("FULL"_kw) || true;
}

bool Parser::vacuum() {
  facts().kind = "VACUUM";
  ++at_;
  if (is_string()) {
    if (!location(Access::Write)) return false;
  } else if (!target_table(Access::Write)) {
    return false;
  }
  if (!take("FULL"_kw)) take("LITE"_kw);
  if (take("RETAIN"_kw) && !(value() && (take("HOURS"_kw) || take("HOUR"_kw) || take("DAYS"_kw))))
    return fail("HOURS is missing");
  if (!take("FULL"_kw)) take("LITE"_kw);
  return dry_run();
}

bool Parser::analyze() {
  facts().kind = "ANALYZE";
  ++at_;
  if (take("TABLES"_kw)) {
    if ((take("IN"_kw) || take("FROM"_kw)) && !object("schema", Access::Write)) return false;
  } else {
    if (!expect("TABLE"_kw) || !object("table", Access::Write)) return false;
    if (is("PARTITION"_kw) && !partition_spec()) return false;
  }
  if (take({"COMPUTE"_kw, "STORAGE"_kw, "METRICS"_kw})) return true;
  take("COMPUTE"_kw);
  take("DELTA"_kw);
  if (!expect("STATISTICS"_kw)) return false;
  if (take("NOSCAN"_kw)) return true;
  if (take({"FOR"_kw, "ALL"_kw, "COLUMNS"_kw})) return true;
  if (take({"FOR"_kw, "COLUMNS"_kw})) {
    if (!listed(&Parser::any_name)) return false;
  }
  return true;
}

bool Parser::restore() {
  facts().kind = "RESTORE";
  ++at_;
  if (!target_table(Access::Write)) return false;
  take("TO"_kw);
  if (!starts_time_travel()) return facts().where == Where::NotAsked && tokens_[at_ - 1].op == 0 && time_travelled();
  return time_travel();
}

/// RESTORE t VERSION AS OF n, without TO, was read with the name of the table.
bool Parser::time_travelled() {
  for (std::uint32_t i = facts().tokens.first; i + 2 < at_; ++i) {
    if (tokens_[i].keyword == "AS"_kw && tokens_[i + 1].keyword == "OF"_kw) return true;
  }
  return fail("the version to restore is missing");
}

/// MSCK REPAIR TABLE and REPAIR TABLE.
bool Parser::repair() {
  facts().kind = is("MSCK"_kw) ? "MSCK_REPAIR" : "REPAIR_TABLE";
  take("MSCK"_kw);
  if (!expect("REPAIR"_kw)) return false;
  // Rights are repaired on other things than tables as well.
  if (is("SCHEMA"_kw) || is("DATABASE"_kw) || is("VIEW"_kw) || is("FUNCTION"_kw)) {
    const std::string_view type = is("VIEW"_kw) ? "view" : is("FUNCTION"_kw) ? "function" : "schema";
    ++at_;
    if (!object(type, Access::Write)) return false;
    const std::uint32_t right = at_;
    if (!expect("PRIVILEGES"_kw)) return false;
    note(Trait::DropsPartitions, right);
    return true;
  }
  take("TABLE"_kw);
  if (!object("table", Access::Write)) return false;
  const std::uint32_t first = at_;
  if (take({"SYNC"_kw, "METADATA"_kw}) || take({"ADD"_kw, "PARTITIONS"_kw})) return true;
  if (take({"DROP"_kw, "PARTITIONS"_kw}) || take({"SYNC"_kw, "PARTITIONS"_kw}) || take("PRIVILEGES"_kw))
    note(Trait::DropsPartitions, first);
  return true;
}

bool Parser::fsck() {
  facts().kind = "FSCK_REPAIR";
  ++at_;
  if (!expect({"REPAIR"_kw, "TABLE"_kw}) || !object("table", Access::Write)) return false;
  if (take({"VERIFY"_kw, "ALL"_kw, "FILES"_kw})) {
    // every file is looked at
  } else if (take({"VERIFY"_kw, "FILES"_kw, "MODIFIED"_kw, "BETWEEN"_kw})) {
    if (!value() || !expect("AND"_kw) || !value()) return false;
  }
  take({"METADATA"_kw, "ONLY"_kw});
  return dry_run();
}

bool Parser::reorg() {
  facts().kind = "REORG";
  ++at_;
  if (!expect("TABLE"_kw) || !object("table", Access::Write)) return false;
  if (take("WHERE"_kw) && !expression()) return false;
  if (!expect("APPLY"_kw) || !expect_op('(')) return false;
  const std::uint32_t first = at_;
  if (take("PURGE"_kw)) {
    note(Trait::Purge, first);
  } else if (take("UPGRADE"_kw)) {
    if (!expect("UNIFORM"_kw) || !option_list()) return false;
  } else if (take("SET"_kw)) {
    if (!simple_name() || !(is_op('(') ? option_list() : true)) return false;
  } else if (!expect("CHECKPOINT"_kw)) {
    return false;
  }
  return expect_op(')');
}

bool Parser::convert() {
  facts().kind = "CONVERT_TO_DELTA";
  at_ += 3;
  if (!object("table", Access::Write)) return false;
  take({"NO"_kw, "STATISTICS"_kw});
  if (take({"PARTITIONED"_kw, "BY"_kw}) && !partition_columns()) return false;
  take({"NO"_kw, "STATISTICS"_kw});
  return true;
}

bool Parser::refresh() {
  facts().kind = "REFRESH";
  ++at_;
  if (is_string()) return location(Access::Write);
  if (take("FUNCTION"_kw)) return object("function", Access::Write);
  if (take({"FOREIGN"_kw, "CATALOG"_kw})) return object("catalog", Access::Write);
  if (is("FOREIGN"_kw, "SCHEMA"_kw) || is("FOREIGN"_kw, "TABLE"_kw)) {
    const std::string_view foreign = word(1) == "TABLE"_kw ? "table" : "schema";
    at_ += 2;
    if (!object(foreign, Access::Write)) return false;
    if (view_.has_words(at_, {"RESOLVE", "DBFS", "LOCATION"})) at_ += 3;
    return true;
  }
  std::string_view type = "table";
  if (take({"MATERIALIZED"_kw, "VIEW"_kw})) {
    type = "materialized_view";
  } else if (take({"STREAMING"_kw, "TABLE"_kw})) {
    type = "streaming_table";
  } else {
    take("TABLE"_kw);
  }
  if (!object(type, Access::Write)) return false;
  const std::uint32_t first = at_;
  if (take("FULL"_kw)) note(Trait::Full, first);
  if (!take("ASYNC"_kw)) take("SYNC"_kw);
  return true;
}

bool Parser::sync() {
  facts().kind = "SYNC";
  ++at_;
  const Noun* noun = take_noun();
  if (noun == nullptr || (noun->type != "table" && noun->type != "schema"))
    return fail("the form of SYNC is not known");
  if (!object(noun->type, Access::Write)) return false;
  if (take({"AS"_kw, "EXTERNAL"_kw})) {
    // tables stay where they are
  }
  if (!expect("FROM"_kw) || !object(noun->type, Access::Read)) return false;
  if (take({"SET"_kw, "OWNER"_kw}) && !principal()) return false;
  return dry_run();
}

/// CACHE, UNCACHE and CLEAR CACHE.
bool Parser::cache() {
  if (take({"CLEAR"_kw, "CACHE"_kw})) {
    facts().kind = "CLEAR_CACHE";
    return true;
  }
  if (take("UNCACHE"_kw)) {
    facts().kind = "UNCACHE";
    return expect("TABLE"_kw) && if_exists() && object("table", Access::Read);
  }
  facts().kind = "CACHE";
  ++at_;
  if (is("SELECT"_kw)) return query();
  take("LAZY"_kw);
  if (!expect("TABLE"_kw) || !object("table", Access::Read)) return false;
  if (take("OPTIONS"_kw) && !option_list()) return false;
  if (at_end()) return true;
  take("AS"_kw);
  return query();
}

namespace {

constexpr KeywordSet kResources = {"JAR", "JARS", "FILE", "FILES", "ARCHIVE", "ARCHIVES"};

}  // namespace

/// PUT, GET, REMOVE, LIST, ADD JAR and the like.
bool Parser::file_command() {
  const Keyword verb = word();
  ++at_;
  if (view_.is_word(at_, "WIDGET")) return widget();
  if (verb == "PUT"_kw) {
    facts().kind = "PUT";
    if (!location(Access::Read) || !expect("INTO"_kw) || !location(Access::Write)) return false;
    const std::uint32_t first = at_;
    if (take("OVERWRITE"_kw)) note(Trait::Overwrite, first);
    return true;
  }
  if (verb == "GET"_kw) {
    facts().kind = "GET";
    return location(Access::Read) && expect("TO"_kw) && location(Access::Write);
  }
  if (verb == "REMOVE"_kw) {
    facts().kind = "REMOVE";
    return location(Access::Drop);
  }
  if (verb == "ADD"_kw || kResources.has(word())) {
    facts().kind = verb == "ADD"_kw ? "ADD_RESOURCE" : "LIST";
    if (!take_any(kResources)) return fail("JAR, FILE or ARCHIVE is missing");
    if (verb == "ADD"_kw && !is_string()) return fail("a string is missing");
    while (is_string()) ++at_;
    return true;
  }
  facts().kind = "LIST";
  return location(Access::Read) && (!take("WITH"_kw) || option_list()) && (!take("LIMIT"_kw) || signed_number()) &&
         (!take("WITH"_kw) || option_list());
}

}  // namespace lakecode::sql
