#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "i18n/locale.h"
#include "model/records.h"
#include "store/queries.h"
#include "store/store.h"

namespace holdall::app {

enum class ColumnKind : std::uint8_t { stage, won, lost };

// A column of the board: a stage's open deals, or the won or lost ones of the whole pipeline.
struct ColumnId {
  ColumnKind kind = ColumnKind::stage;
  RecordId stage;  // only of kind stage

  friend bool operator==(const ColumnId&, const ColumnId&) = default;
};

struct CurrencyTotal {
  model::Currency currency;
  std::int64_t minor = 0;

  friend bool operator==(const CurrencyTotal&, const CurrencyTotal&) = default;
};

// Exact totals of a set of deals, each currency by itself, the largest group of deals first.
class Totals {
 public:
  void add(const model::Money& money);
  void subtract(const model::Money& money);
  // Without currencies that no deal has any more.
  [[nodiscard]] std::vector<CurrencyTotal> sums() const;

 private:
  struct Group {
    model::Currency currency;
    std::int64_t minor = 0;
    std::int64_t deals = 0;
  };
  Group& group(const model::Currency& currency);

  std::vector<Group> groups_;
};

class BoardColumn {
 public:
  BoardColumn(ColumnId id, std::string name) : id_(id), name_(std::move(name)) {}

  [[nodiscard]] ColumnId id() const { return id_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  // All of its deals, on the screen or not.
  [[nodiscard]] std::size_t count() const { return order_.size(); }
  [[nodiscard]] std::vector<CurrencyTotal> totals() const { return totals_.sums(); }
  [[nodiscard]] RecordId deal(std::size_t index) const { return order_[index]->deal; }

 private:
  friend class Board;
  ColumnId id_;
  std::string name_;
  std::vector<const store::BoardEntry*> order_;
  Totals totals_;
};

struct BoardPlace {
  std::size_t column = 0;
  std::size_t index = 0;

  friend bool operator==(const BoardPlace&, const BoardPlace&) = default;
};

// The view model of the board: every deal of one pipeline in its column and order, with exact sums;
// changed deal by deal after a command. Holds of each deal what order and sums need; what a card
// shows is read when it is shown.
class Board {
 public:
  // Loads a pipeline. `locale` names built-in stages and the closing columns.
  [[nodiscard]] static Result<Board> load(store::Store& store, RecordId pipeline,
                                          i18n::Locale locale);

  [[nodiscard]] RecordId pipeline() const { return pipeline_; }
  [[nodiscard]] std::span<const BoardColumn> columns() const { return columns_; }
  [[nodiscard]] std::size_t deal_count() const { return entries_.size(); }
  [[nodiscard]] std::optional<BoardPlace> find(RecordId deal) const;
  [[nodiscard]] std::optional<std::size_t> find_column(ColumnId id) const;
  [[nodiscard]] std::optional<ColumnId> column_of(RecordId deal) const;

  // What the card of a deal shows; kept until the deal is touched. Null if the deal is gone.
  [[nodiscard]] const store::DealDetails* card(RecordId deal);

  // Brings the board up to date with a command. Deals alone: anything else (stages, renamed
  // organisations) asks for a new load(), which true says.
  [[nodiscard]] Result<bool> refresh(std::span<const store::TouchedRecord> touched);

  // The order key for a deal that comes to stand at `index` of a column in which `moving` itself
  // does not count.
  [[nodiscard]] Bytes position_at(std::size_t column, std::size_t index, RecordId moving,
                                  std::uint32_t jitter) const;

 private:
  Board(store::Store& store, RecordId pipeline) : store_(&store), pipeline_(pipeline) {}

  [[nodiscard]] BoardColumn* column_for(const store::BoardEntry& entry);
  void insert(store::BoardEntry entry);
  void remove(RecordId deal);

  store::Store* store_;
  RecordId pipeline_;
  std::vector<BoardColumn> columns_;
  std::unordered_map<RecordId, store::BoardEntry> entries_;
  std::unordered_map<RecordId, store::DealDetails> cards_;
};

}  // namespace holdall::app
