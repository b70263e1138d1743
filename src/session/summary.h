#pragma once
// What a compaction puts in place of the older part of a conversation. Two forms, one shape: put together from the
// records alone (deterministic, no model), or written by the model and then completed with what must not be lost. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "session/compaction.h"
#include "session/conversation.h"

namespace lakecode::session {

/// Short sentences, each one line; in order of appearance.
struct Digest {
  std::vector<std::string> goals;              ///< what the person asked for
  std::vector<std::string> decisions;          ///< what was decided, done or refused
  std::vector<std::string> findings;           ///< what was found out
  std::vector<std::string> objects;            ///< names: tables, jobs, warehouses, …
  std::vector<std::string> open_questions;     ///< not answered yet
  std::vector<std::string> pending_approvals;  ///< acts that wait for a yes
  std::vector<std::string> results;            ///< named result sets, with where they are from
  std::string skills;                          ///< activated skills as the model got them, whole
};

/// Of the messages before `first_kept`, a digest among them carried on, and of the decisions and results of all.
Digest digest_of(const Conversation& conversation, std::size_t first_kept);

/// What the model reads in place of those messages.
std::string render_digest(const Digest& digest);

/// Takes apart what render_digest() wrote; an empty digest for any other text.
Digest parse_digest(std::string_view text);

/// The request to a model for the other form, to be added as the last User message of what is to be left out.
std::string_view digest_request();

/// The model's answer as a digest. Goals, decisions, findings and questions are the model's; names are joined with
/// those of `known`; approvals, results and skills are `known`'s alone, since they must be exact. CorruptData when the
/// answer is no JSON object of lists of texts, or empty: then use `known` as it is.
Result<Digest> read_digest(std::string_view answer, const Digest& known);

/// The record that puts it in force. `duration_ms` is the caller's to fill in.
Compaction make_compaction(const Conversation& conversation, const Cut& cut, const Digest& digest,
                           const TokenGauge& gauge);

}  // namespace lakecode::session
