#pragma once
// What the GenAI cost functions read: bills by day and key, and requests summed by day, endpoint, model, user, status
// and size. Plain values.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/cost/breakdown.h"
#include "analysis/cost/usage.h"

namespace lakecode::genai {

/// Requests of one day that share all keys.
struct Traffic {
  cost::Day day;
  std::string endpoint;
  std::string model;
  std::string user;
  int status = 200;  ///< HTTP
  std::string size;  ///< "0-1k", … by tokens in and out; see kSizes
  std::int64_t requests = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  std::int64_t cached_tokens = 0;  ///< part of the input that came from a cache
  std::string task;                ///< "llm/v1/chat", "llm/v1/embeddings", …; "" when the platform does not tell it
  bool is_custom = false;          ///< somebody's own model or features: nothing else answers its requests
};

/// The same request sent more than once, by endpoint.
struct Repeats {
  std::string endpoint;
  std::int64_t extra = 0;
};

struct Facts {
  cost::Period period;
  std::vector<cost::UsageRow> bills;  ///< of generative AI alone; see is_genai
  bool has_prices = false;
  bool has_traffic = false;  ///< false: usage tracking is off, or its table cannot be read
  bool has_cache = false;    ///< the platform tells cached tokens
  std::vector<Traffic> traffic;
  std::vector<Repeats> repeats;
};

/// Model serving, AI functions, gateway, vector search and agents.
bool is_genai(const cost::UsageRow& row);

}  // namespace lakecode::genai
