#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "platform/endpoint.h"
#include "sync/head.h"
#include "sync/roster.h"
#include "sync/snapshot_reader.h"
#include "sync/space.h"
#include "sync/task.h"
#include "sync/trouble.h"

namespace holdall::sync {

// How it stands with the stream of another device at one endpoint.
enum class StreamState : std::uint8_t {
  current,      // all that it has published is merged
  unpublished,  // nothing of it was ever seen there
  unreachable,  // the endpoint did not answer: `endpoint` says why
  lost,    // what was there is gone, or older than it was: the endpoint was emptied, swapped or
           // rolled back; what is merged stays
  broken,  // a batch or index is not there or not what it should be: its author sends it again
  newer_format,  // from `sequence` on a newer version of Holdall is needed
  forked,        // two devices write this stream: a profile was copied
};

struct StreamReport {
  DeviceName device;
  StreamState state = StreamState::current;
  std::uint64_t published = 0;  // the last batch that its head tells of
  std::uint64_t merged = 0;     // the last one that was merged
  std::optional<platform::EndpointError> endpoint;
};

struct PullReport {
  std::vector<StreamReport> streams;    // of all other devices, by name
  std::uint64_t batches = 0;            // merged
  std::uint64_t chunks = 0;             // of snapshots, taken in
  std::vector<Refusal> refusals;        // of others, for the own head
  std::vector<std::uint64_t> suspects;  // own batches that others cannot take; 0: chunks
  change::VersionVector covered;        // how far the snapshots of others lead
  // The endpoint lost something that was there: the own files must be looked at too.
  bool alarm = false;
  // Another device has this one's number in ids and stamps, and this one must go on as a new
  // device.
  bool must_yield = false;
};

// Brings what other devices have published at one endpoint into the replica: from their heads to
// the batches that are missing, each stream without gaps. Believes nothing that it cannot verify,
// and that something is not there means nothing but that.
class Puller {
 public:
  // All of them outlive the puller.
  Puller(Ports& ports, const Space& space)
      : ports_(ports), space_(space), snapshots_(ports, space) {}

  // Fails with a trouble of the own database alone; what is wrong with one stream stands in the
  // report, and the others go on.
  [[nodiscard]] Task<Attempt<PullReport>> pull();

 private:
  using Step = Attempt<bool>;

  // What is known of a device's heads at this endpoint.
  struct KnownHead {
    std::uint64_t counter = 0;  // the greatest seen; 0: none
    ObjectHash hash;
    ObjectHash index;                    // the last one that was read
    std::vector<SnapshotRef> snapshots;  // that it listed

    template <class Archive>
    void serialize(Archive& archive) {
      archive(counter, hash.bytes, index.bytes, snapshots);
    }
    friend bool operator==(const KnownHead&, const KnownHead&) = default;
  };
  // The better of two heads, and what lies at each of their paths.
  struct FoundHead {
    std::optional<Head> head;
    ObjectHash hash;
    std::array<ObjectHash, 2> files;
    bool newer_format = false;
    std::optional<platform::EndpointError> error;
  };
  // One stream while it is pulled.
  struct Stream {
    StreamReport report;
    PublicKey key;
    std::uint64_t held = 0;  // the last batch that is merged or parked
    bool may_park = true;    // more of it, if it is for a newer version
    KnownHead known;
    KnownHead known_before;
    Head head;
    ObjectHash head_hash;
    std::optional<Index> index;
    bool has_head = false;
    bool is_pulled = false;
  };

  // What lies where a device introduces itself.
  struct Visit {
    std::optional<DeviceName> visitor;
    bool is_new = false;
  };

  [[nodiscard]] Task<FoundHead> read_heads(PublicKey key, platform::Freshness freshness);
  [[nodiscard]] Task<FoundHead> find_head(PublicKey key, std::uint64_t known_counter);
  [[nodiscard]] Task<bool> is_as_found(PublicKey key, const FoundHead& before);
  [[nodiscard]] bool is_turn_of(const DeviceName& device) const;
  [[nodiscard]] Task<Step> look_at_streams();
  [[nodiscard]] Task<Step> look_at_stream(PublicKey key);
  [[nodiscard]] Task<Step> take_in_snapshots();
  [[nodiscard]] Task<Step> pull_stream(Stream& stream);
  // How far it is here.
  [[nodiscard]] Status locate(Stream& stream);
  [[nodiscard]] change::VersionVector needed_batches() const;
  [[nodiscard]] bool accept_head(Stream& stream, FoundHead found);
  [[nodiscard]] Task<Step> read_index(Stream& stream);
  [[nodiscard]] Task<Step> pull_batches(Stream& stream);
  [[nodiscard]] Task<std::vector<Bytes>> fetch_some(Stream& stream);
  [[nodiscard]] Step merge(Stream& stream, std::vector<Bytes> batches);
  [[nodiscard]] Status learn(const Index& index);
  [[nodiscard]] Task<Step> look_at_doors();
  [[nodiscard]] Task<Visit> visit(std::string path, DeviceName sponsor);
  void refuse(Stream& stream, std::uint64_t sequence);
  [[nodiscard]] std::string known_name(const DeviceName& device) const;

  Ports& ports_;
  const Space& space_;
  Roster roster_;
  SnapshotReader snapshots_;
  std::vector<Stream> streams_;
  PullReport report_;
  std::uint64_t rounds_ = 0;
  std::map<DeviceName, FoundHead> found_;  // in the rounds before
};

}  // namespace holdall::sync
