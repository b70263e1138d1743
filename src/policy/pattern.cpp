// Every search starts with few steps, and takes more from what the decision shares, eight times as many each time; the
// work of all patterns together is bounded by rules x steps_each + 2 x steps_shared, whatever the patterns are.
#include "policy/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>

#include "policy/required_text.h"

namespace lakecode::policy {
namespace {

constexpr std::size_t kMaxPatternBytes = 4096;
constexpr std::uint32_t kMaxParentheses = 100;
constexpr std::size_t kJitStackBytes = 256U << 10U;

struct CompileContextDeleter {
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
};

Error not_a_pattern(std::string_view text, int number, std::size_t offset) {
  std::array<unsigned char, 200> message{};
  pcre2_get_error_message(number, message.data(), message.size());
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "read pattern",
               .subject = std::string(text.substr(0, 80)),
               .reason = std::string(reinterpret_cast<const char*>(message.data())) + " at character " +
                         std::to_string(offset + 1) + " of the pattern",
               .advice = {}};
}

}  // namespace

struct MatchBudget::State {
  explicit State(const PatternLimits& given)
      : limits(given),
        left(given.steps_shared),
        context(pcre2_match_context_create(nullptr)),
        data(pcre2_match_data_create(1, nullptr)),
        stack(pcre2_jit_stack_create(32U << 10U, kJitStackBytes, nullptr)) {
    if (context == nullptr) return;
    pcre2_set_depth_limit(context, limits.depth);
    pcre2_set_heap_limit(context, limits.heap_kibibytes);
    if (stack != nullptr) pcre2_jit_stack_assign(context, nullptr, stack);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    pcre2_jit_stack_free(stack);
  }

  PatternLimits limits;
  std::uint32_t left;
  pcre2_match_context* context;
  pcre2_match_data* data;
  pcre2_jit_stack* stack;
};

MatchBudget::MatchBudget(const PatternLimits& limits) : state_(std::make_unique<State>(limits)) {}
MatchBudget::MatchBudget(MatchBudget&&) noexcept = default;
MatchBudget& MatchBudget::operator=(MatchBudget&&) noexcept = default;
MatchBudget::~MatchBudget() = default;

void MatchBudget::reset() {
  state_->left = state_->limits.steps_shared;
}

struct Pattern::Code {
  explicit Code(pcre2_code* given) : code(given) {}
  Code(const Code&) = delete;
  Code& operator=(const Code&) = delete;
  ~Code() { pcre2_code_free(code); }
  pcre2_code* code;
};

Pattern::Pattern(std::string text, std::shared_ptr<const Code> code)
    : text_(std::move(text)), required_(find_required_texts(text_)), code_(std::move(code)) {}

Result<Pattern> Pattern::compile(std::string_view text) {
  const std::unique_ptr<pcre2_compile_context, CompileContextDeleter> context(pcre2_compile_context_create(nullptr));
  pcre2_set_max_pattern_length(context.get(), kMaxPatternBytes);
  pcre2_set_parens_nest_limit(context.get(), kMaxParentheses);
  constexpr std::uint32_t kOptions =
      PCRE2_CASELESS | PCRE2_DOTALL | PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
  int number = 0;
  std::size_t offset = 0;
  pcre2_code* code =
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), kOptions, &number, &offset, context.get());
  if (code == nullptr) return not_a_pattern(text, number, offset);
  // Without JIT (a hardened kernel, a pattern it cannot take) the same pattern is interpreted, under the same limits.
  ignore_result(pcre2_jit_compile(code, PCRE2_JIT_COMPLETE), "interpreted instead");
  return Pattern(std::string(text), std::make_shared<const Code>(code));
}

Pattern::Outcome Pattern::search(std::string_view subject, MatchBudget& budget) const {
  MatchBudget::State& state = *budget.state_;
  if (state.context == nullptr || state.data == nullptr) return Outcome::Fault;
  std::uint32_t steps = state.limits.steps_each;
  for (;;) {
    pcre2_set_match_limit(state.context, steps);
    const int found = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0, 0,
                                  state.data, state.context);
    if (found >= 0) return Outcome::Yes;
    if (found == PCRE2_ERROR_NOMATCH) return Outcome::No;
    if (found != PCRE2_ERROR_MATCHLIMIT || state.left == 0) return Outcome::Fault;
    steps = std::min(steps * 8, state.left);
    state.left -= steps;
  }
}

}  // namespace lakecode::policy
