#include "store/image_snapshot.h"

#include <doctest/doctest.h>

#include <random>

namespace holdall::store {
namespace {

Bytes noise(std::mt19937& random, std::size_t size) {
  Bytes bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

Bytes read_all(const Image& image) {
  Bytes bytes(static_cast<std::size_t>(image.size()));
  image.read(0, bytes);
  return bytes;
}

void change(std::mt19937& random, Image& image) {
  if (random() % 5 == 0) {
    REQUIRE(image.resize(random() % (image.size() + 2 * std::uint64_t{Image::chunk_bytes})));
  } else {
    REQUIRE(image.write(random() % (image.size() + 1), noise(random, random() % 300'000)));
  }
}

}  // namespace

TEST_CASE("a snapshot is the image as it was, whatever happens while it is read") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int trial = 0; trial < 20; ++trial) {
    CAPTURE(trial);
    Image image;
    REQUIRE(image.write(0, noise(random, 1 + random() % 2'000'000)));
    const Bytes expected = read_all(image);
    ImageSnapshot snapshot(image);
    Bytes found;
    for (std::uint32_t chunk = 0; chunk < snapshot.chunk_count(); ++chunk) {
      for (auto count = random() % 3; count > 0; --count) change(random, image);
      const Result<ByteView> bytes = snapshot.next_chunk();
      REQUIRE(bytes.has_value());
      found.insert(found.end(), bytes->begin(), bytes->end());
    }
    CHECK(found == expected);
  }
}

TEST_CASE("a snapshot that is gone is in nobody's way") {
  Image image;
  REQUIRE(image.write(0, Bytes(1000, 1)));
  {
    const ImageSnapshot snapshot(image);
  }
  REQUIRE(image.write(0, Bytes(1000, 2)));
  ImageSnapshot another(image);
  CHECK(another.next_chunk().value()[0] == 2);
}

}  // namespace holdall::store
