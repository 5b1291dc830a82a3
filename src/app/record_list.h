#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "i18n/locale.h"
#include "platform/clock.h"
#include "store/store.h"

namespace holdall::app {

enum class ListedKind : std::uint8_t { deals, people, organisations, members, stages };

enum class ListForm : std::uint8_t {
  tabs,        // a line of names, then a line for each record, cells between tabs
  json_lines,  // an object of JSON on a line for each record
};

// Hands out all records of a kind that a view may show (none in the bin, none of an import that is
// not revealed), line by line, each with its line feed; docs/command-line.md describes the columns.
// Stages come in the order of their pipelines, everything else by id. In a table a backslash, tab,
// line feed and carriage return within a cell are \\, \t, \n and \r, and what a record does not
// have is empty; in JSON that is null. Days are those of `clock`, names of built-in stages in the
// language of `locale`. Fails as the database does.
[[nodiscard]] Status list_records(store::Store& store, ListedKind kind, ListForm form,
                                  const platform::Clock& clock, i18n::Locale locale,
                                  const std::function<void(std::string_view line)>& put);

}  // namespace holdall::app
