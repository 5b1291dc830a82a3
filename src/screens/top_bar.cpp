#include "screens/top_bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/utf8.h"
#include "screens/board_totals.h"
#include "screens/space_panel.h"

namespace holdall::screens {

namespace {

using i18n::Text;
using platform::Role;
using store::SaveState;
using ui::ButtonKind;
using ui::ButtonOptions;
using ui::Icon;
using ui::Rect;
using ui::TextStyle;

constexpr float gap = 4;

// Enough room for words beside the icons.
bool is_wide(const ui::Ui& ui) { return ui.window().width >= 1120; }

std::string pipeline_name(const Context& context, const model::Pipeline& pipeline) {
  return pipeline.name_is_key ? std::string(context.locale().name(pipeline.name)) : pipeline.name;
}

std::string current_name(const Context& context) {
  app::Workspace& workspace = context.app.workspace();
  for (const model::Pipeline& pipeline : workspace.pipelines()) {
    if (pipeline.id == workspace.board().pipeline()) return pipeline_name(context, pipeline);
  }
  return std::string(context.text(Text::board_title));
}

Rect square(Rect& rest, const ui::Ui& ui) {
  const float size = ui.control_height();
  return rest.cut_right(size, gap).centered(size, size);
}

}  // namespace

float TopBar::height(const ui::Ui& ui) { return ui.coarse() ? 60 : 56; }

void TopBar::draw_mark(const Context& context, Rect& rest) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const Rect mark = rest.cut_left(30, 10).centered(30, 30);
  ui.paint().fill(mark, c.accent, 9);
  // Three columns of a board, the middle one taller: the app's icon.
  const float unit = 4;
  const float left = mark.center().x - 9;
  ui.paint().fill({left, mark.top + 9, unit, 12}, c.on_accent, 2);
  ui.paint().fill({left + 7, mark.top + 7, unit, 16}, c.on_accent, 2);
  ui.paint().fill({left + 14, mark.top + 9, unit, 8}, c.on_accent, 2);
  const std::string_view name = context.text(Text::app_name);
  platform::SemanticsNode node = node_for(ui.id("mark"), Role::heading, name, mark);
  node.level = 1;
  ui.semantics(std::move(node));
  if (!is_wide(ui)) return;
  const float width = ui.text_width(name, TextStyle::heading) + 1;
  ui.paint().text(rest.cut_left(width, 14), name, TextStyle::heading, c.text);
  ui.paint().fill(rest.cut_left(1, 8).centered(1, 20), c.border);
}

void TopBar::draw_pipeline(const Context& context, Rect& rest) {
  ui::Ui& ui = context.ui;
  const std::string name = current_name(context);
  if (context.app.workspace().pipelines().size() < 2) {
    const float width = std::min(rest.width, ui.text_width(name, TextStyle::body_strong) + 2);
    // One line high, so that a name without room is cut and not wrapped.
    const Rect at = rest.cut_left(width + 6, 12).inset(3, 0);
    ui::heading(ui, ui.id("pipeline"),
                at.centered(at.width, ui.line_height(TextStyle::body_strong)), name, 2,
                TextStyle::body_strong);
    return;
  }
  const ui::Id menu = ui.id("pipelines");
  const ButtonOptions options{.kind = ButtonKind::ghost,
                              .trailing_icon = Icon::chevron_down,
                              .has_popup = true,
                              .expanded = ui::menu_open(ui, menu),
                              .description = context.text(Text::bar_pipeline)};
  const float room = ui.compact() ? rest.width : std::max(96.0F, rest.width * 0.5F);
  const float width = std::min(ui::button_width(ui, name, options), room);
  const Rect at = rest.cut_left(width, 8).centered(width, ui.control_height());
  if (ui::button(ui, ui.id("pipeline"), at, name, options)) ui::open_menu(ui, menu, at);
}

