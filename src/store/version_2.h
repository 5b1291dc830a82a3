#pragma once

#include "base/result.h"
#include "store/database.h"

namespace holdall::store {

// What version 2 of the tables keeps in its new columns and a database of version 1 had only in its
// history: since when a deal is in its stage, and that its outcome was told to be open, which was
// no different from never told. To be called within the transaction that made the columns.
[[nodiscard]] Status fill_version_2(Database& database);

}  // namespace holdall::store
