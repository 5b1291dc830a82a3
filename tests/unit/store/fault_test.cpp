// Every fault at every place that a small workload has: the k-th storage transaction fails in each
// way, or its answer is lost, or the world ends before or after it; the k-th allocation of the
// image, the log and the saving is refused, once or from then on. Each time nothing acknowledged is
// lost and nothing is torn, and where the tab lives on, all is saved in the end.
#include <doctest/doctest.h>

#include <new>
#include <string>
#include <utility>

#include "../support/allocations.h"
#include "merge_fixture.h"
#include "store_fixture.h"

namespace {

// The part of the program that runs is one whose allocations are counted.
bool armed = false;
std::int64_t allocations_left = 0;  // until one is refused
bool refuses_all_after = false;
std::int64_t refusals = 0;

bool refuses() {
  if (!armed || (--allocations_left > 0)) return false;
  if (allocations_left < 0 && !refuses_all_after) return false;
  ++refusals;
  return true;
}

class Arming {
 public:
  explicit Arming(bool value) : before_(std::exchange(armed, value)) {
    holdall::change::refuse_allocations(refuses);
  }
  ~Arming() { armed = before_; }
  Arming(const Arming&) = delete;
  Arming& operator=(const Arming&) = delete;

 private:
  bool before_;
};

}  // namespace

namespace holdall::store {
namespace {

using native::MemoryStorage;

// What stands for the browser has all the memory that it wants, but may refuse to begin.
class Storage final : public platform::Storage {
 public:
  explicit Storage(MemoryStorage& storage) : storage_(storage) {}

  void load(std::function<void(Result<platform::StoredPart>)> part) override {
    storage_.load(std::move(part));
  }
  void commit(platform::StorageCommit step, std::function<void(Status)> done) override {
    if (refuses()) throw std::bad_alloc();
    const Arming browser(false);
    storage_.commit(std::move(step), [this, done = std::move(done)](const Status& status) {
      const Arming program(faulty_);
      done(status);
    });
  }
  void read_header(std::function<void(Result<Bytes>)> done) override {
    storage_.read_header(std::move(done));
  }
  void confirm_header(std::function<void(Result<Bytes>)> done) override {
    if (refuses()) throw std::bad_alloc();
    const Arming browser(false);
    storage_.confirm_header([this, done = std::move(done)](Result<Bytes> header) {
      const Arming program(faulty_);
      done(std::move(header));
    });
  }
  void measure(std::function<void(Result<platform::StorageUse>)> done) override {
    storage_.measure(std::move(done));
  }
  // Whether allocations are counted when the program is answered.
  void set_faulty(bool faulty) { faulty_ = faulty; }

 private:
  MemoryStorage& storage_;
  bool faulty_ = false;
};

// A tab and what it does: four commits of several pages, one of them large enough for whole chunks,
// with the upkeep of the log between them.
class Workload {
 public:
  explicit Workload(
      std::shared_ptr<native::MemoryDisk> disk = std::make_shared<native::MemoryDisk>())
      : disk_(std::move(disk)), memory_(loop_, disk_), storage_(memory_), randomness_(++made_) {}

  MemoryStorage& memory() { return memory_; }
  DurableImage& image() { return *image_; }
  [[nodiscard]] const std::shared_ptr<native::MemoryDisk>& disk() const { return disk_; }

  void open() {
    DurableImage::open(storage_, randomness_, DurableImage::Mode::whole,
                       [this](Result<DurableImage::Opened> opened) {
                         REQUIRE(opened.has_value());
                         CHECK_FALSE(opened->damage.any());
                         image_ = std::move(opened->image);
                       });
    loop_.run_until_idle();
    REQUIRE(image_);
    Result<std::unique_ptr<Database>> database = Database::open(*image_);
    REQUIRE(database.has_value());
    database_ = *std::move(database);
    REQUIRE(database_
                ->execute("CREATE TABLE IF NOT EXISTS deal(id INTEGER PRIMARY KEY, number INTEGER, "
                          "title TEXT) STRICT; CREATE INDEX IF NOT EXISTS deal_number ON "
                          "deal(number)")
                .has_value());
    settle();
  }

