// What an import will bring: its sums, and its first rows as deals.

#include <algorithm>
#include <array>

#include "screens/import_dialog.h"

namespace holdall::screens {

namespace {

using app::ImportSession;
using exchange::DealOutcome;
using i18n::Text;
using ui::Rect;
using ui::TextStyle;

constexpr std::size_t rows_shown = 5;
constexpr float icon_room = 24;
constexpr std::size_t counts = 4;  // of deals; sums follow them

struct Figure {
  std::string value;
  std::string label;
  ui::Color ink;
};

std::vector<Figure> figures(const Context& context, const exchange::ImportSummary& summary) {
  const i18n::Locale& locale = context.locale();
  const ui::Colors& c = context.colors();
  const auto count = [&](std::size_t value) {
    return locale.integer(static_cast<std::int64_t>(value));
  };
  std::vector<Figure> result = {
      {count(summary.deals), std::string(context.text(Text::import_deals)), c.text},
      {count(summary.open), std::string(context.text(Text::deal_open)), c.text},
      {count(summary.won), std::string(context.text(Text::board_won)), c.success},
      {count(summary.lost), std::string(context.text(Text::board_lost)), c.danger}};
  for (const auto& [currency, minor] : summary.won_minor) {
    // XXX stands for the currency that is not known yet.
    const std::string_view code =
        currency == "XXX" ? std::string_view() : std::string_view(currency);
    result.push_back(
        {locale.money(minor, code), std::string(context.text(Text::import_won_sum)), c.success});
  }
  return result;
}

std::string stage_words(const Context& context, const exchange::ImportedDeal& deal) {
  switch (deal.outcome) {
    case DealOutcome::won:
      return std::string(context.text(Text::deal_won));
    case DealOutcome::lost:
      return std::string(context.text(Text::deal_lost));
    case DealOutcome::open:
      break;
  }
  return deal.stage.empty() ? std::string(context.text(Text::deal_open)) : deal.stage;
}

std::string day_words(const Context& context, const exchange::ImportedDeal& deal) {
  const auto day = deal.outcome == DealOutcome::open ? deal.expected_close : deal.closed_on;
  return day ? context.locale().date(*day) : std::string();
}

// All that is to check in a row, in one text; empty without any.
std::string problems_text(const Context& context, const exchange::ImportedDeal& deal) {
  std::string text;
  for (const exchange::FoundProblem& problem : deal.problems) {
    if (!text.empty()) text += '\n';
    text += exchange::problem_text(context.locale(), problem);
  }
  return text;
}

float problems_height(const Context& context, const std::string& problems, float width) {
  if (problems.empty()) return 0;
  return context.ui.wrapped_height(problems, TextStyle::small, width - icon_room) + 4;
}

void draw_row(const Context& context, const exchange::ImportedDeal& deal,
              const std::string& problems, std::size_t number, Rect at) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  ui.paint().line_below(at, c.border);
  std::string amount;
  if (deal.value) {
    const std::string& code = deal.value->currency;
    amount = context.locale().money(deal.value->minor, code == "XXX" ? std::string_view() : code);
  }
  const std::string stage = stage_words(context, deal);
  const std::string day = day_words(context, deal);
  std::string spoken = deal.title + ", " + stage;
  if (!amount.empty()) spoken += ", " + amount;
  if (!day.empty()) spoken += ", " + day;
  if (!problems.empty()) spoken += ". " + problems;
  ui.semantics(node_for(ui.id(static_cast<std::int64_t>(number) + 2001), platform::Role::list_item,
                        spoken, at));
  Rect rest = at.inset(0, 10);
  Rect line = rest.cut_top(ui.line_height(TextStyle::body), 4);
  const bool wide = at.width >= 640;
  if (wide)
    ui.paint().text(line.cut_right(112, 12), day, TextStyle::small, c.text_secondary,
                    ui::Align::end);
  ui.paint().text(line.cut_right(wide ? 120.0F : 96.0F, 16), amount, TextStyle::body_strong, c.text,
                  ui::Align::end);
  const ui::BadgeOptions look = {.tone = deal.outcome == DealOutcome::won    ? ui::Tone::success
                                         : deal.outcome == DealOutcome::lost ? ui::Tone::danger
                                                                             : ui::Tone::neutral};
  const float badge = std::min(ui::badge_width(ui, stage, look), line.width * 0.4F);
  ui::badge(ui, line.cut_right(badge, 12), stage, look);
  if (!problems.empty()) {
    ui.paint().icon(line.cut_left(icon_room - 8, 8), ui::Icon::triangle_alert, c.warning, 15);
    rest.cut_left(icon_room);
    ui.paint().wrapped(rest, problems, TextStyle::small, c.warning);
  }
  ui.paint().text(line, deal.title, TextStyle::body, c.text);
}

}  // namespace

