#include "exchange/csv_parser.h"

#include <doctest/doctest.h>

#include "../i18n/random_text.h"
#include "csv_test_support.h"

using namespace holdall;
using namespace holdall::exchange;
using namespace holdall::test;

namespace {

Rows rows(std::string_view text, std::size_t slice = 1'000) {
  const auto table = parse_text(text, slice);
  REQUIRE(table.has_value());
  return rows_of(*table);
}

std::string error(Bytes bytes) {
  const auto table = parse_all(std::move(bytes), 3);
  if (table) return "none";
  std::string name = "other";
  if (table.error().code == ErrorCode::file_empty) name = "empty";
  if (table.error().code == ErrorCode::file_too_large) name = "large";
  if (table.error().code == ErrorCode::file_encoding) name = "encoding";
  if (table.error().code == ErrorCode::file_truncated) name = "truncated";
  if (table.error().code == ErrorCode::file_workbook) name = "workbook";
  return name + " " + table.error().detail;
}

std::string error(std::string_view text) { return error(bytes_of(text)); }

std::string utf16(std::u16string_view text, bool big_endian, bool mark) {
  std::string bytes;
  const auto append = [&](char16_t unit) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  };
  if (mark) append(0xFEFF);
  for (const char16_t unit : text) append(unit);
  return bytes;
}

}  // namespace

