#include "ui/ui.h"

#include <cmath>
#include <utility>

#include "base/assert.h"
#include "ui/state.h"

namespace holdall::ui {

namespace {

constexpr int settling_frames_after_input = 2;
constexpr int focus_request_frames = 4;
constexpr float compact_width = 720;

void configure(ImGuiContext& context) {
  ImGuiIO& io = context.IO;
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NoMouseCursorChange | ImGuiConfigFlags_NoKeyboard;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_RendererHasVtxOffset;
  io.ConfigInputTrickleEventQueue = true;
  io.ConfigDebugHighlightIdConflicts = false;
  io.ConfigErrorRecovery = false;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  context.TestEngineHookItems = true;
  ImGuiStyle& style = context.Style;
  style.AntiAliasedLines = true;
  style.AntiAliasedFill = true;
  style.WindowPadding = {0, 0};
  style.WindowBorderSize = 0;
  style.WindowRounding = 0;
  style.WindowMinSize = {1, 1};
  style.ItemSpacing = {0, 0};
  style.FontSizeBase = 14;
  style.CircleTessellationMaxError = 0.1F;
}

ImGuiWindowFlags window_flags(bool takes_input) {
  ImGuiWindowFlags flags =
      ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
      ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollWithMouse |
      ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoFocusOnAppearing;
  if (!takes_input) flags |= ImGuiWindowFlags_NoInputs;
  return flags;
}

// From the ground up, so that the highest is brought to the front last.
void order_windows(UiState& state) {
  std::stable_sort(
      state.windows.begin(), state.windows.end(),
      [](const OverlayWindow& one, const OverlayWindow& other) { return one.level < other.level; });
  for (const OverlayWindow& window : state.windows) {
    ImGui::BringWindowToDisplayFront(window.window);
  }
  std::swap(state.windows, state.windows_last);
}

// Whether the mirror was asked to move the focus with the update that follows.
bool apply_focus_request(UiState& state) {
  Focus& focus = state.focus;
  if (focus.requested == 0) return false;
  if (state.tree.contains(focus.requested)) {
    state.mirror.focus(focus.requested);
    focus.asked = std::exchange(focus.requested, 0);
    return true;
  }
  if (++focus.request_frames > focus_request_frames) focus.requested = 0;
  state.settling_frames = std::max(state.settling_frames, 1);
  return false;
}

int count_items_without_semantics(const UiState& state) {
  int count = state.tree.duplicates();
  for (const std::uint32_t item : state.item_check.items) {
    if (!state.tree.contains(item)) ++count;
  }
  return count;
}

FrameResult schedule(UiState& state) {
  FrameResult result;
  result.cursor = state.cursor;
  bool moving = state.animator.running() || !state.imgui->InputEventsQueue.empty();
  for (const Id id : state.scroll_order) {
    const ScrollState& area = state.scrolls[id];
    moving = moving || area.horizontal.moving() || area.vertical.moving();
  }
  if (state.settling_frames > 0) {
    --state.settling_frames;
    moving = true;
  }
  if (!moving) {
    result.again_in_ms = state.wake_ms;
    if (state.wake_ms >= 0 && state.wake_ms < 1) moving = true;
  }
  if (moving) result = {true, -1, state.cursor};
  return result;
}

}  // namespace

ImGuiWindow* UiState::window_at(Vec place) const {
  ImGuiWindow* found = nullptr;
  ImGui::FindHoveredWindowEx({place.x, place.y}, false, &found, nullptr);
  return found;
}

bool UiState::keys_blocked(bool escape) const {
  const Id current = window_stack.empty() ? 0 : window_stack.back().id;
  bool above = current == 0;
  for (const OverlayWindow& other : windows_last) {
    const bool closes = other.level >= Level::panel && other.level <= Level::menu;
    if (above && other.id != current && (other.blocks || (escape && closes))) return true;
    above = above || other.id == current;
  }
  return false;
}

void begin_window(UiState& state, Id id, Level level, const Rect& at, bool blocks,
                  bool takes_input) {
  char name[16];
  ImFormatString(name, sizeof name, "##%08X", id);
  ImGui::SetNextWindowPos({at.left, at.top});
  ImGui::SetNextWindowSize({std::max(1.0F, at.width), std::max(1.0F, at.height)});
  ImGui::Begin(name, nullptr, window_flags(takes_input));
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  window->DrawList->_FringeScale = 1.0F / std::max(0.5F, state.window.pixel_ratio);
  state.windows.push_back({id, level, blocks, window});
  state.window_stack.push_back({id, state.collector.current()});
  state.collector.begin_layer(*window->DrawList);
  // Names in it depend on the overlay only, not on what Dear ImGui calls its windows.
  ImGui::PushOverrideID(id);
}

void end_window(UiState& state) {
  state.collector.resume(state.window_stack.back().layer_before);
  state.window_stack.pop_back();
  ImGui::PopID();
  ImGui::End();
}

void return_focus(UiState& state, Id overlay, Id before) {
  const Id now = state.focus.id;
  if (now == 0 || state.tree.is_within(now, overlay)) state.ui.request_focus(before);
}

Ui::Ui(render::Renderer& renderer, platform::SemanticsMirror& mirror, const FontBytes& fonts)
    : state_(std::make_unique<UiState>(renderer, mirror, *this)) {
  IMGUI_CHECKVERSION();
  ImGuiContext* before = ImGui::GetCurrentContext();
  state_->imgui = ImGui::CreateContext();
  ImGui::SetCurrentContext(state_->imgui);
  configure(*state_->imgui);
  state_->fonts.add(fonts.regular, fonts.semibold, fonts.icons, fonts.others);
  if (before != nullptr) ImGui::SetCurrentContext(before);
}

Ui::~Ui() {
  ImGui::SetCurrentContext(state_->imgui);
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->TexID == ImTextureID_Invalid) continue;
    state_->renderer.destroy_texture(static_cast<render::TextureId>(texture->TexID));
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
  collect_items(nullptr);
  ImGui::DestroyContext(state_->imgui);
}

