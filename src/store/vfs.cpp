#include "store/vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "base/bytes.h"
#include "store/durable_image.h"
#include "store/sqlite_error.h"

namespace holdall::store {
namespace {

struct Mounted {
  std::string name;
  DurableImage* image;
};

std::vector<Mounted>& mounts() {
  static std::vector<Mounted> all;
  return all;
}

DurableImage* image_of(std::string_view name) {
  const auto found = std::ranges::find(mounts(), name, &Mounted::name);
  return found == mounts().end() ? nullptr : found->image;
}

// What SQLite allocates for an open file.
struct File {
  sqlite3_file base;
  DurableImage* image;
};

DurableImage& durable(sqlite3_file* file) { return *reinterpret_cast<File*>(file)->image; }

int close_file(sqlite3_file*) { return SQLITE_OK; }

int read_file(sqlite3_file* file, void* target, int length, sqlite3_int64 offset) {
  const std::span<std::uint8_t> bytes(static_cast<std::uint8_t*>(target),
                                      static_cast<std::size_t>(length));
  DurableImage& image = durable(file);
  const auto position = static_cast<std::uint64_t>(offset);
  if (!image.image().is_present(position, bytes.size())) {
    image.note_absent_read();
    return absent_page_code;
  }
  const std::uint64_t read = image.image().read(position, bytes);
  return read == bytes.size() ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

// Whether the write would change nothing: SQLite rolling back what was refused.
bool is_there_already(const Image& image, std::uint64_t offset, ByteView bytes) {
  Bytes present(bytes.size());
  return image.read(offset, present) == bytes.size() && std::ranges::equal(present, bytes);
}

int write_file(sqlite3_file* file, const void* source, int length, sqlite3_int64 offset) {
  const ByteView bytes(static_cast<const std::uint8_t*>(source), static_cast<std::size_t>(length));
  DurableImage& image = durable(file);
  const auto position = static_cast<std::uint64_t>(offset);
  if (!image.may_write()) {
    return is_there_already(image.image(), position, bytes) ? SQLITE_OK : SQLITE_READONLY;
  }
  return image.image().write(position, bytes) ? SQLITE_OK : SQLITE_FULL;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  DurableImage& image = durable(file);
  if (image.image().size() == static_cast<std::uint64_t>(size)) return SQLITE_OK;
  if (!image.may_write()) return SQLITE_READONLY;
  return image.image().resize(static_cast<std::uint64_t>(size)) ? SQLITE_OK : SQLITE_FULL;
}

int sync_file(sqlite3_file*, int) { return SQLITE_OK; }

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(durable(file).image().size());
  return SQLITE_OK;
}

// One connection per image, one thread: nobody to lock out. Other tabs are fenced by the storage.
int lock_file(sqlite3_file*, int) { return SQLITE_OK; }

int check_reserved_lock(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}

int file_control(sqlite3_file* file, int operation, void*) {
  if (operation != SQLITE_FCNTL_COMMIT_PHASETWO) return SQLITE_NOTFOUND;
  durable(file).published();
  return SQLITE_OK;
}

int sector_size(sqlite3_file*) { return 4096; }

int device_characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_SAFE_APPEND | SQLITE_IOCAP_SEQUENTIAL | SQLITE_IOCAP_POWERSAFE_OVERWRITE |
         SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN;
}

const sqlite3_io_methods* io_methods() {
  static const sqlite3_io_methods methods = [] {
    sqlite3_io_methods filled{};
    filled.iVersion = 1;
    filled.xClose = close_file;
    filled.xRead = read_file;
    filled.xWrite = write_file;
    filled.xTruncate = truncate_file;
    filled.xSync = sync_file;
    filled.xFileSize = file_size;
    filled.xLock = lock_file;
    filled.xUnlock = lock_file;
    filled.xCheckReservedLock = check_reserved_lock;
    filled.xFileControl = file_control;
    filled.xSectorSize = sector_size;
    filled.xDeviceCharacteristics = device_characteristics;
    return filled;
  }();
  return &methods;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* opened = reinterpret_cast<File*>(file);
  opened->base.pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0 || name == nullptr) return SQLITE_CANTOPEN;
  opened->image = image_of(name);
  if (opened->image == nullptr) return SQLITE_CANTOPEN;
  opened->base.pMethods = io_methods();
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs*, const char*, int) { return SQLITE_IOERR_DELETE_NOENT; }

int access_file(sqlite3_vfs*, const char* name, int, int* there) {
  *there = image_of(name) != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* full) {
  const std::size_t length = std::strlen(name);
  if (length >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(full, name, length + 1);
  return SQLITE_OK;
}

// Chance and time come into the database through platform/ alone, so SQLite's own have none to
// give: whatever used them would be the same on every device and at every time.
int fill_randomness(sqlite3_vfs*, int length, char* target) {
  std::memset(target, 0, static_cast<std::size_t>(length));
  return length;
}

int do_not_sleep(sqlite3_vfs*, int) { return 0; }

// SQLite counts milliseconds from noon on 24 November 4714 BC, the beginning of the Julian period.
int julian_time_ms(sqlite3_vfs*, sqlite3_int64* time_ms) {
  constexpr sqlite3_int64 unix_epoch_ms = 24405875 * sqlite3_int64{8640000};
  *time_ms = unix_epoch_ms;
  return SQLITE_OK;
}

int julian_days(sqlite3_vfs* vfs, double* days) {
  sqlite3_int64 time_ms = 0;
  julian_time_ms(vfs, &time_ms);
  *days = static_cast<double>(time_ms) / 86'400'000.0;
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

sqlite3_vfs* holdall_vfs() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs filled{};
    filled.iVersion = 2;
    filled.szOsFile = sizeof(File);
    filled.mxPathname = 64;
    filled.zName = "holdall";
    filled.xOpen = open_file;
    filled.xDelete = delete_file;
    filled.xAccess = access_file;
    filled.xFullPathname = full_path;
    filled.xRandomness = fill_randomness;
    filled.xSleep = do_not_sleep;
    filled.xCurrentTime = julian_days;
    filled.xGetLastError = last_error;
    filled.xCurrentTimeInt64 = julian_time_ms;
    return filled;
  }();
  return &vfs;
}

}  // namespace

VfsMount::VfsMount(DurableImage& image) {
  static unsigned long count = 0;
  name_ = "image-" + std::to_string(++count);
  HOLDALL_ASSERT(std::ranges::find(mounts(), &image, &Mounted::image) == mounts().end());
  mounts().push_back({name_, &image});
}

VfsMount::~VfsMount() {
  std::erase_if(mounts(), [this](const Mounted& mounted) { return mounted.name == name_; });
}

}  // namespace holdall::store

// What SQLite calls instead of its own layers for Unix and Windows (SQLITE_OS_OTHER).
extern "C" {

int sqlite3_os_init(void);
int sqlite3_os_end(void);

int sqlite3_os_init(void) { return sqlite3_vfs_register(holdall::store::holdall_vfs(), 1); }

int sqlite3_os_end(void) { return SQLITE_OK; }
}
