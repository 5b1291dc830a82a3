#include <doctest/doctest.h>

#include <string>

#include "desk.h"

using namespace holdall;
using platform::Rectangle;
using platform::Role;

namespace {

constexpr platform::WindowState phone{.width = 390, .height = 844, .coarse_pointer = true};
constexpr platform::WindowState tablet{.width = 820, .height = 1180, .coarse_pointer = true};
constexpr float least = 44;

// Everything that a finger may want to hit.
void check_targets(const Desk& desk) {
  for (const Role role : {Role::button, Role::tab, Role::checkbox, Role::combobox, Role::menu_item,
                          Role::text_field}) {
    for (const platform::SemanticsNode* node : desk.platform.semantics.all(role)) {
      const Rectangle& at = node->rectangle;
      if (at.width == 0 || at.height == 0) continue;  // a field that is covered
      CAPTURE(node->name);
      CHECK(at.width >= least);
      CHECK(at.height >= least);
    }
  }
}

// The column that fills the phone.
void check_column(const Desk& desk, std::string_view stage) {
  CAPTURE(stage);
  CHECK(desk.need(Role::tab, stage).selected);
  const Rectangle at = desk.need(Role::list, stage).rectangle;
  CHECK(at.left == 8);
  CHECK(at.width == desk.platform.window.look.width - 16);
}

}  // namespace

TEST_CASE("a finger's targets are never smaller than 44 pixels") {
  for (const platform::WindowState& look : {phone, tablet}) {
    CAPTURE(look.width);
    Desk desk(look);
    desk.add("Lead", "Acme 100");
    check_targets(desk);
    desk.activate(Role::button, "Actions for Acme");
    check_targets(desk);
    desk.key(platform::Key::escape);
    desk.activate(Role::button, "Acme");
    check_targets(desk);
  }
}

TEST_CASE("a tap beside the drawn dots of a card opens its menu") {
  Desk desk(phone);
  desk.add("Lead", "Acme 100");
  const Rectangle at = desk.need(Role::button, "Actions for Acme").rectangle;
  desk.touch(platform::PointerPhase::down, at.left + 1, at.top + at.height - 1);
  desk.touch(platform::PointerPhase::up, at.left + 1, at.top + at.height - 1);
  desk.settle();
  CHECK(desk.find(Role::menu, "Actions") != nullptr);
}

TEST_CASE("a phone whose width changes stays at its column") {
  Desk desk(phone);
  desk.add("Offer", "Acme 100");
  for (const char* const stage : {"Offer", "Won"}) {
    desk.activate(Role::tab, stage);
    for (int frames = 0; frames < 30; ++frames) desk.frame();
    for (const float width : {390.0F, 360.0F, 320.0F, 390.0F, 320.0F, 700.0F, 320.0F}) {
      CAPTURE(width);
      desk.platform.window.look.width = width;
      desk.settle();
      check_column(desk, stage);
    }
  }
}

TEST_CASE("a window that becomes as narrow as a phone stands at a column") {
  Desk desk(tablet);
  desk.add("Offer", "Acme 100");
  desk.activate(Role::button, "Acme");
  desk.key(platform::Key::escape);
  for (int frames = 0; frames < 30; ++frames) desk.frame();
  desk.platform.window.look.width = 360;
  desk.settle();
  int selected = 0;
  for (const platform::SemanticsNode* tab : desk.platform.semantics.all(Role::tab)) {
    if (!tab->selected) continue;
    ++selected;
    check_column(desk, tab->name.substr(0, tab->name.find(',')));
  }
  CHECK(selected == 1);
}
