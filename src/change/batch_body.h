#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "change/allocation_budget.h"
#include "change/batch_columns.h"
#include "change/change.h"

namespace holdall::change {

// One step of a person, numbered by its place in the batch.
struct BatchCommand {
  std::uint16_t name = 0;  // docs/data-format.md 'Commands and undo'; any number is kept
  std::int64_t wall_ms = 0;

  friend bool operator==(const BatchCommand&, const BatchCommand&) = default;
};

struct BatchChange {
  std::uint32_t command = 0;  // its place in the batch
  Change change;

  friend bool operator==(const BatchChange&, const BatchChange&) = default;
};

// What a batch says, in the order in which its device wrote it.
struct BatchBody {
  std::vector<BatchCommand> commands;
  std::vector<BatchChange> changes;

  friend bool operator==(const BatchBody&, const BatchBody&) = default;
};

// A body as columns, not yet compressed; `part_ends` are for compress_parts.
struct EncodedBody {
  Bytes bytes;
  std::vector<std::size_t> part_ends;
};

// Fails with invalid_argument if it is more than one batch may hold, out_of_memory. That commands
// exist, cells ascend and records and stamps are such is for the caller to see to.
[[nodiscard]] Result<EncodedBody> encode_body(const BatchBody& body);

// Reads one group of values.
class ValueReader {
 public:
  // Fails with damaged.
  [[nodiscard]] static Result<ValueReader> open(const ValueGroup<ByteView>& group,
                                                AllocationBudget& budget);

  // The next value, at most `size_max` bytes long. False if there is none, or one that is not coded
  // right.
  [[nodiscard]] bool next(std::span<const std::uint32_t> devices, model::Value& value,
                          std::size_t size_max);
  [[nodiscard]] bool finished() const;

 private:
  [[nodiscard]] bool next_text(model::Value& value, std::size_t text_max);
  [[nodiscard]] bool next_money(model::Value& value);
  [[nodiscard]] bool next_outcome(std::span<const std::uint32_t> devices, model::Value& value);
  [[nodiscard]] bool next_raw(model::Value& value, std::size_t size_max);

  ValueType type_{};
  Layout layout_ = Layout::typed;
  std::vector<NumberReader> numbers_;  // with two for each column of ids behind them
  std::vector<TextReader> texts_;
  std::vector<BlobReader> blobs_;
  std::string currency_;
};

// Reads the body of a batch change by change, so that what it takes of memory is bounded by the
// body and not by what the body unfolds into.
class BodyReader {
 public:
  BodyReader(BodyReader&&) = default;
  BodyReader& operator=(BodyReader&&) = default;

  // Reads all of it once, and so fails here if anything is wrong with it: damaged, out_of_memory.
  // What it allocates, `body` itself among it, is taken from the budget.
  [[nodiscard]] static Result<BodyReader> open(Bytes body, AllocationBudget budget,
                                               TrailingBytes trailing = TrailingBytes::refused);

  [[nodiscard]] const std::vector<BatchCommand>& commands() const { return commands_; }
  [[nodiscard]] std::uint64_t change_count() const { return columns_.command_of.count; }

  // The next change; false at the end.
  [[nodiscard]] bool next(BatchChange& change);

 private:
  // What moves on from change to change.
  struct Cursor {
    NumberReader command_of;
    NumberReader form_of;
    NumberReader record_devices;
    NumberReader record_counters;
    NumberReader stamp_milliseconds;
    NumberReader stamp_counters;
    NumberReader stamp_devices;
    NumberReader walls;
    std::vector<ValueReader> groups;
    std::uint64_t cells = 0;
  };

  BodyReader() = default;

  [[nodiscard]] Status check_forms() const;
  [[nodiscard]] Status read_commands();
  [[nodiscard]] Status begin();
  [[nodiscard]] bool read(BatchChange& change);
  [[nodiscard]] bool read_cells(const ChangeForm& form, Change& change);
  [[nodiscard]] bool finished() const;
  [[nodiscard]] Status read_through();

  Bytes body_;  // moving it leaves its bytes, and so all views into it, where they are
  AllocationBudget budget_{0};
  std::size_t text_max_ = 0;  // of all texts of one change
  BatchColumns<ByteView> columns_;
  std::vector<BatchCommand> commands_;
  Cursor cursor_;
};

}  // namespace holdall::change
