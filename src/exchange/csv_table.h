#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace holdall::exchange {

// The rows of a table of text. Every row has as many cells as there are columns: a shorter one was
// filled with empty cells, of a longer one the rest was left out; `uneven_rows` tells how many
// there were of both.
class CsvTable {
 public:
  [[nodiscard]] std::size_t column_count() const { return headers_.size(); }
  [[nodiscard]] std::size_t row_count() const { return row_count_; }
  [[nodiscard]] std::size_t uneven_rows() const { return uneven_rows_; }
  [[nodiscard]] const std::vector<std::string>& headers() const { return headers_; }

  // The content of a cell, without quotes; lives as long as the table stays where it is.
  [[nodiscard]] std::string_view cell(std::size_t row, std::size_t column) const {
    const std::size_t index = row * headers_.size() + column;
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
  }

  // The number of a row as a spreadsheet counts it: from 1, with the row of names and blank ones.
  [[nodiscard]] std::size_t file_row(std::size_t row) const {
    const auto after = std::ranges::upper_bound(gaps_, row, {}, &Gap::row);
    return row + (after - 1)->rows_before;
  }

 private:
  friend class CsvParser;
  // From `row` on this many rows of the file are not rows of the table, and one is added for
  // counting from 1.
  struct Gap {
    std::size_t row = 0;
    std::size_t rows_before = 0;
  };

  std::vector<std::string> headers_;
  std::string text_;                 // the cells behind one another
  std::vector<std::uint32_t> ends_;  // where each ends in text_
  std::vector<Gap> gaps_;            // by ascending row, the first of row 0
  std::size_t row_count_ = 0;
  std::size_t uneven_rows_ = 0;
};

}  // namespace holdall::exchange
