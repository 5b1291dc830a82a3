#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>

#include "desk.h"
#include "screens/lost_dialog.h"
#include "screens/stage_age.h"

using namespace holdall;
using i18n::Language;
using platform::Key;
using platform::Rectangle;
using platform::Role;

namespace {

constexpr std::string_view stages[] = {"Lead",  "Qualification", "Presentation",
                                       "Offer", "Negotiation",   "Closing"};

struct Told {
  std::string brief;
  std::string spoken;
};

// What is said today, the 21st of November 2026, of a deal that came into its stage `days` ago.
Told age_of(Desk& desk, int days) {
  screens::LostDialog lost;
  const screens::Context context{desk.app, desk.ui, lost};
  store::DealDetails details;
  details.stage_since_ms =
      desk.platform.browser->clock.wall_ms() - std::int64_t{days} * model::day_ms;
  const screens::StageAge age = screens::stage_age(context, details);
  return {plain(age.brief), plain(age.spoken)};
}

Rectangle column_of(const Desk& desk, std::string_view stage) {
  return desk.need(Role::list, stage).rectangle;
}

// With the gap to its neighbours, as far as there is a board.
bool wholly_seen(const Desk& desk, std::string_view stage) {
  const Rectangle at = column_of(desk, stage);
  return at.left >= 8 && at.left + at.width <= desk.platform.window.look.width - 8;
}

bool meet(const Rectangle& one, const Rectangle& other) {
  return one.left < other.left + other.width && other.left < one.left + one.width &&
         one.top < other.top + other.height && other.top < one.top + one.height;
}

}  // namespace

TEST_CASE("a deal's age is counted in days, then months, then years, and told in full beside it") {
  Desk desk;
  CHECK(age_of(desk, 0).brief.empty());
  CHECK(age_of(desk, 0).spoken == "In this stage since today");
  CHECK(age_of(desk, 1).brief == "1 d");
  CHECK(age_of(desk, 45).brief == "45 d");
  CHECK(age_of(desk, 45).spoken == "45 days in this stage, since 7 October 2026");
  CHECK(age_of(desk, 46).brief == "1 mo");
  CHECK(age_of(desk, 61).brief == "2 mo");
  CHECK(age_of(desk, 365).brief == "11 mo");
  CHECK(age_of(desk, 366).brief == "1 y");
  CHECK(age_of(desk, 3670).brief == "10 y");
  CHECK(age_of(desk, 3670).spoken == "10 years in this stage, since 3 November 2016");
}

TEST_CASE("a deal's age in Russian and in Ukrainian has the forms of its number") {
  Desk desk;
  desk.app.set_language(Language::russian);
  CHECK(age_of(desk, 0).spoken == "На этом этапе с сегодняшнего дня");
  CHECK(age_of(desk, 2).brief == "2 дн.");
  CHECK(age_of(desk, 100).brief == "3 мес.");
  CHECK(age_of(desk, 100).spoken.starts_with("3 месяца на этом этапе, с "));
  CHECK(age_of(desk, 800).brief == "2 г.");
  CHECK(age_of(desk, 3670).brief == "10 л.");
  CHECK(age_of(desk, 3670).spoken.starts_with("10 лет на этом этапе, с 3 ноября 2016"));
  CHECK(age_of(desk, 7700).brief == "21 г.");
  desk.app.set_language(Language::ukrainian);
  CHECK(age_of(desk, 3670).brief == "10 р.");
  CHECK(age_of(desk, 3670).spoken.starts_with("10 років на цій стадії, з 3 листопада 2016"));
  CHECK(age_of(desk, 800).spoken.starts_with("2 роки на цій стадії, з "));
}

TEST_CASE("a new deal says that it is new, and a day later how old it is") {
  Desk desk;
  desk.add("Lead", "Acme");
  CHECK(desk.need(Role::button, "Acme").description.starts_with("In this stage since today"));
  desk.platform.browser->clock.set_wall_ms(desk.platform.browser->clock.wall_ms() + model::day_ms);
  desk.settle();
  CHECK(desk.need(Role::button, "Acme").description.starts_with("1 day in this stage, since 21"));
}

TEST_CASE("the column of the card that the keyboard reaches is wholly in sight") {
  Desk desk({.width = 1000, .height = 700});
  for (const std::string_view stage : stages) desk.add(stage, std::string(stage) + " deal");
  desk.focus(Role::button, "Lead deal");
  for (const Key key : {Key::right, Key::left}) {
    for (int step = 0; step < 5; ++step) {
      desk.key(key);
      const std::string name = desk.focused_name();
      CAPTURE(name);
      CHECK(wholly_seen(desk, std::string_view(name).substr(0, name.find(' '))));
    }
  }
  CHECK(desk.focused_name() == "Lead deal");
}

TEST_CASE("a key that turns back while the board still glides leaves no column half in sight") {
  Desk desk({.width = 1000, .height = 700});
  for (const std::string_view stage : stages) desk.add(stage, std::string(stage) + " deal");
  desk.focus(Role::button, "Lead deal");
  const auto push = [&](Key key) {
    platform::KeyEvent event;
    event.key = key;
    event.focus = desk.platform.semantics.focused();
    desk.platform.events.push(event);
    for (int frames = 0; frames < 4; ++frames) desk.frame();
  };
  for (int step = 0; step < 5; ++step) push(Key::right);
  push(Key::left);
  push(Key::left);
  push(Key::left);
  desk.settle();
  CHECK(desk.focused_name() == "Presentation deal");
  CHECK(wholly_seen(desk, "Presentation"));
}

