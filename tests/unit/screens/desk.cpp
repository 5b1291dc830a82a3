#include "desk.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

using namespace holdall;
using platform::Role;
using platform::SemanticsAction;
using platform::SemanticsNode;

namespace {

Bytes read_asset(const std::string& name) {
  std::ifstream file(std::string(HOLDALL_BUILD_DIR) + "/assets/" + name, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), "the build makes assets/", name);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

const ui::FontBytes& fonts() {
  static const Bytes regular = read_asset("inter-regular.otf");
  static const Bytes semibold = read_asset("inter-semibold.otf");
  static const Bytes icons = read_asset("icons.ttf");
  static const ui::FontBytes all{regular, semibold, icons};
  return all;
}

}  // namespace

Desk::Desk(platform::WindowState look, bool demo, std::shared_ptr<native::TestBrowser> browser)
    : platform(std::move(browser)),
      app(platform.platform(), {.demo = demo}),
      ui(renderer, platform.semantics, fonts()),
      screen(app, ui) {
  platform.window.look = look;
  // 21 November 2026, a Saturday.
  platform.browser->clock.set_wall_ms(1'795'262'400'000);
  platform.window.settings["name-hint"] = "shown";
  app.start();
  settle();
}

void Desk::frame(double elapsed_ms) {
  platform.advance(elapsed_ms);
  const std::uint32_t focused = platform.semantics.focused();
  if (focused != focus_told_) {
    platform.events.push(
        platform::SemanticsEvent{focused == 0 ? SemanticsAction::blurred : SemanticsAction::focused,
                                 focused == 0 ? focus_told_ : focused, ""});
    focus_told_ = focused;
  }
  const std::vector<platform::Event> events = platform.events.take();
  if (!platform.events.empty()) platform.window.wake();
  app.handle(events);
  ui.begin_frame(platform.window.state(), events, platform.browser->clock.monotonic_ms());
  screen.draw();
  const ui::FrameResult result = ui.end_frame();
  if (result.again) platform.window.wake();
  CHECK(ui.items_without_semantics() == 0);
}

void Desk::settle() {
  for (int frames = 0; frames < 300; ++frames) {
    platform.run_until_idle();
    frame();
    platform.run_until_idle();
    const bool more = platform.window.take_frame() || platform.semantics.focused() != focus_told_;
    if (!more) return;
  }
  FAIL("frames without end");
}

void Desk::move(float x, float y) {
  platform.events.push(platform::PointerEvent{
      .phase = platform::PointerPhase::move, .x = x, .y = y, .buttons = buttons_, .time_ms = 0});
  settle();
}

void Desk::press(float x, float y) {
  buttons_ = 1;
  platform.events.push(platform::PointerEvent{
      .phase = platform::PointerPhase::down, .x = x, .y = y, .buttons = 1, .time_ms = 0});
  settle();
}

void Desk::release(float x, float y) {
  buttons_ = 0;
  platform.events.push(platform::PointerEvent{
      .phase = platform::PointerPhase::up, .x = x, .y = y, .buttons = 0, .time_ms = 0});
  settle();
}

void Desk::touch(platform::PointerPhase phase, float x, float y) {
  platform.events.push(platform::PointerEvent{.phase = phase,
                                              .kind = platform::PointerKind::touch,
                                              .pointer = 1,
                                              .x = x,
                                              .y = y,
                                              .buttons = 1,
                                              .time_ms = platform.browser->clock.monotonic_ms()});
  frame();
}

void Desk::key(platform::Key key) {
  platform::KeyEvent event;
  event.key = key;
  event.focus = platform.semantics.focused();
  platform.events.push(event);
  settle();
}

void Desk::type(std::string text, bool control, bool shift) {
  platform::KeyEvent event;
  event.text = std::move(text);
  event.control = control;
  event.shift = shift;
  event.focus = platform.semantics.focused();
  platform.events.push(event);
  settle();
}

void Desk::escape_editor() {
  platform.events.push(
      platform::SemanticsEvent{SemanticsAction::cancelled, platform.semantics.focused(), ""});
  settle();
}

std::string plain(std::string text) {
  for (const std::string_view space : {"\u00a0", "\u202f"}) {
    for (std::size_t at = text.find(space); at != std::string::npos; at = text.find(space)) {
      text.replace(at, space.size(), " ");
    }
  }
  return text;
}

const SemanticsNode* Desk::find(Role role, std::string_view name) const {
  for (const std::uint32_t id : platform.semantics.order()) {
    const SemanticsNode* node = platform.semantics.node(id);
    if (node->role == role && plain(node->name).starts_with(name)) return node;
  }
  return nullptr;
}

const SemanticsNode& Desk::need(Role role, std::string_view name) const {
  const SemanticsNode* node = find(role, name);
  std::string all;
  for (const SemanticsNode* one : platform.semantics.all(role)) all += "\n  " + one->name;
  REQUIRE_MESSAGE(node != nullptr, "nothing is called ", std::string(name), "; there are:", all);
  return *node;
}

void Desk::activate(Role role, std::string_view name) {
  platform.events.push(
      platform::SemanticsEvent{SemanticsAction::activate, need(role, name).id, ""});
  settle();
}

void Desk::click(Role role, std::string_view name) {
  const platform::Rectangle at = need(role, name).rectangle;
  const float x = at.left + at.width / 2;
  const float y = at.top + at.height / 2;
  move(x, y);
  press(x, y);
  release(x, y);
}

void Desk::focus(std::uint32_t id) {
  platform.semantics.focus(id);
  platform.semantics.update({}, {}, std::vector<std::uint32_t>(platform.semantics.order()));
  settle();
}

void Desk::enter(std::string_view field, std::string text) {
  const std::uint32_t id = need(Role::text_field, field).id;
  focus(id);
  platform.events.push(platform::SemanticsEvent{SemanticsAction::edited, id, text});
  settle();
  platform.events.push(platform::SemanticsEvent{SemanticsAction::committed, id, std::move(text)});
  settle();
}

void Desk::choose(std::string_view combobox, std::string_view option) {
  const SemanticsNode& node = need(Role::combobox, combobox);
  const auto found = std::ranges::find(node.options, option);
  REQUIRE(found != node.options.end());
  platform.events.push(platform::SemanticsEvent{SemanticsAction::chosen, node.id,
                                                std::to_string(found - node.options.begin())});
  settle();
}

void Desk::add(std::string_view column, std::string_view line) {
  for (const app::BoardColumn& one : app.workspace().board().columns()) {
    if (one.name() != column) continue;
    REQUIRE(app.quick_add(one.id(), std::string(line)));
    settle();
    return;
  }
  FAIL("no such column");
}

std::string Desk::focused_name() const {
  const SemanticsNode* node = platform.semantics.node(platform.semantics.focused());
  return node == nullptr ? "" : node->name;
}

bool Desk::announced(std::string_view part) const {
  for (const std::string& sentence : platform.semantics.announcements()) {
    if (sentence.find(part) != std::string::npos) return true;
  }
  return false;
}

std::string Desk::titles(std::string_view column) {
  app::Board& board = app.workspace().board();
  std::string all;
  for (const app::BoardColumn& one : board.columns()) {
    if (one.name() != column) continue;
    for (std::size_t index = 0; index < one.count(); ++index) {
      if (!all.empty()) all += ", ";
      all += board.card(one.deal(index))->deal.title;
    }
  }
  return all;
}
