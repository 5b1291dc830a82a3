#pragma once

#include <vector>

#include "device.h"
#include "settlement.h"
#include "totals.h"

namespace holdall::sim {

// What must hold once all have exchanged everything: all databases say the same of all records,
// they say what the model expects, every edit stands in the history of its record on every device,
// what is derived is what is derived anew, and nothing contradicts itself. The dear checks take
// some records, drawn at random; the first violation fails.
[[nodiscard]] Status check_agreement(const std::vector<Device*>& devices, const Model& model,
                                     const SettlementKind& kind, native::SeededRandomness& dice,
                                     Totals& totals);

}  // namespace holdall::sim
