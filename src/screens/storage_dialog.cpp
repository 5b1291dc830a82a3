#include "screens/storage_dialog.h"

#include <algorithm>
#include <array>
#include <utility>

#include "screens/file_dialogs.h"

namespace holdall::screens {

namespace {

using i18n::Text;
using ui::ButtonKind;
using ui::Icon;
using ui::Rect;
using ui::TextStyle;

constexpr float dialog_width = 540;
constexpr float label_width = 132;
constexpr float fact_gap = 10;

std::string saving_words(const Context& context) {
  if (context.app.demo()) return std::string(context.text(Text::storage_saving_demo));
  switch (context.app.save_state()) {
    case store::SaveState::saved:
      return std::string(context.text(Text::storage_saving_saved));
    case store::SaveState::saving:
      return std::string(context.text(Text::app_saving));
    default:
      return context.format(Text::storage_saving_not_saved, {{"reason", context.app.save_error()}});
  }
}

std::string backup_words(const Context& context) {
  const app::LastBackup last = context.app.last_backup();
  if (last.made_ms == 0) return std::string(context.text(Text::storage_never));
  const std::string since = last.commands_since == 0
                                ? std::string(context.text(Text::storage_no_changes))
                                : context.plural(Text::storage_changes_since,
                                                 static_cast<std::size_t>(last.commands_since));
  return context.moment(last.made_ms) + " · " + since;
}

std::string backup_hint(const Context& context) {
  std::string hint(context.text(Text::storage_backup_hint));
  const app::SharedSpace* shared = context.app.shared_space();
  if (shared != nullptr && shared->joined())
    hint += ' ' + std::string(context.text(Text::share_backup_secret));
  return hint;
}

}  // namespace

void StorageDialog::open(const Context& context) {
  open_ = true;
  context.app.measure_storage();
}

std::vector<StorageDialog::Fact> StorageDialog::facts(const Context& context) {
  app::App& app = context.app;
  const i18n::Locale& locale = context.locale();
  std::vector<Fact> facts;
  const bool saved = app.demo() || app.save_state() == store::SaveState::saved ||
                     app.save_state() == store::SaveState::saving;
  facts.push_back({context.text(Text::storage_saving), saving_words(context), !saved});
  facts.push_back({context.text(Text::storage_database),
                   locale.bytes(app.workspace().image().image().size()), false});
  const std::optional<platform::StorageUse>& use = app.storage_use();
  const bool known = use && use->quota_bytes > 0;
  facts.push_back(
      {context.text(Text::storage_room),
       known ? context.format(Text::storage_room_used, {{"used", locale.bytes(use->used_bytes)},
                                                        {"quota", locale.bytes(use->quota_bytes)}})
             : std::string(context.text(Text::storage_room_unknown)),
       false});
  if (!app.demo()) {
    const bool kept = use && use->kept;
    facts.push_back(
        {context.text(Text::storage_kept),
         std::string(context.text(kept ? Text::storage_kept_yes : Text::storage_kept_no)), false});
  }
  facts.push_back({context.text(Text::storage_last_backup), backup_words(context), false});
  return facts;
}

float StorageDialog::draw_facts(const Context& context, std::span<const Fact> facts, Rect at,
                                bool measure) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const bool stacked = ui.compact();
  const float line = ui.line_height(TextStyle::body);
  const float value_width = stacked ? at.width : at.width - label_width;
  const float top = at.top;
  std::int64_t number = 0;
  for (const Fact& fact : facts) {
    const float value_height = ui.wrapped_height(fact.value, TextStyle::body, value_width);
    const float height = std::max(line, value_height) + (stacked ? line : 0);
    Rect row = at.cut_top(height, fact_gap);
    if (measure) continue;
    const Rect label = stacked ? row.cut_top(line) : Rect{row.left, row.top, label_width, line};
    if (!stacked) row.cut_left(label_width);
    ui.paint().text(label, fact.label, stacked ? TextStyle::small : TextStyle::body,
                    c.text_secondary);
    ui.paint().wrapped(row, fact.value, TextStyle::body, fact.warns ? c.danger : c.text);
    ui.semantics(node_for(ui.id(++number), platform::Role::text,
                          std::string(fact.label) + ": " + fact.value, row));
  }
  return at.top - top;
}

