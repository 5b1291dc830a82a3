#include "screens/deal_panel.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "i18n/currency.h"
#include "screens/stage_age.h"

namespace holdall::screens {

namespace {

using app::ColumnKind;
using i18n::DateStyle;
using i18n::Text;
using platform::EditorKind;
using ui::Icon;
using ui::Rect;
using ui::TextStyle;

constexpr float field_gap = 14;
constexpr float error_gap = 4;
constexpr float history_lines_max = 4;

}  // namespace

// Everything about a field but its box and what was refused.
struct DealPanel::FieldLook {
  Text label;
  std::string value;
  std::string display;
  std::string_view placeholder;
  EditorKind kind = EditorKind::text;
  Icon icon = Icon::none;
};

float DealPanel::width(const ui::Ui& ui) { return ui.window().width >= 1280 ? 480.0F : 420.0F; }

void DealPanel::draw(const Context& context, float top) {
  ui::Ui& ui = context.ui;
  const RecordId open = context.app.open_deal();
  const store::DealDetails* details = open ? context.app.workspace().board().card(open) : nullptr;
  if (details != nullptr) {
    const bool another = std::exchange(deal_, open) != open;
    if (another) refused_ = {};
    shown_ = *details;
    // Kept when the value is cleared.
    if (shown_.deal.value) {
      currency_wanted_ = shown_.deal.value->currency;
    } else if (another) {
      currency_wanted_ = app::last_currency(context.app.workspace().store(), open);
    }
  }
  const ui::IdScope ids(ui, "deal");
  const ui::SidePanel panel(ui, ui.id("panel"), details != nullptr, shown_.deal.title,
                            {.width = width(ui),
                             .top = top,
                             .close_label = context.text(Text::common_close),
                             .title_hidden = true});
  if (!panel) return;
  draw_header(context, panel.header(), shown_);
  {
    // What was typed for one deal must never reach another.
    const ui::IdScope own(ui, deal_.value);
    const Rect body = ui::clear_of_toasts(ui, panel.body());
    ui::ScrollArea area(ui, ui.id("area"), body);
    const float inset = ui.compact() ? 16.0F : 20.0F;
    const ui::Vec origin = area.origin();
    const Rect content{origin.x + inset, origin.y, body.width - 2 * inset, 100'000};
    area.set_content(body.width, draw_body(context, content, shown_));
  }
  if (panel.close_requested() && details != nullptr) context.app.close_deal();
}

void DealPanel::draw_header(const Context& context, Rect at, const store::DealDetails& details) {
  ui::Ui& ui = context.ui;
  const std::string_view erase = context.text(Text::deal_delete);
  const float size = ui.control_height();
  const Rect trash = at.cut_right(size, 4).centered(size, size);
  const app::Board& board = context.app.workspace().board();
  const auto place = board.find(deal_);
  if (place) {
    const app::BoardColumn& column = board.columns()[place->column];
    const ui::BadgeOptions options =
        column.id().kind == ColumnKind::won
            ? ui::BadgeOptions{.tone = ui::Tone::success, .icon = Icon::trophy}
        : column.id().kind == ColumnKind::lost
            ? ui::BadgeOptions{.tone = ui::Tone::danger, .icon = Icon::circle_x}
            : ui::BadgeOptions{.stage = static_cast<int>(place->column % 6)};
    const float used = ui::badge(ui, at, column.name(), options);
    at.cut_left(used, 10);
  }
  const StageAge age = stage_age(context, details);
  if (!age.spoken.empty()) {
    // The longest that there is room for, or nothing.
    const std::string_view brief =
        age.brief.empty() ? context.text(Text::common_today) : std::string_view(age.brief);
    for (const std::string_view shown : {std::string_view(age.words), brief}) {
      if (ui.text_width(shown, TextStyle::small) > at.width) continue;
      ui.paint().text(at, shown, TextStyle::small, context.colors().text_secondary);
      break;
    }
    ui.semantics(node_for(ui.id("age"), platform::Role::text, age.spoken, at));
    ui::tooltip(ui, ui.id("age"), at, at.contains(ui.pointer()), age.spoken);
  }
  if (ui::icon_button(ui, ui.id("delete"), trash, Icon::trash, erase,
                      {.disabled = context.read_only()})) {
    context.app.execute(app::DeleteDeal{deal_});
  }
}

void DealPanel::draw_field(const Context& context, Rect& rest, Field field, const FieldLook& look) {
  ui::Ui& ui = context.ui;
  const Refused& bad = refused(field);
  const bool invalid = !bad.reason.empty();
  const std::string_view label = context.text(look.label);
  const Rect box = ui::labelled(ui, rest.cut_top(ui::labelled_height(ui)), label);
  const ui::Id id = ui.id(static_cast<std::int64_t>(field) + 1);
  const ui::TextFieldResult result =
      ui::text_field(ui, id, box, label,
                     {.value = invalid ? std::string_view(bad.entry) : std::string_view(look.value),
                      .display = invalid ? std::string_view() : std::string_view(look.display),
                      .placeholder = look.placeholder,
                      .description = bad.reason,
                      .kind = look.kind,
                      .icon = look.icon,
                      .disabled = context.read_only(),
                      .invalid = invalid});
  if (invalid) {
    rest.cut_top(error_gap);
    const float height = ui.wrapped_height(bad.reason, TextStyle::small, rest.width);
    ui::paragraph(ui, ui.id(static_cast<std::int64_t>(field) + 101), rest.cut_top(height),
                  bad.reason, TextStyle::small, context.colors().danger);
  }
  rest.cut_top(field_gap);
  if (result.cancelled) refused(field) = {};
  if (!result.committed) return;
  enter(context, field, result.text);
  if (!refused(field).reason.empty()) ui.announce(refused(field).reason);
  ui.wake_in(0);
}

void DealPanel::draw_value(const Context& context, Rect& rest, const store::DealDetails& details) {
  ui::Ui& ui = context.ui;
  const auto& value = details.deal.value;
  const model::Currency currency = currency_of(context);
  Rect row = rest;
  const float currency_width = 132;
  Rect right = row.cut_right(currency_width, 10);
  FieldLook look{.label = Text::deal_value,
                 .placeholder = context.text(Text::deal_value_hint),
                 .kind = EditorKind::decimal};
  if (value) {
    look.value = context.locale().money_to_edit(value->minor, currency.code());
    look.display = context.locale().money(value->minor, currency.code());
  }
  draw_field(context, row, Field::value, look);
  const std::string_view label = context.text(Text::deal_currency);
  const Rect box = ui::labelled(ui, right.cut_top(ui::labelled_height(ui)), label);
  std::vector<std::string_view> codes;
  int selected = -1;
  for (const i18n::Currency& one : i18n::currencies()) {
    if (one.code == currency.code()) selected = static_cast<int>(codes.size());
    codes.push_back(one.code);
  }
  const auto chosen = ui::select(ui, ui.id("currency"), box, label,
                                 {.options = codes,
                                  .selected = selected,
                                  .placeholder = currency.code(),
                                  .disabled = context.read_only()});
  if (chosen) choose_currency(context, codes[static_cast<std::size_t>(*chosen)]);
  rest.cut_top(row.top - rest.top);
}

void DealPanel::draw_stage(const Context& context, Rect& rest, const store::DealDetails& details) {
  ui::Ui& ui = context.ui;
  const app::Board& board = context.app.workspace().board();
  const auto place = board.find(details.deal.id);
  if (!place) return;
  std::vector<std::string_view> names;
  for (const app::BoardColumn& column : board.columns()) names.push_back(column.name());
  const std::string_view label = context.text(Text::deal_stage);
  const Rect box = ui::labelled(ui, rest.cut_top(ui::labelled_height(ui), field_gap), label);
  const auto chosen = ui::select(ui, ui.id("stage"), box, label,
                                 {.options = names,
                                  .selected = static_cast<int>(place->column),
                                  .disabled = context.read_only()});
  if (chosen) move_to(context, board.columns()[static_cast<std::size_t>(*chosen)].id());
}

// Won and Lost while it is open, Reopen afterwards.
void DealPanel::draw_actions(const Context& context, Rect at, const store::DealDetails& details) {
  ui::Ui& ui = context.ui;
  const float half = (at.width - 8) / 2;
  if (details.deal.outcome.state != model::OutcomeState::open) {
    if (ui::button(ui, ui.id("reopen"), at, context.text(Text::deal_reopen),
                   {.icon = Icon::undo, .disabled = context.read_only()})) {
      const app::Board& board = context.app.workspace().board();
      app::ColumnId stage{ColumnKind::stage, details.deal.stage};
      if (!board.find_column(stage)) stage = board.columns().front().id();
      move_to(context, stage);
    }
    return;
  }
  if (ui::button(ui, ui.id("won"), at.cut_left(half, 8), context.text(Text::deal_won),
                 {.icon = Icon::trophy, .disabled = context.read_only()})) {
    move_to(context, {ColumnKind::won, {}});
  }
  if (ui::button(ui, ui.id("lost"), at, context.text(Text::deal_lost),
                 {.icon = Icon::circle_x, .disabled = context.read_only()})) {
    move_to(context, {ColumnKind::lost, {}});
  }
}

// What is known but not edited here.
void DealPanel::draw_facts(const Context& context, Rect& rest, const store::DealDetails& details) {
  ui::Ui& ui = context.ui;
  const model::Deal& deal = details.deal;
  const i18n::Locale& locale = context.locale();
  struct Fact {
    Text label;
    std::string value;
  };
  std::vector<Fact> facts;
  if (!details.owner_name.empty()) facts.push_back({Text::deal_owner, details.owner_name});
  if (!deal.product_name.empty()) facts.push_back({Text::deal_product, deal.product_name});
  if (deal.opened_on) {
    facts.push_back(
        {Text::deal_opened_on, locale.date(deal.opened_on->days, DateStyle::long_form)});
  }
  if (!deal.external_key.empty()) facts.push_back({Text::deal_external_key, deal.external_key});
  if (facts.empty()) return;
  const ui::Colors& c = context.colors();
  float label_width = 96;
  for (const Fact& fact : facts) {
    label_width =
        std::max(label_width, ui.text_width(context.text(fact.label), TextStyle::small) + 20);
  }
  const float row = ui.line_height(TextStyle::body) + 8;
  for (std::size_t index = 0; index < facts.size(); ++index) {
    const std::string_view label = context.text(facts[index].label);
    Rect line = rest.cut_top(row);
    const Rect whole = line;
    ui.paint().text(line.cut_left(label_width), label, TextStyle::small, c.text_secondary);
    if (facts[index].label == Text::deal_owner) {
      const Rect face = line.cut_left(22, 8);
      ui::avatar(ui, face.center(), 22, facts[index].value);
    }
    ui.paint().text(line, facts[index].value, TextStyle::body, c.text);
    ui.semantics(node_for(ui.id(static_cast<std::int64_t>(index) + 201), platform::Role::text,
                          std::string(label) + ": " + facts[index].value, whole));
  }
  rest.cut_top(field_gap);
}

// Values that were given on two devices without knowledge of each other: one of them is shown, and
// the person says whether it is the right one.
void DealPanel::draw_conflicts(const Context& context, Rect& rest) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  if (!context.app.open_deal()) return;
  const std::vector<app::DealConflict>& conflicts = context.app.conflicts();
  if (conflicts.empty()) return;
  ui::heading(ui, ui.id("conflicts"), rest.cut_top(ui.line_height(TextStyle::heading), 8),
              context.text(Text::conflict_heading), 3);
  std::optional<app::SettleConflict> chosen;
  const auto named = [&](const std::string& value) {
    constexpr std::size_t shown_max = 40;
    return value.empty() ? std::string(context.text(Text::conflict_nothing))
                         : shortened(value, shown_max);
  };
  for (std::size_t index = 0; index < conflicts.size(); ++index) {
    const app::DealConflict& conflict = conflicts[index];
    const ui::IdScope ids(ui, static_cast<std::int64_t>(index) + 1);
    const std::string words =
        context.format(Text::conflict_line, {{"field", conflict.label},
                                             {"shown", named(conflict.shown)},
                                             {"other", named(conflict.other)},
                                             {"when", context.moment(conflict.wall_ms)}});
    const float height = ui.wrapped_height(words, TextStyle::body, rest.width);
    ui::paragraph(ui, ui.id("words"), rest.cut_top(height, 8), words, TextStyle::body, c.text);
    const std::string take =
        context.format(Text::conflict_take, {{"value", named(conflict.other)}});
    const std::string keep =
        context.format(Text::conflict_keep, {{"value", named(conflict.shown)}});
    for (const bool taken : {true, false}) {
      const std::string& label = taken ? take : keep;
      Rect line = rest.cut_top(ui.control_height(), taken ? 8 : field_gap);
      const Rect box = line.cut_left(std::min(line.width, ui::button_width(ui, label)));
      if (!ui::button(ui, ui.id(taken ? "take" : "keep"), box, label,
                      {.disabled = context.read_only()}))
        continue;
      chosen = app::SettleConflict{deal_, conflict.field,
                                   taken ? std::optional(conflict.lost) : std::nullopt};
    }
  }
  rest.cut_top(6);
  if (chosen) context.app.execute(*chosen);
}

void DealPanel::draw_history(const Context& context, Rect& rest) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  ui.paint().fill({rest.left - 20, rest.top, rest.width + 40, 1}, c.border);
  rest.cut_top(20);
  ui::heading(ui, ui.id("history"), rest.cut_top(ui.line_height(TextStyle::heading), 12),
              context.text(Text::deal_history), 3);
  // An open deal that is on its way out has none any more.
  if (!context.app.open_deal()) return;
  const std::vector<app::HistoryEntry>& entries = context.app.history();
  const ui::SemanticsScope list(ui, node_for(ui.id("history list"), platform::Role::list,
                                             context.text(Text::deal_history), rest));
  for (std::size_t index = 0; index < entries.size(); ++index) {
    const app::HistoryEntry& entry = entries[index];
    const std::string when = context.moment(entry.wall_ms);
    const float text_width = rest.width - 26;
    const float text_height = std::min(ui.wrapped_height(entry.text, TextStyle::body, text_width),
                                       history_lines_max * ui.line_height(TextStyle::body));
    const float height = text_height + ui.line_height(TextStyle::caption) + 16;
    const Rect row = rest.cut_top(height);
    const ui::Color mark = entry.kind == app::HistoryKind::won     ? c.success
                           : entry.kind == app::HistoryKind::lost  ? c.danger
                           : entry.kind == app::HistoryKind::field ? c.border_strong
                                                                   : c.accent;
    if (index + 1 < entries.size())
      ui.paint().fill({row.left + 5, row.top + 10, 1, height}, c.border);
    ui.paint().circle({row.left + 5.5F, row.top + ui.line_height(TextStyle::body) / 2}, 4, mark);
    const Rect text{row.left + 26, row.top, text_width, text_height};
    ui.paint().wrapped(text, entry.text, TextStyle::body, c.text);
    ui.paint().text({text.left, text.bottom(), text.width, ui.line_height(TextStyle::caption)},
                    when, TextStyle::caption, c.text_secondary);
    ui.semantics(node_for(ui.id(static_cast<std::int64_t>(index) + 301), platform::Role::list_item,
                          entry.text + ", " + when, row));
  }
}