void Ui::begin_frame(const platform::WindowState& window, std::span<const platform::Event> events,
                     double now_ms) {
  UiState& state = *state_;
  ImGui::SetCurrentContext(state.imgui);
  state.elapsed_ms = state.now_ms == 0 ? 0 : std::max(0.0, now_ms - state.now_ms);
  state.now_ms = now_ms;
  if (!(state.window.width == window.width && state.window.height == window.height &&
        state.window.pixel_ratio == window.pixel_ratio && state.window.dark == window.dark) ||
      !events.empty()) {
    state.settling_frames = settling_frames_after_input;
  }
  state.window = window;
  if (!state.theme_fixed) state.theme = window.dark ? ThemeKind::dark : ThemeKind::light;
  state.wake_ms = -1;
  state.cursor = "default";
  state.tooltip_drawn = false;
  state.toast_area.reset();
  state.opacity = 1;
  state.opacities.clear();
  std::swap(state.scroll_order, state.scroll_order_last);
  state.scroll_order.clear();
  take_events(state, events);

  ImGuiIO& io = state.imgui->IO;
  io.DisplaySize = {window.width, window.height};
  io.DisplayFramebufferScale = {window.pixel_ratio, window.pixel_ratio};
  io.DeltaTime = std::clamp(static_cast<float>(state.elapsed_ms / 1000), 0.001F, 0.1F);
  ImGui::NewFrame();

  state.fonts.begin_frame(window.pixel_ratio, window.coarse_pointer);
  state.animator.begin_frame(now_ms, window.reduced_motion);
  state.collector.begin_frame();
  state.tree.begin_frame();
  state.item_check.items.clear();
  collect_items(&state.item_check);
  state.windows.clear();
  state.window_stack.clear();
  state.scroll_stack.clear();
  begin_window(state, 0, Level::ground, {0, 0, window.width, window.height}, false);
}

