#pragma once

#include <vector>

#include "device.h"
#include "totals.h"

namespace holdall::sim {

// What cannot be held to all of it.
struct Exceptions {
  // Two devices have had one number, and take each other's records for their own.
  bool same_numbers = false;
  // A profile was copied or restored. Of the batch in which the two parted the copy knows a part,
  // which no vector can say.
  bool copied = false;
};

// What must hold once all have exchanged everything: all databases say the same of all records,
// they say what the model expects, every edit stands in the history of its record on every device,
// what is derived is what is derived anew, and nothing contradicts itself. The dear checks take
// some records, drawn at random; the first violation fails.
[[nodiscard]] Status check_agreement(const std::vector<Device*>& devices, const Model& model,
                                     const Exceptions& exceptions, native::SeededRandomness& dice,
                                     Totals& totals);

}  // namespace holdall::sim
