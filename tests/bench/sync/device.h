#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "app/board.h"
#include "native/event_loop.h"
#include "native/memory_endpoint.h"
#include "native/memory_storage.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "store/durable_image.h"
#include "store/store.h"
#include "sync/space.h"
#include "sync/store_replica.h"

namespace holdall::bench {

// What one exchange at a place took.
struct Traffic {
  std::uint64_t requests = 0;
  std::uint64_t requests_to_merge = 0;  // until all that was merged was there
  std::uint64_t bytes_read = 0;
  std::uint64_t batches = 0;  // merged
};

// The app without its screen on one device: the database as it is stored, and what it shares.
class Device {
 public:
  // A new one.
  explicit Device(std::uint64_t seed) : Device(native::MemoryDisk(), seed) {}
  // What lies on a disk, opened as the app opens it.
  Device(native::MemoryDisk disk, std::uint64_t seed);

  void found_space();
  // Null: its introduction reaches the others by hand.
  void join_space(const sync::Space& founder, const sync::Secret* invitation);

  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] store::DurableImage& image() { return *image_; }
  [[nodiscard]] const sync::Space& space() const { return *space_; }
  [[nodiscard]] sync::StoreReplica& replica() { return *replica_; }

  // One round at a place, to its end, the first of a session.
  Traffic exchange(native::MemoryPlace& place);
  // The later rounds of a session in which nobody has anything new: what the costliest took.
  Traffic poll(native::MemoryPlace& place);
  [[nodiscard]] Bytes make_parcel(const change::VersionVector& colleague);
  // Merges all that a parcel brings; how many batches that are.
  std::uint64_t take_in(ByteView parcel);
  // Waits until all is stored.
  void save();
  [[nodiscard]] const native::MemoryDisk& disk() const { return *disk_; }

  // The board as it opens: every column's count and sums and its first page. The number of deals.
  std::size_t read_board(RecordId pipeline);
  // How many changes the history of a deal tells.
  std::size_t read_history(RecordId deal);
  // Ends the program if the board's totals are not those of the deals.
  void check_totals(RecordId pipeline);
  // Of all records but members (each device brings one), the same on all that have merged the same.
  [[nodiscard]] std::uint64_t state_digest();
  [[nodiscard]] std::int64_t integer(const std::string& sql);

  native::SettableClock clock;
  native::SeededRandomness randomness;

 private:
  struct Session;

  void enter(sync::Space space);
  Traffic run_round(Session& session);

  native::EventLoop loop_{clock};
  std::shared_ptr<native::MemoryDisk> disk_;
  native::MemoryStorage storage_;
  std::unique_ptr<store::DurableImage> image_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<sync::StoreReplica> replica_;
  std::unique_ptr<sync::Space> space_;
  std::function<void()> merged_;
};

}  // namespace holdall::bench
