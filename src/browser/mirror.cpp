#include "browser/mirror.h"

#include <emscripten.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace holdall::browser {

namespace {

EM_JS(void, update_js,
      (const std::uint32_t* words, std::size_t word_count, const char* text, std::size_t text_size,
       const std::uint32_t* removed, std::size_t removed_count, const std::uint32_t* order,
       std::size_t order_count),
      {
        Module.holdall.mirror.update(words, word_count, text, text_size, removed, removed_count,
                                     order, order_count);
      });
EM_JS(void, focus_js, (std::uint32_t id), { Module.holdall.mirror.focus(id >>> 0); });
EM_JS(void, announce_js, (const char* text, std::size_t size), {
  const host = Module.holdall;
  host.mirror.announce(host.bridge.textAt(text, size));
});

// In the order of flagNames in web/mirror_elements.js.
std::uint32_t flags_of(const platform::SemanticsNode& node) {
  const bool flags[] = {node.focusable,      node.tab_stop,    node.disabled, node.selected,
                        node.pressed,        node.has_pressed, node.expanded, node.has_expanded,
                        node.has_popup,      node.modal,       node.invalid,  node.keeps_keys,
                        node.clears_on_enter};
  std::uint32_t bits = 0;
  for (std::size_t bit = 0; bit < std::size(flags); ++bit) {
    bits |= static_cast<std::uint32_t>(flags[bit]) << bit;
  }
  return bits;
}

}  // namespace

void BrowserMirror::update(std::span<const platform::SemanticsNode> changed,
                           std::span<const std::uint32_t> removed,
                           std::span<const std::uint32_t> order) {
  words_.clear();
  texts_.clear();
  for (const platform::SemanticsNode& node : changed) pack(node);
  update_js(words_.data(), words_.size(), texts_.data(), texts_.size(), removed.data(),
            removed.size(), order.data(), order.size());
}

void BrowserMirror::focus(std::uint32_t id) { focus_js(id); }

void BrowserMirror::announce(const std::string& sentence) {
  announce_js(sentence.data(), sentence.size());
}

void BrowserMirror::pack(const platform::SemanticsNode& node) {
  const platform::Rectangle& place = node.rectangle;
  const std::uint32_t kinds = static_cast<std::uint32_t>(std::to_underlying(node.role)) |
                              (std::uint32_t{node.level} << 8) |
                              (static_cast<std::uint32_t>(std::to_underlying(node.editor)) << 16);
  words_.insert(
      words_.end(),
      {node.id, node.parent, kinds, flags_of(node), std::bit_cast<std::uint32_t>(place.left),
       std::bit_cast<std::uint32_t>(place.top), std::bit_cast<std::uint32_t>(place.width),
       std::bit_cast<std::uint32_t>(place.height), std::bit_cast<std::uint32_t>(node.font_size),
       node.set_size, node.position_in_set, static_cast<std::uint32_t>(node.options.size())});
  pack_text(node.name);
  pack_text(node.value);
  pack_text(node.description);
  for (const std::string& option : node.options) pack_text(option);
}

void BrowserMirror::pack_text(const std::string& text) {
  // A NUL within a text would shift all that follow.
  std::ranges::copy_if(text, std::back_inserter(texts_), [](char byte) { return byte != '\0'; });
  texts_.push_back('\0');
}

}  // namespace holdall::browser
