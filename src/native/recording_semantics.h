#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "platform/semantics.h"

namespace holdall::native {

// The mirror as a test or a screen reader would find it: elements by role and name, the focus, what
// was said.
class RecordingSemantics : public platform::SemanticsMirror {
 public:
  void update(std::span<const platform::SemanticsNode> changed,
              std::span<const std::uint32_t> removed,
              std::span<const std::uint32_t> order) override;
  void focus(std::uint32_t id) override { wanted_focus_ = id; }
  void announce(const std::string& sentence) override { announcements_.push_back(sentence); }

  // The first element in tree order with this role and name; nothing if there is none.
  [[nodiscard]] const platform::SemanticsNode* find(platform::Role role,
                                                    std::string_view name) const;
  [[nodiscard]] std::vector<const platform::SemanticsNode*> all(platform::Role role) const;
  [[nodiscard]] const platform::SemanticsNode* node(std::uint32_t id) const;
  [[nodiscard]] const std::vector<std::uint32_t>& order() const { return order_; }
  [[nodiscard]] std::uint32_t focused() const { return focused_; }  // 0: nothing
  [[nodiscard]] const std::vector<std::string>& announcements() const { return announcements_; }
  [[nodiscard]] std::uint64_t updates() const { return updates_; }

 private:
  std::map<std::uint32_t, platform::SemanticsNode> nodes_;
  std::vector<std::uint32_t> order_;
  std::vector<std::string> announcements_;
  std::uint32_t focused_ = 0;
  std::uint32_t wanted_focus_ = 0;
  std::uint64_t updates_ = 0;
};

}  // namespace holdall::native
