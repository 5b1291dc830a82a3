#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "platform/endpoint.h"
#include "sync/head.h"
#include "sync/roster.h"
#include "sync/snapshot_maker.h"
#include "sync/space.h"
#include "sync/task.h"
#include "sync/trouble.h"

namespace holdall::sync {

struct PublishWish {
  // Look whether what was published is still there, and fill the endpoint again if it is not.
  bool check_all = false;
  // Own batches that another device cannot take.
  std::vector<std::uint64_t> suspects;
  // Look whether this device's introduction is where others look for it.
  bool at_door = true;
  // What this device cannot take of others.
  std::vector<Refusal> refusals;
  // How far the snapshots of others lead.
  change::VersionVector covered;
};

struct PublishReport {
  std::uint64_t batches = 0;  // sent
  std::uint64_t repaired =
      0;  // batches and chunks that were gone or spoilt there, and are sent again
  bool made_snapshot = false;
  bool was_lost = false;          // the endpoint had lost what this device had published
  std::uint64_t all_batches = 0;  // that lie there
};

// Sends this device's stream to one endpoint: batches, then an index that names them, then a head,
// each read back before the next; a head is kept as an intent before it is put, so that after any
// interruption an own head is known as one's own. Nothing leaves before it is durable.
class Publisher {
 public:
  // All of them outlive the publisher.
  Publisher(Ports& ports, const Space& space)
      : ports_(ports), space_(space), snapshots_(ports, space) {}

  [[nodiscard]] Task<Attempt<PublishReport>> publish(PublishWish wish);
  // Puts the device's introduction where the others look for it, and nothing else.
  [[nodiscard]] Task<Attempt<bool>> introduce();

 private:
  // What this device has published at this endpoint.
  struct Published {
    std::uint64_t counter = 0;  // of `head`
    Bytes head;                 // the last one that was intended
    Bytes head_before;          // the one before it, at the other path
    bool head_confirmed = false;
    std::vector<FileRef> batches;    // from the first on
    std::uint64_t indexed = 0;       // so many of them are in the index
    std::vector<NumberedRef> index;  // one at most
    std::uint64_t index_number = 0;  // of the last one that was made
    ObjectHash index_rest;           // of what else the index says
    bool space_put = false;
    bool refilling = false;  // the endpoint had lost this device's files, and has not all again

    template <class Archive>
    void serialize(Archive& archive) {
      archive(counter, head, head_before, head_confirmed, batches, indexed, index, index_number,
              index_rest.bytes, space_put, refilling);
    }
  };
  // `rival`: another device writes them, one with this one's keys.
  enum class OwnHeads : std::uint8_t { as_left, lost, rival };

  using Step = Attempt<bool>;

  [[nodiscard]] Status keep_published();
  [[nodiscard]] Task<Step> put_surely(std::string path, Bytes bytes);
  [[nodiscard]] Task<Attempt<FileRef>> put_fresh_batch(std::uint64_t sequence, Bytes batch);

  [[nodiscard]] Task<Attempt<OwnHeads>> look_at_heads(platform::Freshness freshness);
  [[nodiscard]] Task<Attempt<OwnHeads>> check_heads();
  [[nodiscard]] Task<Step> tell_of_rival();
  [[nodiscard]] Result<std::optional<std::uint64_t>> count_common(const Index* index);
  [[nodiscard]] Task<Step> look_before_head();
  [[nodiscard]] Task<Step> repair(std::uint64_t sequence);
  [[nodiscard]] Task<Step> look_at_index();
  [[nodiscard]] Task<Step> look_for_loss(bool look);
  [[nodiscard]] Task<Step> repair_all(std::vector<std::uint64_t> suspects);
  [[nodiscard]] Task<Step> repair_snapshots();
  [[nodiscard]] Task<Step> put_space();
  [[nodiscard]] Task<Step> put_batches();
  [[nodiscard]] Task<Step> put_index();
  [[nodiscard]] Task<Step> put_head(std::vector<Refusal> refusals);
  [[nodiscard]] Task<Step> confirm_head();
  [[nodiscard]] Task<Step> put_door();
  [[nodiscard]] Task<Step> put_introduction(std::string path, Bytes introduction);
  [[nodiscard]] Task<Step> put_successor(DeviceName predecessor, Bytes introduction);
  [[nodiscard]] Step end_refill();
  [[nodiscard]] Task<Step> make_snapshot(change::VersionVector covered,
                                         std::vector<Refusal> refusals);

  [[nodiscard]] Result<Head> next_head(std::vector<Refusal> refusals);
  [[nodiscard]] Result<Index> next_index(const Roster& roster);

  Ports& ports_;
  const Space& space_;
  Published published_;
  SnapshotMaker snapshots_;
  PublishReport report_;
  std::optional<Head> rival_;  // the best head of another device with this one's keys
  bool checked_ = false;       // whether the own heads were looked at since this object was made
};

}  // namespace holdall::sync
