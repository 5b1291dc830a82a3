#include "screens/quick_add.h"

#include "base/utf8.h"
#include "i18n/parse.h"

namespace holdall::screens {

namespace {

using i18n::Text;
using ui::TextStyle;

constexpr float preview_height = 46;

}  // namespace

void QuickAdd::begin(app::ColumnId column) {
  if (column_ != column) draft_.clear();
  column_ = column;
  fresh_ = true;
  had_focus_ = false;
}

float QuickAdd::height(const ui::Ui& ui) { return ui.control_height() + 6 + preview_height + 10; }

// "Enter adds it" as long as nothing was typed, then what was understood of it, or why it cannot be
// taken.
void QuickAdd::draw_preview(const Context& context, const ui::Rect& at) const {
  ui::Ui& ui = context.ui;
  const app::Workspace& workspace = context.app.workspace();
  const i18n::QuickAdd parsed = i18n::parse_quick_add(
      draft_, workspace.today().days, context.locale().language(), workspace.currency().code());
  if (parsed.title.empty()) {
    if (ui.coarse()) return;  // no such keys there
    ui.paint().wrapped(at, context.text(Text::quick_add_hint), TextStyle::caption,
                       context.colors().text_secondary);
    return;
  }
  ui::Rect rest = at;
  std::string spoken = parsed.title;
  const auto chip = [&](const std::string& text, ui::Icon icon, ui::Tone tone) {
    const float width = ui::badge(ui, rest, text, {.tone = tone, .icon = icon});
    rest.cut_left(width, 6);
    spoken += ", " + text;
  };
  if (parsed.money && parsed.money->minor < 0) {
    ui::paragraph(ui, ui.id("quick add preview"), at, context.text(Text::error_negative_amount),
                  TextStyle::small, context.colors().danger);
    return;
  }
  std::string amount;
  if (parsed.money) amount = context.locale().money(parsed.money->minor, parsed.money->currency);
  std::string day;
  if (parsed.date) day = context.locale().date(*parsed.date, i18n::DateStyle::weekday);
  ui.paint().text(rest.cut_top(22, 2), parsed.title, TextStyle::small_strong,
                  context.colors().text);
  rest.height = 22;
  if (!amount.empty()) chip(amount, ui::Icon::coins, ui::Tone::accent);
  if (!day.empty()) chip(day, ui::Icon::calendar, ui::Tone::neutral);
  ui.semantics(node_for(ui.id("quick add preview"), platform::Role::status, spoken, at));
}

QuickAdd::Outcome QuickAdd::draw(const Context& context, const ui::Rect& at,
                                 std::string_view column_name) {
  ui::Ui& ui = context.ui;
  const ui::Id id = ui.id("quick add");
  ui::Rect rest = at;
  const ui::Rect field = rest.cut_top(ui.control_height(), 6);
  const std::string name = context.format(Text::quick_add_name, {{"stage", column_name}});
  const ui::TextFieldResult result =
      ui::text_field(ui, id, field, name,
                     {.value = draft_,
                      .placeholder = context.text(Text::board_quick_add_hint),
                      .clears_on_enter = true});
  if (fresh_) ui.request_focus(id);
  fresh_ = false;
  if (result.edited || result.committed) draft_ = result.text;
  draw_preview(context, rest.cut_top(preview_height).inset(4, 0));
  const bool left = had_focus_ && !result.focused;
  had_focus_ = result.focused;
  // Enter and Escape may both lie in one frame: what was entered counts before the field closes.
  bool added = false;
  for (const std::string& line : result.entries) added |= enter(context, column_name, line);
  // Nor does Escape go on to what is open beside it.
  if (result.cancelled) static_cast<void>(ui.key_pressed(id, platform::Key::escape));
  if (result.cancelled || (left && trimmed(draft_).empty())) {
    draft_.clear();
    end();
    return Outcome::closed;
  }
  return added ? Outcome::added : Outcome::none;
}

bool QuickAdd::enter(const Context& context, std::string_view column_name,
                     const std::string& line) {
  if (!context.app.quick_add(*column_, line)) {
    draft_ = line;  // to be put right
    return false;
  }
  const i18n::QuickAdd parsed =
      i18n::parse_quick_add(line, context.app.workspace().today().days, context.locale().language(),
                            context.app.workspace().currency().code());
  context.ui.announce(
      context.format(Text::board_added, {{"deal", parsed.title}, {"stage", column_name}}));
  return true;
}

}  // namespace holdall::screens
