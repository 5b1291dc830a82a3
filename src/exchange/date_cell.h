#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace holdall::exchange {

// How numeric dates of a file are to be read. A date that begins with a year of four digits is read
// as such in either order.
enum class DateOrder : std::uint8_t { day_month, month_day };

// What the dates of a file say about their order.
struct DateEvidence {
  std::size_t day_first = 0;    // the first number is greater than 12
  std::size_t month_first = 0;  // the second number is greater than 12
  std::size_t undecided = 0;    // either order is possible
  std::size_t slashes = 0;      // of the undecided those written with slashes

  void add(std::string_view cell);
  // The order with more evidence. Without any: month first for slashes if
  // `slashes_mean_month_first`, as in an American export, else day first.
  [[nodiscard]] DateOrder order(bool slashes_mean_month_first) const;
  // Whether there are dates and nothing in the file tells their order.
  [[nodiscard]] bool is_ambiguous() const {
    return undecided > 0 && day_first == 0 && month_first == 0;
  }
};

// Days since 1970-01-01 of a cell such as 20-10-2016, 3/7/21, 2017-03-07 or 2017-03-07T12:00:00Z
// (the time is left out), or with a month's name and a year. A date that only the other order
// allows is read in that order. Nothing if it is none.
[[nodiscard]] std::optional<std::int32_t> parse_date_cell(std::string_view cell, DateOrder order);

}  // namespace holdall::exchange
