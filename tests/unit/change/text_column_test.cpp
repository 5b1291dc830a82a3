#include "change/text_column.h"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "../support/allocations.h"
#include "change/bounded_archive.h"

namespace holdall::change {
namespace {

constexpr std::size_t text_max = 10'000;

Bytes written(const std::vector<std::string>& texts) {
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  OutputArchive archive;
  archive(encode_texts(views));
  return archive.take();
}

void check_round_trip(const std::vector<std::string>& texts) {
  const Bytes bytes = written(texts);
  AllocationBudget budget = AllocationBudget::for_input(bytes.size());
  const auto column = read_bounded<TextColumn<ByteView>>(bytes, budget);
  REQUIRE(column.has_value());
  Result<TextReader> reader = TextReader::open(*column, budget);
  REQUIRE(reader.has_value());
  std::string text = "of before";
  for (const std::string& expected : texts) {
    reader->next(text, text_max);
    REQUIRE_FALSE(reader->failed());
    REQUIRE(text == expected);
  }
  CHECK(reader->finished());
  reader->next(text, text_max);
  CHECK(reader->failed());
  CHECK(text.empty());
}

// Whether a column is refused when it is opened or read.
bool is_refused(const TextColumn<Bytes>& made, std::size_t size_max = text_max) {
  OutputArchive archive;
  archive(made);
  const Bytes bytes = archive.take();
  AllocationBudget budget = AllocationBudget::for_input(bytes.size());
  const auto column = read_bounded<TextColumn<ByteView>>(bytes, budget);
  if (!column) return true;
  Result<TextReader> reader = TextReader::open(*column, budget);
  if (!reader) return true;
  std::string text;
  for (std::uint64_t index = 0; index < column->shape_of.count && !reader->failed(); ++index)
    reader->next(text, size_max);
  return !reader->finished();
}

Bytes bytes_of(std::string_view text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

BlobColumn<Bytes> list_of(const std::vector<std::string_view>& texts) {
  std::vector<ByteView> views;
  for (const std::string_view text : texts) views.push_back(as_bytes(text));
  return encode_blobs(views);
}

NumberColumn<Bytes> numbers_of(const std::vector<std::uint64_t>& numbers) {
  return encode_numbers(numbers);
}

}  // namespace

TEST_CASE("texts come back to the byte") {
  check_round_trip({});
  check_round_trip({""});
  check_round_trip({"", "a", "", "a b", "ab", " ", "  ", "a  b ", "1", "01", "a1b2", "1a"});
  check_round_trip({"Acme GmbH 12", "Ben.kira07@example.com", "2026-09-21", "+380 (44) 000-00-10"});
  check_round_trip({"0", "00", "999999999999999999", "1000000000000000000",
                    "12345678901234567890123", "007", "-5", "3.14"});
  check_round_trip(
      {"«Ґанок» — кав’ярня №5", "日本語 テキスト", "emoji 👩‍👩‍👧 9", "a\tb\nc\r\n"});
  check_round_trip({std::string("\x01", 1), std::string("a\x02\x01z\0q", 6), std::string(3, '\0')});
  check_round_trip({std::string(9'999, 'x'), "one two three four five six 1 2 3 4 5 6"});
}

TEST_CASE("random texts come back to the byte") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const std::vector<std::string> pieces = {"a",  "Bc", " ", "0",  "17", "9", "-", "\x01", "\x02",
                                           "\n", "é",  "—", "\t", "zz", "",  ".", "00"};
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> texts(random() % 20);
    for (std::string& text : texts) {
      for (std::size_t piece = random() % 12; piece > 0; --piece)
        text += pieces[random() % pieces.size()];
    }
    check_round_trip(texts);
  }
}

TEST_CASE("columns of texts that no encoder writes are refused") {
  const auto make = [] {
    TextColumn<Bytes> column;
    column.shapes = list_of({"\x01 \x02"});
    column.shape_of = numbers_of({0, 0});
    column.words = list_of({"a", "b"});
    column.word_places = {numbers_of({1, 0})};
    column.number_places = {numbers_of({7, 9})};
    return column;
  };
  CHECK_FALSE(is_refused(make()));
  const auto refused = [&make](auto change) {
    TextColumn<Bytes> column = make();
    change(column);
    return is_refused(column);
  };
  CHECK(refused([](auto& column) { column.shape_of = numbers_of({0, 1}); }));
  CHECK(refused([](auto& column) { column.word_places[0] = numbers_of({0, 2}); }));
  CHECK(refused([](auto& column) { column.word_places[0] = numbers_of({0}); }));
  CHECK(refused([](auto& column) { column.word_places[0] = numbers_of({0, 1, 1}); }));
  CHECK(refused([](auto& column) { column.word_places.clear(); }));
  CHECK(refused([](auto& column) { column.number_places.clear(); }));
  CHECK(refused([](auto& column) { column.number_places.push_back(numbers_of({1})); }));
  CHECK(refused([](auto& column) { column.word_places.resize(9); }));
  CHECK(refused([](auto& column) { column.words.bytes.push_back('c'); }));
  CHECK(refused([](auto& column) { column.words.lengths = numbers_of({1, 1, 5}); }));
  CHECK(refused([](auto& column) { column.words = list_of({"a", "\xFF"}); }));  // no UTF-8
  // A list whose entries are all empty and more than any budget bears.
  CHECK(refused([](auto& column) { column.words.lengths.count = 1ULL << 60; }));
  CHECK(refused([](auto& column) { column.shapes.lengths = {.count = 1ULL << 32}; }));
}

TEST_CASE("a text that unfolds beyond its bound is refused, and never made") {
  TextColumn<Bytes> column;
  const std::string long_word(50'000, 'w');
  column.shapes = {.lengths = numbers_of({60'000}), .bytes = Bytes(60'000, 0x01)};
  column.shape_of = numbers_of({0});
  column.words = {.lengths = numbers_of({50'000}), .bytes = bytes_of(long_word)};
  column.word_places.resize(4);
  for (NumberColumn<Bytes>& place : column.word_places) place.count = 1;
  column.word_places[3].count = 60'000 - 3;
  const AllocationMeter meter;
  CHECK(is_refused(column, 200'000));
  CHECK(meter.peak_bytes() < 1'500'000);
}

}  // namespace holdall::change
