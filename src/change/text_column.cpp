#include "change/text_column.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

#include "base/utf8.h"

namespace holdall::change {
namespace {

constexpr std::uint8_t word_mark = 0x01;
constexpr std::uint8_t number_mark = 0x02;
// The words of a text from the fourth on stand in one column, and so do its numbers.
constexpr std::size_t places_max = 4;
constexpr std::size_t number_digits_max = 18;  // less than 2^63

using Numbers = std::vector<std::uint64_t>;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// ASCII letters, all that is not ASCII, and the bytes that serve as marks.
bool is_word_byte(char letter) {
  const auto byte = static_cast<std::uint8_t>(letter);
  const bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
  return is_letter || byte >= 0x80 || byte == word_mark || byte == number_mark;
}

// Gives each different byte string a number, from 0, in the order of their first appearance.
class Numbering {
 public:
  std::uint64_t number_of(std::string_view text) {
    const auto [entry, added] = numbers_.try_emplace(std::string(text), texts_.size());
    if (added) texts_.push_back(as_bytes(entry->first));
    return entry->second;
  }
  [[nodiscard]] std::span<const ByteView> texts() const { return texts_; }

 private:
  std::unordered_map<std::string, std::uint64_t> numbers_;  // its nodes stay where they are
  std::vector<ByteView> texts_;
};

class TextSplitter {
 public:
  void add(std::string_view text);
  [[nodiscard]] TextColumn<Bytes> take() const;