  // Runs it all; `counts` allocations from here on.
  void run(bool counts) {
    storage_.set_faulty(counts);
    for (int number = 1; number <= 4; ++number) {
      if (!commit(number, counts)) break;  // so that no number is left out
      if (number % 2 == 0) {
        const Arming program(counts);
        image_->checkpoint();
      }
      loop_.run_one();
      note_acknowledged();
    }
    loop_.run_until_idle();
    note_acknowledged();
    storage_.set_faulty(false);
  }

  // All is well again: what is left is saved by trying once more.
  void recover() {
    memory_.fail_commits({});
    for (int attempt = 0; attempt < 3; ++attempt) {
      image_->retry();
      settle();
    }
    CHECK(image_->save_state() == SaveState::saved);
    note_acknowledged();
    CHECK(acknowledged_ == last_);
  }

  [[nodiscard]] int acknowledged() const { return acknowledged_; }
  [[nodiscard]] int last() const { return last_; }

  // The greatest number that is stored, all of whose rows are.
  [[nodiscard]] int found() {
    Result<Statement> check = database_->prepare("PRAGMA integrity_check");
    REQUIRE(check.has_value());
    REQUIRE(check->step().has_value());
    REQUIRE(check->text(0) == "ok");
    const std::int64_t greatest =
        database_->integer("SELECT ifnull(max(number), 0) FROM deal").value_or(-1);
    for (std::int64_t number = 1; number <= greatest; ++number) {
      CHECK(database_->integer("SELECT count(*) FROM deal WHERE number = " + std::to_string(number))
                .value_or(0) == rows_of(static_cast<int>(number)));
    }
    return static_cast<int>(greatest);
  }

  void settle() { loop_.run_until_idle(); }

 private:
  static int rows_of(int number) { return number == 3 ? 400 : 3; }

  // Whether it was made.
  bool commit(int number, bool counts) {
    Result<Statement> begin = database_->prepare("BEGIN IMMEDIATE");
    Result<Statement> insert = database_->prepare(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) "
        "INSERT INTO deal(number, title) SELECT ?1, hex(randomblob(1500)) FROM n");
    Result<Statement> end = database_->prepare("COMMIT");
    REQUIRE((begin && insert && end));
    // A refused commit is taken back and made again, as the person would who is told of it.
    for (int attempt = 0; attempt < 3; ++attempt) {
      const Status begun = begin->run();
      REQUIRE_MESSAGE(begun.has_value(), (begun ? std::string() : begun.error().detail));
      insert->bind(1, std::int64_t{number}).bind(2, std::int64_t{rows_of(number)});
      Status done;
      {
        const Arming program(counts);
        done = insert->run();
        if (done) done = end->run();
      }
      if (done) {
        last_ = number;
        published_[number] = image_->published_commits();
        return true;
      }
      CHECK(done.error().code == ErrorCode::out_of_memory);
      // SQLite has taken some back already.
      if (database_->in_transaction()) REQUIRE(database_->execute("ROLLBACK").has_value());
    }
    CHECK(refuses_all_after);
    return false;
  }

  void note_acknowledged() {
    for (int number = 1; number <= last_; ++number) {
      if (image_->durable_commits() >= published_[number] && !image_->has_unstored())
        acknowledged_ = std::max(acknowledged_, number);
    }
  }

  static inline std::uint64_t made_ = 0;
  native::SettableClock clock_;
  native::EventLoop loop_{clock_};
  std::shared_ptr<native::MemoryDisk> disk_;
  MemoryStorage memory_;
  Storage storage_;
  native::SeededRandomness randomness_;
  std::unique_ptr<DurableImage> image_;
  std::unique_ptr<Database> database_;
  int last_ = 0;
  int acknowledged_ = 0;
  std::uint64_t published_[5] = {};
};

// What the next opening finds.
void check_left(const Workload& workload, bool all) {
  Workload again(workload.disk());
  again.open();
  const int found = again.found();
  CHECK(found >= workload.acknowledged());
  CHECK(found <= workload.last());
  if (all) CHECK(found == workload.last());
}

std::uint64_t transactions() {
  Workload workload;
  workload.open();
  const std::uint64_t before = workload.memory().commits_started();
  workload.run(false);
  return workload.memory().commits_started() - before;
}

}  // namespace

