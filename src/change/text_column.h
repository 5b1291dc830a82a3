#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "change/allocation_budget.h"
#include "change/number_column.h"

namespace holdall::change {

// Byte strings, end to end.
template <class Blob>
struct BlobColumn {
  NumberColumn<Blob> lengths;
  Blob bytes = {};

  template <class Archive>
  void serialize(Archive& archive) {
    archive(lengths, bytes);
  }
};

// Texts, taken apart (docs/batch-format.md 'Texts'): each has a shape, the text with its words and
// numbers replaced by marks, and the words and numbers stand in columns by their place in the text,
// because what stands at one place of one field is much alike.
template <class Blob>
struct TextColumn {
  BlobColumn<Blob> shapes;  // each once
  NumberColumn<Blob> shape_of;
  BlobColumn<Blob> words;  // each once
  std::vector<NumberColumn<Blob>> word_places;
  std::vector<NumberColumn<Blob>> number_places;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(shapes, shape_of, words, word_places, number_places);
  }
};

[[nodiscard]] BlobColumn<Bytes> encode_blobs(std::span<const ByteView> blobs);
[[nodiscard]] TextColumn<Bytes> encode_texts(std::span<const std::string_view> texts);

// Reads byte strings one by one, as views into the column.
class BlobReader {
 public:
  explicit BlobReader(const BlobColumn<ByteView>& column)
      : lengths_(column.lengths), rest_(column.bytes) {}

  // Empty, and failed() from then on, if there is none.
  ByteView next();
  [[nodiscard]] std::uint64_t left() const { return lengths_.left(); }
  [[nodiscard]] bool failed() const { return failed_ || lengths_.failed(); }
  [[nodiscard]] bool finished() const { return !failed_ && lengths_.finished() && rest_.empty(); }

 private:
  NumberReader lengths_;
  ByteView rest_;
  bool failed_ = false;
};

// Reads texts one by one.
class TextReader {
 public:
  // Fails with damaged, among it if the lists of shapes and words do not fit the budget.
  [[nodiscard]] static Result<TextReader> open(const TextColumn<ByteView>& column,
                                               AllocationBudget& budget);

  // The next text, at most `size_max` bytes long; empty, and failed() from then on, if there is
  // none, it is longer, or it is no UTF-8. Keeps the memory of `text`.
  void next(std::string& text, std::size_t size_max);
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool finished() const;

 private:
  // Byte strings that are asked for by number.
  struct List {
    std::vector<std::uint32_t> ends;
    ByteView bytes;

    [[nodiscard]] static Result<List> open(const BlobColumn<ByteView>& column,
                                           AllocationBudget& budget);
    [[nodiscard]] ByteView at(std::size_t index) const;
  };

  [[nodiscard]] bool append(std::string& text, std::uint8_t mark, std::size_t place,
                            std::size_t size_max);

  List shapes_;
  List words_;
  NumberReader shape_of_;
  std::vector<NumberReader> word_places_;
  std::vector<NumberReader> number_places_;
  bool failed_ = false;
};

}  // namespace holdall::change
