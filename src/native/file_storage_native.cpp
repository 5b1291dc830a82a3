#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/checksum.h"
#include "native/file_storage.h"
#include "native/posix.h"

// The journal is a sequence of frames, each a step of the storage:
//   u64 length of the body; u64 checksum of the length; body; u64 checksum of the body, seeded with
//   the length.
// The body: sized header; 1 byte: whether early pages follow, sized; varint number and then key and
// sized bytes of the log records put, the same for chunks; varint of drop_log_below; varint of
// drop_chunks_from. All as base/bytes.h writes it.
namespace holdall::native {
namespace {

constexpr std::uint64_t frame_head_bytes = 16;
constexpr std::uint64_t frame_tail_bytes = 8;
// A journal is rewritten when it is this long and four times as long as what it holds.
constexpr std::uint64_t rewrite_bytes_min = 4 * 1024 * 1024;

void append_values(ByteWriter& writer, const std::vector<platform::StoredValue>& values) {
  writer.varint(values.size());
  for (const platform::StoredValue& value : values) {
    writer.varint(value.key);
    writer.sized(value.bytes);
  }
}

bool read_values(ByteReader& reader, std::vector<platform::StoredValue>& values) {
  const std::uint64_t count = reader.varint();
  for (std::uint64_t index = 0; index < count && !reader.failed(); ++index) {
    const std::uint64_t key = reader.varint();
    const ByteView bytes = reader.sized();
    values.push_back({key, Bytes(bytes.begin(), bytes.end())});
  }
  return !reader.failed();
}

Bytes encode_frame(const platform::StorageCommit& step) {
  ByteWriter body;
  body.sized(step.header);
  body.fixed_u8(step.early_pages ? 1 : 0);
  if (step.early_pages) body.sized(*step.early_pages);
  append_values(body, step.log_puts);
  append_values(body, step.chunk_puts);
  body.varint(step.drop_log_below);
  body.varint(step.drop_chunks_from);
  ByteWriter frame;
  frame.fixed_u64(body.size());
  frame.fixed_u64(checksum(frame.bytes()));
  frame.append(body.bytes());
  frame.fixed_u64(checksum(body.bytes(), body.size()));
  return frame.take();
}

bool decode_body(ByteView body, platform::StorageCommit& step) {
  ByteReader reader(body);
  const ByteView header = reader.sized();
  step.header.assign(header.begin(), header.end());
  if (reader.fixed_u8() != 0) {
    const ByteView early = reader.sized();
    step.early_pages.emplace(early.begin(), early.end());
  }
  if (!read_values(reader, step.log_puts) || !read_values(reader, step.chunk_puts)) return false;
  step.drop_log_below = reader.varint();
  step.drop_chunks_from = reader.varint();
  return reader.at_end();
}

Status write_all(int file, ByteView bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(system_error("write"));
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

Result<Bytes> read_rest(int file, std::uint64_t offset) {
  struct stat status{};
  if (fstat(file, &status) != 0) return fail(system_error("stat"));
  const auto size = static_cast<std::uint64_t>(status.st_size);
  Bytes bytes(size > offset ? static_cast<std::size_t>(size - offset) : 0);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        pread(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(system_error("read"));
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

// Locks the directory's lock file against other processes as long as it lives.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::string& directory)
      : file_(open((directory + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    while (file_ >= 0 && flock(file_, LOCK_EX) != 0 && errno == EINTR) continue;
  }
  ~DirectoryLock() {
    if (file_ >= 0) ::close(file_);
  }
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  [[nodiscard]] bool holds() const { return file_ >= 0; }

 private:
  int file_;
};

std::uint64_t size_of(const MemoryDisk& disk) {
  std::uint64_t size = disk.header.size();
  for (const auto& [key, bytes] : disk.log) size += bytes.size();
  for (const auto& [key, bytes] : disk.chunks) size += bytes.size();
  return size;
}

}  // namespace

FileStorage::FileStorage(EventLoop& loop, std::string directory)
    : tasks_(loop), directory_(std::move(directory)) {}

FileStorage::~FileStorage() { close_journal(); }

void FileStorage::close_journal() {
  if (journal_ >= 0) ::close(journal_);
  journal_ = -1;
  inode_ = 0;
  valid_bytes_ = 0;
  disk_ = {};
}

// Brings `disk_` up to date with the journal, which another process may have continued or replaced.
Status FileStorage::catch_up() {
  const std::string path = directory_ + "/journal";
  struct stat status{};
  const bool there = stat(path.c_str(), &status) == 0;
  if (journal_ < 0 || !there || status.st_ino != inode_) {
    close_journal();
    journal_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (journal_ < 0 || fstat(journal_, &status) != 0)
      return fail(system_error("open the journal"));
    inode_ = status.st_ino;
    if (!there) {
      if (Status synced = sync_directory(directory_); !synced) return synced;
    }
  }
  Result<Bytes> rest = read_rest(journal_, valid_bytes_);
  if (!rest) return fail(std::move(rest.error()));
  return replay(*rest);
}

// A frame that was cut short ends the journal; a complete one that is wrong is damage.
Status FileStorage::replay(ByteView bytes) {
  while (bytes.size() >= frame_head_bytes) {
    ByteReader head(bytes);
    const std::uint64_t length = head.fixed_u64();
    const bool head_sound = head.fixed_u64() == checksum(bytes.first(8));
    if (!head_sound && std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; }))
      break;
    if (!head_sound) return fail(ErrorCode::damaged, "journal");
    if (head.left() < frame_tail_bytes || length > head.left() - frame_tail_bytes) break;
    const ByteView body = head.take(length);
    platform::StorageCommit step;
    const bool sound = head.fixed_u64() == checksum(body, length) && decode_body(body, step);
    if (!sound) return fail(ErrorCode::damaged, "journal");
    step.expected_header = disk_.header;
    if (Status applied = disk_.apply(std::move(step)); !applied) return applied;
    const std::uint64_t frame_bytes = frame_head_bytes + length + frame_tail_bytes;
    valid_bytes_ += frame_bytes;
    bytes = bytes.subspan(static_cast<std::size_t>(frame_bytes));
  }
  return {};
}

Status FileStorage::append(platform::StorageCommit step) {
  if (step.expected_header != disk_.header) {
    return disk_.header.empty() ? fail(ErrorCode::storage_gone, "no header is stored")
                                : fail(ErrorCode::storage_fenced, "another header is stored");
  }
  const Bytes frame = encode_frame(step);
  if (ftruncate(journal_, static_cast<off_t>(valid_bytes_)) != 0)
    return fail(system_error("truncate"));
  Status written = write_all(journal_, frame, valid_bytes_);
  if (written && fdatasync(journal_) != 0) written = fail(system_error("sync"));
  if (!written) {
    // Should this fail too, then the next append cuts it off, or replay() finds it whole, which
    // the caller finds out by read_header().
    (void)ftruncate(journal_, static_cast<off_t>(valid_bytes_));
    return written;
  }
  valid_bytes_ += frame.size();
  return disk_.apply(std::move(step));
}

// Writes all that is stored as one frame of a new journal, which then takes the place of the old
// one.
Status FileStorage::rewrite() {
  platform::StoredPart all = disk_.contents();
  platform::StorageCommit step;
  step.header = std::move(all.header);
  step.early_pages = std::move(all.early_pages);
  step.log_puts = std::move(all.log);
  step.chunk_puts = std::move(all.chunks);
  const Bytes frame = encode_frame(step);
  const std::string path = directory_ + "/journal.new";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return fail(system_error("open a new journal"));
  Status written = write_all(file, frame, 0);
  if (written && fsync(file) != 0) written = fail(system_error("sync"));
  if (written && rename(path.c_str(), (directory_ + "/journal").c_str()) != 0) {
    written = fail(system_error("rename"));
  }
  ::close(file);
  if (!written) return written;
  close_journal();
  return sync_directory(directory_);
}

void FileStorage::load(std::function<void(Result<platform::StoredPart>)> done) {
  tasks_.post([this, done = std::move(done)] {
    const DirectoryLock lock(directory_);
    if (!lock.holds()) return done(fail(system_error("lock")));
    close_journal();
    if (Status read = catch_up(); !read) return done(fail(std::move(read.error())));
    done(disk_.contents());
  });
}

void FileStorage::commit(platform::StorageCommit step, std::function<void(Status)> done) {
  auto shared_step = std::make_shared<platform::StorageCommit>(std::move(step));
  tasks_.post(
      [this, shared_step, done = std::move(done)] { done(perform(std::move(*shared_step))); });
}

void FileStorage::read_header(std::function<void(Result<Bytes>)> done) {
  confirm_header(std::move(done));
}

void FileStorage::confirm_header(std::function<void(Result<Bytes>)> done) {
  tasks_.post([this, done = std::move(done)] { done(durable_header()); });
}

void FileStorage::measure(std::function<void(Result<platform::StorageUse>)> done) {
  tasks_.post([this, done = std::move(done)] {
    struct statvfs system{};
    if (statvfs(directory_.c_str(), &system) != 0) return done(fail(system_error("statvfs")));
    done(platform::StorageUse{
        .used_bytes = valid_bytes_,
        .quota_bytes = valid_bytes_ + std::uint64_t{system.f_bavail} * system.f_frsize,
        .kept = true});
  });
}

Result<Bytes> FileStorage::durable_header() {
  const DirectoryLock lock(directory_);
  if (!lock.holds()) return fail(system_error("lock"));
  if (Status read = catch_up(); !read) return fail(std::move(read.error()));
  if (journal_ >= 0 && fdatasync(journal_) != 0) return fail(system_error("sync"));
  return disk_.header;
}

Status FileStorage::perform(platform::StorageCommit step) {
  const DirectoryLock lock(directory_);
  if (!lock.holds()) return fail(system_error("lock"));
  if (Status read = catch_up(); !read) return read;
  if (Status appended = append(std::move(step)); !appended) return appended;
  const bool long_journal = valid_bytes_ > std::max(rewrite_bytes_min, 4 * size_of(disk_));
  // The step is durable already: a journal that cannot be rewritten only stays long.
  if (!long_journal) return {};
  [[maybe_unused]] const Status rewritten = rewrite();
  return {};
}

}  // namespace holdall::native
