#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall::app {

// What everyone can read of a parcel of a shared space, without its keys. Nobody vouches for it.
struct ParcelSummary {
  std::uint64_t file_bytes = 0;
  std::string space;  // 32 hexadecimal digits
  std::uint64_t introductions = 0;
  struct Stream {
    std::string device;       // 32 hexadecimal digits
    std::uint64_t first = 0;  // of the batches in it
    std::uint64_t last = 0;
    std::uint64_t bytes = 0;
  };
  std::vector<Stream> streams;
  struct Known {
    std::string device;
    std::uint64_t batches = 0;
  };
  std::vector<Known> sender_has;  // its own among it
};

// Fails as sync::open_parcel() does.
[[nodiscard]] Result<ParcelSummary> summarise_parcel(ByteView file);

// In English, a line for each fact.
[[nodiscard]] std::string parcel_text(const ParcelSummary& summary);
// One object of JSON; docs/command-line.md describes it.
[[nodiscard]] std::string parcel_json(const ParcelSummary& summary);

}  // namespace holdall::app
