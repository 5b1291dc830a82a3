#pragma once

#include <string>

#include "base/bytes.h"
#include "i18n/locale.h"
#include "platform/clock.h"
#include "store/database.h"
#include "store/durable_image.h"
#include "store/readable_deals.h"

namespace holdall::app {

// The deals that can still be read from a damaged image, as CSV (UTF-8 with a byte order mark, as
// spreadsheets expect, columns that import_session recognises again). Rows behind unreadable pages
// are missing.
struct ReadableDeals {
  Bytes csv;
  store::ReadableCount count;
};

// Days are those of `clock`, names of built-in stages in the language of `locale`.
[[nodiscard]] ReadableDeals readable_deals(store::Database& database, const platform::Clock& clock,
                                           i18n::Locale locale);
// Of an image whose database is not open.
[[nodiscard]] ReadableDeals readable_deals(store::DurableImage& image, const platform::Clock& clock,
                                           i18n::Locale locale);

// What to tell of it, truthfully as far as it is known.
[[nodiscard]] std::string told_of(const store::ReadableCount& count, i18n::Locale locale);

// The image itself, byte for byte, zeros where it is lost: for sqlite3's .recover.
[[nodiscard]] Bytes raw_image(store::DurableImage& image);

}  // namespace holdall::app
