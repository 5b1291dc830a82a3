#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/board_queries.h"

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

// One column: its exact count and sums, and the order of its deals, of which only the stretches
// that somebody asked for are read. What was read is kept right from one command to the next.
class BoardColumn {
 public:
  BoardColumn(store::Store& store, ColumnId id, std::string name)
      : store_(&store), id_(id), name_(std::move(name)) {}

  [[nodiscard]] ColumnId id() const { return id_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  // All of its deals, on the screen or not.
  [[nodiscard]] std::size_t count() const { return count_; }
  // Each currency by itself, the largest group of deals first. A sum of nothing is left out: many
  // files have 0 for an amount that is not known, as the card knows too.
  [[nodiscard]] const std::vector<CurrencyTotal>& totals() const { return totals_; }
  // The deal at an index below count(); no record if it could not be read.
  [[nodiscard]] RecordId deal(std::size_t index) const;

 private:
  friend class Board;
  // A stretch of the order without gaps.
  struct Page {
    std::size_t first;  // index of its first key
    std::vector<store::BoardKey> keys;

    [[nodiscard]] std::size_t end() const { return first + keys.size(); }
  };

  [[nodiscard]] const store::BoardKey* key(std::size_t index) const;
  [[nodiscard]] const Page* read_page(std::size_t index) const;
  [[nodiscard]] const Page* read_all() const;
  // Whether the pages hold the beginning of the column without a gap.
  [[nodiscard]] bool pages_are_the_first() const;
  // Where a deal is, if that is in a page.
  [[nodiscard]] std::optional<std::size_t> find(RecordId deal) const;
  // Where a key stands or would stand, wherever it is.
  [[nodiscard]] Result<std::size_t> rank(const store::BoardKey& key) const;
  // Takes a deal out that is in a page, or puts one in; the pages and the count stay as if read
  // just now.
  void erase(std::size_t index);
  void insert(store::BoardKey key);
  // The totals anew; the lists that the column shows one below the other are given with them.
  void clear_totals();
  void add(const store::BoardTotal& total);
  void finish_totals();

  store::Store* store_;
  ColumnId id_;
  std::string name_;
  // Nearly always one. A deal whose stage is gone (deleted elsewhere) stands in the first column
  // until somebody moves it.
  std::vector<store::BoardList> lists_;
  std::size_t count_ = 0;
  struct Group {
    CurrencyTotal total;
    std::int64_t deals;
  };
  std::vector<Group> groups_;
  std::vector<CurrencyTotal> totals_;
  mutable std::vector<Page> pages_;  // by ascending index, disjoint
};

}  // namespace holdall::app
