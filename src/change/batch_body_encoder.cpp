#include <algorithm>
#include <map>
#include <new>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "base/utf8.h"
#include "change/batch_body.h"
#include "change/bounded_archive.h"

namespace holdall::change {
namespace {

using Numbers = std::vector<std::uint64_t>;

// Numbers whatever comes, from 0, in the order of its first appearance.
template <class Key>
class Numbering {
 public:
  std::uint32_t number_of(const Key& key) {
    const auto [entry, added] = numbers_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
    if (added) keys_.push_back(key);
    return entry->second;
  }
  [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }

 private:
  std::map<Key, std::uint32_t> numbers_;
  std::vector<Key> keys_;
};

using Devices = Numbering<std::uint32_t>;

struct Ids {
  Numbers devices;
  Numbers counters;

  void add(RecordId id, Devices& known) {
    devices.push_back(known.number_of(id.device()));
    counters.push_back(id.counter());
  }
  [[nodiscard]] IdColumn<Bytes> column() const {
    return {.devices = encode_numbers(devices), .counters = encode_numbers(counters)};
  }
};

// A value as its type and payload (docs/data-format.md 'Values').
struct RawValue {
  std::uint64_t type = 0;
  Bytes payload;
};

RawValue raw_value(const model::Value& value) {
  ByteWriter writer;
  encode_value(writer, value);
  ByteReader reader(writer.bytes());
  const std::uint64_t type = reader.varint();
  const ByteView payload = reader.sized();
  return {.type = type, .payload = Bytes(payload.begin(), payload.end())};
}

// The type in whose columns a value fits; nothing for what only a payload can hold: sets, what this
// version does not know, and values that are none of their type.
struct TypeOf {
  using Type = std::optional<ValueType>;

  Type operator()(model::NoValue) const { return ValueType::none; }
  Type operator()(std::int64_t) const { return ValueType::integer; }
  Type operator()(const std::string& text) const {
    return is_valid_utf8(text) ? Type(ValueType::text) : std::nullopt;
  }
  Type operator()(const model::Money& money) const {
    const bool known = model::currency_from_code(money.currency.code()).has_value();
    return known ? Type(ValueType::money) : std::nullopt;
  }
  Type operator()(const model::Outcome& outcome) const {
    const bool known = outcome.state <= model::OutcomeState::lost && outcome.reason.value >= 0;
    return known ? Type(ValueType::outcome) : std::nullopt;
  }
  Type operator()(RecordId id) const {
    return id.value >= 0 ? Type(ValueType::record) : std::nullopt;
  }
  Type operator()(model::Date) const { return ValueType::date; }
  Type operator()(const model::OrderKey&) const { return ValueType::order_key; }
  Type operator()(const model::SetElements&) const { return std::nullopt; }
  Type operator()(const model::UnknownValue&) const { return std::nullopt; }
};

// Gathers the values of a group.
class GroupWriter {
 public:
  void add(Layout layout, const model::Value& value, Devices& devices) {
    if (layout == Layout::raw) {
      raw_.push_back(raw_value(value).payload);
      blobs_.emplace_back();  // set when they stay where they are
    } else {
      devices_ = &devices;
      std::visit(*this, value);
    }
  }

  void operator()(model::NoValue) {}
  void operator()(std::int64_t integer) { first_.push_back(static_cast<std::uint64_t>(integer)); }
  void operator()(const std::string& text) { texts_.push_back(text); }
  void operator()(const model::Money& money) {
    first_.push_back(static_cast<std::uint64_t>(money.minor));
    texts_.push_back(money.currency.code());
  }
  void operator()(const model::Outcome& outcome) {
    first_.push_back(static_cast<std::uint64_t>(outcome.state));
    second_.push_back(static_cast<std::uint64_t>(outcome.closed_ms));
    ids_.add(outcome.reason, *devices_);
  }
  void operator()(RecordId id) { ids_.add(id, *devices_); }
  void operator()(model::Date date) {
    first_.push_back(static_cast<std::uint64_t>(std::int64_t{date.days}));
  }
  void operator()(const model::OrderKey& key) { blobs_.emplace_back(key.bytes); }
  void operator()(const model::SetElements&) { HOLDALL_ASSERT(false); }
  void operator()(const model::UnknownValue&) { HOLDALL_ASSERT(false); }

  [[nodiscard]] ValueGroup<Bytes> take(std::uint16_t kind, std::uint16_t field, Layout layout,
                                       std::uint64_t type) {
    ValueGroup<Bytes> group{.kind = kind, .field = field, .layout = layout, .type = type};
    for (std::size_t index = 0; index < raw_.size(); ++index) blobs_[index] = raw_[index];
    const GroupColumns columns = columns_of(static_cast<ValueType>(type), layout);
    if (columns.numbers > 0) group.numbers.push_back(encode_numbers(first_));
    if (columns.numbers > 1) group.numbers.push_back(encode_numbers(second_));
    if (columns.ids > 0) group.ids.push_back(ids_.column());
    if (columns.texts > 0) group.texts.push_back(encode_texts(texts_));
    if (columns.blobs > 0) group.blobs.push_back(encode_blobs(blobs_));
    return group;
  }

