#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/board.h"
#include "model.h"
#include "native/event_loop.h"
#include "native/memory_endpoint.h"
#include "native/memory_storage.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "store/durable_image.h"
#include "store/import_batch.h"
#include "store/store.h"
#include "store/undo.h"
#include "sync/carrier.h"
#include "sync/space.h"
#include "sync/store_replica.h"

namespace holdall::sim {

class Device;

// The real database as sync sees it, which tells the model what it has taken in and closed.
class WatchedReplica : public sync::StoreReplica {
 public:
  WatchedReplica(Device& device, store::DurableImage& image, store::Store& store, Later later);

  [[nodiscard]] std::uint32_t batch_version() const override;
  [[nodiscard]] Status merge(std::span<sync::ReceivedBatch> batches,
                             std::span<const sync::KeptRecord> records) override;
  [[nodiscard]] Status note_published(const sync::OwnChanges& changes,
                                      const change::VersionVector& seen,
                                      std::span<const sync::KeptRecord> records) override;

 private:
  Device& device_;
};

// One device: a disk that outlives it, a clock of its own, and, while it is on, the real store in a
// durable image over that disk, its replica and its carrier. It can be switched off at any moment.
class Device {
 public:
  struct Birth {
    Bytes space;  // encoded
    native::MemoryDisk disk;
  };

  // Switched on. The place and the model outlive it.
  [[nodiscard]] static Result<std::unique_ptr<Device>> make(Author author, const Birth& birth,
                                                            native::MemoryPlace& place,
                                                            Model* model, std::uint64_t seed);

  // What was not durable is gone.
  void switch_off();
  [[nodiscard]] Status switch_on();
  // Its disk holds this from now on, as after a backup was restored: it is another author from now
  // on, with the keys of the one before until it has become new.
  [[nodiscard]] Status restore(const native::MemoryDisk& disk);
  // Another device with this profile, an author of its own likewise. Switched on.
  [[nodiscard]] Result<std::unique_ptr<Device>> copy(const native::MemoryDisk& disk,
                                                     std::uint64_t seed) const;
  [[nodiscard]] bool is_copy() const { return copied_from_ != born; }
  // Does what its last exchange has asked for.
  [[nodiscard]] Result<bool> become_new();
  // A crash at the very moment of a write has happened: it hears nothing any more.
  [[nodiscard]] bool is_dead() const { return on_->storage.crashed(); }

  // Tells the model what has been written since, and what is durable.
  [[nodiscard]] Status tell_model();
  // The same of the removal of an import.
  [[nodiscard]] Status tell_removal(std::int64_t command);

  void run_carrier();
  // Lets it come to its end, with nobody else at work.
  [[nodiscard]] Status finish_carrier();
  // Nothing if it never came to its end.
  [[nodiscard]] const std::optional<sync::CarryReport>& last_report() const { return report_; }
  void forget_report() { report_.reset(); }
  // All that is committed is stored.
  [[nodiscard]] Status make_durable();

  [[nodiscard]] Author author() const { return author_; }
  [[nodiscard]] const sync::Space& space() const { return space_; }
  [[nodiscard]] store::Store& store() { return *on_->store; }
  [[nodiscard]] store::DurableImage& image() { return *on_->image; }
  [[nodiscard]] native::MemoryStorage& storage() { return on_->storage; }
  [[nodiscard]] WatchedReplica& replica() { return *on_->replica; }
  [[nodiscard]] native::MemoryEndpoint& endpoint() { return *on_->endpoint; }
  [[nodiscard]] sync::Carrier& carrier() { return *on_->carrier; }
  [[nodiscard]] const native::MemoryDisk& disk() const { return *disk_; }
  // As the app would show it now.
  [[nodiscard]] Result<const app::Board*> board();
  void touch_board() { on_->board.reset(); }

  native::SettableClock clock;
  native::EventLoop loop{clock};
  native::SeededRandomness randomness;
  // Work in slices that is under way, perhaps since an earlier life.
  std::optional<store::UnfinishedImport> import;
  std::optional<store::Reversal> reversal;
  bool has_imported = false;
  bool is_newer = false;  // it has a version to come
  // That it writes and takes: another one than the others', and it is parked there.
  std::uint32_t batch_version = sync::batch_format_version;
  bool is_late = false;  // the others were at work when it came
  // What it has done with snapshots, and batches that it had parked and took in.
  std::uint64_t snapshots = 0;
  std::uint64_t chunks = 0;
  std::uint64_t unparked = 0;
  bool is_doomed = false;  // its next write is its last
  bool is_full = false;    // no write finds room
  std::uint64_t endpoint_faults[native::endpoint_fault_count] = {};

 private:
  friend class WatchedReplica;
  struct On {
    On(native::EventLoop& loop, std::shared_ptr<native::MemoryDisk> disk) : storage(loop, disk) {}

    native::MemoryStorage storage;
    std::unique_ptr<store::DurableImage> image;
    std::unique_ptr<store::Store> store;
    std::optional<app::Board> board;
    std::unique_ptr<WatchedReplica> replica;
    std::unique_ptr<native::MemoryEndpoint> endpoint;
    std::unique_ptr<sync::Carrier> carrier;
  };

  Device(Author author, sync::Space space, native::MemoryPlace& place, Model* model,
         std::uint64_t seed)
      : randomness(seed), author_(author), space_(std::move(space)), place_(place), model_(model) {}

  [[nodiscard]] Result<StoredState> stored_state();
  [[nodiscard]] Status open();
  void start_carrier();
  [[nodiscard]] Status begin_as_copy(Author original);
  [[nodiscard]] Status find_unfinished();
  void note(Status problem);

  Author author_;
  Author copied_from_ = born;
  bool is_renewing_ = false;  // it hears then what the model is told afterwards
  sync::Space space_;
  native::MemoryPlace& place_;
  Model* model_;
  std::shared_ptr<native::MemoryDisk> disk_;
  std::unique_ptr<On> on_;
  std::optional<sync::CarryReport> report_;
  Status problem_;  // the first violation that the replica has seen
};

}  // namespace holdall::sim
