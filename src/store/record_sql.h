#pragma once

#include <cstdint>
#include <string>

#include "store/record_table.h"

namespace holdall::store {

// The statements that read and write a row of any table of records, made of its description.

// Parameters of the writing ones. An update writes the cells whose bits are set in `cells`, that of
// a field's place in the table's description; the others stay as they are.
namespace row_parameter {
inline constexpr int id = 1;
inline constexpr int clock = 2;
inline constexpr int life = 3;
inline constexpr int unknown = 4;
inline constexpr int batches = 5;
inline constexpr int import = 6;  // of an insert
inline constexpr int cells = 6;   // of an update
inline constexpr int stage_since_ms = 7;
inline constexpr int first_cell = 8;  // those of all fields follow, in their order
}  // namespace row_parameter

// Yields clock, life, import, unknown, batches. The id is ?1 in both.
[[nodiscard]] std::string select_state_sql(const RecordTable& table);
// Yields `unknown`, then the columns of all fields.
[[nodiscard]] std::string select_cells_sql(const RecordTable& table);

[[nodiscard]] std::string insert_sql(const RecordTable& table);

// Which columns an update may write.
enum class Reach : std::uint8_t {
  unindexed,  // not the life, nor a field that an index or the board's totals depend on
  all,
};
[[nodiscard]] std::string update_sql(const RecordTable& table, Reach reach);

}  // namespace holdall::store
