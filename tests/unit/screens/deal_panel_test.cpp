#include <doctest/doctest.h>

#include "desk.h"

using namespace holdall;
using platform::Key;
using platform::Role;
using platform::SemanticsAction;

namespace {

bool panel_open(const Desk& desk) { return static_cast<bool>(desk.app.open_deal()); }

void open_title(Desk& desk) {
  desk.add("Lead", "Acme 100");
  desk.activate(Role::button, "Acme");
  REQUIRE(panel_open(desk));
  desk.focus(Role::text_field, "Title");
}

}  // namespace

TEST_CASE("an entry counts, whatever closes its field in the same frame") {
  enum class By : std::uint8_t { activation, key, press, back };
  for (const By by : {By::activation, By::key, By::press, By::back}) {
    CAPTURE(static_cast<int>(by));
    Desk desk;
    desk.platform.window.look.reduced_motion = true;  // else a closed panel is drawn for a while
    open_title(desk);
    const std::uint32_t title = desk.platform.semantics.focused();
    const platform::Rectangle close = desk.need(Role::button, "Close").rectangle;
    auto& events = desk.platform.events;
    events.push(platform::SemanticsEvent{SemanticsAction::edited, title, "Acme X"});
    // A press takes the focus, which commits; all else comes after Enter.
    const auto commit = [&] {
      events.push(platform::SemanticsEvent{SemanticsAction::committed, title, "Acme X"});
    };
    if (by != By::press) commit();
    if (by == By::activation) {
      const std::uint32_t share = desk.need(Role::button, "Shared space").id;
      events.push(platform::SemanticsEvent{SemanticsAction::activate, share, ""});
    } else if (by == By::key) {
      events.push(platform::KeyEvent{.key = Key::escape, .text = "", .focus = title});
    } else if (by == By::back) {
      events.push(platform::NavigationEvent{.fragment = ""});
    } else {
      platform::PointerEvent press{.phase = platform::PointerPhase::down,
                                   .x = close.left + close.width / 2,
                                   .y = close.top + close.height / 2,
                                   .buttons = 1};
      events.push(press);
      commit();
      press.phase = platform::PointerPhase::up;
      press.buttons = 0;
      events.push(press);
    }
    desk.settle();
    CHECK_FALSE(panel_open(desk));
    CHECK(desk.titles("Lead") == "Acme X");
  }
}

TEST_CASE("Escape in a field that was not changed closes the panel") {
  Desk desk;
  open_title(desk);
  desk.escape_editor();
  CHECK_FALSE(panel_open(desk));
  CHECK(desk.focused_name().starts_with("Acme"));
}

TEST_CASE("Escape in a field puts back what was typed, and the next one closes the panel") {
  Desk desk;
  open_title(desk);
  const std::uint32_t title = desk.platform.semantics.focused();
  desk.platform.events.push(platform::SemanticsEvent{SemanticsAction::edited, title, "Acme X"});
  desk.settle();
  desk.escape_editor();
  CHECK(panel_open(desk));
  CHECK(desk.titles("Lead") == "Acme");
  desk.escape_editor();
  CHECK_FALSE(panel_open(desk));
}

TEST_CASE("Escape puts back an entry that was refused before it closes the panel") {
  Desk desk;
  open_title(desk);
  desk.enter("Value", "-5");
  REQUIRE(desk.need(Role::text_field, "Value").invalid);
  desk.escape_editor();
  CHECK(panel_open(desk));
  CHECK_FALSE(desk.need(Role::text_field, "Value").invalid);
  desk.escape_editor();
  CHECK_FALSE(panel_open(desk));
}

TEST_CASE("Escape in the field for a new deal closes that field, not the panel beside it") {
  Desk desk;
  open_title(desk);
  desk.activate(Role::button, "Add deal to Lead");
  REQUIRE(desk.focused_name() == "New deal in Lead");
  desk.escape_editor();
  CHECK(desk.find(Role::text_field, "New deal in Lead") == nullptr);
  CHECK(panel_open(desk));
}
