#include "exchange/csv_parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/utf8.h"

namespace holdall::exchange {

namespace {

constexpr char delimiters[] = {',', ';', '\t', '|'};
constexpr std::size_t sniffed_rows = 20;
constexpr std::size_t sniffed_bytes = 1 << 18;
constexpr std::uint64_t megabyte = 1ULL << 20;

bool is_line_break(char c) { return c == '\n' || c == '\r'; }

// Moves behind CRLF, LF or CR.
void skip_line_break(std::string_view text, std::size_t& position) {
  const bool carriage_return = text[position] == '\r';
  ++position;
  if (carriage_return && position < text.size() && text[position] == '\n') ++position;
}

// Moves behind a quoted cell's closing quote, or to the end of the text; from behind the opening
// quote.
void skip_quoted(std::string_view text, std::size_t& position) {
  while (position < text.size()) {
    if (text[position++] != '"') continue;
    if (position == text.size() || text[position] != '"') return;
    ++position;
  }
}

// How many cells the row at `position` has with this delimiter; moves behind the row.
std::size_t count_cells(std::string_view text, std::size_t& position, char delimiter) {
  std::size_t cells = 1;
  bool at_start = true;
  while (position < text.size()) {
    const char c = text[position];
    if (is_line_break(c)) {
      skip_line_break(text, position);
      break;
    }
    ++position;
    if (at_start && c == '"') skip_quoted(text, position);
    at_start = c == delimiter;
    if (at_start) ++cells;
  }
  return cells;
}

// The delimiter that splits the first rows into the most cells, as far as they agree with the
// first.
char sniff_delimiter(std::string_view text) {
  char best = ',';
  std::size_t best_score = 0;
  for (const char delimiter : delimiters) {
    std::size_t position = 0;
    const std::size_t columns = count_cells(text, position, delimiter);
    std::size_t rows = 1;
    std::size_t agreeing = 1;
    for (; rows < sniffed_rows && position < text.size(); ++rows) {
      if (count_cells(text, position, delimiter) == columns) ++agreeing;
    }
    const std::size_t score = (columns - 1) * agreeing * sniffed_rows / rows;
    if (score <= best_score) continue;
    best_score = score;
    best = delimiter;
  }
  return best;
}

// What people choose by mistake, by the first bytes of its format.
std::optional<ErrorCode> other_kind_of_file(ByteView file) {
  struct Mark {
    std::string_view start;
    ErrorCode kind;
  };
  using namespace std::string_view_literals;
  constexpr Mark marks[] = {
      {"PK\x03\x04"sv, ErrorCode::file_workbook},                        // .xlsx, .ods: ZIP
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, ErrorCode::file_workbook},  // .xls: OLE2
      {"\x89PNG\r\n\x1A\n"sv, ErrorCode::file_picture},
      {"\xFF\xD8\xFF"sv, ErrorCode::file_picture},  // JPEG
      {"GIF8"sv, ErrorCode::file_picture},
      {"%PDF-"sv, ErrorCode::file_pdf},
  };
  for (const Mark& mark : marks) {
    if (as_text(file).starts_with(mark.start)) return mark.kind;
  }
  const bool zeros = std::ranges::all_of(file, [](std::uint8_t byte) { return byte == 0; });
  return zeros ? std::optional(ErrorCode::file_zeros) : std::nullopt;
}

}  // namespace

Status check_csv_size(std::uint64_t size_bytes) {
  if (size_bytes == 0) return fail(ErrorCode::file_empty);
  if (size_bytes > csv_size_limit_bytes) {
    return fail(ErrorCode::file_too_large, std::to_string(csv_size_limit_bytes / megabyte));
  }
  return {};
}

Status check_csv_file(ByteView file) {
  if (Status size = check_csv_size(file.size()); !size) return size;
  if (const auto other = other_kind_of_file(file)) return fail(*other);
  return {};
}

Result<CsvParser> CsvParser::open(DecodedText decoded) {
  CsvParser parser;
  parser.text_ = std::move(decoded.text);
  parser.encoding_ = decoded.encoding;
  parser.cut_ = decoded.cut;
  if (Status header = parser.read_header(); !header) return fail(std::move(header.error()));
  return parser;
}

