#include "ui/display.h"

#include <cmath>

#include "base/utf8.h"
#include "ui/button.h"
#include "ui/state.h"
#include "ui/text.h"

namespace holdall::ui {

namespace {

using platform::Role;
using platform::SemanticsNode;

constexpr float badge_padding = 7;
constexpr float badge_height = 20;

struct BadgeColors {
  Color fill;
  Color text;
};

BadgeColors badge_colors(const Colors& c, const BadgeOptions& options) {
  if (options.stage >= 0) {
    const StageColor& stage = c.stages[static_cast<std::size_t>(options.stage) % stage_color_count];
    return {stage.soft, stage.text};
  }
  switch (options.tone) {
    case Tone::neutral:
      return {c.surface2, c.text_secondary};
    case Tone::accent:
      return {c.accent_soft, c.accent_text};
    case Tone::success:
      return {c.success_soft, c.success};
    case Tone::warning:
      return {c.warning_soft, c.warning};
    case Tone::danger:
      return {c.danger_soft, c.danger};
  }
  return {c.surface2, c.text_secondary};
}

// FNV-1a (isthe.com/chongo/tech/comp/fnv), so that a person has one colour on every device.
std::uint32_t name_hash(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (const char byte : name) hash = (hash ^ static_cast<std::uint8_t>(byte)) * 16777619U;
  return hash;
}

}  // namespace

void progress_bar(Ui& ui, Id id, const Rect& at, std::string_view name, int per_cent) {
  const Colors& c = ui.colors();
  const float height = 6;
  const Rect track{at.left, at.center().y - height / 2, at.width, height};
  ui.paint().fill(track, c.surface3, height / 2);
  Rect done = track;
  if (per_cent >= 0) {
    const float share = static_cast<float>(std::min(per_cent, 100)) / 100;
    done.width =
        std::max(per_cent > 0 ? height : 0.0F, track.width * ui.animate(id, "share", share));
  } else {
    const auto phase = static_cast<float>(std::fmod(ui.now_ms(), 1400.0) / 1400.0);
    done = {track.left + track.width * (phase * 1.4F - 0.4F), track.top, track.width * 0.4F,
            height};
    done = done.intersection(track);
    ui.wake_in(ui.window().reduced_motion ? 200 : 0);
  }
  ui.paint().fill(done, c.accent, height / 2);
  SemanticsNode node;
  node.id = id;
  node.role = Role::progress;
  node.name = name;
  if (per_cent >= 0) node.value = std::to_string(per_cent);
  node.rectangle = at.for_platform();
  ui.semantics(std::move(node));
}

void share_bar(Ui& ui, const Rect& at, float share, Color color) {
  ui.paint().fill(at, ui.colors().surface3, at.height / 2);
  Rect part = at;
  part.width = share > 0 ? std::max(at.height, at.width * std::min(share, 1.0F)) : 0;
  if (part.width > 0) ui.paint().fill(part, color, at.height / 2);
}

void spinner(Ui& ui, Id id, Vec center, float size, std::string_view name) {
  const auto turn =
      ui.window().reduced_motion ? 0.0F : static_cast<float>(std::fmod(ui.now_ms(), 900.0) / 900.0);
  const float radius = size / 2 - 1;
  ui.paint().arc(center, radius, 0, 1, ui.colors().surface3, 2);
  ui.paint().arc(center, radius, turn, turn + 0.28F, ui.colors().accent, 2);
  if (!ui.window().reduced_motion) ui.wake_in(0);
  SemanticsNode node;
  node.id = id;
  node.role = Role::status;
  node.name = name;
  node.rectangle = {center.x - size / 2, center.y - size / 2, size, size};
  ui.semantics(std::move(node));
}

std::string initials(std::string_view person) {
  person = trimmed(person);
  std::string result;
  const auto add = [&](std::string_view word) {
    std::size_t position = 0;
    char32_t letter = next_code_point(word, position);
    // Capitals of the letters that names begin with: ASCII and the Cyrillic of Russian and
    // Ukrainian.
    if ((letter >= U'a' && letter <= U'z') || (letter >= U'а' && letter <= U'я')) letter -= 32;
    if (letter >= U'ѐ' && letter <= U'џ') letter -= 80;
    if (letter == U'ґ') letter = U'Ґ';
    append_code_point(result, letter);
  };
  if (person.empty()) return result;
  add(person);
  const std::size_t space = person.find_last_of(' ');
  if (space != std::string_view::npos) add(person.substr(space + 1));
  return result;
}

void avatar(Ui& ui, Vec center, float diameter, std::string_view person) {
  const StageColor& color = ui.colors().stages[name_hash(person) % (stage_color_count - 1)];
  ui.paint().circle(center, diameter / 2, color.soft);
  const Rect box{center.x - diameter / 2, center.y - diameter / 2, diameter, diameter};
  const TextStyle style = diameter >= 32   ? TextStyle::small_strong
                          : diameter >= 28 ? TextStyle::caption_strong
                                           : TextStyle::initials;
  if (diameter < 20) {
    const std::string both = initials(person);
    std::size_t first = 0;
    if (!both.empty()) static_cast<void>(next_code_point(both, first));
    ui.paint().text(box, std::string_view(both).substr(0, first), style, color.text, Align::middle);
  } else {
    ui.paint().text(box, initials(person), style, color.text, Align::middle);
  }
}

float badge_width(const Ui& ui, std::string_view text, const BadgeOptions& options) {
  const float icon = options.icon != Icon::none ? 12 + 4 : 0;
  return std::ceil(ui.text_width(text, TextStyle::caption_strong)) + 2 * badge_padding + icon;
}

float badge(Ui& ui, const Rect& at, std::string_view text, const BadgeOptions& options) {
  const BadgeColors colors = badge_colors(ui.colors(), options);
  const float width = std::min(at.width, badge_width(ui, text, options));
  const Rect pill{at.left, at.center().y - badge_height / 2, width, badge_height};
  ui.paint().fill(pill, colors.fill, badge_height / 2);
  Rect inside = pill.inset(badge_padding, 0);
  if (options.icon != Icon::none) {
    ui.paint().icon(inside.cut_left(12, 4), options.icon, colors.text, 12);
  }
  inside.width += 1;
  ui.paint().text(inside, text, TextStyle::caption_strong, colors.text);
  return width;
}

int empty_state(Ui& ui, Id id, const Rect& at, const EmptyStateOptions& options) {
  const Colors& c = ui.colors();
  const IdScope ids(ui, std::int64_t{id});
  const float width = std::min(at.width - 32, 380.0F);
  const float message = ui.wrapped_height(options.message, TextStyle::body, width);
  const float buttons = options.primary.empty() ? 0 : ui.control_height() + 20;
  const float height = 56 + 20 + ui.line_height(TextStyle::heading) + 6 + message + buttons;
  Rect block = at.centered(width, std::min(height, at.height));
  const Vec middle = block.cut_top(56, 20).center();
  ui.paint().box({middle.x - 28, middle.y - 28, 56, 56}, {.fill = c.accent_soft, .corners = 16});
  ui.paint().icon({middle.x - 28, middle.y - 28, 56, 56}, options.icon, c.accent_text, 26);
  const Rect title = block.cut_top(ui.line_height(TextStyle::heading), 6);
  ui.paint().text(title, options.title, TextStyle::heading, c.text, Align::middle);
  SemanticsNode node;
  node.id = ui.id("title");
  node.role = Role::heading;
  node.level = 2;
  node.name = options.title;
  node.rectangle = title.for_platform();
  ui.semantics(std::move(node));
  // Lines in the middle: each is measured and drawn by itself.
  Rect lines = block.cut_top(message, 20);
  const Rect all = lines;
  std::string_view rest = options.message;
  while (!rest.empty()) {
    std::size_t next = 0;
    const std::size_t end = ui.state().fonts.line(rest, TextStyle::body, width, next);
    ui.paint().text(lines.cut_top(ui.line_height(TextStyle::body)), rest.substr(0, end),
                    TextStyle::body, c.text_secondary, Align::middle);
    rest.remove_prefix(next);
  }
  SemanticsNode message_node;
  message_node.id = ui.id("message");
  message_node.role = Role::text;
  message_node.name = options.message;
  message_node.rectangle = all.for_platform();
  ui.semantics(std::move(message_node));
  if (options.primary.empty()) return -1;
  const float first = button_width(ui, options.primary) + 8;
  const float second = options.secondary.empty() ? 0 : button_width(ui, options.secondary) + 8;
  const float gap = second > 0 ? 8.0F : 0.0F;
  Rect row = block.cut_top(ui.control_height()).centered(first + gap + second, ui.control_height());
  int chosen = -1;
  if (button(ui, ui.id("primary"), row.cut_left(first, gap), options.primary,
             {.kind = ButtonKind::primary})) {
    chosen = 0;
  }
  if (second > 0 && button(ui, ui.id("secondary"), row.cut_left(second), options.secondary)) {
    chosen = 1;
  }
  return chosen;
}

void card_surface(Ui& ui, const Rect& at, const CardLook& look) {
  const Colors& c = ui.colors();
  Color fill = look.selected ? c.accent_soft : c.surface1;
  if (look.tint.alpha() > 0) {
    fill = mixed(fill, {look.tint.packed | 0xFF000000U},
                 static_cast<float>(look.tint.alpha()) / 255.0F);
  }
  const Color border =
      look.selected ? c.accent : mixed(c.border, c.border_strong, 0.45F * look.hover);
  const float raised = std::max(look.lift, 0.35F * look.hover);
  ui.paint().box(at, {.fill = fill,
                      .corners = radius::card,
                      .border = border,
                      .border_width = 1,
                      .shadow = {.blur = 4 + 20 * raised,
                                 .y = 1 + 7 * raised,
                                 .color = mixed(c.shadow, c.shadow_strong, look.lift)}});
  if (look.focus_visible) ui.paint().focus_ring(at.inset(1), radius::card);
}

}  // namespace holdall::ui
