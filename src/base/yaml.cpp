// libfyaml gives events; the tree is built here, on a stack of our own, so that depth, nodes and bytes are counted
// before they are spent. An anchored node is kept as a copy; an alias copies it again and pays for all of it. The
// documents of the parser library are never built and aliases never resolved by it: nine lines of nested aliases would
// fill the memory.
#include "base/yaml.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <libfyaml.h>

#include "base/json.h"
#include "base/yaml_scalar.h"
#include "base/yaml_text.h"

namespace lakecode::yaml {
namespace {

constexpr std::string_view kMergeKey = "<<";

struct ParserDeleter {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};
struct DiagDeleter {
  void operator()(fy_diag* diag) const { fy_diag_destroy(diag); }
};
struct EventDeleter {
  fy_parser* parser;
  void operator()(fy_event* event) const { fy_parser_event_free(parser, event); }
};
using Event = std::unique_ptr<fy_event, EventDeleter>;

void drop_output(fy_diag*, void*, const char*, std::size_t) {}

/// The event source: errors are collected, nothing is printed.
class EventStream {
 public:
  explicit EventStream(std::string_view text) {
    fy_diag_cfg messages;
    fy_diag_cfg_default(&messages);
    messages.fp = nullptr;
    messages.output_fn = drop_output;
    diag_.reset(fy_diag_create(&messages));
    fy_diag_set_collect_errors(diag_.get(), true);
    fy_parse_cfg options{};
    options.diag = diag_.get();
    options.flags = static_cast<fy_parse_cfg_flags>(FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE);
    parser_.reset(fy_parser_create(&options));
    if (parser_) fy_parser_set_string(parser_.get(), text.data(), text.size());
  }

  /// nullptr at the end and after an error.
  Event next() { return Event(parser_ ? fy_parser_parse(parser_.get()) : nullptr, EventDeleter{parser_.get()}); }

  /// The first error the library told, or nullptr.
  const fy_diag_error* first_error() {
    void* cursor = nullptr;
    return fy_diag_errors_iterate(diag_.get(), &cursor);
  }

