#include "store/log_ranges.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace holdall::store {
namespace {

constexpr std::uint32_t page_bytes = Image::page_bytes;
static_assert(page_bytes == OldPages::page_bytes);

// What a match must measure to be worth its description.
constexpr std::uint32_t moved_bytes_min = 8;
constexpr std::uint32_t same_bytes_min = 4;

// Where in a page eight bytes stand. It knows every fourth place, so that what has moved is found
// if it is 11 bytes long.
class PageIndex {
 public:
  static constexpr std::uint32_t window_bytes = 8;

  explicit PageIndex(const OldPages::Page& page) {
    constexpr std::uint32_t step = 4;
    for (std::uint32_t at = 0; at + window_bytes <= page_bytes; at += step) {
      places_[slot(page.data() + at)] = static_cast<std::uint16_t>(at);
    }
  }

  // Where bytes like these may stand; 0 if nowhere, which is as good a guess as any.
  [[nodiscard]] std::uint32_t guess(const std::uint8_t* window) const {
    return places_[slot(window)];
  }

 private:
  static constexpr int slot_bits = 11;

  static std::size_t slot(const std::uint8_t* window) {
    std::uint64_t word = 0;
    std::memcpy(&word, window, sizeof(word));
    return static_cast<std::size_t>((word * 0x9E3779B97F4A7C15U) >> (64 - slot_bits));
  }

  std::array<std::uint16_t, std::size_t{1} << slot_bits> places_{};
};

// Describes ranges of one page by what stood there.
class PageMatcher {
 public:
  PageMatcher(std::uint64_t page_begin, const OldPages::Page& before, const OldPages::Page& now,
              std::vector<LogRange>& found)
      : page_begin_(page_begin), before_(before), now_(now), index_(before), found_(found) {}

  // In the page.
  void describe(std::uint32_t begin, std::uint32_t end) {
    literal_ = begin;
    std::int32_t last_move = 0;
    for (std::uint32_t at = begin; at < end;) {
      const Match match = best_match(at, end, last_move);
      const std::uint32_t least = match.from == 0 ? same_bytes_min : moved_bytes_min;
      if (match.end < match.begin + least) {
        ++at;
        continue;
      }
      add(literal_, match.begin, 0);
      if (match.from != 0) add(match.begin, match.end, match.from);
      last_move = match.from;
      literal_ = at = match.end;
    }
    add(literal_, end, 0);
  }

 private:
  struct Match {
    std::uint32_t begin;
    std::uint32_t end;
    std::int32_t from;
  };

  [[nodiscard]] Match best_match(std::uint32_t at, std::uint32_t end, std::int32_t last) const {
    Match best = match_at(at, end, 0);
    best = longer(best, match_at(at, end, last));
    if (at + PageIndex::window_bytes > page_bytes) return best;
    const auto guess = static_cast<std::int32_t>(index_.guess(now_.data() + at));
    return longer(best, match_at(at, end, guess - static_cast<std::int32_t>(at)));
  }

  static Match longer(Match one, Match other) {
    return other.end - other.begin > one.end - one.begin ? other : one;
  }

  // The longest stretch around `at`, within what is not described yet, that stood so far from here.
  [[nodiscard]] Match match_at(std::uint32_t at, std::uint32_t end, std::int32_t from) const {
    const auto stands = [&](std::uint32_t place) {
      const std::uint32_t source = place + static_cast<std::uint32_t>(from);  // wraps if negative
      return source < page_bytes && before_[source] == now_[place];
    };
    Match match{at, at, from};
    while (match.end < end && stands(match.end)) ++match.end;
    if (match.end == at) return match;
    while (match.begin > literal_ && stands(match.begin - 1)) --match.begin;
    return match;
  }

  void add(std::uint32_t begin, std::uint32_t end, std::int32_t from) {
    if (begin < end) found_.push_back({page_begin_ + begin, page_begin_ + end, from});
  }

  std::uint64_t page_begin_;
  const OldPages::Page& before_;
  const OldPages::Page& now_;
  PageIndex index_;
  std::vector<LogRange>& found_;
  std::uint32_t literal_ = 0;  // from here on nothing is described
};

void add_literal(std::vector<LogRange>& found, std::uint64_t begin, std::uint64_t end) {
  const bool continues =
      !found.empty() && found.back().end == begin && found.back().moved_from == 0;
  if (continues) {
    found.back().end = end;
  } else {
    found.push_back({begin, end});
  }
}

}  // namespace

std::vector<LogRange> log_ranges(const Image& image, std::span<const ByteRange> ranges,
                                 const OldPages& old_pages) {
  std::vector<LogRange> found;
  found.reserve(ranges.size());
  std::optional<PageMatcher> matcher;
  OldPages::Page now;
  const OldPages::Page* before = nullptr;
  std::uint64_t known_page = UINT64_MAX;
  for (const ByteRange& range : ranges) {
    for (std::uint64_t begin = range.begin; begin < range.end;) {
      const std::uint64_t page = begin / page_bytes;
      const std::uint64_t end = std::min(range.end, (page + 1) * page_bytes);
      if (page != known_page) {
        before = old_pages.find(static_cast<std::uint32_t>(page));
        known_page = page;
        matcher.reset();
      }
      if (before == nullptr || end - begin <= moved_bytes_min) {
        add_literal(found, begin, end);
      } else {
        if (!matcher) {
          image.read(page * page_bytes, now);
          matcher.emplace(page * page_bytes, *before, now, found);
        }
        matcher->describe(static_cast<std::uint32_t>(begin % page_bytes),
                          static_cast<std::uint32_t>(end - page * page_bytes));
      }
      begin = end;
    }
  }
  return found;
}

}  // namespace holdall::store
