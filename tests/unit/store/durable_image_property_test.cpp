#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "base/checksum.h"
#include "native/event_loop.h"
#include "native/memory_storage.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "seed_count.h"
#include "store/durable_image.h"

// Random writes, cuts, failures and crashes straight on the image, without SQLite: what stands in
// the storage must always be one of the published states, byte for byte, and none older than the
// last one that was called durable.
namespace holdall::store {
namespace {

using native::MemoryStorage;

// What identifies a state of the image.
struct Snapshot {
  std::uint64_t size = 0;
  std::uint64_t hash = checksum({});

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

Snapshot snapshot_of(const Image& image) {
  Bytes bytes(static_cast<std::size_t>(image.size()));
  image.read(0, bytes);
  return {image.size(), checksum(bytes)};
}

class Life {
 public:
  Life(std::uint64_t seed, std::shared_ptr<native::MemoryDisk> disk)
      : random_(seed), disk_(std::move(disk)) {}

  // Opens the image, works on it and ends by a crash or in peace. Many small commits are what folds
  // are made of, large ones write chunks directly.
  void live() {
    small_ = random_.below(2) == 0;
    const int steps = small_ ? 400 : 60;
    loop_ = std::make_unique<native::EventLoop>(clock_);
    storage_ = std::make_unique<MemoryStorage>(*loop_, disk_);
    open();
    if (random_.below(2) == 0) {
      const bool before = random_.below(2) == 0;
      storage_->crash_at(random_.below(small_ ? 200 : 30),
                         before ? MemoryStorage::CrashPoint::before_commit
                                : MemoryStorage::CrashPoint::after_commit);
    }
    for (int step = 0; step < steps && !storage_->crashed(); ++step) act();
    if (!storage_->crashed()) end_in_peace();
    image_.reset();
  }

 private:
  void open() {
    DurableImage::open(*storage_, random_, DurableImage::Mode::early,
                       [&](Result<DurableImage::Opened> opened) {
                         REQUIRE(opened.has_value());
                         CHECK_FALSE(opened->damage.any());
                         image_ = std::move(opened->image);
                       });
    loop_->run_until_idle();
    REQUIRE(image_ != nullptr);
    const auto found = std::ranges::find(published_, snapshot_of(image_->image()));
    REQUIRE(found != published_.end());
    published_ = {*found};
    base_commits_ = 0;
  }

  void act() {
    switch (random_.below(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return commit();
      case 4:
        return image_->checkpoint();
      case 5:
        return fail_next();
      case 6:
        return image_->retry();
      default:
        loop_->run_one();
        forget_older_than_durable();
    }
  }

  void commit() {
    Image& image = image_->image();
    for (std::uint64_t count = 1 + random_.below(5); count > 0; --count) change(image);
    published_.push_back(snapshot_of(image));
    image_->published();
    forget_older_than_durable();
  }

  void change(Image& image) {
    const std::uint64_t kind = random_.below(20);
    // Small lives cut rarely and mostly near the end, so that a log of many records forms around
    // the cuts.
    if (kind == 0 && small_ && random_.below(4) != 0) return;
    if (kind == 0 || image.size() > 3'000'000) {
      const std::uint64_t limit = small_ && random_.below(4) != 0 ? 5000 : image.size();
      REQUIRE(image.resize(image.size() - random_.below(std::min(limit, image.size()) + 1)));
    } else if (kind == 1) {
      REQUIRE(image.resize(image.size() + random_.below(small_ ? 3000 : 400'000)));
    } else if (kind < 5 && image.size() >= Image::page_bytes) {
      move_within_page(image);
    } else {
      constexpr std::uint64_t lengths[] = {40, 40, 40, 40, 600, 5000, 300'000, 2'000'000};
      Bytes bytes(
          static_cast<std::size_t>(1 + random_.below(lengths[random_.below(small_ ? 5 : 8)])));
      if (kind > 6) random_.fill(bytes);
      REQUIRE(image.write(random_.below(image.size() + 1000), bytes));
    }
  }

  // As SQLite does when a cell comes or goes: a stretch of a page moves a little, something new
  // takes its place.
  void move_within_page(Image& image) {
    const std::uint64_t page = random_.below(image.size() / Image::page_bytes);
    Bytes bytes(Image::page_bytes);
    image.read(page * Image::page_bytes, bytes);
    const auto length = static_cast<std::size_t>(10 + random_.below(2000));
    const auto from = static_cast<std::size_t>(random_.below(Image::page_bytes - length));
    const auto to = static_cast<std::size_t>(random_.below(Image::page_bytes - length));
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(from);
    const Bytes moved(begin, begin + static_cast<std::ptrdiff_t>(length));
    if (random_.below(2) == 0) {
      random_.fill(std::span(bytes).subspan(from, static_cast<std::size_t>(random_.below(9))));
    }
    std::ranges::copy(moved, bytes.begin() + static_cast<std::ptrdiff_t>(to));
    REQUIRE(image.write(page * Image::page_bytes, bytes));
  }

  void fail_next() {
    constexpr ErrorCode codes[] = {ErrorCode::storage_full, ErrorCode::storage_closed,
                                   ErrorCode::storage_failed};
    const std::uint64_t number = storage_->commits_started() + random_.below(2);
    if (random_.below(2) == 0) return storage_->lose_answer(number);
    storage_->fail_commit(number, codes[random_.below(3)]);
  }

  void forget_older_than_durable() {
    const std::uint64_t durable = image_->durable_commits();
    REQUIRE(durable <= image_->published_commits());
    published_.erase(published_.begin(),
                     published_.begin() + static_cast<std::ptrdiff_t>(durable - base_commits_));
    base_commits_ = durable;
  }

  void end_in_peace() {
    std::optional<Status> flushed;
    for (int attempt = 0; attempt < 4 && !storage_->crashed(); ++attempt) {
      image_->flush([&](const Status& status) { flushed = status; });
      loop_->run_until_idle();
      if (image_->save_state() == SaveState::saved) break;
    }
    forget_older_than_durable();
    if (storage_->crashed()) return;
    CHECK(image_->save_state() == SaveState::saved);
    REQUIRE(flushed.has_value());
    CHECK(flushed->has_value());
    CHECK(published_.size() == 1);
  }

  native::SeededRandomness random_;
  bool small_ = false;
  std::shared_ptr<native::MemoryDisk> disk_;
  native::SettableClock clock_;
  std::unique_ptr<native::EventLoop> loop_;
  std::unique_ptr<MemoryStorage> storage_;
  std::unique_ptr<DurableImage> image_;
  std::vector<Snapshot> published_{Snapshot{}};  // from the newest durable one on
  std::uint64_t base_commits_ = 0;               // the number of the first of them
};

TEST_CASE(
    "whatever happens, the stored image is a published one, none older than the durable one") {
  for (std::uint64_t seed = 1; seed <= test::seed_count(5); ++seed) {
    CAPTURE(seed);
    Life life(seed, std::make_shared<native::MemoryDisk>());
    for (int opening = 0; opening < 6; ++opening) life.live();
  }
}

}  // namespace
}  // namespace holdall::store
