#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "exchange/imported_deal.h"

// The deals of `scripts/bench storage`, and of the new device in `scripts/bench sync`: what
// tests/bench/storage/workload.js gives the peers, made in C++. The bench compares the sums of
// both.
namespace holdall::bench {

struct BenchRow {
  std::int64_t id = 0;
  std::string title;
  std::string_view stage;
  std::int64_t amount = 0;
  std::string_view currency;
  std::int64_t owner = 0;
  std::string organisation;
  std::string contact;
  std::string email;
  std::string phone;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
  std::string note;
};

// The row of a number from 1 on: about 300 bytes, the same on every machine.
[[nodiscard]] BenchRow bench_row(std::uint32_t id);

// The same as an import of a file proposes it, with as many people as deals.
[[nodiscard]] exchange::ImportedDeal imported_deal(const BenchRow& row);

struct BenchUpdate {
  std::string_view stage;
  std::int64_t amount = 0;
  std::int64_t updated_ms = 0;
  std::int64_t id = 0;
};

// The update of a number among rows 1 to `rows`.
[[nodiscard]] BenchUpdate bench_update(std::uint32_t number, std::uint32_t rows);

}  // namespace holdall::bench
