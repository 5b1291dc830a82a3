#pragma once

#include <cstdint>

namespace holdall::model {

// Numbers of kinds and fields are part of the permanent format (docs/data-format.md): never reused,
// never renumbered.

enum class RecordKind : std::uint16_t {
  pipeline = 1,
  stage = 2,
  deal = 3,
  organisation = 4,
  person = 5,
  member = 6,
};

using FieldNumber = std::uint16_t;

// Field 0 of every kind: the causal length of its existence. Odd: it exists; even: it is deleted.
inline constexpr FieldNumber life_field = 0;

// Field 0x7FFF of every kind: the record that this one, a duplicate, was merged into. Reads follow
// it (change/merged_into.h).
inline constexpr FieldNumber merged_into_field = 0x7FFF;

// Fields with the top bit are sets, of every kind.
inline constexpr FieldNumber first_set_field = 0x8000;
[[nodiscard]] constexpr bool is_set_field(FieldNumber field) { return field >= first_set_field; }

namespace pipeline_field {
inline constexpr FieldNumber name = 1;
inline constexpr FieldNumber position = 2;
}  // namespace pipeline_field

namespace stage_field {
inline constexpr FieldNumber name = 1;
inline constexpr FieldNumber pipeline = 2;
inline constexpr FieldNumber position = 3;
inline constexpr FieldNumber probability = 4;  // whole per cent
}  // namespace stage_field

namespace deal_field {
inline constexpr FieldNumber title = 1;
inline constexpr FieldNumber value = 2;
inline constexpr FieldNumber stage = 3;  // implies the pipeline; kept when the deal is closed
inline constexpr FieldNumber position = 4;
inline constexpr FieldNumber outcome = 5;
inline constexpr FieldNumber expected_close = 6;
inline constexpr FieldNumber organisation = 7;
inline constexpr FieldNumber person = 8;
inline constexpr FieldNumber owner = 9;          // a member
inline constexpr FieldNumber owner_name = 10;    // an owner that is only a name in an imported file
inline constexpr FieldNumber product_name = 11;  // likewise a product
inline constexpr FieldNumber opened_on = 12;
inline constexpr FieldNumber external_key = 13;  // the id in the system that it was imported from
inline constexpr FieldNumber outcome_note = 14;  // why it was won or lost, in words
}  // namespace deal_field

namespace organisation_field {
inline constexpr FieldNumber name = 1;
}  // namespace organisation_field

namespace person_field {
inline constexpr FieldNumber name = 1;
inline constexpr FieldNumber organisation = 2;
}  // namespace person_field

namespace member_field {
inline constexpr FieldNumber name = 1;
}  // namespace member_field

}  // namespace holdall::model
