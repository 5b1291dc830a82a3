#include "sync/space.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "forged_object.h"
#include "space_fixture.h"
#include "sync/introduction.h"
#include "sync/paths.h"

namespace holdall::sync {
namespace {

ErrorCode failure(const Result<Space>& space) {
  REQUIRE_FALSE(space.has_value());
  return space.error().code;
}

}  // namespace

TEST_CASE("a second device joins by the space object and the passphrase") {
  native::SeededRandomness randomness(1);
  const Space founder = found_space(randomness);
  const Space joiner = join_space(founder, randomness, 2);
  CHECK(joiner.id() == founder.id());
  CHECK(joiner.founder() == founder.device().public_key());
  CHECK(joiner.root().id() == founder.root().id());
  CHECK(joiner.device().name() != founder.device().name());
  CHECK(joiner.object() == founder.object());
  CHECK(founder.object().size() <= space_object_bytes_max);
  const Result<Introduction> introduction =
      open_introduction(joiner.introduction(), founder.id(), founder.root());
  REQUIRE(introduction.has_value());
  CHECK(introduction->key == joiner.device().public_key());
  CHECK(introduction->number == 2);
  CHECK(introduction->label == "phone");
  CHECK_FALSE(introduction->invitation.has_value());
}

TEST_CASE("whose introduction came by an invitation is to be seen") {
  native::SeededRandomness randomness(2);
  const Space founder = found_space(randomness);
  const Secret seed = Secret::random(randomness);
  const Space joiner = join_space(founder, randomness, 2, &seed);
  REQUIRE(joiner.invitation().has_value());
  CHECK(*joiner.invitation() == DeviceKeys(seed).name());
  const Result<Introduction> introduction =
      open_introduction(joiner.introduction(), founder.id(), founder.root());
  REQUIRE(introduction.has_value());
  CHECK(introduction->invitation == joiner.invitation());
}

TEST_CASE("a wrong passphrase and another space are told apart") {
  native::SeededRandomness randomness(3);
  const Space founder = found_space(randomness);
  const DeviceCard card{.number = 2, .label = ""};
  CHECK(failure(Space::join(founder.object(), founder.id(), "no", card, nullptr, randomness)) ==
        ErrorCode::wrong_passphrase);
  CHECK(failure(Space::join(founder.object(), SpaceId{{9}}, test_passphrase, card, nullptr,
                            randomness)) == ErrorCode::not_authentic);
}

TEST_CASE("who puts his own key beside a wrap that he found is refused") {
  native::SeededRandomness randomness(4);
  const Space founder = found_space(randomness);
  const DeviceKeys thief(Secret::random(randomness));
  // The founder's plain part with the thief's key in front, signed by the thief, who has no root.
  const Result<ObjectParts> parts = read_object(space_kind, founder.object());
  REQUIRE(parts.has_value());
  Bytes plain(parts->plain.begin(), parts->plain.end());
  std::ranges::copy(thief.public_key().bytes, plain.begin());
  Bytes object(parts->before_seal.begin(), parts->before_seal.end());
  std::ranges::copy(plain, object.end() - static_cast<std::ptrdiff_t>(plain.size()));
  const DeviceName name = thief.name();
  std::ranges::copy(name.bytes, object.begin() + 48);
  object.insert(object.end(), parts->sealed.begin(), parts->sealed.end());
  const Signature signature = thief.sign("holdall space", object);
  object.insert(object.end(), signature.bytes.begin(), signature.bytes.end());
  REQUIRE(authenticate_object(space_kind, object, founder.id(), thief.public_key()).has_value());
  CHECK(failure(Space::join(object, founder.id(), test_passphrase, {.number = 2}, nullptr,
                            randomness)) == ErrorCode::not_authentic);
}

TEST_CASE("a space object and an introduction with any byte changed are refused, with few bytes") {
  native::SeededRandomness randomness(5);
  const Space founder = found_space(randomness);
  // That it is authentic is asked before the passphrase is tried, which takes long.
  check_every_change_is_refused(founder.object(), [&](const Bytes& object) {
    return authenticate_object(space_kind, object, founder.id(), founder.founder());
  });
  const Secret seed = Secret::random(randomness);
  const Space joiner = join_space(founder, randomness, 2, &seed);
  check_every_change_is_refused(joiner.introduction(), [&](const Bytes& object) {
    return open_introduction(object, founder.id(), founder.root());
  });
}

TEST_CASE("a device's secrets come back as they were, and nothing else is taken for them") {
  native::SeededRandomness randomness(6);
  const Space founder = found_space(randomness);
  const Secret seed = Secret::random(randomness);
  for (const Secret* invitation : {static_cast<const Secret*>(nullptr), &seed}) {
    const Space space = join_space(founder, randomness, 3, invitation);
    const Bytes record = space.encode();
    const Result<Space> again = Space::decode(record);
    REQUIRE(again.has_value());
    CHECK(again->encode() == record);
    CHECK(again->device().public_key() == space.device().public_key());
    CHECK(again->root().id() == space.root().id());
    CHECK(again->invitation() == space.invitation());
    for (std::size_t index = 0; index < record.size(); ++index) {
      Bytes changed = record;
      changed[index] ^= 0x40;
      CHECK_FALSE(Space::decode(changed).has_value());
      CHECK_FALSE(Space::decode(ByteView(record).first(index)).has_value());
    }
  }
  Bytes newer = founder.encode();
  newer.front() = 2;
  CHECK(failure(Space::decode(newer)) == ErrorCode::newer_format);
}

TEST_CASE("a label is cut where a character ends") {
  native::SeededRandomness randomness(7);
  const Space founder = found_space(randomness);
  std::string label = "x";
  while (label.size() < 300) label += "Ґ";
  const Result<Bytes> object = make_introduction(founder.id(), founder.root(), founder.device(), 7,
                                                 label, nullptr, randomness);
  REQUIRE(object.has_value());
  const Result<Introduction> opened = open_introduction(*object, founder.id(), founder.root());
  REQUIRE(opened.has_value());
  CHECK(opened->label == label.substr(0, 199));
}

TEST_CASE("a newer object is authentic first") {
  native::SeededRandomness randomness(8);
  const Space founder = found_space(randomness);
  Bytes newer = founder.object();
  newer[8] = newer[12] = 2;  // format and least version
  const auto open = [&] {
    const auto parts = authenticate_object(space_kind, newer, founder.id(), founder.founder());
    REQUIRE_FALSE(parts.has_value());
    return parts.error().code;
  };
  CHECK(open() == ErrorCode::not_authentic);
  const ByteView message = ByteView(newer).first(newer.size() - 64);
  const Signature signature = founder.device().sign("holdall space", message);
  std::ranges::copy(signature.bytes, newer.end() - 64);
  CHECK(open() == ErrorCode::newer_format);
}

TEST_CASE("paths name what they hold") {
  SpaceId space;
  space.bytes = {0x0A, 0xFF};
  CHECK(space_path(space) == "space/0aff0000000000000000000000000000");
  const DeviceName device{{0x12}};
  const std::string folder = "d/12000000000000000000000000000000";
  CHECK(head_path(device, 8) == folder + "/h0");
  CHECK(head_path(device, 9) == folder + "/h1");
  CHECK(batch_path(device, 12, 0xAB) == folder + "/b/12.000000ab");
  CHECK(index_path(device, 3, 0xFFFFFFFF) == folder + "/i/3.ffffffff");
  CHECK(door_path(device) == "n/12000000000000000000000000000000");
}

}  // namespace holdall::sync
