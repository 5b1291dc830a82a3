#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "store/delta_log.h"
#include "store_fixture.h"

// What a person sees first is read first: an image is opened by its early pages and the log, and
// the chunks come behind.
namespace holdall::store {
namespace {

using test::Tab;

constexpr char first_screen[] = "SELECT sum(length(title)) FROM deal WHERE id <= 20";

// A disk with sixteen chunks whose first screen has been seen once.
struct Example {
  Example() {
    Tab tab(disk);
    tab.opened();
    tab.run("CREATE TABLE deal(id INTEGER PRIMARY KEY, title TEXT) STRICT");
    tab.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) "
        "INSERT INTO deal SELECT i, hex(randomblob(500)) FROM n");
    tab.settle();
    REQUIRE(disk->chunks.size() > 12);
    see_first_screen();
    REQUIRE_FALSE(disk->early_pages.empty());
  }

  void see_first_screen() {
    Tab tab(disk);
    tab.opened();
    tab.integer(first_screen);
    tab.image->first_screen_shown();
    tab.image->checkpoint();
    tab.settle();
  }

  std::shared_ptr<native::MemoryDisk> disk = std::make_shared<native::MemoryDisk>();
};

// A tab that has got the first part and nothing else yet.
struct PartialTab : Tab {
  explicit PartialTab(const std::shared_ptr<native::MemoryDisk>& shared) : Tab(shared) {
    storage.load_in_parts(1);
    DurableImage::open(storage, randomness, DurableImage::Mode::early,
                       [this](Result<DurableImage::Opened> loaded) {
                         REQUIRE(loaded.has_value());
                         image = std::move(loaded->image);
                       });
    while (!image && loop.run_one()) {
    }
    REQUIRE(image);
  }
  void open_database() {
    Result<std::unique_ptr<Database>> opened_database = Database::open(*image);
    REQUIRE(opened_database.has_value());
    database = *std::move(opened_database);
  }
};

}  // namespace

