#include "main/native_device.h"

#include <dirent.h>
#include <sys/stat.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "native/posix.h"
#include "store/kept_records.h"
#include "store/merge.h"
#include "sync/renewal.h"

namespace holdall::command_line {
namespace {

std::string journal_of(const std::string& folder) { return folder + "/journal"; }

// Without what a device that was never finished leaves behind.
Result<bool> is_empty_folder(const std::string& folder) {
  DIR* const directory = opendir(folder.c_str());
  if (directory == nullptr) return fail(native::system_error("cannot open the folder"));
  bool empty = true;
  while (const dirent* entry = readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && name != "in-use" && name != "lock" && name != "journal") {
      empty = false;
    }
  }
  closedir(directory);
  return empty;
}

Error not_a_device() {
  return {ErrorCode::not_found, "there is no device of a shared space in this folder"};
}

Error already_there() {
  return {ErrorCode::storage_refused, "there is a device in this folder already"};
}

Error folder_in_use() {
  return {ErrorCode::storage_fenced,
          "another process is at work on this device; try again when it is done"};
}

Result<std::unique_ptr<store::DurableImage>> load_image(native::EventLoop& loop,
                                                        native::FileStorage& storage,
                                                        platform::Randomness& randomness) {
  std::optional<Result<store::DurableImage::Opened>> answer;
  store::DurableImage::open(
      storage, randomness, store::DurableImage::Mode::whole,
      [&](Result<store::DurableImage::Opened> opened) { answer = std::move(opened); });
  loop.run_until_idle();
  if (!answer) return fail(ErrorCode::storage_failed, "the device cannot be read");
  if (!*answer) return fail(std::move(answer->error()));
  if ((*answer)->damage.any()) return fail(ErrorCode::damaged, "the device's database");
  return std::move((*answer)->image);
}

// What is on the disk at one moment, in memory; another process may be at work on it.
Result<std::unique_ptr<store::DurableImage>> copy_stored(const std::string& folder,
                                                         Machine& machine) {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  native::FileStorage storage(loop, folder);
  const Result<std::unique_ptr<store::DurableImage>> stored =
      load_image(loop, storage, machine.randomness);
  if (!stored) return fail(stored.error());
  std::unique_ptr<store::DurableImage> copy = store::DurableImage::in_memory();
  if (Status copied = copy->replace_by((*stored)->image()); !copied) {
    return fail(std::move(copied.error()));
  }
  return copy;
}

// The name of a new folder, in the one above it.
Status make_folder(const std::string& folder) {
  if (mkdir(folder.c_str(), 0700) != 0) {
    return errno == EEXIST ? Status{}
                           : Status{fail(native::system_error("cannot make the folder"))};
  }
  return native::sync_directory(folder + "/..");
}

}  // namespace

