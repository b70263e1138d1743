#include "knowledge/named_people.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "base/text.h"
#include "knowledge/name_forms.h"

namespace lakecode::knowledge {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class Finder {
 public:
  Finder(FreeWords& words, NamedThings& things) : words_(words), things_(things) {}

  void find_principal() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_.is(i, {"account"}) && words_.is(i + 1, {"users"})) return set_principal("account users");
      if (!things_.principal.empty()) continue;
      if (words_.is(i, {"group", "user", "principal", "sp", "role", "team", "members", "service"})) find_beside_kind(i);
    }
    if (!things_.principal.empty()) return;
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
      if (words_.is(i, {"my", "own"}) &&
          words_.is(i + 1, {"permissions", "access", "privileges", "rights", "grants", "permission"}))
        return set_principal("me");
    }
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_.word(i).owner && words_.may_name(i) && speaks_of_access(i)) return words_.take(things_.principal, i);
    }
    for (std::size_t i = 0; things_.principal.empty() && i + 1 < words_.size(); ++i) find_after_verb(i);
  }

  void set_principal(std::string name) { things_.principal = std::move(name); }

  void find_beside_kind(std::size_t i) {
    if (words_.is(i, {"service"})) {
      if (words_.is(i + 1, {"principal"}) && is_name_like(i + 2)) words_.take(things_.principal, i + 2);
      return;
    }
    const bool members = words_.is(i, {"members"}) && words_.is(i + 1, {"of"});
    std::size_t next = members ? i + 2 : i + 1;
    while (words_.is(next, {"the", "named", "called", "group"})) ++next;
    if (!words_.is(i, {"team"}) && is_name_like(next) && !words_.word(next).breaks && next == i + 1)
      return words_.take(things_.principal, next);
    if (i > 0 && is_name_like(i - 1) && !words_.is(i, {"members", "service"}))
      return words_.take(things_.principal, i - 1);
    if (!words_.is(i, {"team"}) && is_name_like(next)) words_.take(things_.principal, next);
  }

  [[nodiscard]] bool is_name_like(std::size_t i) const {
    if (words_.exists(i) && words_.word(i).quoted) return !words_.is_used(i);
    if (!words_.may_name(i) || is_environment(words_.lower(i))) return false;
    if (words_.is(i, {"service"}) && words_.is(i + 1, {"principal", "principals"})) return false;
    const Concepts& concepts = words_.word(i).concepts;
    return !concepts.has(Concept::MayDo) && !concepts.has(Concept::Access) && !concepts.has(Concept::Query) &&
           !concepts.has(Concept::Fail);
  }

  /// "bob's access", "bob's privileges on …".
  [[nodiscard]] bool speaks_of_access(std::size_t i) const {
    for (std::size_t next = i + 1; words_.exists(next) && next <= i + 4; ++next) {
      const Concepts& concepts = words_.word(next).concepts;
      if (concepts.has(Concept::Access) || concepts.has(Concept::Grants) || concepts.has(Concept::Query)) return true;
    }
    return false;
  }

  /// "can bob read", "does bob have", "is bob allowed", "what can bob see", "grant bob", "by bob", "did bob run".
  void find_after_verb(std::size_t i) {
    if (words_.is(i, {"can", "could", "may", "do", "am"}) && words_.is(i + 1, {"i"}) &&
        (is_privilege_word(i + 2) ||
         words_.is(i + 2, {"have", "allowed", "access", "actually", "even", "able", "query"}))) {
      if (things_.tables.empty() && things_.pairs.empty() && things_.typed.empty()) return;
      if (things_.rows || things_.limit) return;  // "could I see 10 rows of it"
      return set_principal("me");
    }
    if (words_.is(
            i, {"can", "could", "does", "may", "is", "would", "has", "should", "let", "lets", "did", "will", "that"})) {
      take_behind_auxiliary(i);
    } else if (words_.is(i, {"by", "for", "to", "from"}) && speaks_of_people() && is_name_like(i + 1) &&
               words_.word(i + 1).concepts.none()) {
      words_.take(things_.principal, i + 1);
    }
  }

  void take_behind_auxiliary(std::size_t i) {
    std::size_t name = i + 1;
    while (words_.is(name, {"the", "our", "user", "only"})) ++name;
    if (!is_name_like(name) || !words_.exists(name + 1)) return;
    const bool owns = words_.is(name + 1, {"have", "get", "got", "not"});
    const bool object =
        !things_.tables.empty() || !things_.pairs.empty() || !things_.typed.empty() || speaks_of_people();
    if (owns && !object) return;
    const bool does = object && words_.is(name + 1, {"do"}) && words_.is(i, {"can", "could", "may"});
    if ((does || speaks_of_leave(name + 1)) && !words_.word(name).concepts.has(Concept::Table) &&
        !words_.word(name).concepts.has(Concept::Job))
      words_.take(things_.principal, name);
  }

  /// The verb behind a name: "read", "have", "even".
  [[nodiscard]] bool speaks_of_leave(std::size_t i) const {
    const Concepts& verb = words_.word(i).concepts;
    return verb.has(Concept::MayDo) || verb.has(Concept::Access) ||
           words_.is(i, {"have", "get", "got", "allowed", "able", "even", "actually", "still", "really", "reach", "run",
                         "ran", "see", "not"});
  }

  [[nodiscard]] bool is_privilege_word(std::size_t i) const {
    return words_.exists(i) && words_.word(i).concepts.has(Concept::MayDo);
  }

  [[nodiscard]] bool speaks_of_people() const {
    bool access = false;
    bool queries = false;
    for (const Word& word : words_.all()) {
      access = access || word.concepts.has(Concept::Access) || word.concepts.has(Concept::Grants);
      queries = queries || word.concepts.has(Concept::Query);
    }
    return access || queries;
  }

  /// The words in capitals, "create a new table" and "create tables" as the privilege is spelled.
  [[nodiscard]] std::string privilege_text() const {
    std::string text;
    for (const Word& word : words_.all()) {
      if (one_of(word.lower, {"a", "an", "any", "new", "the"})) continue;
      std::string upper = text::to_upper(word.lower);
      for (const std::string_view kind : {"TABLES", "SCHEMAS", "VOLUMES", "FUNCTIONS", "MODELS", "CATALOGS", "TAGS"}) {
        if (upper == kind) upper.pop_back();
      }
      if (one_of(upper, {"MODIFYING", "MODIFIES"})) upper = "MODIFY";
      text += (text.empty() ? "" : " ") + upper;
    }
    return text;
  }

  void find_privilege() {
    const std::string all = " " + privilege_text() + " ";
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
    const bool asks_leave = std::any_of(words_.all().begin(), words_.all().end(), [](const Word& word) {
      return one_of(word.lower, {"can", "could", "may", "able", "allowed", "access", "permission", "permitted"});
    });
    for (std::size_t i = words_.request().main; i < words_.size(); ++i) {
      const Word& word = words_.word(i);
      if (word.quoted || !things_.privilege.empty()) continue;
      if (one_of(word.lower, {"query", "querying"}) && !asks_leave) continue;
      if (one_of(word.lower, {"read", "query", "see", "view", "reads", "reading", "reader", "readers", "querying",
                              "viewer", "viewers", "consult", "selecting"}))
        things_.privilege = "SELECT";
      if (one_of(word.lower, {"write", "insert", "update", "delete", "edit", "change", "writes", "truncate", "writing",
                              "alter", "append"}))
        things_.privilege = "MODIFY";
      if (one_of(word.lower, {"drop", "own"})) things_.privilege = "MANAGE";
    }
  }

 private:
  FreeWords& words_;
  NamedThings& things_;
};

}  // namespace

void find_people(FreeWords& words, NamedThings& things) {
  Finder(words, things).find_principal();
}

void find_privilege(FreeWords& words, NamedThings& things) {
  Finder(words, things).find_privilege();
}

}  // namespace lakecode::knowledge
