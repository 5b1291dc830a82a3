#include "store/image.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "native/randomness.h"

namespace holdall::store {
namespace {

Bytes read_all(const Image& image) {
  Bytes bytes(static_cast<std::size_t>(image.size()));
  image.read(0, bytes);
  return bytes;
}

TEST_CASE("only bytes that differ are noted") {
  Image image;
  REQUIRE(image.write(0, Bytes(1000, 7)));
  CHECK(image.take_changes().ranges == std::vector<ByteRange>{{0, 1000}});
  Bytes page(1000, 7);
  page[100] = 8;
  page[110] = 8;  // nine equal bytes between: one range
  page[200] = 8;
  page[217] = 8;  // sixteen equal bytes between: one range
  page[300] = 8;
  page[318] = 8;  // seventeen: two
  REQUIRE(image.write(0, page));
  const ImageChanges changes = image.take_changes();
  CHECK(changes.ranges == std::vector<ByteRange>{{100, 111}, {200, 218}, {300, 301}, {318, 319}});
  CHECK(changes.size == 1000);
  CHECK_FALSE(changes.was_cut());
  CHECK(read_all(image) == page);
  REQUIRE(image.write(0, page));
  CHECK_FALSE(image.has_changes());
}

TEST_CASE("zeros behind the end are no change, but the size is") {
  Image image;
  REQUIRE(image.write(5000, Bytes(100, 0)));
  CHECK(image.size() == 5100);
  CHECK(image.has_changes());
  CHECK(image.take_changes().ranges.empty());
  CHECK_FALSE(image.has_changes());
}

TEST_CASE("writes and reads run across chunks") {
  Image image;
  constexpr std::uint64_t offset = Image::chunk_bytes - 10;
  Bytes bytes(2 * Image::chunk_bytes + 20, 3);
  REQUIRE(image.write(offset, bytes));
  CHECK(image.chunk_count() == 4);
  CHECK(image.chunk(3).size() == 10);
  CHECK(image.chunk(0).back() == 3);
  Bytes back(bytes.size() + 50, 9);
  CHECK(image.read(offset, back) == bytes.size());
  CHECK(std::equal(bytes.begin(), bytes.end(), back.begin()));
  CHECK(std::all_of(back.end() - 50, back.end(), [](std::uint8_t byte) { return byte == 0; }));
  const ImageChanges changes = image.take_changes();
  CHECK(changes.ranges == std::vector<ByteRange>{{offset, offset + bytes.size()}});
}

TEST_CASE("an end that was cut off and grows again reads as zeros and is noted, zeros and all") {
  Image image;
  REQUIRE(image.write(0, Bytes(1000, 5)));
  image.forget_changes();
  REQUIRE(image.resize(400));
  REQUIRE(image.resize(700));
  CHECK(read_all(image)[399] == 5);
  CHECK(read_all(image)[400] == 0);
  const ImageChanges changes = image.take_changes();
  CHECK(changes.ranges == std::vector<ByteRange>{{400, 700}});
  CHECK(changes.was_cut());
  CHECK(changes.largest_size == 1000);
}

TEST_CASE("changes that are given back come again, with what grew over a cut in the meantime") {
  Image image;
  REQUIRE(image.write(0, Bytes(1000, 5)));
  image.forget_changes();
  REQUIRE(image.write(10, Bytes{1}));
  REQUIRE(image.resize(500));
  ImageChanges lost = image.take_changes();
  REQUIRE(image.resize(800));
  REQUIRE(image.write(20, Bytes{1}));
  image.restore_changes(std::move(lost));
  const ImageChanges changes = image.take_changes();
  CHECK(changes.ranges == std::vector<ByteRange>{{10, 21}, {500, 800}});
  CHECK(changes.size_before == 1000);
}

TEST_CASE("an image that no memory can hold is refused and left as it was") {
  Image image;
  REQUIRE(image.write(0, Bytes(10, 1)));
  image.forget_changes();
  CHECK_FALSE(image.write(std::uint64_t{1} << 60, Bytes(10, 1)));
  CHECK_FALSE(image.resize(std::uint64_t{1} << 62));
  CHECK(image.size() == 10);
  CHECK_FALSE(image.has_changes());
}

TEST_CASE("a copy that applies the noted ranges alone stays equal") {
  native::SeededRandomness random(20240615);
  Image image;
  Image copy;
  for (int round = 0; round < 400; ++round) {
    for (std::uint64_t count = random.below(6); count > 0; --count) {
      const std::uint64_t kind = random.below(10);
      if (kind == 0) {
        REQUIRE(image.resize(random.below(image.size() + 1)));
        continue;
      }
      constexpr std::array<std::uint64_t, 3> lengths = {9, 300, 300'000};
      const auto choice = static_cast<std::size_t>(random.below(lengths.size()));
      Bytes bytes(static_cast<std::size_t>(random.below(lengths[choice])));
      for (std::uint8_t& byte : bytes)
        byte = kind < 4 ? 0 : static_cast<std::uint8_t>(random.below(3));
      REQUIRE(
          image.write(random.below(std::min<std::uint64_t>(image.size(), 600'000) + 100), bytes));
    }
    const ImageChanges changes = image.take_changes();
    if (changes.was_cut()) REQUIRE(copy.resize(changes.size));
    for (const ByteRange& range : changes.ranges) {
      Bytes bytes(static_cast<std::size_t>(range.end - range.begin));
      REQUIRE(image.read(range.begin, bytes) == bytes.size());
      REQUIRE(copy.write(range.begin, bytes));
    }
    REQUIRE(copy.resize(changes.size));
    copy.forget_changes();
    CAPTURE(round);
    REQUIRE(read_all(copy) == read_all(image));
  }
}

}  // namespace
}  // namespace holdall::store
