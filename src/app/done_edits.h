#pragma once

#include <cstdint>
#include <string>

namespace holdall::app {

// Of the tabs whose edits were done last, the newest first, how far they were done. It is stored
// under this setting: whoever leads knows it, so that none is done twice.
inline constexpr char done_edits_setting[] = "tabs";

// The number of the last edit of the tab that was done, as far as is known; else 0.
[[nodiscard]] std::uint64_t last_done_edit(const std::string& done, std::uint64_t tab);
// The same with this edit noted; the tab that was heard of least recently may be forgotten for it.
[[nodiscard]] std::string with_done_edit(std::string done, std::uint64_t tab, std::uint64_t number);

}  // namespace holdall::app
