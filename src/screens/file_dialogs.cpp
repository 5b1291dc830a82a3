#include "screens/file_dialogs.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace holdall::screens {

namespace {

using i18n::Text;
using ui::ButtonKind;
using ui::Rect;
using ui::TextStyle;

// The start and the end of a text, with so many code points in all, the end the shorter one.
std::string ends_of(std::string_view text, std::size_t length, std::size_t kept) {
  const std::size_t tail = kept * 2 / 5;
  const std::string_view head = leading_code_points(text, kept - tail);
  const std::size_t without_tail = leading_code_points(text, length - tail).size();
  return std::string(head) + "\u2026" + std::string(text.substr(without_tail));
}

}  // namespace

std::string cut_in_the_middle(const ui::Ui& ui, std::string_view text, TextStyle style,
                              float width) {
  if (ui.text_width(text, style) <= width) return std::string(text);
  std::size_t length = 0;
  for (std::size_t position = 0; position < text.size(); ++length) {
    (void)next_code_point(text, position);
  }
  // As many code points as fit.
  std::size_t fitting = 0;
  std::size_t too_many = length;
  while (too_many - fitting > 1) {
    const std::size_t kept = fitting + (too_many - fitting) / 2;
    const bool fits = ui.text_width(ends_of(text, length, kept), style) <= width;
    (fits ? fitting : too_many) = kept;
  }
  return ends_of(text, length, fitting);
}

void draw_file_name(const Context& context, const Rect& at, std::string_view name) {
  ui::Ui& ui = context.ui;
  const std::string shown = cut_in_the_middle(ui, name, TextStyle::body_strong, at.width);
  ui.paint().text(at, shown, TextStyle::body_strong, context.colors().text);
  ui.semantics(node_for(ui.id("file"), platform::Role::text, name, at));
}

bool draw_file_progress(const Context& context, float width, float& height,
                        const FileProgress& progress) {
  ui::Ui& ui = context.ui;
  const float line = ui.line_height(TextStyle::body);
  height = line * 2 + 36;
  const std::array labels = {context.text(Text::common_cancel)};
  ui::Dialog dialog(ui, ui.id("dialog"), true, progress.title,
                    {.width = width, .body_height = height, .close_label = {}, .buttons = labels});
  if (!dialog) return false;
  Rect rest = dialog.body();
  draw_file_name(context, rest.cut_top(line, 4), progress.file_name);
  ui::label(ui, ui.id("progress text"), rest.cut_top(line, 12), progress.text, TextStyle::body,
            context.colors().text_secondary);
  ui::progress_bar(ui, ui.id("progress"), rest.cut_top(12), progress.text, progress.per_cent);
  const bool cancel = ui::button(ui, ui.id("cancel"), dialog.next_button(labels[0]), labels[0],
                                 {.disabled = !progress.can_cancel});
  return progress.can_cancel && (cancel || dialog.close_requested());
}

FailureAnswer draw_file_failure(const Context& context, float width, float& height,
                                const FileFailure& failure) {
  ui::Ui& ui = context.ui;
  const float inner = ui::dialog_inner_width(ui, width);
  const float line = ui.line_height(TextStyle::body);
  const float reason_height = ui.wrapped_height(failure.reason, TextStyle::body, inner);
  const float safe_height = ui.wrapped_height(failure.safe, TextStyle::body, inner);
  height = line + 8 + reason_height + 8 + safe_height;
  const std::array labels = {context.text(Text::import_choose_another),
                             context.text(Text::common_close)};
  ui::Dialog dialog(ui, ui.id("dialog"), true, failure.title,
                    {.width = width, .body_height = height, .close_label = {}, .buttons = labels});
  if (!dialog) return FailureAnswer::none;
  Rect rest = dialog.body();
  draw_file_name(context, rest.cut_top(line, 8), failure.file_name);
  ui::paragraph(ui, ui.id("reason"), rest.cut_top(reason_height, 8), failure.reason,
                TextStyle::body, context.colors().danger);
  ui::paragraph(ui, ui.id("safe"), rest, failure.safe, TextStyle::body,
                context.colors().text_secondary);
  const bool again = ui::button(ui, ui.id("again"), dialog.next_button(labels[0]), labels[0],
                                {.kind = ButtonKind::primary});
  const bool close = ui::button(ui, ui.id("close"), dialog.next_button(labels[1]), labels[1]);
  if (close || dialog.close_requested()) return FailureAnswer::close;
  return again ? FailureAnswer::choose_another : FailureAnswer::none;
}

int per_cent(std::uint64_t done, std::uint64_t total) {
  if (total == 0) return -1;
  return static_cast<int>(std::min<std::uint64_t>(100, done * 100 / total));
}

}  // namespace holdall::screens
