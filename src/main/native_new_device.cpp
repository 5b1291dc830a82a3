#include "main/native_new_device.h"

#include <optional>
#include <utility>

#include "app/file_summary.h"
#include "main/native_words.h"
#include "native/folder_endpoint.h"
#include "native/terminal.h"
#include "store/kept_records.h"
#include "store/merge.h"
#include "store/new_device.h"
#include "sync/paths.h"

namespace holdall::command_line {
namespace {

// A database that becomes a device's, in memory until it is complete.
struct Draft {
  std::unique_ptr<store::DurableImage> image = store::DurableImage::in_memory();
  std::unique_ptr<store::Store> store;
  std::string label;

  [[nodiscard]] sync::DeviceCard card() const {
    return {.number = store->device(), .label = label};
  }
};

std::string label_of(const NewDevice& device) {
  return device.label.empty() ? native::machine_name() : device.label;
}

Status open_draft(Draft& draft, Machine& machine) {
  Result<std::unique_ptr<store::Store>> store =
      store::Store::open(*draft.image, machine.clock, machine.randomness);
  if (!store) return fail(std::move(store.error()));
  draft.store = *std::move(store);
  return {};
}

// Nobody sits at such a device.
Result<Draft> empty_draft(const NewDevice& device, Machine& machine) {
  Draft draft{.label = label_of(device)};
  if (Status opened = open_draft(draft, machine); !opened) return fail(std::move(opened.error()));
  if (Status removed = store::remove_me(*draft.store); !removed) {
    return fail(std::move(removed.error()));
  }
  return draft;
}

Status check_shareable(const app::DatabaseFile& file, store::Store& store) {
  const Result<app::FileSummary> summary = app::summarise_file(file, store);
  if (!summary) return fail(summary.error());
  if (summary->unfinished_imports.empty() && !summary->unfinished_reversal) return {};
  return fail(ErrorCode::invalid_argument,
              "an import in it is not finished; open it in Holdall once and make a new backup");
}

Result<Draft> draft_from(const NewDevice& device, const app::DatabaseFile& file, Machine& machine) {
  Draft draft{.label = label_of(device)};
  if (Status copied = draft.image->replace_by(file.image->image()); !copied) {
    return fail(std::move(copied.error()));
  }
  if (Status opened = open_draft(draft, machine); !opened) return fail(std::move(opened.error()));
  if (Status may = check_shareable(file, *draft.store); !may) return fail(std::move(may.error()));
  const Status renumbered = store::become_new_device(*draft.store);
  if (renumbered) return draft;
  if (renumbered.error().code != ErrorCode::invalid_argument) return fail(renumbered.error());
  return fail(ErrorCode::invalid_argument,
              "the database is of a shared space already; its devices can invite new ones, which "
              "then have all that is in it");
}

Result<std::unique_ptr<Device>> finish(Draft draft, const NewDevice& device,
                                       const sync::Space& space, Machine& machine) {
  store::Store& store = *draft.store;
  const Status kept = store::keep_record(store.database(), sync::space_record_name, space.encode());
  if (!kept) return fail(kept.error());
  const Status named = store::name_own_stream(store, space.device().name());
  if (!named) return fail(named.error());
  draft.store.reset();
  return Device::make(device.folder, draft.image->image(), machine);
}

}  // namespace

Result<std::unique_ptr<Device>> found_device(const NewDevice& device, const app::DatabaseFile* from,
                                             Machine& machine) {
  Result<Draft> draft =
      from == nullptr ? empty_draft(device, machine) : draft_from(device, *from, machine);
  if (!draft) return fail(std::move(draft.error()));
  const Result<sync::Space> space = sync::Space::found(device.passphrase, sync::passphrase_cost,
                                                       draft->card(), machine.randomness);
  if (!space) return fail(space.error());
  return finish(*std::move(draft), device, *space, machine);
}

Result<std::unique_ptr<Device>> join_device(const NewDevice& device, const sync::SpaceId& space,
                                            ByteView object, const sync::Secret* invitation,
                                            Machine& machine) {
  Result<Draft> draft = empty_draft(device, machine);
  if (!draft) return fail(std::move(draft.error()));
  const Result<sync::Space> joined = sync::Space::join(
      object, space, device.passphrase, draft->card(), invitation, machine.randomness);
  if (!joined) return fail(joined.error());
  return finish(*std::move(draft), device, *joined, machine);
}

Result<std::optional<Bytes>> find_space_object(const std::string& folder,
                                               const sync::SpaceId& space) {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  native::FolderEndpoint endpoint(loop, folder);
  std::optional<platform::Endpoint::File> answer;
  endpoint.get(sync::space_path(space), sync::space_object_bytes_max, platform::Freshness::fresh,
               [&](platform::Endpoint::File file) { answer = std::move(file); });
  loop.run_until_idle();
  if (!answer) return fail(ErrorCode::storage_failed, "The shared folder cannot be read.");
  if (!*answer) return fail(ErrorCode::storage_failed, endpoint_words(answer->error()));
  return **std::move(answer);
}

}  // namespace holdall::command_line
