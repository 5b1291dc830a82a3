#include "screens/import_dialog.h"

#include <algorithm>
#include <array>
#include <utility>

#include "i18n/error_text.h"
#include "screens/file_dialogs.h"

namespace holdall::screens {

namespace {

using app::ImportSession;
using i18n::Text;
using ui::ButtonKind;
using ui::Rect;
using ui::TextStyle;

constexpr float small_width = 460;
constexpr float large_width = 1040;

// Cuts a button from the right end of the footer.
bool footer_button(const Context& context, Rect& footer, std::string_view name,
                   std::string_view label, const ui::ButtonOptions& options) {
  const float width = std::max(88.0F, ui::button_width(context.ui, label, options));
  return ui::button(context.ui, context.ui.id(name), footer.cut_right(width, 8), label, options);
}

// What the import still needs; empty if nothing.
std::string_view missing_words(const Context& context, const ImportSession& session) {
  if (context.app.import_waits()) return context.text(Text::import_waits);
  if (session.mapping().needs_currency()) return context.text(Text::import_needs_currency);
  return session.can_name_deals() ? std::string_view() : context.text(Text::import_needs_name);
}

void draw_missing(const Context& context, std::string_view words, Rect at) {
  ui::Ui& ui = context.ui;
  const ui::Color ink = context.colors().warning;
  ui::label(ui, ui.id("missing"), at, words, TextStyle::small, ink);
}

std::string progress_text(const Context& context, const ImportSession& session) {
  const i18n::Locale& locale = context.locale();
  switch (session.state()) {
    case ImportSession::State::reading:
      return std::string(context.text(Text::import_reading));
    case ImportSession::State::cancelling:
      return std::string(context.text(Text::import_cancelling));
    default:
      break;
  }
  return context.format(Text::import_importing,
                        {{"done", locale.integer(static_cast<std::int64_t>(session.done()))},
                         {"total", locale.integer(static_cast<std::int64_t>(session.total()))}});
}

}  // namespace

void ImportDialog::draw(const Context& context) {
  const ui::IdScope ids(context.ui, "import");
  ImportSession* session = context.app.import_session();
  const auto over = [&] {
    return session->state() == ImportSession::State::finished ||
           session->state() == ImportSession::State::cancelled;
  };
  if (session == nullptr || session->state() != ImportSession::State::mapping) {
    rows_to_check_shown_ = rows_to_check_at_first;
    fresh_ = true;
  }
  if (session == nullptr || over()) {
    // Empty on its way out.
    const ui::Dialog dialog(context.ui, context.ui.id("dialog"), false,
                            context.text(Text::import_title),
                            {.width = width_, .body_height = height_, .close_label = {}});
    return;
  }
  switch (session->state()) {
    case ImportSession::State::mapping:
      draw_mapping(context, *session);
      break;
    case ImportSession::State::failed:
      draw_failure(context, *session);
      break;
    default:
      draw_progress(context, *session);
      break;
  }
}

void ImportDialog::draw_progress(const Context& context, ImportSession& session) {
  width_ = small_width;
  const std::string text = progress_text(context, session);
  const bool going = session.state() == ImportSession::State::importing ||
                     session.state() == ImportSession::State::reading;
  const FileProgress progress{.title = context.text(Text::import_title),
                              .file_name = session.file_name(),
                              .text = text,
                              .per_cent = going ? per_cent(session.done(), session.total()) : -1,
                              .can_cancel = going};
  if (draw_file_progress(context, width_, height_, progress)) session.cancel();
}

void ImportDialog::draw_failure(const Context& context, ImportSession& session) {
  width_ = small_width;
  const std::string reason = i18n::error_text(context.locale(), session.error());
  const FileFailure failure{.title = context.text(Text::import_failed_title),
                            .file_name = session.file_name(),
                            .reason = reason,
                            .safe = context.text(Text::import_nothing_changed)};
  const FailureAnswer answer = draw_file_failure(context, width_, height_, failure);
  if (answer == FailureAnswer::choose_another) context.app.choose_import_file();
  if (answer == FailureAnswer::close) context.app.close_import();
}

void ImportDialog::draw_mapping(const Context& context, ImportSession& session) {
  ui::Ui& ui = context.ui;
  width_ = large_width;
  height_ = ui.bounds().height;  // as high as the window lets it be
  const auto deals = session.table().row_count();
  const bool compact = ui.compact();
  const std::string_view cancel_label = context.text(Text::common_cancel);
  const ui::Dialog dialog(ui, ui.id("dialog"), true, context.text(Text::import_title),
                          {.width = width_,
                           .body_height = height_,
                           .close_label = compact ? cancel_label : std::string_view()});
  if (!dialog) return;
  // What is missing is said beside the button, on a phone above it.
  const std::string_view missing = missing_words(context, session);
  Rect body = dialog.body();
  if (compact && !missing.empty()) {
    draw_missing(context, missing, body.cut_bottom(ui.line_height(TextStyle::small) + 4));
  }
  {
    ui::ScrollArea area(ui, ui.id("area"), body.inset(-14, 0));
    // Another file is read from its top.
    if (std::exchange(fresh_, false)) area.scroll_to({}, false);
    const Rect content{area.origin().x + 14, area.origin().y, body.width, 100'000};
    const float used = draw_import_mapping(context, session, content, rows_to_check_shown_);
    area.set_content(body.width, used + 8);
  }
  const float margin = compact ? ui::space::x5 : ui::space::x6;
  ui.paint().line_below(body.inset(-margin + 1, 0), context.colors().border);
  Rect footer = dialog.footer();
  const std::string start_label = context.plural(Text::import_start, deals);
  const ui::ButtonOptions look{.kind = ButtonKind::primary,
                               .disabled = !session.can_start() || context.app.import_waits(),
                               .description = missing};
  bool start = false;
  bool cancel = false;
  if (compact) {
    start = ui::button(ui, ui.id("start"), footer, start_label, look);
  } else {
    start = footer_button(context, footer, "start", start_label, look);
    cancel = footer_button(context, footer, "cancel", cancel_label, {});
  }
  if (!compact && !missing.empty()) draw_missing(context, missing, footer);
  if (start) context.app.start_import();
  if (cancel || dialog.close_requested()) context.app.close_import();
}

}  // namespace holdall::screens
