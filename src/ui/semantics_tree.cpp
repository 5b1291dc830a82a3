#include "ui/semantics_tree.h"

#include <utility>

namespace holdall::ui {

void SemanticsTree::begin_frame() {
  std::swap(nodes_, previous_);
  std::swap(places_, previous_places_);
  nodes_.clear();
  places_.clear();
  scopes_.clear();
  duplicates_ = 0;
}

void SemanticsTree::add(platform::SemanticsNode node) {
  if (node.parent == 0 && !scopes_.empty()) node.parent = scopes_.back();
  const auto place = static_cast<std::uint32_t>(nodes_.size());
  if (!places_.emplace(node.id, place).second) {
    ++duplicates_;
    return;
  }
  nodes_.push_back(std::move(node));
}

void SemanticsTree::end_frame(platform::SemanticsMirror& mirror, bool always) {
  changed_.clear();
  removed_.clear();
  order_.clear();
  bool same_order = nodes_.size() == previous_.size();
  for (std::size_t index = 0; index < nodes_.size(); ++index) {
    const platform::SemanticsNode& node = nodes_[index];
    order_.push_back(node.id);
    same_order = same_order && previous_[index].id == node.id;
    const auto found = previous_places_.find(node.id);
    if (found == previous_places_.end() || !(previous_[found->second] == node)) {
      changed_.push_back(node);
    }
  }
  for (const platform::SemanticsNode& node : previous_) {
    if (!places_.contains(node.id)) removed_.push_back(node.id);
  }
  if (changed_.empty() && removed_.empty() && same_order && !always) return;
  mirror.update(changed_, removed_, order_);
}

bool SemanticsTree::is_invalid(std::uint32_t id) const {
  const auto found = places_.find(id);
  return found != places_.end() && nodes_[found->second].invalid;
}

std::uint32_t SemanticsTree::parent_of(std::uint32_t id) const {
  if (const auto found = places_.find(id); found != places_.end()) {
    return nodes_[found->second].parent;
  }
  const auto found = previous_places_.find(id);
  return found == previous_places_.end() ? 0 : previous_[found->second].parent;
}

bool SemanticsTree::is_within(std::uint32_t id, std::uint32_t ancestor) const {
  for (int depth = 0; id != 0 && depth < 64; ++depth) {
    if (id == ancestor) return true;
    id = parent_of(id);
  }
  return false;
}

}  // namespace holdall::ui
