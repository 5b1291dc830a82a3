#include "device.h"

#include <utility>

#include "sync/renewal.h"

namespace holdall::sim {
namespace {

constexpr double finish_step_ms = 2000;
constexpr int finish_steps_max = 2000;
// So that there are several of few chunks in a schedule.
constexpr sync::SnapshotLimits snapshot_limits{
    .batches_min = 6, .lacking_min = 2, .chunk_bytes = 2000};

}  // namespace

WatchedReplica::WatchedReplica(Device& device, store::DurableImage& image, store::Store& store,
                               Later later)
    : StoreReplica(image, store, std::move(later),
                   [&device](const store::MergeResult&) { device.touch_board(); }),
      device_(device) {}

std::uint32_t WatchedReplica::batch_version() const { return device_.batch_version; }

Status WatchedReplica::merge(std::span<sync::ReceivedBatch> batches,
                             std::span<const sync::KeptRecord> records) {
  Status merged = StoreReplica::merge(batches, records);
  if (!merged || device_.model_ == nullptr || device_.is_renewing_) return merged;
  for (const sync::KeptRecord& record : records)
    if (record.name.starts_with("parked/") && record.bytes.empty()) ++device_.unparked;
  for (const sync::ReceivedBatch& batch : batches) {
    device_.note(device_.model_->merged_batch(device_.author_, batch.author, batch.sequence,
                                              device_.image().published_commits()));
  }
  return merged;
}

Status WatchedReplica::note_published(const sync::OwnChanges& changes,
                                      const change::VersionVector& seen,
                                      std::span<const sync::KeptRecord> records) {
  Status noted = StoreReplica::note_published(changes, seen, records);
  if (noted && device_.model_ != nullptr) {
    device_.model_->closed_batch(device_.author_, changes.last_change,
                                 device_.image().published_commits());
  }
  return noted;
}

Result<std::unique_ptr<Device>> Device::make(Author author, const Birth& birth,
                                             native::MemoryPlace& place, Model* model,
                                             std::uint64_t seed) {
  Result<sync::Space> space = sync::Space::decode(birth.space);
  if (!space) return fail(std::move(space.error()));
  std::unique_ptr<Device> device(new Device(author, *std::move(space), place, model, seed));
  device->disk_ = std::make_shared<native::MemoryDisk>(birth.disk);
  if (Status opened = device->open(); !opened) return fail(opened.error());
  if (model != nullptr) {
    const Result<StoredState> stored = device->stored_state();
    if (!stored) return fail(stored.error());
    model->begin(author, *stored);
  }
  return device;
}

Status Device::open() {
  on_ = std::make_unique<On>(loop, disk_);
  Status opened = fail(ErrorCode::storage_failed, "the image did not open");
  store::DurableImage::open(on_->storage, randomness, store::DurableImage::Mode::whole,
                            [&](Result<store::DurableImage::Opened> result) {
                              opened = Status{};
                              if (!result) {
                                opened = fail(std::move(result.error()));
                              } else {
                                on_->image = std::move(result->image);
                              }
                            });
  loop.run_until_idle();
  if (!opened) return opened;
  Result<std::unique_ptr<store::Store>> store = store::Store::open(*on_->image, clock, randomness);
  if (!store) return fail(std::move(store.error()));
  on_->store = *std::move(store);
  on_->replica = std::make_unique<WatchedReplica>(
      *this, *on_->image, *on_->store,
      [this](std::function<void()> task) { loop.post(std::move(task)); });
  on_->endpoint = std::make_unique<native::MemoryEndpoint>(loop, place_, randomness.next_u64());
  start_carrier();
  return {};
}

void Device::start_carrier() {
  on_->carrier = std::make_unique<sync::Carrier>(sync::Ports{.endpoint = *on_->endpoint,
                                                             .endpoint_name = "memory",
                                                             .replica = *on_->replica,
                                                             .randomness = randomness,
                                                             .snapshots = snapshot_limits},
                                                 space_);
}

void Device::switch_off() {
  for (std::size_t index = 0; index < native::endpoint_fault_count; ++index)
    endpoint_faults[index] += on_->endpoint->faults(static_cast<native::EndpointFault>(index));
  on_.reset();
  loop.run_until_idle();  // tasks of what is gone do nothing
  report_.reset();
  import.reset();
  reversal.reset();
}

Status Device::restore(const native::MemoryDisk& disk) {
  switch_off();
  *disk_ = disk;
  return begin_as_copy(author_);
}

Result<std::unique_ptr<Device>> Device::copy(const native::MemoryDisk& disk,
                                             std::uint64_t seed) const {
  Result<sync::Space> space = sync::Space::decode(space_.encode());
  if (!space) return fail(std::move(space.error()));
  std::unique_ptr<Device> device(new Device(author_, *std::move(space), place_, model_, seed));
  device->disk_ = std::make_shared<native::MemoryDisk>(disk);
  device->is_newer = is_newer;
  device->batch_version = batch_version;
  if (Status begun = device->begin_as_copy(author_); !begun) return fail(begun.error());
  return device;
}

Status Device::begin_as_copy(Author original) {
  if (Status opened = open(); !opened) return opened;
  const Result<StoredState> stored = stored_state();
  if (!stored) return fail(stored.error());
  copied_from_ = original;
  author_ = model_->copied(original, *stored);
  return find_unfinished();
}

Result<bool> Device::become_new() {
  if (Status told = tell_model(); !told) return fail(told.error());
  const Result<StoredState> before = stored_state();
  if (!before) return fail(before.error());
  const sync::Renewal renewal = *last_report()->renewal;
  forget_report();
  on_->carrier.reset();
  is_renewing_ = true;
  Result<std::optional<sync::Space>> renewed =
      sync::renew_device(replica(), space_, renewal, randomness);
  is_renewing_ = false;
  if (!renewed) return fail(std::move(renewed.error()));
  const bool is_new = renewed->has_value();
  if (is_new) space_ = **std::move(renewed);
  start_carrier();
  if (!is_new) return false;
  touch_board();
  for (int left = 3; left > 0 && image().durable_commits() < image().published_commits(); --left) {
    image().retry();
    static_cast<void>(make_durable());
  }
  const Result<StoredState> after = stored_state();
  if (!after) return fail(after.error());
  if (!is_copy()) {
    copied_from_ = author_;
    author_ = model_->copied(author_, *before);
  }
  const Author old = std::exchange(copied_from_, born);
  const Status noted = model_->renewed(author_, old, space_.device().name(), *after,
                                       renewal.common_batches + renewal.rival_batches.size());
  if (!noted) return fail(noted.error());
  return true;
}

Status Device::switch_on() {
  if (Status opened = open(); !opened) return opened;
  const Result<StoredState> stored = stored_state();
  if (!stored) return fail(stored.error());
  if (Status restarted = model_->restarted(author_, *stored); !restarted) return restarted;
  return find_unfinished();
}

Status Device::find_unfinished() {
  const auto imports = store::unfinished_imports(store());
  if (!imports) return fail(imports.error());
  if (!imports->empty()) import = imports->front();
  auto found = store::unfinished_reversal(store());
  if (!found) return fail(found.error());
  reversal = *std::move(found);
  return {};
}

Result<StoredState> Device::stored_state() {
  Result<std::vector<RawChange>> changes = read_changes(store().database(), 0);
  if (!changes) return fail(changes.error());
  Result<RawStreams> streams = read_streams(store().database());
  if (!streams) return fail(streams.error());
  return StoredState{*std::move(changes), *std::move(streams)};
}

void Device::note(Status problem) {
  if (problem_ && !problem) problem_ = std::move(problem);
}

Status Device::tell_model() {
  if (!problem_) return problem_;
  if (is_dead() || model_ == nullptr) return {};
  Result<std::vector<RawChange>> changes =
      read_changes(store().database(), model_->last_change(author_));
  if (!changes) return fail(changes.error());
  if (!changes->empty()) model_->wrote(author_, *std::move(changes), image().published_commits());
  model_->durable(author_, image().durable_commits());
  return {};
}

Status Device::tell_removal(std::int64_t command) {
  if (model_ == nullptr) return {};
  const Result<std::vector<RawChange>> changes = read_changes(store().database(), 0);
  if (!changes) return fail(changes.error());
  std::set<std::int64_t> left;
  for (const RawChange& change : *changes)
    if (change.command == command) left.insert(change.number);
  model_->withdrew(author_, command, left, image().published_commits());
  return {};
}

void Device::run_carrier() {
  if (carrier().is_running()) return;
  carrier().run([this](sync::CarryReport report) {
    snapshots += report.published.made_snapshot ? 1 : 0;
    chunks += report.pulled.chunks;
    report_ = std::move(report);
  });
}

Status Device::finish_carrier() {
  for (int step = 0; carrier().is_running(); ++step) {
    if (step == finish_steps_max) return violation("an exchange does not come to its end");
    loop.run_until_idle();
    if (carrier().is_running()) loop.advance(finish_step_ms);
  }
  return {};
}

Status Device::make_durable() {
  Status durable = fail(ErrorCode::storage_failed, "a flush was not answered");
  image().flush([&](Status status) { durable = std::move(status); });
  loop.run_until_idle();
  return durable;
}

Result<const app::Board*> Device::board() {
  if (!on_->board) {
    Result<app::Board> board = app::Board::load(store(), model::built_in::pipeline, i18n::Locale());
    if (!board) return fail(std::move(board.error()));
    on_->board.emplace(*std::move(board));
  }
  return &*on_->board;
}

}  // namespace holdall::sim
