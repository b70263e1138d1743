#include "gate/doors.h"

namespace lakecode::gate {
namespace {

constexpr DoorRow kDoors[] = {
    {Door::Workflow, "workflow", "a step of a workflow"},
    {Door::Tool, "tool", "a tool call of the model"},
    {Door::Slash, "slash", "a slash command typed into the chat"},
    {Door::Command, "command", "a command of the command line"},
    {Door::McpServer, "mcp", "a call by another program that uses lakecode as a server"},
    {Door::Watch, "watch", "an action of a watch"},
};

}  // namespace

std::span<const DoorRow> doors() {
  return kDoors;
}

std::string_view name_of(Door door) {
  for (const DoorRow& row : kDoors) {
    if (row.door == door) return row.name;
  }
  return "unknown";
}

}  // namespace lakecode::gate
