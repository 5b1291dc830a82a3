#include "base/checksum.h"

#include <doctest/doctest.h>

namespace holdall {
namespace {

// Values of the reference implementation's own tests (github.com/Cyan4973/xxHash) and of its
// documentation.
TEST_CASE("XXH64 of known texts") {
  CHECK(checksum({}) == 0xEF46DB3751D8E999U);
  CHECK(checksum(as_bytes("a")) == 0xD24EC4F1A98C6E5BU);
  CHECK(checksum(as_bytes("abc")) == 0x44BC2CF5AD770999U);
  CHECK(checksum(as_bytes("abc"), 1) != checksum(as_bytes("abc")));
}

}  // namespace
}  // namespace holdall
