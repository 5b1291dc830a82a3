#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/database_file.h"
#include "base/result.h"
#include "native/event_loop.h"
#include "native/file_storage.h"
#include "native/folder_lock.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "native/system_clock.h"
#include "store/durable_image.h"
#include "store/store.h"
#include "sync/space.h"
#include "sync/store_replica.h"
#include "sync/trouble.h"

namespace holdall::command_line {

// What a command needs of the machine.
struct Machine {
  native::SystemClock clock;
  native::SystemRandomness randomness;
};

// A device of a shared space in a folder: its database as the app stores it, the space's secrets
// among it (docs/command-line.md 'Devices'). One process at a time has it open.
class Device {
 public:
  // Of a folder that holds one. Fails with not_found, storage_fenced (another process has it),
  // damaged, newer_format, storage_failed; the detail is a sentence.
  [[nodiscard]] static Result<std::unique_ptr<Device>> open(const std::string& folder,
                                                            Machine& machine);
  // Makes the folder, which must not be there or be empty, and in it a device with this database,
  // all of it or nothing. Fails as check_free() and open() do, and with storage_full.
  [[nodiscard]] static Result<std::unique_ptr<Device>> make(const std::string& folder,
                                                            const store::Image& database,
                                                            Machine& machine);
  // Whether make() may use the folder. Fails with storage_refused, and as reading it does.
  [[nodiscard]] static Status check_free(const std::string& folder, Machine& machine);

  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  [[nodiscard]] native::EventLoop& loop() { return loop_; }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] const sync::Space& space() const { return *space_; }
  [[nodiscard]] sync::StoreReplica& replica() { return *replica_; }
  // Goes on as a new device (sync/renewal.h). Nothing that carries the old one's space may be left.
  [[nodiscard]] Status renew(const sync::Renewal& renewal, Machine& machine);
  // Waits until all that was committed is on the disk. Fails with storage_full, storage_failed.
  [[nodiscard]] Status flush();

 private:
  Device(const std::string& folder, native::FolderLock lock)
      : lock_(std::move(lock)), storage_(loop_, folder) {}
  [[nodiscard]] static Result<std::unique_ptr<Device>> load(const std::string& folder,
                                                            Machine& machine);
  [[nodiscard]] Status open_store(Machine& machine);

  native::FolderLock lock_;
  native::SettableClock clock_;  // of the loop, in which nothing waits for a time
  native::EventLoop loop_{clock_};
  native::FileStorage storage_;
  std::unique_ptr<store::DurableImage> image_;
  std::unique_ptr<store::Store> store_;
  std::optional<sync::Space> space_;
  std::unique_ptr<sync::StoreReplica> replica_;
};

// Whether a path is that of a folder with a device in it.
[[nodiscard]] bool is_device_folder(const std::string& path);

// A copy of a device's database as it is on the disk, checked as a file from elsewhere is; another
// process may work on the device meanwhile. Fails as Device::open() does but for storage_fenced.
[[nodiscard]] Result<app::DatabaseFile> read_device_folder(const std::string& folder,
                                                           Machine& machine);

// Takes the space's secrets out of a copy that leaves the device, so that no trace of them is in
// it. Fails as the database does.
[[nodiscard]] Status leave_out_secrets(store::DurableImage& image);

}  // namespace holdall::command_line
