#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "native/event_loop.h"
#include "native/memory_storage.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "store/database.h"
#include "store/durable_image.h"

namespace holdall::store::test {

inline std::uint64_t tabs_made = 0;

// One tab: an image loaded from a disk that may outlive it, and the database in it.
struct Tab {
  explicit Tab(
      std::shared_ptr<native::MemoryDisk> shared_disk = std::make_shared<native::MemoryDisk>())
      : disk(std::move(shared_disk)), storage(loop, disk), randomness(++tabs_made) {}

  // Loads the image; the damage is in `damage`.
  Status load() {
    std::optional<Status> answer;
    DurableImage::open(storage, randomness, DurableImage::Mode::early,
                       [&](Result<DurableImage::Opened> loaded) {
                         answer = loaded ? Status{} : Status{fail(loaded.error())};
                         if (!loaded) return;
                         image = std::move(loaded->image);
                         damage = std::move(loaded->damage);
                       });
    loop.run_until_idle();
    return answer.value_or(fail(ErrorCode::storage_failed, "no answer"));
  }

  // Loads the image and opens the database in it.
  Status open() {
    if (Status loaded = load(); !loaded) return loaded;
    Result<std::unique_ptr<Database>> opened_database = Database::open(*image);
    if (!opened_database) return fail(opened_database.error());
    database = std::move(*opened_database);
    return {};
  }

  // Opens what must open.
  Tab& opened() {
    const Status status = open();
    REQUIRE_MESSAGE(status.has_value(), (status ? std::string() : status.error().detail));
    return *this;
  }

  void run(std::string_view sql) {
    const Status status = database->execute(sql);
    REQUIRE_MESSAGE(status.has_value(), (status ? std::string() : status.error().detail));
  }

  std::int64_t integer(std::string_view sql) {
    const Result<std::int64_t> value = database->integer(sql);
    REQUIRE_MESSAGE(value.has_value(), (value ? std::string() : value.error().detail));
    return *value;
  }

  std::string text(std::string_view sql) {
    Result<Statement> statement = database->prepare(sql);
    REQUIRE(statement.has_value());
    const Result<bool> row = statement->step();
    REQUIRE(row.has_value());
    REQUIRE(*row);
    return std::string(statement->text(0));
  }

  bool is_sound() { return text("PRAGMA integrity_check") == "ok"; }

  void settle() { loop.run_until_idle(); }

  native::SettableClock clock;
  native::EventLoop loop{clock};
  std::shared_ptr<native::MemoryDisk> disk;
  native::MemoryStorage storage;
  native::SeededRandomness randomness;  // another one in each tab
  std::unique_ptr<DurableImage> image;
  Damage damage;
  std::unique_ptr<Database> database;
};

}  // namespace holdall::store::test
