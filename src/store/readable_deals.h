#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "model/date.h"
#include "model/money.h"
#include "model/outcome.h"

namespace holdall::store {

class Database;

// What can be read of a deal in a damaged database; names of links behind unreadable pages are
// empty.
struct ReadableDeal {
  std::string title;
  std::string organisation;
  std::string person;
  std::optional<model::Money> value;
  std::string stage;
  model::OutcomeState outcome = model::OutcomeState::open;
  std::optional<model::Date> expected_close;
  std::string external_key;
};

// Calls `visit` for every deal that can be read, however damaged the database is; rows behind
// unreadable pages are left out.
void visit_readable_deals(Database& database,
                          const std::function<void(const ReadableDeal&)>& visit);

}  // namespace holdall::store
