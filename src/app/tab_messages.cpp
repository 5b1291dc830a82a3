#include "app/tab_messages.h"

#include <string>
#include <type_traits>
#include <utility>

#include "store/delta_log.h"
#include "store/schema.h"

namespace holdall::app {
namespace {

// Rises with every change of what is said, of the commands too.
constexpr std::uint8_t protocol_version = 5;

// One walk over the members of each type, for writing and for reading alike.
class Writer {
 public:
  void number(std::uint64_t& value) { bytes_.varint(value); }
  void number(std::int64_t& value) { bytes_.signed_varint(value); }
  void text(std::string& value) { bytes_.sized(as_bytes(value)); }
  void blob(Bytes& value) { bytes_.sized(value); }
  [[nodiscard]] Bytes take() { return bytes_.take(); }

 private:
  ByteWriter bytes_;
};

class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}
  void number(std::uint64_t& value) { value = bytes_.varint(); }
  void number(std::int64_t& value) { value = bytes_.signed_varint(); }
  void text(std::string& value) { value = as_text(bytes_.sized()); }
  void blob(Bytes& value) {
    const ByteView read = bytes_.sized();
    value.assign(read.begin(), read.end());
  }
  [[nodiscard]] bool at_end() const { return bytes_.at_end(); }

 private:
  ByteReader bytes_;
};

// Any integer or enumeration that fits a signed number.
template <class Codec, class Value>
void walk_number(Codec& codec, Value& value) {
  auto wide = static_cast<std::int64_t>(value);
  codec.number(wide);
  value = static_cast<Value>(wide);
}

template <class Codec>
void walk(Codec& codec, RecordId& id) {
  codec.number(id.value);
}

template <class Codec>
void walk(Codec& codec, model::Date& date) {
  walk_number(codec, date.days);
}

template <class Codec>
void walk(Codec& codec, model::Money& money) {
  codec.number(money.minor);
  for (char& letter : money.currency.letters) walk_number(codec, letter);
}

template <class Codec>
void walk(Codec& codec, std::string& text) {
  codec.text(text);
}

template <class Codec>
void walk(Codec& codec, Error& error) {
  walk_number(codec, error.code);
  codec.text(error.detail);
}

template <class Codec, class Value>
void walk(Codec& codec, std::optional<Value>& value) {
  bool there = value.has_value();
  walk_number(codec, there);
  if (there && !value) value = Value{};
  if (there) walk(codec, *value);
}

template <class Codec>
void walk(Codec& codec, ColumnId& column) {
  walk_number(codec, column.kind);
  walk(codec, column.stage);
}

template <class Codec, class... Members>
void walk_all(Codec& codec, Members&... members) {
  (walk(codec, members), ...);
}

template <class Codec>
void walk(Codec& codec, AddDeal& edit) {
  walk_all(codec, edit.column, edit.title, edit.value, edit.expected_close);
}
template <class Codec>
void walk(Codec& codec, RenameDeal& edit) {
  walk_all(codec, edit.deal, edit.title);
}
template <class Codec>
void walk(Codec& codec, SetDealValue& edit) {
  walk_all(codec, edit.deal, edit.value);
}
template <class Codec>
void walk(Codec& codec, SetExpectedClose& edit) {
  walk_all(codec, edit.deal, edit.date);
}
template <class Codec>
void walk(Codec& codec, SetClosedOn& edit) {
  walk_all(codec, edit.deal, edit.date);
}
template <class Codec>
void walk(Codec& codec, SetDealOrganisation& edit) {
  walk_all(codec, edit.deal, edit.name);
}
template <class Codec>
void walk(Codec& codec, SetDealPerson& edit) {
  walk_all(codec, edit.deal, edit.name);
}
template <class Codec>
void walk(Codec& codec, MoveDeal& edit) {
  walk_all(codec, edit.deal, edit.column);
  walk_number(codec, edit.index);
  walk(codec, edit.note);
}
template <class Codec>
void walk(Codec& codec, SetOutcomeNote& edit) {
  walk_all(codec, edit.deal, edit.note);
}
template <class Codec>
void walk(Codec& codec, change::Stamp& stamp) {
  walk_number(codec, stamp.milliseconds);
  walk_number(codec, stamp.counter);
  walk_number(codec, stamp.device);
}
template <class Codec>
void walk(Codec& codec, SettleConflict& edit) {
  walk(codec, edit.deal);
  walk_number(codec, edit.field);
  walk(codec, edit.taken);
}
template <class Codec>
void walk(Codec& codec, DeleteDeal& edit) {
  walk(codec, edit.deal);
}
template <class Codec>
void walk(Codec& codec, RenameMe& edit) {
  walk(codec, edit.name);
}
template <class Codec>
void walk(Codec&, UndoStep&) {}
template <class Codec>
void walk(Codec&, RedoStep&) {}

