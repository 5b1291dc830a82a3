#include "store/schema.h"

#include <string>

#include "store/built_in_records.h"
#include "store/version_2.h"

namespace holdall::store {
namespace {

// docs/data-format.md describes every table. The SQL of a version that was ever released stays as
// it is: a new database is made by running all of them.
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
  step INTEGER NOT NULL,
  reversal INTEGER NOT NULL,
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
  position BLOB NOT NULL
) STRICT;
CREATE TABLE stage (
  id INTEGER PRIMARY KEY,
  clock BLOB NOT NULL,
  life INTEGER NOT NULL,
  import INTEGER NOT NULL,
  unknown BLOB,
  name TEXT,
  pipeline INTEGER,
  position BLOB NOT NULL,
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
  position BLOB NOT NULL,
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
CREATE INDEX deal_open ON deal (pipeline, stage, position, id, import)
  WHERE outcome = 0 AND life % 2 = 1;
CREATE INDEX deal_closed ON deal (pipeline, outcome, closed_ms DESC, id, import)
  WHERE outcome <> 0 AND life % 2 = 1;
CREATE TABLE board_total (
  pipeline INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  import INTEGER NOT NULL,
  currency TEXT NOT NULL,
  deals INTEGER NOT NULL,
  minor_high INTEGER NOT NULL,
  minor_low INTEGER NOT NULL,
  PRIMARY KEY (pipeline, outcome, stage, import, currency)
) STRICT, WITHOUT ROWID;
)sql";

// board_total under a deal's own key, which is that of its columns.
#define HOLDALL_TOTAL_KEY(row)                                                   \
  "ifnull(" row ".pipeline, 0), " row ".outcome, ifnull(" row ".stage, 0), " row \
  ".import, "                                                                    \
  "ifnull(" row ".value_currency, '')"
// An amount in two parts whose sums fit 64 bits for as many deals as there can be.
#define HOLDALL_TOTAL_PARTS(row) \
  "ifnull(" row ".value_minor, 0) >> 32, ifnull(" row ".value_minor, 0) & 4294967295"
#define HOLDALL_TOTAL_ADD \
  "INSERT INTO board_total SELECT " HOLDALL_TOTAL_KEY("new") ", 1, " HOLDALL_TOTAL_PARTS("new") \
  " WHERE new.life % 2 = 1 ON CONFLICT DO UPDATE SET deals = deals + 1,"                  \
  " minor_high = minor_high + excluded.minor_high,"                                       \
  " minor_low = minor_low + excluded.minor_low;"
#define HOLDALL_TOTAL_SUBTRACT                                               \
  "UPDATE board_total SET deals = deals - 1,"                                \
  " minor_high = minor_high - (ifnull(old.value_minor, 0) >> 32),"           \
  " minor_low = minor_low - (ifnull(old.value_minor, 0) & 4294967295)"       \
  " WHERE old.life % 2 = 1 AND (pipeline, outcome, stage, import, currency)" \
  " = (" HOLDALL_TOTAL_KEY("old") ");"

// Keeps board_total true whatever writes a deal, so that opening the board adds nothing up.
constexpr char triggers_1[] =
    "CREATE TRIGGER deal_total_insert AFTER INSERT ON deal BEGIN " HOLDALL_TOTAL_ADD
    " END;"
    "CREATE TRIGGER deal_total_delete AFTER DELETE ON deal BEGIN " HOLDALL_TOTAL_SUBTRACT
    " END;"
    "CREATE TRIGGER deal_total_update AFTER UPDATE OF life, import, value_minor, value_currency,"
    " stage, pipeline, outcome ON deal BEGIN " HOLDALL_TOTAL_SUBTRACT HOLDALL_TOTAL_ADD " END;";

// What sync adds: streams and their batches, records of kinds that this version does not know;
// which batches hold changes of a record; the record that it was merged into.
#define HOLDALL_RECORD_COLUMNS_2(table) \
  "ALTER TABLE " table                  \
  " ADD COLUMN batches BLOB;"           \
  "ALTER TABLE " table " ADD COLUMN merged_into INTEGER;"
constexpr char schema_2[] = HOLDALL_RECORD_COLUMNS_2("pipeline") HOLDALL_RECORD_COLUMNS_2("stage")
    HOLDALL_RECORD_COLUMNS_2("deal") HOLDALL_RECORD_COLUMNS_2("organisation")
        HOLDALL_RECORD_COLUMNS_2("person") HOLDALL_RECORD_COLUMNS_2("member") R"sql(
ALTER TABLE deal ADD COLUMN stage_since_ms INTEGER NOT NULL DEFAULT 0;
CREATE TABLE stream (
  number INTEGER PRIMARY KEY,
  name BLOB NOT NULL UNIQUE,
  sequence INTEGER NOT NULL
) STRICT;
CREATE TABLE batch (
  number INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  seen BLOB NOT NULL,
  body BLOB,
  last_change INTEGER,
  UNIQUE (stream, sequence)
) STRICT;
CREATE TABLE other_record (
  kind INTEGER NOT NULL,
  id INTEGER NOT NULL,
  clock BLOB NOT NULL,
  life INTEGER NOT NULL,
  unknown BLOB,
  batches BLOB,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE conflict (
  kind INTEGER NOT NULL,
  record INTEGER NOT NULL,
  PRIMARY KEY (kind, record)
) STRICT, WITHOUT ROWID;
CREATE TABLE kept_record (
  name TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
)sql";

Status create_device(Database& database, DeviceNumber number) {
  Result<Statement> insert =
      database.prepare("INSERT INTO device (one, number, next_counter) VALUES (1, ?1, 1)");
  if (!insert) return fail(insert.error());
  return insert->bind(1, std::int64_t{number}).run();
}

// What a new database holds.
Status create_contents(Database& database, platform::Randomness& randomness,
                       const platform::Clock& clock) {
  if (Status made = create_device(database, draw_device_number(randomness)); !made) return made;
  if (Status made = create_built_in_records(database); !made) return made;
  if (Status made = create_me(database, clock.wall_ms()); !made) return made;
  return database.execute("PRAGMA application_id = " + std::to_string(application_id));
}

Status create_tables_above(Database& database, std::int64_t present, int version) {
  if (present < 1) {
    if (Status made = database.execute(schema_1); !made) return made;
    if (Status made = database.execute(triggers_1); !made) return made;
  }
  return present < 2 && version >= 2 ? database.execute(schema_2) : Status{};
}

}  // namespace

DeviceNumber draw_device_number(platform::Randomness& randomness) {
  DeviceNumber number = 0;
  while (number == built_in_device) number = randomness.next_u32() & device_number_max;
  return number;
}

Status create_tables(Database& database, int version) {
  return create_tables_above(database, 0, version);
}

Status migrate(Database& database, platform::Randomness& randomness, const platform::Clock& clock) {
  const Result<std::int64_t> version = database.integer("PRAGMA user_version");
  if (!version) return fail(version.error());
  if (*version > schema_version) {
    return fail(ErrorCode::newer_format, "schema " + std::to_string(*version));
  }
  if (*version == schema_version) return {};
  Result<Transaction> transaction = Transaction::begin(database);
  if (!transaction) return fail(transaction.error());
  if (Status made = create_tables_above(database, *version, schema_version); !made) return made;
  const Status filled =
      *version == 0 ? create_contents(database, randomness, clock) : fill_version_2(database);
  if (!filled) return filled;
  if (Status set = database.execute("PRAGMA user_version = " + std::to_string(schema_version));
      !set) {
    return set;
  }
  return transaction->commit();
}

}  // namespace holdall::store
