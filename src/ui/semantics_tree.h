#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "platform/semantics.h"

namespace holdall::ui {

// The mirrored elements of this frame and of the last one, and what differs.
class SemanticsTree {
 public:
  void begin_frame();
  // Parent 0 stands for the innermost scope. A second node of one id is dropped and counted: a bug
  // of the screen that would make two elements fight for one place.
  void add(platform::SemanticsNode node);
  void push_scope(std::uint32_t id) { scopes_.push_back(id); }
  void pop_scope() { scopes_.pop_back(); }

  // Hands the differences to the mirror, if there are any or if `always`.
  void end_frame(platform::SemanticsMirror& mirror, bool always);

  [[nodiscard]] std::span<const platform::SemanticsNode> nodes() const { return nodes_; }
  [[nodiscard]] bool contains(std::uint32_t id) const { return places_.contains(id); }
  [[nodiscard]] bool contains_before(std::uint32_t id) const {
    return previous_places_.contains(id);
  }
  [[nodiscard]] bool is_invalid(std::uint32_t id) const;
  // In this frame's tree as far as it goes, else in the last frame's.
  [[nodiscard]] bool is_within(std::uint32_t id, std::uint32_t ancestor) const;
  [[nodiscard]] int duplicates() const { return duplicates_; }
  [[nodiscard]] std::size_t changes() const { return changed_.size() + removed_.size(); }

 private:
  [[nodiscard]] std::uint32_t parent_of(std::uint32_t id) const;

  std::vector<platform::SemanticsNode> nodes_;
  std::vector<platform::SemanticsNode> previous_;
  std::unordered_map<std::uint32_t, std::uint32_t> places_;  // id to index in nodes_
  std::unordered_map<std::uint32_t, std::uint32_t> previous_places_;
  std::vector<std::uint32_t> scopes_;
  std::vector<platform::SemanticsNode> changed_;
  std::vector<std::uint32_t> removed_;
  std::vector<std::uint32_t> order_;
  int duplicates_ = 0;
};

}  // namespace holdall::ui
