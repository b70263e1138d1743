#include "llm/near_model.h"

#include "base/text.h"
#include "net/url.h"

namespace lakecode::llm {

Error with_nearest_model(Error error, const std::string& wanted, const std::vector<std::string>& models) {
  if (const auto nearest = text::nearest(wanted, models)) error.advice = "did you mean " + *nearest + "?";
  return error;
}

std::string origin_of(const std::string& url) {
  const auto parsed = net::parse_url(url);
  return parsed ? parsed->origin() : url;
}

}  // namespace lakecode::llm
