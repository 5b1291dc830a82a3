// The words of invitations, as they are pasted, and the bytes in them. The first byte says which.
#include "sync/invitation.h"

#include "base/base64url.h"
#include "base/checksum.h"
#include "sealed.h"

namespace holdall::fuzz {
namespace {

// Bytes with the checksum that they must have, as a word.
std::string word_of(ByteView bytes) {
  ByteWriter writer;
  writer.append(bytes);
  writer.fixed_u32(static_cast<std::uint32_t>(checksum(bytes)));
  return base64url(writer.bytes());
}

}  // namespace

std::vector<Bytes> seeds() {
  native::SeededRandomness randomness(2);
  std::vector<Bytes> seeds;
  for (const char* address : {"", "https://a.example/ґ"}) {
    const std::string text = sync::make_invitation_text(
        {.space = space().id(), .seed = sync::Secret::random(randomness), .address = address});
    const std::optional<Bytes> bytes = bytes_of_base64url(text);
    require(bytes.has_value() && word_of(ByteView(*bytes).first(bytes->size() - 4)) == text,
            "an invitation is a word with a checksum");
    const std::string link =
        " https://crm.example/" + std::string(sync::invitation_fragment) + text;
    Bytes pasted = {0};
    pasted.insert(pasted.end(), link.begin(), link.end());
    seeds.push_back(std::move(pasted));
    Bytes content = {1};
    content.insert(content.end(), bytes->begin(), bytes->end() - 4);
    seeds.push_back(std::move(content));
  }
  return seeds;
}

void run(ByteView input) {
  if (input.empty()) return;
  const bool is_word = input[0] % 2 == 1;
  const std::string text =
      is_word ? word_of(input.subspan(1)) : std::string(as_text(input.subspan(1)));
  const AllocationLimit limit(input.size());
  const Result<sync::Invitation> invitation = sync::read_invitation_text(text);
  if (!invitation) return;
  const std::string again = sync::make_invitation_text(*invitation);
  require(is_word ? again == text : text.find(again) != std::string::npos,
          "an invitation has one word");
}

}  // namespace holdall::fuzz
