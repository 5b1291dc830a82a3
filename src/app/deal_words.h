#pragma once

#include <optional>
#include <string>

#include "change/change.h"
#include "i18n/locale.h"
#include "store/store.h"

namespace holdall::app {

// What people call a field of a deal; nothing for those that they do not see as one.
[[nodiscard]] std::optional<i18n::Text> deal_field_label(model::FieldNumber field);

// A value as people read it; a link as the present name of what it leads to. Empty: there is none.
[[nodiscard]] Result<std::string> deal_value_words(store::Store& store, const i18n::Locale& locale,
                                                   const change::CellValue& cell);

}  // namespace holdall::app
