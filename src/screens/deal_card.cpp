#include "screens/deal_card.h"

#include <algorithm>

namespace holdall::screens {

namespace {

using i18n::DateStyle;
using i18n::Text;
using ui::Rect;
using ui::TextStyle;

constexpr float padding = 12;
constexpr float footer_fine = 22;
constexpr float footer_coarse = 26;
constexpr float icon_size = 12;

float footer_height(const ui::Ui& ui) { return ui.coarse() ? footer_coarse : footer_fine; }

void add_part(std::string& name, std::string_view part) {
  if (part.empty()) return;
  if (!name.empty()) name += ", ";
  name += part;
}

void describe_day(const Context& context, const model::Deal& deal, CardText& text) {
  const i18n::Locale& locale = context.locale();
  std::string spoken;
  if (deal.outcome.state != model::OutcomeState::open) {
    if (deal.outcome.closed_ms == 0) return;
    const auto offset = context.app.platform().clock.utc_offset_minutes(deal.outcome.closed_ms);
    const std::int32_t day = model::date_at(deal.outcome.closed_ms, offset).days;
    text.day = locale.date(day, DateStyle::short_form);
    spoken = context.format(Text::card_closed, {{"date", locale.date(day, DateStyle::long_form)}});
  } else if (deal.expected_close) {
    const std::int32_t day = deal.expected_close->days;
    const std::int32_t today = context.app.workspace().today().days;
    const bool near = day - today < 180 && today - day < 180;
    text.due = day < today ? DueTone::overdue : day == today ? DueTone::today : DueTone::planned;
    text.day = text.due == DueTone::today
                   ? std::string(context.text(Text::common_today))
                   : locale.date(day, near ? DateStyle::day_month : DateStyle::short_form);
    spoken = context.format(text.due == DueTone::overdue ? Text::card_overdue : Text::card_expected,
                            {{"date", locale.date(day, DateStyle::long_form)}});
  }
  add_part(text.name, spoken);
}

// Draws from the right; gives back the box that is left.
void draw_day(const Context& context, Rect& rest, const CardText& text) {
  if (text.day.empty()) return;
  ui::Ui& ui = context.ui;
  if (text.due != DueTone::planned) {
    const ui::BadgeOptions options{
        .tone = text.due == DueTone::overdue ? ui::Tone::danger : ui::Tone::warning,
        .icon = ui::Icon::calendar};
    const float width = ui::badge_width(ui, text.day, options);
    if (width > rest.width) return;
    ui::badge(ui, rest.cut_right(width, 8), text.day, options);
    return;
  }
  const float width = ui.text_width(text.day, TextStyle::caption) + 1;
  if (width + icon_size + 4 > rest.width) return;
  const ui::Color ink = context.colors().text_secondary;
  ui.paint().text(rest.cut_right(width, 4), text.day, TextStyle::caption, ink);
  ui.paint().icon(rest.cut_right(icon_size, 8), ui::Icon::calendar, ink, icon_size);
}

void draw_age(const Context& context, Rect& rest, const CardText& text, bool pointed) {
  if (text.age.brief.empty()) return;
  ui::Ui& ui = context.ui;
  const float width = ui.text_width(text.age.brief, TextStyle::caption) + 1;
  if (width + icon_size + 4 > rest.width) return;
  const ui::Color ink = context.colors().text_secondary;
  const Rect words = rest.cut_right(width, 4);
  ui.paint().text(words, text.age.brief, TextStyle::caption, ink);
  const Rect mark = rest.cut_right(icon_size, 8);
  ui.paint().icon(mark, ui::Icon::clock, ink, icon_size);
  const Rect both{mark.left, words.top, words.right() - mark.left, words.height};
  ui::tooltip(ui, ui.id("age"), both, pointed && both.contains(ui.pointer()), text.age.spoken);
}

void draw_footer(const Context& context, Rect row, const CardText& text, bool pointed) {
  ui::Ui& ui = context.ui;
  if (!text.owner.empty()) {
    const float size = row.height;
    const Rect box = row.cut_right(size, 8);
    ui::avatar(ui, box.center(), size, text.owner);
  }
  if (!text.amount.empty()) {
    const float width = std::min(row.width, ui.text_width(text.amount, TextStyle::body_strong) + 2);
    ui.paint().text(row.cut_left(width, 8), text.amount, TextStyle::body_strong,
                    context.colors().text);
  }
  draw_day(context, row, text);
  draw_age(context, row, text, pointed);
}

}  // namespace

CardText card_text(const Context& context, const store::DealDetails& details) {
  const model::Deal& deal = details.deal;
  CardText text;
  text.title = deal.title.empty() ? std::string(context.text(Text::deal_untitled)) : deal.title;
  for (const std::string* line :
       {&details.organisation_name, &details.person_name, &deal.product_name}) {
    // What the title of an imported deal says already is not said again, but for the organisation.
    const bool said = line != &details.organisation_name && text.title.contains(*line);
    if (!line->empty() && !said) text.lines.push_back(*line);
  }
  text.owner = details.owner_name;
  add_part(text.name, text.title);
  add_part(text.name, text.lines.empty() ? std::string() : text.lines.front());
  // Imported deals without an amount have one of 0, which says nothing.
  if (deal.value && deal.value->minor != 0) {
    const std::string_view currency = deal.value->currency.code();
    text.amount = context.locale().money_short(deal.value->minor, currency);
    add_part(text.name, context.locale().money(deal.value->minor, currency));
  }
  describe_day(context, deal, text);
  text.age = stage_age(context, details);
  text.description = text.age.spoken;
  if (!text.owner.empty()) {
    add_part(text.description, context.format(Text::card_owner, {{"name", text.owner}}));
  }
  return text;
}

float card_height(const ui::Ui& ui) {
  return padding + 2 * ui.line_height(TextStyle::body_strong) + 2 +
         ui.line_height(TextStyle::small) + 8 + footer_height(ui) + padding;
}

Rect card_menu_box(const ui::Ui& ui, const Rect& card) {
  const float size = ui.coarse() ? 44.0F : 26.0F;
  const float margin = ui.coarse() ? 4.0F : 6.0F;
  return {card.right() - size - margin, card.top + margin, size, size};
}

void draw_card(const Context& context, const Rect& at, const CardText& text,
               const CardState& state) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  ui::card_surface(ui, at, state.look);
  Rect inside = at.inset(padding);
  draw_footer(context, inside.cut_bottom(footer_height(ui), 8), text, state.pointed);
  Rect title = inside;
  title.width -= ui.coarse() ? 32.0F : 16.0F;
  title.height = 2 * ui.line_height(TextStyle::body_strong);
  const float used = ui.paint().wrapped(title, text.title, TextStyle::body_strong, c.text);
  inside.cut_top(used, 2);
  for (const std::string& line : text.lines) {
    const float height = ui.line_height(TextStyle::small);
    if (inside.height < height) break;
    ui.paint().text(inside.cut_top(height), line, TextStyle::small, c.text_secondary);
  }
  if (state.menu_shown <= 0) return;
  const Rect box = card_menu_box(ui, at);
  const ui::Color ground = state.menu_lit ? c.surface2 : c.surface1;
  if (!ui.coarse() || state.menu_lit) {
    ui.paint().fill(box, ground.faded(state.menu_shown), ui::radius::control);
  }
  ui.paint().icon(box, ui::Icon::ellipsis, c.text_secondary.faded(state.menu_shown), 16);
}

}  // namespace holdall::screens
