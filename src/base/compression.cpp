#include "base/compression.h"

#include <zlib.h>

#include <new>

namespace holdall {
namespace {

constexpr int level = 6;

}  // namespace

Result<Bytes> compress(ByteView bytes) {
  try {
    uLongf size = compressBound(static_cast<uLong>(bytes.size()));
    Bytes compressed(size);
    const int done =
        compress2(compressed.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()), level);
    if (done != Z_OK) return fail(ErrorCode::out_of_memory, "compressing");
    compressed.resize(size);
    compressed.shrink_to_fit();
    return compressed;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "compressing");
  }
}

Result<Bytes> decompress(ByteView compressed, std::size_t size_bytes) {
  try {
    Bytes bytes(size_bytes);
    std::uint8_t nothing = 0;
    auto size = static_cast<uLongf>(size_bytes);
    auto used = static_cast<uLong>(compressed.size());
    const int done =
        uncompress2(bytes.empty() ? &nothing : bytes.data(), &size, compressed.data(), &used);
    if (done == Z_MEM_ERROR) return fail(ErrorCode::out_of_memory, "decompressing");
    if (done != Z_OK || size != size_bytes || used != compressed.size())
      return fail(ErrorCode::damaged, "a compressed block does not hold what it should");
    return bytes;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "decompressing");
  }
}

}  // namespace holdall
