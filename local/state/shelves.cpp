#include "local/state/shelves.h"

#include <algorithm>
#include <iterator>

#include "base/crypto.h"
#include "base/text.h"

namespace lakecode::local {
namespace {

// A page token is the place of the last element, with the direction in front, so that a token of one list order is
// not taken for another's.
std::string make_token(char direction, std::int64_t order, const std::string& id) {
  return crypto::base64url_encode(std::string(1, direction) + std::to_string(order) + ":" + id);
}

struct Token {
  char direction = 'n';
  std::int64_t order = 0;
  std::string id;
};

std::optional<Token> parse_token(std::string_view token) {
  std::string padded = text::replace_all(text::replace_all(token, "-", "+"), "_", "/");
  while (padded.size() % 4 != 0) padded.push_back('=');
  const auto plain = crypto::base64_decode(padded);
  if (!plain || plain->empty()) return std::nullopt;
  const std::size_t colon = plain->find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto order = text::parse_int(std::string_view(*plain).substr(1, colon - 1));
  const char direction = plain->front();
  if (!order || (direction != 'n' && direction != 'p')) return std::nullopt;
  return Token{direction, *order, plain->substr(colon + 1)};
}

Error bad_token() {
  return {.code = ErrorCode::InvalidArgument,
          .action = "list",
          .subject = "",
          .reason = "the page token is not valid",
          .advice = "start again without page_token"};
}

}  // namespace

void Shelves::insert(RecordPointer record) {
  erase(record->kind, record->id);
  Shelf& shelf = shelves_[record->kind];
  const Place place(record->order, record->id);
  shelf.by_id[record->id] = record;
  shelf.all[place] = record;
  for (const std::string& alias : record->aliases) shelf.aliases[alias] = record->id;
  auto& siblings = shelf.by_parent[record->parent];
  siblings[place] = std::move(record);
}

void Shelves::erase(std::string_view kind, std::string_view id) {
  const auto shelf = shelves_.find(kind);
  if (shelf == shelves_.end()) return;
  const auto found = shelf->second.by_id.find(id);
  if (found == shelf->second.by_id.end()) return;
  const RecordPointer record = found->second;
  const Place place(record->order, record->id);
  shelf->second.by_id.erase(found);
  shelf->second.all.erase(place);
  const auto list = shelf->second.by_parent.find(record->parent);
  list->second.erase(place);
  if (list->second.empty()) shelf->second.by_parent.erase(list);
  for (const std::string& alias : record->aliases) shelf->second.aliases.erase(alias);
}

RecordPointer Shelves::find(std::string_view kind, std::string_view id) const {
  const auto shelf = shelves_.find(kind);
  if (shelf == shelves_.end()) return nullptr;
  const auto found = shelf->second.by_id.find(id);
  return found == shelf->second.by_id.end() ? nullptr : found->second;
}

RecordPointer Shelves::find_by_alias(std::string_view kind, std::string_view alias) const {
  if (RecordPointer own = find(kind, alias)) return own;
  const auto shelf = shelves_.find(kind);
  if (shelf == shelves_.end()) return nullptr;
  const auto found = shelf->second.aliases.find(alias);
  return found == shelf->second.aliases.end() ? nullptr : find(kind, found->second);
}

const Shelves::Ordered* Shelves::find_list(const ListQuery& query) const {
  const auto shelf = shelves_.find(query.kind);
  if (shelf == shelves_.end()) return nullptr;
  if (!query.parent) return &shelf->second.all;
  const auto list = shelf->second.by_parent.find(*query.parent);
  return list == shelf->second.by_parent.end() ? nullptr : &list->second;
}

namespace {

/// Walks [from, to) and keeps what passes; true when more than `limit` would pass.
template <typename Iterator>
bool collect(Iterator from, Iterator to, const ListQuery& query, std::vector<RecordPointer>& out) {
  for (; from != to; ++from) {
    if (query.filter && !query.filter(*from->second)) continue;
    if (out.size() == query.limit) return true;
    out.push_back(from->second);
  }
  return false;
}

}  // namespace

Result<RecordPage> Shelves::list(const ListQuery& query) const {
  std::optional<Token> token;
  if (!query.page_token.empty()) {
    token = parse_token(query.page_token);
    if (!token) return bad_token();
  }
  RecordPage page;
  const Ordered* list = find_list(query);
  if (list == nullptr) return page;
  const bool backwards = token && token->direction == 'p';
  // Walking down the list is walking up for the page before, and the other way round.
  const bool downwards = query.newest_first != backwards;
  bool more = false;
  if (downwards) {
    auto from = token ? std::make_reverse_iterator(list->lower_bound(Place(token->order, token->id))) : list->rbegin();
    more = collect(from, list->rend(), query, page.records);
  } else {
    auto from = token ? list->upper_bound(Place(token->order, token->id)) : list->begin();
    more = collect(from, list->end(), query, page.records);
  }
  if (backwards) std::reverse(page.records.begin(), page.records.end());
  if (page.records.empty()) return page;
  const Record& first = *page.records.front();
  const Record& last = *page.records.back();
  if (backwards || more) page.next_page_token = make_token('n', last.order, last.id);
  if (backwards ? more : token.has_value()) page.previous_page_token = make_token('p', first.order, first.id);
  return page;
}

std::size_t Shelves::count(std::string_view kind) const {
  const auto shelf = shelves_.find(kind);
  return shelf == shelves_.end() ? 0 : shelf->second.by_id.size();
}

std::vector<RecordPointer> Shelves::everything() const {
  std::vector<RecordPointer> records;
  for (const auto& shelf : shelves_) {
    for (const auto& entry : shelf.second.by_id) records.push_back(entry.second);
  }
  return records;
}

}  // namespace lakecode::local
