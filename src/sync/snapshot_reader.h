#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "change/version_vector.h"
#include "sync/head.h"
#include "sync/roster.h"
#include "sync/snapshot.h"
#include "sync/space.h"
#include "sync/stored_file.h"
#include "sync/task.h"
#include "sync/trouble.h"

namespace holdall::sync {

struct KnownSnapshot {
  PublicKey author;
  SnapshotRef ref;
};

// What one snapshot has brought.
struct SnapshotIntake {
  std::uint64_t batches = 0;  // merged
  std::uint64_t chunks = 0;
  bool broken = false;  // a chunk is not there or not what it should be: its author puts it again
};

// Takes in snapshots of other devices, of each the chunks that bring anything.
class SnapshotReader {
 public:
  // All of them outlive the reader.
  SnapshotReader(Ports& ports, const Space& space) : ports_(ports), space_(space) {}

  // The snapshot that brings most, if it brings enough to be worth it, or if it leads to one of
  // `needed`: batches that are to be had nowhere else. Null: none.
  [[nodiscard]] static const KnownSnapshot* choose(std::span<const KnownSnapshot> known,
                                                   const change::VersionVector& held,
                                                   const change::VersionVector& needed,
                                                   std::uint64_t enough);

  // Chunk by chunk, as far as they can be had. Whom a chunk introduces is in `roster` then, and
  // kept.
  [[nodiscard]] Task<Attempt<SnapshotIntake>> take_in(KnownSnapshot snapshot, Roster& roster);

 private:
  [[nodiscard]] Result<std::uint64_t> take_in_chunk(const SnapshotChunk& chunk, Roster& roster);
  [[nodiscard]] Result<bool> brings_anything(const ChunkRef& chunk) const;

  Ports& ports_;
  const Space& space_;
  // Those that did not bring what they say: not asked for again as long as the app is open.
  std::vector<ObjectHash> useless_;
};

}  // namespace holdall::sync
