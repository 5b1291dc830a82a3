#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "app/app.h"
#include "i18n/locale.h"
#include "ui/widgets.h"

namespace holdall::screens {

class LostDialog;

// What every part of a screen draws with. Made anew for each frame.
struct Context {
  app::App& app;
  ui::Ui& ui;
  LostDialog& lost;  // for move_deal()

  [[nodiscard]] const i18n::Locale& locale() const { return app.locale(); }
  [[nodiscard]] std::string_view text(i18n::Text key) const { return app.locale().text(key); }
  [[nodiscard]] std::string format(i18n::Text key,
                                   std::initializer_list<i18n::Argument> arguments) const {
    return app.locale().format(key, arguments);
  }
  [[nodiscard]] std::string plural(i18n::Text key, std::size_t count) const {
    return app.locale().plural(key, static_cast<std::int64_t>(count));
  }
  // Day and time where the person is.
  [[nodiscard]] std::string moment(std::int64_t wall_ms) const {
    return locale().date_time(wall_ms, app.platform().clock.utc_offset_minutes(wall_ms));
  }
  [[nodiscard]] const ui::Colors& colors() const { return ui.colors(); }
  // Everything that edits is disabled: better than to refuse it when it has been done.
  [[nodiscard]] bool read_only() const { return app.read_only(); }
};

// A node with the parts that nearly all have.
[[nodiscard]] inline platform::SemanticsNode node_for(ui::Id id, platform::Role role,
                                                      std::string_view name, const ui::Rect& at) {
  platform::SemanticsNode node;
  node.id = id;
  node.role = role;
  node.name = name;
  node.rectangle = at.for_platform();
  return node;
}

}  // namespace holdall::screens
