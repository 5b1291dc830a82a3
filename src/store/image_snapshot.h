#pragma once

#include <cstdint>
#include <unordered_map>

#include "base/bytes.h"
#include "base/result.h"
#include "store/image.h"

namespace holdall::store {

// A whole image as it was at one moment, to be read in its own time while it goes on changing:
// what is about to change is copied first, if it is still to be read. One of an image at a time;
// the image must outlive it.
class ImageSnapshot {
 public:
  explicit ImageSnapshot(Image& image);
  ImageSnapshot(const ImageSnapshot&) = delete;
  ImageSnapshot& operator=(const ImageSnapshot&) = delete;
  ~ImageSnapshot();

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::uint32_t chunk_count() const { return Image::chunk_count_of(size_); }
  // The chunk after the one that was read last, the last one cut off at the end. Valid until the
  // next call or change of the image. Fails with out_of_memory if a change could not be kept away.
  [[nodiscard]] Result<ByteView> next_chunk();

 private:
  friend class Image;
  // Of an image that is about to change in this chunk.
  void keep(std::uint32_t chunk);

  Image& image_;
  std::uint64_t size_;
  std::uint32_t next_ = 0;
  std::unordered_map<std::uint32_t, Bytes> kept_;
  Bytes current_;  // if it had been kept
  bool exhausted_ = false;
};

}  // namespace holdall::store
