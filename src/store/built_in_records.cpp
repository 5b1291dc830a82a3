#include "store/built_in_records.h"

#include <array>
#include <string>

#include "model/order_key.h"
#include "model/records.h"
#include "store/change_log.h"
#include "store/record_store.h"
#include "store/store.h"

namespace holdall::store {
namespace {

using change::CellValue;
using model::RecordKind;

struct BuiltInStage {
  const char* name_key;
  std::int64_t probability_percent;
};

constexpr std::array<BuiltInStage, model::built_in::stage_count> built_in_stages = {{
    {"stage.lead", 10},
    {"stage.qualification", 20},
    {"stage.presentation", 40},
    {"stage.offer", 60},
    {"stage.negotiation", 80},
    {"stage.closing", 90},
}};

Status create_record(Database& database, RecordKind kind, RecordId id, std::vector<CellValue> cells,
                     change::Stamp stamp, std::int64_t wall_ms) {
  RecordStore records(database);
  if (Status inserted =
          records.insert(kind, id, {.clock = change::Clock(stamp), .life = 1}, cells, wall_ms);
      !inserted)
    return inserted;
  cells.insert(cells.begin(), CellValue{model::life_field, std::int64_t{1}});
  return insert_change(database, {.change = {kind, id, stamp, wall_ms, std::move(cells)}});
}

}  // namespace

Status create_built_in_records(Database& database) {
  // The keys must be equal on every device, so there is no jitter.
  const std::vector<Bytes> keys = model::keys_behind({}, built_in_stages.size(), 0);
  const Status pipeline =
      create_record(database, RecordKind::pipeline, model::built_in::pipeline,
                    {{model::pipeline_field::name, std::string("pipeline.sales")},
                     {model::pipeline_field::position, model::OrderKey{keys.front()}}},
                    change::built_in_stamp, 0);
  if (!pipeline) return pipeline;
  for (std::uint32_t index = 0; index < model::built_in::stage_count; ++index) {
    const Status stage = create_record(
        database, RecordKind::stage, model::built_in::stage(index),
        {{model::stage_field::name, std::string(built_in_stages[index].name_key)},
         {model::stage_field::pipeline, model::built_in::pipeline},
         {model::stage_field::position, model::OrderKey{keys[index]}},
         {model::stage_field::probability, built_in_stages[index].probability_percent}},
        change::built_in_stamp, 0);
    if (!stage) return stage;
  }
  return {};
}

Status create_me(Database& database, std::int64_t wall_ms) {
  const Result<std::int64_t> number = database.integer("SELECT number FROM device");
  if (!number) return fail(number.error());
  const auto device = static_cast<DeviceNumber>(*number);
  const RecordId me = RecordId::of(device, 1);
  const change::Stamp stamp = change::next_stamp({}, wall_ms, device);
  const Status created = create_record(database, RecordKind::member, me, {}, stamp, wall_ms);
  if (!created) return created;
  return database.execute(
      "UPDATE device SET next_counter = 2; INSERT INTO setting (name, value) VALUES ('me', '" +
      to_text(me) + "')");
}

}  // namespace holdall::store
