#include "store/image_loader.h"

#include <algorithm>
#include <utility>

namespace holdall::store {
namespace {

constexpr std::size_t listed_sequences_max = 1000;

class Loader {
 public:
  explicit Loader(platform::StoredDatabase stored) : stored_(std::move(stored)) {}

  Result<LoadedImage> run() {
    if (stored_.header.empty() && stored_.log.empty() && stored_.chunks.empty())
      return std::move(loaded_);
    if (const Status read = read_header(); !read) return fail(read.error());
    if (!load_chunks() || !load_log() || !loaded_.image.resize(header_.image_bytes)) {
      return fail(ErrorCode::out_of_memory, "loading the image");
    }
    loaded_.image.forget_changes();
    return std::move(loaded_);
  }

 private:
  Status read_header();
  void guess_header();
  bool load_chunks();
  bool load_log();
  bool load_record(std::uint64_t sequence, ByteView value);
  bool apply_ranges(std::uint64_t sequence, const LogRecord& record);
  void apply_cut(std::uint64_t sequence, std::uint64_t image_bytes);
  bool contradicts_header(std::uint64_t sequence, const LogRecord& record) const;
  void lost_records(std::uint64_t first, std::uint64_t end);
  // The sequence that a chunk is current to; 0 for one that was never stored or is lost.
  std::uint64_t& chunk_sequence(std::uint64_t index);

