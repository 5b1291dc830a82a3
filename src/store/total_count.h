#pragma once

#include "base/result.h"
#include "store/database.h"

namespace holdall::store {

// While it lives the triggers that keep board_total rest. For writing a good part of all deals in
// one transaction: they take longer for each than it takes to count all deals once at the end.
class TotalCount {
 public:
  explicit TotalCount(Database& database) : database_(database) { database_.set_triggers(false); }
  ~TotalCount() { database_.set_triggers(true); }
  TotalCount(const TotalCount&) = delete;
  TotalCount& operator=(const TotalCount&) = delete;

  // Makes board_total what the triggers would have made of it. To be called in the transaction that
  // wrote the deals, when no more will be written; without it that must not be committed. Throws
  // std::bad_alloc.
  [[nodiscard]] Status write();

 private:
  Database& database_;
};

}  // namespace holdall::store