bool is_device_folder(const std::string& path) {
  struct stat status{};
  return stat(journal_of(path).c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

Status Device::check_free(const std::string& folder, Machine& machine) {
  struct stat status{};
  if (stat(folder.c_str(), &status) != 0) {
    if (errno == ENOENT) return {};
    return fail(native::system_error("cannot look at the folder"));
  }
  if (!S_ISDIR(status.st_mode)) {
    return fail(ErrorCode::storage_refused, "this is no folder, and so none for a device");
  }
  const Result<bool> empty = is_empty_folder(folder);
  if (!empty) return fail(empty.error());
  if (!*empty) return fail(ErrorCode::storage_refused, "the folder for a new device is not empty");
  if (!is_device_folder(folder)) return {};
  const Result<std::unique_ptr<store::DurableImage>> stored = copy_stored(folder, machine);
  if (!stored) return fail(stored.error());
  // One that was killed before it was all there has left an empty one.
  return (*stored)->image().size() == 0 ? Status{} : Status{fail(already_there())};
}

Result<std::unique_ptr<Device>> Device::load(const std::string& folder, Machine& machine) {
  Result<native::FolderLock> lock = native::FolderLock::take(folder);
  if (!lock) {
    const bool in_use = lock.error().code == ErrorCode::storage_fenced;
    return fail(in_use ? folder_in_use() : std::move(lock.error()));
  }
  std::unique_ptr<Device> device(new Device(folder, *std::move(lock)));
  Result<std::unique_ptr<store::DurableImage>> image =
      load_image(device->loop_, device->storage_, machine.randomness);
  if (!image) return fail(std::move(image.error()));
  device->image_ = *std::move(image);
  return device;
}

Result<std::unique_ptr<Device>> Device::open(const std::string& folder, Machine& machine) {
  if (!is_device_folder(folder)) return fail(not_a_device());
  Result<std::unique_ptr<Device>> device = load(folder, machine);
  if (!device) return device;
  if ((*device)->image_->image().size() == 0) return fail(not_a_device());
  if (Status opened = (*device)->open_store(machine); !opened) {
    return fail(std::move(opened.error()));
  }
  return device;
}

Result<std::unique_ptr<Device>> Device::make(const std::string& folder,
                                             const store::Image& database, Machine& machine) {
  if (Status free = check_free(folder, machine); !free) return fail(std::move(free.error()));
  if (Status made = make_folder(folder); !made) return fail(std::move(made.error()));
  Result<std::unique_ptr<Device>> device = load(folder, machine);
  if (!device) return device;
  // Somebody may have been faster.
  if ((*device)->image_->image().size() != 0) {
    return fail(already_there());
  }
  Status done = (*device)->image_->replace_by(database);
  if (done) done = (*device)->flush();
  if (done) done = (*device)->open_store(machine);
  if (!done) return fail(std::move(done.error()));
  return device;
}

Status Device::open_store(Machine& machine) {
  Result<std::unique_ptr<store::Store>> opened =
      store::Store::open(*image_, machine.clock, machine.randomness);
  if (!opened) return fail(std::move(opened.error()));
  store_ = *std::move(opened);
  if (store_->read_only()) return fail(ErrorCode::newer_format, "the device's database");
  const Result<Bytes> record = store::kept_record(store_->database(), sync::space_record_name);
  if (!record) return fail(record.error());
  if (record->empty()) return fail(not_a_device());
  Result<sync::Space> space = sync::Space::decode(*record);
  if (!space) return fail(std::move(space.error()));
  space_.emplace(*std::move(space));
  replica_ = std::make_unique<sync::StoreReplica>(
      *image_, *store_, [this](std::function<void()> task) { loop_.post(std::move(task)); },
      std::function<void(const store::MergeResult&)>());
  return store::name_own_stream(*store_, space_->device().name());
}

Status Device::renew(const sync::Renewal& renewal, Machine& machine) {
  Result<std::optional<sync::Space>> renewed =
      sync::renew_device(*replica_, *space_, renewal, machine.randomness);
  if (!renewed) return fail(std::move(renewed.error()));
  if (*renewed) space_ = **std::move(renewed);
  return {};
}

Status Device::flush() {
  std::optional<Status> answer;
  image_->flush([&](const Status& status) { answer = status; });
  loop_.run_until_idle();
  return answer ? *answer : fail(ErrorCode::storage_failed, "the device cannot be written");
}

Result<app::DatabaseFile> read_device_folder(const std::string& folder, Machine& machine) {
  struct stat status{};
  if (stat(journal_of(folder).c_str(), &status) != 0) return fail(not_a_device());
  Result<std::unique_ptr<store::DurableImage>> copy = copy_stored(folder, machine);
  if (!copy) return fail(std::move(copy.error()));
  if ((*copy)->image().size() == 0) return fail(not_a_device());
  return app::check_database_image(*std::move(copy), app::DatabaseForm::device,
                                   static_cast<std::uint64_t>(status.st_size));
}

Status leave_out_secrets(store::DurableImage& image) {
  const Result<std::unique_ptr<store::Database>> database = store::Database::open(image);
  if (!database) return fail(database.error());
  // What is deleted would else stay readable in the pages.
  if (Status set = (*database)->execute("PRAGMA secure_delete = ON"); !set) return set;
  if (Status kept = store::keep_record(**database, sync::space_record_name, {}); !kept) return kept;
  return (*database)->execute("VACUUM");
}

}  // namespace holdall::command_line
