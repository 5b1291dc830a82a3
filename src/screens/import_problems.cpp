// The rows of a file with something to check: which row, which column, and why.

#include <algorithm>

#include "screens/import_dialog.h"

namespace holdall::screens {

namespace {

using app::ImportSession;
using i18n::Text;
using ui::Rect;
using ui::TextStyle;

constexpr float icon_room = 24;
constexpr float row_number_width = 84;
constexpr float title_share = 0.22F;
constexpr float column_share = 0.18F;
constexpr float gap = 16;
constexpr std::size_t shown_more = 20;

// One thing to check of one row.
struct Line {
  std::string row;
  std::string title;
  std::string column;
  std::string reason;
};

// The name of the column in the file, or of the field if it was put together from several.
std::string column_name(const Context& context, const ImportSession& session,
                        exchange::DealField field) {
  const std::size_t column = session.mapping().column(field);
  if (column == exchange::TableMapping::no_column)
    return std::string(context.text(exchange::label_of(field)));
  return session.mapping().columns[column].header;
}

std::vector<Line> lines_of(const Context& context, const ImportSession& session,
                           std::size_t row_limit) {
  std::vector<Line> lines;
  const std::vector<app::RowToCheck>& rows = session.rows_to_check();
  for (std::size_t index = 0; index < std::min(row_limit, rows.size()); ++index) {
    const app::RowToCheck& row = rows[index];
    const std::string number = context.locale().integer(static_cast<std::int64_t>(row.file_row));
    for (const exchange::FoundProblem& problem : row.problems) {
      lines.push_back(
          {context.format(Text::import_row_number, {{"number", number}}),
           row.title.empty() ? std::string(context.text(Text::deal_untitled)) : row.title,
           column_name(context, session, problem.field),
           exchange::problem_text(context.locale(), problem)});
    }
  }
  return lines;
}

bool is_wide(const Rect& at) { return at.width >= 640; }

float reason_width(const Rect& at) {
  if (!is_wide(at)) return at.width - icon_room;
  return at.width - icon_room - row_number_width - at.width * (title_share + column_share) -
         3 * gap;
}

float line_height(const Context& context, const Line& line, const Rect& at) {
  const ui::Ui& ui = context.ui;
  const float reason = ui.wrapped_height(line.reason, TextStyle::small, reason_width(at));
  if (is_wide(at)) return std::max(ui.line_height(TextStyle::small), reason) + 16;
  return ui.line_height(TextStyle::small) + reason + 18;
}

void draw_line(const Context& context, const Line& line, std::size_t number, Rect at) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const std::string spoken = line.row + ", " + line.title + ", " + line.column + ": " + line.reason;
  ui.semantics(node_for(ui.id(static_cast<std::int64_t>(number) + 1), platform::Role::list_item,
                        spoken, at));
  ui.paint().line_below(at, c.border);
  Rect rest = at.inset(0, 8);
  const float text = ui.line_height(TextStyle::small);
  Rect mark = rest.cut_left(icon_room - 8, 8);
  ui.paint().icon(mark.cut_top(text), ui::Icon::triangle_alert, c.warning, 14);
  if (is_wide(at)) {
    const auto cell = [&](float width) {
      Rect strip = rest.cut_left(width, gap);
      return strip.cut_top(text);
    };
    ui.paint().text(cell(row_number_width), line.row, TextStyle::small, c.text_secondary);
    ui.paint().text(cell(at.width * title_share), line.title, TextStyle::small, c.text);
    ui.paint().text(cell(at.width * column_share), line.column, TextStyle::small_strong, c.text);
  } else {
    const std::string where = line.row + " · " + line.column;
    ui.paint().text(rest.cut_top(text, 2), where, TextStyle::small_strong, c.text);
  }
  ui.paint().wrapped(rest, line.reason, TextStyle::small, c.warning);
}

}  // namespace

float draw_import_problems(const Context& context, const ImportSession& session, Rect at,
                           std::size_t& rows_shown) {
  ui::Ui& ui = context.ui;
  const std::size_t known = session.rows_to_check().size();
  if (known == 0) return 0;
  const ui::IdScope ids(ui, "to check");
  Rect rest = at;
  ui::heading(ui, ui.id("title"), rest.cut_top(ui.line_height(TextStyle::body_strong), 4),
              context.text(Text::import_to_check), 3, TextStyle::body_strong);
  const std::string_view hint = context.text(Text::import_to_check_hint);
  const float hint_height = ui.wrapped_height(hint, TextStyle::small, rest.width);
  ui::paragraph(ui, ui.id("hint"), rest.cut_top(hint_height, 4), hint, TextStyle::small,
                context.colors().text_secondary);
  const std::vector<Line> lines = lines_of(context, session, rows_shown);
  float height = 0;
  for (const Line& line : lines) height += line_height(context, line, rest);
  {
    const Rect list_at{rest.left, rest.top, rest.width, height};
    const ui::SemanticsScope list(ui, node_for(ui.id("list"), platform::Role::list,
                                               context.text(Text::import_to_check), list_at));
    for (std::size_t index = 0; index < lines.size(); ++index) {
      draw_line(context, lines[index], index,
                rest.cut_top(line_height(context, lines[index], rest)));
    }
  }
  const std::size_t all = session.summary().with_problems;
  if (rows_shown < known) {
    rest.cut_top(8);
    const std::string label =
        context.plural(Text::import_show_more_rows, std::min(shown_more, known - rows_shown));
    const ui::ButtonOptions look{.icon = ui::Icon::chevron_down};
    const float width = std::min(rest.width, ui::button_width(ui, label, look));
    Rect row = rest.cut_top(ui.control_height());
    if (ui::button(ui, ui.id("more"), row.cut_left(width), label, look)) rows_shown += shown_more;
  } else if (known < all) {
    rest.cut_top(8);
    const std::string text = context.plural(Text::import_more_rows, all - known);
    ui::label(ui, ui.id("rest"), rest.cut_top(ui.line_height(TextStyle::small)), text,
              TextStyle::small, context.colors().text_secondary);
  }
  return rest.top - at.top;
}

}  // namespace holdall::screens