  platform::StoredDatabase stored_;
  StorageHeader header_;
  LoadedImage loaded_;
  std::vector<std::uint64_t> chunk_sequences_;
  std::uint64_t extent_ = 0;  // of the image before the record in turn: at most this was cut off
  // Of the record in turn, for the ledger.
  std::vector<ByteRange> changed_;
  std::vector<std::uint32_t> waiting_chunks_;
};

Status Loader::read_header() {
  Result<StorageHeader> header = decode_header(stored_.header);
  if (header) {
    header_ = *header;
    loaded_.ledger.load_header(header_, std::move(stored_.header));
    return {};
  }
  if (header.error().code != ErrorCode::damaged) return fail(std::move(header.error()));
  loaded_.damage.header = true;
  guess_header();
  return {};
}

// Without a header everything that is there counts.
void Loader::guess_header() {
  header_ = {.opening = {.epoch = UINT64_MAX}, .last_sequence = UINT64_MAX - 1};
  for (const platform::StoredValue& chunk : stored_.chunks) {
    if (chunk.key >= UINT32_MAX || chunk.bytes.size() < chunk_trailer_bytes) continue;
    header_.stored_chunks = static_cast<std::uint32_t>(chunk.key) + 1;
    header_.image_bytes = chunk.key * Image::chunk_bytes + chunk.bytes.size() - chunk_trailer_bytes;
  }
  if (stored_.log.empty()) return;
  header_.first_sequence = stored_.log.front().key;
  header_.last_sequence = stored_.log.back().key;
  for (const platform::StoredValue& value : stored_.log) {
    if (const auto record = decode_log_record(value.key, value.bytes))
      header_.image_bytes = record->image_bytes;
  }
}

std::uint64_t& Loader::chunk_sequence(std::uint64_t index) {
  if (index >= chunk_sequences_.size())
    chunk_sequences_.resize(static_cast<std::size_t>(index) + 1, 0);
  return chunk_sequences_[static_cast<std::size_t>(index)];
}

bool Loader::load_chunks() {
  std::uint32_t expected = 0;
  const auto lost_until = [&](std::uint64_t end) {
    while (expected < end) loaded_.damage.chunks.push_back(expected++);
  };
  for (platform::StoredValue& value : stored_.chunks) {
    // Nothing refers to a chunk from there on; the transaction that counts it in writes it anew.
    if (value.key >= header_.stored_chunks) break;
    lost_until(value.key);
    const auto index = static_cast<std::uint32_t>(value.key);
    const Result<std::uint64_t> sequence = decode_chunk(index, value.bytes);
    if (!sequence || *sequence > header_.last_sequence) continue;
    expected = index + 1;
    chunk_sequence(index) = *sequence;
    if (!loaded_.image.load_chunk(index, std::move(value.bytes))) return false;
  }
  lost_until(header_.stored_chunks);
  return true;
}

bool Loader::load_log() {
  extent_ = loaded_.image.size();
  std::uint64_t expected = header_.first_sequence;
  for (platform::StoredValue& value : stored_.log) {
    if (value.key < header_.first_sequence) continue;
    if (value.key > header_.last_sequence) {
      lost_records(value.key, value.key + 1);
      continue;
    }
    lost_records(expected, value.key);
    expected = value.key + 1;
    if (!load_record(value.key, value.bytes)) return false;
    value.bytes = {};
  }
  lost_records(expected, header_.last_sequence + 1);
  return true;
}

bool Loader::load_record(std::uint64_t sequence, ByteView value) {
  const Result<LogRecord> record = decode_log_record(sequence, value);
  if (!record || contradicts_header(sequence, *record)) {
    lost_records(sequence, sequence + 1);
    return true;
  }
  changed_ = record->ranges;
  waiting_chunks_.clear();
  apply_cut(sequence, record->image_bytes);
  if (!apply_ranges(sequence, *record)) return false;
  loaded_.ledger.load_record(sequence, value.size(), changed_, waiting_chunks_);
  return true;
}

bool Loader::contradicts_header(std::uint64_t sequence, const LogRecord& record) const {
  if (loaded_.damage.header) return false;
  const Opening& writer = record.opening;
  if (writer.epoch > header_.opening.epoch) return true;
  // Of two tabs that opened at the same time only one could write.
  if (writer.epoch == header_.opening.epoch && writer != header_.opening) return true;
  if (sequence != header_.last_sequence) return false;
  return writer != header_.opening || record.image_bytes != header_.image_bytes;
}

// What lay behind the image's end after this transaction was gone then, unless its chunk is newer.
void Loader::apply_cut(std::uint64_t sequence, std::uint64_t image_bytes) {
  const std::uint64_t extent = std::exchange(extent_, image_bytes);
  if (image_bytes >= extent) return;
  changed_.push_back({image_bytes, extent});
  for (std::uint64_t begin = image_bytes; begin < extent;) {
    const std::uint64_t index = begin / Image::chunk_bytes;
    const std::uint64_t end = std::min(extent, (index + 1) * Image::chunk_bytes);
    if (chunk_sequence(index) < sequence) {
      loaded_.image.load_zeros({begin, end});
      waiting_chunks_.push_back(static_cast<std::uint32_t>(index));
    }
    begin = end;
  }
}

bool Loader::apply_ranges(std::uint64_t sequence, const LogRecord& record) {
  std::size_t position = 0;
  for (const ByteRange& range : record.ranges) {
    for (std::uint64_t begin = range.begin; begin < range.end;) {
      const std::uint64_t index = begin / Image::chunk_bytes;
      const std::uint64_t end = std::min(range.end, (index + 1) * Image::chunk_bytes);
      const auto length = static_cast<std::size_t>(end - begin);
      if (chunk_sequence(index) < sequence) {
        if (!loaded_.image.load(begin, record.bytes.subspan(position, length))) return false;
        waiting_chunks_.push_back(static_cast<std::uint32_t>(index));
      }
      position += length;
      begin = end;
    }
  }
  return true;
}

void Loader::lost_records(std::uint64_t first, std::uint64_t end) {
  std::vector<std::uint64_t>& lost = loaded_.damage.log_sequences;
  while (first < end && lost.size() < listed_sequences_max) lost.push_back(first++);
}

}  // namespace

Result<LoadedImage> load_image(platform::StoredDatabase stored) {
  return Loader(std::move(stored)).run();
}

}  // namespace holdall::store
