#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "store/durable_image.h"
#include "store/log_ledger.h"

// The inside of DurableImage; only its own files include this.
namespace holdall::store {

std::uint64_t draw_writer(platform::Randomness& randomness);

// The invariant that everything rests on: a transaction takes ALL that has changed since the one
// before it was issued, and one is in flight at most. So whatever bytes it copies from the image,
// as ranges or as whole chunks, belong to commits that are durable already or become so by it.
struct DurableImage::State : std::enable_shared_from_this<DurableImage::State> {
  struct Flight {
    TransactionPlan plan;
    ImageChanges changes;
    bool took_changes = false;
    Bytes header_bytes;
    std::uint64_t record_bytes = 0;
    std::uint64_t commits = 0;  // published when it was issued
    bool has_early_pages = false;
    std::vector<std::uint32_t> early_pages;  // that it stores; none: it deletes them
    bool wants_step = false;
    Bytes step;  // for those who follow
  };
  enum class WaitFor : std::uint8_t {
    stored,  // the commits so far
    rest,    // the same, with nothing on its way
  };
  struct Waiter {
    std::uint64_t commits;
    WaitFor what;
    std::function<void(Status)> done;
  };

  // What is on its way to the storage: one thing at a time.
  enum class Stage {
    resting,   // nothing
    flying,    // a transaction: `flight`
    doubtful,  // its answer was lost; the next thing to do is to ask whether it landed
    asking,    // for the stored header: about `flight`, or whether anything is there at all
  };

  Image image;
  LogLedger ledger;
  platform::Storage* storage = nullptr;  // none: the image is never stored
  std::optional<ImageLoader> loader;     // until all is loaded
  Damage damage;
  std::optional<Error> load_error;
  // What the first screen reads; see first_screen_shown().
  std::vector<std::uint32_t> early_pages;
  bool early_pages_wanted = false;  // to be stored at idle
  // There was room for them, or there may be again.
  bool early_pages_fit = true;
  // Those that are stored, and the sequence that they are current to; 0: none are.
  std::vector<std::uint32_t> stored_early_pages;
  std::uint64_t early_sequence = 0;
  bool absent_read = false;
  bool damaged = false;
  bool fenced = false;
  bool stopped = false;
  bool newer = false;  // what the image holds, not its stored form
  bool following = false;
  int groups = 0;  // open ones
  Opening opening;
  std::uint64_t published = 0;
  std::uint64_t durable = 0;
  Stage stage = Stage::resting;
  std::optional<Flight> flight;  // if the stage is flying or doubtful, perhaps if asking
  Error error{};
  bool failed = false;
  // What was stored has been deleted: true until all of the image is stored again.
  bool gone = false;
  bool tries_again = false;  // it was in doubt and is asked for: if it has not landed it is issued
  bool verify_wanted = false;
  // A checkpoint goes on until no record up to this one is left.
  std::uint64_t checkpoint_until = 0;
  // After a checkpoint that failed the log must grow to this length before commits start another.
  std::uint64_t checkpoint_from_bytes = 0;
  bool idle_upkeep_wanted = false;
  std::list<Waiter> waiters;
  std::function<void()> changed;
  std::function<bool()> step_wanted;
  std::function<void(Bytes)> step_told;

  [[nodiscard]] bool can_store() const {
    return storage != nullptr && !loader && !damaged && !fenced && !stopped && !following;
  }
  [[nodiscard]] Status take(platform::StoredPart part, bool first);
  [[nodiscard]] bool has_unstored() const { return published > durable || gone; }
  void notify() const;
  void start();
  void issue(Upkeep upkeep, bool with_early_pages = false);
  [[nodiscard]] platform::StorageCommit encode(Flight& made, Upkeep upkeep);
  void put_early_pages(Flight& made, platform::StorageCommit& step);
  void note_step(Flight& made, const platform::StorageCommit& step) const;
  void wait(WaitFor what, std::function<void(Status)> done);
  void checked(const Result<Bytes>& stored_header, const Opening& next,
               const std::function<void(Status)>& done);
  void completed(const Status& status);
  void ask();
  void told(const Result<Bytes>& stored_header);
  void go_on(bool at_once);
  void succeeded();
  [[nodiscard]] Result<bool> apply(ByteView step);
  [[nodiscard]] bool failed_with(const Error& reason);
  void note_error(const Error& reason);
  void begin_anew();
  void upkeep();
  void answer_waiters();
};

}  // namespace holdall::store
