#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "store/merge.h"
#include "sync/batch.h"

namespace holdall::sync {

using store::OwnChanges;
using store::ReceivedBatch;

// What sync keeps beside the records: bytes under a name. Empty bytes: nothing is kept under it.
struct KeptRecord {
  std::string name;
  Bytes bytes;
};

// The database as sync sees it. Each function that changes something is one transaction, of which
// all happens or nothing; it is committed when the call returns and durable some time later, in
// the order of the calls.
class Replica {
 public:
  virtual ~Replica() = default;

  // The version of batches that it writes, and the newest that it takes.
  [[nodiscard]] virtual std::uint32_t batch_version() const { return batch_format_version; }

  // Without this device's own stream.
  [[nodiscard]] virtual Result<change::VersionVector> merged_vector() = 0;
  // Batches that are each the next of their stream, and the records kept with them. Fails with
  // invalid_argument for a gap, damaged for changes that no merge takes.
  [[nodiscard]] virtual Status merge(std::span<ReceivedBatch> batches,
                                     std::span<const KeptRecord> records) = 0;
  // This device's changes that no own batch holds.
  [[nodiscard]] virtual Result<OwnChanges> unpublished(std::size_t changes_max) = 0;
  // They are in an own batch from now on, which was closed with this vector.
  [[nodiscard]] virtual Status note_published(const OwnChanges& changes,
                                              const change::VersionVector& seen,
                                              std::span<const KeptRecord> records) = 0;
  // Of a merged batch. Fails with not_found.
  [[nodiscard]] virtual Result<Bytes> packed_body(const DeviceName& author,
                                                  std::uint64_t sequence) = 0;
  [[nodiscard]] virtual Status keep(std::span<const KeptRecord> records) = 0;
  [[nodiscard]] virtual Result<Bytes> kept(const std::string& name) = 0;
  // Calls `durable`, later and not from within, when all that was committed before this call is
  // durable, or cannot be made so; not at all if the replica is gone by then.
  virtual void when_durable(std::function<void(Status)> durable) = 0;
};

}  // namespace holdall::sync
