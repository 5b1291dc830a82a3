#include "screens/phase_screens.h"

#include <algorithm>
#include <array>
#include <span>

#include "i18n/error_text.h"

namespace holdall::screens {

namespace {

using i18n::Text;
using ui::Align;
using ui::ButtonKind;
using ui::Icon;
using ui::Rect;
using ui::TextStyle;

struct Message {
  Icon icon = Icon::info;
  ui::Color ink;
  ui::Color ground;
  std::string_view title;
  std::string_view text;
  std::string_view safe;  // what is not lost
};

constexpr float icon_box = 56;
constexpr float page_width = 440;

float message_width(const ui::Ui& ui) { return std::min(page_width, ui.bounds().width - 40); }

// A message in the middle of the window; returns the box below it for the buttons.
Rect draw_message(const Context& context, const Message& message, float buttons_height) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const float width = message_width(ui);
  const float title = ui.wrapped_height(message.title, TextStyle::title, width);
  const float text = ui.wrapped_height(message.text, TextStyle::body, width);
  const float safe =
      message.safe.empty() ? 0 : ui.wrapped_height(message.safe, TextStyle::body, width) + 8;
  const float height = icon_box + 20 + title + 8 + text + safe + 24 + buttons_height;
  Rect rest = ui.bounds().centered(width, std::min(height, ui.bounds().height - 24));
  const Rect head = rest.cut_top(icon_box, 20);
  const Rect box{head.left, head.top, icon_box, icon_box};
  ui.paint().fill(box, message.ground, 16);
  ui.paint().icon(box, message.icon, message.ink, 26);
  const Rect title_at = rest.cut_top(title, 8);
  ui.paint().wrapped(title_at, message.title, TextStyle::title, c.text);
  platform::SemanticsNode heading =
      node_for(ui.id("title"), platform::Role::heading, message.title, title_at);
  heading.level = 1;
  ui.semantics(std::move(heading));
  ui::paragraph(ui, ui.id("text"), rest.cut_top(text, message.safe.empty() ? 24.0F : 8.0F),
                message.text, TextStyle::body, c.text_secondary);
  if (!message.safe.empty()) {
    ui::paragraph(ui, ui.id("safe"), rest.cut_top(safe - 8, 24), message.safe, TextStyle::body,
                  c.text);
  }
  return rest;
}

struct Choice {
  std::string_view name;  // of its id
  std::string_view label;
  ui::ButtonOptions look;
};

// In one row if there is room, else all below one another.
bool choices_fit_in_row(const ui::Ui& ui, std::span<const Choice> choices) {
  float width = -8;
  for (const Choice& choice : choices) width += ui::button_width(ui, choice.label, choice.look) + 8;
  return width <= message_width(ui);
}

// The index of the pressed one, or -1.
int draw_message_with(const Context& context, const Message& message,
                      std::span<const Choice> choices) {
  ui::Ui& ui = context.ui;
  const bool row = choices_fit_in_row(ui, choices);
  const float lines = row ? 1 : static_cast<float>(choices.size());
  Rect rest = draw_message(context, message, lines * (ui.control_height() + 8) - 8);
  Rect line = rest;
  int pressed = -1;
  for (const Choice& choice : choices) {
    if (!row) line = rest.cut_top(ui.control_height(), 8);
    line.height = ui.control_height();
    const float width = ui::button_width(ui, choice.label, choice.look);
    const Rect at = row ? line.cut_left(width, 8) : line;
    if (ui::button(ui, ui.id(choice.name), at, choice.label, choice.look)) {
      pressed = static_cast<int>(&choice - choices.data());
    }
  }
  return pressed;
}

}  // namespace

// A board without its cards; there is nothing to read yet and nothing that blinks.
void draw_starting(const Context& context) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const ui::IdScope ids(ui, "starting");
  Rect rest = ui.bounds();
  ui.paint().fill(rest.cut_top(56), c.surface1);
  ui.semantics(
      node_for(ui.id("status"), platform::Role::status, context.text(Text::start_opening), rest));
  rest = rest.inset(16, 12);
  const float width = ui.compact() ? rest.width : 276;
  for (int column = 0; column < 8 && rest.width > 40; ++column) {
    const Rect at = rest.cut_left(std::min(width, rest.width), 12);
    ui.paint().fill(at, mixed(c.surface0, c.surface2, 0.75F), 12);
    Rect inside = at.inset(8, 14);
    ui.paint().fill(
        inside.cut_top(14, 34).inset(8, 0).intersection({at.left + 14, at.top, 110, 400}),
        c.surface3, 6);
    for (int card = 0; card < 3 - column % 2; ++card) {
      ui.paint().fill(inside.cut_top(112, 8), mixed(c.surface1, c.surface0, 0.4F),
                      ui::radius::card);
    }
  }
}

