#include "app/board.h"

#include <algorithm>
#include <utility>

#include "model/order_key.h"

namespace holdall::app {
namespace {

using model::OutcomeState;
using store::BoardList;

// More cards than any screen shows; beyond it the cache starts anew.
constexpr std::size_t cached_cards_max = 2000;

BoardList list_of(RecordId pipeline, ColumnId id) {
  switch (id.kind) {
    case ColumnKind::won:
      return {pipeline, OutcomeState::won, {}};
    case ColumnKind::lost:
      return {pipeline, OutcomeState::lost, {}};
    case ColumnKind::stage:
      break;
  }
  return {pipeline, OutcomeState::open, id.stage};
}

}  // namespace

Result<Board> Board::load(store::Store& store, RecordId pipeline, i18n::Locale locale) {
  Board board(store, pipeline);
  const Result<std::vector<model::Stage>> stages = store::stages(store, pipeline);
  if (!stages) return fail(stages.error());
  for (const model::Stage& stage : *stages) {
    const std::string name(stage.name_is_key ? locale.name(stage.name)
                                             : std::string_view(stage.name));
    board.columns_.emplace_back(store, ColumnId{ColumnKind::stage, stage.id}, name);
  }
  board.columns_.emplace_back(store, ColumnId{ColumnKind::won, {}},
                              std::string(locale.text(i18n::Text::board_won)));
  board.columns_.emplace_back(store, ColumnId{ColumnKind::lost, {}},
                              std::string(locale.text(i18n::Text::board_lost)));
  for (BoardColumn& column : board.columns_)
    column.lists_.push_back(list_of(pipeline, column.id()));
  if (Status loaded = board.load_totals(); !loaded) return fail(loaded.error());
  return board;
}

Status Board::load_totals() {
  const Result<std::vector<store::BoardTotal>> totals = store::board_totals(*store_, pipeline_);
  if (!totals) return fail(totals.error());
  std::vector<std::vector<BoardList>> strays(columns_.size());
  std::vector<std::size_t> expected_counts;
  for (BoardColumn& column : columns_) {
    expected_counts.push_back(column.count());
    column.clear_totals();
  }
  for (const store::BoardTotal& total : *totals) {
    const std::size_t index = column_for(total.list);
    columns_[index].add(total);
    const bool own = total.list == columns_[index].lists_.front();
    const bool known = std::ranges::find(strays[index], total.list) != strays[index].end();
    if (!own && !known) strays[index].push_back(total.list);
  }
  for (std::size_t index = 0; index < columns_.size(); ++index) {
    BoardColumn& column = columns_[index];
    column.finish_totals();
    strays[index].insert(strays[index].begin(), column.lists_.front());
    // Another count than the pages were kept right for: deals went that are in none of them. They
    // stood behind pages that leave nothing out.
    const bool pages_hold =
        strays[index] == column.lists_ &&
        (column.count() == expected_counts[index] ||
         (column.count() < expected_counts[index] && column.pages_are_the_first()));
    column.lists_ = std::move(strays[index]);
    if (!pages_hold) column.pages_.clear();
  }
  return {};
}

// A deal whose stage is gone (deleted elsewhere) must not vanish with it: it stands in the first
// column until somebody moves it.
std::size_t Board::column_for(const BoardList& list) const {
  const auto found = std::ranges::find_if(
      columns_, [&](const BoardColumn& column) { return list_of(pipeline_, column.id()) == list; });
  return found == columns_.end() ? 0 : static_cast<std::size_t>(found - columns_.begin());
}

bool Board::is_listed(std::size_t column, const BoardList& list) const {
  const std::vector<BoardList>& lists = columns_[column].lists_;
  return std::ranges::find(lists, list) != lists.end();
}

std::size_t Board::deal_count() const {
  std::size_t count = 0;
  for (const BoardColumn& column : columns_) count += column.count();
  return count;
}

std::optional<std::size_t> Board::find_column(ColumnId id) const {
  const auto found = std::ranges::find(columns_, id, &BoardColumn::id_);
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

// The deal's row tells it; where in the column would have to be counted.
std::optional<ColumnId> Board::column_of(RecordId deal) const {
  if (!deal) return std::nullopt;
  if (const auto place = find_near(deal)) return columns_[place->column].id();
  const auto placement = store::board_placement(*store_, deal);
  if (!placement || !*placement || (*placement)->list.pipeline != pipeline_) return std::nullopt;
  return columns_[column_for((*placement)->list)].id();
}

// The key of a deal that stands in this column.
std::optional<store::BoardKey> Board::key_in(const BoardColumn& column, RecordId deal) const {
  if (!deal) return std::nullopt;
  auto placement = store::board_placement(*store_, deal);
  if (!placement || !*placement || (*placement)->list.pipeline != pipeline_) return std::nullopt;
  if (&columns_[column_for((*placement)->list)] != &column) return std::nullopt;
  return std::move((*placement)->key);
}

// In the pages.
std::optional<BoardPlace> Board::find_near(RecordId deal) const {
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    if (const auto index = columns_[column].find(deal)) return BoardPlace{column, *index};
  }
  return std::nullopt;
}

std::optional<BoardPlace> Board::find(RecordId deal) const {
  if (!deal) return std::nullopt;
  if (const auto near = find_near(deal)) return near;
  const auto known = far_places_.find(deal);
  if (known != far_places_.end()) return known->second;
  std::optional<BoardPlace> place;
  const auto placement = store::board_placement(*store_, deal);
  if (!placement) return place;
  if (*placement && (*placement)->list.pipeline == pipeline_) {
    const std::size_t column = column_for((*placement)->list);
    const Result<std::size_t> rank = columns_[column].rank((*placement)->key);
    if (!rank) return place;  // not loaded yet
    place = BoardPlace{column, *rank};
  }
  far_places_.emplace(deal, place);
  return place;
}

void Board::remove(RecordId deal) {
  for (BoardColumn& column : columns_) {
    const auto index = column.find(deal);
    if (index) return column.erase(*index);
  }
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
  far_places_.clear();
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
    auto placement = store::board_placement(*store_, record.id);
    if (!placement) return fail(std::move(placement.error()));
    if (!*placement || (*placement)->list.pipeline != pipeline_) continue;
    const std::size_t column = column_for((*placement)->list);
    if (is_listed(column, (*placement)->list))
      columns_[column].insert(std::move((*placement)->key));
  }
  if (Status loaded = load_totals(); !loaded) return fail(loaded.error());
  return false;
}

Board::Placement Board::place_at(std::size_t column, std::size_t index, RecordId moving,
                                 std::uint32_t jitter) const {
  const BoardColumn& target = columns_[column];
  const std::optional<store::BoardKey> own = key_in(target, moving);
  // Behind the last one is the last place.
  index = std::min(index, target.count() - (own ? 1 : 0));
  // Copied: reading the one may move the other.
  const auto key_at = [&](std::size_t counted) -> store::BoardKey {
    const store::BoardKey* key = target.key(counted);
    if (own && key != nullptr && !key->stands_before(*own)) key = target.key(counted + 1);
    return key == nullptr ? store::BoardKey{} : *key;
  };
  const Bytes before = index == 0 ? Bytes{} : key_at(index - 1).position;
  std::vector<RecordId> equal;
  store::BoardKey next = key_at(index);
  while (next.deal && !before.empty() && next.position <= before) {
    equal.push_back(next.deal);
    next = key_at(index + equal.size());
  }
  Placement placement{model::key_between(before, next.position, jitter), {}};
  Bytes last = placement.position;
  for (const RecordId deal : equal) {
    last = model::key_between(last, next.position, ++jitter);
    placement.followers.emplace_back(deal, last);
  }
  return placement;
}

}  // namespace holdall::app
