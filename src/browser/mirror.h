#pragma once

#include <string>
#include <vector>

#include "platform/semantics.h"

namespace holdall::browser {

// Real elements over the canvas, through web/mirror.js.
class BrowserMirror final : public platform::SemanticsMirror {
 public:
  void update(std::span<const platform::SemanticsNode> changed,
              std::span<const std::uint32_t> removed,
              std::span<const std::uint32_t> order) override;
  void focus(std::uint32_t id) override;
  void announce(const std::string& sentence) override;

 private:
  // One call for a whole update: 12 words a node, and all texts in one, each followed by a NUL.
  void pack(const platform::SemanticsNode& node);
  void pack_text(const std::string& text);

  std::vector<std::uint32_t> words_;
  std::string texts_;
};

}  // namespace holdall::browser