TEST_CASE("the first screen is answered before the chunks are there, and the rest after") {
  Example example;
  PartialTab tab(example.disk);
  REQUIRE_FALSE(tab.image->is_loaded());
  tab.open_database();
  CHECK(tab.integer(first_screen) == 20'000);
  const Result<std::int64_t> absent = tab.database->integer("SELECT sum(length(title)) FROM deal");
  REQUIRE_FALSE(absent.has_value());
  CHECK(absent.error().code == ErrorCode::not_loaded);
  const Result<Transaction> begun = Transaction::begin(*tab.database);
  REQUIRE_FALSE(begun.has_value());
  CHECK(begun.error().code == ErrorCode::not_loaded);
  int changes = 0;
  tab.image->on_change([&] { ++changes; });
  tab.settle();
  CHECK(changes > 0);
  CHECK(tab.image->is_loaded());
  CHECK(tab.integer("SELECT sum(length(title)) FROM deal") == 4'000'000);
  tab.run("UPDATE deal SET title = 'x' WHERE id = 3");
  tab.settle();
  CHECK(tab.is_sound());
  CHECK(tab.image->save_state() == SaveState::saved);
}

TEST_CASE("commits made since the early pages were stored are in what is shown") {
  Example example;
  {
    Tab tab(example.disk);
    tab.opened();
    tab.run("UPDATE deal SET title = 'short' WHERE id = 7");
    tab.settle();
  }
  PartialTab tab(example.disk);
  REQUIRE_FALSE(tab.image->is_loaded());
  tab.open_database();
  CHECK(tab.integer(first_screen) == 19'005);
}

TEST_CASE("a checkpoint that drops the log stores the early pages anew") {
  Example example;
  {
    Tab tab(example.disk);
    tab.opened();
    tab.run("UPDATE deal SET title = 'short' WHERE id = 7");
    tab.run("UPDATE deal SET title = hex(randomblob(500)) WHERE id > 1000");
    tab.settle();
    tab.image->checkpoint();
    tab.settle();
  }
  PartialTab tab(example.disk);
  REQUIRE_FALSE(tab.image->is_loaded());
  tab.open_database();
  CHECK(tab.integer(first_screen) == 19'005);
}

TEST_CASE("a first screen that wants more than last time is read first the next time") {
  Example example;
  constexpr char other[] = "SELECT length(title) FROM deal WHERE id = 3999";
  for (int opening = 0; opening < 2; ++opening) {
    PartialTab tab(example.disk);
    tab.open_database();
    CHECK(tab.integer(first_screen) == 20'000);
    CHECK(tab.database->integer(other).has_value() == (opening == 1));
    tab.settle();
    CHECK(tab.integer(other) == 1000);
    tab.image->first_screen_shown();
    const Bytes before = example.disk->early_pages;
    tab.image->checkpoint();
    tab.settle();
    CHECK((example.disk->early_pages != before) == (opening == 0));
  }
}

TEST_CASE("early pages that are damaged, missing, from the future or too old are left aside") {
  Example example;
  const Result<StorageHeader> header = decode_header(example.disk->header);
  REQUIRE(header.has_value());
  Tab whole(example.disk);
  whole.opened();
  const std::vector<std::uint32_t> pages = {0, 1};
  const auto made = [&](std::uint64_t sequence) {
    return encode_early_pages(sequence, whole.image->image(), pages);
  };
  std::vector<Bytes> bad(4);
  bad[1] = example.disk->early_pages;
  bad[1][100] ^= 1;
  bad[2] = made(header->last_sequence + 1);
  bad[3] = made(header->first_sequence - 2);
  for (const Bytes& value : bad) {
    example.disk->early_pages = value;
    Tab tab(example.disk);
    tab.storage.load_in_parts(1);
    tab.opened();
    CHECK_FALSE(tab.damage.any());
    CHECK(tab.integer(first_screen) == 20'000);
  }
}

TEST_CASE("early pages that are not those of the chunks make the reading void, not the database") {
  Example example;
  Result<EarlyPages> early = decode_early_pages(example.disk->early_pages);
  REQUIRE(early.has_value());
  Image forged;
  REQUIRE(forged.write(0, Bytes(early->pages.back() * Image::page_bytes + 1, 0)));
  example.disk->early_pages = encode_early_pages(early->sequence, forged, early->pages);
  PartialTab tab(example.disk);
  tab.settle();
  REQUIRE(tab.image->load_error().has_value());
  CHECK(tab.image->load_error()->code == ErrorCode::storage_fenced);
  CHECK_FALSE(tab.image->may_write().has_value());
  Tab whole(example.disk);
  whole.opened();
  CHECK_FALSE(whole.damage.any());
  CHECK(whole.integer(first_screen) == 20'000);
}

// The list of pages is another from the moment that another first screen was shown; what is stored
// still is the old one.
TEST_CASE("stored early pages follow their chunks also while others wait to be stored") {
  Example example;
  {
    Tab tab(example.disk);
    tab.opened();
    tab.integer("SELECT sum(length(title)) FROM deal WHERE id > 3900");
    tab.image->first_screen_shown();
    tab.run("UPDATE deal SET title = hex(randomblob(400)) WHERE id < 3000");
    tab.settle();
    REQUIRE(tab.image->save_state() == SaveState::saved);
  }
  Tab again(example.disk);
  again.storage.load_in_parts(1);
  again.opened();
  REQUIRE_FALSE(again.image->load_error().has_value());
  CHECK(again.integer(first_screen) == 16'000);
}

TEST_CASE("where there is room for a change but not for the early pages too, the change is saved") {
  Example example;
  {
    Tab tab(example.disk);
    tab.opened();
    tab.integer("SELECT sum(length(title)) FROM deal WHERE id <= 2500");
    tab.image->first_screen_shown();
    tab.image->checkpoint();
    tab.settle();
    constexpr std::size_t room_bytes = 2'200'000;
    REQUIRE(example.disk->early_pages.size() > room_bytes);
    tab.storage.leave_room(room_bytes);
    tab.run("UPDATE deal SET title = hex(randomblob(501)) WHERE id <= 1200");
    tab.settle();
    CHECK(tab.image->save_state() == SaveState::saved);
    CHECK(example.disk->early_pages.empty());
  }
  Tab again(example.disk);
  again.storage.load_in_parts(1);
  again.opened();
  CHECK(again.integer(first_screen) == 20'040);
  again.image->first_screen_shown();
  again.image->checkpoint();
  again.settle();
  CHECK_FALSE(example.disk->early_pages.empty());
}

TEST_CASE("early pages for which there is no room are no reason to say that something is unsaved") {
  Example example;
  Tab tab(example.disk);
  tab.opened();
  tab.integer("SELECT sum(length(title)) FROM deal WHERE id <= 2500");
  tab.image->first_screen_shown();
  tab.storage.leave_room(1'000'000);
  tab.image->checkpoint();
  tab.settle();
  tab.run("UPDATE deal SET title = 'short' WHERE id = 7");
  CHECK(tab.image->save_state() == SaveState::saving);
  tab.settle();
  CHECK(tab.image->save_state() == SaveState::saved);
}

TEST_CASE("a load that breaks off after the first screen says so and keeps what is shown") {
  Example example;
  PartialTab tab(example.disk);
  tab.open_database();
  tab.storage.fail_loads(ErrorCode::storage_closed);
  tab.settle();
  REQUIRE(tab.image->load_error().has_value());
  CHECK(tab.image->load_error()->code == ErrorCode::storage_closed);
  CHECK(tab.integer(first_screen) == 20'000);
}

TEST_CASE("an image loaded in parts is the one that was stored, whatever was done to it") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  Example example;
  for (int opening = 0; opening < 25; ++opening) {
    CAPTURE(opening);
    Tab tab(example.disk);
    tab.storage.load_in_parts(1 + random() % 5);
    tab.opened();
    REQUIRE_FALSE(tab.damage.any());
    REQUIRE(tab.is_sound());
    tab.integer(first_screen);
    if (random() % 2 == 0) tab.image->first_screen_shown();
    for (auto count = random() % 6; count > 0; --count) {
      const std::string id = std::to_string(random() % 5000);
      switch (random() % 5) {
        case 0:
          tab.run("DELETE FROM deal WHERE id > 20 AND id % 3 = " + std::to_string(random() % 3));
          break;
        case 1:
          tab.run("VACUUM");
          break;
        case 2:
          tab.run(
              "INSERT OR REPLACE INTO deal SELECT id + 4000, hex(randomblob(400)) FROM deal "
              "WHERE id BETWEEN 30 AND 400");
          break;
        default:
          tab.run("INSERT OR REPLACE INTO deal VALUES (" + id + ", hex(randomblob(20)))");
      }
      if (random() % 2 == 0) tab.settle();
      if (random() % 3 == 0) tab.image->checkpoint();
    }
    tab.settle();
    const std::string expected = tab.text("SELECT group_concat(id || title) FROM deal");
    Tab again(example.disk);
    again.storage.load_in_parts(1 + random() % 5);
    again.opened();
    REQUIRE_FALSE(again.damage.any());
    REQUIRE(again.text("SELECT group_concat(id || title) FROM deal") == expected);
  }
}

}  // namespace holdall::store
