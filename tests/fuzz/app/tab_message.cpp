// What tabs say to one another.
#include <algorithm>

#include "../fuzz.h"
#include "app/tab_messages.h"

namespace holdall::fuzz {

std::vector<Bytes> seeds() {
  using namespace app;
  const TabMessage messages[] = {
      LeadsMessage{},
      HeaderMessage{{4, 5}},
      StepMessage{{1, 2, 3}},
      AskMessage{4, 1, {42}, Command{SetClosedOn{{7}, {}}}},
      AskMessage{7, 1, {42}, Command{MoveDeal{{7}, {ColumnKind::lost, {}}, 12, "d"}}},
      AskMessage{8, 1, {42}, Command{SettleConflict{{7}, 3, change::Stamp{9, 8, 7}}}},
      AskMessage{11, 1, {42}, UndoStep{}},
      StoredMessage{{1, 14}, {store::CommandName::win_deal, true, {9}, "g"}},
      RefusedMessage{{2, 15}, {ErrorCode::early_date, "h"}},
      TroubleMessage{Error{ErrorCode::storage_full, "i"}},
  };
  std::vector<Bytes> seeds;
  for (const TabMessage& message : messages) seeds.push_back(encode_tab_message({5, message}));
  return seeds;
}

void run(ByteView input) {
  std::optional<app::SentMessage> sent;
  {
    const AllocationLimit limit(input.size());
    sent = app::decode_tab_message(input);
  }
  if (!sent) return;
  const Bytes encoded = app::encode_tab_message(*sent);
  const std::optional<app::SentMessage> again = app::decode_tab_message(encoded);
  require(again && app::encode_tab_message(*again) == encoded, "a message that was heard is sent");
}

}  // namespace holdall::fuzz
