#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "settlement.h"
#include "totals.h"

namespace holdall::sim {

// What happens at each event, for who replays a seed. Empty: nobody listens.
using Trace = std::function<void(const std::string&)>;

// One story of a few devices, drawn from its seed alone, and what must hold in the end.
class Schedule {
 public:
  Schedule(std::uint64_t seed, Totals& totals, Trace trace)
      : dice_(seed), totals_(totals), trace_(std::move(trace)) {}

  // Fails with the first thing that does not hold.
  [[nodiscard]] Status run();

 private:
  [[nodiscard]] Status begin();
  // The next one of the settlement.
  [[nodiscard]] Status add_device();
  [[nodiscard]] Status happen(Event event);
  [[nodiscard]] Status happen_to(Device& device, Event event);
  [[nodiscard]] Status act(Device& device, bool imports);
  [[nodiscard]] Status step(Device& device, std::size_t tasks);
  [[nodiscard]] Status wait();
  [[nodiscard]] Status arrive();
  [[nodiscard]] Status crash(Device& device);
  [[nodiscard]] Status parcel(Device& from, bool spoilt);
  [[nodiscard]] Status use_profile(Device& device, Event event);
  [[nodiscard]] Status become_new(Device& device);
  void set_clock(Device& device, Event event);
  void set_faults();
  void harm_place(Event event);
  void harm_file(Event event, Bytes& bytes);
  void forge(const std::string& path, Bytes& bytes);
  [[nodiscard]] std::map<std::string, Bytes>::iterator any_file();
  [[nodiscard]] Status settle();
  [[nodiscard]] Result<bool> exchange(Device& device, bool to_rest);
  [[nodiscard]] Status exchange_all(bool to_rest);
  [[nodiscard]] Result<bool> has_all_merged();
  void tell_streams(Device& device, const sync::CarryReport& report);
  [[nodiscard]] Event draw();
  [[nodiscard]] std::size_t below(std::size_t limit) {
    return static_cast<std::size_t>(dice_.below(limit));
  }
  [[nodiscard]] Device& any_device() { return *devices_[below(devices_.size())]; }
  void tell(const std::string& what) const {
    if (trace_) trace_(what);
  }

  native::SeededRandomness dice_;
  Totals& totals_;
  Trace trace_;
  SettlementKind kind_;
  const Settlement* settlement_ = nullptr;
  native::MemoryPlace place_;
  std::map<std::string, Bytes> remembered_;
  std::unique_ptr<Model> model_;
  std::vector<std::unique_ptr<Device>> devices_;
  std::size_t settled_ = 0;  // of the settlement's devices; then come copies
  // The profile of a device as it was at a moment.
  struct Profile {
    Device* device;
    Author author;
    native::MemoryDisk disk;
  };
  // Whom nobody is any more.
  struct Former {
    Author author;
    DeviceName name;
  };

  bool with_imports_ = false;
  bool with_restoring_ = false;
  std::optional<Profile> profile_;
  bool profile_used_ = false;
  std::vector<Former> former_;
  bool with_upgrades_ = false;
  bool with_newer_batches_ = false;
  std::uint32_t fault_per_mille_ = 0;
};

}  // namespace holdall::sim
