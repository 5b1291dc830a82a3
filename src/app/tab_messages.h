#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "app/commands.h"
#include "base/bytes.h"

// What the tabs of one database say to one another, as bytes. Nothing of it is stored. Tabs of
// versions that store differently do not hear one another; they share the writer's role alone.
namespace holdall::app {

struct UndoStep {};
struct RedoStep {};

// What a person did in a tab that follows; the tab that leads does it.
using TabEdit = std::variant<Command, UndoStep, RedoStep>;

// The sender leads from now on.
struct LeadsMessage {};
// The sender follows and wants to hear of each step, and now what is stored.
struct FollowsMessage {};
// The header that is stored after all the steps that were told: whoever has another one has missed
// one.
struct HeaderMessage {
  Bytes header;
};
// What the leading tab has stored (store::ImageStep).
struct StepMessage {
  Bytes step;
};
// Please do this. A tab counts what it asks for, so that each edit is done once and in its order,
// whoever leads by then: not before the one that is number `after`, which is outstanding too (0:
// none). `pipeline` is the one that the person saw.
struct AskMessage {
  std::uint64_t number = 0;
  std::uint64_t after = 0;
  RecordId pipeline;
  TabEdit edit;
};
// Which one, of which tab.
struct AskedEdit {
  std::uint64_t tab = 0;
  std::uint64_t number = 0;

  friend bool operator==(const AskedEdit&, const AskedEdit&) = default;
};
// It is done, in memory.
struct AcceptedMessage {
  AskedEdit asked;
};
// It is done and stored; the step that holds it was told before.
struct StoredMessage {
  AskedEdit asked;
  Executed executed;
};
// It cannot be done.
struct RefusedMessage {
  AskedEdit asked;
  Error error{ErrorCode::cancelled, {}};
};

// Whether what the leading tab has done cannot be stored for now, and why.
struct TroubleMessage {
  std::optional<Error> error;
};

// The person wants the leading tab to try once more, now, to store what it could not.
struct RetryMessage {};

// The leading tab wants to know who still follows: a tab that is closed does not say so.
struct WhoFollowsMessage {};

using TabMessage = std::variant<LeadsMessage, FollowsMessage, HeaderMessage, StepMessage,
                                AskMessage, AcceptedMessage, StoredMessage, RefusedMessage,
                                TroubleMessage, RetryMessage, WhoFollowsMessage>;

struct SentMessage {
  std::uint64_t sender = 0;  // a random number of the tab
  TabMessage message;
};

// Layout, all numbers varints: the version of the protocol, of the tables and of the stored form,
// the sender, the kind, then the members in their order.
[[nodiscard]] Bytes encode_tab_message(SentMessage sent);
// Nothing of another version or if it is none.
[[nodiscard]] std::optional<SentMessage> decode_tab_message(ByteView bytes);

}  // namespace holdall::app
