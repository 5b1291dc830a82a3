#pragma once

#include <functional>

#include "base/bytes.h"
#include "model/money.h"
#include "store/statement.h"

// Parts that the queries share.

// Rows of no import, or of one that is revealed.
#define HOLDALL_REVEALED(alias) \
  "(" alias "import = 0 OR " alias "import NOT IN (SELECT number FROM import WHERE state <> 1)) "
// Rows that a view may show: revealed and not in the bin.
#define HOLDALL_VISIBLE(alias) " " alias "life % 2 = 1 AND " HOLDALL_REVEALED(alias)

namespace holdall::store {

inline Bytes copy(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

// Runs a kept select with bound parameters and visits its rows.
inline Status visit_rows(Statement& select, const std::function<void(const Statement&)>& visit) {
  StatementUse use(select);
  while (true) {
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    if (!*row) return {};
    visit(*use);
  }
}

}  // namespace holdall::store