 private:
  std::string shape_;
  Numbering shapes_;
  Numbering words_;
  Numbers shape_of_;
  std::array<Numbers, places_max> word_places_;
  std::array<Numbers, places_max> number_places_;
};

void TextSplitter::add(std::string_view text) {
  shape_.clear();
  std::size_t words = 0;
  std::size_t numbers = 0;
  const auto place = [](std::size_t& count) { return std::min(count++, places_max - 1); };
  const auto run_of = [&text](auto is_of_run) {
    const auto end = std::ranges::find_if_not(text, is_of_run);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
  };
  while (!text.empty()) {
    const bool digits = is_digit(text.front());
    const std::string_view run = digits ? run_of(is_digit) : run_of(is_word_byte);
    if (run.empty()) {
      shape_.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(run.size());
    const bool canonical = run.size() == 1 || run.front() != '0';
    if (digits && canonical && run.size() <= number_digits_max) {
      std::uint64_t number = 0;
      std::from_chars(run.data(), run.data() + run.size(), number);
      shape_.push_back(static_cast<char>(number_mark));
      number_places_[place(numbers)].push_back(number);
    } else {
      shape_.push_back(static_cast<char>(word_mark));
      word_places_[place(words)].push_back(words_.number_of(run));
    }
  }
  shape_of_.push_back(shapes_.number_of(shape_));
}

TextColumn<Bytes> TextSplitter::take() const {
  TextColumn<Bytes> column;
  column.shapes = encode_blobs(shapes_.texts());
  column.shape_of = encode_numbers(shape_of_);
  column.words = encode_blobs(words_.texts());
  const auto encode_places = [](const std::array<Numbers, places_max>& places) {
    std::vector<NumberColumn<Bytes>> columns;
    // A place is filled only if the one before it is.
    for (const Numbers& numbers : places) {
      if (!numbers.empty()) columns.push_back(encode_numbers(numbers));
    }
    return columns;
  };
  column.word_places = encode_places(word_places_);
  column.number_places = encode_places(number_places_);
  return column;
}

std::vector<NumberReader> readers_of(const std::vector<NumberColumn<ByteView>>& columns) {
  std::vector<NumberReader> readers;
  readers.reserve(columns.size());
  for (const NumberColumn<ByteView>& column : columns) readers.emplace_back(column);
  return readers;
}

bool fits(const std::string& text, std::size_t more, std::size_t size_max) {
  return text.size() <= size_max && more <= size_max - text.size();
}

}  // namespace

BlobColumn<Bytes> encode_blobs(std::span<const ByteView> blobs) {
  Numbers lengths;
  ByteWriter bytes;
  for (const ByteView blob : blobs) {
    lengths.push_back(blob.size());
    bytes.append(blob);
  }
  return {.lengths = encode_numbers(lengths), .bytes = bytes.take()};
}

TextColumn<Bytes> encode_texts(std::span<const std::string_view> texts) {
  TextSplitter splitter;
  for (const std::string_view text : texts) splitter.add(text);
  return splitter.take();
}

ByteView BlobReader::next() {
  const std::uint64_t length = lengths_.next();
  if (failed() || length > rest_.size()) {
    failed_ = true;
    return {};
  }
  const ByteView blob = rest_.first(static_cast<std::size_t>(length));
  rest_ = rest_.subspan(blob.size());
  return blob;
}

Result<TextReader::List> TextReader::List::open(const BlobColumn<ByteView>& column,
                                                AllocationBudget& budget) {
  const auto damaged = [] { return fail(ErrorCode::damaged, "a list of words"); };
  BlobReader reader(column);
  const std::uint64_t count = reader.left();
  const bool small = count <= budget.left() && column.bytes.size() <= UINT32_MAX;
  if (!small || !budget.take(count * sizeof(std::uint32_t))) return damaged();
  List list{.ends = {}, .bytes = column.bytes};
  list.ends.reserve(static_cast<std::size_t>(count));
  std::size_t end = 0;
  while (reader.left() > 0 && !reader.failed()) {
    end += reader.next().size();
    list.ends.push_back(static_cast<std::uint32_t>(end));
  }
  if (!reader.finished()) return damaged();
  return list;
}

ByteView TextReader::List::at(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : ends[index - 1];
  return bytes.subspan(begin, ends[index] - begin);
}

Result<TextReader> TextReader::open(const TextColumn<ByteView>& column, AllocationBudget& budget) {
  const std::size_t places = column.word_places.size() + column.number_places.size();
  if (places > 2 * places_max || !budget.take(places * sizeof(NumberReader))) {
    return fail(ErrorCode::damaged, "a column of texts");
  }
  TextReader reader;
  Result<List> shapes = List::open(column.shapes, budget);
  if (!shapes) return fail(std::move(shapes.error()));
  Result<List> words = List::open(column.words, budget);
  if (!words) return fail(std::move(words.error()));
  reader.shapes_ = *std::move(shapes);
  reader.words_ = *std::move(words);
  reader.shape_of_ = NumberReader(column.shape_of);
  reader.word_places_ = readers_of(column.word_places);
  reader.number_places_ = readers_of(column.number_places);
  return reader;
}

bool TextReader::append(std::string& text, std::uint8_t mark, std::size_t place,
                        std::size_t size_max) {
  std::vector<NumberReader>& places = mark == word_mark ? word_places_ : number_places_;
  if (place >= places.size()) return false;
  const std::uint64_t number = places[place].next();
  if (places[place].failed()) return false;
  if (mark == number_mark) {
    char digits[20];
    const char* const end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
    const std::string_view shown(digits, static_cast<std::size_t>(end - digits));
    if (!fits(text, shown.size(), size_max)) return false;
    text.append(shown);
    return true;
  }
  if (number >= words_.ends.size()) return false;
  const ByteView word = words_.at(static_cast<std::size_t>(number));
  if (!fits(text, word.size(), size_max)) return false;
  text.append(as_text(word));
  return true;
}

void TextReader::next(std::string& text, std::size_t size_max) {
  text.clear();
  const std::uint64_t shape = shape_of_.next();
  failed_ = failed_ || shape_of_.failed() || shape >= shapes_.ends.size();
  if (failed_) return;
  std::array<std::size_t, 2> counts = {};
  for (const std::uint8_t byte : shapes_.at(static_cast<std::size_t>(shape))) {
    if (byte == word_mark || byte == number_mark) {
      std::size_t& count = counts[byte == word_mark ? 0 : 1];
      failed_ = !append(text, byte, std::min(count++, places_max - 1), size_max);
    } else {
      failed_ = !fits(text, 1, size_max);
      text.push_back(static_cast<char>(byte));
    }
    if (failed_) break;
  }
  failed_ = failed_ || !is_valid_utf8(text);
  if (failed_) text.clear();
}

bool TextReader::finished() const {
  const auto is_finished = [](const NumberReader& reader) { return reader.finished(); };
  return !failed_ && shape_of_.finished() && std::ranges::all_of(word_places_, is_finished) &&
         std::ranges::all_of(number_places_, is_finished);
}

}  // namespace holdall::change