// The way out that one should take now and then, or how far it has got.
void StorageDialog::draw_backup(const Context& context, Rect& rest) {
  ui::Ui& ui = context.ui;
  const app::BackupSession* session = context.app.backup_session();
  const std::string hint = backup_hint(context);
  const float hint_height = ui.wrapped_height(hint, TextStyle::small, rest.width);
  ui::paragraph(ui, ui.id("hint"), rest.cut_top(hint_height, 12), hint, TextStyle::small,
                context.colors().text_secondary);
  const float height = ui.control_height();
  Rect line = rest.cut_top(height);
  if (session == nullptr) {
    const std::string_view label = context.text(Text::storage_backup);
    const ui::ButtonOptions look{.kind = ButtonKind::primary, .icon = Icon::download};
    const float width =
        ui.compact() ? line.width : std::min(line.width, ui::button_width(ui, label, look));
    if (ui::button(ui, ui.id("backup"), line.cut_left(width), label, look)) {
      context.app.start_backup();
    }
    return;
  }
  const std::string_view cancel = context.text(Text::common_cancel);
  const float width = std::max(88.0F, ui::button_width(ui, cancel));
  const bool left = ui::button(ui, ui.id("cancel backup"), line.cut_right(width, 12), cancel);
  const std::string text = context.format(
      Text::storage_packing, {{"done", context.locale().bytes(session->done_bytes())},
                              {"total", context.locale().bytes(session->total_bytes())}});
  const float text_height = ui.line_height(TextStyle::small);
  ui.paint().text(line.cut_top(text_height, 6), text, TextStyle::small,
                  context.colors().text_secondary);
  ui::progress_bar(ui, ui.id("progress"), line.cut_top(8), text,
                   per_cent(session->done_bytes(), session->total_bytes()));
  if (left) context.app.close_backup();
}

