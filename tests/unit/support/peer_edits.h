#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "change/batch_body.h"
#include "model/value.h"

namespace holdall::change {

// The workload of the sync bench, as its peers get it (tests/bench/sync/workload.mjs): five devices
// each make single-cell edits of 10,000 deals of 12 fields, at the same time, with gaps of 20 s in
// the mean and clocks that are wrong by up to days.
inline constexpr std::uint32_t peer_devices = 5;
inline constexpr std::uint32_t peer_record_count = 10'000;
inline constexpr std::uint32_t peer_fields = 12;
// Nobody edits before, but whose clock is slow.
inline constexpr std::int64_t peer_start_ms = 1'790'000'000'000;

// The fields in their order: name, company, contact, stage, amount, currency, probability, date of
// closing (ISO 8601), owner, source, next step, notes. Text is text; amounts and probabilities are
// integers.
using PeerRecord = std::array<model::Value, peer_fields>;

// What the devices begin with.
[[nodiscard]] std::vector<PeerRecord> peer_records();

struct PeerEdit {
  std::uint32_t record = 0;  // from 0 on
  std::uint32_t field = 0;   // from 0 on
  model::Value value;
  std::int64_t wall_ms = 0;  // by the device's clock
};

// mulberry32, which the JavaScript of the workload uses.
class PeerRandom {
 public:
  explicit PeerRandom(std::uint32_t seed) : state_(seed) {}

  double next();
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(next() * limit); }

 private:
  std::uint32_t state_;
};

// The edits of one device (0 to 4), one after the other.
class PeerEdits {
 public:
  explicit PeerEdits(std::uint32_t device);

  [[nodiscard]] PeerEdit next();

 private:
  PeerRandom random_;
  PeerRandom gaps_;
  std::int64_t wall_ms_;
};

// What one device makes in one go, the fields numbered from 1.
[[nodiscard]] BatchBody peer_edits(std::uint32_t device, std::uint32_t count);

}  // namespace holdall::change
