#include "sync/invitation.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/base64url.h"
#include "base/checksum.h"
#include "native/randomness.h"

namespace holdall::sync {
namespace {

Invitation sample(std::string address) {
  Invitation invitation{.space = {}, .seed = Secret(), .address = std::move(address)};
  for (std::uint8_t at = 0; at < 16; ++at) invitation.space.bytes[at] = at;
  for (std::uint8_t at = 0; at < 32; ++at) invitation.seed.bytes()[at] = 0xE0 + at;
  return invitation;
}

ErrorCode failure(std::string_view text) {
  const Result<Invitation> invitation = read_invitation_text(text);
  REQUIRE_FALSE(invitation.has_value());
  CHECK_FALSE(invitation.error().detail.empty());
  return invitation.error().code;
}

// A text whose checksum is right, whatever is in it.
std::string text_of(Bytes bytes) {
  ByteWriter writer;
  writer.append(bytes);
  writer.fixed_u32(static_cast<std::uint32_t>(checksum(bytes)));
  return base64url(writer.bytes());
}

Bytes bytes_of(const std::string& text) {
  Bytes bytes = *bytes_of_base64url(text);
  bytes.resize(bytes.size() - 4);
  return bytes;
}

void check_same(std::string_view text, const Invitation& expected) {
  const Result<Invitation> read = read_invitation_text(text);
  REQUIRE(read.has_value());
  CHECK(read->space == expected.space);
  CHECK(std::ranges::equal(read->seed.bytes(), expected.seed.bytes()));
  CHECK(read->address == expected.address);
}

}  // namespace

TEST_CASE("an invitation comes back from its text, whatever stands around it") {
  for (const char* address : {"", "https://files.example/команда/", "x", "xy", "xyz"}) {
    const Invitation invitation = sample(address);
    const std::string text = make_invitation_text(invitation);
    CHECK(text.find_first_not_of(base64url_alphabet) == std::string::npos);
    check_same(text, invitation);
    check_same("\n  " + text + " \r\n", invitation);
    check_same("https://crm.example/holdall/#/join/" + text, invitation);
    check_same("  http://localhost:8080/?lang=uk#/join/" + text + "\n", invitation);
    check_same("#/join/" + text, invitation);
  }
}

TEST_CASE("the text of an invitation is what the format says") {
  CHECK(make_invitation_text(sample("https://files.example/")) ==
        "AQABAgMEBQYHCAkKCwwNDg_g4eLj5OXm5-jp6uvs7e7v8PHy8_"
        "T19vf4-fr7_P3-_2h0dHBzOi8vZmlsZXMuZXhhbXBsZS_5yQ2T");
}

TEST_CASE("what is no invitation is told from one that lost something") {
  CHECK(failure("") == ErrorCode::invalid_argument);
  CHECK(failure(" \n") == ErrorCode::invalid_argument);
  CHECK(failure("https://crm.example/#/join/") == ErrorCode::invalid_argument);
  CHECK(failure("https://crm.example/") == ErrorCode::invalid_argument);
  CHECK(failure("two words") == ErrorCode::invalid_argument);
  CHECK(failure(std::string(10'000, 'A')) == ErrorCode::invalid_argument);
  CHECK(failure("A") == ErrorCode::damaged);
  CHECK(failure(text_of({})) == ErrorCode::damaged);
  CHECK(failure(text_of({1})) == ErrorCode::damaged);
  CHECK(failure(text_of(Bytes(60, 0))) == ErrorCode::damaged);
  const Bytes bytes = bytes_of(make_invitation_text(sample("")));
  CHECK(failure(text_of({bytes.begin(), bytes.end() - 1})) == ErrorCode::damaged);
  Bytes no_text = bytes;
  no_text.push_back(0xFF);
  CHECK(failure(text_of(no_text)) == ErrorCode::damaged);
}

TEST_CASE("an invitation of which a character is missing or another is damaged") {
  const std::string text = make_invitation_text(sample("https://files.example/"));
  for (std::size_t at = 0; at < text.size(); ++at) {
    CAPTURE(at);
    CHECK(failure(text.substr(0, at)) ==
          (at == 0 ? ErrorCode::invalid_argument : ErrorCode::damaged));
    std::string changed = text;
    changed[at] = text[at] == 'x' ? 'y' : 'x';
    CHECK(failure(changed) == ErrorCode::damaged);
    changed = text;
    changed.erase(at, 1);
    CHECK(failure(changed) == ErrorCode::damaged);
  }
  CHECK(failure(text + "A") == ErrorCode::damaged);
}

TEST_CASE("an invitation of a newer version is told as such, if it is whole") {
  Bytes bytes = bytes_of(make_invitation_text(sample("")));
  bytes.front() = 2;
  CHECK(failure(text_of(bytes)) == ErrorCode::newer_format);
  bytes.resize(20);
  CHECK(failure(text_of(bytes)) == ErrorCode::newer_format);
  CHECK(failure(text_of(bytes) + "AAAA") == ErrorCode::damaged);
}

}  // namespace holdall::sync
