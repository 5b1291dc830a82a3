#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "i18n/locale.h"
#include "model/money.h"
#include "store/store.h"

namespace holdall::app {

enum class HistoryKind : std::uint8_t { created, stage, won, lost, reopened, field };

// One line of a deal's history, ready to be read.
struct HistoryEntry {
  std::int64_t wall_ms = 0;
  HistoryKind kind = HistoryKind::field;
  std::string text;
};

// That of the last value that a deal had; none if it never had one that is known.
[[nodiscard]] std::optional<model::Currency> last_currency(store::Store& store, RecordId deal);

// What happened to a deal, the newest first. Changes of its place in a column are left out.
[[nodiscard]] Result<std::vector<HistoryEntry>> deal_history(store::Store& store, RecordId deal,
                                                             i18n::Locale locale);

}  // namespace holdall::app
