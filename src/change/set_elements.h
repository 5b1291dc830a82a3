#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "model/value.h"

namespace holdall::change {

// docs/data-format.md 'Sets': the elements of a set by ascending bytes, none twice, each with its
// causal length. What the bytes of an element mean is no matter of the merge. The functions below
// read encoded elements in place; what is broken in them ends the reading.

struct SetElement {
  ByteView bytes;  // into the encoding that was read
  std::int64_t length = 0;

  friend bool operator==(const SetElement& left, const SetElement& right);
};

class SetElementReader {
 public:
  explicit SetElementReader(ByteView encoded) : reader_(encoded) {}

  // The next element; nothing at the end, and from where the encoding is not what it should be.
  [[nodiscard]] std::optional<SetElement> next();
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  ByteReader reader_;
  std::optional<ByteView> previous_;
  bool failed_ = false;
};

// True if this is the encoding of elements, the only one that these elements have.
[[nodiscard]] bool are_set_elements(ByteView encoded);

// The causal length of an element, 0 if it was never in the set.
[[nodiscard]] std::int64_t element_length(const model::SetElements& set, ByteView element);

struct ElementMerge {
  bool grew = false;    // an element has a greater length than before
  bool behind = false;  // the change told a length that was less than the one held
};

// Of each element the greater length goes into `held`.
ElementMerge merge_elements(model::SetElements& held, const model::SetElements& told);

// The value of a change that puts the element into the set, or takes it out; nothing if there is
// nothing to do (or the length is at its limit, which no honest one is).
[[nodiscard]] std::optional<model::SetElements> added_element(const model::SetElements& set,
                                                              ByteView element);
[[nodiscard]] std::optional<model::SetElements> removed_element(const model::SetElements& set,
                                                                ByteView element);

}  // namespace holdall::change
