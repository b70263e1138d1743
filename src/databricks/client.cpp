#include "databricks/client.h"

#include "databricks/client_state.h"

namespace lakecode::databricks {
namespace {

ClientSettings normalise(ClientSettings settings) {
  while (settings.host.ends_with('/')) settings.host.pop_back();
  if (settings.in_flight == 0) settings.in_flight = 1;
  return settings;
}

}  // namespace

Client::Client(ClientSettings settings, auth::TokenSource& tokens, RandomSource& random)
    : state_(std::make_unique<State>(normalise(std::move(settings)), tokens, random)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

const std::string& Client::host() const {
  return state_->settings.host;
}
std::size_t Client::in_flight() const {
  return state_->settings.in_flight;
}

void Client::report(const StatementUse& use) const {
  if (state_->settings.on_statement) state_->settings.on_statement(use);
}

}  // namespace lakecode::databricks
