#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "change/version_vector.h"
#include "platform/randomness.h"
#include "sync/names.h"
#include "sync/sealing.h"
#include "sync/space.h"

namespace holdall::sync {

// The two objects of a device that say what else it has published: its head, the only file that is
// ever overwritten, and its index, which the head names (docs/sync-format.md 'Heads', 'Indexes').

inline constexpr std::size_t head_bytes_max = 1024;
inline constexpr std::size_t index_bytes_max = std::size_t{4} << 20;
// As many of the last batches a head names; the others stand in the index.
inline constexpr std::size_t head_batches_max = 4;
inline constexpr std::size_t head_refusals_max = 2;
// A longer vector stands in the index alone.
inline constexpr std::size_t head_streams_max = 20;

// One write-once file: the end of its name, its length, its hash.
struct FileRef {
  std::uint32_t attempt = 0;
  std::uint32_t size_bytes = 0;
  ObjectHash hash;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(attempt, size_bytes, hash.bytes);
  }
  friend bool operator==(const FileRef&, const FileRef&) = default;
};

struct NumberedRef {
  std::uint64_t number = 0;
  FileRef file;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, file);
  }
  friend bool operator==(const NumberedRef&, const NumberedRef&) = default;
};

// A batch of another device that this one cannot take, or a chunk of one of its snapshots: its
// author publishes it again.
struct Refusal {
  DeviceName device;
  std::uint64_t sequence = 0;  // 0: a chunk

  template <class Archive>
  void serialize(Archive& archive) {
    archive(device.bytes, sequence);
  }
  friend bool operator==(const Refusal&, const Refusal&) = default;
};

struct Head {
  std::uint64_t counter = 0;        // from 1, one more with each head
  std::uint64_t sequence = 0;       // of the last batch published; 0: none
  std::vector<FileRef> batches;     // the last ones, up to `sequence`
  std::vector<NumberedRef> index;   // one at most
  std::vector<NumberedRef> epochs;  // the key epoch that this device opened last; one at most
  bool index_has_seen = false;
  change::VersionVector seen;  // of the other devices; empty if the index has it
  std::vector<Refusal> refusals;

  friend bool operator==(const Head&, const Head&) = default;
};

// Batches of one stream that follow each other.
struct BatchRange {
  DeviceName device;
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(device.bytes, first, last);
  }
  friend bool operator==(const BatchRange&, const BatchRange&) = default;
};

// A part of a snapshot, perhaps made for an earlier one of the same device.
struct ChunkRef {
  std::uint64_t snapshot = 0;  // the number of the one that it was made for
  FileRef file;
  std::vector<BatchRange> holds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(snapshot, file, holds);
  }
  friend bool operator==(const ChunkRef&, const ChunkRef&) = default;
};

struct SnapshotRef {
  std::uint64_t number = 0;
  std::vector<ChunkRef> chunks;  // in the order in which they leave no gap

  template <class Archive>
  void serialize(Archive& archive) {
    archive(number, chunks);
  }
  friend bool operator==(const SnapshotRef&, const SnapshotRef&) = default;
};

struct Index {
  std::uint64_t number = 0;          // from 1, one more with each index
  std::uint64_t first_sequence = 1;  // of the batches that are live
  std::vector<FileRef> batches;
  std::vector<SnapshotRef> snapshots;
  change::VersionVector seen;
  std::vector<Bytes> introductions;     // of all devices that this one knows, its own among them
  std::vector<DeviceName> invitations;  // that this device made and nobody has used yet
  std::vector<NumberedRef> epochs;      // key epochs that this device opened

  friend bool operator==(const Index&, const Index&) = default;
};

// The file of a batch, by the head or the index (null: not read); null if neither names it.
[[nodiscard]] const FileRef* find_batch(const Head& head, const Index* index,
                                        std::uint64_t sequence);

// Fails with invalid_argument if it does not fit, out_of_memory.
[[nodiscard]] Result<Bytes> make_head(const Head& head, const Space& space,
                                      platform::Randomness& randomness);
[[nodiscard]] Result<Bytes> make_index(const Index& index, const Space& space,
                                       platform::Randomness& randomness);

// Of the device with this key. Fail with damaged, not_authentic, newer_format, out_of_memory; take
// at most 8 bytes for each byte of the object and 1 MiB.
[[nodiscard]] Result<Head> open_head(ByteView object, const Space& space, const PublicKey& device);
[[nodiscard]] Result<Index> open_index(ByteView object, const Space& space,
                                       const PublicKey& device);

}  // namespace holdall::sync
