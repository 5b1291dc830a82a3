#include "store/batch_store.h"

#include <utility>

#include "base/compression.h"
#include "change/allocation_budget.h"

namespace holdall::store {

Result<Bytes> pack_body(const change::EncodedBody& body) {
  const Result<Bytes> compressed = compress_parts(body.bytes, body.part_ends);
  if (!compressed) return fail(compressed.error());
  ByteWriter writer;
  writer.varint(body.bytes.size());
  writer.append(*compressed);
  return writer.take();
}

Result<change::BodyReader> unpack_body(ByteView packed) {
  ByteReader reader(packed);
  const std::uint64_t size = reader.varint();
  const ByteView compressed = reader.take(reader.left());
  const auto budget = change::AllocationBudget::for_input(packed.size());
  if (reader.failed() || size > budget.left()) return fail(ErrorCode::damaged, "a kept batch");
  Result<Bytes> body = decompress(compressed, static_cast<std::size_t>(size));
  if (!body) return fail(std::move(body.error()));
  return change::BodyReader::open(*std::move(body), budget, change::TrailingBytes::ignored);
}

Result<change::BodyReader> kept_body(Database& database, std::int64_t batch) {
  const Result<Statement*> select = database.cached("SELECT body FROM batch WHERE number = ?1");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found = use->bind(1, batch).step();
  if (!found) return fail(found.error());
  if (!*found || use->is_null(0)) return fail(ErrorCode::damaged, "a batch that is not there");
  return unpack_body(use->blob(0));
}

Result<Bytes> packed_body_of(Database& database, const DeviceName& author, std::uint64_t sequence) {
  const Result<Statement*> select = database.cached(
      "SELECT body FROM batch JOIN stream ON stream.number = batch.stream "
      "WHERE stream.name = ?1 AND batch.sequence = ?2 AND body IS NOT NULL");
  if (!select) return fail(select.error());
  StatementUse use(**select);
  const Result<bool> found =
      use->bind(1, ByteView(author.bytes)).bind(2, static_cast<std::int64_t>(sequence)).step();
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorCode::not_found, "a batch that was not merged");
  const ByteView body = use->blob(0);
  return Bytes(body.begin(), body.end());
}

}  // namespace holdall::store
