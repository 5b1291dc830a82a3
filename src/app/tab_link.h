#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_set>
#include <vector>

#include "app/tab_messages.h"
#include "platform/platform.h"

namespace holdall::app {

// What a tab hears of the others.
struct TabEvents {
  std::function<void(ByteView step)> step;
  // What the tab that leads has stored after all of its steps.
  std::function<void(ByteView header)> header;
  // As the tab that leads: what is stored.
  std::function<Bytes()> stored_header;
  // As the tab that leads: please do this, and tell accepted(), then stored(), or refused().
  std::function<void(std::uint64_t tab, const AskMessage& ask)> asked;
  // Of an own edit, which is not outstanding any more.
  std::function<void(const Executed& executed)> stored;
  std::function<void(const Error& error)> refused;
  // trouble() is another one.
  std::function<void()> trouble;
  // As the tab that leads: try to store what could not be stored.
  std::function<void()> retry;
  // Nobody has answered an own edit in time: there may be no tab that leads.
  std::function<void()> silence;
};

// This tab's end of the talk between the tabs of one database: one leads, the others follow it. An
// edit of a tab that follows is outstanding until the leading tab has stored it; it is asked for
// again when another tab comes to lead.
class TabLink {
 public:
  // Without an answer for so long this tab asks for the role, which a tab that is alive gives away
  // and one that is not loses.
  static constexpr double silence_ms = 100;
  // The same of an edit that it has accepted and not stored.
  static constexpr double patience_ms = 5000;

  // The platform must outlive the link.
  explicit TabLink(platform::Platform& platform);
  ~TabLink();
  TabLink(const TabLink&) = delete;
  TabLink& operator=(const TabLink&) = delete;

  [[nodiscard]] bool available() const { return platform_.tab_channel.available(); }
  // From then on it listens; this tab follows.
  void start(TabEvents events);

  void follow();
  // Says that this tab leads.
  void lead();

  // --- as the tab that leads ---
  // Whether anybody wants to hear of steps. True for a while after the others were asked: they may
  // not have answered yet.
  [[nodiscard]] bool followed() const;
  // Empty: it was too long to be told, only that there was one.
  void tell_step(Bytes step);
  void accepted(AskedEdit asked);
  void stored(AskedEdit asked, const Executed& executed);
  void refused(AskedEdit asked, const Error& error);
  // Why what was done is not stored; nothing: it is, or is on its way.
  void tell_trouble(std::optional<Error> trouble);

  // --- as a tab that follows ---
  void ask(RecordId pipeline, TabEdit edit);
  [[nodiscard]] bool has_outstanding() const { return !outstanding_.empty(); }
  // That of the tab that leads.
  [[nodiscard]] const std::optional<Error>& trouble() const { return trouble_; }
  // Has the tab that leads try again to store what it could not.
  void ask_to_retry() { post(RetryMessage{}); }
  // This tab's number among the others.
  [[nodiscard]] std::uint64_t name() const { return name_; }
  // For the tab that now does them itself, one after the other.
  [[nodiscard]] std::vector<AskMessage> take_outstanding();

 private:
  struct Outstanding {
    AskMessage message;
    bool accepted = false;
  };

  void post(TabMessage message);
  void hear(ByteView bytes);
  void hear(std::uint64_t sender, const TabMessage& message);
  void leader_heard();
  void tell_header();
  void gather_followers();
  void renew_order();
  // Takes the edit out; whether it was outstanding.
  bool settle(const AskedEdit& asked);
  void watch();

  platform::Platform& platform_;
  TabEvents events_;
  std::uint64_t name_ = 0;
  std::uint64_t last_number_ = 0;
  bool leads_ = false;
  double gathering_since_ms_ = 0;
  std::unordered_set<std::uint64_t> followers_;
  std::vector<Outstanding> outstanding_;
  std::optional<Error> trouble_;  // of the tab that leads, which may be this one
};

}  // namespace holdall::app
