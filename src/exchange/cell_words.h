#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace holdall::exchange {

// What a word in a column of stages or of outcomes means for the deal.
enum class StageMeaning : std::uint8_t { stage, open, won, lost };

// Whether a cell says that there is nothing: empty, null, N/A, -, none, (blank), нет, не указано,
// немає …
[[nodiscard]] bool is_none(std::string_view cell);

// The cell without surrounding space; empty if it says that there is nothing.
[[nodiscard]] std::string_view content_of(std::string_view cell);

// Won, Closed Won, Выиграна, Успешно реализовано, Виграно …; lost likewise; Open, В работе …;
// anything else is the name of a stage.
[[nodiscard]] StageMeaning meaning_of(std::string_view word);

// Where in a sales process a stage with this name usually stands: 10 (leads) to 60 (contracts);
// nothing for a name that says nothing about it.
[[nodiscard]] std::optional<int> funnel_position(std::string_view stage_name);

}  // namespace holdall::exchange
