#include <doctest/doctest.h>

#include "desk.h"

using namespace holdall;
using platform::Role;

namespace {

constexpr char question[] = "What shall we call you?";

// A desk of somebody who was not asked yet.
struct NewDesk : Desk {
  explicit NewDesk(bool demo = false) : Desk({.width = 1440, .height = 900}, demo) {
    platform.window.settings.erase("name-hint");
  }
  [[nodiscard]] bool asked() const { return find(Role::group, question) != nullptr; }
  void pass(double ms) {
    frame(ms);
    settle();
  }
};

Bytes one_deal() {
  const ByteView bytes = as_bytes("Title,Amount (EUR)\nGamma,5\n");
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("the question for the name comes when nothing else is going on") {
  NewDesk desk;
  desk.pass(5000);
  CHECK_FALSE(desk.asked());  // no deal that it would stand beside
  desk.activate(Role::button, "Add deal");
  desk.enter("New deal in Lead", "Acme");
  desk.pass(5000);
  CHECK_FALSE(desk.asked());  // still adding
  const platform::SemanticsNode& field = desk.need(Role::text_field, "New deal in Lead");
  desk.platform.events.push(
      platform::SemanticsEvent{platform::SemanticsAction::cancelled, field.id, ""});
  desk.settle();
  CHECK_FALSE(desk.asked());
  desk.pass(2000);
  CHECK(desk.asked());
  CHECK(desk.platform.window.settings["name-hint"] == "shown");
  desk.activate(Role::button, "Add my name");
  CHECK(desk.find(Role::text_field, "Your name") != nullptr);
  CHECK_FALSE(desk.asked());
  desk.pass(30'000);
  CHECK_FALSE(desk.asked());  // once
}

TEST_CASE("the question for the name gives way to a dialog and comes back when it is over") {
  NewDesk desk;
  desk.add("Lead", "Acme");
  desk.pass(2000);
  desk.pass(2000);
  REQUIRE(desk.asked());
  desk.platform.files.choose_next("deals.csv", one_deal());
  desk.activate(Role::button, "Import");
  desk.need(Role::dialog, "Import deals");
  CHECK_FALSE(desk.asked());
  CHECK(desk.platform.window.settings["name-hint"].empty());
  desk.pass(5000);
  CHECK_FALSE(desk.asked());
  desk.activate(Role::button, "Import 1 deal");
  REQUIRE(desk.find(Role::group, "1 deal imported") != nullptr);
  desk.pass(3000);
  CHECK_FALSE(desk.asked());  // what was done is told first
  desk.pass(20'000);
  CHECK(desk.find(Role::group, "1 deal imported") == nullptr);
  desk.pass(2000);
  CHECK(desk.asked());
}

TEST_CASE("the question for the name waits while a deal or a menu is open") {
  NewDesk desk;
  desk.add("Lead", "Acme");
  desk.activate(Role::button, "Acme");
  desk.pass(5000);
  CHECK_FALSE(desk.asked());
  desk.key(platform::Key::escape);
  desk.activate(Role::button, "Language");
  desk.pass(5000);
  CHECK_FALSE(desk.asked());
  desk.key(platform::Key::escape);
  desk.pass(2000);
  desk.pass(2000);
  CHECK(desk.asked());
}

TEST_CASE("the demo asks nothing and speaks of no saving") {
  NewDesk desk(true);
  REQUIRE(desk.find(Role::text, "Demo: nothing here is kept") != nullptr);
  desk.pass(5000);
  CHECK_FALSE(desk.asked());
  CHECK(desk.find(Role::status, "Saved") == nullptr);
  CHECK(desk.find(Role::text, "Saved") == nullptr);
  NewDesk other;
  CHECK(other.find(Role::status, "Saved") != nullptr);
}
