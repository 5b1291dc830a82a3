#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "app/commands.h"
#include "device.h"

namespace holdall::sim {

// What a person does at a device: the app's own commands on the real store, and what the screens do
// not offer yet by the store's own ways (the bin, stages, duplicates). A device of a newer version
// also writes kinds, fields, sets and types of values that this version does not know.
enum class Deed : std::uint8_t {
  add_deal,
  rename_deal,
  set_value,
  set_expected_close,
  set_closed_on,
  set_organisation,
  set_person,
  move_deal,
  set_outcome_note,
  delete_deal,
  rename_me,
  undo,
  redo,
  restore_deal,
  edit_stage,
  delete_stage,
  merge_duplicates,
  newer_field,
  newer_set,
  newer_kind,
  derive_record,  // as a rule will: of the same cause the same record, on whatever device
  import_slice,   // begins one if none is under way
  import_end,     // revealed or given up
  count,
};
inline constexpr std::size_t deed_count = static_cast<std::size_t>(Deed::count);
[[nodiscard]] const char* name_of(Deed deed);

using DeedCounts = std::array<std::uint64_t, deed_count>;

class Person {
 public:
  Person(Device& device, native::SeededRandomness& dice, bool newer)
      : device_(device), dice_(dice), newer_(newer) {}

  // Something, and what it was. Fails if the program fails at what it should be able to do.
  [[nodiscard]] Result<Deed> act();
  // One step of an import, or of the undoing of one.
  [[nodiscard]] Result<Deed> go_on_importing();
  // Comes to the end of what goes in slices.
  [[nodiscard]] Status finish();

 private:
  [[nodiscard]] Deed choose();
  [[nodiscard]] Status execute(const app::Command& command);
  [[nodiscard]] Status do_deed(Deed deed);
  [[nodiscard]] Status do_board_deed(Deed deed);
  [[nodiscard]] Status do_deal_deed(Deed deed);
  [[nodiscard]] Status do_other_deed(Deed deed);
  [[nodiscard]] Status reverse(bool again);
  [[nodiscard]] Status write_newer(Deed deed);
  [[nodiscard]] Status turn_element();
  [[nodiscard]] Status derive_record();
  [[nodiscard]] Status edit(model::RecordKind kind, RecordId id,
                            std::vector<change::CellValue> cells);
  [[nodiscard]] Status add_slice();
  [[nodiscard]] Status end_import(bool reveal);
  // Any of the records that the select counts and lists; none if there is none.
  [[nodiscard]] Result<RecordId> any(const char* count_sql, const char* list_sql);
  [[nodiscard]] Result<RecordId> any_deal();
  [[nodiscard]] std::size_t below(std::size_t limit) {
    return static_cast<std::size_t>(dice_.below(limit));
  }
  [[nodiscard]] std::string word();

  Device& device_;
  native::SeededRandomness& dice_;
  bool newer_;
};

}  // namespace holdall::sim
