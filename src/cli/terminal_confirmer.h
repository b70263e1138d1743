#pragma once
// Asks on the terminal. Only what is typed after the whole question was shown counts: earlier input is thrown away, and
// pasted text is marked by the terminal and never confirms. Destructive acts want their name typed.

#include "cli/app.h"
#include "gate/confirmer.h"

namespace lakecode::cli {

class TerminalConfirmer final : public gate::Confirmer {
 public:
  explicit TerminalConfirmer(App& app) : app_(app) {}
  gate::Answer ask(const gate::Question& question, const CallContext& ctx) override;

  /// A plain question of a command, answered by yes or anything else.
  gate::Answer ask(const std::string& text, const CallContext& ctx);

 private:
  App& app_;
};

}  // namespace lakecode::cli
