#include "store/image.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "base/assert.h"
#include "store/image_snapshot.h"

namespace holdall::store {
namespace {

// The number of notes from which they are sorted and joined, so that a long import does not pile
// them up.
constexpr std::size_t notes_until_joined = 64 * 1024;

// Whether there is room for `count` elements. The standard library knows no other way to refuse
// than to throw.
template <class Vector>
bool make_room(Vector& vector, std::size_t count) {
  if (count <= vector.capacity()) return true;
  try {
    vector.reserve(count);
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

template <class Vector>
bool make_room_for_one(Vector& vector) {
  return vector.size() < vector.capacity() || make_room(vector, vector.size() * 2 + 8);
}

bool extend_with_zeros(Bytes& bytes) {
  if (!make_room(bytes, Image::chunk_bytes)) return false;
  bytes.resize(Image::chunk_bytes);
  return true;
}

// The part of [offset, offset + length) that lies in the chunk of `offset`.
struct Piece {
  std::size_t chunk;
  std::size_t begin;
  std::size_t length;
};

Piece first_piece(std::uint64_t offset, std::uint64_t length) {
  const auto begin = static_cast<std::size_t>(offset % Image::chunk_bytes);
  return {static_cast<std::size_t>(offset / Image::chunk_bytes), begin,
          static_cast<std::size_t>(std::min<std::uint64_t>(length, Image::chunk_bytes - begin))};
}

constexpr std::size_t word_bytes = sizeof(std::uint64_t);

bool same_word(const std::uint8_t* one, const std::uint8_t* other) {
  return std::memcmp(one, other, word_bytes) == 0;
}

// The index of the first byte from `index` on in which the two differ, `length` if there is none.
std::size_t next_difference(const std::uint8_t* one, const std::uint8_t* other, std::size_t index,
                            std::size_t length) {
  while (index + word_bytes <= length && same_word(one + index, other + index)) index += word_bytes;
  while (index < length && one[index] == other[index]) ++index;
  return index;
}

// The end of a run of differences that begins at `index`. It may hold equal bytes, but fewer than
// two words of them side by side, which is within the gap that is joined anyway.
std::size_t end_of_differences(const std::uint8_t* one, const std::uint8_t* other,
                               std::size_t index, std::size_t length) {
  static_assert(2 * word_bytes <= Image::joined_gap_bytes);
  std::size_t end = index + 1;
  while (end + word_bytes <= length && !same_word(one + end, other + end)) end += word_bytes;
  if (end + word_bytes > length) end = length;
  while (one[end - 1] == other[end - 1]) --end;
  return end;
}

}  // namespace

bool Image::reserve(std::uint64_t size) {
  if (size > std::uint64_t{UINT32_MAX} * chunk_bytes) return false;
  const std::size_t count = chunk_count_of(size);
  while (chunks_.size() < count) {
    Bytes chunk;
    if (!make_room_for_one(chunks_) || !extend_with_zeros(chunk)) return false;
    chunks_.push_back(std::move(chunk));
  }
  return true;
}

std::uint64_t Image::read(std::uint64_t offset, std::span<std::uint8_t> target) const {
  const std::uint64_t available =
      offset < size_ ? std::min<std::uint64_t>(target.size(), size_ - offset) : 0;
  std::uint64_t done = 0;
  while (done < available) {
    const Piece piece = first_piece(offset + done, available - done);
    read_piece(piece.chunk, piece.begin,
               target.subspan(static_cast<std::size_t>(done), piece.length));
    done += piece.length;
  }
  std::ranges::fill(target.subspan(static_cast<std::size_t>(available)), std::uint8_t{0});
  if (notes_reads_) note_read(offset, available);
  return available;
}

// Within one chunk.
void Image::read_piece(std::size_t chunk, std::size_t begin, std::span<std::uint8_t> target) const {
  if (!chunks_[chunk].empty()) {
    std::memcpy(target.data(), chunks_[chunk].data() + begin, target.size());
    return;
  }
  std::size_t done = 0;
  while (done < target.size()) {
    const std::size_t offset = begin + done;
    const std::size_t in_page = offset % page_bytes;
    const std::size_t length = std::min(target.size() - done, page_bytes - in_page);
    const auto page =
        early_pages_.find(static_cast<std::uint32_t>((chunk * chunk_bytes + offset) / page_bytes));
    HOLDALL_ASSERT(page != early_pages_.end());
    std::memcpy(target.data() + done, page->second.data() + in_page, length);
    done += length;
  }
}

bool Image::is_present(std::uint64_t offset, std::uint64_t length) const {
  if (absent_chunks_ == 0) return true;
  const std::uint64_t end = std::min(offset + length, size_);
  for (std::uint64_t page = offset / page_bytes; page * page_bytes < end; ++page) {
    const bool there =
        !chunks_[static_cast<std::size_t>(page * page_bytes / chunk_bytes)].empty() ||
        early_pages_.contains(static_cast<std::uint32_t>(page));
    if (!there) return false;
  }
  return true;
}

void Image::note_read(std::uint64_t offset, std::uint64_t length) const {
  for (std::uint64_t page = offset / page_bytes; page * page_bytes < offset + length; ++page) {
    if (page >= read_pages_.size()) read_pages_.resize(static_cast<std::size_t>(page) + 1);
    read_pages_[static_cast<std::size_t>(page)] = true;
  }
}

std::vector<std::uint32_t> Image::take_read_pages() {
  notes_reads_ = false;
  std::vector<std::uint32_t> pages;
  for (std::size_t page = 0; page < read_pages_.size(); ++page) {
    if (read_pages_[page]) pages.push_back(static_cast<std::uint32_t>(page));
  }
  read_pages_ = {};
  return pages;
}

ByteView Image::chunk(std::uint32_t index) const {
  HOLDALL_ASSERT(index < chunk_count());
  const std::uint64_t rest = size_ - std::uint64_t{index} * chunk_bytes;
  return ByteView(chunks_[index])
      .first(static_cast<std::size_t>(std::min<std::uint64_t>(rest, chunk_bytes)));
}

bool Image::write(std::uint64_t offset, ByteView source) {
  HOLDALL_ASSERT(complete());
  const std::uint64_t end = offset + source.size();
  if (end > size_ && !resize(end)) return false;
  std::uint64_t done = 0;
  while (done < source.size()) {
    const Piece piece = first_piece(offset + done, source.size() - done);
    write_piece(offset + done, chunks_[piece.chunk].data() + piece.begin,
                source.subspan(static_cast<std::size_t>(done), piece.length));
    done += piece.length;
  }
  return true;
}

// Within one chunk.
void Image::write_piece(std::uint64_t offset, std::uint8_t* target, ByteView source) {
  const std::size_t length = source.size();
  std::size_t begin = next_difference(target, source.data(), 0, length);
  if (begin < length) {
    about_to_change(static_cast<std::size_t>(offset / chunk_bytes));
    keep_old_pages(offset, length);
  }
  while (begin < length) {
    std::size_t end = end_of_differences(target, source.data(), begin, length);
    std::size_t next = next_difference(target, source.data(), end, length);
    while (next < length && next - end <= joined_gap_bytes) {
      end = end_of_differences(target, source.data(), next, length);
      next = next_difference(target, source.data(), end, length);
    }
    note({offset + begin, offset + end});
    begin = next;
  }
  std::memcpy(target, source.data(), length);
}

// Of a page that lay behind the end, or beyond an end that was cut off, the storage holds something
// else.
void Image::keep_old_pages(std::uint64_t offset, std::size_t length) {
  for (std::uint64_t page = offset / page_bytes; page * page_bytes < offset + length; ++page) {
    if ((page + 1) * page_bytes > size_at_take_) return;
    const std::size_t in_chunk = static_cast<std::size_t>(page * page_bytes % chunk_bytes);
    old_pages_.keep(
        static_cast<std::uint32_t>(page),
        chunks_[static_cast<std::size_t>(page * page_bytes / chunk_bytes)].data() + in_chunk);
  }
}

bool Image::resize(std::uint64_t size) {
  HOLDALL_ASSERT(complete());
  if (size < size_) {
    old_pages_.give_up();
    const Piece cut = first_piece(size, chunk_bytes);
    for (std::size_t chunk = cut.chunk; chunk < chunks_.size(); ++chunk) about_to_change(chunk);
    chunks_.resize(chunk_count_of(size));
    if (cut.begin > 0)
      std::ranges::fill(std::span(chunks_.back()).subspan(cut.begin), std::uint8_t{0});
  } else {
    if (!reserve(size)) return false;
    // The stored bytes behind an end that was cut off and has grown again are not the zeros that
    // stand here.
    if (size_ < largest_size_) note({size_, std::min(size, largest_size_)});
  }
  size_ = size;
  largest_size_ = std::max(largest_size_, size);
  return true;
}

bool Image::begin_loading(std::uint64_t size) {
  HOLDALL_ASSERT(size_ == 0);
  const std::size_t count = chunk_count_of(size);
  if (!make_room(chunks_, count)) return false;
  chunks_.resize(count);
  absent_chunks_ = count;
  size_ = size;
  return true;
}

bool Image::load_page(std::uint32_t page, ByteView bytes) {
  HOLDALL_ASSERT(bytes.size() == page_bytes);
  try {
    early_pages_[page].assign(bytes.begin(), bytes.end());
  } catch (const std::bad_alloc&) {
    early_pages_.erase(page);
    return false;
  }
  return true;
}

bool Image::load_chunk(std::uint32_t index, Bytes bytes) {
  HOLDALL_ASSERT(bytes.size() == chunk_bytes && index < chunks_.size() && chunks_[index].empty());
  bool same = true;
  for (std::uint32_t page = 0; page < pages_per_chunk && !early_pages_.empty(); ++page) {
    const auto early = early_pages_.find(index * pages_per_chunk + page);
    if (early == early_pages_.end()) continue;
    same = same && std::ranges::equal(early->second,
                                      ByteView(bytes).subspan(page * page_bytes, page_bytes));
    early_pages_.erase(early);
  }
  chunks_[index] = std::move(bytes);
  --absent_chunks_;
  return same;
}

void Image::forget_changes() {
  changes_.clear();
  unnoted_ = {0, 0};
  old_pages_ = {};
  size_at_take_ = largest_size_ = size_;
}

void Image::note(ByteRange range) {
  if (!changes_.empty()) {
    ByteRange& last = changes_.back();
    if (range.begin >= last.begin && range.begin <= last.end + joined_gap_bytes) {
      last.end = std::max(last.end, range.end);
      return;
    }
  }
  if (changes_.size() >= notes_until_joined && changes_.size() == changes_.capacity()) {
    normalise(changes_, UINT64_MAX, joined_gap_bytes);
  }
  if (make_room_for_one(changes_)) {
    changes_.push_back(range);
  } else if (unnoted_.begin == unnoted_.end) {
    unnoted_ = range;
  } else {
    unnoted_ = {std::min(unnoted_.begin, range.begin), std::max(unnoted_.end, range.end)};
  }
}

void Image::about_to_change(std::size_t chunk) {
  if (snapshot_ != nullptr) snapshot_->keep(static_cast<std::uint32_t>(chunk));
}

bool Image::has_changes() const {
  return !changes_.empty() || unnoted_.begin != unnoted_.end || size_ != size_at_take_ ||
         largest_size_ != size_at_take_;
}

ImageChanges Image::take_changes() {
  if (unnoted_.begin != unnoted_.end) {
    changes_.push_back(unnoted_);
    unnoted_ = {0, 0};
  }
  normalise(changes_, size_, joined_gap_bytes);
  ImageChanges taken{std::exchange(changes_, {}), size_, size_at_take_, largest_size_,
                     std::exchange(old_pages_, {})};
  size_at_take_ = largest_size_ = size_;
  return taken;
}

void Image::note_all() {
  changes_.clear();
  unnoted_ = {0, size_};
  old_pages_.give_up();
  size_at_take_ = 0;
  largest_size_ = size_;
}

void Image::restore_changes(ImageChanges changes) {
  old_pages_.give_up();
  if (changes_.empty()) {
    changes_ = std::move(changes.ranges);
  } else {
    for (const ByteRange& range : changes.ranges) note(range);
  }
  // What has grown again since was compared with zeros, while the storage still holds the old end.
  if (changes.was_cut()) note({changes.size, changes.largest_size});
  largest_size_ = std::max(largest_size_, changes.largest_size);
  size_at_take_ = changes.size_before;
}

}  // namespace holdall::store
