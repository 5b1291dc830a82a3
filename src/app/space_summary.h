#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/durable_image.h"
#include "store/store.h"
#include "sync/replica.h"
#include "sync/roster.h"
#include "sync/space.h"

namespace holdall::app {

// A device of a shared space, as another one or itself knows it.
struct SpaceDevice {
  std::string name;   // 32 hexadecimal digits
  std::string label;  // what people call it, fit for one line of a terminal; empty: not known yet
  std::uint64_t batches = 0;  // of it that are here; of the own one: that it has closed
  bool own = false;
};

struct SpaceSummary {
  std::string id;  // 32 hexadecimal digits
  std::vector<SpaceDevice> devices;
  std::size_t open_invitations = 0;  // that nobody has used yet
};

// Of a database; nothing: it is in no space, or the keys of its space were left out. Fails with
// damaged, newer_format, and as the store does.
[[nodiscard]] Result<std::optional<SpaceSummary>> summarise_space(store::DurableImage& image,
                                                                  store::Store& store);
[[nodiscard]] Result<SpaceSummary> summarise_space(sync::Replica& replica,
                                                   const sync::Space& space);

// One object of JSON; docs/command-line.md describes it.
[[nodiscard]] std::string space_json(const SpaceSummary& summary);

// What people call it and, where nothing is known, the beginning of its name.
[[nodiscard]] std::string device_words(const SpaceDevice& device);

}  // namespace holdall::app
