#include "base/compression.h"

#include <zlib.h>

#include <array>
#include <new>

#include "base/assert.h"

namespace holdall {
namespace {

constexpr int level = 6;
constexpr int window_bits = 15;
constexpr int memory_level = 9;  // blocks of up to 32,767 symbols under one code

// A stream that zlib writes.
class Deflater {
 public:
  Deflater() {
    if (deflateInit2(&stream_, level, Z_DEFLATED, window_bits, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      ready_ = false;
    }
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  [[nodiscard]] bool ready() const { return ready_; }

  // The room that any bytes of this length take, with `parts` blocks begun early.
  [[nodiscard]] std::size_t bound(std::size_t size, std::size_t parts) {
    // A block that is ended early costs at most 3 bits, an end-of-block code and 7 bits of padding;
    // what is not compressible is stored, with 5 bytes for each 64 KiB.
    return deflateBound(&stream_, static_cast<uLong>(size)) + 16 * (parts + 1);
  }

  void begin(std::span<std::uint8_t> room) {
    HOLDALL_ASSERT(deflateReset(&stream_) == Z_OK);
    stream_.next_out = room.data();
    stream_.avail_out = static_cast<uInt>(room.size());
    room_ = room.size();
  }
  void set_strategy(int strategy) {
    stream_.avail_in = 0;
    HOLDALL_ASSERT(deflateParams(&stream_, level, strategy) == Z_OK);
  }
  void put(ByteView bytes, int flush) {
    stream_.next_in = const_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    const int done = deflate(&stream_, flush);
    HOLDALL_ASSERT(done == (flush == Z_FINISH ? Z_STREAM_END : Z_OK) && stream_.avail_in == 0);
  }
  [[nodiscard]] std::size_t size() const { return room_ - stream_.avail_out; }

 private:
  z_stream stream_ = {};
  std::size_t room_ = 0;
  bool ready_ = true;
};

// Bytes that follow no pattern but are not equally frequent are smallest with codes alone: a match
// of three of them costs more than the three.
int best_strategy(Deflater& trial, ByteView part, std::span<std::uint8_t> room) {
  std::array<std::size_t, 2> sizes;
  constexpr std::array<int, 2> strategies = {Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY};
  for (std::size_t index = 0; index < strategies.size(); ++index) {
    trial.begin(room);
    trial.set_strategy(strategies[index]);
    trial.put(part, Z_FINISH);
    sizes[index] = trial.size();
  }
  return sizes[1] < sizes[0] ? Z_HUFFMAN_ONLY : Z_DEFAULT_STRATEGY;
}

}  // namespace

Result<Bytes> compress_parts(ByteView bytes, std::span<const std::size_t> ends) {
  try {
    Deflater deflater;
    Deflater trial;
    if (!deflater.ready() || !trial.ready()) return fail(ErrorCode::out_of_memory, "compressing");
    const std::size_t bound = deflater.bound(bytes.size(), ends.size());
    Bytes compressed(bound);
    Bytes room(bound);
    deflater.begin(compressed);
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      HOLDALL_ASSERT(end >= begin && end <= bytes.size());
      if (end == begin) continue;
      const ByteView part = bytes.subspan(begin, end - begin);
      deflater.set_strategy(best_strategy(trial, part, room));
      deflater.put(part, Z_BLOCK);
      begin = end;
    }
    deflater.put(bytes.subspan(begin), Z_FINISH);
    compressed.resize(deflater.size());
    compressed.shrink_to_fit();
    return compressed;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "compressing");
  }
}

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
