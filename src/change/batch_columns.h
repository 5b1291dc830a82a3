#pragma once

#include <cstdint>
#include <vector>

#include "change/number_column.h"
#include "change/text_column.h"
#include "change/value_codec.h"
#include "model/fields.h"

namespace holdall::change {

// The columns of a batch's body as they are serialized (docs/batch-format.md 'Body'). `Blob` is
// Bytes where a body is made and a ByteView where it is read.

// More in one batch are refused; a device publishes them in several.
inline constexpr std::uint64_t batch_commands_max = 1U << 20;
inline constexpr std::uint64_t batch_changes_max = 1U << 20;
inline constexpr std::uint64_t batch_cells_max = 1U << 22;

// Whether the values of a group stand in the columns of their type, or each as its payload.
enum class Layout : std::uint8_t { typed = 0, raw = 1 };
[[nodiscard]] constexpr bool is_known(Layout layout) { return layout <= Layout::raw; }

// The ids of records: the number of the device in the list of devices, and the counter.
template <class Blob>
struct IdColumn {
  NumberColumn<Blob> devices;
  NumberColumn<Blob> counters;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(devices, counters);
  }
};

// The values of one field of one kind that have one type, in the order of the changes. Which
// columns there are depends on the type; the others are not there.
template <class Blob>
struct ValueGroup {
  std::uint16_t kind = 0;
  std::uint16_t field = 0;
  Layout layout = Layout::typed;
  std::uint64_t type = 0;  // of ValueType, or one that this version does not know
  std::vector<NumberColumn<Blob>> numbers;
  std::vector<IdColumn<Blob>> ids;
  std::vector<TextColumn<Blob>> texts;
  std::vector<BlobColumn<Blob>> blobs;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, field, layout, type, numbers, ids, texts, blobs);
  }
};

// How many columns of each sort a group has.
struct GroupColumns {
  std::size_t numbers = 0;
  std::size_t ids = 0;
  std::size_t texts = 0;
  std::size_t blobs = 0;

  friend bool operator==(const GroupColumns&, const GroupColumns&) = default;
};
[[nodiscard]] constexpr GroupColumns columns_of(ValueType type, Layout layout) {
  if (layout == Layout::raw) return {.blobs = 1};
  switch (type) {
    case ValueType::none:
      return {};
    case ValueType::integer:
    case ValueType::date:
      return {.numbers = 1};
    case ValueType::text:
      return {.texts = 1};
    case ValueType::money:  // minor units; the currency's letters
      return {.numbers = 1, .texts = 1};
    case ValueType::outcome:  // state, moment of closing; reason
      return {.numbers = 2, .ids = 1};
    case ValueType::record:
      return {.ids = 1};
    case ValueType::order_key:
      return {.blobs = 1};
    case ValueType::set_elements:
      break;
  }
  return {};
}

// Which cells a change has: most changes of a batch have one of a few forms.
struct ChangeForm {
  std::uint16_t kind = 0;
  std::vector<std::uint32_t> groups;  // numbers of groups of that kind, by ascending field

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, groups);
  }
};

template <class Blob>
struct BatchColumns {
  std::vector<std::uint32_t> devices;  // whose ids and stamps follow, each once
  NumberColumn<Blob> command_names;
  NumberColumn<Blob> command_walls;  // minus the wall time of the command's first change
  std::vector<ChangeForm> forms;     // each once
  NumberColumn<Blob> command_of;
  NumberColumn<Blob> form_of;
  IdColumn<Blob> records;
  NumberColumn<Blob> stamp_milliseconds;
  NumberColumn<Blob> stamp_counters;
  NumberColumn<Blob> stamp_devices;
  NumberColumn<Blob> walls;  // minus the milliseconds of the stamp
  std::vector<ValueGroup<Blob>> groups;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(devices, command_names, command_walls, forms, command_of, form_of, records,
            stamp_milliseconds, stamp_counters, stamp_devices, walls, groups);
  }
};

}  // namespace holdall::change
