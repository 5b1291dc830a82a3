#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace holdall {

// Base64 with the alphabet that is safe in addresses, without padding (RFC 4648, section 5).
inline constexpr std::string_view base64url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

[[nodiscard]] std::string base64url(ByteView bytes);

// Nothing if the text is not what base64url() makes of some bytes: another character, a length that
// none has, or bits set behind the last byte.
[[nodiscard]] std::optional<Bytes> bytes_of_base64url(std::string_view text);

}  // namespace holdall
