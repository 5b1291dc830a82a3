#include "sync/batch.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "../support/allocations.h"
#include "../support/peer_edits.h"
#include "../support/random_body.h"
#include "base/compression.h"
#include "native/randomness.h"
#include "sync/batch_frame.h"

namespace holdall::sync {
namespace {

using change::AllocationMeter;
using change::BatchBody;
using change::BatchChange;
using change::encode_body;
using change::EncodedBody;
using change::peer_edits;
using change::random_body;

// zlib's own state, which does not show in the meter but counts.
constexpr std::size_t inflate_bytes = std::size_t{48} << 10;

change::VersionVector seen_streams() {
  change::VersionVector seen;
  seen.advance({{1}}, 3);
  seen.advance({{2}}, 900);
  return seen;
}

struct Member {
  explicit Member(std::uint64_t seed)
      : randomness(seed), device(Secret::random(randomness)), root(Secret::random(randomness)) {}

  [[nodiscard]] Bytes publish(const BatchBody& body) {
    const Result<Bytes> batch = make_batch(place, body, root, device, randomness);
    REQUIRE(batch.has_value());
    return *batch;
  }
  [[nodiscard]] Result<OpenedBatch> open(ByteView batch) const {
    return open_batch(batch, place.space, root, device.public_key());
  }
  // A batch of any header and any sealed bytes, made by someone who has the keys.
  [[nodiscard]] Bytes forge(const Bytes& header, ByteView plain) const {
    Bytes batch = header;
    const Nonce nonce = {9};
    const Result<Bytes> sealed = seal(root.key("holdall batch key"), nonce, header, plain);
    REQUIRE(sealed.has_value());
    batch.insert(batch.end(), nonce.begin(), nonce.end());
    batch.insert(batch.end(), sealed->begin(), sealed->end());
    const Signature signature = device.sign("holdall batch", batch);
    batch.insert(batch.end(), signature.bytes.begin(), signature.bytes.end());
    return batch;
  }
  [[nodiscard]] BatchHeader header() const {
    return {.space = place.space,
            .epoch = root.id(),
            .device = device.name(),
            .sequence = place.sequence,
            .before = place.before,
            .seen = place.seen};
  }

  native::SeededRandomness randomness;
  DeviceKeys device;
  EpochRoot root;
  BatchPlace place{.space = {{1, 2, 3}}, .sequence = 7, .before = {{4, 5}}, .seen = seen_streams()};
};

ErrorCode failure(const Result<OpenedBatch>& opened) {
  REQUIRE_FALSE(opened.has_value());
  return opened.error().code;
}

BatchBody all_of(OpenedBatch& opened) {
  REQUIRE(opened.body.has_value());
  BatchBody body{.commands = opened.body->commands(), .changes = {}};
  BatchChange change;
  while (opened.body->next(change)) body.changes.push_back(change);
  return body;
}

// What is sealed: the length of the body, the body compressed, zeros.
Bytes plain_of(ByteView body, std::size_t padding = 3) {
  const Result<Bytes> compressed = compress(body);
  REQUIRE(compressed.has_value());
  ByteWriter writer;
  writer.varint(body.size());
  writer.sized(*compressed);
  writer.append(Bytes(padding));
  return writer.take();
}

Bytes body_bytes(const BatchBody& body) {
  const Result<EncodedBody> encoded = encode_body(body);
  REQUIRE(encoded.has_value());
  return encoded->bytes;
}

}  // namespace

TEST_CASE("random batches come back as they were, and are made the same again") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  for (std::uint32_t round = 0; round < 40; ++round) {
    Member member(round);
    Member same(round);
    if (round == 0) member.place = same.place = {.space = {{8}}};
    const BatchBody body = random_body(seed + round, 100);
    const Bytes batch = member.publish(body);
    CHECK(batch == same.publish(body));
    CHECK(batch != member.publish(body));  // another nonce
    Result<OpenedBatch> opened = member.open(batch);
    REQUIRE(opened.has_value());
    CHECK(opened->header == member.header());
    CHECK(read_batch_header(batch).value() == member.header());
    const Result<Bytes> rebuilt = rebuild_batch(opened->envelope, opened->packed_body, member.root);
    REQUIRE(rebuilt.has_value());
    CHECK(*rebuilt == batch);
    OpenedBatch moved = *std::move(opened);
    REQUIRE(all_of(moved) == body);
  }
}

TEST_CASE("a batch is made again of its own parts alone") {
  Member member(12);
  const Member other(13);
  const Result<OpenedBatch> opened = member.open(member.publish(peer_edits(0, 3)));
  REQUIRE(opened.has_value());
  const auto refused = [&](ByteView envelope, const EpochRoot& root) {
    const Result<Bytes> rebuilt = rebuild_batch(envelope, opened->packed_body, root);
    return !rebuilt && rebuilt.error().code == ErrorCode::damaged;
  };
  CHECK_FALSE(refused(opened->envelope, member.root));
  CHECK(refused(opened->envelope, other.root));
  CHECK(refused({}, member.root));
  for (std::size_t length = 0; length < opened->envelope.size(); ++length) {
    CHECK(refused(ByteView(opened->envelope).first(length), member.root));
  }
}

