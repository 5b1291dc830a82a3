#include "totals.h"

namespace holdall::sim {

const char* name_of(Event event) {
  static constexpr std::array<const char*, event_count> names = {"act",
                                                                 "import_step",
                                                                 "sync",
                                                                 "step",
                                                                 "wait",
                                                                 "idle",
                                                                 "upgrade",
                                                                 "crash",
                                                                 "crash_at_write",
                                                                 "storage_full",
                                                                 "storage_answer_lost",
                                                                 "restore_profile",
                                                                 "copy_profile",
                                                                 "become_new",
                                                                 "clock_years",
                                                                 "clock_back",
                                                                 "newer_batches",
                                                                 "arrive",
                                                                 "faults",
                                                                 "read_only",
                                                                 "parcel",
                                                                 "parcel_spoilt",
                                                                 "remember_place",
                                                                 "empty_place",
                                                                 "roll_back",
                                                                 "spoil_file",
                                                                 "truncate_file",
                                                                 "duplicate_file",
                                                                 "swap_files",
                                                                 "drop_file",
                                                                 "replay_file",
                                                                 "forge_file"};
  return names[static_cast<std::size_t>(event)];
}

const char* name_of(native::EndpointFault fault) {
  static constexpr std::array<const char*, native::endpoint_fault_count> names = {
      "offline",         "busy",        "refused",        "full",       "torn_put",
      "dropped_put",     "lost_answer", "lost_overwrite", "stale_read", "truncated_read",
      "duplicated_read", "empty_read",  "absent_read",    "slow"};
  return names[static_cast<std::size_t>(fault)];
}

void Totals::add(const Totals& other) {
  schedules += other.schedules;
  events += other.events;
  edits += other.edits;
  batches += other.batches;
  conflicts += other.conflicts;
  snapshots += other.snapshots;
  chunks += other.chunks;
  late += other.late;
  unparked += other.unparked;
  const auto sum = [](auto& into, const auto& from) {
    for (std::size_t index = 0; index < into.size(); ++index) into[index] += from[index];
  };
  sum(of_kind, other.of_kind);
  sum(endpoint_faults, other.endpoint_faults);
  sum(deeds, other.deeds);
}

}  // namespace holdall::sim