FrameResult Ui::end_frame() {
  UiState& state = *state_;
  draw_toasts(state);
  end_window(state);
  HOLDALL_ASSERT(state.window_stack.empty() && state.scroll_stack.empty() &&
                 state.opacities.empty());
  if (!state.tooltip_drawn) state.tooltip_owner = 0;
  close_forgotten_overlays(state);
  order_windows(state);
  ImGui::Render();
  state.collector.draw(*ImGui::GetDrawData(), state.renderer, state.window.pixel_ratio,
                       state.colors().surface0);
  collect_items(nullptr);
  state.items_without_semantics = count_items_without_semantics(state);
  // The mirror moves the focus with an update: one that changes nothing if nothing else did.
  const bool focus_moves = apply_focus_request(state);
  state.tree.end_frame(state.mirror, focus_moves);
  finish_input(state);
  state.animator.end_frame();
  return schedule(state);
}

void Ui::rebuild_textures() {
  ImGui::SetCurrentContext(state_->imgui);
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    if (texture->Status != ImTextureStatus_Destroyed) {
      texture->SetStatus(texture->WantDestroyNextFrame ? ImTextureStatus_Destroyed
                                                       : ImTextureStatus_WantCreate);
    }
  }
  state_->settling_frames = settling_frames_after_input;
}

const platform::WindowState& Ui::window() const { return state_->window; }

Rect Ui::bounds() const {
  const platform::WindowState& window = state_->window;
  return {window.inset_left, window.inset_top,
          window.width - window.inset_left - window.inset_right,
          window.height - window.inset_top - window.inset_bottom};
}

bool Ui::coarse() const { return state_->window.coarse_pointer; }
bool Ui::compact() const { return state_->window.width < compact_width; }
bool Ui::dark() const { return state_->theme == ThemeKind::dark; }
double Ui::now_ms() const { return state_->now_ms; }

void Ui::set_theme(ThemeKind kind) {
  state_->theme_fixed = true;
  state_->theme = kind;
}

void Ui::follow_system_theme() { state_->theme_fixed = false; }
const Colors& Ui::colors() const { return state_->colors(); }
float Ui::control_height() const { return coarse() ? 44 : 32; }
float Ui::row_height() const { return coarse() ? 48 : 36; }
Painter& Ui::paint() { return state_->painter; }

float Ui::text_width(std::string_view text, TextStyle style) const {
  return state_->fonts.width(text, style);
}

float Ui::line_height(TextStyle style) const { return state_->fonts.line_height(style); }

float Ui::wrapped_height(std::string_view text, TextStyle style, float width) const {
  float lines = 0;
  while (!text.empty()) {
    std::size_t next = 0;
    static_cast<void>(state_->fonts.line(text, style, width, next));
    text.remove_prefix(next);
    ++lines;
  }
  return lines * line_height(style);
}

Id Ui::id(std::string_view name) const {
  return ImGui::GetID(name.data(), name.data() + name.size());
}

Id Ui::id(std::int64_t number) const {
  const char* bytes = reinterpret_cast<const char*>(&number);
  return ImGui::GetID(bytes, bytes + sizeof number);
}

void Ui::semantics(platform::SemanticsNode node) {
  // What the keyboard reached is brought into sight.
  if (focus_arrived(node.id) && state_->focus.visible) {
    const platform::Rectangle& at = node.rectangle;
    const Rect place{at.left - 8, at.top - 8, at.width + 16, at.height + 16};
    for (const Id area : state_->scroll_stack) {
      if (state_->scrolls[area].window == ImGui::GetCurrentWindow() && at.width > 0) {
        const bool sideways = state_->scrolls[area].options.horizontal;
        show_in_area(*state_, area, sideways ? state_->shown_with.value_or(place) : place, true);
      }
    }
  }
  state_->tree.add(std::move(node));
}

void Ui::announce(const std::string& sentence) { state_->mirror.announce(sentence); }
Id Ui::focused() const { return state_->focus.id; }

bool Ui::focus_visible(Id id) const {
  return id != 0 && state_->focus.id == id && state_->focus.visible;
}

bool Ui::focus_within(Id ancestor) const {
  return state_->focus.id != 0 && state_->tree.is_within(state_->focus.id, ancestor);
}

