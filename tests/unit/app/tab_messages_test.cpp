#include "app/tab_messages.h"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

#include "native/randomness.h"
#include "tab.h"

namespace holdall::app {

using test::lead;

TEST_CASE("everything that tabs say survives the way, and nothing else is heard") {
  const std::vector<TabMessage> messages = {
      LeadsMessage{},
      FollowsMessage{},
      HeaderMessage{{4, 5}},
      StepMessage{{1, 2, 3}},
      AskMessage{
          UINT64_MAX,
          1,
          {42},
          Command{AddDeal{lead, "Ґанок", model::Money{-5, {{'U', 'A', 'H'}}}, model::Date{-3}}}},
      AskMessage{1, 1, {42}, Command{RenameDeal{{7}, "a"}}},
      AskMessage{2, 1, {42}, Command{SetDealValue{{7}, {}}}},
      AskMessage{3, 1, {42}, Command{SetExpectedClose{{7}, model::Date{20'000}}}},
      AskMessage{4, 1, {42}, Command{SetClosedOn{{7}, {}}}},
      AskMessage{5, 1, {42}, Command{SetDealOrganisation{{7}, "b"}}},
      AskMessage{6, 1, {42}, Command{SetDealPerson{{7}, "c"}}},
      AskMessage{7, 1, {42}, Command{MoveDeal{{7}, {ColumnKind::lost, {}}, 12, "d"}}},
      AskMessage{8, 1, {42}, Command{SetOutcomeNote{{7}, "e"}}},
      AskMessage{8, 1, {42}, Command{SettleConflict{{7}, 3, change::Stamp{9, 8, 7}}}},
      AskMessage{8, 1, {42}, Command{SettleConflict{{7}, 3, std::nullopt}}},
      AskMessage{9, 1, {42}, Command{DeleteDeal{{INT64_MAX}}}},
      AskMessage{10, 1, {42}, Command{RenameMe{"f"}}},
      AskMessage{11, 1, {42}, UndoStep{}},
      AskMessage{12, 1, {42}, RedoStep{}},
      AcceptedMessage{{UINT64_MAX, 13}},
      StoredMessage{{1, 14}, {store::CommandName::win_deal, true, {9}, "g"}},
      RefusedMessage{{2, 15}, {ErrorCode::early_date, "h"}},
      TroubleMessage{},
      TroubleMessage{Error{ErrorCode::storage_full, "i"}},
      RetryMessage{},
      WhoFollowsMessage{},
  };
  native::SeededRandomness random(1);
  for (const TabMessage& message : messages) {
    const Bytes bytes = encode_tab_message({5, message});
    const std::optional<SentMessage> heard = decode_tab_message(bytes);
    REQUIRE(heard.has_value());
    CHECK(heard->sender == 5);
    CHECK(heard->message.index() == message.index());
    CHECK(encode_tab_message(*heard) == bytes);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      CHECK_FALSE(decode_tab_message(ByteView(bytes).first(length)).has_value());
    }
    Bytes newer = bytes;
    ++newer[0];
    CHECK_FALSE(decode_tab_message(newer).has_value());
    for (int attempt = 0; attempt < 200; ++attempt) {
      Bytes other = bytes;
      other[static_cast<std::size_t>(random.below(other.size()))] =
          static_cast<std::uint8_t>(random.below(256));
      // Whatever it is taken for, it is a message that can be sent again.
      if (const auto taken = decode_tab_message(other)) {
        CHECK(decode_tab_message(encode_tab_message(*taken)).has_value());
      }
    }
  }
}

}  // namespace holdall::app
