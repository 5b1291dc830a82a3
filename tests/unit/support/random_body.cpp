#include "random_body.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <random>
#include <string>

#include "change/set_elements.h"

namespace holdall::change {
namespace {

class BodyMaker {
 public:
  explicit BodyMaker(std::uint32_t seed) : random_(seed) {}

  BatchBody make(std::uint32_t changes_max);

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool once_in(std::uint64_t times) { return below(times) == 0; }
  // Any width up to 64 bits, small ones often.
  std::int64_t integer() {
    const auto magnitude = static_cast<std::int64_t>(random_() >> below(64));
    return once_in(4) ? -magnitude : magnitude;
  }
  DeviceNumber device() {
    constexpr DeviceNumber devices[] = {0, 1, 0x1234'5678, 0x3FFF'FFFF, 0x7FFF'FFFF, 0x4000'0001};
    return devices[below(std::size(devices))];
  }
  RecordId record() {
    const RecordId id = RecordId::of(device(), static_cast<std::uint32_t>(random_() >> below(64)));
    return id ? id : RecordId{1};
  }
  std::string text() {
    constexpr const char* words[] = {"deal", "Ґанок", "42", "007",  " ",
                                     ", ",   "\n",    "é",  "\x01", "x"};
    std::string text;
    for (std::uint64_t count = below(12); count > 0; --count)
      text += words[below(std::size(words))];
    return text;
  }
  Bytes bytes(std::size_t size_max) {
    Bytes bytes(static_cast<std::size_t>(below(size_max + 1)));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    return bytes;
  }
  model::Value value();
  Change change();

  std::mt19937_64 random_;
};

model::Value BodyMaker::value() {
  switch (below(11)) {
    case 0:
      return model::NoValue{};
    case 1:
      return integer();
    case 2:
      return text();
    case 3:
      return model::Money{integer(), {{'E', 'U', static_cast<char>('A' + below(26))}}};
    case 4:
      return model::Outcome{static_cast<model::OutcomeState>(below(3)),
                            once_in(2) ? RecordId{} : record(), integer()};
    case 5:
      return once_in(5) ? RecordId{} : record();
    case 6:
      return model::Date{static_cast<std::int32_t>(integer())};
    case 7:
      return model::OrderKey{bytes(9)};
    case 8:
      return model::UnknownValue{9 + (random_() >> below(64)) / 2, bytes(20)};
    case 9: {
      const std::optional<model::SetElements> set = added_element({}, bytes(6));
      return set ? model::Value(*set) : model::NoValue{};
    }
    default:  // an outcome of a state that this version does not know
      return model::UnknownValue{4, {static_cast<std::uint8_t>(3 + below(200)), 0, 0}};
  }
}

Change BodyMaker::change() {
  const auto kind = once_in(8) ? random_() >> 48 : 1 + below(6);
  Change change{.kind = static_cast<model::RecordKind>(kind),
                .record = record(),
                .stamp = {static_cast<std::int64_t>(random_() >> 17 >> below(40)),
                          static_cast<std::uint16_t>(once_in(4) ? random_() : 0), device()}};
  change.wall_ms = once_in(4) ? integer() : change.stamp.milliseconds;
  std::uint64_t field = below(3);
  for (std::uint64_t cells = once_in(9) ? 0 : 1 + below(5); cells > 0; --cells) {
    change.cells.push_back({static_cast<model::FieldNumber>(field), value()});
    field += 1 + (once_in(10) ? below(9'000) : 0);
  }
  return change;
}

BatchBody BodyMaker::make(std::uint32_t changes_max) {
  BatchBody body;
  for (std::uint64_t count = 1 + below(6); count > 0; --count) {
    body.commands.push_back({.name = static_cast<std::uint16_t>(once_in(5) ? random_() : below(13)),
                             .wall_ms = integer()});
  }
  for (std::uint64_t count = below(changes_max + std::uint64_t{1}); count > 0; --count) {
    body.changes.push_back(
        {.command = static_cast<std::uint32_t>(below(body.commands.size())), .change = change()});
  }
  return body;
}

}  // namespace

BatchBody random_body(std::uint32_t seed, std::uint32_t changes_max) {
  return BodyMaker(seed).make(changes_max);
}

}  // namespace holdall::change