float draw_import_summary(const Context& context, const ImportSession& session, Rect at) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  Rect rest = at;
  const float value_height = ui.line_height(TextStyle::title);
  const float label_height = ui.line_height(TextStyle::small);
  const float tile_height = value_height + label_height + 20;
  const std::vector<Figure> all = figures(context, session.summary());
  const ui::OpacityScope faded(ui.paint(), session.counted() ? 1.0F : 0.6F);
  // The four counts stay in one row where they can: on a phone with less room around them, or two
  // by two.
  const float padding = ui.compact() ? 10 : 16;
  const auto width_of = [&](const Figure& figure) {
    return std::max({ui.text_width(figure.value, TextStyle::title),
                     ui.text_width(figure.label, TextStyle::small), ui.compact() ? 0.0F : 56.0F}) +
           2 * padding + 1;
  };
  float count_width = 0;
  for (std::size_t index = 0; index < counts; ++index)
    count_width = std::max(count_width, width_of(all[index]));
  const float quarter = (rest.width - 3 * 8) / 4;
  const float share = count_width <= quarter ? quarter : (rest.width - 8) / 2;
  Rect row = rest.cut_top(tile_height, 8);
  std::int64_t number = 0;
  for (const Figure& figure : all) {
    const bool is_count = static_cast<std::size_t>(number) < counts;
    const float width = ui.compact() && is_count ? share : width_of(figure);
    if (width > row.width + 0.5F) row = rest.cut_top(tile_height, 8);
    const Rect tile = row.cut_left(width, 8);
    ui.paint().fill(tile, c.surface2, 10);
    Rect inside = tile.inset(padding, 10);
    ui.paint().text(inside.cut_top(value_height), figure.value, TextStyle::title, figure.ink);
    ui.paint().text(inside, figure.label, TextStyle::small, c.text_secondary);
    ui.semantics(node_for(ui.id(3001 + number++), platform::Role::text,
                          figure.label + ": " + figure.value, tile));
  }
  if (session.summary().with_problems > 0) {
    const std::string text =
        context.plural(Text::import_problem_rows, session.summary().with_problems);
    Rect line = rest.cut_top(ui.line_height(TextStyle::small) + 4, 8);
    ui.semantics(node_for(ui.id("problems"), platform::Role::text, text, line));
    ui.paint().icon(line.cut_left(16, 8), ui::Icon::triangle_alert, c.warning, 15);
    ui.paint().text(line, text, TextStyle::small, c.warning);
  }
  return rest.top - at.top - 8;
}

float draw_import_rows(const Context& context, const ImportSession& session, Rect at) {
  ui::Ui& ui = context.ui;
  Rect rest = at;
  ui::heading(ui, ui.id("preview"), rest.cut_top(ui.line_height(TextStyle::body_strong), 4),
              context.text(Text::import_preview), 3, TextStyle::body_strong);
  struct Row {
    exchange::ImportedDeal deal;
    std::string problems;
    float height = 0;
  };
  std::vector<Row> rows;
  float height = 0;
  for (std::size_t index = 0; index < std::min(rows_shown, session.table().row_count()); ++index) {
    Row row{session.preview(index), {}, ui.line_height(TextStyle::body) + 20};
    row.problems = problems_text(context, row.deal);
    row.height += problems_height(context, row.problems, rest.width);
    height += row.height;
    rows.push_back(std::move(row));
  }
  const Rect list_at{rest.left, rest.top, rest.width, height};
  const ui::SemanticsScope list(ui, node_for(ui.id("preview list"), platform::Role::list,
                                             context.text(Text::import_preview), list_at));
  for (std::size_t index = 0; index < rows.size(); ++index) {
    const Row& row = rows[index];
    draw_row(context, row.deal, row.problems, index, rest.cut_top(row.height));
  }
  return rest.top - at.top;
}

}  // namespace holdall::screens