void StorageDialog::draw(const Context& context) {
  ui::Ui& ui = context.ui;
  const ui::IdScope ids(ui, "storage");
  if (!open_ || context.app.restore_session() != nullptr) {
    // Empty on its way out.
    const ui::Dialog dialog(ui, ui.id("dialog"), false, context.text(Text::storage_title),
                            {.width = dialog_width, .body_height = height_, .close_label = {}});
    return;
  }
  const float inner = ui::dialog_inner_width(ui, dialog_width);
  const std::vector<Fact> shown = facts(context);
  const float facts_height = draw_facts(context, shown, {0, 0, inner, 100'000}, true);
  const float backup_height =
      ui.wrapped_height(backup_hint(context), TextStyle::small, inner) + 12 + ui.control_height();
  const std::array labels = {context.text(Text::common_done), context.text(Text::storage_sqlite),
                             context.text(Text::storage_restore)};
  height_ = facts_height + 14 + backup_height;
  ui::Dialog dialog(ui, ui.id("dialog"), true, context.text(Text::storage_title),
                    {.width = dialog_width,
                     .body_height = height_,
                     .close_label = context.text(Text::common_close),
                     .buttons = labels});
  if (!dialog) return;
  Rect rest = dialog.body();
  draw_facts(context, shown, rest.cut_top(facts_height, 14), false);
  draw_backup(context, rest);
  Rect done = dialog.next_button(labels[0]);
  const Rect sqlite = dialog.next_button(labels[1]);
  Rect restore = dialog.next_button(labels[2]);
  if (dialog.stacked()) std::swap(done, restore);  // the way out last
  if (ui::button(ui, ui.id("restore"), restore, labels[2], {.disabled = context.app.read_only()})) {
    context.app.choose_backup_file();
  }
  if (ui::button(ui, ui.id("sqlite"), sqlite, labels[1])) context.app.save_database();
  if (ui::button(ui, ui.id("done"), done, labels[0]) || dialog.close_requested()) open_ = false;
}

void RestoreDialog::draw(const Context& context) {
  const ui::IdScope ids(context.ui, "restore");
  const app::RestoreSession* session = context.app.restore_session();
  if (session == nullptr) {
    here_revision_ = 0;
    // Empty on its way out.
    const ui::Dialog dialog(context.ui, context.ui.id("dialog"), false,
                            context.text(Text::storage_restore_title),
                            {.width = dialog_width, .body_height = height_, .close_label = {}});
    return;
  }
  switch (session->state()) {
    case app::RestoreSession::State::reading:
      return draw_reading(context, *session);
    case app::RestoreSession::State::failed:
      return draw_failure(context, *session);
    case app::RestoreSession::State::preview:
      return draw_preview(context, *session);
  }
}

void RestoreDialog::draw_reading(const Context& context, const app::RestoreSession& session) {
  const FileProgress progress{.title = context.text(Text::storage_restore_title),
                              .file_name = session.file_name(),
                              .text = context.text(Text::storage_restore_reading),
                              .per_cent = per_cent(session.done_bytes(), session.total_bytes())};
  if (draw_file_progress(context, dialog_width, height_, progress)) context.app.close_restore();
}

void RestoreDialog::draw_failure(const Context& context, const app::RestoreSession& session) {
  const std::string reason = app::restore_error_text(context.locale(), session.error());
  const FileFailure failure{.title = context.text(Text::storage_restore_failed_title),
                            .file_name = session.file_name(),
                            .reason = reason,
                            .safe = context.text(Text::storage_restore_nothing)};
  const FailureAnswer answer = draw_file_failure(context, dialog_width, height_, failure);
  if (answer == FailureAnswer::choose_another) context.app.choose_backup_file();
  if (answer == FailureAnswer::close) context.app.close_restore();
}

namespace {

struct ComparedRow {
  std::string_view label;
  std::string backup;
  std::string here;
};

std::vector<ComparedRow> compared_rows(const Context& context, const store::DatabaseSummary& backup,
                                       const store::DatabaseSummary& here) {
  const auto number = [&](std::int64_t value) { return context.locale().integer(value); };
  const auto when = [&](std::int64_t wall_ms) {
    return wall_ms == 0 ? std::string("–") : context.moment(wall_ms);
  };
  return {
      {context.text(Text::storage_restore_open), number(backup.open_deals),
       number(here.open_deals)},
      {context.text(Text::storage_restore_won), number(backup.won_deals), number(here.won_deals)},
      {context.text(Text::storage_restore_lost), number(backup.lost_deals),
       number(here.lost_deals)},
      {context.text(Text::storage_restore_organisations), number(backup.organisations),
       number(here.organisations)},
      {context.text(Text::storage_restore_people), number(backup.people), number(here.people)},
      {context.text(Text::storage_restore_changed), when(backup.last_command_ms),
       when(here.last_command_ms)}};
}

constexpr float row_padding = 7;
constexpr float column_gap = 10;

ComparedRow comparison_head(const Context& context) {
  return {{},
          std::string(context.text(Text::storage_restore_backup_column)),
          std::string(context.text(Text::storage_restore_here_column))};
}

float compared_width(const ui::Ui& ui, float width) {
  return ui.compact() ? (width - column_gap) / 2 : width * 0.32F;
}

// On a phone the name stands above the values, so that a day fits on a line.
float row_height(const ui::Ui& ui, const ComparedRow& row, float width) {
  const float value_width = compared_width(ui, width);
  const float value_height =
      std::max(ui.wrapped_height(row.backup, TextStyle::small_strong, value_width),
               ui.wrapped_height(row.here, TextStyle::small, value_width));
  const float name_width = ui.compact() ? width : width - 2 * (value_width + column_gap);
  const float name_height = ui.wrapped_height(row.label, TextStyle::small, name_width);
  return 2 * row_padding +
         (ui.compact() ? name_height + value_height : std::max(name_height, value_height));
}

// Three columns: what, in the backup, here now. On a phone the last two.
void draw_comparison(const Context& context, Rect at, std::span<const ComparedRow> rows) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  const float value_width = compared_width(ui, at.width);
  const auto draw_row = [&](const ComparedRow& row, TextStyle style, ui::Color ink) {
    const Rect whole = at.cut_top(row_height(ui, row, at.width));
    ui.paint().line_below(whole, c.border);
    Rect line = whole.inset(0, row_padding);
    const ui::Align align = ui.compact() ? ui::Align::start : ui::Align::end;
    if (ui.compact()) {
      const float name_height = ui.wrapped_height(row.label, TextStyle::small, line.width);
      ui.paint().wrapped(line.cut_top(name_height), row.label, TextStyle::small, c.text_secondary);
    }
    const Rect here = line.cut_right(value_width, column_gap);
    const Rect backup = line.cut_right(value_width, column_gap);
    if (!ui.compact()) {
      ui.paint().wrapped(line, row.label, TextStyle::small, c.text_secondary);
    }
    ui.paint().wrapped(backup, row.backup, style, ink, align);
    ui.paint().wrapped(here, row.here, TextStyle::small, c.text_secondary, align);
    return whole;
  };
  draw_row(comparison_head(context), TextStyle::small, c.text_secondary);
  std::int64_t number = 0;
  for (const ComparedRow& row : rows) {
    const Rect whole = draw_row(row, TextStyle::small_strong, c.text);
    ui.semantics(node_for(
        ui.id(++number), platform::Role::text,
        std::string(row.label) + ": " +
            std::string(context.text(Text::storage_restore_backup_column)) + " " + row.backup +
            ", " + std::string(context.text(Text::storage_restore_here_column)) + " " + row.here,
        whole));
  }
}

}  // namespace

// Counting takes too long for every frame.
const store::DatabaseSummary& RestoreDialog::here(app::Workspace& workspace) {
  if (std::exchange(here_revision_, workspace.revision()) != workspace.revision()) {
    here_ = store::summarise(workspace.store()).value_or(store::DatabaseSummary{});
  }
  return here_;
}

void RestoreDialog::draw_preview(const Context& context, const app::RestoreSession& session) {
  ui::Ui& ui = context.ui;
  const float inner = ui::dialog_inner_width(ui, dialog_width);
  const float line = ui.line_height(TextStyle::body);
  const std::vector<ComparedRow> rows =
      compared_rows(context, session.summary(), here(context.app.workspace()));
  const std::string_view warning = context.text(Text::storage_restore_warning);
  const float warning_height = ui.wrapped_height(warning, TextStyle::body, inner);
  float table_height = row_height(ui, comparison_head(context), inner);
  for (const ComparedRow& row : rows) table_height += row_height(ui, row, inner);
  height_ = line + 4 + line + 12 + table_height + 16 + warning_height;
  const std::array labels = {context.text(Text::storage_restore_replace),
                             context.text(Text::common_cancel),
                             context.text(Text::storage_restore_backup_first)};
  ui::Dialog dialog(
      ui, ui.id("dialog"), true, context.text(Text::storage_restore_title),
      {.width = dialog_width, .body_height = height_, .close_label = {}, .buttons = labels});
  if (!dialog) return;
  Rect rest = dialog.body();
  draw_file_name(context, rest.cut_top(line, 4), session.file_name());
  const Rect made_at = rest.cut_top(line, 12);
  if (session.made_ms() != 0) {
    ui::label(
        ui, ui.id("made"), made_at,
        context.format(Text::storage_restore_made, {{"when", context.moment(session.made_ms())}}),
        TextStyle::body, context.colors().text_secondary);
  }
  draw_comparison(context, rest.cut_top(table_height, 16), rows);
  ui::paragraph(ui, ui.id("warning"), rest, warning, TextStyle::body, context.colors().text);
  Rect replace_at = dialog.next_button(labels[0]);
  const Rect cancel_at = dialog.next_button(labels[1]);
  Rect backup_at = dialog.next_button(labels[2]);
  if (dialog.stacked()) std::swap(replace_at, backup_at);  // the safe one first
  const bool packs = context.app.backup_session() != nullptr;
  if (ui::button(ui, ui.id("backup first"), backup_at, labels[2], {.disabled = packs})) {
    context.app.start_backup();
  }
  const bool cancel = ui::button(ui, ui.id("cancel"), cancel_at, labels[1]);
  if (ui::button(ui, ui.id("replace"), replace_at, labels[0],
                 {.kind = ButtonKind::danger, .disabled = packs})) {
    return context.app.restore();
  }
  if (cancel || dialog.close_requested()) context.app.close_restore();
}

}  // namespace holdall::screens
