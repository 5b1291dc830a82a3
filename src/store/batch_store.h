#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/batch_body.h"
#include "store/database.h"

namespace holdall::store {

// The bodies of the batches of other devices, as they are kept: the length of the columns (varint),
// then these as a zlib stream (docs/data-format.md 'Streams and batches').

[[nodiscard]] Result<Bytes> pack_body(const change::EncodedBody& body);
// Fails with damaged, out_of_memory. What a newer version has put behind the columns is passed
// over.
[[nodiscard]] Result<change::BodyReader> unpack_body(ByteView packed);

// The packed body of a merged batch. Fails with not_found.
[[nodiscard]] Result<Bytes> packed_body_of(Database& database, const DeviceName& author,
                                           std::uint64_t sequence);
// The body of a batch. Fails with damaged if it is not there.
[[nodiscard]] Result<change::BodyReader> kept_body(Database& database, std::int64_t batch);

}  // namespace holdall::store