void TopBar::draw_totals(const Context& context, const Rect& rest) {
  ui::Ui& ui = context.ui;
  const OpenTotals totals = open_totals(context.app.workspace().board().columns());
  std::string text = context.plural(Text::bar_open_deals, totals.deals);
  std::string exact = text;
  if (!totals.sums.empty()) {
    exact += ", " + sums_text(context.locale(), totals.sums, SumStyle::exact);
  }
  float width = ui.text_width(text, TextStyle::small) + 2;
  if (width > rest.width) return;
  // As many of the sums as there is room for.
  for (std::size_t shown = totals.sums.size(); shown > 0; --shown) {
    const std::string longer =
        text + " · " + sums_text(context.locale(), totals.sums, SumStyle::shortened, shown);
    const float longer_width = ui.text_width(longer, TextStyle::small) + 2;
    if (longer_width > rest.width) continue;
    text = longer;
    width = longer_width;
    break;
  }
  const Rect at{rest.left, rest.top, width, rest.height};
  ui.paint().text(at, text, TextStyle::small, context.colors().text_secondary);
  ui.semantics(node_for(ui.id("totals"), Role::text, exact, at));
  ui::tooltip(ui, ui.id("totals"), at.centered(width, 24), at.contains(ui.pointer()), exact);
}

namespace {

bool save_failed(const Context& context) {
  const SaveState state = context.app.save_state();
  return state == SaveState::not_saved || state == SaveState::fenced;
}

std::string_view save_words(const Context& context) {
  if (save_failed(context)) return context.text(Text::app_not_saved);
  if (context.app.typing()) return context.text(Text::app_typing);
  return context.text(context.app.save_state() == SaveState::saving ? Text::app_saving
                                                                    : Text::app_saved);
}

// A narrow phone has no room for words, and a phone has them only for what is wrong.
bool save_has_words(const Context& context) {
  return !context.ui.compact() || (save_failed(context) && context.ui.window().width >= 380);
}

// On a phone the mark is a button, and what can be done is behind it.
bool save_is_button(const Context& context) { return save_failed(context) && context.ui.compact(); }

Icon save_icon(const Context& context) {
  if (save_failed(context)) return Icon::cloud_off;
  if (context.app.typing()) return Icon::pencil;
  return context.app.save_state() == SaveState::saving ? Icon::refresh : Icon::check;
}

constexpr float save_padding = 8;  // of the button

// 'Try again' and 'Save a copy' have words only where there is much room.
float save_button_width(const Context& context, Text label) {
  if (!is_wide(context.ui)) return context.ui.control_height();
  return ui::button_width(context.ui, context.text(label));
}

bool save_button(const Context& context, Rect& rest, std::string_view name, Icon icon, Text label) {
  ui::Ui& ui = context.ui;
  const float width = save_button_width(context, label);
  const Rect at = rest.cut_right(width, 8).centered(width, ui.control_height());
  if (!is_wide(ui)) return ui::icon_button(ui, ui.id(name), at, icon, context.text(label));
  return ui::button(ui, ui.id(name), at, context.text(label));
}

float save_width(const Context& context) {
  if (context.app.demo()) return 0;
  const ui::Ui& ui = context.ui;
  float width = 16;
  if (save_has_words(context)) width += ui.text_width(save_words(context), TextStyle::small) + 8;
  if (save_is_button(context)) {
    width = std::max(ui.control_height(), width + 2 * save_padding);
  } else if (save_failed(context)) {
    if (!context.app.unkept()) width += save_button_width(context, Text::common_retry) + 8;
    width += save_button_width(context, Text::app_save_copy) + 8;
  }
  return width;
}

ButtonOptions import_options(const Context& context) {
  return {.icon = Icon::upload, .disabled = context.read_only()};
}

}  // namespace

// Nothing in the demo, where the banner says that nothing is kept.
void TopBar::draw_save_state(const Context& context, Rect at) {
  if (context.app.demo()) return;
  ui::Ui& ui = context.ui;
  if (save_is_button(context)) {
    return draw_not_saved(context, at.centered(at.width, ui.control_height()));
  }
  const ui::Colors& c = context.colors();
  const bool failed = save_failed(context);
  const ui::Color ink = failed ? c.danger : c.text_secondary;
  if (failed) {
    // Placed from the right, so the second one first.
    const bool copy = save_button(context, at, "copy", Icon::download, Text::app_save_copy);
    const bool retry = !context.app.unkept() &&
                       save_button(context, at, "retry", Icon::refresh, Text::common_retry);
    if (copy) context.app.save_copy();
    if (retry) context.app.retry_save();
  }
  const std::string_view label = save_words(context);
  Rect inside = at;
  ui.paint().icon(inside.cut_left(16, 6), save_icon(context), ink, 15);
  if (save_has_words(context)) ui.paint().text(inside, label, TextStyle::small, ink);
  platform::SemanticsNode node = node_for(ui.id("save state"), Role::status, label, at);
  std::string reason;
  if (failed) reason = context.app.save_error();
  node.description = reason;
  ui.semantics(std::move(node));
  ui::tooltip(ui, ui.id("save state"), at, at.contains(ui.pointer()),
              failed ? std::string_view(reason) : context.text(Text::bar_saved_here));
}

