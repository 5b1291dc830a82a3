#include "base/base64url.h"

#include <doctest/doctest.h>

#include <cstddef>

namespace holdall {

TEST_CASE("bytes become the texts of RFC 4648, section 10, without padding") {
  CHECK(base64url({}).empty());
  CHECK(base64url(as_bytes("f")) == "Zg");
  CHECK(base64url(as_bytes("fo")) == "Zm8");
  CHECK(base64url(as_bytes("foo")) == "Zm9v");
  CHECK(base64url(as_bytes("foob")) == "Zm9vYg");
  CHECK(base64url(as_bytes("foobar")) == "Zm9vYmFy");
  CHECK(base64url(Bytes{0xFB, 0xFF, 0xBF}) == "-_-_");
}

TEST_CASE("every text comes back as its bytes") {
  Bytes bytes;
  for (std::size_t length = 0; length < 300; ++length) {
    CHECK(bytes_of_base64url(base64url(bytes)) == bytes);
    bytes.push_back(static_cast<std::uint8_t>(length * 167));
  }
}

TEST_CASE("no two texts stand for the same bytes") {
  for (const char* text :
       {"Z", "Zm9vY", "Zh", "Zm9", "Zm9v=", "Zg==", "Zm 9v", "Zm+v", "Zm/v", "ї"})
    CHECK_FALSE(bytes_of_base64url(text).has_value());
}

}  // namespace holdall