 private:
  std::unique_ptr<fy_diag, DiagDeleter> diag_;
  std::unique_ptr<fy_parser, ParserDeleter> parser_;
};

std::string_view token_text(fy_token* token) {
  std::size_t length = 0;
  const char* text = token == nullptr ? nullptr : fy_token_get_text(token, &length);
  return text == nullptr ? std::string_view() : std::string_view(text, length);
}

std::string pointer_to(const std::string& parent, std::string_view key) {
  std::string pointer = parent + "/";
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

/// What a subtree costs: nodes, and bytes of its strings.
struct Cost {
  std::size_t nodes = 0;
  std::size_t bytes = 0;
};

struct Anchored {
  JsonValue value;
  Cost cost;
};

/// A mapping or sequence that is still open.
struct Frame {
  JsonValue value;
  std::string pointer;
  std::string anchor;
  Mark mark;
  Cost spent_before;
  std::optional<std::string> key;  // read, its value still to come
  bool merging = false;            // the key is the merge key
  std::size_t key_begin = 0;
  std::size_t key_end = 0;
  std::vector<JsonObject> merged = {};
};

class Builder {
 public:
  Builder(std::string_view text, std::string_view name, const Limits& limits)
      : text_(text), name_(name), limits_(limits), lines_(text), byte_budget_(limits.max_bytes * 16) {}

  Result<void> take(fy_event& event) {
    switch (event.type) {
      case FYET_DOCUMENT_START:
        return start_document(event);
      case FYET_SCALAR:
        return take_scalar(event);
      case FYET_ALIAS:
        return take_alias(event);
      case FYET_SEQUENCE_START:
        return open(event, JsonValue(JsonArray()));
      case FYET_MAPPING_START:
        return open(event, JsonValue(JsonObject()));
      case FYET_SEQUENCE_END:
      case FYET_MAPPING_END:
        return close(event);
      default:
        return {};
    }
  }

  Document finish() && { return std::move(document_); }
  [[nodiscard]] Error fail(std::size_t at, std::string reason) const {
    return corrupt(name_, lines_.position(std::min(at, text_.size())), std::move(reason));
  }
  [[nodiscard]] std::size_t last_end() const { return last_end_; }

 private:
  Result<void> start_document(fy_event& event) {
    if (++documents_ > 1) {
      const auto* mark = fy_event_start_mark(&event);
      return fail(mark == nullptr ? last_end_ : mark->input_pos, "a second document begins; one is allowed");
    }
    return {};
  }

  /// Byte range of a scalar as it stands in the text, quotes and block header included.
  std::pair<std::size_t, std::size_t> scalar_range(fy_event& event) {
    const auto* begin = fy_event_start_mark(&event);
    const auto* end = fy_event_end_mark(&event);
    if (begin == nullptr || end == nullptr) return empty_range();
    std::size_t first = begin->input_pos;
    std::size_t last = end->input_pos;
    const auto style = fy_event_get_node_style(&event);
    if (style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED) {
      first -= first > 0 ? 1 : 0;
      last = std::min(last + 1, text_.size());
    } else if (style == FYNS_LITERAL || style == FYNS_FOLDED) {
      const auto header = text_.find_first_of("|>", last_end_);
      if (header != std::string_view::npos && header < first) first = header;
    }
    return {first, last};
  }

  /// Where an absent value would be written: behind the colon of its key, or behind the dash.
  [[nodiscard]] std::pair<std::size_t, std::size_t> empty_range() const {
    std::size_t at = last_end_;
    const auto mark = text_.find_first_of(":-\n", last_end_);
    if (!stack_.empty() && mark != std::string_view::npos && text_[mark] != '\n') at = mark + 1;
    return {at, at};
  }

  Result<void> spend(std::size_t at, Cost cost) {
    spent_.nodes += cost.nodes;
    spent_.bytes += cost.bytes;
    if (spent_.nodes > limits_.max_nodes) {
      return fail(at, fmt::format("more than {} nodes, aliases counted", limits_.max_nodes));
    }
    if (spent_.bytes > byte_budget_) return fail(at, "the aliases or keys make it too large");
    return {};
  }

  Result<void> take_scalar(fy_event& event) {
    const auto [begin, end] = scalar_range(event);
    last_end_ = std::max(last_end_, end);
    const auto text = token_text(event.scalar.value);
    TRY_VOID(spend(begin, {1, text.size()}));
    const bool plain = fy_event_get_node_style(&event) == FYNS_PLAIN || event.scalar.value == nullptr;
    if (is_key_next()) return take_key(text, plain, {begin, end});
    TRY_ASSIGN(auto value, tagged_value(token_text(event.scalar.tag), text, plain, begin));
    if (event.scalar.anchor != nullptr) {
      TRY_VOID(keep_anchor(std::string(token_text(event.scalar.anchor)), value, {1, text.size()}, begin));
    }
    const Mark mark = mark_of(begin, end);
    return attach(std::move(value), next_pointer(), mark);
  }

  Result<JsonValue> tagged_value(std::string_view tag, std::string_view text, bool plain, std::size_t at) const {
    if (tag == "!" || tag == "tag:yaml.org,2002:str") return JsonValue(text);
    JsonValue value = plain ? resolve_plain(text) : JsonValue(text);
    if (tag.empty()) return value;
    const bool fits = (tag == "tag:yaml.org,2002:null" && value.is_null()) ||
                      (tag == "tag:yaml.org,2002:bool" && value.is_bool()) ||
                      (tag == "tag:yaml.org,2002:int" && (value.is_int64() || value.is_uint64())) ||
                      (tag == "tag:yaml.org,2002:float" && value.is_number());
    if (fits) return value;
    return fail(at, fmt::format("the tag {} is not supported here", tag.substr(0, 80)));
  }

  Result<void> take_key(std::string_view key, bool plain, std::pair<std::size_t, std::size_t> range) {
    Frame& frame = stack_.back();
    if (frame.value.get_object().contains(key) || (plain && key == kMergeKey && !frame.merged.empty())) {
      return fail(range.first, fmt::format("the key '{}' stands here twice", key.substr(0, 80)));
    }
    frame.key = std::string(key);
    frame.merging = plain && key == kMergeKey;
    frame.key_begin = range.first;
    frame.key_end = range.second;
    return {};
  }

  Result<void> take_alias(fy_event& event) {
    const auto* mark = fy_event_start_mark(&event);
    const std::size_t begin = mark == nullptr ? last_end_ : mark->input_pos - 1;  // the mark stands behind the star
    const auto* end_mark = fy_event_end_mark(&event);
    const std::size_t end = end_mark == nullptr ? begin : end_mark->input_pos;
    const std::string name(text_.substr(begin + 1, end - begin - 1));
    last_end_ = std::max(last_end_, end);
    if (is_key_next()) return fail(begin, "an alias cannot be a key here");
    const auto found = anchors_.find(name);
    if (found == anchors_.end()) return fail(begin, fmt::format("there is no anchor '{}' above", name.substr(0, 80)));
    TRY_VOID(spend(begin, found->second.cost));
    const Mark here = mark_of(begin, end);
    const std::string pointer = next_pointer();
    TRY_VOID(mark_copies(found->second.value, pointer, here, stack_.size()));
    return attach(found->second.value, pointer, here);
  }

  /// Everything inside an alias is told to stand where the alias stands.
  Result<void> mark_copies(const JsonValue& value, const std::string& pointer, const Mark& mark, std::size_t depth) {
    if (depth > limits_.max_depth) return fail(mark.value_begin, too_deep());
    TRY_VOID(put_mark(pointer, mark));
    if (const auto* object = value.if_object()) {
      for (const auto& member : *object) {
        TRY_VOID(mark_copies(member.value(), pointer_to(pointer, member.key()), mark, depth + 1));
      }
    } else if (const auto* array = value.if_array()) {
      for (std::size_t i = 0; i < array->size(); ++i) {
        TRY_VOID(mark_copies((*array)[i], pointer_to(pointer, std::to_string(i)), mark, depth + 1));
      }
    }
    return {};
  }

  Result<void> open(fy_event& event, JsonValue empty) {
    const auto* mark = fy_event_start_mark(&event);
    const std::size_t begin = mark == nullptr ? last_end_ : mark->input_pos;
    if (is_key_next()) return fail(begin, "a key must be a plain or quoted text");
    if (stack_.size() >= limits_.max_depth) return fail(begin, too_deep());
    const bool mapping = event.type == FYET_MAPPING_START;
    const auto tag = token_text(mapping ? event.mapping_start.tag : event.sequence_start.tag);
    if (!tag.empty() && tag != (mapping ? "tag:yaml.org,2002:map" : "tag:yaml.org,2002:seq")) {
      return fail(begin, fmt::format("the tag {} is not supported here", tag.substr(0, 80)));
    }
    const auto anchor = token_text(mapping ? event.mapping_start.anchor : event.sequence_start.anchor);
    Frame frame{.value = std::move(empty),
                .pointer = next_pointer(),
                .anchor = std::string(anchor),
                .mark = mark_of(begin, begin),
                .spent_before = spent_};
    TRY_VOID(spend(begin, {1, 0}));
    last_end_ = std::max(last_end_, begin);
    stack_.push_back(std::move(frame));
    return {};
  }

  Result<void> close(fy_event& event) {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    // The end of a block is told at the next token, after blank lines and comments: it ends with its last child.
    const auto* mark = fy_event_end_mark(&event);
    if (fy_event_get_node_style(&event) == FYNS_FLOW && mark != nullptr)
      last_end_ = std::max(last_end_, mark->input_pos);
    frame.mark.value_end = std::max(last_end_, frame.mark.value_begin);
    for (const auto& merged : frame.merged) TRY_VOID(merge(frame, merged));
    if (!frame.anchor.empty()) {
      const Cost cost{spent_.nodes - frame.spent_before.nodes, spent_.bytes - frame.spent_before.bytes};
      TRY_VOID(keep_anchor(frame.anchor, frame.value, cost, frame.mark.value_begin));
    }
    return attach(std::move(frame.value), frame.pointer, frame.mark);
  }

  /// The merge key of YAML 1.1, which bundles use: members that the mapping does not have itself.
  Result<void> merge(Frame& frame, const JsonObject& from) {
    auto& object = frame.value.get_object();
    for (const auto& member : from) {
      if (object.contains(member.key())) continue;
      object.emplace(member.key(), member.value());
      const auto source = document_.marks.find(frame.pointer + "/<<");
      const Mark mark = source == document_.marks.end() ? frame.mark : source->second;
      TRY_VOID(mark_copies(member.value(), pointer_to(frame.pointer, member.key()), mark, stack_.size()));
    }
    return {};
  }

  Result<void> keep_merge(Frame& frame, const JsonValue& value, const Mark& mark) const {
    if (const auto* object = value.if_object()) {
      frame.merged.push_back(*object);
      return {};
    }
    const auto* array = value.if_array();
    const bool fits = array != nullptr && !array->empty() &&
                      std::all_of(array->begin(), array->end(), [](const JsonValue& item) { return item.is_object(); });
    if (!fits) return fail(mark.value_begin, "the merge key << takes a mapping or a list of mappings");
    for (const auto& item : *array) frame.merged.push_back(item.get_object());
    return {};
  }

  Result<void> keep_anchor(std::string name, const JsonValue& value, Cost cost, std::size_t at) {
    // The copy is paid for as well: anchors nested in anchors would multiply the text otherwise.
    TRY_VOID(spend(at, cost));
    anchors_.insert_or_assign(std::move(name), Anchored{value, cost});
    return {};
  }

  Result<void> attach(JsonValue value, const std::string& pointer, const Mark& mark) {
    TRY_VOID(put_mark(pointer, mark));
    if (stack_.empty()) {
      document_.root = JsonBox(std::move(value));
      return {};
    }
    Frame& frame = stack_.back();
    if (auto* array = frame.value.if_array()) {
      array->push_back(std::move(value));
      return {};
    }
    const std::string key = *std::exchange(frame.key, std::nullopt);
    if (frame.merging) return keep_merge(frame, value, mark);
    frame.value.get_object().emplace(key, std::move(value));
    return {};
  }

  Result<void> put_mark(const std::string& pointer, const Mark& mark) {
    TRY_VOID(spend(mark.value_begin, {0, pointer.size()}));
    document_.marks.insert_or_assign(pointer, mark);
    return {};
  }

  [[nodiscard]] bool is_key_next() const {
    return !stack_.empty() && stack_.back().value.is_object() && !stack_.back().key.has_value();
  }

  [[nodiscard]] std::string next_pointer() const {
    if (stack_.empty()) return {};
    const Frame& frame = stack_.back();
    if (const auto* array = frame.value.if_array()) return pointer_to(frame.pointer, std::to_string(array->size()));
    return pointer_to(frame.pointer, *frame.key);
  }

  [[nodiscard]] Mark mark_of(std::size_t begin, std::size_t end) const {
    const Position value = lines_.position(begin);
    const bool keyed = !stack_.empty() && stack_.back().key.has_value();
    return {keyed ? lines_.position(stack_.back().key_begin) : value, value, begin, end};
  }

  [[nodiscard]] std::string too_deep() const { return fmt::format("nested deeper than {} levels", limits_.max_depth); }

  std::string_view text_;
  std::string_view name_;
  const Limits& limits_;
  LineIndex lines_;
  std::size_t byte_budget_;
  Document document_;
  std::vector<Frame> stack_;
  std::map<std::string, Anchored> anchors_;
  Cost spent_;
  std::size_t last_end_ = 0;
  int documents_ = 0;
};

}  // namespace

Result<Document> parse(std::string_view text, std::string_view name, const Limits& limits) {
  if (text.size() > limits.max_bytes) {
    return corrupt(name, {1, 1}, fmt::format("{} bytes are more than the limit of {}", text.size(), limits.max_bytes));
  }
  if (auto foreign = find_foreign_bytes(text, name)) return *std::move(foreign);
  EventStream events(text);
  Builder builder(text, name, limits);
  bool ended = false;
  while (auto event = events.next()) {
    ended = event->type == FYET_STREAM_END;
    TRY_VOID(builder.take(*event));
  }
  if (const auto* error = events.first_error()) {
    const auto number = [](int value) { return static_cast<std::size_t>(std::max(value, 1)); };
    return corrupt(name, {number(error->line), number(error->column)}, error->msg == nullptr ? "not YAML" : error->msg);
  }
  if (!ended) return builder.fail(builder.last_end(), "the text ends too early");
  return std::move(builder).finish();
}

}  // namespace lakecode::yaml
