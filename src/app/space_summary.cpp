#include "app/space_summary.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/json_text.h"
#include "store/kept_records.h"
#include "sync/outbox.h"
#include "sync/paths.h"
#include "sync/store_replica.h"

namespace holdall::app {
namespace {

constexpr std::size_t short_name_digits = 8;

// Another device has written it: nothing in it may steer a terminal.
std::string on_one_line(std::string_view label) {
  std::string line(label);
  const auto steers = [](char each) {
    return static_cast<unsigned char>(each) < ' ' || each == 127;
  };
  std::ranges::replace_if(line, steers, ' ');
  return line;
}

}  // namespace

Result<std::optional<SpaceSummary>> summarise_space(store::DurableImage& image,
                                                    store::Store& store) {
  const Result<Bytes> record = store::kept_record(store.database(), sync::space_record_name);
  if (!record) return fail(record.error());
  if (record->empty()) return std::nullopt;
  const Result<sync::Space> space = sync::Space::decode(*record);
  if (!space) return fail(space.error());
  sync::StoreReplica replica(image, store, [](const std::function<void()>&) {}, {});
  Result<SpaceSummary> summary = summarise_space(replica, *space);
  if (!summary) return fail(std::move(summary.error()));
  return *std::move(summary);
}

Result<SpaceSummary> summarise_space(sync::Replica& replica, const sync::Space& space) {
  const Result<sync::Roster> roster = sync::Roster::load(replica, space);
  if (!roster) return fail(roster.error());
  const Result<change::VersionVector> merged = replica.merged_vector();
  if (!merged) return fail(merged.error());
  const Result<sync::OutboxState> outbox = sync::outbox_state(replica);
  if (!outbox) return fail(outbox.error());
  SpaceSummary summary{.id = sync::lowercase_hex(space.id().bytes),
                       .devices = {},
                       .open_invitations = roster->all_doors().size()};
  for (const sync::RosterMember& member : roster->members()) {
    const DeviceName name = member.introduction.device();
    const bool own = name == space.device().name();
    summary.devices.push_back({.name = sync::lowercase_hex(name.bytes),
                               .label = on_one_line(member.introduction.label),
                               .batches = own ? outbox->sequence : merged->sequence(name),
                               .own = own});
  }
  return summary;
}

std::string space_json(const SpaceSummary& summary) {
  std::string devices = "[";
  for (const SpaceDevice& device : summary.devices) {
    if (devices.size() > 1) devices += ',';
    devices += JsonObject()
                   .text("name", device.name)
                   .text("label", device.label)
                   .number("batches", static_cast<std::int64_t>(device.batches))
                   .json("own", device.own ? "true" : "false")
                   .take();
  }
  return JsonObject()
      .text("id", summary.id)
      .json("devices", devices + "]")
      .number("open_invitations", static_cast<std::int64_t>(summary.open_invitations))
      .take();
}

std::string device_words(const SpaceDevice& device) {
  if (!device.label.empty()) return device.label;
  return "device " + device.name.substr(0, short_name_digits);
}

}  // namespace holdall::app
