#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/checksum.h"
#include "store/delta_log.h"
#include "store_fixture.h"

namespace holdall::store {
namespace {

using test::Tab;

// A disk with eight chunks and a log of ten records, each of which adds a deal.
struct Example {
  Example() {
    Tab tab;
    tab.opened();
    tab.run("CREATE TABLE filler(x BLOB) STRICT");
    tab.run("CREATE TABLE deal(id INTEGER PRIMARY KEY, title TEXT) STRICT");
    tab.run("INSERT INTO filler VALUES (randomblob(2000000))");
    tab.settle();
    for (int id = 1; id <= 10; ++id) {
      tab.run("INSERT INTO deal VALUES (" + std::to_string(id) + ", 'x')");
      tab.settle();
    }
    disk = tab.disk;
    REQUIRE(disk->chunks.size() == 8);
    REQUIRE(disk->log.size() == 10);
    first = disk->log.begin()->first;
  }

  // Loads the disk; checks that it is refused for writing and not touched.
  Damage damage() {
    const native::MemoryDisk before = *disk;
    Tab tab(disk);
    const Status loaded = tab.load();
    REQUIRE(loaded.has_value());
    CHECK_FALSE(tab.image->may_write().has_value());
    Result<std::unique_ptr<Database>> database = Database::open(*tab.image);
    if (database) {
      const Result<Transaction> begun = Transaction::begin(**database);
      REQUIRE_FALSE(begun.has_value());
      CHECK(begun.error().code == ErrorCode::damaged);
      CHECK_FALSE((*database)->execute("CREATE TABLE t(x)").has_value());
    } else {
      CHECK(database.error().code == ErrorCode::damaged);
    }
    tab.image->checkpoint();
    tab.image->retry();
    tab.settle();
    CHECK(disk->commits == before.commits);
    CHECK(disk->header == before.header);
    CHECK(disk->log == before.log);
    CHECK(disk->chunks == before.chunks);
    return tab.damage;
  }

  // The header, as the transaction of the log record `offset` would have written it.
  [[nodiscard]] StorageHeader header(std::uint64_t offset) const {
    Result<StorageHeader> stored = decode_header(disk->header);
    REQUIRE(stored.has_value());
    stored->last_sequence = first + offset;
    return *stored;
  }

