#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace holdall::store {

// What is wrong inside a database that check_foreign_database() has let pass, a sentence in English
// for each finding; none: it is sound. Looks where the tables and indexes contradict each other
// (SQLite's integrity check), and where rows contradict docs/data-format.md: links to records that
// are not there, ids that would be given twice, the board's totals, clocks and changes that cannot
// be read. Reads all of it and changes nothing. Fails as SQLite does.
[[nodiscard]] Result<std::vector<std::string>> find_problems(Database& database);

}  // namespace holdall::store