TEST_CASE("a phone stands on one column, whatever in it gets the focus") {
  Desk desk({.width = 390, .height = 844, .coarse_pointer = true});
  desk.add("Lead", "Acme");
  desk.add("Offer", "Beta");
  desk.focus(Role::button, "Acme");
  desk.key(Key::right);
  CHECK(desk.focused_name() == "Beta");
  CHECK(column_of(desk, "Offer").left == 8);
  desk.key(Key::left);
  CHECK(desk.focused_name() == "Acme");
  CHECK(column_of(desk, "Lead").left == 8);
}

TEST_CASE("what is quickly added is in sight, its column wholly") {
  Desk desk({.width = 1000, .height = 700});
  for (int number = 0; number < 20; ++number) desk.add("Offer", "Deal " + std::to_string(number));
  desk.focus(Role::button, "Deal 19");
  desk.key(Key::end);
  REQUIRE(desk.focused_name() == "Deal 0");
  REQUIRE(desk.find(Role::button, "Deal 19") == nullptr);
  desk.activate(Role::button, "Add deal to Offer");
  desk.enter("New deal in Offer", "Acme");
  const Rectangle card = desk.need(Role::button, "Acme").rectangle;
  CHECK(card.top > column_of(desk, "Offer").top);
  CHECK(card.top + card.height < 700);
  CHECK(wholly_seen(desk, "Offer"));
}

TEST_CASE("the deal in the panel has its column wholly in sight beside it, also when it is moved") {
  Desk desk({.width = 1000, .height = 700});
  desk.add("Offer", "Acme");
  desk.activate(Role::button, "Acme");
  const float panel_left = desk.need(Role::region, "Acme").rectangle.left;
  for (const std::string_view stage : {"Offer", "Closing", "Lead"}) {
    desk.choose("Stage", stage);
    const Rectangle at = column_of(desk, stage);
    CHECK(at.left >= 8);
    CHECK(at.left + at.width <= panel_left - 8);
  }
}

TEST_CASE("whoever takes the place of a deleted card has its column wholly in sight") {
  Desk desk({.width = 1000, .height = 700});
  desk.add("Offer", "Beta");
  desk.add("Offer", "Acme");
  REQUIRE_FALSE(wholly_seen(desk, "Offer"));
  desk.activate(Role::button, "Actions for Acme");
  desk.activate(Role::menu_item, "Delete");
  CHECK(desk.focused_name() == "Beta");
  CHECK(wholly_seen(desk, "Offer"));
}

TEST_CASE("the focus ring of the first card of a column is drawn whole") {
  Desk desk;
  desk.add("Lead", "Beta");
  desk.add("Lead", "Acme");
  desk.focus(Role::button, "Beta");
  desk.key(Key::up);
  REQUIRE(desk.focused_name() == "Acme");
  int rings = 0;
  for (const render::ShapeInstance& shape : desk.renderer.frame().shapes) {
    if (shape.border != desk.ui.colors().focus_ring || shape.border_width <= 0) continue;
    ++rings;
    CHECK(shape.box.left >= shape.clip.left);
    CHECK(shape.box.top >= shape.clip.top);
    CHECK(shape.box.right <= shape.clip.right);
    CHECK(shape.box.bottom <= shape.clip.bottom);
  }
  CHECK(rings == 1);
}

TEST_CASE("the stages of 'Move to…' exclude one another, and the present one is marked") {
  Desk desk;
  desk.add("Offer", "Acme");
  desk.activate(Role::button, "Actions for Acme");
  desk.activate(Role::menu_item, "Move to…");
  for (const std::string_view stage : stages) {
    const platform::SemanticsNode& item = desk.need(Role::menu_item, stage);
    CHECK(item.has_pressed);
    CHECK(item.pressed == (stage == "Offer"));
  }
  CHECK(desk.focused_name() == "Offer");
}

TEST_CASE("a name too long for one line has two in the header of its column") {
  Desk desk;
  const auto first_card_top = [&] { return desk.need(Role::button, "Acme").rectangle.top; };
  desk.add("Lead", "Acme");
  const float in_english = first_card_top();
  desk.app.set_language(Language::russian);  // Коммерческое предложение
  desk.settle();
  CHECK(first_card_top() == in_english + desk.ui.line_height(ui::TextStyle::body_strong));
}

TEST_CASE("on a phone a toast does not lie on the panel of a deal") {
  Desk desk({.width = 390, .height = 844, .coarse_pointer = true});
  desk.add("Lead", "Acme");
  desk.activate(Role::button, "Acme");
  desk.choose("Stage", "Offer");
  const Rectangle toast = desk.need(Role::group, "Acme moved").rectangle;
  CHECK(toast.top + toast.height > 820);
  // At the end of the panel all of the history stands above it.
  desk.platform.events.push(platform::WheelEvent{200, 400, 0, 3000});
  desk.settle();
  const platform::SemanticsNode* last = desk.platform.semantics.all(Role::list_item).back();
  REQUIRE(last->name.find("created") != std::string::npos);
  CHECK(last->rectangle.top + last->rectangle.height <= toast.top);
}

TEST_CASE("beside the panel a toast keeps to the board") {
  Desk desk({.width = 820, .height = 1180, .coarse_pointer = true});
  desk.add("Lead", "Acme");
  desk.activate(Role::button, "Acme");
  desk.choose("Stage", "Offer");
  CHECK_FALSE(meet(desk.need(Role::group, "Acme moved").rectangle,
                   desk.need(Role::region, "Acme").rectangle));
}
