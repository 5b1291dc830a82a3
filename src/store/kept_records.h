#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "store/database.h"

namespace holdall::store {

// What sync keeps in this database beside the records: bytes under a name (docs/data-format.md
//). What the bytes mean is no matter of the store.

// Empty if nothing is kept under the name.
[[nodiscard]] Result<Bytes> kept_record(Database& database, std::string_view name);
// Takes the place of what was kept under the name; without bytes nothing is from then on.
[[nodiscard]] Status keep_record(Database& database, std::string_view name, ByteView bytes);

// The names that begin so, by bytes.
[[nodiscard]] Result<std::vector<std::string>> kept_record_names(Database& database,
                                                                 std::string_view beginning);

}  // namespace holdall::store
