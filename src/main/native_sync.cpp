#include "main/native_sync.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "app/space_summary.h"
#include "native/folder_endpoint.h"
#include "sync/carrier.h"
#include "sync/paths.h"

namespace holdall::command_line {
namespace {

using sync::StreamState;

std::string batches(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " batch" : " batches");
}

// How it stands with a device; empty if all is well.
std::string trouble_words(const sync::StreamReport& stream) {
  const std::string next = std::to_string(stream.merged + 1);
  switch (stream.state) {
    case StreamState::current:
    case StreamState::unpublished:
      break;
    case StreamState::unreachable:
      return stream.endpoint ? endpoint_words(*stream.endpoint) : "It could not be read.";
    case StreamState::lost:
      return "What it had put there is gone, or older than it was. What came before is kept, and "
             "it "
             "puts all there again when it syncs.";
    case StreamState::broken:
      return "Its batch " + next +
             " is not there as it should be. It puts it there again when it "
             "syncs.";
    case StreamState::newer_format:
      return "From batch " + next + " on a newer version of Holdall is needed.";
    case StreamState::forked:
      return "Two devices write under its name: its folder or profile was copied. What follows "
             "batch " +
             std::to_string(stream.merged) + " is not taken.";
  }
  return {};
}

Exit exit_of(const sync::StreamReport& stream) {
  switch (stream.state) {
    case StreamState::current:
    case StreamState::unpublished:
      return Exit::done;
    case StreamState::unreachable:
      return Exit::failed;
    case StreamState::lost:
    case StreamState::broken:
    case StreamState::newer_format:
    case StreamState::forked:
      break;
  }
  return Exit::unsound;
}

// What is worse of two: a place that did not answer says nothing of what is in it.
Exit worse(Exit one, Exit other) { return std::max(one, other); }

std::string line_of(const app::SpaceDevice& device, const sync::StreamReport* stream) {
  std::string line = app::device_words(device);
  if (device.own) return line + " (this device): " + batches(device.batches) + '\n';
  line += ": " + batches(device.batches);
  if (stream == nullptr || stream->state == StreamState::unpublished) {
    return line + ", nothing seen there\n";
  }
  if (stream->state == StreamState::current) return line + ", up to date\n";
  if (stream->published > stream->merged) {
    line += ", " + std::to_string(stream->published - stream->merged) + " missing";
  }
  return line + '\n';
}

// Tells of each device; the worst of them.
Result<Exit> tell_of_devices(Device& device, const sync::CarryReport& report, Output& output) {
  const std::vector<sync::StreamReport>& streams = report.pulled.streams;
  // Then it is said once, of the folder.
  const bool away = report.trouble && report.trouble->kind == sync::Trouble::Kind::endpoint;

  const Result<app::SpaceSummary> space = app::summarise_space(device.replica(), device.space());
  if (!space) return fail(space.error());
  Exit exit = Exit::done;
  for (const app::SpaceDevice& each : space->devices) {
    const auto stream = std::ranges::find_if(streams, [&](const sync::StreamReport& found) {
      return sync::lowercase_hex(found.device.bytes) == each.name;
    });
    const bool known = stream != streams.end();
    output.put(line_of(each, known ? &*stream : nullptr));
    if (!known || (away && stream->state == StreamState::unreachable)) continue;
    const std::string trouble = trouble_words(*stream);
    if (!trouble.empty()) complain(app::device_words(each), trouble);
    exit = worse(exit, exit_of(*stream));
  }
  return exit;
}

sync::CarryReport carry(Device& device, const SharedFolder& folder, Machine& machine) {
  native::FolderEndpoint endpoint(device.loop(), folder.path);
  sync::Carrier carrier({.endpoint = endpoint,
                         .endpoint_name = folder.name,
                         .replica = device.replica(),
                         .randomness = machine.randomness},
                        device.space());
  std::optional<sync::CarryReport> report;
  carrier.run([&](sync::CarryReport done) { report = std::move(done); });
  device.loop().run_until_idle();
  if (report) return *std::move(report);
  // Its last answer never came: the device's storage has stopped.
  sync::Trouble stopped;
  stopped.error = {ErrorCode::storage_failed, "the device cannot be written"};
  return {.pulled = {}, .published = {}, .trouble = stopped, .renewal = {}};
}

}  // namespace

Exchange exchange(Device& device, const std::string& device_folder, const SharedFolder& folder,
                  Machine& machine, Output& output) {
  sync::CarryReport report = carry(device, folder, machine);
  if (report.renewal) {
    const bool was_copy = report.renewal->of_copy;
    if (Status renewed = device.renew(*report.renewal, machine); !renewed) {
      return {.exit = complain_of_device(device_folder, renewed.error()), .complete = false};
    }
    if (was_copy) {
      output.put(
          "This folder was a copy of another device's, or restored from an older state. It is "
          "a device of its own now.\n");
    }
    report = carry(device, folder, machine);
  }
  const Status kept = device.flush();
  output.put("came: " + batches(report.pulled.batches) +
             ", went: " + batches(report.published.batches) + '\n');
  const Result<Exit> told = tell_of_devices(device, report, output);
  Exit exit = told ? *told : complain_of_device(device_folder, told.error());
  if (report.published.was_lost) {
    complain(folder.path,
             "What this device had put there was gone, or older than it was. It is all there again "
             "now. If you have not changed the folder yourself, look after it.");
    exit = worse(exit, Exit::unsound);
  }
  if (report.trouble) {
    exit = worse(exit, complain_of_trouble(device_folder, folder.path, *report.trouble));
  }
  if (!kept) exit = worse(exit, complain_of_device(device_folder, kept.error()));
  return {.exit = exit, .complete = !report.trouble && kept.has_value()};
}

}  // namespace holdall::command_line
