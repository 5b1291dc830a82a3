#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "sync/names.h"
#include "sync/sealing.h"

namespace holdall::sync {

// What a device needs beside the passphrase to join a space (docs/sync-format.md 'Invitations').
struct Invitation {
  SpaceId space;
  Secret seed;          // of the invitation's key, made by make_invitation() of the roster
  std::string address;  // of the place, UTF-8; empty: it is told otherwise
};

// Behind this in the address of the app stands the text of an invitation.
inline constexpr std::string_view invitation_fragment = "#/join/";

// One word of letters, digits, '-' and '_', to be copied or to stand in an address. Whoever has it
// and the passphrase is let in once: it is a secret as long as nobody has used it.
[[nodiscard]] std::string make_invitation_text(const Invitation& invitation);

// Takes the text as make_invitation_text() made it, or any address with `invitation_fragment` and
// the text behind it; white space around it does not count. Fails with invalid_argument (this is no
// invitation at all), damaged (cut off, or mistyped), newer_format.
[[nodiscard]] Result<Invitation> read_invitation_text(std::string_view text);

}  // namespace holdall::sync
