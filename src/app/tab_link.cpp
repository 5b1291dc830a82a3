#include "app/tab_link.h"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace holdall::app {
namespace {

// The others have said that they follow by then.
constexpr double gathering_ms = 2000;
// So long after the others were asked who follows they are asked again, with the next step.
constexpr double gather_again_ms = 60'000;

std::uint64_t draw_name(platform::Randomness& randomness) {
  std::array<std::uint8_t, sizeof(std::uint64_t)> name{};
  randomness.fill(name);
  return ByteReader(name).fixed_u64();
}

}  // namespace

TabLink::TabLink(platform::Platform& platform) : platform_(platform) {}

TabLink::~TabLink() {
  platform_.tab_channel.on_message({});
  platform_.window.set_timer(platform::Timer::tabs, -1, {});
}

void TabLink::start(TabEvents events) {
  events_ = std::move(events);
  name_ = draw_name(platform_.randomness);
  platform_.tab_channel.on_message([this](const Bytes& message) { hear(message); });
  follow();
}

void TabLink::follow() {
  leads_ = false;
  trouble_.reset();
  followers_.clear();
  post(FollowsMessage{});
}

void TabLink::lead() {
  leads_ = true;
  trouble_.reset();
  gathering_since_ms_ = platform_.clock.monotonic_ms();
  platform_.window.set_timer(platform::Timer::tabs, -1, {});
  post(LeadsMessage{});
}

bool TabLink::followed() const {
  if (!available()) return false;
  const double gathering_for_ms = platform_.clock.monotonic_ms() - gathering_since_ms_;
  return !followers_.empty() || gathering_for_ms < gathering_ms;
}

// Whoever was closed or killed meanwhile does not answer, and no step is told for its sake.
void TabLink::gather_followers() {
  const double now_ms = platform_.clock.monotonic_ms();
  if (now_ms - gathering_since_ms_ < gather_again_ms) return;
  gathering_since_ms_ = now_ms;
  followers_.clear();
  post(WhoFollowsMessage{});
}

void TabLink::tell_step(Bytes step) {
  if (step.empty()) {
    tell_header();
  } else {
    post(StepMessage{std::move(step)});
  }
  gather_followers();
}

void TabLink::tell_header() { post(HeaderMessage{events_.stored_header()}); }

void TabLink::accepted(AskedEdit asked) { post(AcceptedMessage{asked}); }

void TabLink::stored(AskedEdit asked, const Executed& executed) {
  post(StoredMessage{asked, executed});
}

void TabLink::refused(AskedEdit asked, const Error& error) { post(RefusedMessage{asked, error}); }

void TabLink::tell_trouble(std::optional<Error> trouble) {
  const bool same =
      trouble_.has_value() == trouble.has_value() && (!trouble || trouble_->code == trouble->code);
  if (same) return;
  trouble_ = std::move(trouble);
  post(TroubleMessage{trouble_});
}

void TabLink::ask(RecordId pipeline, TabEdit edit) {
  ++last_number_;
  const std::uint64_t after = outstanding_.empty() ? 0 : outstanding_.back().message.number;
  outstanding_.push_back({{last_number_, after, pipeline, std::move(edit)}});
  post(outstanding_.back().message);
  watch();
}

// What stood before an outstanding edit may have been settled since.
void TabLink::renew_order() {
  std::uint64_t before = 0;
  for (Outstanding& each : outstanding_) {
    each.message.after = std::exchange(before, each.message.number);
  }
}

std::vector<AskMessage> TabLink::take_outstanding() {
  std::vector<AskMessage> taken;
  for (Outstanding& each : std::exchange(outstanding_, {})) {
    each.message.after = 0;
    taken.push_back(std::move(each.message));
  }
  return taken;
}

// What there is no memory for is not said, and not heard: those who follow find a gap.
void TabLink::post(TabMessage message) {
  if (!available()) return;
  try {
    platform_.tab_channel.post(encode_tab_message({name_, std::move(message)}));
  } catch (const std::bad_alloc&) {
    return;
  }
}

void TabLink::hear(ByteView bytes) {
  std::optional<SentMessage> sent;
  try {
    sent = decode_tab_message(bytes);
  } catch (const std::bad_alloc&) {
    return;
  }
  if (sent) hear(sent->sender, sent->message);
}

void TabLink::hear(std::uint64_t sender, const TabMessage& message) {
  if (std::holds_alternative<FollowsMessage>(message)) {
    followers_.insert(sender);
    if (leads_) tell_header();
    if (leads_ && trouble_) post(TroubleMessage{trouble_});
  } else if (const auto* ask = std::get_if<AskMessage>(&message)) {
    if (leads_) events_.asked(sender, *ask);
  } else if (std::holds_alternative<RetryMessage>(message)) {
    if (leads_) events_.retry();
  } else if (leads_) {
    return;  // of a tab that does not know yet that it leads no more
  } else if (std::holds_alternative<WhoFollowsMessage>(message)) {
    post(FollowsMessage{});
  } else if (std::holds_alternative<LeadsMessage>(message)) {
    trouble_.reset();
    leader_heard();
    events_.trouble();
  } else if (const auto* told = std::get_if<TroubleMessage>(&message)) {
    trouble_ = told->error;
    events_.trouble();
  } else if (const auto* step = std::get_if<StepMessage>(&message)) {
    events_.step(step->step);
  } else if (const auto* header = std::get_if<HeaderMessage>(&message)) {
    events_.header(header->header);
  } else if (const auto* accepted = std::get_if<AcceptedMessage>(&message)) {
    for (Outstanding& each : outstanding_) {
      each.accepted = each.accepted || AskedEdit{name_, each.message.number} == accepted->asked;
    }
    watch();
  } else if (const auto* stored = std::get_if<StoredMessage>(&message)) {
    if (settle(stored->asked)) events_.stored(stored->executed);
  } else if (const auto* refused = std::get_if<RefusedMessage>(&message)) {
    if (settle(refused->asked)) events_.refused(refused->error);
  }
}

void TabLink::leader_heard() {
  post(FollowsMessage{});
  renew_order();
  for (Outstanding& each : outstanding_) {
    each.accepted = false;
    post(each.message);
  }
  watch();
}

bool TabLink::settle(const AskedEdit& asked) {
  const auto count = std::erase_if(outstanding_, [&](const Outstanding& each) {
    return AskedEdit{name_, each.message.number} == asked;
  });
  watch();
  return count > 0;
}

// The time runs from the last word of the leading tab, or from the last question.
void TabLink::watch() {
  const bool accepted = std::ranges::all_of(outstanding_, &Outstanding::accepted);
  const double delay_ms = outstanding_.empty() ? -1 : accepted ? patience_ms : silence_ms;
  platform_.window.set_timer(platform::Timer::tabs, delay_ms, [this] { events_.silence(); });
}

}  // namespace holdall::app
