#include "store/store.h"

#include <utility>

#include "store/durable_image.h"
#include "store/record_table.h"
#include "store/schema.h"

namespace holdall::store {
namespace {

std::string lowest_id_between() {
  std::string sql;
  for (const RecordTable& table : all_record_tables()) {
    sql += sql.empty() ? "SELECT min(id) FROM (" : " UNION ALL ";
    sql += std::string("SELECT min(id) AS id FROM ") + table.name + " WHERE id BETWEEN ?1 AND ?2";
  }
  return sql + ")";
}

}  // namespace

Store::Store(DurableImage& image, std::unique_ptr<Database> database, const platform::Clock& clock,
             platform::Randomness& randomness)
    : image_(image),
      database_(std::move(database)),
      records_(*database_),
      clock_(clock),
      randomness_(randomness) {}

Result<std::unique_ptr<Store>> Store::open(DurableImage& image, const platform::Clock& clock,
                                           platform::Randomness& randomness) {
  Result<std::unique_ptr<Database>> database = Database::open(image);
  if (!database) return fail(std::move(database.error()));
  const Status migrated = migrate(**database, randomness, clock);
  const bool newer = !migrated && migrated.error().code == ErrorCode::newer_format;
  if (!migrated && !newer) return fail(migrated.error());
  if (newer) image.forbid_writing();
  std::unique_ptr<Store> store(new Store(image, *std::move(database), clock, randomness));
  store->read_only_ = newer;
  if (Status loaded = store->load_device(); !loaded) return fail(loaded.error());
  return store;
}

Status Store::load_device() {
  const Result<Statement*> select =
      database_->cached("SELECT number, next_counter FROM device WHERE one = 1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->step();
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorCode::damaged, "no device");
  device_ = static_cast<DeviceNumber>(use->integer(0));
  next_counter_ = static_cast<std::uint32_t>(use->integer(1));
  return read_only_ ? Status{} : find_taken_counter();
}

// Before a merge there is none.
Status Store::find_taken_counter() {
  static const std::string sql = lowest_id_between();
  const Result<Statement*> select = database_->cached(sql.c_str());
  if (!select) return fail(select.error());
  StatementUse use(**select);
  use->bind(1, RecordId::of(device_, next_counter_)).bind(2, RecordId::of(device_, UINT32_MAX));
  const Result<bool> found = use->step();
  if (!found) return fail(found.error());
  taken_counter_.reset();
  if (*found && !use->is_null(0)) taken_counter_ = use->record(0).counter();
  return {};
}

Result<RecordId> Store::next_id() {
  while (next_counter_ == taken_counter_) {
    ++next_counter_;
    if (Status found = find_taken_counter(); !found) return fail(std::move(found.error()));
  }
  return RecordId::of(device_, next_counter_++);
}

Status Store::begin_writing() {
  if (Status loaded = load_device(); !loaded) return loaded;
  for (const auto& [name, value] : std::exchange(passing_settings_, {})) {
    if (Status set = set_setting(name, value); !set) return set;
  }
  return {};
}

Status Store::save_counter() {
  const Result<Statement*> update =
      database_->cached("UPDATE device SET next_counter = ?1 WHERE one = 1");
  if (!update) return fail(update.error());
  return (*update)->bind(1, std::int64_t{next_counter_}).run();
}

Result<std::string> Store::setting(std::string_view name) {
  const auto passing = passing_settings_.find(name);
  if (passing != passing_settings_.end()) return passing->second;
  const Result<Statement*> select = database_->cached("SELECT value FROM setting WHERE name = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, name).step();
  if (!found) return fail(found.error());
  return *found ? std::string(use->text(0)) : std::string();
}

Status Store::set_setting(std::string_view name, std::string_view value) {
  if (!image_.may_write()) {
    passing_settings_.insert_or_assign(std::string(name), std::string(value));
    return {};
  }
  const Result<Statement*> insert = database_->cached(
      "INSERT INTO setting (name, value) VALUES (?1, ?2) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
  if (!insert) return fail(insert.error());
  return (*insert)->bind(1, name).bind(2, value).run();
}

}  // namespace holdall::store
