#pragma once
// The kinds of resources outside of tables and SQL: where each is read, what a person wants to know of it before it is
// changed, and by which request its former state comes back. Data only.

#include <span>
#include <string>
#include <string_view>

#include "databricks/resource.h"
#include "safety/verdict.h"

namespace lakecode::gate {

/// One thing told of a resource: `key` is a path of members with dots in the JSON that was read.
struct ToldMember {
  enum class Form { Text, Time, Count };  ///< Time: milliseconds since 1970; Count: how many entries a list has
  std::string_view label;
  std::string_view key;
  Form form = Form::Text;
};

struct ResourceKind {
  std::string_view type;       ///< as act_objects.h names it
  std::string_view path;       ///< of the GET; "{}" stands for the name
  std::string_view query_key;  ///< of the name, where the path does not hold it; else ""
  std::string_view name_key;   ///< member that holds the name for people; "" when there is none
  std::span<const ToldMember> told;
  /// Text of a job's JSON that names the resource, "{}" for its name; "" when jobs do not.
  std::string_view in_jobs;
};

/// nullptr for kinds that are not known.
const ResourceKind* find_resource_kind(std::string_view type);

/// Where the object is read.
databricks::ResourcePlace place_of(const ResourceKind& kind, const std::string& name);

/// `text` with `name` in place of "{}".
std::string with_name(std::string_view text, std::string_view name);

/// How a request of a kind is taken back: which part of what was read is sent where.
struct ResourceRestore {
  enum class Body {
    None,     ///< no body
    Whole,    ///< the members named in `members`, as they were read, at the top or below `source`
    Changed,  ///< those members that the act itself sets
  };
  std::string_view type;
  std::string_view method;  ///< of the act
  std::string_view act;     ///< path of the act, as in the tables of safety/
  std::string_view undo_method;
  std::string_view undo_path;
  Body body = Body::None;
  std::string_view source;   ///< member that holds the settings in what was read; "" when it is the whole
  std::string_view members;  ///< separated by blanks, "a.b" for one inside another; "" for all, "-a" for all but a
  std::string_view id_key;   ///< member of the body that takes the name; "" when none does
  std::string_view within;
  std::string_view idle = {};  ///< states in which the act changes nothing, separated by blanks: nothing is taken back
};

/// nullptr when no way back is known.
const ResourceRestore* find_resource_restore(std::string_view type, std::string_view method, std::string_view path);

}  // namespace lakecode::gate
