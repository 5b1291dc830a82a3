#include "sync/roster.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "sync/kept.h"

namespace holdall::sync {
namespace {

constexpr const char* record_name = "roster";

struct KeptName {
  DeviceName name;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(name.bytes);
  }
};

struct KeptRoster {
  std::vector<Bytes> introductions;
  std::vector<KeptName> own_doors;
  std::vector<KeptName> other_doors;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(introductions, own_doors, other_doors);
  }
};

std::vector<KeptName> kept_names(std::span<const DeviceName> names) {
  std::vector<KeptName> kept;
  kept.reserve(names.size());
  for (const DeviceName& name : names) kept.push_back({name});
  return kept;
}

auto at_name(std::vector<RosterMember>& members, const DeviceName& device) {
  return std::ranges::lower_bound(
      members, device, {}, [](const RosterMember& member) { return member.introduction.device(); });
}

}  // namespace

Result<Roster> Roster::load(Replica& replica, const Space& space) {
  const Result<KeptRoster> kept = read_kept<KeptRoster>(replica, record_name);
  if (!kept) return fail(kept.error());
  Roster roster;
  roster.members_.push_back({.introduction = {.key = space.founder(), .label = {}}, .object = {}});
  const Result<bool> self = roster.add(space.introduction(), space);
  if (!self) return fail(self.error());
  for (const Bytes& introduction : kept->introductions) {
    const Result<bool> added = roster.add(introduction, space);
    if (!added) return fail(added.error());
  }
  for (const KeptName& door : kept->own_doors) roster.invite(door.name);
  for (const KeptName& door : kept->other_doors) roster.hear_of_invitation(door.name);
  return roster;
}

Status Roster::keep(Replica& replica) const {
  const KeptRecord kept = record();
  return replica.keep({&kept, 1});
}

KeptRecord Roster::record() const {
  const KeptRoster kept{.introductions = introductions(),
                        .own_doors = kept_names(own_doors_),
                        .other_doors = kept_names(other_doors_)};
  return record_of(record_name, kept);
}

bool Roster::has_successor(const DeviceName& device) const { return is_used(device); }

bool Roster::must_yield(const Space& space) const {
  const PublicKey& own_key = space.device().public_key();
  const RosterMember* const self = find(space.device().name());
  HOLDALL_ASSERT(self != nullptr);
  return std::ranges::any_of(members_, [&](const RosterMember& member) {
    return member.introduction.number == self->introduction.number &&
           member.introduction.key.bytes < own_key.bytes;
  });
}

std::vector<Bytes> Roster::introductions() const {
  std::vector<Bytes> objects;
  for (const RosterMember& member : members_)
    if (!member.object.empty()) objects.push_back(member.object);
  return objects;
}

const RosterMember* Roster::find(const DeviceName& device) const {
  const auto found = std::ranges::find(
      members_, device, [](const RosterMember& member) { return member.introduction.device(); });
  return found == members_.end() ? nullptr : &*found;
}

Result<bool> Roster::add(ByteView introduction, const Space& space) {
  Result<Introduction> opened = open_introduction(introduction, space.id(), space.root());
  if (!opened) return fail(std::move(opened.error()));
  const auto place = at_name(members_, opened->device());
  RosterMember member{.introduction = *std::move(opened),
                      .object = Bytes(introduction.begin(), introduction.end())};
  const bool known =
      place != members_.end() && place->introduction.device() == member.introduction.device();
  // A device introduces itself once.
  if (known && !place->object.empty()) return false;
  if (known) {
    *place = std::move(member);
  } else {
    members_.insert(place, std::move(member));
  }
  close_used();
  return true;
}

bool Roster::is_used(const DeviceName& invitation) const {
  return std::ranges::any_of(members_, [&invitation](const RosterMember& member) {
    return member.introduction.invitation == invitation;
  });
}

bool Roster::open(const DeviceName& invitation, std::vector<DeviceName>& doors) {
  if (is_used(invitation)) return false;
  if (std::ranges::contains(own_doors_, invitation)) return false;
  if (std::ranges::contains(other_doors_, invitation)) return false;
  if (doors.size() >= roster_doors_max) doors.erase(doors.begin());
  doors.push_back(invitation);
  return true;
}

void Roster::close_used() {
  const auto used = [this](const DeviceName& door) { return is_used(door); };
  std::erase_if(own_doors_, used);
  std::erase_if(other_doors_, used);
}

std::vector<DeviceName> Roster::all_doors() const {
  std::vector<DeviceName> doors = own_doors_;
  doors.insert(doors.end(), other_doors_.begin(), other_doors_.end());
  return doors;
}

Result<Secret> make_invitation(Replica& replica, const Space& space,
                               platform::Randomness& randomness) {
  Result<Roster> roster = Roster::load(replica, space);
  if (!roster) return fail(std::move(roster.error()));
  Secret seed = Secret::random(randomness);
  roster->invite(DeviceKeys(seed).name());
  if (Status kept = roster->keep(replica); !kept) return fail(std::move(kept.error()));
  return seed;
}

}  // namespace holdall::sync
