#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "platform/randomness.h"
#include "sync/replica.h"
#include "sync/space.h"
#include "sync/stream_part.h"

namespace holdall::sync {

// An exchange by hand: one file that holds what a colleague lacks (docs/sync-format.md 'Parcels').
// It is a carrier of objects that are each verified by themselves, so nothing in it is believed
// more than what an endpoint answers.

inline constexpr std::string_view parcel_extension = ".holdall-sync";
inline constexpr std::size_t parcel_bytes_max = std::size_t{1} << 30;

// What lies in a parcel; views into its bytes.
struct Parcel {
  SpaceId space;
  ByteView space_object;
  change::VersionVector has;  // what its sender had, its own stream among it; nobody vouches for it
  std::vector<ByteView> introductions;
  using Stream = StreamPart<ByteView>;
  std::vector<Stream> streams;
};

// All that this replica has and `colleague` lacks; an empty vector: everything. Own changes are
// closed into batches for it: it must not leave before the replica says that they are durable.
// Fails as the replica does, out_of_memory.
[[nodiscard]] Result<Bytes> make_parcel(const change::VersionVector& colleague, const Space& space,
                                        Replica& replica, platform::Randomness& randomness);

// Whether it begins as parcels of all versions do.
[[nodiscard]] bool is_parcel(ByteView file);

// For who would join by it (Space::join with `space` and `space_object`), and to see what a reply
// has to hold. Fails with file_truncated, file_unrecognised, newer_format, damaged, out_of_memory.
[[nodiscard]] Result<Parcel> open_parcel(ByteView file);

struct ParcelReport {
  std::uint64_t merged = 0;  // batches
  std::uint64_t known = 0;
  std::uint64_t devices = 0;  // that were unknown before
  // Streams that did not come as far as the parcel goes.
  std::uint64_t gaps = 0;           // batches before those in the parcel are missing
  std::uint64_t bad = 0;            // somebody changed it, or its author is unknown
  std::uint64_t newer_formats = 0;  // a newer version of Holdall is needed
  std::uint64_t forks = 0;          // two devices write this stream
};

// Takes in what a parcel of this space brings. Fails with not_authentic for one of another space,
// and as the replica does.
[[nodiscard]] Result<ParcelReport> take_in_parcel(const Parcel& parcel, const Space& space,
                                                  Replica& replica,
                                                  platform::Randomness& randomness);

}  // namespace holdall::sync
