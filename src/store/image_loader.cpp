#include "store/image_loader.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <span>
#include <utility>

namespace holdall::store {
namespace {

constexpr std::size_t listed_sequences_max = 1000;

std::unexpected<Error> out_of_memory() {
  return fail(ErrorCode::out_of_memory, "loading the image");
}

}  // namespace

Status ImageLoader::begin(platform::StoredPart part) {
  std::vector<platform::StoredValue> chunks = std::exchange(part.chunks, {});
  first_ = std::move(part);
  if (Status read = read_header(); !read) return read;
  if (header_known_) {
    if (Status begun = begin_image(); !begun) return begun;
  }
  return add(std::move(chunks));
}

Status ImageLoader::read_header() {
  if (first_.header.empty()) return {};  // a new database, if nothing else comes
  const Result<StorageHeader> header = decode_header(first_.header);
  if (header) {
    header_ = *header;
    header_known_ = true;
  } else if (header.error().code != ErrorCode::damaged) {
    return fail(header.error());
  }
  return {};
}

Status ImageLoader::begin_image() {
  try {
    pieces_.resize(Image::chunk_count_of(header_.image_bytes));
    chunk_sequences_.resize(pieces_.size(), 0);
    read_log();
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
  if (!image_.begin_loading(header_.image_bytes)) return out_of_memory();
  try {
    if (uses_early_pages_ && !damage_.any()) {
      if (Status loaded = load_early_pages(); !loaded) return loaded;
    }
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
  // These never were stored: the log alone makes them.
  for (std::uint32_t index = header_.stored_chunks; index < pieces_.size(); ++index) {
    if (Status loaded = load_chunk(index, 0, {}); !loaded) return loaded;
  }
  return {};
}

void ImageLoader::read_log() {
  std::uint64_t expected = header_.first_sequence;
  std::uint64_t extent = std::uint64_t{header_.stored_chunks} * Image::chunk_bytes;
  for (const platform::StoredValue& value : first_.log) {
    if (value.key < header_.first_sequence) continue;
    if (value.key > header_.last_sequence) {
      lost_records(value.key, value.key + 1);
      continue;
    }
    lost_records(expected, value.key);
    expected = value.key + 1;
    Result<LogRecord> record = decode_log_record(value.key, value.bytes);
    if (!record || contradicts_header(value.key, *record)) {
      lost_records(value.key, value.key + 1);
      if (!record) salvage(value.key, value.bytes);
      continue;
    }
    split(value.key, *record, extent);
    extent = record->image_bytes;
    records_.push_back({value.key, value.bytes.size(), *std::move(record)});
  }
  lost_records(expected, header_.last_sequence + 1);
}

// One flipped bit must not cost all that a record holds: for rescue its bytes are better than none.
// Where it says that the image ended is not believed.
void ImageLoader::salvage(std::uint64_t sequence, ByteView value) {
  const Result<LogRecord> record = salvage_log_record(value);
  if (record) split(sequence, *record, record->image_bytes);
}

// The last record was written with the header.
bool ImageLoader::contradicts_header(std::uint64_t sequence, const LogRecord& record) const {
  if (damage_.header) return false;
  const Opening& writer = record.opening;
  if (writer.epoch > header_.opening.epoch) return true;
  // Of two tabs that opened at the same time only one could write.
  if (writer.epoch == header_.opening.epoch && writer != header_.opening) return true;
  if (sequence != header_.last_sequence) return false;
  return writer != header_.opening || record.image_bytes != header_.image_bytes;
}

// What lay behind the image's end after this transaction was gone then, then the ranges came.
void ImageLoader::split(std::uint64_t sequence, const LogRecord& record, std::uint64_t extent) {
  for (std::uint64_t begin = record.image_bytes; begin < extent;) {
    const std::uint64_t index = begin / Image::chunk_bytes;
    if (index >= pieces_.size()) break;
    pieces_[static_cast<std::size_t>(index)].push_back(
        {sequence, static_cast<std::uint32_t>(begin % Image::chunk_bytes), 0});
    begin = (index + 1) * Image::chunk_bytes;
  }
  std::size_t position = 0;
  for (const LogRange& range : record.ranges) {
    for (std::uint64_t begin = range.begin; begin < range.end;) {
      const std::uint64_t index = begin / Image::chunk_bytes;
      const std::uint64_t end = std::min(range.end, (index + 1) * Image::chunk_bytes);
      const auto length = static_cast<std::size_t>(end - begin);
      // The image may have become shorter since.
      if (index < pieces_.size()) {
        pieces_[static_cast<std::size_t>(index)].push_back(
            {sequence, static_cast<std::uint32_t>(begin % Image::chunk_bytes),
             static_cast<std::uint32_t>(length), range.moved_from, record.bytes.data() + position});
      }
      if (range.moved_from == 0) position += length;
      begin = end;
    }
  }
}

// What one record does to a chunk. What moved is gathered first: other ranges may lie where it
// stood.
void ImageLoader::apply(std::span<const Piece> record, std::span<std::uint8_t> chunk) {
  Bytes moved;
  for (const Piece& piece : record) {
    if (piece.moved_from == 0) continue;
    const auto source = chunk.subspan(
        static_cast<std::size_t>(static_cast<std::int64_t>(piece.begin) + piece.moved_from),
        piece.length);
    moved.insert(moved.end(), source.begin(), source.end());
  }
  std::size_t taken = 0;
  for (const Piece& piece : record) {
    if (piece.length == 0) {
      std::ranges::fill(chunk.subspan(piece.begin), std::uint8_t{0});
      continue;
    }
    const std::uint8_t* bytes = piece.bytes;
    if (piece.moved_from != 0) {
      bytes = moved.data() + taken;
      taken += piece.length;
    }
    std::memcpy(chunk.data() + piece.begin, bytes, piece.length);
  }
}

// Brings a chunk's bytes, all chunk_bytes of them, up to date. Throws std::bad_alloc.
void ImageLoader::replay(std::uint32_t index, std::uint64_t current_to, Bytes& bytes) const {
  const std::span<const Piece> pieces = pieces_[index];
  for (std::size_t at = 0; at < pieces.size();) {
    std::size_t end = at;
    while (end < pieces.size() && pieces[end].sequence == pieces[at].sequence) ++end;
    if (pieces[at].sequence > current_to) apply(pieces.subspan(at, end - at), bytes);
    at = end;
  }
  const std::uint64_t begin = std::uint64_t{index} * Image::chunk_bytes;
  const std::uint64_t inside = std::min<std::uint64_t>(header_.image_bytes - begin, bytes.size());
  std::ranges::fill(std::span(bytes).subspan(static_cast<std::size_t>(inside)), std::uint8_t{0});
}

// They are brought up to date by the same log; what is newer than the header or older than the log
// reaches cannot be used.
Status ImageLoader::load_early_pages() {
  const Result<EarlyPages> early = decode_early_pages(first_.early_pages);
  if (!early || early->sequence > header_.last_sequence ||
      early->sequence + 1 < header_.first_sequence) {
    first_.early_pages = {};
    return {};
  }
  Bytes chunk(Image::chunk_bytes);
  for (std::size_t at = 0; at < early->pages.size();) {
    const std::uint32_t index = early->pages[at] / Image::pages_per_chunk;
    const std::size_t begin = at;
    while (at < early->pages.size() && early->pages[at] / Image::pages_per_chunk == index) ++at;
    if (index >= header_.stored_chunks || index >= pieces_.size()) break;
    for (std::size_t page = begin; page < at; ++page) {
      const std::size_t offset = early->pages[page] % Image::pages_per_chunk * Image::page_bytes;
      std::ranges::copy(early->bytes.subspan(page * Image::page_bytes, Image::page_bytes),
                        std::span(chunk).subspan(offset).begin());
    }
    replay(index, early->sequence, chunk);
    for (std::size_t page = begin; page < at; ++page) {
      const std::size_t offset = early->pages[page] % Image::pages_per_chunk * Image::page_bytes;
      if (!image_.load_page(early->pages[page],
                            ByteView(chunk).subspan(offset, Image::page_bytes))) {
        return out_of_memory();
      }
    }
  }
  early_pages_ = early->pages;
  early_sequence_ = early->sequence;
  first_.early_pages = {};
  return {};
}

Status ImageLoader::add(std::vector<platform::StoredValue> chunks) {
  for (platform::StoredValue& chunk : chunks) {
    if (!header_known_) {
      waiting_chunks_.push_back(std::move(chunk));
    } else if (Status added = add_chunk(std::move(chunk)); !added) {
      return added;
    }
  }
  return {};
}

Status ImageLoader::add_chunk(platform::StoredValue chunk) {
  // Nothing refers to a chunk from there on; the transaction that counts it in writes it anew.
  if (chunk.key >= header_.stored_chunks || chunk.key >= pieces_.size()) return {};
  const auto index = static_cast<std::uint32_t>(chunk.key);
  const Result<std::uint64_t> sequence = decode_chunk(index, chunk.bytes);
  if (!sequence) return load_damaged_chunk(index, std::move(chunk.bytes));
  if (*sequence > header_.last_sequence) damage_.chunks.push_back(index);
  extent_ = std::max(extent_, chunk.key * Image::chunk_bytes + chunk.bytes.size());
  return load_chunk(index, *sequence, std::move(chunk.bytes));
}

// For rescue its bytes are better than none, and the log tells some of them once more.
Status ImageLoader::load_damaged_chunk(std::uint32_t index, Bytes value) {
  const Result<std::uint64_t> sequence = salvage_chunk(value);
  if (!sequence) return {};  // finish() finds it missing
  damage_.chunks.push_back(index);
  const std::uint64_t before_log = header_.first_sequence - 1;
  const bool possible = *sequence >= before_log && *sequence <= header_.last_sequence;
  return load_chunk(index, possible ? *sequence : before_log, std::move(value));
}

Status ImageLoader::load_chunk(std::uint32_t index, std::uint64_t current_to, Bytes bytes) {
  try {
    bytes.resize(Image::chunk_bytes);
    replay(index, current_to, bytes);
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
  chunk_sequences_[index] = current_to;
  if (image_.load_chunk(index, std::move(bytes))) return {};
  return fail(ErrorCode::storage_fenced, "an early page is not that of its chunk");
}

Status ImageLoader::finish() {
  if (!header_known_) {
    if (first_.header.empty() && first_.log.empty() && waiting_chunks_.empty()) return {};
    damage_.header = true;
    guess_header();
    header_known_ = true;
    if (Status begun = begin_image(); !begun) return begun;
    if (Status added = add(std::exchange(waiting_chunks_, {})); !added) return added;
  }
  for (std::uint32_t index = 0; index < pieces_.size(); ++index) {
    if (image_.has_chunk(index)) continue;
    damage_.chunks.push_back(index);
    if (Status loaded = load_chunk(index, 0, {}); !loaded) return loaded;
  }
  std::ranges::sort(damage_.chunks);
  image_.forget_changes();
  if (!damage_.any()) fill_ledger();
  return {};
}

// Without a header everything that is there counts.
void ImageLoader::guess_header() {
  header_ = {.opening = {.epoch = UINT64_MAX}, .last_sequence = UINT64_MAX - 1};
  for (const platform::StoredValue& chunk : waiting_chunks_) {
    if (chunk.key >= UINT32_MAX || chunk.bytes.size() < chunk_trailer_bytes) continue;
    header_.stored_chunks = static_cast<std::uint32_t>(chunk.key) + 1;
    header_.image_bytes = chunk.key * Image::chunk_bytes + chunk.bytes.size() - chunk_trailer_bytes;
  }
  header_.first_sequence = header_.last_sequence + 1;
  if (first_.log.empty()) return;
  header_.first_sequence = first_.log.front().key;
  header_.last_sequence = first_.log.back().key;
  for (const platform::StoredValue& value : first_.log) {
    if (const auto record = decode_log_record(value.key, value.bytes))
      header_.image_bytes = record->image_bytes;
  }
}

// What the writer that left this knew of its log.
void ImageLoader::fill_ledger() {
  ledger_.load_header(header_, std::move(first_.header));
  std::uint64_t extent = extent_;
  std::vector<std::uint32_t> waiting;
  for (const Record& each : records_) {
    std::vector<ByteRange> changed;
    changed.reserve(each.record.ranges.size() + 1);
    for (const LogRange& range : each.record.ranges) changed.push_back({range.begin, range.end});
    if (each.record.image_bytes < extent) changed.push_back({each.record.image_bytes, extent});
    extent = each.record.image_bytes;
    waiting.clear();
    for (const ByteRange& range : changed) {
      for (std::uint64_t begin = range.begin; begin < range.end;) {
        const std::uint64_t index = begin / Image::chunk_bytes;
        const bool newer = index >= chunk_sequences_.size() ||
                           chunk_sequences_[static_cast<std::size_t>(index)] < each.sequence;
        if (newer) waiting.push_back(static_cast<std::uint32_t>(index));
        begin = (index + 1) * Image::chunk_bytes;
      }
    }
    ledger_.load_record(each.sequence, each.value_bytes, changed, waiting);
  }
}

void ImageLoader::lost_records(std::uint64_t first, std::uint64_t end) {
  std::vector<std::uint64_t>& lost = damage_.log_sequences;
  while (first < end && lost.size() < listed_sequences_max) lost.push_back(first++);
}

}  // namespace holdall::store
