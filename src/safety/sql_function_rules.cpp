#include "safety/sql_function_rules.h"

#include "safety/name_index.h"

namespace lakecode::safety {
namespace {

constexpr FunctionRule kSpecialFunctions[] = {
    {"reflect", EffectClass::Destructive, "C1", "runs a static JVM method"},
    {"try_reflect", EffectClass::Destructive, "C1", "runs a static JVM method"},
    {"java_method", EffectClass::Destructive, "C1", "runs a static JVM method"},
    {"http_request", EffectClass::Destructive, "F2", "calls an outside service, and not by a plain GET"},
    {"remote_query", EffectClass::Destructive, "F3", "runs text in another engine"},
    {"copy_file", EffectClass::Destructive, "H5", "may overwrite a file from inside a query"},
    {"try_copy_file", EffectClass::Destructive, "H5", "may overwrite a file from inside a query"},
    {"create_file", EffectClass::Destructive, "H5", "may overwrite a file from inside a query"},
    {"secret", EffectClass::WriteRemote, "K1", "reveals a secret"},
    {"try_secret", EffectClass::WriteRemote, "K1", "reveals a secret"},
    {"read_kafka", EffectClass::WriteRemote, "E1", "opens a connection to a host the caller names"},
    {"read_kinesis", EffectClass::WriteRemote, "E1", "opens a connection to a host the caller names"},
    {"read_pubsub", EffectClass::WriteRemote, "E1", "opens a connection to a host the caller names"},
    {"read_pulsar", EffectClass::WriteRemote, "E1", "opens a connection to a host the caller names"},
    // With a schema registry in their options these reach a host as well; the options are rarely literals.
    {"from_avro", EffectClass::WriteRemote, "E2", "may ask a schema registry the caller names"},
    {"to_avro", EffectClass::WriteRemote, "E2", "may ask a schema registry the caller names"},
    {"from_protobuf", EffectClass::WriteRemote, "E2", "may ask a schema registry the caller names"},
    {"to_protobuf", EffectClass::WriteRemote, "E2", "may ask a schema registry the caller names"},
};
constexpr NameIndex kSpecialIndex(kSpecialFunctions);

}  // namespace

FunctionRule find_function_rule(std::string_view name) {
  if (const FunctionRule* rule = kSpecialIndex.find(name)) return *rule;
  if (name.starts_with("ai_")) {
    return {"ai_*", EffectClass::WriteRemote, "F1", "sends data to a model endpoint"};
  }
  if (is_read_only_function(name)) {
    return {"", EffectClass::ReadOnly, "Q1", "built-in that only computes"};
  }
  return {"", EffectClass::WriteRemote, "C3", "a function that is not built in runs a person's own code"};
}

}  // namespace lakecode::safety
