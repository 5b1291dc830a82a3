#include "store/stream.h"

#include <algorithm>

#include "store/query_parts.h"

namespace holdall::store {

Result<std::map<DeviceName, Stream>> streams(Database& database) {
  const Result<Statement*> select = database.cached("SELECT number, name, sequence FROM stream");
  if (!select) return fail(select.error());
  std::map<DeviceName, Stream> found;
  bool whole = true;
  const Status visited = visit_rows(**select, [&](const Statement& row) {
    DeviceName name;
    const ByteView bytes = row.blob(1);
    whole = whole && bytes.size() == name.bytes.size();
    if (!whole) return;
    std::ranges::copy(bytes, name.bytes.begin());
    found[name] = {row.integer(0), static_cast<std::uint64_t>(row.integer(2))};
  });
  if (!visited) return fail(visited.error());
  if (!whole) return fail(ErrorCode::damaged, "a stream's name");
  return found;
}

Result<std::int64_t> insert_stream(Database& database, const DeviceName& name) {
  const Result<std::int64_t> last = database.integer("SELECT coalesce(max(number), 0) FROM stream");
  if (!last) return last;
  const Result<Statement*> insert =
      database.cached("INSERT INTO stream (number, name, sequence) VALUES (?1, ?2, 0)");
  if (!insert) return fail(insert.error());
  (*insert)->bind(1, *last + 1).bind(2, ByteView(name.bytes));
  if (Status inserted = (*insert)->run(); !inserted) return fail(std::move(inserted.error()));
  return *last + 1;
}

Status set_stream_sequence(Database& database, const Stream& stream) {
  const Result<Statement*> update =
      database.cached("UPDATE stream SET sequence = ?2 WHERE number = ?1");
  if (!update) return fail(update.error());
  return (*update)
      ->bind(1, stream.number)
      .bind(2, static_cast<std::int64_t>(stream.sequence))
      .run();
}

Result<std::int64_t> insert_batch(Database& database, const Stream& stream,
                                  const BatchContent& content) {
  const Result<std::int64_t> last = database.integer("SELECT coalesce(max(number), 0) FROM batch");
  if (!last) return last;
  const Result<Statement*> insert = database.cached(
      "INSERT INTO batch (number, stream, sequence, seen, body, last_change) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
  if (!insert) return fail(insert.error());
  const Bytes seen = content.seen.encode();
  StatementUse use(**insert);
  use->bind(1, *last + 1)
      .bind(2, stream.number)
      .bind(3, static_cast<std::int64_t>(stream.sequence))
      .bind(4, ByteView(seen));
  if (content.body) {
    use->bind(5, *content.body).bind_null(6);
  } else {
    use->bind_null(5).bind(6, content.last_change);
  }
  if (Status inserted = use->run(); !inserted) return fail(std::move(inserted.error()));
  return *last + 1;
}

}  // namespace holdall::store
