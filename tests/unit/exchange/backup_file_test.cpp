#include "exchange/backup_file.h"

#include <doctest/doctest.h>

#include <random>

#include "base/checksum.h"

namespace holdall::exchange {
namespace {

constexpr std::int64_t made_ms = 1'764'000'000'000;

Bytes read_all(const store::Image& image) {
  Bytes bytes(static_cast<std::size_t>(image.size()));
  image.read(0, bytes);
  return bytes;
}

// Half of it compresses, half of it does not.
store::Image example(std::size_t size = 700'000) {
  std::mt19937 random(7);
  Bytes bytes(size, 5);
  for (std::size_t index = 0; index < size / 2; ++index)
    bytes[index] = static_cast<std::uint8_t>(random());
  store::Image image;
  REQUIRE(image.write(0, bytes));
  return image;
}

BackupWriter::Sink into(Bytes& file) {
  return [&file](ByteView piece) { file.insert(file.end(), piece.begin(), piece.end()); };
}

Bytes backup_of(store::Image& image) {
  Bytes file;
  BackupWriter writer(image, made_ms, 3, into(file));
  while (!writer.finished()) REQUIRE(writer.step().has_value());
  return file;
}

Status restore(Bytes file, store::Image& image) {
  BackupReader reader(std::move(file));
  if (Status begun = reader.begin(image); !begun) return begun;
  while (!reader.finished()) {
    if (Status step = reader.step(image); !step) return step;
  }
  return {};
}

ErrorCode failure(Bytes file) {
  store::Image image;
  const Status status = restore(std::move(file), image);
  REQUIRE_FALSE(status.has_value());
  return status.error().code;
}

}  // namespace

TEST_CASE("a backup holds the image of its beginning, in few bytes, and says when it was made") {
  store::Image image = example();
  const Bytes expected = read_all(image);
  Bytes file;
  BackupWriter writer(image, made_ms, 3, into(file));
  CHECK(writer.blocks() == 3);
  while (!writer.finished()) {
    REQUIRE(writer.step().has_value());
    REQUIRE(image.write(100, Bytes(600'000, static_cast<std::uint8_t>(writer.blocks_done()))));
  }
  CHECK(file.size() < 360'000);
  BackupReader reader(std::move(file));
  store::Image restored;
  REQUIRE(reader.begin(restored).has_value());
  CHECK(reader.head().made_ms == made_ms);
  CHECK(reader.head().schema_version == 3);
  CHECK(reader.head().image_bytes == 700'000);
  while (!reader.finished()) REQUIRE(reader.step(restored).has_value());
  CHECK(restored.complete());
  CHECK(read_all(restored) == expected);
}

TEST_CASE("an empty image and one of exactly a chunk come back as they were") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{store::Image::chunk_bytes}}) {
    store::Image image = example(size);
    store::Image restored;
    REQUIRE(restore(backup_of(image), restored).has_value());
    CHECK(read_all(restored) == read_all(image));
  }
}

TEST_CASE("whatever is cut off or changed is found") {
  store::Image image = example(300'000);
  const Bytes file = backup_of(image);
  for (std::size_t length = 0; length < file.size(); length += length < 100 ? 1 : 9973) {
    CAPTURE(length);
    const ErrorCode code =
        failure(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length)));
    CHECK(code == (length < 8 ? ErrorCode::file_unrecognised : ErrorCode::file_truncated));
  }
  for (std::size_t index = 0; index < file.size(); index += index < 100 ? 1 : 997) {
    CAPTURE(index);
    Bytes changed = file;
    changed[index] ^= 0x40;
    store::Image restored;
    const Status status = restore(changed, restored);
    // What a bit of a zlib header means may be nothing.
    if (status) CHECK(read_all(restored) == read_all(image));
    if (index < 40) CHECK_FALSE(status.has_value());
  }
  Bytes longer = file;
  longer.push_back(0);
  CHECK(failure(longer) == ErrorCode::damaged);
}

TEST_CASE("what is no backup, and one of a newer form, are told apart") {
  CHECK(failure({}) == ErrorCode::file_unrecognised);
  CHECK(failure(Bytes(5000, 'x')) == ErrorCode::file_unrecognised);
  store::Image image = example(1000);
  Bytes newer = backup_of(image);
  newer[8] = 2;
  CHECK(failure(newer) == ErrorCode::newer_format);
}

TEST_CASE("a head that promises what cannot be is not believed") {
  for (const std::uint64_t size : {std::uint64_t{1} << 40, std::uint64_t{1} << 63, UINT64_MAX}) {
    ByteWriter forged;
    forged.append(as_bytes("\x89HOLDALL"));
    forged.fixed_u32(1);
    forged.fixed_u64(size);
    forged.fixed_u64(0);
    forged.fixed_u32(1);
    forged.fixed_u64(checksum(forged.bytes()));
    forged.append(Bytes(100, 0));
    CHECK(failure(forged.take()) == ErrorCode::file_truncated);
  }
}

}  // namespace holdall::exchange
