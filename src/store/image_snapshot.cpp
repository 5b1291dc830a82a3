#include "store/image_snapshot.h"

#include <algorithm>
#include <new>

#include "base/assert.h"

namespace holdall::store {

ImageSnapshot::ImageSnapshot(Image& image) : image_(image), size_(image.size()) {
  HOLDALL_ASSERT(image.complete() && image.snapshot_ == nullptr);
  image.snapshot_ = this;
}

ImageSnapshot::~ImageSnapshot() { image_.snapshot_ = nullptr; }

Result<ByteView> ImageSnapshot::next_chunk() {
  HOLDALL_ASSERT(next_ < chunk_count());
  if (exhausted_) return fail(ErrorCode::out_of_memory, "keeping what changes during a backup");
  const std::uint32_t index = next_++;
  current_.clear();
  if (auto kept = kept_.extract(index)) current_ = std::move(kept.mapped());
  const ByteView bytes(current_.empty() ? image_.chunks_[index] : current_);
  const std::uint64_t rest = size_ - std::uint64_t{index} * Image::chunk_bytes;
  return bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(rest, bytes.size())));
}

void ImageSnapshot::keep(std::uint32_t chunk) {
  if (chunk < next_ || chunk >= chunk_count() || exhausted_ || kept_.contains(chunk)) return;
  try {
    kept_.emplace(chunk, image_.chunks_[chunk]);
  } catch (const std::bad_alloc&) {
    exhausted_ = true;
    kept_.clear();
  }
}

}  // namespace holdall::store
