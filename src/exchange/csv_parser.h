#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "exchange/csv_table.h"
#include "exchange/text_encoding.h"

namespace holdall::exchange {

inline constexpr std::uint64_t csv_size_limit_bytes = 100ULL * 1024 * 1024;

// Whether a file of this size may be read at all: file_empty; file_too_large with the limit ("100
// MB") as the detail.
[[nodiscard]] Status check_csv_size(std::uint64_t size_bytes);

// The same of the bytes that have come; besides what tells a file that is no text at all:
// file_workbook, file_picture, file_pdf, file_zeros.
[[nodiscard]] Status check_csv_file(ByteView file);

// Reads a table of delimited text in slices: RFC 4180 with any of , ; tab | between the cells
// (found out by the first rows, or told by a first line "sep=;"), lines ended by CRLF, LF or CR,
// and quotes that a careless program left within an unquoted cell taken as they are. The first row
// names the columns; rows without any content are skipped.
class CsvParser {
 public:
  // Reads the names of the columns. Fails with file_empty or file_truncated.
  [[nodiscard]] static Result<CsvParser> open(DecodedText decoded);

  // Reads up to `row_limit` further rows. Fails with file_truncated if the file ends within quotes,
  // within a character, or in a row with fewer cells than there are columns where nearly all others
  // are whole; the detail is the number of that row as a spreadsheet counts it (decimal, 1 is the
  // row of names). After a failure the parser is of no further use.
  [[nodiscard]] Status parse(std::size_t row_limit);

  [[nodiscard]] bool done() const { return position_ == text_.size(); }
  // How far it is, in bytes of the decoded text.
  [[nodiscard]] std::size_t bytes_done() const { return position_; }
  [[nodiscard]] std::size_t bytes_total() const { return text_.size(); }
  [[nodiscard]] char delimiter() const { return delimiter_; }
  [[nodiscard]] TextEncoding encoding() const { return encoding_; }
  [[nodiscard]] const CsvTable& table() const { return table_; }
  [[nodiscard]] CsvTable take_table() { return std::move(table_); }

 private:
  CsvParser() = default;

  [[nodiscard]] Status read_header();
  bool read_row();
  bool read_cell();
  bool read_quoted();
  [[nodiscard]] Status truncated() const;

  std::string text_;
  std::size_t position_ = 0;
  std::size_t file_row_ = 0;  // rows read, blank ones and the names included
  std::size_t last_row_ = 0;  // the number of the last row with any content
  std::size_t short_rows_ = 0;
  bool last_row_is_short_ = false;
  char delimiter_ = ',';
  TextEncoding encoding_ = TextEncoding::utf8;
  bool cut_ = false;
  std::size_t row_cells_ = 0;  // of the last row read
  CsvTable table_;
};

}  // namespace holdall::exchange
