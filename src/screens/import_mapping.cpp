// The preview of an import: what each column and each stage becomes, and what has to be asked.

#include <algorithm>
#include <array>

#include "exchange/deal_field.h"
#include "i18n/currency.h"
#include "screens/import_dialog.h"

namespace holdall::screens {

namespace {

using app::ImportSession;
using exchange::DealField;
using exchange::StageMeaning;
using i18n::Text;
using ui::Rect;
using ui::TextStyle;

constexpr float section_gap = 24;
constexpr float select_width = 272;

// A phone has the name of a column above what it becomes.
bool is_stacked(const Rect& line) { return line.width < 460; }

void section_title(const Context& context, Rect& rest, std::string_view name, Text title) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, ui.id(name), rest.cut_top(ui.line_height(TextStyle::body_strong), 8),
              context.text(title), 3, TextStyle::body_strong);
}

void ask_currency(const Context& context, ImportSession& session, Rect at) {
  ui::Ui& ui = context.ui;
  const auto& mapping = session.mapping();
  const std::string_view label = context.text(Text::import_currency_question);
  const Rect box = ui::labelled(ui, at, label, true);
  std::vector<std::string> names;
  int selected = -1;
  for (const i18n::Currency& currency : i18n::currencies()) {
    if (currency.code == mapping.currency) selected = static_cast<int>(names.size());
    std::string name(currency.code);
    if (currency.symbol != currency.code) name += "  " + std::string(currency.symbol);
    names.push_back(std::move(name));
  }
  const std::vector<std::string_view> options(names.begin(), names.end());
  const auto chosen = ui::select(ui, ui.id("currency"), box, label,
                                 {.options = options,
                                  .selected = selected,
                                  .placeholder = context.text(Text::import_choose_currency),
                                  .icon = ui::Icon::coins,
                                  .invalid = mapping.needs_currency()});
  if (chosen) {
    session.set_currency(std::string(i18n::currencies()[static_cast<std::size_t>(*chosen)].code));
  }
}

void ask_date_order(const Context& context, ImportSession& session, Rect at) {
  ui::Ui& ui = context.ui;
  const std::string_view label = context.text(Text::import_date_question);
  const Rect box = ui::labelled(ui, at, label);
  const std::array options = {context.text(Text::import_day_month),
                              context.text(Text::import_month_day)};
  const auto chosen = ui::select(ui, ui.id("dates"), box, label,
                                 {.options = options,
                                  .selected = static_cast<int>(session.mapping().date_order),
                                  .icon = ui::Icon::calendar});
  if (chosen) session.set_date_order(static_cast<exchange::DateOrder>(*chosen));
}

void ask_target(const Context& context, ImportSession& session, Rect at) {
  ui::Ui& ui = context.ui;
  const std::string_view label = context.text(Text::import_target);
  const Rect box = ui::labelled(ui, at, label);
  const std::array options = {context.text(Text::import_new_pipeline),
                              context.text(Text::import_current_pipeline)};
  const auto chosen = ui::select(ui, ui.id("target"), box, label,
                                 {.options = options,
                                  .selected = static_cast<int>(session.target()),
                                  .icon = ui::Icon::kanban});
  if (chosen) session.set_target(static_cast<ImportSession::Target>(*chosen));
}

void draw_questions(const Context& context, ImportSession& session, Rect& rest) {
  using Question = void (*)(const Context&, ImportSession&, Rect);
  std::vector<Question> questions;
  if (session.mapping().rows_without_currency > 0) questions.push_back(ask_currency);
  if (session.mapping().date_order_ambiguous) questions.push_back(ask_date_order);
  questions.push_back(ask_target);
  const ui::Ui& ui = context.ui;
  const bool side_by_side = rest.width >= 640;
  const float height = ui::labelled_height(ui);
  if (!side_by_side) {
    for (const Question question : questions) question(context, session, rest.cut_top(height, 14));
  } else {
    Rect row = rest.cut_top(height, 14);
    const float width = (row.width - 32) / 3;
    for (const Question question : questions) question(context, session, row.cut_left(width, 16));
  }
  rest.cut_top(section_gap - 14);
}

// A column of the file on a line of its own: its name, an example, what it becomes.
void draw_column(const Context& context, ImportSession& session, std::size_t index, Rect line,
                 std::span<const std::string_view> fields) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const exchange::ColumnMapping& column = session.mapping().columns[index];
  const bool used = column.field != DealField::none;
  ui.paint().line_below(line, c.border);
  const Rect whole = line;
  const float text = ui.line_height(TextStyle::body);
  const float small = ui.line_height(TextStyle::small);
  Rect choice;
  Rect words;
  if (is_stacked(line)) {
    words = {line.left, line.top + 10, line.width, text + small};
    choice = {words.left, words.bottom() + 6, words.width, ui.control_height()};
  } else {
    choice = line.cut_right(select_width, 12);
    words = line.centered(line.width, text + small);
  }
  ui.paint().text(words.cut_top(text), column.header, TextStyle::body_strong,
                  used ? c.text : c.text_secondary);
  ui.paint().text(words, column.example, TextStyle::small, c.text_secondary);
  const std::string label =
      context.format(Text::import_column_becomes, {{"column", column.header}});
  ui.semantics(node_for(ui.id(static_cast<std::int64_t>(index) + 1001), platform::Role::text,
                        column.header + ": " + column.example, whole));
  const auto chosen = ui::select(ui, ui.id(static_cast<std::int64_t>(index) + 1),
                                 choice.centered(choice.width, ui.control_height()), label,
                                 {.options = fields, .selected = static_cast<int>(column.field)});
  if (chosen) session.set_field(index, static_cast<DealField>(*chosen));
}

