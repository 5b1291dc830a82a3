#include "sync/invitation.h"

#include <sodium/utils.h>

#include <algorithm>
#include <optional>

#include "base/base64url.h"
#include "base/checksum.h"
#include "base/utf8.h"

namespace holdall::sync {
namespace {

constexpr std::uint8_t invitation_version = 1;
constexpr std::size_t space_bytes = sizeof(SpaceId::bytes);
constexpr std::size_t checksum_bytes = 4;
constexpr std::size_t bytes_min = 1 + space_bytes + Secret::size_bytes + checksum_bytes;
// No address of a place is as long; what is longer is some other text that was pasted.
constexpr std::size_t text_bytes_max = 8192;

std::uint32_t short_checksum(ByteView bytes) { return static_cast<std::uint32_t>(checksum(bytes)); }

// The lowest 32 bits of the checksum stand behind what they are of.
bool is_whole(ByteView bytes) {
  if (bytes.size() < 1 + checksum_bytes) return false;
  const std::size_t length = bytes.size() - checksum_bytes;
  return ByteReader(bytes.subspan(length)).fixed_u32() == short_checksum(bytes.first(length));
}

// The word of the invitation in what somebody has pasted.
std::string_view word_of(std::string_view text) {
  const std::size_t fragment = text.find(invitation_fragment);
  if (fragment != std::string_view::npos) text.remove_prefix(fragment + invitation_fragment.size());
  return trimmed(text);
}

// Also one that has lost characters, of which no bytes can be made any more.
bool may_be_invitation(std::string_view word) {
  return !word.empty() && word.size() <= text_bytes_max &&
         word.find_first_not_of(base64url_alphabet) == std::string_view::npos;
}

Result<Invitation> parse(ByteView bytes) {
  ByteReader reader(bytes);
  const std::uint8_t version = reader.fixed_u8();
  if (version > invitation_version) {
    return fail(ErrorCode::newer_format, "the invitation was made by a newer version of Holdall");
  }
  if (version != invitation_version || bytes.size() < bytes_min) {
    return fail(ErrorCode::damaged, "the invitation is not one that any version made");
  }
  Invitation invitation;
  std::ranges::copy(reader.take(space_bytes), invitation.space.bytes.begin());
  std::ranges::copy(reader.take(Secret::size_bytes), invitation.seed.bytes().begin());
  invitation.address = as_text(reader.take(reader.left() - checksum_bytes));
  if (!is_valid_utf8(invitation.address)) {
    return fail(ErrorCode::damaged, "the address in the invitation cannot be read");
  }
  return invitation;
}

}  // namespace

std::string make_invitation_text(const Invitation& invitation) {
  ByteWriter writer;
  writer.fixed_u8(invitation_version);
  writer.append(invitation.space.bytes);
  writer.append(invitation.seed.bytes());
  writer.append(as_bytes(invitation.address));
  writer.fixed_u32(short_checksum(writer.bytes()));
  Bytes bytes = writer.take();
  std::string text = base64url(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return text;
}

Result<Invitation> read_invitation_text(std::string_view text) {
  const std::string_view word = word_of(text);
  if (!may_be_invitation(word)) {
    return fail(ErrorCode::invalid_argument, "the text is no invitation");
  }
  std::optional<Bytes> bytes = bytes_of_base64url(word);
  if (!bytes || !is_whole(*bytes)) {
    return fail(ErrorCode::damaged,
                "the invitation is cut off or mistyped; copy all of it once more");
  }
  Result<Invitation> invitation = parse(*bytes);
  sodium_memzero(bytes->data(), bytes->size());
  return invitation;
}

}  // namespace holdall::sync
