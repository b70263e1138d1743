// Statement 2 may group by 64 columns at most, so a wide table needs more than one; each column still is in one of them
// alone. Questions are joined into components by the columns they share, and components packed in order.

#include <algorithm>
#include <numeric>

#include "analysis/profile/questions.h"

namespace lakecode::profile {

namespace {

class Components {
 public:
  explicit Components(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
  std::size_t find(std::size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t a, std::size_t b) { parent_[find(b)] = find(a); }

 private:
  std::vector<std::size_t> parent_;
};

struct Component {
  std::vector<Question> questions;
  std::int64_t distinct = 0;  ///< of its richest column
};

std::int64_t distinct_of(const QuestionContext& context, std::size_t column) {
  for (const ColumnProfile& p : context.profiles) {
    if (p.column == column) return p.approx_distinct.value_or(0);
  }
  return 0;
}

}  // namespace

std::vector<std::vector<Question>> split_questions(const QuestionContext& context, std::vector<Question> questions,
                                                   std::size_t most) {
  Components columns(context.facts.columns.size() + 1);  // the last stands for a question without a column
  const auto first_of = [&](const Question& q) {
    return q.columns.empty() ? context.facts.columns.size() : q.columns.front();
  };
  for (const Question& question : questions) {
    for (const std::size_t column : question.columns) columns.join(first_of(question), column);
  }
  std::vector<Component> components(context.facts.columns.size() + 1);
  for (Question& question : questions) {
    Component& component = components[columns.find(first_of(question))];
    for (const std::size_t column : question.columns)
      component.distinct = std::max(component.distinct, distinct_of(context, column));
    component.questions.push_back(std::move(question));
  }
  std::stable_sort(components.begin(), components.end(),
                   [](const Component& a, const Component& b) { return a.distinct > b.distinct; });
  std::vector<std::vector<Question>> groups;
  for (Component& component : components) {
    if (component.questions.empty()) continue;
    if (component.questions.size() > most) component.questions.resize(most);
    const bool fits = !groups.empty() && groups.back().size() + component.questions.size() <= most;
    if (!fits) groups.emplace_back();
    std::move(component.questions.begin(), component.questions.end(), std::back_inserter(groups.back()));
  }
  return groups;
}

}  // namespace lakecode::profile