void TopBar::draw_not_saved(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const ui::Id id = ui.id("not saved");
  const ui::Id popover = ui.id("save popover");
  const ui::Interaction state = ui::interact(ui, id, at);
  if (state.hovered) ui.paint().fill(at, c.surface2, ui::radius::control);
  Rect inside = at.inset(save_padding, 0);
  const bool words = save_has_words(context);
  ui.paint().icon(words ? inside.cut_left(16, 6) : at, save_icon(context), c.danger, 15);
  if (words) ui.paint().text(inside, save_words(context), TextStyle::small, c.danger);
  if (state.focus_visible) ui.paint().focus_ring(at, ui::radius::control);
  const std::string reason = context.app.save_error();
  platform::SemanticsNode node = node_for(id, Role::button, save_words(context), at);
  node.description = reason;
  node.focusable = node.tab_stop = node.has_popup = true;
  ui.semantics(std::move(node));
  if (state.activated) ui::open_popover(ui, popover, at);
}

// Why it is not saved and what can be done: what a mouse finds in the tooltip and in the bar.
void TopBar::draw_save_popover(const Context& context) {
  ui::Ui& ui = context.ui;
  const ui::Id id = ui.id("save popover");
  if (!save_is_button(context)) return ui::close_popover(ui, id);
  const std::string reason = context.app.save_error();
  const float width = std::min(320.0F, ui.bounds().width - 24);
  const float reason_height = ui.wrapped_height(reason, TextStyle::body, width - 32);
  const bool can_retry = !context.app.unkept();
  const float height =
      32 + reason_height + 12 + (can_retry ? 2 : 1) * (ui.control_height() + 8) - 8;
  const ui::Popover popover(ui, id, context.text(Text::app_not_saved), width, height);
  if (!popover) return;
  Rect rest = Rect{popover.body()}.inset(4);
  ui::paragraph(ui, ui.id("reason"), rest.cut_top(reason_height, 12), reason, TextStyle::body,
                context.colors().text);
  if (can_retry && ui::button(ui, ui.id("retry"), rest.cut_top(ui.control_height(), 8),
                              context.text(Text::common_retry),
                              {.kind = ButtonKind::primary, .icon = Icon::refresh})) {
    context.app.retry_save();
  }
  const Rect copy_at = rest.cut_top(ui.control_height());
  if (ui::button(ui, ui.id("copy"), copy_at, context.text(Text::app_save_copy),
                 {.icon = Icon::download})) {
    context.app.save_copy();
  }
}

void TopBar::draw_undo(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  if (ui::icon_button(ui, ui.id("undo"), at, Icon::undo, context.text(Text::common_undo),
                      {.disabled = !context.app.workspace().can_undo(), .shortcut = "Ctrl+Z"})) {
    context.app.undo();
  }
}

void TopBar::draw_redo(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  if (ui::icon_button(
          ui, ui.id("redo"), at, Icon::redo, context.text(Text::common_redo),
          {.disabled = !context.app.workspace().can_redo(), .shortcut = "Ctrl+Shift+Z"})) {
    context.app.redo();
  }
}

void TopBar::draw_space(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const app::SharedSpace* shared = context.app.shared_space();
  const bool troubled = shared != nullptr && shared->joined() && shared->trouble();
  const std::string name = troubled ? std::string(context.text(Text::share_title)) + ": " +
                                          trouble_words(context, *shared->trouble())
                                    : std::string(context.text(Text::share_title));
  if (ui::icon_button(ui, ui.id("space"), at, troubled ? Icon::cloud_off : Icon::users, name)) {
    space_wanted_ = true;
  }
}

