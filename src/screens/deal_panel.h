#pragma once

#include <array>
#include <optional>
#include <string>

#include "screens/screen_context.h"
#include "store/queries.h"

namespace holdall::screens {

// The panel of one deal: its fields, edited in place, and its history. There is nothing to save:
// what was entered is taken when the field is left.
class DealPanel {
 public:
  [[nodiscard]] static float width(const ui::Ui& ui);
  // Draws the panel of the app's open deal, or lets it slide out; below `top`, unless it fills a
  // phone.
  void draw(const Context& context, float top);

 private:
  enum class Field : std::uint8_t {
    title,
    value,
    expected_close,
    organisation,
    person,
    outcome_note,
    closed_on
  };
  static constexpr std::size_t field_count = 7;

  // What was entered and could not be taken, and why; the deal keeps its value meanwhile.
  struct Refused {
    std::string entry;
    std::string reason;
  };
  struct FieldLook;

  [[nodiscard]] Refused& refused(Field field) { return refused_[static_cast<std::size_t>(field)]; }

  void draw_header(const Context& context, ui::Rect at, const store::DealDetails& details);
  float draw_body(const Context& context, ui::Rect at, const store::DealDetails& details);
  void draw_actions(const Context& context, ui::Rect at, const store::DealDetails& details);
  void draw_field(const Context& context, ui::Rect& rest, Field field, const FieldLook& look);
  void draw_closing(const Context& context, ui::Rect& rest, const store::DealDetails& details);
  void draw_date(const Context& context, ui::Rect& rest, Field field, i18n::Text label,
                 std::optional<model::Date> date);
  void draw_value(const Context& context, ui::Rect& rest, const store::DealDetails& details);
  void draw_stage(const Context& context, ui::Rect& rest, const store::DealDetails& details);
  void draw_facts(const Context& context, ui::Rect& rest, const store::DealDetails& details);
  void draw_conflicts(const Context& context, ui::Rect& rest);
  void draw_history(const Context& context, ui::Rect& rest);

  // deal_entries.cpp: takes what was entered.
  void enter(const Context& context, Field field, const std::string& text);
  [[nodiscard]] std::optional<model::Date> closed_on(const Context& context) const;
  [[nodiscard]] model::Currency currency_of(const Context& context) const;
  void enter_value(const Context& context, const std::string& text);
  void enter_date(const Context& context, Field field, const std::string& text);
  void choose_currency(const Context& context, std::string_view code);
  void move_to(const Context& context, app::ColumnId column);

  RecordId deal_;
  store::DealDetails shown_;  // kept for the way out
  std::array<Refused, field_count> refused_;
  std::optional<model::Currency> currency_wanted_;
};

}  // namespace holdall::screens
