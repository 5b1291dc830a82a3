#include "ui_bench.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace holdall;
using platform::PointerPhase;

namespace {

Bytes read_asset(const std::string& name) {
  std::ifstream file(std::string(HOLDALL_BUILD_DIR) + "/assets/" + name, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), "the build makes assets/", name);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

ui::FontBytes fonts(platform::GlyphSource* others) {
  static const Bytes regular = read_asset("inter-regular.otf");
  static const Bytes semibold = read_asset("inter-semibold.otf");
  static const Bytes icons = read_asset("icons.ttf");
  return {regular, semibold, icons, others};
}

}  // namespace

Bench::Bench(Draw draw_each_frame, platform::GlyphSource* others)
    : ui(renderer, mirror, fonts(others)), draw(std::move(draw_each_frame)) {
  settle();
}

void Bench::frame(double elapsed_ms) {
  now_ms += elapsed_ms;
  if (mirror.focused() != focus_told_) {
    const bool lost = mirror.focused() == 0;
    events_.push_back(platform::SemanticsEvent{
        lost ? platform::SemanticsAction::blurred : platform::SemanticsAction::focused,
        lost ? focus_told_ : mirror.focused(), ""});
    focus_told_ = mirror.focused();
  }
  ui.begin_frame(window, events_, now_ms);
  events_.clear();
  draw(ui);
  result = ui.end_frame();
  CHECK(ui.items_without_semantics() == 0);
}

int Bench::settle() {
  int frames = 0;
  do {
    frame();
    ++frames;
    if (frames == 200) {
      FAIL("frames without end");
      break;
    }
  } while (result.again || mirror.focused() != focus_told_);
  return frames;
}

void Bench::move(float x, float y) {
  events_.push_back(platform::PointerEvent{
      .phase = PointerPhase::move, .x = x, .y = y, .buttons = buttons_, .time_ms = now_ms});
  settle();
}

void Bench::press(float x, float y) {
  buttons_ = 1;
  events_.push_back(platform::PointerEvent{
      .phase = PointerPhase::down, .x = x, .y = y, .buttons = 1, .time_ms = now_ms});
  settle();
}

void Bench::release(float x, float y) {
  buttons_ = 0;
  events_.push_back(platform::PointerEvent{
      .phase = PointerPhase::up, .x = x, .y = y, .buttons = 0, .time_ms = now_ms});
  settle();
}

void Bench::click(float x, float y) {
  move(x, y);
  press(x, y);
  release(x, y);
}

void Bench::touch(PointerPhase phase, float x, float y, std::int32_t finger) {
  events_.push_back(platform::PointerEvent{.phase = phase,
                                           .kind = platform::PointerKind::touch,
                                           .pointer = finger,
                                           .x = x,
                                           .y = y,
                                           .buttons = 1,
                                           .time_ms = now_ms});
  frame();
}

void Bench::tap(float x, float y) {
  touch(PointerPhase::down, x, y);
  touch(PointerPhase::up, x, y);
  settle();
}

void Bench::wheel(float x, float y, float delta_x, float delta_y) {
  events_.push_back(platform::WheelEvent{x, y, delta_x, delta_y});
  settle();
}

void Bench::key(platform::Key key, std::string text, bool control) {
  platform::KeyEvent event;
  event.key = key;
  event.text = std::move(text);
  event.control = control;
  event.focus = mirror.focused();
  events_.push_back(event);
  settle();
}

void Bench::semantic(platform::SemanticsAction action, std::uint32_t id, std::string text) {
  events_.push_back(platform::SemanticsEvent{action, id, std::move(text)});
  settle();
}

void Bench::activate(std::string_view name) {
  const platform::SemanticsNode* node = find(name);
  REQUIRE_MESSAGE(node != nullptr, "nothing is called ", std::string(name));
  semantic(platform::SemanticsAction::activate, node->id);
}

void Bench::focus_by_keyboard(std::uint32_t id) {
  mirror.focus(id);
  mirror.update({}, {}, std::vector<std::uint32_t>(mirror.order()));
  settle();
}

const platform::SemanticsNode* Bench::find(std::string_view name) const {
  for (const std::uint32_t id : mirror.order()) {
    if (mirror.node(id)->name == name) return mirror.node(id);
  }
  return nullptr;
}

std::string Bench::focused_name() const {
  const platform::SemanticsNode* node = mirror.node(mirror.focused());
  return node == nullptr ? "" : node->name;
}

bool Bench::has_border(ui::Color color) const {
  for (const render::ShapeInstance& shape : renderer.frame().shapes) {
    if (shape.border == color && shape.border_width > 0) return true;
  }
  return false;
}