void DealPanel::draw_date(const Context& context, Rect& rest, Field field, Text label,
                          std::optional<model::Date> date) {
  FieldLook look{.label = label,
                 .placeholder = context.text(Text::deal_date_hint),
                 .kind = EditorKind::date,
                 .icon = Icon::calendar};
  if (date) {
    look.value = context.locale().date(date->days, DateStyle::short_form);
    look.display = context.locale().date(date->days, DateStyle::long_form);
  }
  draw_field(context, rest, field, look);
}

// Why and when it was closed, and when that was expected.
void DealPanel::draw_closing(const Context& context, Rect& rest,
                             const store::DealDetails& details) {
  const model::Deal& deal = details.deal;
  const bool open = deal.outcome.state == model::OutcomeState::open;
  if (deal.outcome.state == model::OutcomeState::lost) {
    draw_field(context, rest, Field::outcome_note,
               {.label = Text::deal_lost_reason,
                .value = deal.outcome_note,
                .placeholder = context.text(Text::lost_hint)});
  }
  if (!open) draw_date(context, rest, Field::closed_on, Text::deal_closed_on, closed_on(context));
  if (open || deal.expected_close || !refused(Field::expected_close).reason.empty())
    draw_date(context, rest, Field::expected_close, Text::deal_expected_close, deal.expected_close);
}

float DealPanel::draw_body(const Context& context, Rect at, const store::DealDetails& details) {
  const ui::Ui& ui = context.ui;
  const model::Deal& deal = details.deal;
  const float top = at.top;
  Rect rest = at;
  rest.cut_top(16);
  draw_field(context, rest, Field::title, {.label = Text::deal_title, .value = deal.title});
  draw_value(context, rest, details);
  draw_stage(context, rest, details);
  draw_actions(context, rest.cut_top(ui.control_height(), field_gap + 4), details);
  draw_closing(context, rest, details);
  draw_field(context, rest, Field::organisation,
             {.label = Text::deal_organisation,
              .value = details.organisation_name,
              .placeholder = context.text(Text::deal_organisation_hint),
              .icon = Icon::building});
  draw_field(context, rest, Field::person,
             {.label = Text::deal_person,
              .value = details.person_name,
              .placeholder = context.text(Text::deal_person_hint),
              .kind = EditorKind::name,
              .icon = Icon::user});
  rest.cut_top(4);
  draw_facts(context, rest, details);
  draw_conflicts(context, rest);
  draw_history(context, rest);
  return rest.top - top + 24;
}

}  // namespace holdall::screens
