#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "change/stamp.h"
#include "i18n/locale.h"
#include "store/store.h"

namespace holdall::app {

// A value that a field of a deal was given on one device while another one was given elsewhere,
// which won, ready to be read.
struct DealConflict {
  model::FieldNumber field = 0;
  change::Stamp lost;        // names the value that lost, for SettleConflict
  std::string label;         // of the field
  std::string shown;         // what the deal has; empty: nothing
  std::string other;         // what lost; empty: nothing
  std::int64_t wall_ms = 0;  // when that was written
};

[[nodiscard]] Result<std::vector<DealConflict>> deal_conflicts(store::Store& store, RecordId deal,
                                                               const i18n::Locale& locale);

struct DealInConflict {
  RecordId deal;
  std::string title;
};

// `most` at most. Deals in the bin, and conflicts of the places in a column, are left out.
[[nodiscard]] Result<std::vector<DealInConflict>> deals_in_conflict(store::Store& store,
                                                                    std::size_t most,
                                                                    const i18n::Locale& locale);

}  // namespace holdall::app
