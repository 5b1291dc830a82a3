#include <doctest/doctest.h>

#include <string>

#include "base/checksum.h"
#include "native/randomness.h"
#include "store/delta_log.h"
#include "store/log_ledger.h"
#include "store_fixture.h"

// What keeps the log short: folding, checkpoints, direct writes of chunks. Mostly on the image
// itself, so that every byte is the test's own.
namespace holdall::store {
namespace {

using test::Tab;

constexpr std::uint64_t megabyte = 1024 * 1024;

std::uint64_t hash_of(const Image& image) {
  Bytes bytes(static_cast<std::size_t>(image.size()));
  image.read(0, bytes);
  return checksum(bytes);
}

std::uint64_t bytes_in(const std::map<std::uint64_t, Bytes>& values) {
  std::uint64_t total = 0;
  for (const auto& [key, bytes] : values) total += bytes.size();
  return total;
}

void publish(Tab& tab) {
  tab.image->published();
  tab.settle();
  CHECK(tab.image->save_state() == SaveState::saved);
  CHECK(tab.image->log_bytes() == bytes_in(tab.disk->log));
}

void write(Tab& tab, std::uint64_t offset, std::uint64_t length, std::uint8_t value) {
  REQUIRE(tab.image->image().write(offset, Bytes(static_cast<std::size_t>(length), value)));
}

// The image of a tab that was loaded anew equals this one's.
void check_reload(const Tab& tab) {
  Tab again(tab.disk);
  REQUIRE(again.load().has_value());
  CHECK_FALSE(again.damage.any());
  CHECK(again.image->image().size() == tab.image->image().size());
  CHECK(hash_of(again.image->image()) == hash_of(tab.image->image()));
  CHECK(again.image->log_bytes() == tab.image->log_bytes());
}

// An image of two megabytes that stands in chunks, with an empty log.
void with_chunks(Tab& tab) {
  REQUIRE(tab.load().has_value());
  write(tab, 0, 2 * megabyte, 1);
  publish(tab);
  CHECK(tab.disk->chunks.size() == 8);
  CHECK(tab.disk->log.empty());
}

TEST_CASE("a small commit is one small record, a large one goes into the chunks and leaves none") {
  Tab tab;
  with_chunks(tab);
  const std::uint64_t written = tab.disk->written_bytes;
  write(tab, 300'000, 100, 2);
  publish(tab);
  CHECK(tab.disk->log.size() == 1);
  CHECK(tab.disk->written_bytes - written < 250);
  check_reload(tab);
  // Everything but one chunk, whose only change a record holds.
  write(tab, 0, megabyte, 3);
  write(tab, megabyte + 70, 10, 3);
  write(tab, megabyte + 300'000, 260'000, 3);
  publish(tab);
  CHECK(tab.disk->log.size() == 1);
  CHECK(tab.image->log_bytes() < 200);
  check_reload(tab);
}

TEST_CASE("a log of many small records is folded into one when idle, and not again for nothing") {
  Tab tab;
  with_chunks(tab);
  for (std::uint64_t index = 0; index < 300; ++index) {
    write(tab, 1000 * (index % 40), 30, static_cast<std::uint8_t>(2 + index % 250));
    publish(tab);
  }
  CHECK(tab.disk->log.size() == 300);
  tab.image->checkpoint();
  tab.settle();
  CHECK(tab.disk->log.size() == 1);
  CHECK(tab.image->log_bytes() < 40 * 50);
  check_reload(tab);
  const std::uint64_t commits = tab.disk->commits;
  for (int index = 0; index < 10; ++index) {
    write(tab, 5, 5, static_cast<std::uint8_t>(index));
    publish(tab);
    tab.image->checkpoint();
    tab.settle();
  }
  CHECK(tab.disk->commits == commits + 10);
}

TEST_CASE("folding costs few bytes for each commit, however often the app is idle") {
  Tab tab;
  with_chunks(tab);
  native::SeededRandomness random(7);
  const std::uint64_t written = tab.disk->written_bytes;
  constexpr std::uint64_t commits = 5000;
  for (std::uint64_t index = 0; index < commits; ++index) {
    write(tab, random.below(100'000), 300, static_cast<std::uint8_t>(random.below(256)));
    publish(tab);
    tab.image->checkpoint();
    tab.settle();
  }
  CHECK((tab.disk->written_bytes - written) / commits < 1500);
  CHECK(tab.disk->log.size() < 1200);
  check_reload(tab);
}

TEST_CASE("a log with much in it goes into the chunks when idle") {
  Tab tab;
  with_chunks(tab);
  write(tab, 100'000, 400'000, 9);
  publish(tab);
  CHECK(tab.disk->log.size() == 1);
  tab.image->checkpoint();
  tab.settle();
  CHECK(tab.disk->log.empty());
  check_reload(tab);
}

TEST_CASE("a log that grows long is shortened while commits go on") {
  Tab tab;
  with_chunks(tab);
  bool shortened = false;
  std::uint64_t longest = 0;
  for (std::uint64_t index = 0; index < 300; ++index) {
    write(tab, (index * 37 % 100) * 20'000, 60'000, static_cast<std::uint8_t>(index));
    publish(tab);
    const std::uint64_t length = tab.image->log_bytes();
    CHECK(length <= LogLedger::log_bytes_min + 100'000);
    shortened = shortened || length < longest;
    longest = std::max(longest, length);
  }
  CHECK(shortened);
  check_reload(tab);
}

TEST_CASE("a checkpoint of many chunks takes several transactions, between which commits go on") {
  Tab tab;
  REQUIRE(tab.load().has_value());
  constexpr std::uint64_t chunks = 100;
  REQUIRE(tab.image->image().resize(chunks * Image::chunk_bytes));
  for (std::uint64_t chunk = 0; chunk < chunks; ++chunk) {
    write(tab, chunk * Image::chunk_bytes + 1000, 20'000, 1);
    if (chunk % 50 == 49) publish(tab);
  }
  CHECK(tab.disk->log.size() == 2);
  CHECK(tab.disk->chunks.empty());
  const std::uint64_t commits = tab.disk->commits;
  tab.image->checkpoint();
  for (std::uint8_t value = 0; tab.loop.run_one(); ++value) {
    if (value > 3) continue;
    write(tab, 77, 5, static_cast<std::uint8_t>(100 + value));
    tab.image->published();
  }
  CHECK(tab.image->save_state() == SaveState::saved);
  CHECK(tab.disk->commits >= commits + 4);
  CHECK(tab.disk->chunks.size() == chunks);
  CHECK(tab.disk->log.size() <= 4);
  check_reload(tab);
}

TEST_CASE("a checkpoint at idle that finds no room leaves everything saved") {
  Tab tab;
  with_chunks(tab);
  write(tab, 100'000, 400'000, 9);
  publish(tab);
  tab.storage.fail_commit(tab.storage.commits_started(), ErrorCode::storage_full);
  tab.image->checkpoint();
  tab.settle();
  CHECK(tab.image->save_state() == SaveState::saved);
  CHECK(tab.disk->log.size() == 1);
  check_reload(tab);
  tab.image->checkpoint();
  tab.settle();
  CHECK(tab.disk->log.empty());
}

TEST_CASE("a checkpoint that finds no room keeps no commit from being saved") {
  Tab tab;
  with_chunks(tab);
  for (std::uint8_t value = 31; value <= 39; ++value) {
    write(tab, 0, 900'000, value);
    publish(tab);
  }
  CHECK(tab.disk->log.size() == 9);
  // This commit makes the log long; the one made while it is in flight goes with the checkpoint at
  // first.
  const std::uint64_t started = tab.storage.commits_started();
  tab.storage.fail_commit(started + 1, ErrorCode::storage_full);
  write(tab, 1'000'000, 300'000, 10);
  tab.image->published();
  write(tab, 5, 5, 10);
  tab.image->published();
  tab.settle();
  CHECK(tab.storage.commits_started() == started + 3);
  CHECK(tab.image->save_state() == SaveState::saved);
  CHECK(tab.image->durable_commits() == tab.image->published_commits());
  CHECK(tab.disk->log.size() == 11);
  check_reload(tab);
  // The next commits do not try in vain again, until the log has grown by as much as makes a
  // checkpoint.
  for (std::uint64_t round = 0; round < 20; ++round) {
    write(tab, 200'000, 70'000, static_cast<std::uint8_t>(20 + round));
    publish(tab);
    CHECK(tab.image->log_bytes() <= LogLedger::log_bytes_min + 2 * megabyte);
  }
  CHECK(tab.disk->log.size() < 20);
  check_reload(tab);
}

TEST_CASE("bytes behind an end that was cut off do not come back when the image grows again") {
  Tab tab;
  with_chunks(tab);
  REQUIRE(tab.image->image().resize(100'000));
  publish(tab);
  check_reload(tab);
  REQUIRE(tab.image->image().resize(200'000));
  publish(tab);
  check_reload(tab);
  // Folded, the cut is between the records that become one.
  for (int index = 0; index < 100; ++index) {
    write(tab, 5, 5, static_cast<std::uint8_t>(index));
    publish(tab);
  }
  tab.image->checkpoint();
  tab.settle();
  CHECK(tab.disk->log.size() == 1);
  check_reload(tab);
}

TEST_CASE("nor do they when a fold came between the cut and the growth") {
  Tab tab;
  with_chunks(tab);
  const auto commit_and_fold = [&] {
    for (int index = 0; index < 200; ++index) {
      write(tab, 5, 5, static_cast<std::uint8_t>(index));
      publish(tab);
    }
    tab.image->checkpoint();
    tab.settle();
    CHECK(tab.disk->log.size() == 1);
    check_reload(tab);
  };
  REQUIRE(tab.image->image().resize(100'000));
  publish(tab);
  commit_and_fold();
  REQUIRE(tab.image->image().resize(200'000));
  publish(tab);
  commit_and_fold();
}

TEST_CASE("a chunk that is written takes along those before it that only the log holds") {
  Tab tab;
  REQUIRE(tab.load().has_value());
  REQUIRE(tab.image->image().resize(12 * Image::chunk_bytes));
  write(tab, 10, 10, 1);
  write(tab, 3 * Image::chunk_bytes, 10, 1);
  publish(tab);
  CHECK(tab.disk->log.size() == 1);
  CHECK(tab.disk->chunks.empty());
  write(tab, 4 * Image::chunk_bytes, 5 * Image::chunk_bytes, 2);
  publish(tab);
  CHECK(tab.disk->chunks.size() == 9);
  CHECK(tab.disk->log.empty());
  check_reload(tab);
}

TEST_CASE("the same through a reload between the cut and the growth") {
  Tab first;
  with_chunks(first);
  REQUIRE(first.image->image().resize(100'000));
  publish(first);
  Tab second(first.disk);
  REQUIRE(second.load().has_value());
  REQUIRE(second.image->image().resize(megabyte));
  for (int index = 0; index < 100; ++index) {
    write(second, 5, 5, static_cast<std::uint8_t>(index));
    publish(second);
  }
  check_reload(second);
  second.image->checkpoint();
  second.settle();
  check_reload(second);
  CHECK(second.disk->chunks.size() == 1);
}

}  // namespace
}  // namespace holdall::store