void TopBar::draw_storage(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  if (ui::icon_button(ui, ui.id("storage"), at, Icon::hard_drive,
                      context.text(Text::storage_title))) {
    storage_wanted_ = true;
  }
}

void TopBar::draw_language(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const ui::Id menu = ui.id("languages");
  if (ui::icon_button(ui, ui.id("language"), at, Icon::languages, context.text(Text::bar_language),
                      {.has_popup = true, .expanded = ui::menu_open(ui, menu)})) {
    ui::open_menu(ui, menu, at);
  }
}

void TopBar::draw_me(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const std::string& name = context.app.workspace().me().name;
  const float size = ui.coarse() ? 36.0F : 30.0F;
  const Rect drawn = at.centered(size, size);
  me_box_ = drawn;
  const ui::Id id = ui.id("me");
  const ui::Interaction state = ui::interact(ui, id, at);
  if (name.empty()) {
    ui.paint().fill(drawn, state.hovered ? c.surface3 : c.surface2, size / 2);
    ui.paint().icon(drawn, Icon::user, c.text_secondary, 16);
  } else {
    ui::avatar(ui, drawn.center(), size, name);
  }
  if (state.focus_visible) ui.paint().focus_ring(drawn, size / 2);
  const std::string label = name.empty() ? std::string(context.text(Text::me_unnamed))
                                         : context.format(Text::me_named, {{"name", name}});
  platform::SemanticsNode node = node_for(id, Role::button, label, at);
  node.focusable = node.tab_stop = node.has_popup = true;
  node.disabled = context.read_only();
  ui.semantics(std::move(node));
  ui::tooltip(ui, id, drawn, state.hovered, label);
  if (state.activated && !context.read_only()) name_wanted_ = true;
}

void TopBar::draw_overflow(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const ui::Id menu = ui.id("overflow");
  if (ui::icon_button(ui, ui.id("more"), at, Icon::ellipsis, context.text(Text::common_more),
                      {.has_popup = true, .expanded = ui::menu_open(ui, menu)})) {
    ui::open_menu(ui, menu, at);
  }
  const std::array items = {
      ui::MenuItem{.label = context.text(Text::common_redo),
                   .icon = Icon::redo,
                   .mark = {},
                   .disabled = !context.app.workspace().can_redo()},
      ui::MenuItem{.label = context.text(Text::board_import_file),
                   .icon = Icon::upload,
                   .mark = {},
                   .disabled = context.read_only(),
                   .separator_before = true},
      ui::MenuItem{.label = context.text(Text::share_title), .icon = Icon::users, .mark = {}},
      ui::MenuItem{
          .label = context.text(Text::storage_title), .icon = Icon::hard_drive, .mark = {}},
      ui::MenuItem{.label = context.text(Text::bar_language), .icon = Icon::languages, .mark = {}},
      ui::MenuItem{.label = context.text(Text::me_unnamed),
                   .icon = Icon::user,
                   .mark = {},
                   .disabled = context.read_only()}};
  const auto chosen = ui::menu(ui, menu, context.text(Text::common_more), items);
  if (!chosen) return;
  switch (*chosen) {
    case 0:
      context.app.redo();
      break;
    case 1:
      context.app.choose_import_file();
      break;
    case 2:
      space_wanted_ = true;
      break;
    case 3:
      storage_wanted_ = true;
      break;
    case 4:
      ui::open_menu(ui, ui.id("languages"), at);
      break;
    default:
      me_box_ = at;
      name_wanted_ = true;
      break;
  }
}

void TopBar::draw_menus(const Context& context) {
  ui::Ui& ui = context.ui;
  app::App& app = context.app;
  std::vector<ui::MenuItem> languages;
  for (const i18n::Language language : i18n::all_languages) {
    languages.push_back({.label = i18n::language_name(language),
                         .mark = {},
                         .checked = language == context.locale().language()});
  }
  const auto language =
      ui::menu(ui, ui.id("languages"), context.text(Text::bar_language), languages);
  std::vector<std::string> names;
  std::vector<ui::MenuItem> pipelines;
  const auto& all = app.workspace().pipelines();
  names.reserve(all.size());
  pipelines.reserve(all.size());
  for (const model::Pipeline& pipeline : all) names.push_back(pipeline_name(context, pipeline));
  for (std::size_t index = 0; index < all.size(); ++index) {
    pipelines.push_back({.label = names[index],
                         .mark = {},
                         .checked = all[index].id == app.workspace().board().pipeline()});
  }
  const auto pipeline =
      ui::menu(ui, ui.id("pipelines"), context.text(Text::bar_pipeline), pipelines);
  if (pipeline) app.show_pipeline(all[static_cast<std::size_t>(*pipeline)].id);
  if (language) app.set_language(i18n::all_languages[*language]);
}

