#include "store/schema.h"

#include <string>

#include "store/built_in_records.h"

namespace holdall::store {
namespace {

// 'HOLD': tells file(1) and other programs whose database this is.
constexpr std::int64_t application_id = 0x484F4C44;

// Columns common to all tables of records: `clock` packs the stamps of the row's cells; `life` is
// the causal length of its existence; `import` is the number of the import that brought it, 0 for
// none; `unknown` holds cells of fields that this version does not know. docs/data-format.md
// describes every table.
constexpr char schema_1[] = R"sql(
CREATE TABLE device (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  next_counter INTEGER NOT NULL
) STRICT;
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE import (
  number INTEGER PRIMARY KEY,
  command INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  wall_ms INTEGER NOT NULL,
  first_id INTEGER NOT NULL,
  state INTEGER NOT NULL
) STRICT;
CREATE TABLE command (
  number INTEGER PRIMARY KEY,
  name INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  undo_state INTEGER NOT NULL,
  effect INTEGER NOT NULL
) STRICT;
CREATE INDEX command_undo ON command (undo_state, number) WHERE undo_state < 2;
CREATE TABLE change (
  number INTEGER PRIMARY KEY,
  command INTEGER NOT NULL,
  reverses INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  record INTEGER NOT NULL,
  stamp_time INTEGER NOT NULL,
  stamp_device INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  cells BLOB NOT NULL
) STRICT;
CREATE INDEX change_record ON change (record);
CREATE INDEX change_command ON change (command);
CREATE TABLE pipeline (
  id INTEGER PRIMARY KEY,
  clock BLOB NOT NULL,
  life INTEGER NOT NULL,
  import INTEGER NOT NULL,
  unknown BLOB,
  name TEXT,
  position BLOB
) STRICT;
CREATE TABLE stage (
  id INTEGER PRIMARY KEY,
  clock BLOB NOT NULL,
  life INTEGER NOT NULL,
  import INTEGER NOT NULL,
  unknown BLOB,
  name TEXT,
  pipeline INTEGER,
  position BLOB,
  probability INTEGER
) STRICT;
CREATE TABLE organisation (
  id INTEGER PRIMARY KEY,
  clock BLOB NOT NULL,
  life INTEGER NOT NULL,
  import INTEGER NOT NULL,
  unknown BLOB,
  name TEXT
) STRICT;
CREATE INDEX organisation_name ON organisation (name);
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  clock BLOB NOT NULL,
  life INTEGER NOT NULL,
  import INTEGER NOT NULL,
  unknown BLOB,
  name TEXT,
  organisation INTEGER
) STRICT;
CREATE INDEX person_name ON person (name);
CREATE TABLE member (
  id INTEGER PRIMARY KEY,
  clock BLOB NOT NULL,
  life INTEGER NOT NULL,
  import INTEGER NOT NULL,
  unknown BLOB,
  name TEXT
) STRICT;
CREATE TABLE deal (
  id INTEGER PRIMARY KEY,
  clock BLOB NOT NULL,
  life INTEGER NOT NULL,
  import INTEGER NOT NULL,
  unknown BLOB,
  title TEXT,
  value_minor INTEGER,
  value_currency TEXT,
  stage INTEGER,
  pipeline INTEGER,
  position BLOB,
  outcome INTEGER NOT NULL DEFAULT 0,
  outcome_reason INTEGER NOT NULL DEFAULT 0,
  closed_ms INTEGER NOT NULL DEFAULT 0,
  expected_close INTEGER,
  organisation INTEGER,
  person INTEGER,
  owner INTEGER,
  owner_name TEXT,
  product_name TEXT,
  opened_on INTEGER,
  external_key TEXT,
  outcome_note TEXT
) STRICT;
CREATE INDEX deal_board ON deal (
  pipeline, outcome, stage, position, closed_ms, import, value_minor, value_currency
) WHERE life % 2 = 1;
)sql";

// A device number of 30 random bits, not zero. Nobody else's is likely to be equal; if one is, sync
// finds out and the device with the greater key takes a new one.
DeviceNumber draw_device_number(platform::Randomness& randomness) {
  DeviceNumber number = 0;
  while (number == built_in_device) number = randomness.next_u32() & device_number_max;
  return number;
}

Status create_device(Database& database, DeviceNumber number) {
  Result<Statement> insert =
      database.prepare("INSERT INTO device (one, number, next_counter) VALUES (1, ?1, 1)");
  if (!insert) return fail(insert.error());
  return insert->bind(1, std::int64_t{number}).run();
}

Status create_version_1(Database& database, platform::Randomness& randomness,
                        const platform::Clock& clock) {
  if (Status made = database.execute(schema_1); !made) return made;
  if (Status made = create_device(database, draw_device_number(randomness)); !made) return made;
  if (Status made = create_built_in_records(database); !made) return made;
  if (Status made = create_me(database, clock.wall_ms()); !made) return made;
  return database.execute("PRAGMA application_id = " + std::to_string(application_id));
}

}  // namespace

Status migrate(Database& database, platform::Randomness& randomness, const platform::Clock& clock) {
  const Result<std::int64_t> version = database.integer("PRAGMA user_version");
  if (!version) return fail(version.error());
  if (*version > schema_version) {
    return fail(ErrorCode::newer_format, "schema " + std::to_string(*version));
  }
  if (*version == schema_version) return {};
  Result<Transaction> transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  if (Status made = create_version_1(database, randomness, clock); !made) return made;
  if (Status set = database.execute("PRAGMA user_version = " + std::to_string(schema_version));
      !set) {
    return set;
  }
  return transaction->commit();
}

}  // namespace holdall::store
