#pragma once

#include <functional>

#include "base/record_id.h"

namespace holdall::change {

// The record that stands for `id`: follows merged_into_field until a record that was merged into
// none. In a cycle, which two devices can make that merge two duplicates each the other way, the
// smallest id of the cycle stands for all of it and for whatever leads into it. `merged_into`
// answers with the record that a record was merged into; with id 0 for none, for a record that is
// not there and for a cell that holds no record. It is asked at most some four times for each
// record on the way.
[[nodiscard]] RecordId resolve(RecordId id, const std::function<RecordId(RecordId)>& merged_into);

}  // namespace holdall::change
