#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/durable_image.h"
#include "store/store.h"

// Databases that come from outside, in a file.
namespace holdall::store {

// Whether the image holds one of our databases, of this version or an earlier one, sound and with
// nothing in its schema but what the program of that version made: a trigger or a view from
// somewhere else would run with the next edit, or with the upgrade. Fails with file_unrecognised
// (another program's), damaged, newer_format. Reads all of the image.
[[nodiscard]] Status check_foreign_database(DurableImage& image);

// What a database holds, of what is neither in the bin nor of an import that is not revealed.
struct DatabaseSummary {
  std::int64_t open_deals = 0;
  std::int64_t won_deals = 0;
  std::int64_t lost_deals = 0;
  std::int64_t organisations = 0;
  std::int64_t people = 0;
  std::int64_t members = 0;
  std::int64_t last_command = 0;     // its number
  std::int64_t last_command_ms = 0;  // since 1970 UTC; 0: there was none
};

[[nodiscard]] Result<DatabaseSummary> summarise(Store& store);
// The number of the last command; 0: there was none.
[[nodiscard]] Result<std::int64_t> last_command(Store& store);
// The number of commands after this one.
[[nodiscard]] Result<std::int64_t> commands_since(Store& store, std::int64_t command);

}  // namespace holdall::store
