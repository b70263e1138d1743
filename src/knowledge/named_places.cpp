#include "knowledge/named_places.h"

#include <algorithm>
#include <string>

#include "knowledge/name_forms.h"

namespace lakecode::knowledge {
namespace {

class ContainerFinder {
 public:
  ContainerFinder(FreeWords& words, NamedThings& things) : words_(words), things_(things) {}

  void find_containers() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_.is(i, {"catalog", "catalogue"})) find_container(i, things_.catalog);
      if (words_.is(i, {"schema", "database", "db"})) find_container(i, things_.schema);
      if (words_.is(i, {"table", "view"})) find_container(i, things_.table_name);
    }
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_.is(i, {"schemas", "databases", "dbs"}) && things_.catalog.empty()) find_inside(i, things_.catalog);
      if (words_.is(i, {"tables", "views"}) && things_.schema.empty() && things_.pairs.empty())
        find_inside(i, things_.schema);
      if (words_.is(i, {"describe", "desc", "prove", "profile", "trust", "preview", "prove_table", "describe_table"}) &&
          things_.table_name.empty()) {
        std::size_t next = i + 1;
        while (words_.is(next, {"the", "table", "our", "my"})) ++next;
        if (words_.is_certain_name(next)) words_.take(things_.table_name, next);
      }
    }
    find_compared();
  }

  /// "diff grants.yml against prod": what a file of grants is held against is a catalog where nothing else is named.
  void find_compared() {
    const bool is_named = !things_.catalog.empty() || !things_.schema.empty() || !things_.pairs.empty() ||
                          !things_.tables.empty() || !things_.target.empty();
    if (is_named || !std::any_of(things_.local_paths.begin(), things_.local_paths.end(), speaks_of_grants)) return;
    for (std::size_t i = 1; i < words_.size(); ++i) {
      if (words_.is(i - 1, {"against", "with", "to", "versus", "vs", "and"}) && words_.may_name(i))
        return words_.take(things_.catalog, i);
    }
  }

  void find_container(std::size_t i, std::string& into) {
    if (!into.empty()) return;
    std::size_t next = i + 1;
    while (words_.is(next, {"called", "named", "name", "is"})) ++next;
    // "main" is the name of a catalog and a word; beside "catalog" it is the name.
    const bool is_name = words_.exists(next) && (words_.is_certain_name(next) || words_.is(next, {"main"}));
    if (is_name && !words_.word(next).breaks && (next == i + 1 || next == i + 2)) return words_.take(into, next);
    if (i > 0 && words_.is_certain_name(i - 1) && words_.lower(i - 1) != "sql") return words_.take(into, i - 1);
    if (i > 1 && words_.may_name(i - 1) &&
        words_.is(i - 2, {"the", "in", "of", "from", "under", "our", "for", "within", "inside", "on", "across"}))
      return words_.take(into, i - 1);
    if (words_.exists(next) && words_.may_name(next) && next == i + 1 &&
        words_.is(i - (i > 0 ? 1 : 0), {"in", "of", "the", "from", "under", "for"}))
      words_.take(into, next);
  }

  /// "schemas in main", "tables of the sales schema", "tables there are in sales".
  void find_inside(std::size_t i, std::string& into) {
    for (std::size_t at = i + 1; words_.exists(at) && at <= i + 8; ++at) {
      if (!words_.is(at, {"in", "of", "under", "within", "inside", "from", "for", "on", "does", "has", "across"}))
        continue;
      std::size_t next = at + 1;
      while (words_.is(next, {"the", "our", "my", "catalog", "schema"})) ++next;
      if (words_.exists(next) && words_.may_name(next) && !words_.word(next).concepts.has(Concept::Table) &&
          !words_.word(next).concepts.has(Concept::Catalog) && !words_.word(next).concepts.has(Concept::Schema))
        return words_.take(into, next);
      return;
    }
    if (i > 0 && words_.is(i, {"tables", "views", "schemas"}) && words_.is_certain_name(i - 1) &&
        !words_.is(i - 1, {"delta", "iceberg", "managed", "external", "databricks"})) {
      if (words_.text(i - 1).find('_') != std::string::npos || words_.word(i - 1).quoted) words_.take(into, i - 1);
    }
  }

 private:
  FreeWords& words_;
  NamedThings& things_;
};