TEST_CASE("an empty batch is one") {
  Member member(1);
  Result<OpenedBatch> opened = member.open(member.publish({}));
  REQUIRE(opened.has_value());
  CHECK(all_of(*opened) == BatchBody{});
}

TEST_CASE("a batch with any byte changed, cut at any byte or longer is refused, with few bytes") {
  Member member(2);
  const Bytes batch = member.publish(peer_edits(0, 3));
  const auto check_refused = [&member](const Bytes& changed) {
    const AllocationMeter meter;
    const ErrorCode code = failure(member.open(changed));
    CHECK((code == ErrorCode::not_authentic || code == ErrorCode::damaged));
    CHECK(meter.peak_bytes() + inflate_bytes <= 8 * changed.size() + (1 << 20));
  };
  for (std::size_t index = 0; index < batch.size(); ++index) {
    CAPTURE(index);
    for (const int bits : {0x01, 0x80, 0xFF}) {
      Bytes changed = batch;
      changed[index] ^= static_cast<std::uint8_t>(bits);
      check_refused(changed);
    }
    check_refused(Bytes(batch.begin(), batch.begin() + std::ptrdiff_t(index)));
  }
  Bytes longer = batch;
  longer.push_back(0);
  check_refused(longer);
  check_refused({});
}

TEST_CASE("a batch of another space, device, key or epoch is not authentic") {
  Member member(3);
  Member other(4);
  const Bytes batch = member.publish(peer_edits(0, 3));
  const PublicKey& key = member.device.public_key();
  const auto code = [](const Result<OpenedBatch>& opened) { return failure(opened); };
  CHECK(code(open_batch(batch, SpaceId{{9}}, member.root, key)) == ErrorCode::not_authentic);
  CHECK(code(open_batch(batch, member.place.space, other.root, key)) == ErrorCode::not_authentic);
  CHECK(code(open_batch(batch, member.place.space, member.root, other.device.public_key())) ==
        ErrorCode::not_authentic);
  // Another device's name above one's own signature, and the other way round.
  BatchHeader header = member.header();
  header.device = other.device.name();
  const Bytes forged = member.forge(encode_batch_header(header), plain_of(body_bytes({})));
  CHECK(code(member.open(forged)) == ErrorCode::not_authentic);
  CHECK(code(open_batch(forged, member.place.space, member.root, other.device.public_key())) ==
        ErrorCode::not_authentic);
  // An honest one as the control.
  const Bytes honest = member.forge(encode_batch_header(member.header()), plain_of(body_bytes({})));
  CHECK(member.open(honest).has_value());
}

TEST_CASE("a newer format is authenticated and kept for later, never called bad") {
  Member member(5);
  BatchHeader header = member.header();
  header.format_version = 9;
  header.least_reader_version = 2;
  const auto lengthened = [](Bytes encoded) {
    encoded.push_back(0xAB);  // what the newer version says more
    ++encoded[16];
    return encoded;
  };
  const Bytes newer = member.forge(lengthened(encode_batch_header(header)), Bytes{1, 2, 3});
  const Result<OpenedBatch> opened = member.open(newer);
  REQUIRE(opened.has_value());
  CHECK(opened->header == header);
  CHECK_FALSE(opened->body.has_value());
  for (std::size_t index = 0; index < newer.size(); ++index) {
    Bytes changed = newer;
    changed[index] ^= 0x10;
    CHECK_FALSE(member.open(changed).has_value());
  }
  // One that this version may read: what is behind its columns is left alone.
  header.least_reader_version = 1;
  const BatchBody body = random_body(1, 20);
  Bytes more = body_bytes(body);
  more.insert(more.end(), {7, 7, 7});
  Result<OpenedBatch> readable =
      member.open(member.forge(lengthened(encode_batch_header(header)), plain_of(more)));
  REQUIRE(readable.has_value());
  CHECK(all_of(*readable) == body);
  // Of this version there is nothing more to be said.
  header.format_version = 1;
  CHECK(failure(member.open(member.forge(encode_batch_header(header), plain_of(more)))) ==
        ErrorCode::damaged);
  CHECK(failure(member.open(member.forge(lengthened(encode_batch_header(header)),
                                         plain_of(body_bytes(body))))) == ErrorCode::damaged);
}

