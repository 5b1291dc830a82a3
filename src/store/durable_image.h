#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "platform/storage.h"
#include "store/image.h"
#include "store/image_loader.h"

namespace holdall::store {

// What the screen may say about the person's last edit.
enum class SaveState {
  saved,  // the storage transaction that holds it has completed
  saving,
  not_saved,  // the last attempt failed; the edit is in memory, a retry follows when asked for
  fenced,     // another tab has written: this image must be thrown away and loaded again
};

// The image of a database together with its durable form: a header, chunks and a delta log
// (docs/storage-format.md). SQLite's commits reach it through the VFS; it writes them out in
// groups, one storage transaction in flight.
class DurableImage {
 public:
  // What loading found. With damage the image holds what was readable (zeros for the rest) and
  // refuses to write.
  struct Opened {
    std::unique_ptr<DurableImage> image;
    Damage damage;
  };

  // Loads the image, applies the log and takes the writer's epoch on the first commit. A newer
  // format fails with newer_format. The storage must outlive the image.
  static void open(platform::Storage& storage, std::function<void(Result<Opened>)> done);
  // The image of a database that was already loaded; what open() does after loading.
  [[nodiscard]] static Result<Opened> from_stored(platform::Storage& storage,
                                                  platform::StoredDatabase stored);
  // An image that is never stored (?demo): every commit counts as saved at once.
  [[nodiscard]] static std::unique_ptr<DurableImage> in_memory();

  DurableImage(const DurableImage&) = delete;
  DurableImage& operator=(const DurableImage&) = delete;
  ~DurableImage();

  [[nodiscard]] Image& image();

  // False if the stored database is damaged or the image is fenced: SQLite may still read, its
  // writes are refused.
  [[nodiscard]] bool writable() const;
  // Called by the VFS when SQLite has finished a commit: the image is consistent now.
  void published();

  // The number of commits published, and of those that are durable.
  [[nodiscard]] std::uint64_t published_commits() const;
  [[nodiscard]] std::uint64_t durable_commits() const;
  [[nodiscard]] SaveState save_state() const;
  // Why the state is not_saved.
  [[nodiscard]] const Error& save_error() const;
  // Called after every change of save_state() or durable_commits(), perhaps in the middle of a
  // commit: it must not use the database, only note what has happened.
  void on_change(std::function<void()> changed);
  // Tries again after a failure.
  void retry();
  // Calls `done` once everything published by now is durable or has failed (perhaps before
  // returning). Tries again what has failed before.
  void flush(std::function<void(Status)> done);
  // Shortens the log if that is worth it; call when idle.
  void checkpoint();

  // Bytes in the storage: chunks (as if all were written, roughly) and log.
  [[nodiscard]] std::uint64_t stored_bytes() const;
  [[nodiscard]] std::uint64_t log_bytes() const;

 private:
  struct State;
  explicit DurableImage(std::shared_ptr<State> state);

  // Shared with the storage's callbacks, which know the image only as long as it lives.
  std::shared_ptr<State> state_;
};

}  // namespace holdall::store
