#include "store/log_ranges.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "native/randomness.h"
#include "seed_count.h"
#include "store/delta_log.h"

namespace holdall::store {
namespace {

constexpr std::uint64_t page = Image::page_bytes;

Bytes read(const Image& image, std::uint64_t begin, std::size_t length) {
  Bytes bytes(length);
  image.read(begin, bytes);
  return bytes;
}

// Ten pages of noise, as if stored.
Image noise(native::SeededRandomness& random) {
  Image image;
  Bytes bytes(10 * page);
  random.fill(bytes);
  REQUIRE(image.write(0, bytes));
  image.forget_changes();
  return image;
}

// What a record of all that has changed lists.
std::vector<LogRange> take(Image& image) {
  const ImageChanges changes = image.take_changes();
  return log_ranges(image, changes.ranges, changes.old_pages);
}

TEST_CASE("bytes that make room within a page are moved, not repeated") {
  native::SeededRandomness random(1);
  Image image = noise(random);
  Bytes bytes = read(image, 2 * page + 100, 1000);
  bytes.insert(bytes.begin(), {1, 2});
  REQUIRE(image.write(2 * page + 100, bytes));
  CHECK(take(image) == std::vector<LogRange>{{2 * page + 100, 2 * page + 102},
                                             {2 * page + 102, 2 * page + 1102, -2}});
}

TEST_CASE("of a page that was written twice what is as it was is not listed") {
  native::SeededRandomness random(2);
  Image image = noise(random);
  const Bytes before = read(image, page, 600);
  REQUIRE(image.write(page, Bytes(600, 7)));
  REQUIRE(image.write(page, before));
  REQUIRE(image.write(page + 300, Bytes{1, 2, 3}));
  const std::vector<LogRange> ranges = take(image);
  REQUIRE(ranges.size() == 1);
  CHECK(ranges.front().begin >= page + 300);
  CHECK(ranges.front().end <= page + 303);
}

TEST_CASE("nothing has moved where the storage may hold something else") {
  native::SeededRandomness random(3);
  const auto moves = [](const std::vector<LogRange>& ranges) {
    return std::ranges::any_of(ranges, [](const LogRange& range) { return range.moved_from != 0; });
  };
  const auto shift = [](Image& image, std::uint64_t at) {
    REQUIRE(image.write(at + 2, read(image, at, 500)));
  };
  Image image = noise(random);
  shift(image, page);
  CHECK(moves(take(image)));
  // A commit that was not stored, and what came after it.
  shift(image, page);
  ImageChanges lost = image.take_changes();
  shift(image, page);
  shift(image, 2 * page);
  image.restore_changes(std::move(lost));
  shift(image, 3 * page);
  CHECK_FALSE(moves(take(image)));
  shift(image, page);
  CHECK(moves(take(image)));
  // The end was cut off.
  shift(image, page);
  REQUIRE(image.resize(9 * page));
  shift(image, 2 * page);
  CHECK_FALSE(moves(take(image)));
  // A page that comes.
  REQUIRE(image.write(9 * page, read(image, 0, page)));
  shift(image, 9 * page);
  CHECK_FALSE(moves(take(image)));
  // Nothing is stored any more.
  shift(image, page);
  image.note_all();
  shift(image, 2 * page);
  CHECK_FALSE(moves(take(image)));
}

// What docs/storage-format.md says that a record does, on bytes.
void apply(Bytes& stored, const LogRecord& record) {
  const Bytes before = stored;
  if (stored.size() > record.image_bytes) {
    std::fill(stored.begin() + static_cast<std::ptrdiff_t>(record.image_bytes), stored.end(), 0);
  }
  stored.resize(static_cast<std::size_t>(record.image_bytes));
  std::size_t taken = 0;
  for (const LogRange& range : record.ranges) {
    const auto begin = static_cast<std::ptrdiff_t>(range.begin);
    const auto length = static_cast<std::ptrdiff_t>(range.end - range.begin);
    if (range.moved_from == 0) {
      std::ranges::copy(record.bytes.subspan(taken, static_cast<std::size_t>(length)),
                        stored.begin() + begin);
      taken += static_cast<std::size_t>(length);
    } else {
      const auto source = before.begin() + begin + range.moved_from;
      std::copy(source, source + length, stored.begin() + begin);
    }
  }
}

void change_page(Image& image, native::SeededRandomness& random) {
  const std::uint64_t number = random.below(image.size() / page);
  Bytes bytes = read(image, number * page, page);
  for (std::uint64_t count = 1 + random.below(3); count > 0; --count) {
    const auto at = static_cast<std::ptrdiff_t>(random.below(page - 50));
    const auto width = static_cast<std::ptrdiff_t>(1 + random.below(40));
    const auto end =
        static_cast<std::ptrdiff_t>(at + width) +
        static_cast<std::ptrdiff_t>(random.below(page - 50 - static_cast<std::uint64_t>(at)));
    std::rotate(bytes.begin() + at, bytes.begin() + std::min<std::ptrdiff_t>(at + width, page),
                bytes.begin() + std::min<std::ptrdiff_t>(end, page));
    if (random.below(3) == 0)
      random.fill(std::span(bytes).subspan(static_cast<std::size_t>(at), 5));
  }
  REQUIRE(image.write(number * page, bytes));
}

TEST_CASE("records applied one after the other make the image") {
  for (std::uint64_t seed = 1; seed <= test::seed_count(20); ++seed) {
    CAPTURE(seed);
    native::SeededRandomness random(seed);
    Image image = noise(random);
    Bytes stored = read(image, 0, static_cast<std::size_t>(image.size()));
    StorageHeader header{.opening = {1, 2}};
    std::uint64_t listed = 0;
    std::uint64_t noted = 0;
    for (int round = 0; round < 50; ++round) {
      for (std::uint64_t count = 1 + random.below(4); count > 0; --count) {
        const std::uint64_t kind = random.below(40);
        if (kind == 0) REQUIRE(image.resize(image.size() - random.below(2 * page)));
        if (kind <= 1 || image.size() < 6 * page) REQUIRE(image.resize(image.size() + 3 * page));
        change_page(image, random);
      }
      if (random.below(8) == 0) {
        image.restore_changes(image.take_changes());
        change_page(image, random);
      }
      ImageChanges changes = image.take_changes();
      noted += total_bytes(changes.ranges);
      ++header.last_sequence;
      const Bytes value =
          encode_log_record(header, image, log_ranges(image, changes.ranges, changes.old_pages));
      listed += value.size();
      const Result<LogRecord> record = decode_log_record(header.last_sequence, value);
      REQUIRE(record.has_value());
      apply(stored, *record);
      REQUIRE(stored == read(image, 0, static_cast<std::size_t>(image.size())));
    }
    CHECK(listed < noted);
  }
}

}  // namespace
}  // namespace holdall::store