// Asks kindly: it says what the name is for, and Escape or a click elsewhere leaves things as they
// are.
void TopBar::draw_name_popover(const Context& context) {
  ui::Ui& ui = context.ui;
  const ui::Id id = ui.id("name popover");
  if (name_wanted_) {
    ui::open_popover(ui, id, me_box_);
    name_fresh_ = true;
    name_wanted_ = false;
  }
  const float width = std::min(320.0F, ui.bounds().width - 24);
  const std::string_view hint = context.text(Text::me_hint);
  const float hint_height = ui.wrapped_height(hint, TextStyle::small, width - 32);
  const float height = 32 + ui::labelled_height(ui) + 10 + hint_height;
  const ui::Popover popover(ui, id, context.text(Text::me_name), width, height);
  if (!popover) return;
  Rect rest = Rect{popover.body()}.inset(4);
  const std::string_view label = context.text(Text::me_name);
  const Rect field = ui::labelled(ui, rest.cut_top(ui::labelled_height(ui), 10), label);
  const ui::Id field_id = ui.id("name");
  const std::string name = context.app.workspace().me().name;
  const ui::TextFieldResult result =
      ui::text_field(ui, field_id, field, label,
                     {.value = name,
                      .placeholder = context.text(Text::me_placeholder),
                      .kind = platform::EditorKind::name});
  if (name_fresh_) ui.request_focus(field_id);
  name_fresh_ = false;
  ui::paragraph(ui, ui.id("hint"), rest, hint, TextStyle::small, context.colors().text_secondary);
  if (result.committed && result.text != name) {
    context.app.execute(
        app::RenameMe{std::string(leading_code_points(result.text, app::name_length_max))});
  }
  if ((result.committed && result.by_enter) || result.cancelled) ui::close_popover(ui, id);
}

void TopBar::draw(const Context& context, const Rect& at) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const ui::IdScope ids(ui, "bar");
  const ui::SemanticsScope bar(
      ui, node_for(ui.id("region"), Role::region, context.text(Text::bar_name), at));
  ui.paint().fill(at, c.surface1);
  ui.paint().line_below(at, c.border);
  Rect rest = at.inset(ui.compact() ? 12.0F : 16.0F, 0);
  draw_mark(context, rest);
  // What stands at the right is placed first and drawn in the order in which it is read.
  if (ui.compact()) {
    const Rect more = square(rest, ui);
    const Rect undo = square(rest, ui);
    const Rect save = rest.cut_right(save_width(context), 6);
    draw_pipeline(context, rest);
    draw_save_state(context, save);
    draw_undo(context, undo);
    draw_overflow(context, more);
  } else {
    const Rect me = square(rest, ui);
    const Rect language = square(rest, ui);
    const Rect storage = square(rest, ui);
    const Rect space = square(rest, ui);
    const std::string_view import_label = context.text(Text::bar_import);
    const float import_width = ui::button_width(ui, import_label, import_options(context));
    const Rect import_at =
        rest.cut_right(import_width, 8).centered(import_width, ui.control_height());
    const Rect redo = square(rest, ui);
    const Rect undo = square(rest, ui);
    rest.cut_right(4);
    const Rect save = rest.cut_right(save_width(context), 12);
    draw_pipeline(context, rest);
    draw_totals(context, rest);
    draw_save_state(context, save);
    draw_undo(context, undo);
    draw_redo(context, redo);
    if (ui::button(ui, ui.id("import"), import_at, import_label, import_options(context))) {
      context.app.choose_import_file();
    }
    draw_space(context, space);
    draw_storage(context, storage);
    draw_language(context, language);
    draw_me(context, me);
  }
  draw_menus(context);
  draw_name_popover(context);
  draw_save_popover(context);
}

}  // namespace holdall::screens
