#include "screens/lost_dialog.h"

#include <algorithm>
#include <array>
#include <utility>

namespace holdall::screens {

namespace {

using i18n::Text;
using ui::Rect;
using ui::TextStyle;

constexpr float dialog_width = 440;
constexpr float gap = 8;
constexpr std::array reasons = {Text::lost_reason_price, Text::lost_reason_competitor,
                                Text::lost_reason_no_budget, Text::lost_reason_no_answer,
                                Text::lost_reason_no_need};

}  // namespace

void LostDialog::ask(const app::MoveDeal& move, std::string deal_title) {
  move_ = move;
  title_ = std::move(deal_title);
  fresh_ = true;
  asking_ = true;
}

void LostDialog::finish(const Context& context) {
  if (!move_) return;
  const app::MoveDeal move = *std::exchange(move_, std::nullopt);
  context.app.execute(move);
}

float LostDialog::draw_reasons(const Context& context, Rect at, bool measure) {
  ui::Ui& ui = context.ui;
  const float height = ui.control_height();
  float left = at.left;
  float top = at.top;
  for (std::size_t index = 0; index < reasons.size(); ++index) {
    const std::string_view label = context.text(reasons[index]);
    const float width = std::min(at.width, ui::button_width(ui, label));
    if (left > at.left && left + width > at.right() + 0.5F) {
      left = at.left;
      top += height + gap;
    }
    const Rect box{left, top, width, height};
    left += width + gap;
    if (measure || !ui::button(ui, ui.id(static_cast<std::int64_t>(index)), box, label)) continue;
    if (move_) move_->note = label;
    finish(context);
  }
  return top + height - at.top;
}

void LostDialog::draw(const Context& context) {
  ui::Ui& ui = context.ui;
  const ui::IdScope ids(ui, "lost");
  const float inner = ui::dialog_inner_width(ui, dialog_width);
  const float line = ui.line_height(TextStyle::body_strong);
  const float field_height = ui::labelled_height(ui);
  const float reasons_height = draw_reasons(context, {0, 0, inner, 0}, true);
  const bool open = move_.has_value();
  const std::array labels = {context.text(Text::card_mark_lost), context.text(Text::common_cancel)};
  ui::Dialog dialog(ui, ui.id("dialog"), open, context.text(Text::lost_title),
                    {.width = dialog_width,
                     .body_height = line + 16 + field_height + 12 + reasons_height,
                     .close_label = {},
                     .buttons = labels});
  if (asking_ != open) ui.wake_in(0);
  asking_ = open;
  if (!dialog) return;
  Rect rest = dialog.body();
  ui::label(ui, ui.id("deal"), rest.cut_top(line, 16), title_, TextStyle::body_strong);
  const std::string_view label = context.text(Text::deal_lost_reason);
  const Rect field = ui::labelled(ui, rest.cut_top(field_height, 12), label);
  const ui::Id id = ui.id("note");
  const ui::TextFieldResult note = ui::text_field(
      ui, id, field, label, {.placeholder = context.text(Text::lost_hint), .disabled = !open});
  if (open && std::exchange(fresh_, false)) ui.request_focus(id);
  if (move_ && (note.edited || note.committed)) move_->note = note.text;
  draw_reasons(context, rest, false);
  const Rect right = dialog.next_button(labels[0]);
  const Rect left = dialog.next_button(labels[1]);
  const bool left_it = ui::button(ui, ui.id("cancel"), left, labels[1]);
  const bool confirmed =
      ui::button(ui, ui.id("confirm"), right, labels[0], {.kind = ui::ButtonKind::primary});
  if (left_it || note.cancelled || dialog.close_requested()) {
    move_.reset();
  } else if (confirmed || note.by_enter) {
    finish(context);
  }
}

void move_deal(const Context& context, const app::MoveDeal& move) {
  app::Board& board = context.app.workspace().board();
  const auto from = board.column_of(move.deal);
  const store::DealDetails* details = board.card(move.deal);
  const bool becomes_lost = move.column.kind == app::ColumnKind::lost && from &&
                            from->kind != app::ColumnKind::lost && details != nullptr;
  if (!becomes_lost) {
    context.app.execute(move);
    return;
  }
  context.lost.ask(move, details->deal.title);
}

}  // namespace holdall::screens