  std::shared_ptr<native::MemoryDisk> disk;
  std::uint64_t first = 0;
};

using Chunks = std::vector<std::uint32_t>;
using Sequences = std::vector<std::uint64_t>;

TEST_CASE("a sound example is sound") {
  Example example;
  Tab tab(example.disk);
  tab.opened();
  CHECK_FALSE(tab.damage.any());
  CHECK(tab.integer("SELECT count(*) FROM deal") == 10);
}

TEST_CASE("a chunk with a flipped bit, cut short, taken from elsewhere or missing is damage") {
  for (const std::uint32_t index : {0U, 3U, 7U}) {
    CAPTURE(index);
    {
      Example example;
      example.disk->chunks[index][100] ^= 1;
      CHECK(example.damage().chunks == Chunks{index});
    }
    {
      Example example;
      example.disk->chunks[index].pop_back();
      CHECK(example.damage().chunks == Chunks{index});
    }
    {
      Example example;
      example.disk->chunks[index] = example.disk->chunks[(index + 1) % 8];
      CHECK(example.damage().chunks == Chunks{index});
    }
    {
      Example example;
      example.disk->chunks.erase(index);
      const Damage damage = example.damage();
      CHECK(damage.chunks == Chunks{index});
      CHECK(damage.log_sequences.empty());
      CHECK_FALSE(damage.header);
    }
  }
}

TEST_CASE("a chunk from the future is damage") {
  Example example;
  example.disk->chunks[2] = encode_chunk(2, example.first + 10, Bytes(Image::chunk_bytes, 0));
  CHECK(example.damage().chunks == Chunks{2});
}

TEST_CASE("a log record with a flipped bit, from elsewhere or missing is damage") {
  for (const std::uint64_t offset : {0U, 4U, 9U}) {
    CAPTURE(offset);
    {
      Example example;
      example.disk->log[example.first + offset][20] ^= 0x10;
      CHECK(example.damage().log_sequences == Sequences{example.first + offset});
    }
    {
      Example example;
      example.disk->log[example.first + offset] =
          example.disk->log[example.first + (offset + 1) % 10];
      CHECK(example.damage().log_sequences == Sequences{example.first + offset});
    }
    {
      Example example;
      example.disk->log.erase(example.first + offset);
      CHECK(example.damage().log_sequences == Sequences{example.first + offset});
    }
  }
}

TEST_CASE("a log that is gone altogether is damage, record by record") {
  Example example;
  example.disk->log.clear();
  CHECK(example.damage().log_sequences.size() == 10);
}

TEST_CASE("a log record beyond the header's last one is damage: the header is an older one") {
  Example example;
  const Image empty;
  example.disk->log[example.first + 10] = encode_log_record(example.header(10), empty, {});
  CHECK(example.damage().log_sequences == Sequences{example.first + 10});
}

TEST_CASE("a last log record that contradicts the header is damage") {
  Example example;
  const Image empty;  // its size is not the header's
  example.disk->log[example.first + 9] = encode_log_record(example.header(9), empty, {});
  CHECK(example.damage().log_sequences == Sequences{example.first + 9});
}

TEST_CASE("a log record of another writer in the header's epoch is damage") {
  for (const std::uint64_t offset : {0U, 4U, 9U}) {
    Example example;
    Image image;
    REQUIRE(image.resize(example.header(offset).image_bytes));
    StorageHeader header = example.header(offset);
    Bytes& value = example.disk->log[example.first + offset];
    value = encode_log_record(header, image, {});
    {
      Tab same(example.disk);
      REQUIRE(same.load().has_value());
      CHECK_FALSE(same.damage.any());
    }
    header.opening.writer ^= 1;
    value = encode_log_record(header, image, {});
    CHECK(example.damage().log_sequences == Sequences{example.first + offset});
  }
}

TEST_CASE("a last log record of an epoch before the header's is damage") {
  Example example;
  Image image;
  REQUIRE(image.resize(example.header(9).image_bytes));
  StorageHeader header = example.header(9);
  header.opening.epoch -= 1;
  example.disk->log[example.first + 9] = encode_log_record(header, image, {});
  CHECK(example.damage().log_sequences == Sequences{example.first + 9});
}

TEST_CASE("without a sound header everything that is there is read, for saving") {
  for (const bool missing : {false, true}) {
    Example example;
    if (missing) {
      example.disk->header.clear();
    } else {
      example.disk->header[30] ^= 1;
    }
    const Damage damage = example.damage();
    CHECK(damage.header);
    CHECK(damage.chunks.empty());
    Tab tab(example.disk);
    REQUIRE(tab.open().has_value());
    CHECK(tab.integer("SELECT count(*) FROM deal") == 10);
    CHECK(tab.is_sound());
  }
}

TEST_CASE("one flipped bit costs no more than what it is in") {
  for (const std::uint64_t offset : {0U, 4U, 9U}) {
    CAPTURE(offset);
    Example example;
    Bytes& record = example.disk->log[example.first + offset];
    record[record.size() - 9] ^= 1;  // the last byte that it brings
    Tab tab(example.disk);
    REQUIRE(tab.open().has_value());
    CHECK(tab.damage.log_sequences == Sequences{example.first + offset});
    CHECK(tab.integer("SELECT count(*) FROM deal") == 10);
  }
  {
    Example example;
    // In the first page, without which SQLite would not open it, where nothing stands.
    example.disk->chunks[0][1000] ^= 1;
    Tab tab(example.disk);
    REQUIRE(tab.open().has_value());
    CHECK(tab.damage.chunks == Chunks{0});
    CHECK(tab.integer("SELECT count(*) FROM deal") == 10);
  }
  {
    Example example;
    // The sequence that it is current to.
    Bytes& chunk = example.disk->chunks[0];
    chunk[chunk.size() - chunk_trailer_bytes + 6] ^= 1;
    Tab tab(example.disk);
    REQUIRE(tab.open().has_value());
    CHECK(tab.damage.chunks == Chunks{0});
    CHECK(tab.integer("SELECT count(*) FROM deal") == 10);
  }
}

TEST_CASE("what a damaged chunk does not hold can still be read") {
  Example example;
  example.disk->chunks[5][9] ^= 1;  // in the middle of the filler
  Tab tab(example.disk);
  REQUIRE(tab.open().has_value());
  CHECK(tab.damage.chunks == Chunks{5});
  CHECK(tab.integer("SELECT count(*) FROM deal") == 10);
}

TEST_CASE("a newer format is not opened and not called damage") {
  Example example;
  Bytes& header = example.disk->header;
  header[8] = 2;
  header.resize(header.size() - 8);
  ByteWriter tail;
  tail.fixed_u64(checksum(header));
  header.insert(header.end(), tail.bytes().begin(), tail.bytes().end());
  Tab tab(example.disk);
  const Status loaded = tab.load();
  REQUIRE_FALSE(loaded.has_value());
  CHECK(loaded.error().code == ErrorCode::newer_format);
}

TEST_CASE("leftovers that the header does not count are ignored") {
  Example example;
  example.disk->log[1] = Bytes(10, 7);
  example.disk->chunks[900] = Bytes(10, 7);
  Tab tab(example.disk);
  tab.opened();
  CHECK_FALSE(tab.damage.any());
  CHECK(tab.is_sound());
}

}  // namespace
}  // namespace holdall::store
