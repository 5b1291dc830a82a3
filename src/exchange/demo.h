#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/imported_deal.h"
#include "i18n/language.h"

namespace holdall::exchange {

inline constexpr std::size_t demo_stage_count = 6;

// The symbolic keys of the stages' names (i18n/catalogue.h), those of the built-in pipeline, in
// order: "stage.lead" …
[[nodiscard]] std::string_view demo_stage_key(std::size_t stage);

struct DemoPerson {
  std::string name;
  std::size_t organisation = 0;  // index into DemoData::organisations
};

// A deal came into a stage, 0 to demo_stage_count - 1, at a moment of a working day.
struct DemoMove {
  std::int64_t wall_ms = 0;
  std::size_t stage = 0;
};

struct DemoDeal {
  std::string title;
  std::string owner;
  std::size_t organisation = 0;  // indices into DemoData
  std::size_t person = 0;        // works for that organisation
  std::optional<ImportedMoney> value;
  // From the creation on, strictly rising in time; the last one is the present stage, or the one at
  // closing.
  std::vector<DemoMove> moves;
  DealOutcome outcome = DealOutcome::open;
  std::int64_t closed_ms = 0;  // 0 while open, else after the last move
  std::string lost_reason;     // a symbolic key such as "lost_reason.price"; empty unless lost
  std::int32_t opened_on = 0;  // days since 1970-01-01
  std::optional<std::int32_t> expected_close;
  std::optional<std::int32_t> closed_on;
};

// A sample pipeline of one selling company, made up: about 75 open deals, 40 won and 30 lost ones
// of the last months. No name is meant to be a real organisation's or person's.
struct DemoData {
  std::vector<std::string> organisations;
  std::vector<DemoPerson> persons;
  std::vector<DemoDeal> deals;  // in the order of their creation
};

// The same data for the same seed, language and day on every machine. Everything that has happened
// lies before `today` (days since 1970-01-01).
[[nodiscard]] DemoData make_demo(std::uint64_t seed, i18n::Language language, std::int32_t today);

}  // namespace holdall::exchange
