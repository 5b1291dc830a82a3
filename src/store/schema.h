#pragma once

#include <cstdint>

#include "base/record_id.h"
#include "base/result.h"
#include "platform/clock.h"
#include "platform/randomness.h"
#include "store/database.h"

namespace holdall::store {

// The version of the tables that this program writes (SQLite's user_version).
inline constexpr int schema_version = 2;

// SQLite's application_id, 'HOLD': tells file(1) and other programs whose database this is.
inline constexpr std::int64_t application_id = 0x484F4C44;

// Makes the tables of a version, 1 to schema_version, in a database that has none, and nothing in
// them: what a database of that version is compared with.
[[nodiscard]] Status create_tables(Database& database, int version);

// A device number of 30 random bits, not zero. Nobody else's is likely to be equal; if one is, sync
// finds out and the device with the greater key takes a new one.
[[nodiscard]] DeviceNumber draw_device_number(platform::Randomness& randomness);

// Brings the database to schema_version in one transaction; a new database gets its device number,
// the built-in records and the member 'me'. Fails with newer_format if a newer program has written
// it.
[[nodiscard]] Status migrate(Database& database, platform::Randomness& randomness,
                             const platform::Clock& clock);

}  // namespace holdall::store
