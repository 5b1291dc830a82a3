#include "app/done_edits.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace holdall::app {
namespace {

constexpr std::size_t tabs_max = 16;
// Each entry is as long as any other: two numbers of this many digits, each followed by a space.
// So a commit that notes an edit changes few bytes of the database.
constexpr std::size_t number_digits = 20;
constexpr std::size_t entry_length = 2 * (number_digits + 1);

std::string number_text(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(number_digits - digits.size(), '0') + digits + ' ';
}

// Where the entry of a tab begins, or the end.
std::size_t entry_of(const std::string& done, std::uint64_t tab) {
  const std::string name = number_text(tab);
  std::size_t at = 0;
  while (at < done.size() && done.compare(at, name.size(), name) != 0) at += entry_length;
  return std::min(at, done.size());
}

}  // namespace

std::uint64_t last_done_edit(const std::string& done, std::uint64_t tab) {
  const std::size_t at = entry_of(done, tab);
  std::uint64_t number = 0;
  if (at < done.size()) {
    const char* digits = done.data() + at + number_digits + 1;
    std::from_chars(digits, digits + number_digits, number);
  }
  return number;
}

std::string with_done_edit(std::string done, std::uint64_t tab, std::uint64_t number) {
  done.erase(entry_of(done, tab), entry_length);
  done.insert(0, number_text(tab) + number_text(number));
  done.resize(std::min(done.size(), tabs_max * entry_length));
  return done;
}

}  // namespace holdall::app
