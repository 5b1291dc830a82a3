#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "../../unit/support/peer_edits.h"
#include "base/record_id.h"
#include "change/change.h"
#include "device.h"

namespace holdall::bench {

// The peers' workload on the app's own schema. Each of the twelve fields is a field of a deal of
// its type: stages, owners and companies are links to records, amount and currency one value, the
// probability the place in the column.
class Deals {
 public:
  // Makes the records that the devices begin with: 10,000 deals, 1,000 organisations, 20 members, 7
  // stages, in one command.
  static void create(Device& device);

  // Finds them in the database of a device.
  explicit Deals(Device& device);

  // Does an edit as a command of its own, by the clock of who makes it.
  void apply(const change::PeerEdit& edit);

  // The deal of a number from 0 on.
  [[nodiscard]] static RecordId find(Device& device, std::uint32_t number);
  [[nodiscard]] static RecordId pipeline(Device& device);

 private:
  using Ids = std::map<std::string, RecordId>;

  [[nodiscard]] Ids ids_of(const char* table);
  [[nodiscard]] change::CellValue cell(const change::PeerEdit& edit, RecordId deal);
  [[nodiscard]] change::CellValue value_cell(RecordId deal, const model::Value& value);

  Device& device_;
  Ids stages_;
  Ids members_;
  Ids organisations_;
  std::vector<RecordId> deals_;
};

// XXH64 of all edits of the devices as text, which the peers' JavaScript makes as well.
[[nodiscard]] std::uint64_t workload_digest(std::uint32_t edits_per_device);

}  // namespace holdall::bench