template <class Codec, class... Kinds>
void walk(Codec& codec, std::variant<Kinds...>& value);

template <class Codec>
void walk(Codec&, LeadsMessage&) {}
template <class Codec>
void walk(Codec&, FollowsMessage&) {}
template <class Codec>
void walk(Codec& codec, HeaderMessage& message) {
  codec.blob(message.header);
}
template <class Codec>
void walk(Codec& codec, StepMessage& message) {
  codec.blob(message.step);
}
template <class Codec>
void walk(Codec& codec, AskMessage& message) {
  codec.number(message.number);
  codec.number(message.after);
  walk(codec, message.pipeline);
  walk(codec, message.edit);
}
template <class Codec>
void walk(Codec& codec, AskedEdit& asked) {
  codec.number(asked.tab);
  codec.number(asked.number);
}
template <class Codec>
void walk(Codec& codec, AcceptedMessage& message) {
  walk(codec, message.asked);
}
template <class Codec>
void walk(Codec& codec, StoredMessage& message) {
  walk(codec, message.asked);
  walk_number(codec, message.executed.name);
  walk_number(codec, message.executed.changed);
  walk_all(codec, message.executed.deal, message.executed.deal_title);
}
template <class Codec>
void walk(Codec& codec, RefusedMessage& message) {
  walk(codec, message.asked);
  walk(codec, message.error);
}
template <class Codec>
void walk(Codec& codec, TroubleMessage& message) {
  walk(codec, message.error);
}
template <class Codec>
void walk(Codec&, RetryMessage&) {}
template <class Codec>
void walk(Codec&, WhoFollowsMessage&) {}

// The alternative of this index, made anew.
template <std::size_t Index = 0, class... Kinds>
void choose(std::variant<Kinds...>& value, std::size_t index) {
  if constexpr (Index < sizeof...(Kinds)) {
    if (index == Index) {
      value.template emplace<Index>();
    } else {
      choose<Index + 1>(value, index);
    }
  }
}

template <class Codec, class... Kinds>
void walk(Codec& codec, std::variant<Kinds...>& value) {
  std::uint64_t index = value.index();
  codec.number(index);
  if constexpr (std::is_same_v<Codec, Reader>) choose(value, static_cast<std::size_t>(index));
  std::visit([&codec](auto& chosen) { walk(codec, chosen); }, value);
}

template <class Codec>
bool walk_head(Codec& codec, std::uint64_t& sender) {
  const std::uint64_t own[] = {protocol_version, static_cast<std::uint64_t>(store::schema_version),
                               store::storage_format_version};
  bool same = true;
  for (const std::uint64_t version : own) {
    std::uint64_t heard = version;
    codec.number(heard);
    same = same && heard == version;
  }
  codec.number(sender);
  return same;
}

}  // namespace

Bytes encode_tab_message(SentMessage sent) {
  Writer writer;
  walk_head(writer, sent.sender);
  walk(writer, sent.message);
  return writer.take();
}

std::optional<SentMessage> decode_tab_message(ByteView bytes) {
  SentMessage sent;
  Reader reader(bytes);
  if (!walk_head(reader, sent.sender)) return std::nullopt;
  walk(reader, sent.message);
  if (!reader.at_end()) return std::nullopt;
  return sent;
}

}  // namespace holdall::app
