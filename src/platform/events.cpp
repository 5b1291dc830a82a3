#include "platform/events.h"

#include <algorithm>

namespace holdall::platform {
namespace {

bool is_commit(const Event& event) {
  const auto* semantics = std::get_if<SemanticsEvent>(&event);
  return semantics != nullptr && semantics->action == SemanticsAction::committed;
}

// Whether the screen may be another one after it.
bool is_deed(const Event& event) {
  if (const auto* pointer = std::get_if<PointerEvent>(&event))
    return pointer->phase != PointerPhase::move;
  if (const auto* semantics = std::get_if<SemanticsEvent>(&event)) {
    return semantics->action == SemanticsAction::activate ||
           semantics->action == SemanticsAction::chosen;
  }
  return std::holds_alternative<KeyEvent>(event) || std::holds_alternative<NavigationEvent>(event);
}

}  // namespace

std::vector<Event> EventQueue::take() {
  std::vector<Event> all = std::exchange(events_, {});
  if (std::ranges::none_of(all, is_commit)) return all;
  std::vector<Event> taken;
  for (Event& event : all) {
    const bool is_of_editors = std::holds_alternative<SemanticsEvent>(event) && !is_deed(event);
    const bool waits = is_deed(event) || (!events_.empty() && !is_of_editors);
    (waits ? events_ : taken).push_back(std::move(event));
  }
  return taken;
}

}  // namespace holdall::platform
