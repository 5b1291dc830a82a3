#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/device_name.h"
#include "base/result.h"
#include "sync/introduction.h"
#include "sync/replica.h"
#include "sync/space.h"

namespace holdall::sync {

struct RosterMember {
  Introduction introduction;  // of the founder before it is read: the key alone, number 0
  Bytes object;               // the introduction as it came; empty: not read yet
};

// The devices of a space that this one knows, itself among them, and the invitations that nobody
// has used yet. Every device's index repeats it, so that each device comes to know all.
class Roster {
 public:
  // As the replica keeps it, with this device and the founder in any case. Fails with damaged, and
  // as the replica does.
  [[nodiscard]] static Result<Roster> load(Replica& replica, const Space& space);
  [[nodiscard]] Status keep(Replica& replica) const;
  [[nodiscard]] KeptRecord record() const;

  [[nodiscard]] std::span<const RosterMember> members() const { return members_; }
  // Whether another device has this one's number in ids and stamps, and this one must give it up:
  // of two the one with the greater key does.
  [[nodiscard]] bool must_yield(const Space& space) const;
  // Whether some device goes on from this one.
  [[nodiscard]] bool has_successor(const DeviceName& device) const;
  // Null: unknown.
  [[nodiscard]] const RosterMember* find(const DeviceName& device) const;

  // Of all whose introduction was read, as objects.
  [[nodiscard]] std::vector<Bytes> introductions() const;

  // True if it says something new. Fails as open_introduction() does.
  [[nodiscard]] Result<bool> add(ByteView introduction, const Space& space);

  // An invitation of this device, and one that another device tells of. What is used up is passed
  // over, and of more than roster_doors_max the oldest is forgotten; true if it is new.
  bool invite(const DeviceName& invitation) { return open(invitation, own_doors_); }
  bool hear_of_invitation(const DeviceName& invitation) { return open(invitation, other_doors_); }
  // Those that nobody has used yet.
  [[nodiscard]] std::span<const DeviceName> own_doors() const { return own_doors_; }
  [[nodiscard]] std::vector<DeviceName> all_doors() const;

 private:
  [[nodiscard]] bool is_used(const DeviceName& invitation) const;
  bool open(const DeviceName& invitation, std::vector<DeviceName>& doors);
  void close_used();

  std::vector<RosterMember> members_;  // by ascending name
  std::vector<DeviceName> own_doors_;
  std::vector<DeviceName> other_doors_;
};

// A new invitation of this device: the seed that the link brings, to be shown once it is published.
// Fails as the replica does.
[[nodiscard]] Result<Secret> make_invitation(Replica& replica, const Space& space,
                                             platform::Randomness& randomness);

// So many invitations of this device can be used, and as many of all others.
inline constexpr std::size_t roster_doors_max = 16;

}  // namespace holdall::sync
