#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/record_id.h"
#include "base/result.h"
#include "model/fields.h"
#include "platform/clock.h"
#include "platform/randomness.h"
#include "store/database.h"
#include "store/record_store.h"

namespace holdall::store {

class DurableImage;

// What a command did, for the history and for the words of the undo toast. Permanent numbers.
enum class CommandName : std::uint16_t {
  none = 0,
  add_deal = 1,
  edit_deal = 2,
  move_deal = 3,
  win_deal = 4,
  lose_deal = 5,
  reopen_deal = 6,
  delete_deal = 7,
  import_file = 8,
  add_sample = 9,
  rename_me = 10,
  undo = 11,
  redo = 12,
};

// Where a command stands for undo.
enum class UndoState : std::uint8_t {
  done = 0,    // on the stack of steps to undo
  undone = 1,  // on the stack of steps to redo
  off = 2,     // on neither
};

struct TouchedRecord {
  model::RecordKind kind{};
  RecordId id;

  friend bool operator==(const TouchedRecord&, const TouchedRecord&) = default;
};

// What a finished command did.
struct CommandResult {
  std::int64_t command = 0;  // 0: nothing was changed
  std::vector<TouchedRecord> touched;
};

// An open database of records: this device's number, the tables, and the means to write them. All
// writing goes through CommandWriter, undo.h and import_batch.h.
class Store {
 public:
  // Opens the database in the image and migrates it; one of a newer version is only read
  // (read_only). The image, the clock and the randomness must outlive the store.
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(DurableImage& image,
                                                           const platform::Clock& clock,
                                                           platform::Randomness& randomness);

  [[nodiscard]] Database& database() { return *database_; }
  [[nodiscard]] RecordStore& records() { return records_; }
  [[nodiscard]] const platform::Clock& clock() const { return clock_; }
  [[nodiscard]] platform::Randomness& randomness() { return randomness_; }
  [[nodiscard]] DeviceNumber device() const { return device_; }
  [[nodiscard]] bool read_only() const { return read_only_; }

  // A fresh id of this device, which no record of a known kind has, not even one that another
  // device has sent under this one's number. Written back by save_counter() in the same transaction
  // as the record.
  [[nodiscard]] Result<RecordId> next_id();
  [[nodiscard]] Status save_counter();
  // Reads again which ids are given and taken: after a transaction was given up, and after a merge.
  [[nodiscard]] Status load_device();

  // The device's counter and the settings that were set meanwhile, after the image has come to
  // write what it had followed.
  [[nodiscard]] Status begin_writing();

  // Local settings that belong to this database and are never synced. Empty if not set. While the
  // image may not be written they last as long as the store, or until begin_writing().
  [[nodiscard]] Result<std::string> setting(std::string_view name);
  [[nodiscard]] Status set_setting(std::string_view name, std::string_view value);

 private:
  Store(DurableImage& image, std::unique_ptr<Database> database, const platform::Clock& clock,
        platform::Randomness& randomness);

  [[nodiscard]] Status find_taken_counter();

  DurableImage& image_;
  std::unique_ptr<Database> database_;
  RecordStore records_;
  const platform::Clock& clock_;
  platform::Randomness& randomness_;
  DeviceNumber device_ = 0;
  std::uint32_t next_counter_ = 1;
  std::optional<std::uint32_t> taken_counter_;  // the lowest from next_counter_ on with a record
  bool read_only_ = false;
  std::map<std::string, std::string, std::less<>> passing_settings_;
};

}  // namespace holdall::store
