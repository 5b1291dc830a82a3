#pragma once

#include <array>
#include <cstdint>

#include "native/memory_endpoint.h"
#include "person.h"

namespace holdall::sim {

// What can happen between two steps of anybody.
enum class Event : std::uint8_t {
  act,
  import_step,
  sync,
  step,
  wait,
  idle,
  upgrade,  // the device has a version to come from now on
  // From here on what goes wrong, at a device …
  crash,
  crash_at_write,
  storage_full,
  storage_answer_lost,
  restore_profile,  // as it was once, while others have seen what it did since
  copy_profile,     // the same on another device, and both go on
  become_new,  // not drawn: what a device does that finds a copy of itself, or one with its number
  clock_years,
  clock_back,
  newer_batches,  // the device writes batches from now on that older versions park
  arrive,         // one that was invited comes, and the others have been at work for long
  // … on the way to the place and back (the endpoint's own faults are counted one by one) …
  faults,
  read_only,
  parcel,
  parcel_spoilt,
  // … and at the place.
  remember_place,
  empty_place,
  roll_back,
  spoil_file,
  truncate_file,
  duplicate_file,
  swap_files,
  drop_file,
  replay_file,
  forge_file,
  count,
};
inline constexpr std::size_t event_count = static_cast<std::size_t>(Event::count);
[[nodiscard]] const char* name_of(Event event);
[[nodiscard]] const char* name_of(native::EndpointFault fault);

// Plain numbers, so that a process can hand them to another as bytes.
struct Totals {
  std::uint64_t schedules = 0;
  std::uint64_t events = 0;
  std::uint64_t edits = 0;  // that stood in the end
  std::uint64_t batches = 0;
  std::uint64_t conflicts = 0;  // records that were checked and in which edits had met
  std::array<std::uint64_t, event_count> of_kind = {};
  std::array<std::uint64_t, native::endpoint_fault_count> endpoint_faults = {};
  DeedCounts deeds = {};
  std::uint64_t snapshots = 0;  // made
  std::uint64_t chunks = 0;     // taken in
  std::uint64_t late = 0;       // devices that came late and took in a snapshot
  std::uint64_t unparked = 0;   // batches

  void add(const Totals& other);
};

}  // namespace holdall::sim