bool Ui::focus_arrived(Id id) const { return id != 0 && state_->focus.arrived == id; }

void Ui::request_focus(Id id) {
  if (id == 0) return;
  state_->focus.requested = id;
  state_->focus.request_frames = 0;
}

bool Ui::key_pressed(Id id, platform::Key key) {
  auto& keys = state_->keys;
  for (std::size_t index = 0; index < keys.size(); ++index) {
    if (keys[index].key != key || keys[index].focus != id) continue;
    take_key(index);
    return true;
  }
  return false;
}

bool Ui::key_pressed_within(Id ancestor, platform::Key key) {
  auto& keys = state_->keys;
  for (std::size_t index = 0; index < keys.size(); ++index) {
    if (keys[index].key != key || !state_->tree.is_within(keys[index].focus, ancestor)) continue;
    take_key(index);
    return true;
  }
  return false;
}

bool Ui::shortcut(platform::Key key, bool control, bool shift) {
  const auto& keys = state_->keys;
  for (std::size_t index = 0; index < keys.size(); ++index) {
    const platform::KeyEvent& event = keys[index];
    if (event.key != key || event.control != control || event.shift != shift) continue;
    if (state_->keys_blocked(key == platform::Key::escape)) return false;
    take_key(index);
    return true;
  }
  return false;
}

bool Ui::shortcut(std::string_view text, bool control, bool shift) {
  const auto& keys = state_->keys;
  for (std::size_t index = 0; index < keys.size(); ++index) {
    const platform::KeyEvent& event = keys[index];
    // A sign such as '?' needs Shift on some keyboards and not on others: only with Ctrl it is
    // asked for.
    if (event.text != text || event.alt || event.control != control) continue;
    if (control && event.shift != shift) continue;
    if (state_->keys_blocked(false)) return false;
    take_key(index);
    return true;
  }
  return false;
}

std::span<const platform::KeyEvent> Ui::keys() const { return state_->keys; }

void Ui::take_key(std::size_t index) {
  state_->keys.erase(state_->keys.begin() + static_cast<std::ptrdiff_t>(index));
}

bool Ui::activated(Id id) const {
  return event_text(id, platform::SemanticsAction::activate) != nullptr;
}

const std::string* Ui::event_text(Id id, platform::SemanticsAction action) const {
  const std::string* found = nullptr;
  for (const platform::SemanticsEvent& event : state_->mirror_events) {
    if (event.id == id && event.action == action) found = &event.text;
  }
  return found;
}

const Drag* Ui::drag() const { return state_->dragging ? &state_->drag : nullptr; }

void Ui::cancel_drag() {
  if (state_->dragging) state_->drag.cancelled = true;
}

Vec Ui::pointer() const { return state_->dragging ? state_->drag.at : state_->mouse; }
bool Ui::file_over_window() const { return state_->file_over; }

float Ui::animate(Id id, std::string_view what, float target, double duration_ms) {
  const Id key = ImHashStr(what.data(), what.size(), id);
  return state_->animator.to((std::uint64_t{id} << 32) | key, target, duration_ms);
}

void Ui::wake_in(double delay_ms) { state_->wake_in(delay_ms); }
int Ui::items_without_semantics() const { return state_->items_without_semantics; }
std::span<const platform::SemanticsNode> Ui::tree() const { return state_->tree.nodes(); }

IdScope::IdScope(Ui& ui, std::string_view name) {
  static_cast<void>(ui);
  ImGui::PushID(name.data(), name.data() + name.size());
}

IdScope::IdScope(Ui& ui, std::int64_t number) { ImGui::PushOverrideID(ui.id(number)); }

IdScope::~IdScope() { ImGui::PopID(); }

SemanticsScope::SemanticsScope(Ui& ui, platform::SemanticsNode node) : ui_(ui) {
  const Id id = node.id;
  ui.semantics(std::move(node));
  ui.state().tree.push_scope(id);
}

SemanticsScope::~SemanticsScope() { ui_.state().tree.pop_scope(); }

}  // namespace holdall::ui
