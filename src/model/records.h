#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/record_id.h"
#include "model/date.h"
#include "model/money.h"
#include "model/outcome.h"

namespace holdall::model {

// The most characters that a title or a name is given; who types more is told. An imported one is
// kept whole, and reported.
inline constexpr std::size_t name_length_max = 500;

// The ordered stages of one way of selling. The name of a built-in record that nobody has renamed
// is a key of the message catalogue; `name_is_key` tells.
struct Pipeline {
  RecordId id;
  std::string name;
  bool name_is_key = false;
};

struct Stage {
  RecordId id;
  RecordId pipeline;
  std::string name;
  bool name_is_key = false;
  std::int32_t probability_percent = 0;
  Bytes position;  // its order key
};

struct Deal {
  RecordId id;
  std::string title;
  std::optional<Money> value;
  RecordId stage;
  RecordId pipeline;
  Outcome outcome;
  std::optional<Date> expected_close;
  RecordId organisation;
  RecordId person;
  RecordId owner;
  std::string owner_name;
  std::string product_name;
  std::optional<Date> opened_on;
  std::string external_key;
  std::string outcome_note;
};

struct Organisation {
  RecordId id;
  std::string name;
};

struct Person {
  RecordId id;
  std::string name;
  RecordId organisation;
};

struct Member {
  RecordId id;
  std::string name;
};

// Built-in records: the same ids and contents on every device, so that two devices that start apart
// agree.
namespace built_in {
inline constexpr RecordId pipeline = RecordId::of(built_in_device, 1);
inline constexpr std::uint32_t first_stage_counter = 101;
inline constexpr std::uint32_t stage_count = 6;

// The stages Lead, Qualification, Presentation, Offer, Negotiation, Closing.
[[nodiscard]] constexpr RecordId stage(std::uint32_t index) {
  return RecordId::of(built_in_device, first_stage_counter + index);
}
}  // namespace built_in

}  // namespace holdall::model
