#include "change/set_elements.h"

#include <algorithm>
#include <compare>

#include "change/causal_length.h"

namespace holdall::change {
namespace {

std::strong_ordering compare(ByteView left, ByteView right) {
  return std::lexicographical_compare_three_way(left.begin(), left.end(), right.begin(),
                                                right.end());
}

void append_element(ByteWriter& writer, ByteView bytes, std::int64_t length) {
  writer.sized(bytes);
  writer.varint(static_cast<std::uint64_t>(length));
}

// Calls visit(bytes, length held, length told) for each element of either, by ascending bytes; 0
// for one that the other does not name.
template <class Visit>
void walk_both(const model::SetElements& held, const model::SetElements& told, Visit visit) {
  SetElementReader held_reader(held.encoded);
  SetElementReader told_reader(told.encoded);
  std::optional<SetElement> old_one = held_reader.next();
  std::optional<SetElement> new_one = told_reader.next();
  while (old_one || new_one) {
    std::strong_ordering order = std::strong_ordering::equal;
    if (!new_one) {
      order = std::strong_ordering::less;
    } else if (!old_one) {
      order = std::strong_ordering::greater;
    } else {
      order = compare(old_one->bytes, new_one->bytes);
    }
    visit(order > 0 ? new_one->bytes : old_one->bytes, order > 0 ? 0 : old_one->length,
          order < 0 ? 0 : new_one->length);
    const bool both = order == 0;
    if (order < 0 || both) old_one = held_reader.next();
    if (order > 0 || both) new_one = told_reader.next();
  }
}

std::optional<model::SetElements> turned(const model::SetElements& set, ByteView element,
                                         bool wanted) {
  const std::int64_t length = element_length(set, element);
  if (exists_at(length) == wanted || length == causal_length_max) return std::nullopt;
  ByteWriter writer;
  append_element(writer, element, length + 1);
  return model::SetElements{writer.take()};
}

}  // namespace

bool operator==(const SetElement& left, const SetElement& right) {
  return left.length == right.length && std::ranges::equal(left.bytes, right.bytes);
}

std::optional<SetElement> SetElementReader::next() {
  if (failed_ || reader_.left() == 0) return std::nullopt;
  const ByteView bytes = reader_.sized();
  const auto length = static_cast<std::int64_t>(reader_.varint());
  const bool ascending = !previous_ || compare(*previous_, bytes) < 0;
  failed_ = reader_.failed() || !ascending || !is_causal_length(length);
  if (failed_) return std::nullopt;
  previous_ = bytes;
  return SetElement{bytes, length};
}

bool are_set_elements(ByteView encoded) {
  SetElementReader reader(encoded);
  while (reader.next()) {
  }
  return !reader.failed();
}

std::int64_t element_length(const model::SetElements& set, ByteView element) {
  SetElementReader reader(set.encoded);
  while (const std::optional<SetElement> next = reader.next()) {
    if (std::ranges::equal(next->bytes, element)) return next->length;
  }
  return 0;
}

ElementMerge merge_elements(model::SetElements& held, const model::SetElements& told) {
  ElementMerge merge;
  walk_both(held, told, [&](ByteView, std::int64_t held_length, std::int64_t told_length) {
    if (told_length > held_length) merge.grew = true;
    if (told_length != 0 && told_length < held_length) merge.behind = true;
  });
  if (!merge.grew) return merge;
  ByteWriter writer;
  walk_both(held, told, [&](ByteView bytes, std::int64_t held_length, std::int64_t told_length) {
    append_element(writer, bytes, std::max(held_length, told_length));
  });
  held.encoded = writer.take();
  return merge;
}

std::optional<model::SetElements> added_element(const model::SetElements& set, ByteView element) {
  return turned(set, element, true);
}

std::optional<model::SetElements> removed_element(const model::SetElements& set, ByteView element) {
  return turned(set, element, false);
}

}  // namespace holdall::change