Status CsvParser::read_header() {
  if (trimmed(text_).empty()) return fail(ErrorCode::file_empty);
  const std::string_view text = text_;
  if (text.starts_with("sep=") && text.size() > 5 && is_line_break(text[5])) {
    delimiter_ = text[4];  // Excel's hint
    position_ = 5;
    skip_line_break(text, position_);
    ++file_row_;
  } else {
    const std::size_t start = std::min(text.find_first_not_of("\r\n"), text.size());
    delimiter_ = sniff_delimiter(text.substr(start, sniffed_bytes));
  }
  do {
    if (done()) return fail(ErrorCode::file_empty);
    if (!read_row()) return truncated();
  } while (row_cells_ == 0);
  std::size_t begin = 0;
  for (const std::uint32_t end : table_.ends_) {
    const std::string_view name = std::string_view(table_.text_).substr(begin, end - begin);
    table_.headers_.emplace_back(trimmed(name));
    begin = end;
  }
  table_.ends_.clear();
  table_.text_.clear();
  table_.text_.reserve(text_.size() - position_);
  return cut_ && done() ? truncated() : Status{};
}

Status CsvParser::parse(std::size_t row_limit) {
  for (std::size_t rows = 0; rows < row_limit && !done(); ++rows) {
    const std::size_t text_before = table_.text_.size();
    if (!read_row()) return truncated();
    if (row_cells_ == 0) continue;
    const std::size_t rows_before = file_row_ - table_.row_count_;
    if (table_.gaps_.empty() || rows_before != table_.gaps_.back().rows_before) {
      table_.gaps_.push_back({table_.row_count_, rows_before});
    }
    ++table_.row_count_;
    last_row_ = file_row_;
    last_row_is_short_ = row_cells_ < table_.column_count();
    if (last_row_is_short_) ++short_rows_;
    if (row_cells_ == table_.column_count()) continue;
    ++table_.uneven_rows_;
    table_.ends_.resize(table_.row_count_ * table_.column_count(),
                        static_cast<std::uint32_t>(table_.text_.size()));
    table_.text_.resize(std::max<std::size_t>(text_before, table_.ends_.back()));
  }
  if (!done()) return {};
  if (cut_) return truncated();
  // A table where short rows are usual says nothing by its last one.
  const bool unusual = last_row_is_short_ && (short_rows_ - 1) * 100 < table_.row_count_;
  if (unusual) {
    file_row_ = last_row_;
    return truncated();
  }
  return {};
}

// Adds the cells of the next row to the table; `row_cells_` is 0 and nothing is added if all of
// them are empty. False if the text ends within quotes.
bool CsvParser::read_row() {
  const std::size_t cells_before = table_.ends_.size();
  const std::size_t text_before = table_.text_.size();
  ++file_row_;
  bool more = true;
  while (more) {
    if (!read_cell()) return false;
    table_.ends_.push_back(static_cast<std::uint32_t>(table_.text_.size()));
    more = !done() && text_[position_] == delimiter_;
    if (more) ++position_;
  }
  if (!done()) skip_line_break(text_, position_);
  row_cells_ = table_.ends_.size() - cells_before;
  if (trimmed(std::string_view(table_.text_).substr(text_before)).empty()) {
    table_.ends_.resize(cells_before);
    table_.text_.resize(text_before);
    row_cells_ = 0;
  }
  return true;
}

// Appends the content of a cell and stops at its delimiter, line break or the end. False if the
// text ends within quotes.
bool CsvParser::read_cell() {
  std::size_t start = position_;
  while (start < text_.size() && text_[start] == ' ') ++start;
  if (start < text_.size() && text_[start] == '"') {
    position_ = start + 1;
    if (!read_quoted()) return false;
  }
  const std::size_t begin = position_;
  while (position_ < text_.size() && text_[position_] != delimiter_ &&
         !is_line_break(text_[position_])) {
    ++position_;
  }
  table_.text_.append(text_, begin, position_ - begin);
  return true;
}

bool CsvParser::read_quoted() {
  while (true) {
    const std::size_t quote = text_.find('"', position_);
    if (quote == std::string::npos) return false;
    table_.text_.append(text_, position_, quote - position_);
    position_ = quote + 1;
    if (done() || text_[position_] != '"') return true;
    table_.text_ += '"';
    ++position_;
  }
}

Status CsvParser::truncated() const {
  return fail(ErrorCode::file_truncated, std::to_string(file_row_));
}

}  // namespace holdall::exchange