TEST_CASE("a kill before or after each storage transaction") {
  const std::uint64_t count = transactions();
  CHECK(count >= 4);
  for (const auto point :
       {MemoryStorage::CrashPoint::before_commit, MemoryStorage::CrashPoint::after_commit}) {
    for (std::uint64_t number = 0; number < count; ++number) {
      CAPTURE(number);
      Workload workload;
      workload.open();
      workload.memory().crash_at(workload.memory().commits_started() + number, point);
      workload.run(false);
      CHECK(workload.memory().crashed());
      check_left(workload, false);
    }
  }
}

TEST_CASE("each storage transaction fails in each way, or its answer is lost") {
  const std::uint64_t count = transactions();
  for (const ErrorCode code :
       {ErrorCode::storage_full, ErrorCode::storage_closed, ErrorCode::storage_failed,
        ErrorCode::out_of_memory, ErrorCode::cancelled /* stands for a lost answer */}) {
    for (std::uint64_t number = 0; number < count; ++number) {
      CAPTURE(number);
      CAPTURE(static_cast<int>(code));
      Workload workload;
      workload.open();
      const std::uint64_t at = workload.memory().commits_started() + number;
      if (code == ErrorCode::cancelled) {
        workload.memory().lose_answer(at);
      } else {
        workload.memory().fail_commit(at, code);
      }
      workload.run(false);
      check_left(workload, false);
      workload.recover();
      check_left(workload, true);
    }
  }
}

TEST_CASE("each allocation of the image, the log and the saving is refused, once or from then on") {
  for (const bool all_after : {false, true}) {
    std::int64_t told = 0;
    for (std::int64_t number = 1;; ++number) {
      CAPTURE(number);
      CAPTURE(all_after);
      REQUIRE(number < 20'000);
      Workload workload;
      workload.open();
      allocations_left = number;
      refuses_all_after = all_after;
      refusals = 0;
      workload.run(true);
      if (refusals == 0) break;
      ++told;
      check_left(workload, false);
      workload.recover();
      check_left(workload, true);
    }
    CHECK(told > 20);
  }
}

// What was opened anew each time is merged into one store until nothing is refused any more.
TEST_CASE("each allocation of a merge is refused: nothing of it has happened, and it can follow") {
  for (const bool all_after : {false, true}) {
    test::Peer anna(1);
    test::Peer ben(2);
    const RecordId deal = anna.add_deal("Acme");
    anna.rename(deal, "Renamed");
    anna.publish();
    anna.remove(anna.add_deal("In the bin"));
    anna.publish();
    const std::string before = test::dump_records(*ben.store);
    std::int64_t told = 0;
    for (std::int64_t number = 1;; ++number) {
      CAPTURE(number);
      CAPTURE(all_after);
      REQUIRE(number < 20'000);
      std::vector<ReceivedBatch> received;
      for (const test::Published& batch : anna.published) received.push_back(test::receive(batch));
      allocations_left = number;
      refuses_all_after = all_after;
      refusals = 0;
      Result<MergeResult> result = fail(ErrorCode::cancelled);
      {
        const Arming program(true);
        result = merge_batches(*ben.store, received);
      }
      if (refusals == 0) {
        REQUIRE(result.has_value());
        break;
      }
      ++told;
      // A refusal that some part could do without is none.
      if (result) break;
      CHECK(result.error().code == ErrorCode::out_of_memory);
      CHECK_FALSE(ben.store->database().in_transaction());
      CHECK(ben.integer("SELECT (SELECT count(*) FROM batch) + (SELECT count(*) FROM stream) + "
                        "(SELECT count(*) FROM deal)") == 1);
      if (number % 20 == 1) CHECK(test::dump_records(*ben.store) == before);
    }
    CHECK(told > 20);
    CHECK(ben.title(deal) == "Renamed");
    ben.publish();
    anna.merge(ben);
    CHECK(test::dump_records(*ben.store) == test::dump_records(*anna.store));
    test::dump_totals(*ben.store);
  }
}

}  // namespace holdall::store
