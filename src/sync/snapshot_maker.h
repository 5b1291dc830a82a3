#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "change/version_vector.h"
#include "sync/head.h"
#include "sync/space.h"
#include "sync/task.h"
#include "sync/trouble.h"

namespace holdall::sync {

// Makes this device's snapshots at one endpoint, chunk by chunk, so that whatever interrupts it
// costs one chunk; and looks after those that it has made.
class SnapshotMaker {
 public:
  // All of them outlive the maker.
  SnapshotMaker(Ports& ports, const Space& space) : ports_(ports), space_(space) {}

  // As the replica keeps it; before all else.
  [[nodiscard]] Status load();
  // For the index, the newest last.
  [[nodiscard]] std::span<const SnapshotRef> listed() const { return state_.listed; }

  // Makes one if it is time: if many batches of those that are held here, own ones up to
  // `published`, are neither in one of its own nor in those of others, which lead to `others`. True
  // if one is listed now that was not.
  [[nodiscard]] Task<Attempt<bool>> make(std::uint64_t published, change::VersionVector others);
  // Puts again what is not there as it was; how many chunks.
  [[nodiscard]] Task<Attempt<std::uint64_t>> repair();

 private:
  struct State {
    std::uint64_t last_number = 0;
    std::vector<SnapshotRef> listed;  // two at most
    std::vector<SnapshotRef> making;  // one at most, with the chunks that are there

    template <class Archive>
    void serialize(Archive& archive) {
      archive(last_number, listed, making);
    }
  };

  [[nodiscard]] Status keep_state();
  [[nodiscard]] Result<change::VersionVector> wanted(std::uint64_t published);
  [[nodiscard]] bool is_time(const change::VersionVector& wanted,
                             const change::VersionVector& others) const;
  void begin();
  void finish();
  [[nodiscard]] Task<Attempt<bool>> put_next(change::VersionVector wanted);
  [[nodiscard]] Task<Attempt<FileRef>> put_chunk(ChunkRef chunk, std::size_t place);

  Ports& ports_;
  const Space& space_;
  State state_;
};

}  // namespace holdall::sync
