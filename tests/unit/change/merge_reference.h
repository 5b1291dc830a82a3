#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "change/merge.h"
#include "change/value_codec.h"

namespace holdall::change::test {

// How many seeds a property test tries: `usual`, or what HOLDALL_SEEDS says for a long run.
inline std::uint64_t seed_count(std::uint64_t usual) {
  const char* wanted = std::getenv("HOLDALL_SEEDS");
  return wanted == nullptr ? usual : std::strtoull(wanted, nullptr, 10);
}

inline Bytes encoded(const model::Value& value) {
  ByteWriter writer;
  encode_value(writer, value);
  return writer.take();
}

// The state of a record as bytes, so that two of them are equal exactly if a row of each would be.
struct StateBytes {
  Bytes clock;
  std::int64_t life = 0;
  std::vector<std::pair<model::FieldNumber, Bytes>> cells;

  friend bool operator==(const StateBytes&, const StateBytes&) = default;
};

inline StateBytes bytes_of(const RecordState& state) {
  StateBytes bytes{state.clock.encode(), state.life, {}};
  for (const CellValue& cell : state.cells)
    bytes.cells.push_back({cell.field, encoded(cell.value)});
  return bytes;
}

// What docs/data-format.md 'Merge' says that a set of changes of one record comes to, computed from
// all of them at once: every cell is sorted out by itself, no change is merged into anything, and
// nothing of merge.cpp, set_elements.cpp and clock.cpp is used.
class Reference {
 public:
  explicit Reference(const std::vector<Change>& changes) {
    for (const Change& change : changes) {
      for (const CellValue& cell : change.cells) {
        writes_[cell.field].push_back({change.stamp, encoded(cell.value)});
        if (cell.field == model::life_field) {
          lives_.push_back({std::get<std::int64_t>(cell.value), change.stamp});
        }
      }
    }
  }

  StateBytes state() {
    StateBytes state;
    std::vector<Stamp> creations;
    for (const auto& [length, stamp] : lives_) {
      if (length == 1 && stamp != Stamp{0, 0, 0}) creations.push_back(stamp);
    }
    std::ranges::sort(creations);
    const Stamp base = creations.empty() ? Stamp{0, 0, 0} : creations.front();
    ByteWriter clock;
    clock.varint(time_of(base));
    clock.varint(base.device);
    for (auto& [field, writes] : writes_) {
      std::ranges::sort(writes);
      Stamp stamp = writes.back().first;
      if (field == model::life_field) {
        std::ranges::sort(lives_);
        state.life = lives_.back().first;
        stamp = lives_.back().second;
      } else if (model::is_set_field(field)) {
        state.cells.push_back({field, union_of(writes)});
      } else if (writes.back().second != no_value) {
        state.cells.push_back({field, writes.back().second});
      } else {
        write_exception(clock, base, field, stamp);
        continue;
      }
      if (stamp != base) write_exception(clock, base, field, stamp);
    }
    state.clock = clock.take();
    return state;
  }

 private:
  using Writes = std::vector<std::pair<Stamp, Bytes>>;

  static std::uint64_t time_of(Stamp stamp) {
    return static_cast<std::uint64_t>(stamp.milliseconds) * 65536 + stamp.counter;
  }

  static void write_exception(ByteWriter& clock, Stamp base, model::FieldNumber field,
                              Stamp stamp) {
    clock.varint(field);
    clock.signed_varint(static_cast<std::int64_t>(time_of(stamp)) -
                        static_cast<std::int64_t>(time_of(base)));
    clock.varint(stamp.device == base.device ? 0 : std::uint64_t{stamp.device} + 1);
  }

  static Bytes union_of(const Writes& writes) {
    std::map<Bytes, std::uint64_t> lengths;
    for (const auto& [stamp, value] : writes) {
      ByteReader reader(value);
      reader.varint();
      ByteReader elements(reader.sized());
      while (elements.left() > 0) {
        const ByteView element = elements.sized();
        std::uint64_t& length = lengths[Bytes(element.begin(), element.end())];
        length = std::max(length, elements.varint());
      }
    }
    ByteWriter payload;
    for (const auto& [element, length] : lengths) {
      payload.sized(element);
      payload.varint(length);
    }
    ByteWriter value;
    value.varint(8);
    value.sized(payload.bytes());
    return value.take();
  }

  inline static const Bytes no_value = {0, 0};
  std::map<model::FieldNumber, Writes> writes_;
  std::vector<std::pair<std::int64_t, Stamp>> lives_;
};

}  // namespace holdall::change::test
