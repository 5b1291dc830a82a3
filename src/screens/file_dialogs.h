#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "screens/screen_context.h"

// What a file that comes in looks like before it can be shown and when it cannot be, whatever it
// brings. Call them within the scope of the file's own dialog, whose id is "dialog"; `height`
// receives that of the body, for the way out.
namespace holdall::screens {

// The text with an ellipsis in its middle where it is too wide: of a file's name the end counts
// too.
[[nodiscard]] std::string cut_in_the_middle(const ui::Ui& ui, std::string_view text,
                                            ui::TextStyle style, float width);
// The name of a file on one line; a screen reader reads all of it.
void draw_file_name(const Context& context, const ui::Rect& at, std::string_view name);

struct FileProgress {
  std::string_view title;
  std::string_view file_name;
  std::string_view text;  // what is going on
  int per_cent = -1;      // negative: not known
  bool can_cancel = true;
};
// Whether the person wants to cancel it.
[[nodiscard]] bool draw_file_progress(const Context& context, float width, float& height,
                                      const FileProgress& progress);

struct FileFailure {
  std::string_view title;
  std::string_view file_name;
  std::string_view reason;
  std::string_view safe;  // what is not lost
};
enum class FailureAnswer : std::uint8_t { none, choose_another, close };
[[nodiscard]] FailureAnswer draw_file_failure(const Context& context, float width, float& height,
                                              const FileFailure& failure);

// Of `done` out of `total`; -1 if the total is not known yet.
[[nodiscard]] int per_cent(std::uint64_t done, std::uint64_t total);

}  // namespace holdall::screens
