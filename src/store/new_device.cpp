#include "store/new_device.h"

#include <string>
#include <utility>

#include "store/command_writer.h"
#include "store/queries.h"
#include "store/schema.h"

namespace holdall::store {

Status become_new_device(Store& store) {
  Database& database = store.database();
  const Result<std::int64_t> shared =
      database.integer("SELECT (SELECT count(*) FROM stream) + (SELECT count(*) FROM kept_record)");
  if (!shared) return fail(shared.error());
  if (*shared > 0) return fail(ErrorCode::invalid_argument, "it was in a shared space");
  DeviceNumber number = store.device();
  while (number == store.device()) number = draw_device_number(store.randomness());
  if (Status set = database.execute("UPDATE device SET next_counter = 1, number = " +
                                    std::to_string(number));
      !set) {
    return set;
  }
  return store.load_device();
}

Status remove_me(Store& store) {
  const Result<model::Member> member = me(store);
  if (!member) return fail(member.error());
  Result<CommandWriter> writer = CommandWriter::begin_reversal(store, CommandName::none);
  if (!writer) return fail(std::move(writer.error()));
  if (Status removed = writer->remove(model::RecordKind::member, member->id); !removed)
    return removed;
  const Result<CommandResult> done = writer->commit();
  return done ? Status{} : Status{fail(done.error())};
}

}  // namespace holdall::store
