#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/byte_range.h"
#include "store/delta_log.h"
#include "store/image.h"

namespace holdall::store {

// Work on the log that a storage transaction does beside storing the changes.
enum class Upkeep {
  none,
  fold,        // writes the changes of all log records as one record, which takes their place
  checkpoint,  // writes the chunks that have waited longest, so that records can go
};

// What a storage transaction will write. Made before, taken into the ledger after it has completed.
struct TransactionPlan {
  StorageHeader header;  // as the transaction leaves it
  std::vector<ByteRange>
      record_ranges;  // listed by the record; disjoint from the chunks that are written
  std::vector<ByteRange> changed;  // everything that differs from what is stored, for later folds
  // If chunks are written: what all records that are left will have changed, for the same.
  std::vector<ByteRange> changed_after;
  std::vector<std::uint32_t> record_chunks;  // touched by the record, ascending
  std::vector<std::uint32_t> chunk_writes;   // ascending
  Upkeep upkeep = Upkeep::none;
  std::uint64_t drop_chunks_from = UINT64_MAX;

  [[nodiscard]] bool puts_record() const { return header.first_sequence <= header.last_sequence; }
};

// Knows, without looking, what the storage holds: which log records there are and which of them
// each chunk still needs. A record is needed by a chunk if it changed bytes of it and the stored
// chunk is older.
class LogLedger {
 public:
  // A transaction with more changed bytes writes those chunks whole in which many of them lie ...
  static constexpr std::uint64_t spread_bytes_max = 1024 * 1024;
  // ... and all of them if the rest would make a record longer than this.
  static constexpr std::uint64_t record_bytes_max = 8 * 1024 * 1024;
  // A shorter log is never shortened while commits go on: changes scattered over many chunks are
  // written far more quickly as ranges.
  static constexpr std::uint64_t log_bytes_min = 8 * 1024 * 1024;
  // The chunks that one transaction of a checkpoint writes beside its own: 4 MiB, so that
  // copying them takes no longer than a frame.
  static constexpr std::size_t checkpoint_chunks_max = 16;

  [[nodiscard]] const StorageHeader& header() const { return header_; }
  [[nodiscard]] const Bytes& header_bytes() const {
    return header_bytes_;
  }  // empty: nothing is stored
  [[nodiscard]] std::uint64_t log_bytes() const { return log_bytes_; }
  [[nodiscard]] std::size_t log_records() const { return record_sizes_.size(); }
  // The log is so long that it should be shortened while commits go on.
  [[nodiscard]] bool log_is_long() const;
  // What is worth doing when nobody waits.
  [[nodiscard]] Upkeep upkeep_when_idle();

  [[nodiscard]] TransactionPlan plan(const ImageChanges& changes, const Opening& opening,
                                     Upkeep upkeep);
  // The plan's transaction, the one that was planned last, has completed; its record had this size.
  // Allocates nothing, because what is stored cannot be taken back.
  void completed(TransactionPlan& plan, Bytes header_bytes, std::uint64_t record_bytes);

  // Takes over a transaction of the writer that this ledger follows. Of the plan it needs the
  // header, what has changed, the chunks and the upkeep.
  void follow(TransactionPlan plan, Bytes header_bytes, std::uint64_t record_bytes);

  // Nothing of what was written is stored any more. The sequences go on after `last_sequence`, so
  // that no header is ever written twice.
  void start_anew(std::uint64_t last_sequence);

  // For loading: the header, then every record in turn with the chunks that needed it.
  void load_header(const StorageHeader& header, Bytes header_bytes);
  void load_record(std::uint64_t sequence, std::uint64_t record_bytes,
                   const std::vector<ByteRange>& changed, const std::vector<std::uint32_t>& chunks);

 private:
  void choose_chunk_writes(const ImageChanges& changes, TransactionPlan& plan) const;
  void choose_record(const ImageChanges& changes, TransactionPlan& plan);
  [[nodiscard]] std::uint64_t first_sequence_after(const TransactionPlan& plan) const;
  void prepare_completion(TransactionPlan& plan);
  void append_record(std::uint64_t record_bytes);
  void join_changed();

  StorageHeader header_;
  Bytes header_bytes_;
  std::vector<std::uint64_t> needed_from_;   // by chunk: its first needed log record; 0: none
  std::vector<std::uint64_t> record_sizes_;  // from header_.first_sequence on
  std::uint64_t log_bytes_ = 0;
  std::vector<ByteRange> changed_;  // by all records, for folding; joined now and then
  std::size_t changed_when_joined_ = 0;
  std::uint64_t folded_bytes_ = 0;  // of the record that the last fold wrote
  std::size_t records_since_fold_ = 0;
};

}  // namespace holdall::store
