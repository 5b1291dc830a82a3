#pragma once

#include <string>

#include "sync/replica.h"
#include "sync/signed_object.h"

namespace holdall::sync {

// Structures that sync keeps in the replica. A record that is not there is a T as it is made. Fails
// with damaged, out_of_memory, and as the replica does.
template <class T>
[[nodiscard]] Result<T> read_kept(Replica& replica, const std::string& name) {
  const Result<Bytes> bytes = replica.kept(name);
  if (!bytes) return fail(bytes.error());
  if (bytes->empty()) return T{};
  auto budget = change::AllocationBudget::for_input(bytes->size());
  return change::read_bounded<T>(*bytes, budget);
}

template <class T>
[[nodiscard]] KeptRecord record_of(const std::string& name, const T& value) {
  return {.name = name, .bytes = serialize_part(value)};
}

template <class T>
[[nodiscard]] Status keep(Replica& replica, const std::string& name, const T& value) {
  const KeptRecord record = record_of(name, value);
  return replica.keep({&record, 1});
}

}  // namespace holdall::sync
