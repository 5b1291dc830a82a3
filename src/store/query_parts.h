#pragma once

#include <functional>

#include "base/bytes.h"
#include "model/money.h"
#include "store/statement.h"

// Parts that the queries share.

// Rows that a view may show: neither in the bin nor of an import that is not revealed.
#define HOLDALL_VISIBLE(alias)                                \
  " " alias "life % 2 = 1 AND (" alias "import = 0 OR " alias \
  "import NOT IN (SELECT number FROM import WHERE state <> 1)) "

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
