#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "app/board.h"
#include "change/stamp.h"
#include "model/date.h"
#include "model/fields.h"
#include "model/money.h"
#include "model/records.h"

namespace holdall::app {

// What a person can do to the records. A screen sends one of these to Workspace::execute and
// nothing else.

using model::name_length_max;

// At the top of the column; in a closing column the deal is closed at once.
struct AddDeal {
  ColumnId column;
  std::string title;
  std::optional<model::Money> value;
  std::optional<model::Date> expected_close;
};

struct RenameDeal {
  RecordId deal;
  std::string title;
};

struct SetDealValue {
  RecordId deal;
  std::optional<model::Money> value;
};

struct SetExpectedClose {
  RecordId deal;
  std::optional<model::Date> date;
};

// When a won or lost deal was closed; without a date it is not known.
struct SetClosedOn {
  RecordId deal;
  std::optional<model::Date> date;
};

// Links the organisation of this name, and makes it if there is none; an empty name unlinks.
struct SetDealOrganisation {
  RecordId deal;
  std::string name;
};

struct SetDealPerson {
  RecordId deal;
  std::string name;
};

// To a place in a column, counted without the deal itself. Into Won or Lost closes the deal, out of
// them opens it again; in the closing columns time gives the order and `index` means nothing.
struct MoveDeal {
  RecordId deal;
  ColumnId column;
  std::size_t index = 0;
  std::string note;  // why it was won or lost; of a move that changes that
};

struct SetOutcomeNote {
  RecordId deal;
  std::string note;
};

// Of two values that were given to a field without knowledge of each other: takes the one that
// lost, named by its stamp, or keeps the one that is shown. Nothing happens if that is settled
// already.
struct SettleConflict {
  RecordId deal;
  model::FieldNumber field = 0;
  std::optional<change::Stamp> taken;  // nothing: the one that is shown stays
};

struct DeleteDeal {
  RecordId deal;
};

struct RenameMe {
  std::string name;
};

using Command = std::variant<AddDeal, RenameDeal, SetDealValue, SetExpectedClose, SetClosedOn,
                             SetDealOrganisation, SetDealPerson, MoveDeal, SetOutcomeNote,
                             DeleteDeal, RenameMe, SettleConflict>;

// What a command did, for the toast and the live region.
struct Executed {
  store::CommandName name = store::CommandName::none;
  bool changed = false;
  RecordId deal;
  std::string deal_title;
};

}  // namespace holdall::app
