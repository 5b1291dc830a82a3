#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "platform/randomness.h"
#include "platform/storage.h"
#include "store/image.h"
#include "store/image_loader.h"

namespace holdall::store {

// What the screen may say about the person's last edit.
enum class SaveState {
  saved,  // the storage transaction that holds it has completed
  saving,
  not_saved,  // the last attempt failed or what was stored is gone; all is in memory, retry()
  fenced,     // another tab writes now: this image stores nothing any more
};

// Whether a load that failed so may succeed if all is read once more: somebody wrote meanwhile, the
// connection was lost, or an early page was not that of its chunk.
[[nodiscard]] bool is_void_reading(const Error& error);

// The image of a database together with its durable form: a header, chunks and a delta log
// (docs/storage-format.md). SQLite's commits reach it through the VFS; it writes them out in
// groups, one storage transaction in flight. A transaction whose answer was lost is in doubt until
// the stored header has told whether it landed; nothing else is issued before. If everything stored
// was deleted, all of the image is written anew at once.
class DurableImage {
 public:
  enum class Mode {
    early,  // with a partial image if that can be
    whole,
  };

  // What loading found by the time that something can be shown. With damage the image holds what
  // was readable (zeros for the rest) and refuses to write.
  struct Opened {
    std::unique_ptr<DurableImage> image;
    Damage damage;
  };

  // Loads the image, applies the log, draws a writer's token and takes the next epoch with the
  // first commit. `done` is called with the whole image, or already with a partial one if the pages
  // of the first screen are there: then reads of what is not fail with not_loaded, nothing may be
  // written, and on_change() tells when the rest has come or cannot come. A newer format fails with
  // newer_format. The storage must outlive the image; both must last until `done` is called.
  static void open(platform::Storage& storage, platform::Randomness& randomness, Mode mode,
                   std::function<void(Result<Opened>)> done);
  // An image that is never stored (?demo): every commit counts as saved at once.
  [[nodiscard]] static std::unique_ptr<DurableImage> in_memory();

  DurableImage(const DurableImage&) = delete;
  DurableImage& operator=(const DurableImage&) = delete;
  ~DurableImage();

  [[nodiscard]] Image& image();

  // All of the image is there.
  [[nodiscard]] bool is_loaded() const;
  // What was found damaged once all was loaded.
  [[nodiscard]] const Damage& damage() const;
  // Why the rest of a partial image cannot be loaded, if so. Of a void reading what was shown may
  // not be what is stored; open `whole`.
  [[nodiscard]] const std::optional<Error>& load_error() const;
  // Called by the VFS when SQLite wanted a page that is not there.
  void note_absent_read();
  // Everything that a person saw first has been read: the next opening reads it first.
  void first_screen_shown();

  // --- several tabs: one of them writes, the others follow it ---
  // From now on nothing is stored, and apply() does what the writer has done. Nothing may be
  // unstored or on its way.
  void follow();
  [[nodiscard]] bool is_following() const;
  // The header that is stored as far as this image knows; empty: none is.
  [[nodiscard]] const Bytes& stored_header() const;
  // Whether this header, which the writer has stored, is of a later state than this image's, or of
  // another database. False if it is none.
  [[nodiscard]] bool is_behind(ByteView header) const;
  // Does a step of the writer's. False: this image had it already. Fails with storage_fenced if
  // steps are missing in between or damaged: then nothing is changed; or with out_of_memory. The
  // image must be opened anew then to go on. Only when all is loaded and no statement is under way.
  [[nodiscard]] Result<bool> apply(ByteView step);
  // Ends the following once all is loaded and the role of the writer is held: `done` is called,
  // from now on this image writes. Fails with storage_fenced if it is not what is stored, or as the
  // storage does; then it goes on following.
  void lead(platform::Randomness& randomness, std::function<void(Status)> done);
  // While `wanted` says so `told` is called with each step of this image for the tabs that follow
  // it, as soon as it is durable. Empty: it is too long, there was no memory for it, or nobody
  // followed when it was issued.
  void on_step(std::function<bool()> wanted, std::function<void(Bytes)> told);
  // As flush(), and nothing is on its way then: the role can be given away.
  void settle(std::function<void(Status)> done);
  [[nodiscard]] bool is_settled() const;

  // Why SQLite may only read, if so: not_loaded, not_writer (following), damaged, newer_format
  // (forbid_writing) or storage_fenced (also when stopped). Its writes are refused then.
  [[nodiscard]] Status may_write() const;
  // The database in the image is of a newer version: it must not be changed.
  void forbid_writing();
  // Called by the VFS when SQLite has finished a commit: the image is consistent now.
  void published();
  // Commits that are published between the two calls become durable together or not at all.
  void begin_group();
  void end_group();

  // The number of commits published, and of those that are durable.
  [[nodiscard]] std::uint64_t published_commits() const;
  [[nodiscard]] std::uint64_t durable_commits() const;
  // Something of the image is in memory only.
  [[nodiscard]] bool has_unstored() const;
  [[nodiscard]] SaveState save_state() const;
  // Why the state is not_saved.
  [[nodiscard]] const Error& save_error() const;
  // Called after every change of save_state(), durable_commits() or is_loaded(), perhaps in the
  // middle of a commit: it must not use the database, only note what has happened.
  void on_change(std::function<void()> changed);
  // Tries again after a failure.
  void retry();
  // The connection to the storage was closed by someone else: looks whether all is still there.
  void verify();
  // The role of the writer was lost: nothing is issued any more. A transaction in flight may still
  // land.
  void stop();
  // Everything in it becomes a copy of `source`, as one commit. No database may be open in it.
  // Fails as may_write() does, and with out_of_memory; then nothing is changed.
  [[nodiscard]] Status replace_by(const Image& source);
  // Calls `done` once everything published by now is durable or has failed (perhaps before
  // returning). Tries again what has failed before.
  void flush(std::function<void(Status)> done);
  // Shortens the log if that is worth it; call when idle.
  void checkpoint();

  [[nodiscard]] std::uint64_t log_bytes() const;

 private:
  struct State;
  struct Loading;
  explicit DurableImage(std::shared_ptr<State> state);

  // Shared with the storage's callbacks, which know the image only as long as it lives.
  std::shared_ptr<State> state_;
};

}  // namespace holdall::store
