#pragma once
// Money and tokens brought together: what an endpoint's bill comes to per token, and sums by any key. For this folder.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "analysis/genai/functions.h"

namespace lakecode::genai {

struct Spend {
  std::string key;
  double usd = 0;
  std::int64_t requests = 0;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  [[nodiscard]] std::int64_t tokens() const { return input_tokens + output_tokens; }
};

/// USD a token of each endpoint: its bill over all of its tokens. 0 where either is not known.
std::map<std::string, double> token_prices(const Facts& facts);

/// The traffic that `arguments` lets through, summed by `key_of`, dearest first; money spread by tokens.
std::vector<Spend> spread(const Facts& facts, const Arguments& arguments,
                          const std::function<std::string(const Traffic&)>& key_of);

bool passes(const Traffic& traffic, const Arguments& arguments);
/// Bills know endpoint and user; a filter on the model looks at the endpoint's name alone, as custom models are billed.
bool passes(const cost::UsageRow& bill, const Arguments& arguments);

/// Lines with key, usd, share, requests, tokens and usd_per_million_tokens, at most `limit`.
JsonArray spend_lines(const std::vector<Spend>& spends, std::int64_t limit);

double total_of(const std::vector<Spend>& spends);

/// The answer where requests are not tracked: what to turn on.
Answer no_traffic(std::string_view what);

}  // namespace lakecode::genai
