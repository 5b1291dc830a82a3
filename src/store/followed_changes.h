#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "store/store.h"

namespace holdall::store {

// How far a view of the database is: for a tab that follows another one's commits.
struct SeenChanges {
  std::int64_t last_change = 0;
  std::int64_t last_stamp = 0;  // of that change: in another database it is another one
  std::int64_t last_batch = 0;  // of other devices
  std::int64_t imports = 0;     // a number that another state of any import makes another one
};

[[nodiscard]] Result<SeenChanges> seen_changes(Store& store);

// The records that were changed since. Nothing if views are better loaded anew: because there are
// more than `limit`, batches of other devices were merged, an import was revealed or hidden, or the
// database is another one.
[[nodiscard]] Result<std::optional<std::vector<TouchedRecord>>> touched_since(
    Store& store, const SeenChanges& seen, const SeenChanges& now, std::size_t limit);

}  // namespace holdall::store