TEST_CASE("cells, quotes and line ends by RFC 4180") {
  const Rows expected{{"a", "b"}, {"1", "2"}, {"3", "4"}};
  CHECK(rows("a,b\r\n1,2\r\n3,4\r\n") == expected);
  CHECK(rows("a,b\n1,2\n3,4") == expected);
  CHECK(rows("a,b\r1,2\r3,4\r") == expected);
  CHECK(rows("\xEF\xBB\xBF"
             "a,b\n1,2\n\n3,4\n\n\n") == expected);
  CHECK(rows("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",") ==
        Rows{{"a", "b"}, {"x, y", "say \"hi\""}, {"two\r\nlines", ""}});
  CHECK(rows("\"a\",b\n5\" pipe,x\n \"q\" ,y\n") ==
        Rows{{"a", "b"}, {"5\" pipe", "x"}, {"q ", "y"}});
  CHECK(rows("a,b\n,\n1,2\n,,,\n") == Rows{{"a", "b"}, {"1", "2"}});
}

TEST_CASE("the delimiter is found out") {
  const Rows expected{{"a", "b", "c"}, {"1,5", "2", "3"}, {"1,7", "5", "6"}};
  CHECK(rows("a;b;c\n1,5;2;3\n1,7;5;6\n") == expected);
  CHECK(rows("a\tb\tc\n1,5\t2\t3\n1,7\t5\t6\n") == expected);
  CHECK(rows("a|b|c\n1,5|2|3\n1,7|5|6\n") == expected);
  CHECK(rows("sep=;\r\na;b;c\r\n1,5;2;3\r\n1,7;5;6\r\n") == expected);
  CHECK(rows("a,b\n\"1;2;3\",x\n\"4;5;6\",y\n") ==
        Rows{{"a", "b"}, {"1;2;3", "x"}, {"4;5;6", "y"}});
  CHECK(rows("one\n1\n2\n") == Rows{{"one"}, {"1"}, {"2"}});
}

TEST_CASE("uneven rows are evened and counted") {
  const auto table = parse_text("a,b,c\n1,2\n1,2,3,4\n1,2,3\n");
  REQUIRE(table.has_value());
  CHECK(table->uneven_rows() == 2);
  CHECK(rows_of(*table) == Rows{{"a", "b", "c"}, {"1", "2", ""}, {"1", "2", "3"}, {"1", "2", "3"}});
}

TEST_CASE("bad files are told apart") {
  CHECK(error("") == "empty ");
  CHECK(error("\r\n \r\n") == "empty ");
  CHECK(error(",,,\n,,\n") == "empty ");
  CHECK(error("a,b\n1,2\n3,\"four") == "truncated 3");
  CHECK(error("a,b\n1,2\n\n3") == "truncated 4");
  CHECK(error("a,b\n1,2\n3\n") == "truncated 3");
  CHECK(error("a,\"b") == "truncated 1");
  CHECK(error("a,b\n1,\xD0") == "truncated 2");
  CHECK(error("a,b\n1,\xD0\n") == "encoding 6");
  CHECK(error("a,b\nab\xFF\xFFzz,2\n") == "encoding 6");
  CHECK(error(std::string_view("a,b\n1,\0\n", 8)) == "encoding 6");
  CHECK(error("PK\x03\x04\xA0\xFF\x10zip") == "workbook ");
  CHECK(check_csv_size(csv_size_limit_bytes).has_value());
  CHECK(check_csv_size(200ULL << 20).error() == Error{ErrorCode::file_too_large, "100"});
  CHECK(check_csv_size(0).error().code == ErrorCode::file_empty);
}

TEST_CASE("a file of the real shape that is cut anywhere never becomes other rows") {
  const Bytes whole = fixture("sales_pipeline_excerpt.csv");
  const auto complete = parse_all(whole);
  REQUIRE(complete.has_value());
  for (std::size_t size = 1; size < whole.size(); size += 7) {
    CAPTURE(size);
    const auto table =
        parse_all(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
    if (!table) continue;
    // Undetectable only within the last cell, or where a row ends.
    for (std::size_t row = 0; row < table->row_count(); ++row) {
      for (std::size_t column = 0; column + 1 < table->column_count(); ++column) {
        REQUIRE(table->cell(row, column) == complete->cell(row, column));
      }
    }
  }
}

TEST_CASE("other encodings are decoded") {
  const Rows expected{{"Угода", "Сума"}, {"Їжак є", "5 ₴"}};
  const std::u16string_view text = u"Угода;Сума\r\nЇжак є;5 ₴\r\n";
  CHECK(rows(utf16(text, false, true)) == expected);
  CHECK(rows(utf16(text, true, true)) == expected);
  const std::u16string_view ascii = u"title,value\nAcme \U0001F600,5\n";
  CHECK(rows(utf16(ascii, false, false)) == Rows{{"title", "value"}, {"Acme 😀", "5"}});
  CHECK(rows(utf16(ascii, true, false)) == Rows{{"title", "value"}, {"Acme 😀", "5"}});
  // "Сделка;Сумма" and "Ёлка № 5;100 €" in Windows-1251.
  const std::string windows =
      "\xD1\xE4\xE5\xEB\xEA\xE0;\xD1\xF3\xEC\xEC\xE0\r\n\xA8\xEB\xEA\xE0 \xB9 5;100 \x88\r\n";
  CHECK(rows(windows) == Rows{{"Сделка", "Сумма"}, {"Ёлка № 5", "100 €"}});
  const auto parser = open_parser(bytes_of(windows));
  REQUIRE(parser.has_value());
  CHECK(parser->encoding() == TextEncoding::windows_1251);
  CHECK(parser->delimiter() == ';');
  // Western accents stand alone and are not taken for Cyrillic.
  CHECK(error("name;caf\xE9;Andr\xE9;Ren\xE9"
              "e;Z\xFCrich;M\xF6"
              "bel\n") == "encoding 8");
  CHECK(error(utf16(u"a,b\n1,2", false, true).substr(0, 15)) == "truncated 2");
  CHECK(error(std::string("\xFF\xFE"
                          "a\0\0\0b\0",
                          8)) == "encoding 4");
  CHECK(error(std::string("\xFF\xFE"
                          "a\0\x00\xDC"
                          "b\0",
                          8)) == "encoding 4");
}

TEST_CASE("progress goes up to the whole and slices do not matter") {
  const Bytes bytes = fixture("sales_pipeline_excerpt.csv");
  auto parser = open_parser(bytes);
  REQUIRE(parser.has_value());
  std::size_t before = parser->bytes_done();
  while (!parser->done()) {
    REQUIRE(parser->parse(17).has_value());
    CHECK(parser->bytes_done() > before);
    before = parser->bytes_done();
  }
  CHECK(parser->bytes_done() == parser->bytes_total());
  CHECK(rows_of(parser->table()) == rows_of(*parse_all(bytes, 1'000'000)));
}

TEST_CASE("property: a table that is written is read back equal") {
  const std::uint64_t seed = property_seed();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 1'500; ++round) {
    constexpr std::string_view delimiters = ",;\t|";
    constexpr std::string_view breaks[] = {"\n", "\r\n", "\r"};
    const char delimiter = delimiters[random() % delimiters.size()];
    const std::string_view line_break = breaks[random() % 3];
    const std::size_t columns = 2 + random() % 5;
    Rows expected(1 + random() % 6);
    std::string text = random() % 2 == 0 ? "\xEF\xBB\xBF" : "";
    for (std::size_t row = 0; row < expected.size(); ++row) {
      for (std::size_t column = 0; column < columns; ++column) {
        std::string cell = row == 0 ? "h" + std::to_string(column) : random_text(random, 8);
        if (row > 0 && column == 0) cell = "r" + cell;  // no row is blank
        if (row > 0 && random() % 8 == 0) cell += "\"\r\n" + std::string(1, delimiter) + "x";
        const bool quoted = row > 0 && (random() % 2 == 0 || cell.starts_with(' ') ||
                                        cell.find_first_of("\"\r\n,;|\t") != std::string::npos);
        if (column > 0) text += delimiter;
        if (quoted) text += '"';
        for (const char c : cell) {
          if (quoted && c == '"') text += '"';
          text += c;
        }
        if (quoted) text += '"';
        expected[row].push_back(std::move(cell));
      }
      if (row + 1 < expected.size() || expected.size() == 1 || random() % 2 == 0)
        text += line_break;
    }
    CAPTURE(text);
    const auto table = parse_text(text, 1 + random() % 3);
    REQUIRE(table.has_value());
    REQUIRE(rows_of(*table) == expected);
    REQUIRE(table->uneven_rows() == 0);
  }
}

TEST_CASE("property: no bytes bring the parser down") {
  const std::uint64_t seed = property_seed();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  constexpr std::string_view pieces[] = {",", ";", "\"", "\r", "\n",   "\"\"", "a",
                                         "1", " ", "\t", "|",  "Сума", "value"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    if (round % 3 == 0) {
      text = random_bytes(random, 60);
    } else {
      const std::size_t count = random() % 40;
      for (std::size_t i = 0; i < count; ++i) text += pieces[random() % std::size(pieces)];
    }
    if (round % 7 == 0) text.insert(0, round % 2 == 0 ? "\xFF\xFE" : "\xFE\xFF");
    const auto table = parse_text(text, 1 + random() % 5);
    if (!table) continue;
    const Rows read = rows_of(*table);
    CHECK(read.size() == table->row_count() + 1);
    if (auto mapping = recognise_table(*table, i18n::Language::english)) {
      CHECK(mapping->columns.size() == table->column_count());
    }
  }
}

TEST_CASE("rows are numbered as a spreadsheet numbers them") {
  const auto table = parse_text("sep=;\n\na;b\n1;2\n;\n\n3;4\n\"5\n\n5\";6\n\n7;8\n", 1);
  REQUIRE(table.has_value());
  REQUIRE(table->row_count() == 4);
  CHECK(table->file_row(0) == 4);
  CHECK(table->file_row(1) == 7);
  CHECK(table->file_row(2) == 8);
  CHECK(table->file_row(3) == 10);
}