float draw_columns(const Context& context, ImportSession& session, Rect rest) {
  ui::Ui& ui = context.ui;
  const float top = rest.top;
  const ui::IdScope ids(ui, "columns");
  section_title(context, rest, "title", Text::import_columns);
  std::array<std::string_view, exchange::deal_field_count> fields;
  for (std::size_t field = 0; field < fields.size(); ++field) {
    fields[field] = context.text(exchange::label_of(static_cast<DealField>(field)));
  }
  const float words = ui.line_height(TextStyle::body) + ui.line_height(TextStyle::small);
  const float row = is_stacked(rest) ? words + ui.control_height() + 30
                                     : std::max(ui.control_height(), words) + 14;
  for (std::size_t index = 0; index < session.mapping().columns.size(); ++index) {
    draw_column(context, session, index, rest.cut_top(row), fields);
  }
  return rest.top - top;
}

float draw_stages(const Context& context, ImportSession& session, Rect rest) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  if (session.mapping().stages.empty()) return 0;
  const float top = rest.top;
  const ui::IdScope ids(ui, "stages");
  section_title(context, rest, "title", Text::import_stages_found);
  const std::array meanings = {context.text(Text::import_as_stage),
                               context.text(Text::import_as_open), context.text(Text::deal_won),
                               context.text(Text::deal_lost)};
  const float row = ui.control_height() + 16;
  std::size_t stage_number = 0;
  for (std::size_t index = 0; index < session.mapping().stages.size(); ++index) {
    const exchange::FoundStage& stage = session.mapping().stages[index];
    Rect line = rest.cut_top(row);
    ui.paint().line_below(line, c.border);
    const std::string count = context.plural(Text::board_deal_count, stage.rows);
    const std::string label = context.format(Text::import_column_becomes, {{"column", stage.name}});
    const Rect choice = line.cut_right(std::min(152.0F, line.width * 0.5F), 12);
    const ui::Color mark = stage.meaning == StageMeaning::won ? c.stages[6].mark
                           : stage.meaning == StageMeaning::lost
                               ? c.stages[7].mark
                               : c.stages[stage_number++ % 6].mark;
    ui.paint().circle(line.cut_left(8, 10).center(), 4, mark);
    const float text = ui.line_height(TextStyle::body);
    const float small = ui.line_height(TextStyle::small);
    Rect words = line.centered(line.width, text + small);
    const Rect name_at = words.cut_top(text);
    ui.paint().text(name_at, stage.name, TextStyle::body_strong, c.text);
    ui.paint().text(words, count, TextStyle::small, c.text_secondary);
    ui.semantics(node_for(ui.id(static_cast<std::int64_t>(index) + 1001), platform::Role::text,
                          stage.name + ": " + count, line));
    const auto chosen =
        ui::select(ui, ui.id(static_cast<std::int64_t>(index) + 1),
                   choice.centered(choice.width, ui.control_height()), label,
                   {.options = meanings, .selected = static_cast<int>(stage.meaning)});
    if (chosen) session.set_meaning(index, static_cast<StageMeaning>(*chosen));
  }
  return rest.top - top;
}

}  // namespace

float draw_import_mapping(const Context& context, ImportSession& session, Rect at,
                          std::size_t& rows_to_check_shown) {
  ui::Ui& ui = context.ui;
  Rect rest = at;
  const std::string file =
      session.file_name() + " · " + context.plural(Text::import_rows, session.table().row_count());
  ui::label(ui, ui.id("file"), rest.cut_top(ui.line_height(TextStyle::small), 12), file,
            TextStyle::small, context.colors().text_secondary);
  rest.cut_top(draw_import_summary(context, session, rest) + section_gap);
  draw_questions(context, session, rest);
  const float problems = draw_import_problems(context, session, rest, rows_to_check_shown);
  if (problems > 0) rest.cut_top(problems + section_gap);
  if (at.width >= 760) {
    Rect left = rest;
    const Rect right = left.cut_right(left.width * 0.4F, 32);
    const float columns = draw_columns(context, session, left);
    const float stages = draw_stages(context, session, right);
    rest.cut_top(std::max(columns, stages) + section_gap);
  } else {
    rest.cut_top(draw_columns(context, session, rest) + section_gap);
    const float stages = draw_stages(context, session, rest);
    if (stages > 0) rest.cut_top(stages + section_gap);
  }
  rest.cut_top(draw_import_rows(context, session, rest));
  return rest.top - at.top;
}

}  // namespace holdall::screens
