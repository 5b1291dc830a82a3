#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "store/durable_image.h"
#include "store/store.h"
#include "sync/replica.h"
#include "sync/space.h"

namespace holdall::sync {

// The database of the app as sync sees it.
class StoreReplica : public Replica {
 public:
  // Runs a task from the event loop, not from within the call.
  using Later = std::function<void(std::function<void()>)>;

  // `merged` is told what each merge has done, within it. Image and store outlive the replica.
  StoreReplica(store::DurableImage& image, store::Store& store, Later later,
               std::function<void(const store::MergeResult&)> merged)
      : image_(image), store_(store), later_(std::move(later)), merged_(std::move(merged)) {}

  // This database is a device of the space from now on, once and for all; `records` are kept with
  // it. Fails with invalid_argument if it is one of another space already.
  [[nodiscard]] Status enter(const Space& space, std::span<const KeptRecord> records);

  // What `work` does to the database and put() happens as a whole or not at all. The functions of a
  // Replica that change something are no part of such work.
  [[nodiscard]] Status change_as_one(const std::function<Status(store::Store&)>& work);
  [[nodiscard]] Status put(std::span<const KeptRecord> records);
  // The store, to be read.
  [[nodiscard]] store::Store& store() { return store_; }

  [[nodiscard]] Result<change::VersionVector> merged_vector() override;
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
  store::DurableImage& image_;
  store::Store& store_;
  Later later_;
  std::function<void(const store::MergeResult&)> merged_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace holdall::sync
