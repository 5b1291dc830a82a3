#include "app/board_column.h"

#include <algorithm>

namespace holdall::app {
namespace {

using store::BoardKey;

// Some screens of cards.
constexpr std::size_t page_deals = 128;
// A stretch before the wanted deal is read along with it, for scrolling back.
constexpr std::size_t deals_before = 32;
// Beyond it, pages that were read long ago are not worth their keeping.
constexpr std::size_t kept_pages_max = 64;

bool before(const BoardKey& left, const BoardKey& right) { return left.stands_before(right); }

}  // namespace

RecordId BoardColumn::deal(std::size_t index) const {
  const BoardKey* found = key(index);
  return found == nullptr ? RecordId{} : found->deal;
}

const BoardKey* BoardColumn::key(std::size_t index) const {
  if (index >= count_) return nullptr;
  const auto next = std::ranges::upper_bound(pages_, index, {}, &Page::first);
  const Page* page = next == pages_.begin() ? nullptr : &*(next - 1);
  if (page == nullptr || index >= page->end()) page = read_page(index);
  if (page == nullptr || index >= page->end()) return nullptr;
  return &page->keys[index - page->first];
}

// Reads what is missing around an index; null if that fails.
const BoardColumn::Page* BoardColumn::read_page(std::size_t index) const {
  if (lists_.size() != 1) return read_all();
  if (pages_.size() >= kept_pages_max) pages_.clear();
  const auto next = std::ranges::upper_bound(pages_, index, {}, &Page::first);
  const Page* last = next == pages_.begin() ? nullptr : &*(next - 1);
  const std::size_t known_end = last == nullptr ? 0 : last->end();
  const std::size_t next_first = next == pages_.end() ? count_ : next->first;
  const std::size_t first = std::max(known_end, index - std::min(index, deals_before));
  const std::size_t limit = std::min(page_deals, next_first - first);
  Result<std::vector<BoardKey>> keys =
      store::board_page(*store_, lists_.front(), last == nullptr ? nullptr : &last->keys.back(),
                        first - known_end, limit);
  if (!keys || keys->empty()) return nullptr;
  return &*pages_.insert(next, Page{first, *std::move(keys)});
}

const BoardColumn::Page* BoardColumn::read_all() const {
  std::vector<BoardKey> all;
  for (const store::BoardList& list : lists_) {
    Result<std::vector<BoardKey>> keys =
        store::board_page(*store_, list, nullptr, 0, static_cast<std::size_t>(INT32_MAX));
    if (!keys) return nullptr;
    std::ranges::move(*keys, std::back_inserter(all));
  }
  std::ranges::sort(all, before);
  pages_.clear();
  return &pages_.emplace_back(Page{0, std::move(all)});
}

bool BoardColumn::pages_are_the_first() const {
  std::size_t end = 0;
  for (const Page& page : pages_) {
    if (page.first != end) return false;
    end = page.end();
  }
  return end <= count_;
}

std::optional<std::size_t> BoardColumn::find(RecordId deal) const {
  for (const Page& page : pages_) {
    const auto found = std::ranges::find(page.keys, deal, &BoardKey::deal);
    if (found == page.keys.end()) continue;
    return page.first + static_cast<std::size_t>(found - page.keys.begin());
  }
  return std::nullopt;
}

Result<std::size_t> BoardColumn::rank(const BoardKey& key) const {
  std::size_t rank = 0;
  for (const store::BoardList& list : lists_) {
    const Result<std::size_t> part = store::board_rank(*store_, list, key);
    if (!part) return fail(part.error());
    rank += *part;
  }
  return rank;
}

void BoardColumn::erase(std::size_t index) {
  --count_;
  for (Page& page : pages_) {
    if (page.first > index) {
      --page.first;
    } else if (index < page.end()) {
      page.keys.erase(page.keys.begin() + static_cast<std::ptrdiff_t>(index - page.first));
    }
  }
  std::erase_if(pages_, [](const Page& page) { return page.keys.empty(); });
}

// A key that stands right before or behind a page can only join it where that is the end of the
// column or the next page follows at once; else more deals may stand between.
void BoardColumn::insert(BoardKey key) {
  const auto next = std::ranges::find_if(
      pages_, [&](const Page& page) { return before(key, page.keys.front()); });
  for (auto later = next; later != pages_.end(); ++later) ++later->first;
  const std::size_t count_before = count_++;
  if (next != pages_.begin()) {
    Page& page = *(next - 1);
    const bool inside = before(key, page.keys.back());
    const bool closes = page.end() == (next == pages_.end() ? count_before : next->first - 1);
    if (!inside && !closes) return;
    page.keys.insert(std::ranges::upper_bound(page.keys, key, before), std::move(key));
  } else if (next != pages_.end() && next->first == 1) {
    next->first = 0;
    next->keys.insert(next->keys.begin(), std::move(key));
  }
}

void BoardColumn::clear_totals() {
  count_ = 0;
  groups_.clear();
  totals_.clear();
}

void BoardColumn::add(const store::BoardTotal& total) {
  count_ += static_cast<std::size_t>(total.deals);
  if (!total.has_value) return;
  const auto found = std::ranges::find(groups_, total.currency,
                                       [](const Group& group) { return group.total.currency; });
  if (found == groups_.end()) {
    groups_.push_back({{total.currency, total.minor}, total.deals});
  } else {
    found->total.minor = model::add_minor(found->total.minor, total.minor);
    found->deals += total.deals;
  }
}

void BoardColumn::finish_totals() {
  std::ranges::sort(groups_, [](const Group& left, const Group& right) {
    if (left.deals != right.deals) return left.deals > right.deals;
    return left.total.currency < right.total.currency;
  });
  for (const Group& group : groups_) {
    if (group.total.minor != 0) totals_.push_back(group.total);
  }
}

}  // namespace holdall::app