TEST_CASE("headers that no device writes are refused, though it signed them") {
  const Member member(6);
  const auto refused = [&member](auto change) {
    BatchHeader header = member.header();
    change(header);
    const Bytes batch = member.forge(encode_batch_header(header), plain_of(body_bytes({})));
    CHECK_FALSE(read_batch_header(batch).has_value());
    return failure(member.open(batch)) == ErrorCode::damaged;
  };
  CHECK(refused([](BatchHeader& header) { header.format_version = 0; }));
  CHECK(refused([](BatchHeader& header) { header.least_reader_version = 0; }));
  CHECK(refused([](BatchHeader& header) { header.least_reader_version = 2; }));
  CHECK(refused([](BatchHeader& header) { header.sequence = 0; }));
  CHECK(refused([](BatchHeader& header) { header.sequence = 1; }));
  CHECK(refused([](BatchHeader& header) { header.before = {}; }));
  CHECK(refused([](BatchHeader& header) { header.seen.advance(header.device, 3); }));
  // Of the streams that were seen, in bytes: their number, then (1, 3) and (2, 900).
  constexpr std::size_t seen_at = 108;
  constexpr std::size_t entry_bytes = 17;
  const auto refused_bytes = [&member](auto change) {
    Bytes header = encode_batch_header(member.header());
    REQUIRE(header[seen_at] == 2);
    change(std::span(header).subspan(seen_at));
    const Bytes batch = member.forge(header, plain_of(body_bytes({})));
    return failure(member.open(batch)) == ErrorCode::damaged;
  };
  CHECK(refused_bytes([](std::span<std::uint8_t> seen) { seen[1] = 3; }));                // falling
  CHECK(refused_bytes([](std::span<std::uint8_t> seen) { seen[1 + entry_bytes] = 1; }));  // twice
  CHECK(refused_bytes([](std::span<std::uint8_t> seen) { seen[entry_bytes] = 0; }));      // at 0
  CHECK(refused_bytes([](std::span<std::uint8_t> seen) { seen[0] = 3; }));                // too few
}

TEST_CASE("hostile bytes behind the authentication are refused, with few bytes") {
  const Member member(7);
  const Bytes header = encode_batch_header(member.header());
  const auto refused = [&](const Bytes& plain) {
    const Bytes batch = member.forge(header, plain);
    const AllocationMeter meter;
    const ErrorCode code = failure(member.open(batch));
    CHECK(meter.peak_bytes() + inflate_bytes <= 8 * batch.size() + (1 << 20));
    return code == ErrorCode::damaged;
  };
  const Bytes body = body_bytes(random_body(3, 10));
  CHECK(refused({}));
  CHECK(refused(Bytes(100)));
  Bytes plain = plain_of(body);
  REQUIRE(member.open(member.forge(header, plain)).has_value());
  plain.back() = 1;  // padding that is no zero
  CHECK(refused(plain));
  // A body of 2^60 bytes, and of more than it is; a stream longer than what is there.
  ByteWriter huge;
  huge.varint(1ULL << 60);
  huge.sized(*compress(body));
  CHECK(refused(huge.bytes()));
  ByteWriter more;
  more.varint(body.size() + 1);
  more.sized(*compress(body));
  CHECK(refused(more.bytes()));
  ByteWriter longer;
  longer.varint(body.size());
  longer.varint(1ULL << 60);
  CHECK(refused(longer.bytes()));
  // 100 MB of zeros in 100 KB, and a little more than may be unpacked.
  CHECK(refused(plain_of(Bytes(100'000'000))));
  CHECK(refused(plain_of(Bytes(1'200'000))));
  CHECK(refused(plain_of(Bytes(900'000, 1))));
  Bytes trailing = body;
  trailing.push_back(0);
  CHECK(refused(plain_of(trailing)));
}

TEST_CASE("reading changes stays within the budget too, whatever they unfold into") {
  Member member(8);
  BatchBody body{.commands = {{}}};
  std::string note;
  while (note.size() < 60'000) note += "many words that repeat, ";
  for (std::uint32_t index = 0; index < 12; ++index) {
    change::Change change{.kind = model::RecordKind::deal, .record = RecordId{index + 1}};
    change.cells = {{1, note}, {2, note}};
    body.changes.push_back({.change = std::move(change)});
  }
  const Bytes batch = member.publish(body);
  CHECK(batch.size() < 5'000);  // for 1.4 MB of text
  const AllocationMeter meter;
  Result<OpenedBatch> opened = member.open(batch);
  REQUIRE(opened.has_value());
  std::size_t changes = 0;
  {
    BatchChange change;
    while (opened->body->next(change)) ++changes;
  }
  CHECK(changes == 12);
  CHECK(meter.peak_bytes() + inflate_bytes <= 8 * batch.size() + (1 << 20));
}

TEST_CASE("what no reader could take is not published") {
  Member member(9);
  BatchBody body{.commands = {{}}};
  change::Change change{.kind = model::RecordKind::deal, .record = RecordId{1}};
  std::string note;
  while (note.size() < 3'000'000) note += "word ";
  change.cells = {{1, note}};
  body.changes.push_back({.change = change});
  const Result<Bytes> batch =
      make_batch(member.place, body, member.root, member.device, member.randomness);
  REQUIRE_FALSE(batch.has_value());
  CHECK(batch.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("the length of a batch is one of few") {
  Member member(10);
  std::vector<std::size_t> sizes;
  for (std::uint32_t count = 100; count < 140; ++count)
    sizes.push_back(member.publish(peer_edits(1, count)).size());
  std::ranges::sort(sizes);
  const auto repeated = std::ranges::unique(sizes);
  sizes.erase(repeated.begin(), repeated.end());
  CHECK(sizes.size() <= 12);
}

}  // namespace holdall::sync
