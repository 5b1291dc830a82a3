#include "settlement.h"

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "remembered_signatures.h"
#include "store/merge.h"
#include "sync/roster.h"

namespace holdall::sim {
namespace {

constexpr sync::PassphraseCost cheap{.memory_kib = 8, .passes = 1};
constexpr std::string_view passphrase = "Ґанок і кішка";
constexpr int rounds_until_acquainted = 4;
// Ids of the device with the other one's number begin here: none is given twice.
constexpr std::int64_t second_counter = 1 << 20;

class Builder {
 public:
  explicit Builder(const SettlementKind& kind) : kind_(kind) {}

  [[nodiscard]] Status build(Settlement& made) {
    for (std::size_t index = 0; index < kind_.devices; ++index) {
      if (Status added = add(); !added) return added;
    }
    const int rounds = kind_.acquainted ? rounds_until_acquainted : 1;
    for (int round = 0; round < rounds; ++round) {
      for (const auto& device : devices_) {
        // Invitations are published before anybody gets their links.
        if (!kind_.acquainted && device != devices_.front()) continue;
        device->run_carrier();
        if (Status finished = device->finish_carrier(); !finished) return finished;
        if (device->last_report()->trouble) return violation("a settler's exchange failed");
      }
    }
    for (const auto& device : devices_) {
      device->image().checkpoint();
      if (Status durable = device->make_durable(); !durable) return durable;
      device->loop.run_until_idle();
      made.births.push_back({device->space().encode(), device->disk()});
      made.names.push_back(device->space().device().name());
    }
    made.place = place_;
    const sync::Space& founder = devices_.front()->space();
    Result<sync::Space> outsider =
        sync::Space::join(founder.object(), founder.id(), passphrase,
                          {.number = settlers_max + 1, .label = "?"}, nullptr, randomness_);
    if (!outsider) return fail(outsider.error());
    made.outsider = *std::move(outsider);
    return {};
  }

 private:
  [[nodiscard]] Result<sync::Space> space_for(std::size_t index) {
    const bool repeats = kind_.same_numbers && kind_.tells_numbers && index == 1;
    const auto number = static_cast<std::uint32_t>(repeats ? 1 : index + 1);
    if (index == 0) {
      return sync::Space::found(passphrase, cheap, {.number = number, .label = "laptop"},
                                randomness_);
    }
    Device& founder = *devices_.front();
    const Result<sync::Secret> invitation =
        sync::make_invitation(founder.replica(), founder.space(), randomness_);
    if (!invitation) return fail(invitation.error());
    return sync::Space::join(founder.space().object(), founder.space().id(), passphrase,
                             {.number = number, .label = "phone"}, &*invitation, randomness_);
  }

  [[nodiscard]] Status add() {
    const std::size_t index = devices_.size();
    Result<sync::Space> space = space_for(index);
    if (!space) return fail(space.error());
    Result<std::unique_ptr<Device>> device =
        Device::make(index + 1, {space->encode(), {}}, place_, nullptr, randomness_.next_u64());
    if (!device) return fail(device.error());
    devices_.push_back(*std::move(device));
    store::Store& store = devices_.back()->store();
    if (kind_.same_numbers && index == 1) {
      const Status set = store.database().execute(
          "UPDATE device SET number = " + std::to_string(devices_.front()->store().device()) +
          ", next_counter = " + std::to_string(second_counter));
      if (!set) return set;
      if (Status loaded = store.load_device(); !loaded) return loaded;
    }
    return store::name_own_stream(store, devices_.back()->space().device().name());
  }

  SettlementKind kind_;
  native::SeededRandomness randomness_{20'261'122};
  native::MemoryPlace place_;
  std::vector<std::unique_ptr<Device>> devices_;
};

}  // namespace

Result<const Settlement*> settlement(const SettlementKind& kind) {
  using Key = std::tuple<std::size_t, bool, bool, bool>;
  static std::map<Key, std::unique_ptr<Settlement>> known;
  std::unique_ptr<Settlement>& found = known[{kind.devices, kind.acquainted, kind.same_numbers,
                                              kind.same_numbers && kind.tells_numbers}];
  if (!found) {
    auto made = std::make_unique<Settlement>();
    if (Status built = Builder(kind).build(*made); !built) return fail(built.error());
    keep_signatures();
    found = std::move(made);
  }
  return found.get();
}

}  // namespace holdall::sim
