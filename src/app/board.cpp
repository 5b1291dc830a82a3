#include "app/board.h"

#include <algorithm>
#include <limits>

#include "base/assert.h"
#include "model/order_key.h"

namespace holdall::app {
namespace {

using model::OutcomeState;
using store::BoardEntry;

// More cards than any screen shows; beyond it the cache starts anew.
constexpr std::size_t cached_cards_max = 2000;

ColumnId column_id(const BoardEntry& entry) {
  switch (entry.outcome) {
    case OutcomeState::won:
      return {ColumnKind::won, {}};
    case OutcomeState::lost:
      return {ColumnKind::lost, {}};
    case OutcomeState::open:
      break;
  }
  return {ColumnKind::stage, entry.stage};
}

// Open deals stand where people put them; closed ones with the latest first.
bool stands_before(const BoardEntry* left, const BoardEntry* right) {
  if (left->outcome != OutcomeState::open && left->closed_ms != right->closed_ms) {
    return left->closed_ms > right->closed_ms;
  }
  if (left->outcome == OutcomeState::open && left->position != right->position) {
    return left->position < right->position;
  }
  return left->deal < right->deal;
}

}  // namespace

Totals::Group& Totals::group(const model::Currency& currency) {
  const auto found = std::ranges::find(groups_, currency, &Group::currency);
  return found != groups_.end() ? *found : groups_.emplace_back(Group{currency, 0, 0});
}

void Totals::add(const model::Money& money) {
  Group& own = group(money.currency);
  own.minor = model::add_minor(own.minor, money.minor);
  ++own.deals;
}

void Totals::subtract(const model::Money& money) {
  Group& own = group(money.currency);
  own.minor = model::add_minor(own.minor, -money.minor);
  --own.deals;
}

std::vector<CurrencyTotal> Totals::sums() const {
  std::vector<Group> used;
  std::ranges::copy_if(groups_, std::back_inserter(used),
                       [](const Group& group) { return group.deals > 0; });
  std::ranges::sort(used, [](const Group& left, const Group& right) {
    return left.deals != right.deals ? left.deals > right.deals : left.currency < right.currency;
  });
  std::vector<CurrencyTotal> sums;
  sums.reserve(used.size());
  for (const Group& group : used) sums.push_back({group.currency, group.minor});
  return sums;
}

Result<Board> Board::load(store::Store& store, RecordId pipeline, i18n::Locale locale) {
  Board board(store, pipeline);
  const Result<std::vector<model::Stage>> stages = store::stages(store, pipeline);
  if (!stages) return fail(stages.error());
  for (const model::Stage& stage : *stages) {
    const std::string name(stage.name_is_key ? locale.name(stage.name)
                                             : std::string_view(stage.name));
    board.columns_.emplace_back(ColumnId{ColumnKind::stage, stage.id}, name);
  }
  board.columns_.emplace_back(ColumnId{ColumnKind::won, {}},
                              std::string(locale.text(i18n::Text::board_won)));
  board.columns_.emplace_back(ColumnId{ColumnKind::lost, {}},
                              std::string(locale.text(i18n::Text::board_lost)));
  const Status visited = store::visit_board(store, pipeline, [&](BoardEntry entry) {
    const RecordId deal = entry.deal;
    const BoardEntry& kept = board.entries_.emplace(deal, std::move(entry)).first->second;
    BoardColumn* column = board.column_for(kept);
    column->order_.push_back(&kept);
    if (kept.value) column->totals_.add(*kept.value);
  });
  if (!visited) return fail(visited.error());
  for (BoardColumn& column : board.columns_) std::ranges::sort(column.order_, stands_before);
  return board;
}

// A deal whose stage is gone (deleted elsewhere) must not vanish with it: it stands in the first
// stage until somebody moves it. A pipeline without stages shows it nowhere else but among the
// closed.
BoardColumn* Board::column_for(const BoardEntry& entry) {
  const auto found = find_column(column_id(entry));
  return &columns_[found.value_or(0)];
}

std::optional<std::size_t> Board::find_column(ColumnId id) const {
  const auto found = std::ranges::find(columns_, id, &BoardColumn::id_);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

std::optional<ColumnId> Board::column_of(RecordId deal) const {
  const auto place = find(deal);
  if (!place) return std::nullopt;
  return columns_[place->column].id();
}

std::optional<BoardPlace> Board::find(RecordId deal) const {
  const auto found = entries_.find(deal);
  if (found == entries_.end()) return std::nullopt;
  const BoardEntry& entry = found->second;
  const std::size_t column = find_column(column_id(entry)).value_or(0);
  const auto& order = columns_[column].order_;
  const auto place = std::ranges::lower_bound(order, &entry, stands_before);
  HOLDALL_ASSERT(place != order.end() && (*place)->deal == deal);
  return BoardPlace{column, static_cast<std::size_t>(place - order.begin())};
}

void Board::insert(BoardEntry entry) {
  const RecordId deal = entry.deal;
  const BoardEntry& kept = entries_.emplace(deal, std::move(entry)).first->second;
  BoardColumn* column = column_for(kept);
  column->order_.insert(std::ranges::upper_bound(column->order_, &kept, stands_before), &kept);
  if (kept.value) column->totals_.add(*kept.value);
}

void Board::remove(RecordId deal) {
  const auto place = find(deal);
  if (!place) return;
  BoardColumn& column = columns_[place->column];
  const BoardEntry* entry = column.order_[place->index];
  if (entry->value) column.totals_.subtract(*entry->value);
  column.order_.erase(column.order_.begin() + static_cast<std::ptrdiff_t>(place->index));
  entries_.erase(deal);
}

const store::DealDetails* Board::card(RecordId deal) {
  const auto found = cards_.find(deal);
  if (found != cards_.end()) return &found->second;
  Result<std::optional<store::DealDetails>> details = store::deal_details(*store_, deal);
  if (!details || !*details) return nullptr;
  if (cards_.size() >= cached_cards_max) cards_.clear();
  return &cards_.emplace(deal, **std::move(details)).first->second;
}

Result<bool> Board::refresh(std::span<const store::TouchedRecord> touched) {
  for (const store::TouchedRecord& record : touched) {
    const bool only_named_on_cards = record.kind == model::RecordKind::member ||
                                     record.kind == model::RecordKind::organisation ||
                                     record.kind == model::RecordKind::person;
    if (only_named_on_cards) {
      cards_.clear();
      continue;
    }
    if (record.kind != model::RecordKind::deal) return true;
    cards_.erase(record.id);
    remove(record.id);
    Result<std::optional<BoardEntry>> entry = store::board_entry(*store_, record.id);
    if (!entry) return fail(std::move(entry.error()));
    if (*entry && (*entry)->pipeline == pipeline_) insert(**std::move(entry));
  }
  return false;
}

Bytes Board::position_at(std::size_t column, std::size_t index, RecordId moving,
                         std::uint32_t jitter) const {
  ByteView before;
  ByteView after;
  std::size_t counted = 0;
  for (const BoardEntry* entry : columns_[column].order_) {
    if (entry->deal == moving) continue;
    if (counted == index) {
      after = entry->position;
      break;
    }
    before = entry->position;
    ++counted;
  }
  // Two neighbours may hold equal keys (made at the same moment on two devices): then the place
  // behind both is the nearest that there is.
  if (!before.empty() && !after.empty() && !std::ranges::lexicographical_compare(before, after))
    after = {};
  return model::key_between(before, after, jitter);
}

}  // namespace holdall::app
