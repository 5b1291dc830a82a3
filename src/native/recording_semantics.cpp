#include "native/recording_semantics.h"

#include <utility>

#include "base/assert.h"

namespace holdall::native {

using platform::Role;
using platform::SemanticsNode;

void RecordingSemantics::update(std::span<const SemanticsNode> changed,
                                std::span<const std::uint32_t> removed,
                                std::span<const std::uint32_t> order) {
  ++updates_;
  for (const std::uint32_t id : removed) HOLDALL_ASSERT(nodes_.erase(id) == 1);
  for (const SemanticsNode& node : changed) nodes_[node.id] = node;
  order_.assign(order.begin(), order.end());
  HOLDALL_ASSERT(order_.size() == nodes_.size());
  for (const std::uint32_t id : order_) {
    const SemanticsNode* known = node(id);
    HOLDALL_ASSERT(known != nullptr && (known->parent == 0 || node(known->parent) != nullptr));
  }
  if (!nodes_.contains(focused_)) focused_ = 0;
  if (wanted_focus_ != 0 && nodes_.contains(wanted_focus_))
    focused_ = std::exchange(wanted_focus_, 0);
}

const SemanticsNode* RecordingSemantics::find(Role role, std::string_view name) const {
  for (const std::uint32_t id : order_) {
    const SemanticsNode* found = node(id);
    if (found->role == role && found->name == name) return found;
  }
  return nullptr;
}

std::vector<const SemanticsNode*> RecordingSemantics::all(Role role) const {
  std::vector<const SemanticsNode*> found;
  for (const std::uint32_t id : order_) {
    if (node(id)->role == role) found.push_back(node(id));
  }
  return found;
}

const SemanticsNode* RecordingSemantics::node(std::uint32_t id) const {
  const auto found = nodes_.find(id);
  return found == nodes_.end() ? nullptr : &found->second;
}

}  // namespace holdall::native
