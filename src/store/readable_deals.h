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
// empty. The name of a built-in pipeline or stage is a key of the message catalogue.
struct ReadableDeal {
  std::string title;
  std::string organisation;
  std::string person;
  std::string owner;
  std::string product;
  std::optional<model::Money> value;
  std::string pipeline;
  std::string stage;
  model::Outcome outcome;
  std::string outcome_note;
  std::optional<model::Date> expected_close;
  std::optional<model::Date> opened_on;
  std::string external_key;
};

struct ReadableCount {
  std::int64_t deals = 0;                // visited
  std::optional<std::int64_t> existing;  // as the board's totals have it, if they can be read
  bool complete = true;                  // no unreadable page stood in the way, not even of a name
};

// Calls `visit` for every deal that can be read, however damaged the database is; rows behind
// unreadable pages are left out. In no particular order.
ReadableCount visit_readable_deals(Database& database,
                                   const std::function<void(const ReadableDeal&)>& visit);

}  // namespace holdall::store
