#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "store/database.h"

namespace holdall::sim {

// What docs/data-format.md says of the tables of changes and batches, read by SQL and a parser of
// its own, so that what the simulation expects rests on nothing of src/change.

// What must hold does not.
[[nodiscard]] inline std::unexpected<Error> violation(std::string what) {
  return fail(ErrorCode::damaged, std::move(what));
}

struct RecordKey {
  std::int64_t kind = 0;
  std::int64_t id = 0;

  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
};

// Packed time, then device: as stamps are compared.
struct RawStamp {
  std::int64_t time = 0;
  std::int64_t device = 0;

  friend auto operator<=>(const RawStamp&, const RawStamp&) = default;
};

struct RawCell {
  std::uint64_t field = 0;
  Bytes value;  // type, length, payload

  friend bool operator==(const RawCell&, const RawCell&) = default;
};

struct RawChange {
  std::int64_t number = 0;
  std::int64_t command = 0;
  RecordKey record;
  RawStamp stamp;
  std::int64_t wall_ms = 0;
  std::vector<RawCell> cells;

  [[nodiscard]] const Bytes* find(std::uint64_t field) const;
  friend bool operator==(const RawChange&, const RawChange&) = default;
};

inline constexpr std::uint64_t raw_life_field = 0;
inline constexpr std::uint64_t raw_first_set_field = 0x8000;

// Types of values.
inline constexpr std::uint64_t raw_none = 0;
inline constexpr std::uint64_t raw_integer = 1;
inline constexpr std::uint64_t raw_record = 5;

struct RawValue {
  std::uint64_t type = 0;
  Bytes payload;
};
[[nodiscard]] RawValue raw_value(ByteView encoded);
[[nodiscard]] bool is_raw_none(ByteView encoded);
// Of an integer.
[[nodiscard]] std::int64_t raw_integer_of(ByteView encoded);
// Of a set: element and causal length.
[[nodiscard]] std::map<Bytes, std::int64_t> raw_elements_of(ByteView encoded);

// This device's own changes with numbers above `above`, ascending.
[[nodiscard]] Result<std::vector<RawChange>> read_changes(store::Database& database,
                                                          std::int64_t above);

// What a database says of streams.
struct RawStreams {
  std::map<DeviceName, std::int64_t> merged;  // of others: the last sequence
  std::vector<std::int64_t> own_ends;         // of own batches, from 1 on, the last change
};
[[nodiscard]] Result<RawStreams> read_streams(store::Database& database);

}  // namespace holdall::sim
