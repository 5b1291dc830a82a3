#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "change/merge.h"
#include "native/event_loop.h"
#include "native/task_owner.h"
#include "sync/replica.h"

namespace holdall::sync {

// What a replica holds, all of it; copied to be made durable.
struct TinyContents {
  std::map<RecordId, change::RecordState> records;
  std::set<change::Stamp> changes;  // of every change that was ever made or merged here
  std::vector<change::Change> own;
  std::size_t own_in_batches = 0;
  std::uint64_t own_sequence = 0;
  change::VersionVector merged;
  std::map<std::pair<DeviceName, std::uint64_t>, Bytes> bodies;
  std::map<std::string, Bytes> kept;
};

// A database of the smallest kind: a map of records, with the real merge. What is committed becomes
// durable a while later; who makes another replica of `durable` plays a crash.
class TinyReplica : public Replica {
 public:
  TinyReplica(native::EventLoop& loop, std::shared_ptr<const TinyContents> contents)
      : tasks_(loop), live_(*contents), durable_(std::move(contents)) {}

  [[nodiscard]] const TinyContents& contents() const { return live_; }
  [[nodiscard]] std::shared_ptr<const TinyContents> durable() const { return durable_; }

  void edit(change::Change change);
  // What no honest device writes: put into its stream alone.
  void edit_unchecked(change::Change change) { live_.own.push_back(std::move(change)); }

  // A device that gets newer, or one that is not.
  void set_batch_version(std::uint32_t version) { batch_version_ = version; }
  [[nodiscard]] std::uint32_t batch_version() const override { return batch_version_; }
  [[nodiscard]] Result<change::VersionVector> merged_vector() override { return live_.merged; }
  [[nodiscard]] Status merge(std::span<ReceivedBatch> batches,
                             std::span<const KeptRecord> records) override;
  [[nodiscard]] Result<OwnChanges> unpublished(std::size_t changes_max) override;
  [[nodiscard]] Status note_published(const OwnChanges& changes, const change::VersionVector& seen,
                                      std::span<const KeptRecord> records) override;
  [[nodiscard]] Result<Bytes> packed_body(const DeviceName& author,
                                          std::uint64_t sequence) override;
  [[nodiscard]] Status keep(std::span<const KeptRecord> records) override;
  [[nodiscard]] Result<Bytes> kept(const std::string& name) override;
  void when_durable(std::function<void(Status)> durable) override;

 private:
  native::TaskOwner tasks_;
  TinyContents live_;
  std::shared_ptr<const TinyContents> durable_;
  std::uint32_t batch_version_ = batch_format_version;
};

// One edit of a field of one of a few records, by the device with this number.
[[nodiscard]] change::Change tiny_edit(std::uint32_t record, std::uint16_t field,
                                       std::int64_t value, const change::Stamp& stamp);

}  // namespace holdall::sync
