#pragma once
// Asks on the terminal. Input typed before the question was complete is thrown away; only a typed yes and Enter
// confirms.

#include "cli/app.h"
#include "gate/gate.h"

namespace lakecode::cli {

class TerminalConfirmer final : public gate::Confirmer {
 public:
  explicit TerminalConfirmer(App& app) : app_(app) {}
  Answer ask(const std::string& question, const CallContext& ctx) override;

 private:
  App& app_;
};

}  // namespace lakecode::cli
