#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "store/database.h"

namespace holdall::store {

// The batches of one device, numbered from 1 without gaps.
struct Stream {
  std::int64_t number = 0;     // in this database
  std::uint64_t sequence = 0;  // of the last batch that is merged, or of the last own one
};

// This device's own, once it has a name.
inline constexpr std::int64_t own_stream = 0;

[[nodiscard]] Result<std::map<DeviceName, Stream>> streams(Database& database);

// A stream of another device, without a batch yet; its number.
[[nodiscard]] Result<std::int64_t> insert_stream(Database& database, const DeviceName& name);
[[nodiscard]] Status set_stream_sequence(Database& database, const Stream& stream);

// What is kept of a batch beside its place in its stream.
struct BatchContent {
  const change::VersionVector& seen;
  std::optional<ByteView> body;  // packed (batch_store.h); nothing of own batches
  std::int64_t last_change = 0;  // of own batches: the number of the last change in it
};
// The number of the new batch, greater than that of every other.
[[nodiscard]] Result<std::int64_t> insert_batch(Database& database, const Stream& stream,
                                                const BatchContent& content);

}  // namespace holdall::store