void draw_elsewhere(const Context& context) {
  const ui::IdScope ids(context.ui, "elsewhere");
  const bool newer = context.app.outdated();
  const ui::Colors& c = context.colors();
  const Message message{
      .icon = Icon::copy,
      .ink = c.accent_text,
      .ground = c.accent_soft,
      .title = context.text(newer ? Text::elsewhere_newer_title : Text::elsewhere_title),
      .text = context.text(newer ? Text::elsewhere_newer_text : Text::elsewhere_text),
      .safe = {}};
  const std::array choices = {
      Choice{"use",
             context.text(newer ? Text::elsewhere_newer_load : Text::elsewhere_use_here),
             {.kind = ButtonKind::primary}}};
  if (draw_message_with(context, message, choices) == 0) context.app.take_over();
}

// What is only here is not thrown away unasked: the button that goes on without it comes second.
void draw_overtaken(const Context& context) {
  const ui::IdScope ids(context.ui, "overtaken");
  const ui::Colors& c = context.colors();
  const Message message{.icon = Icon::triangle_alert,
                        .ink = c.warning,
                        .ground = c.warning_soft,
                        .title = context.text(Text::overtaken_title),
                        .text = context.text(Text::overtaken_text),
                        .safe = context.text(Text::overtaken_safe)};
  const std::array choices = {Choice{"copy",
                                     context.text(Text::app_save_copy),
                                     {.kind = ButtonKind::primary, .icon = Icon::download}},
                              Choice{"deals", context.text(Text::overtaken_save_deals), {}},
                              Choice{"go on", context.text(Text::overtaken_go_on), {}}};
  const int chosen = draw_message_with(context, message, choices);
  if (chosen == 0) context.app.save_copy();
  if (chosen == 1) context.app.save_readable();
  if (chosen == 2) context.app.go_on();
}

void draw_failed(const Context& context) {
  const ui::IdScope ids(context.ui, "failed");
  const ui::Colors& c = context.colors();
  const std::string text = i18n::error_text(context.locale(), context.app.error());
  const bool refused = context.app.error().code == ErrorCode::storage_refused;
  const Message message{.icon = Icon::circle_alert,
                        .ink = c.danger,
                        .ground = c.danger_soft,
                        .title = context.text(Text::failed_title),
                        .text = text,
                        .safe = refused ? "" : context.text(Text::failed_safe)};
  const bool newer = context.app.error().code == ErrorCode::newer_format;
  const std::array choices = {Choice{"retry",
                                     context.text(newer ? Text::app_reload : Text::common_retry),
                                     {.kind = ButtonKind::primary}},
                              Choice{"unkept", context.text(Text::failed_go_on_unkept), {}},
                              Choice{"demo", context.text(Text::failed_demo), {}}};
  platform::Window& window = context.app.platform().window;
  // Neither of them needs anything to be kept.
  const int chosen =
      draw_message_with(context, message, std::span(choices).first(refused ? 3U : 1U));
  if (chosen == 0) window.reload();
  if (chosen == 1) context.app.go_on_unkept();
  if (chosen == 2) window.open_demo();
}

void draw_damaged(const Context& context, bool& afresh_asked) {
  ui::Ui& ui = context.ui;
  const ui::IdScope ids(ui, "damaged");
  const ui::Colors& c = context.colors();
  const Message message{.icon = Icon::triangle_alert,
                        .ink = c.warning,
                        .ground = c.warning_soft,
                        .title = context.text(Text::damaged_title),
                        .text = context.text(Text::damaged_text),
                        .safe = context.text(Text::damaged_safe)};
  enum Answer : int { save, raw, retry, afresh };
  const std::array choices = {Choice{"save",
                                     context.text(Text::damaged_save),
                                     {.kind = ButtonKind::primary, .icon = Icon::download}},
                              Choice{"raw", context.text(Text::damaged_save_raw), {}},
                              Choice{"retry", context.text(Text::common_retry), {}},
                              Choice{"afresh", context.text(Text::damaged_afresh), {}}};
  const int chosen = draw_message_with(context, message, choices);
  if (chosen == save) context.app.save_readable();
  if (chosen == raw) context.app.save_raw();
  if (chosen == retry) context.app.platform().window.reload();
  if (chosen == afresh) afresh_asked = true;
  const int answer = ui::confirm(ui, ui.id("confirm"), afresh_asked,
                                 {.title = context.text(Text::damaged_afresh_title),
                                  .message = context.text(Text::damaged_afresh_text),
                                  .confirm = context.text(Text::damaged_afresh),
                                  .cancel = context.text(Text::common_cancel),
                                  .danger = true});
  if (answer != 0) afresh_asked = false;
  if (answer > 0) context.app.start_afresh();
}

}  // namespace holdall::screens