 private:
  Devices* devices_ = nullptr;
  Numbers first_;
  Numbers second_;
  Ids ids_;
  std::vector<std::string_view> texts_;
  std::vector<ByteView> blobs_;
  std::vector<Bytes> raw_;
};

// Kind, field, layout, type.
using GroupKey = std::tuple<std::uint16_t, std::uint16_t, Layout, std::uint64_t>;
using FormKey = std::pair<std::uint16_t, std::vector<std::uint32_t>>;

class BodyEncoder {
 public:
  void add(const BatchChange& entry);
  [[nodiscard]] BatchColumns<Bytes> take(std::span<const BatchCommand> commands);

 private:
  [[nodiscard]] std::uint32_t add_cell(std::uint16_t kind, const CellValue& cell);

  Devices devices_;
  Numbering<GroupKey> group_keys_;
  std::vector<GroupWriter> groups_;
  Numbering<FormKey> forms_;
  Numbers command_of_;
  Numbers form_of_;
  Ids records_;
  Numbers stamp_milliseconds_;
  Numbers stamp_counters_;
  Numbers stamp_devices_;
  Numbers walls_;
  std::vector<std::optional<std::int64_t>> first_wall_;  // of each command
};

std::uint32_t BodyEncoder::add_cell(std::uint16_t kind, const CellValue& cell) {
  const std::optional<ValueType> known = std::visit(TypeOf{}, cell.value);
  const Layout layout = known ? Layout::typed : Layout::raw;
  const std::uint64_t type =
      known ? static_cast<std::uint64_t>(*known) : raw_value(cell.value).type;
  const std::uint32_t group = group_keys_.number_of({kind, cell.field, layout, type});
  if (group == groups_.size()) groups_.emplace_back();
  groups_[group].add(layout, cell.value, devices_);
  return group;
}

void BodyEncoder::add(const BatchChange& entry) {
  const Change& change = entry.change;
  HOLDALL_ASSERT(change.record.value > 0);
  HOLDALL_ASSERT(change.stamp.milliseconds >= 0 && change.stamp.milliseconds < stamp_limit_ms);
  HOLDALL_ASSERT(std::ranges::adjacent_find(change.cells, std::greater_equal<>{},
                                            &CellValue::field) == change.cells.end());
  const auto kind = static_cast<std::uint16_t>(change.kind);
  FormKey form{kind, {}};
  for (const CellValue& cell : change.cells) form.second.push_back(add_cell(kind, cell));
  form_of_.push_back(forms_.number_of(form));
  command_of_.push_back(entry.command);
  records_.add(change.record, devices_);
  stamp_milliseconds_.push_back(static_cast<std::uint64_t>(change.stamp.milliseconds));
  stamp_counters_.push_back(change.stamp.counter);
  stamp_devices_.push_back(devices_.number_of(change.stamp.device));
  walls_.push_back(static_cast<std::uint64_t>(change.wall_ms) -
                   static_cast<std::uint64_t>(change.stamp.milliseconds));
  if (entry.command >= first_wall_.size()) first_wall_.resize(entry.command + std::size_t{1});
  std::optional<std::int64_t>& wall = first_wall_[entry.command];
  if (!wall) wall = change.wall_ms;
}

BatchColumns<Bytes> BodyEncoder::take(std::span<const BatchCommand> commands) {
  HOLDALL_ASSERT(first_wall_.size() <= commands.size());
  first_wall_.resize(commands.size());
  Numbers names;
  Numbers walls;
  for (std::size_t index = 0; index < commands.size(); ++index) {
    names.push_back(commands[index].name);
    walls.push_back(static_cast<std::uint64_t>(commands[index].wall_ms) -
                    static_cast<std::uint64_t>(first_wall_[index].value_or(0)));
  }
  BatchColumns<Bytes> columns;
  columns.command_names = encode_numbers(names);
  columns.command_walls = encode_numbers(walls);
  for (const auto& [kind, groups] : forms_.keys())
    columns.forms.push_back({.kind = kind, .groups = groups});
  columns.command_of = encode_numbers(command_of_);
  columns.form_of = encode_numbers(form_of_);
  columns.records = records_.column();
  columns.stamp_milliseconds = encode_numbers(stamp_milliseconds_);
  columns.stamp_counters = encode_numbers(stamp_counters_);
  columns.stamp_devices = encode_numbers(stamp_devices_);
  columns.walls = encode_numbers(walls_);
  for (std::size_t index = 0; index < groups_.size(); ++index) {
    const auto& [kind, field, layout, type] = group_keys_.keys()[index];
    columns.groups.push_back(groups_[index].take(kind, field, layout, type));
  }
  columns.devices = devices_.keys();
  return columns;
}

}  // namespace

Result<EncodedBody> encode_body(const BatchBody& body) {
  try {
    std::uint64_t cells = 0;
    for (const BatchChange& entry : body.changes) cells += entry.change.cells.size();
    if (body.commands.size() > batch_commands_max || body.changes.size() > batch_changes_max ||
        cells > batch_cells_max) {
      return fail(ErrorCode::invalid_argument, "too many changes for one batch");
    }
    BodyEncoder encoder;
    for (const BatchChange& entry : body.changes) encoder.add(entry);
    OutputArchive archive;
    archive(encoder.take(body.commands));
    EncodedBody encoded;
    encoded.part_ends.assign(archive.part_ends().begin(), archive.part_ends().end());
    encoded.bytes = archive.take();
    return encoded;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "encoding a batch");
  }
}

}  // namespace holdall::change
