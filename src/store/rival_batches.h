#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>

#include "base/record_id.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "store/database.h"

namespace holdall::store {

// Tells while batches are merged whether the author of one knew what else a record holds. Judges
// whole batches, not cells, so it may see a rival where there is none, never the other way round.
class RivalBatches {
 public:
  explicit RivalBatches(Database& database) : database_(database) {}

  // A batch that is about to be merged, under its number.
  [[nodiscard]] Status add(std::int64_t number, const change::BatchPoint& point);

  // Whether the batch was written without knowledge of one of `others`, or of a change of the
  // record by this device, and they without knowledge of it.
  [[nodiscard]] Result<bool> has_rival(std::int64_t number, RecordId record,
                                       std::span<const std::int64_t> others);

 private:
  struct Known {
    change::BatchPoint point;
    change::VersionVector seen;
    std::int64_t own_seen = 0;  // the last change of this device that its author had merged
  };

  [[nodiscard]] Result<const Known*> find(std::int64_t number);
  [[nodiscard]] Status read_own_changes();

  Database& database_;
  std::map<std::int64_t, Known> known_;
  // Of each record the last change by this device, as far as the author of some batch lacks it.
  std::unordered_map<RecordId, std::int64_t> own_changes_;
  std::int64_t own_seen_least_ = INT64_MAX;
  bool own_changes_read_ = false;
};

}  // namespace holdall::store
