#pragma once

#include "base/bytes.h"
#include "store/database.h"
#include "store/durable_image.h"

namespace holdall::app {

// The deals that can still be read from a damaged image, as CSV (UTF-8 with a byte order mark, as
// spreadsheets expect, columns that import_session recognises again). Rows behind unreadable pages
// are missing.
[[nodiscard]] Bytes readable_deals_csv(store::Database& database);
// Of an image whose database is not open.
[[nodiscard]] Bytes readable_deals_csv(store::DurableImage& image);

// The image itself, byte for byte, zeros where it is lost: for sqlite3's .recover.
[[nodiscard]] Bytes raw_image(store::DurableImage& image);

}  // namespace holdall::app
