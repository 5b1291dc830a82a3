// The program of `scripts/bench sync`: one phase of the workload on the store and the sync of the
// app, as tests/bench/sync/peer.mjs runs one on a peer. Files of one phase are there for the next.
// Prints one line of JSON. Built by the bench alone.
//
// usage: holdall_bench_sync gen|mergeone|mergefresh|open|newdevice FOLDER [EDITS]
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/deal_importer.h"
#include "base/json_text.h"
#include "device.h"
#include "machine.h"
#include "main/bench_rows.h"
#include "must.h"
#include "sync/parcel.h"
#include "sync/roster.h"
#include "workload.h"

namespace holdall::bench {
namespace {

constexpr std::uint32_t edits_of_workload = 20'000;
constexpr std::uint32_t deals_of_new_device = 10'000;
constexpr int settling_rounds = 4;

struct Phase {
  std::string folder;
  std::uint32_t edits = edits_of_workload;
  JsonObject report;

  [[nodiscard]] std::string path(const char* name) const { return folder + "/" + name; }
  void time(const char* name, double since_ms) {
    report.number(name, static_cast<std::int64_t>((now_ms() - since_ms) * 1000));
  }
};

using Devices = std::vector<std::unique_ptr<Device>>;

// So many devices of one space, which all have what the first one had.
Devices make_devices(std::unique_ptr<Device> first, std::uint32_t count,
                     native::MemoryPlace& place) {
  Devices devices;
  devices.push_back(std::move(first));
  Device& founder = *devices.front();
  for (std::uint32_t number = 1; number < count; ++number) {
    const sync::Secret invitation = must(
        sync::make_invitation(founder.replica(), founder.space(), founder.randomness), "to invite");
    founder.exchange(place);
    devices.push_back(std::make_unique<Device>(number + 1));
    devices.back()->join_space(founder.space(), &invitation);
    devices.back()->exchange(place);
    founder.exchange(place);
  }
  return devices;
}

void settle(Devices& devices, native::MemoryPlace& place) {
  for (int round = 0; round < settling_rounds; ++round) {
    for (const auto& device : devices) device->exchange(place);
  }
}

// Bytes of all files that have come or changed, and of the batches among them.
struct Wire {
  std::int64_t all = 0;
  std::int64_t batches = 0;
};
Wire bytes_since(const std::map<std::string, Bytes>& before, const native::MemoryPlace& place) {
  Wire wire;
  for (const auto& [path, bytes] : place.files) {
    const auto old = before.find(path);
    if (old != before.end() && old->second == bytes) continue;
    wire.all += static_cast<std::int64_t>(bytes.size());
    if (path.contains("/b/")) wire.batches += static_cast<std::int64_t>(bytes.size());
  }
  return wire;
}

// What a device has, its own batches among it.
change::VersionVector whole_vector(Device& device) {
  return must(sync::open_parcel(device.make_parcel({})), "an own parcel").has;
}

// How often the deal of the first edit is edited in all, and made.
std::size_t history_of_first_edited(std::uint32_t edits_per_device, std::uint32_t& record) {
  record = change::PeerEdits(0).next().record;
  std::size_t count = 1;
  for (std::uint32_t device = 0; device < change::peer_devices; ++device) {
    change::PeerEdits edits(device);
    for (std::uint32_t index = 0; index < edits_per_device; ++index)
      count += edits.next().record == record ? 1 : 0;
  }
  return count;
}

void generate(Phase& phase) {
  native::MemoryPlace place;
  auto first = std::make_unique<Device>(1);
  first->found_space();
  Deals::create(*first);
  Devices devices = make_devices(std::move(first), change::peer_devices, place);
  settle(devices, place);
  const std::map<std::string, Bytes> before = place.files;

  const double edits_began = now_ms();
  for (std::uint32_t number = 0; number < change::peer_devices; ++number) {
    Deals deals(*devices[number]);
    change::PeerEdits edits(number);
    for (std::uint32_t index = 0; index < phase.edits; ++index) deals.apply(edits.next());
  }
  phase.time("edit_us", edits_began);
  const change::VersionVector own = whole_vector(*devices[0]);  // closes its batches
  devices[0]->save();
  write_disk(phase.path("replica"), devices[0]->disk());

  Device fresh(77);
  fresh.join_space(devices[0]->space(), nullptr);
  fresh.save();
  write_disk(phase.path("fresh"), fresh.disk());

  // Each publishes before it hears of the others: what it pulls then is no more of this.
  Wire wire;
  for (const auto& device : devices) {
    native::MemoryPlace alone = place;
    alone.files = before;
    device->exchange(alone);
    const Wire one = bytes_since(before, alone);
    wire.all += one.all;
    wire.batches += one.batches;
    for (const auto& [path, bytes] : alone.files) place.files[path] = bytes;
  }
  phase.report.number("wire_bytes", wire.all).number("batch_bytes", wire.batches);

  settle(devices, place);
  const std::uint64_t digest = devices[1]->state_digest();
  for (const auto& device : devices)
    expect(device->state_digest() == digest, "the devices do not agree");
  write_file(phase.path("merge.parcel"), devices[1]->make_parcel(own));
  write_file(phase.path("fresh.parcel"), devices[1]->make_parcel({}));
  const Traffic poll = devices[2]->poll(place);
  phase.report.number("poll_requests", static_cast<std::int64_t>(poll.requests))
      .number("poll_bytes", static_cast<std::int64_t>(poll.bytes_read))
      .text("state", std::to_string(digest))
      .text("workload", std::to_string(workload_digest(phase.edits)));
}

void merge_into(Phase& phase, const char* disk, const char* parcel_name) {
  const Bytes parcel = read_file(phase.path(parcel_name));
  const native::MemoryDisk stored = read_disk(phase.path(disk));
  std::uint32_t record = 0;
  static_cast<void>(history_of_first_edited(phase.edits, record));
  const bool is_fresh = std::string(disk) == "fresh";
  double began = now_ms();
  double processor_began = processor_ms();
  Device device(stored, 5);
  if (!is_fresh) {
    device.read_board(Deals::pipeline(device));
    device.read_history(Deals::find(device, record));
  }
  const Memory before = memory_now();
  if (!is_fresh) {
    began = now_ms();
    processor_began = processor_ms();
  }
  const std::uint64_t merged = device.take_in(parcel);
  phase.time("take_in_us", began);
  phase.report.number("batches", static_cast<std::int64_t>(merged));
  const std::size_t deals = device.read_board(Deals::pipeline(device));
  const std::size_t history = device.read_history(Deals::find(device, record));
  phase.time("merge_us", began);
  phase.report.number("processor_us",
                      static_cast<std::int64_t>((processor_ms() - processor_began) * 1000));
  const Memory after = memory_now();
  const double save_began = now_ms();
  device.save();
  phase.time("save_us", save_began);
  expect(deals == change::peer_record_count, "the board lacks deals");
  expect(history == history_of_first_edited(phase.edits, record),
         "the history of a deal lacks changes");
  device.check_totals(Deals::pipeline(device));
  phase.report.number("resident_before", before.resident_peak)
      .number("resident_peak", after.resident_peak)
      .number("heap_before", before.heap)
      .number("heap_after", after.heap)
      .text("state", std::to_string(device.state_digest()));
  if (is_fresh) return;
  device.image().checkpoint();
  device.save();
  write_disk(phase.path("final"), device.disk());
}

void open_saved(Phase& phase) {
  native::MemoryDisk stored = read_disk(phase.path("final"));
  std::uint32_t record = 0;
  const std::size_t told = history_of_first_edited(phase.edits, record);
  const double began = now_ms();
  Device device(std::move(stored), 6);
  const std::size_t deals = device.read_board(Deals::pipeline(device));
  const std::int64_t sum = device.integer("SELECT sum(length(value_minor)) FROM deal");
  phase.time("open_us", began);
  expect(deals == change::peer_record_count && sum > 0, "the board lacks deals");
  expect(device.read_history(Deals::find(device, record)) == told, "the history lacks changes");
  phase.report.text("state", std::to_string(device.state_digest()));
}

// The deals of the storage bench, as an import makes them.
void import_deals(Device& device) {
  store::Store& store = device.store();
  const store::Import import =
      must(store::begin_import(store, store::CommandName::import_file, "bench.csv"), "to import");
  app::DealImporter importer(store, import);
  const std::vector<std::string> stages = {"new", "qualified", "meeting", "proposal",
                                           "negotiation"};
  must(importer.create_pipeline("bench", stages, "new"), "to make a pipeline");
  for (std::uint32_t number = 1; number <= deals_of_new_device;) {
    store::CommandWriter writer = must(store::begin_import_slice(store, import), "a slice");
    for (int row = 0; row < 500 && number <= deals_of_new_device; ++row, ++number)
      must(importer.write(writer, imported_deal(bench_row(number))), "to import a deal");
    must(writer.commit_always(), "to commit a slice");
  }
  must(store::reveal_import(store, import), "to reveal the import");
}

void join_as_new_device(Phase& phase) {
  native::MemoryPlace place;
  Device founder(1);
  founder.found_space();
  import_deals(founder);
  const sync::Secret invitation = must(
      sync::make_invitation(founder.replica(), founder.space(), founder.randomness), "to invite");
  founder.exchange(place);
  const Wire stored = bytes_since({}, place);
  Device newcomer(2);
  newcomer.join_space(founder.space(), &invitation);
  const double began = now_ms();
  const Traffic traffic = newcomer.exchange(place);
  phase.time("pull_us", began);
  expect(newcomer.integer("SELECT count(*) FROM deal WHERE life % 2 = 1") == deals_of_new_device,
         "the new device lacks deals");
  expect(newcomer.state_digest() == founder.state_digest(), "the devices do not agree");
  // Before them the space object is read, with which it joins.
  phase.report.number("requests", 1 + static_cast<std::int64_t>(traffic.requests_to_merge))
      .number("requests_with_own", 1 + static_cast<std::int64_t>(traffic.requests))
      .number("bytes", static_cast<std::int64_t>(traffic.bytes_read))
      .number("stored_bytes", stored.all);
}

void run(const std::string& name, Phase& phase) {
  if (name == "gen") return generate(phase);
  if (name == "mergeone") return merge_into(phase, "replica", "merge.parcel");
  if (name == "mergefresh") return merge_into(phase, "fresh", "fresh.parcel");
  if (name == "open") return open_saved(phase);
  if (name == "newdevice") return join_as_new_device(phase);
  give_up("no phase " + name);
}

}  // namespace
}  // namespace holdall::bench

int main(int count, char** arguments) {
  using namespace holdall::bench;
  if (count < 3) give_up("usage: holdall_bench_sync PHASE FOLDER [EDITS]");
  Phase phase{.folder = arguments[2], .report = {}};
  if (count > 3) phase.edits = static_cast<std::uint32_t>(std::strtoul(arguments[3], nullptr, 10));
  run(arguments[1], phase);
  std::printf("%s\n", phase.report.take().c_str());
  return 0;
}
