#pragma once
// The system prompt, put together from texts in prompt/*.md and from what a session knows. Pure and byte-stable: the
// same session gives the same bytes for every answer, so that a provider's cache holds. The order is from what never
// changes to what changes from session to session.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "llm/provider.h"

namespace lakecode::agent {

/// A text that somebody other than the person or lakecode wrote, or may have: it goes in as data with its source.
struct OutsideText {
  std::string source;  ///< "AGENTS.md", "project conventions"
  std::string text;
};

struct SkillText {
  std::string name;
  std::string body;
};

struct PromptFacts {
  std::string today;      ///< YYYY-MM-DD, UTC
  std::string workspace;  ///< host origin, or "local"
  std::string profile;
  std::string
      workspace_profile;  ///< about 200 tokens: catalogs, warehouses, functions; may be empty. Written by others
  std::string default_catalog;
  std::string default_schema;
  std::string approval;         ///< "read", "write", "destructive", "read-only", "plan"
  bool is_interactive = false;  ///< a person can be asked
  bool rows_to_model = true;
  std::string conventions;           ///< the person's own, global
  std::vector<OutsideText> project;  ///< conventions, AGENTS.md, CLAUDE.md of a trusted folder, in order of precedence
  std::string extra;                 ///< agent.system_prompt_extra of the person
  std::vector<SkillText> skills;     ///< the best one or two for the first request
  std::string answer_schema;         ///< JSON schema of the final answer, or empty
};

/// What was cut off project text, to be told to the person.
struct AssembledPrompt {
  std::vector<llm::SystemPart> parts;
  std::vector<std::string> notices;
};

/// All parts are stable within a session. Project text counts at most 32 KiB together; what is cut is a notice.
AssembledPrompt assemble_prompt(const PromptFacts& facts);

/// `skill` as the model reads it, for a later message of the person.
std::string render_skill(const SkillText& skill);

/// The texts that never change, in order: {"role", …}. For tests of their contracts.
struct PromptText {
  std::string_view name;
  std::string_view text;
};
std::span<const PromptText> prompt_texts();

}  // namespace lakecode::agent