class TargetFinder {
 public:
  TargetFinder(FreeWords& words, NamedThings& things) : words_(words), things_(things) {}

  void find_deployment() {
    for (std::size_t i = 0; i < words_.size(); ++i) find_target(i);
    const bool bundle = std::any_of(words_.all().begin(), words_.all().end(), [](const Word& word) {
      return word.concepts.has_any({Concept::Bundle, Concept::Drift, Concept::Strays});
    });
    if (!bundle || !things_.tables.empty()) return;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (things_.target.empty() && !words_.is_used(i) && is_environment(words_.lower(i)))
        words_.take(things_.target, i);
      if (things_.bundle.empty() && words_.is(i, {"bundle", "dab"})) find_bundle(i);
    }
    for (std::size_t i = 2; i < words_.size() && things_.target.empty(); ++i) {
      if (words_.is(i - 1, {"to", "into"}) && words_.is_certain_name(i) && has_bundle_before(i))
        words_.take(things_.target, i);
    }
  }

  /// "target prod", "the prod target", "-t prod".
  void find_target(std::size_t i) {
    if (words_.is(i, {"-t", "--target"}) && words_.exists(i + 1)) words_.take(things_.target, i + 1);
    if (!words_.is(i, {"target", "environment", "env"})) return;
    if (i > 0 && is_environment(words_.lower(i - 1)) && words_.may_name(i - 1)) {
      words_.take(things_.target, i - 1);  // "the prod target drifted"
    } else if (words_.may_name(i + 1)) {
      words_.take(things_.target, i + 1);
    } else if (i > 0 && words_.may_name(i - 1)) {
      words_.take(things_.target, i - 1);
    }
  }

  [[nodiscard]] bool has_bundle_before(std::size_t i) const {
    for (std::size_t at = 0; at < i; ++at) {
      if (words_.is(at, {"bundle", "dab", "deploy"})) return true;
    }
    return false;
  }

  /// Bundles are often called by what they do ("ingest"), so only words that speak of bundles are none.
  [[nodiscard]] bool is_bundle_name(std::size_t i) const {
    if (!words_.may_name(i) ||
        words_.is(i, {"asset",         "databricks",  "automation", "declarative", "please",   "still",      "match",
                      "matches",       "plan",        "resources",  "change",      "changes",  "changed",    "managed",
                      "know",          "knows",       "yet",        "because",     "does",     "files",      "config",
                      "configuration", "yaml",        "latest",     "whole",       "live",     "break",      "breaks",
                      "anything",      "everything",  "out",        "again",       "says",     "say",        "defines",
                      "describes",     "specifies",   "states",     "expects",     "declares", "went",       "goes",
                      "needs",         "wants",       "promises",   "myself",      "worries",  "deployment", "itself",
                      "definition",    "definitions", "code",       "repo",        "settings", "spec",       "specs",
                      "source",        "sources",     "tests",      "folder",      "file"}))
      return false;
    return !words_.word(i).concepts.has_any({Concept::Deploy, Concept::Drift, Concept::Bundle, Concept::Diff,
                                             Concept::List, Concept::Look, Concept::Status, Concept::Fail, Concept::Not,
                                             Concept::When, Concept::Start, Concept::Succeed, Concept::Capture,
                                             Concept::Did, Concept::Why});
  }

  void find_bundle(std::size_t i) {
    if (words_.exists(i + 1) && is_local_path(words_.text(i + 1)) &&
        words_.text(i + 1).find('/') != std::string::npos) {
      things_.bundle = words_.text(i + 1);
      return;
    }
    if (i > 0 && is_bundle_name(i - 1)) return words_.take(things_.bundle, i - 1);
    const std::size_t next = words_.after_fillers(i);
    if (is_bundle_name(next) && !words_.word(next).breaks) return words_.take(things_.bundle, next);
    if (words_.is(i + 1, {"in", "at", "under", "from"}) && !things_.local_paths.empty()) {
      things_.bundle = things_.local_paths.front();
    }
  }

 private:
  FreeWords& words_;
  NamedThings& things_;
};

}  // namespace

void find_containers(FreeWords& words, NamedThings& things) {
  ContainerFinder(words, things).find_containers();
}

void find_targets(FreeWords& words, NamedThings& things) {
  TargetFinder(words, things).find_deployment();
}

}  // namespace lakecode::knowledge
