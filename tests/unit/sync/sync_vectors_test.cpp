#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/base64url.h"
#include "base/checksum.h"
#include "carrier_fixture.h"
#include "sync/introduction.h"
#include "sync/invitation.h"
#include "sync/parcel.h"
#include "sync/paths.h"
#include "sync_vectors.h"
#include "vectors_file.h"

// sync_vectors.test.mjs reads the vectors too.

namespace holdall::sync {
namespace {

constexpr const char* vectors_file = HOLDALL_SOURCE_DIR "/tests/fixtures/sync/sync_vectors.json";

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::damaged:
      return "damaged";
    case ErrorCode::not_authentic:
      return "not_authentic";
    case ErrorCode::newer_format:
      return "newer_format";
    case ErrorCode::wrong_passphrase:
      return "wrong_passphrase";
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::file_truncated:
      return "file_truncated";
    case ErrorCode::file_unrecognised:
      return "file_unrecognised";
    default:
      return "another reason";
  }
}

std::string json_of(const ObjectHeader& header) {
  return "{" + member("format_version", std::to_string(header.format_version)) + ", " +
         member("least_reader_version", std::to_string(header.least_reader_version)) + ",\n" +
         hex_member("space", header.space.bytes) + ",\n" + hex_member("epoch", header.epoch.bytes) +
         ",\n" + hex_member("device", header.device.bytes) + "}";
}

std::string json_of(const FileRef& file) {
  return "{" + member("attempt", std::to_string(file.attempt)) + ", " +
         member("size_bytes", std::to_string(file.size_bytes)) + ", " +
         hex_member("hash", file.hash.bytes) + "}";
}

std::string json_of(const NumberedRef& file) {
  return "{" + number_member("number", file.number) + ", " + member("file", json_of(file.file)) +
         "}";
}

std::string json_of(const Refusal& refusal) {
  return "{" + hex_member("device", refusal.device.bytes) + ", " +
         number_member("sequence", refusal.sequence) + "}";
}

std::string json_of(const change::VersionVector& vector) {
  return list(vector.entries(), [](const change::VersionVector::Entry& entry) {
    return "{" + hex_member("device", entry.device.bytes) + ", " +
           number_member("sequence", entry.sequence) + "}";
  });
}

std::string json_of(const SnapshotRef& snapshot) {
  const auto range = [](const BatchRange& each) {
    return "{" + hex_member("device", each.device.bytes) + ", " +
           number_member("first", each.first) + ", " + number_member("last", each.last) + "}";
  };
  const auto chunk = [&](const ChunkRef& each) {
    return "{" + number_member("snapshot", each.snapshot) + ", " +
           member("file", json_of(each.file)) + ", " + member("holds", list(each.holds, range)) +
           "}";
  };
  return "{" + number_member("number", snapshot.number) + ", " +
         member("chunks", list(snapshot.chunks, chunk)) + "}";
}

template <class Item>
std::string json_list(const std::vector<Item>& items) {
  return list(items, [](const Item& item) { return json_of(item); });
}

template <class Items>
std::string hex_list(const Items& items) {
  return list(items, [](const auto& item) { return in_quotes(lowercase_hex(item)); });
}

std::string json_of(const Space& space) {
  return hex_member("founder", space.founder().bytes) + ",\n" +
         hex_member("root", space.root().secret().bytes());
}

std::string json_of(const Introduction& introduction) {
  const std::optional<DeviceName>& invitation = introduction.invitation;
  return hex_member("key", introduction.key.bytes) + ",\n" +
         member("number", std::to_string(introduction.number)) + ", " +
         member("label", in_quotes(introduction.label)) + ", " +
         (invitation ? hex_member("invitation", invitation->bytes) : member("invitation", "null"));
}

std::string json_of(const Head& head) {
  return number_member("counter", head.counter) + ", " + number_member("sequence", head.sequence) +
         ",\n" + member("batches", json_list(head.batches)) + ",\n" +
         member("index", json_list(head.index)) + ",\n" + member("epochs", json_list(head.epochs)) +
         ",\n" + member("index_has_seen", head.index_has_seen ? "true" : "false") + ",\n" +
         member("seen", json_of(head.seen)) + ",\n" + member("refusals", json_list(head.refusals));
}

std::string json_of(const Index& index) {
  const auto name = [](const DeviceName& device) { return in_quotes(lowercase_hex(device.bytes)); };
  return number_member("number", index.number) + ", " +
         number_member("first_sequence", index.first_sequence) + ",\n" +
         member("batches", json_list(index.batches)) + ",\n" +
         member("snapshots", json_list(index.snapshots)) + ",\n" +
         member("seen", json_of(index.seen)) + ",\n" +
         member("introductions", hex_list(index.introductions)) + ",\n" +
         member("invitations", list(index.invitations, name)) + ",\n" +
         member("epochs", json_list(index.epochs));
}

std::string json_of(const Parcel& parcel) {
  const auto stream = [](const Parcel::Stream& each) {
    return "{" + hex_member("device", each.device.bytes) + ", " +
           number_member("first_sequence", each.first_sequence) + ",\n" +
           member("batches", hex_list(each.batches)) + "}";
  };
  return hex_member("space", parcel.space.bytes) + ",\n" +
         hex_member("space_object", parcel.space_object) + ",\n" +
         member("has", json_of(parcel.has)) + ",\n" +
         member("introductions", hex_list(parcel.introductions)) + ",\n" +
         member("streams", list(parcel.streams, stream));
}

std::string entry(std::string_view kind, std::string_view what, ByteView object) {
  return "{" + member("kind", in_quotes(kind)) + ", " + member("what", in_quotes(what)) + ",\n" +
         hex_member("object", object) + ",\n";
}

std::string header_json(const ObjectKind& kind, ByteView object) {
  const Result<ObjectParts> parts = read_object(kind, object);
  REQUIRE(parts.has_value());
  return member("header", json_of(parts->header)) + ",\n";
}

// Content as JSON with the header before it; null: there is none.
template <class Content>
Result<std::string> described(const ObjectKind* kind, ByteView object,
                              const Result<Content>& content) {
  if (!content) return fail(content.error());
  return (kind == nullptr ? "" : header_json(*kind, object)) + json_of(*content);
}

}  // namespace

SyncVectors::SyncVectors()
    : founder_(found_space(randomness_, 77)),
      seed_(Secret::random(randomness_)),
      joiner_(join_space(founder_, randomness_, 0x7FFF'FFFF, &seed_)) {
  space_ = {"space", [this](ByteView object) {
              const auto joined = Space::join(object, founder_.id(), test_passphrase, {.number = 3},
                                              nullptr, randomness_);
              return described(&space_kind, object, joined);
            }};
  introduction_ = {"introduction", [this](ByteView object) {
                     return described(&introduction_kind, object,
                                      open_introduction(object, founder_.id(), founder_.root()));
                   }};
  head_ = {"head", [this](ByteView object) {
             return described(&head_kind, object,
                              open_head(object, joiner_, founder_.device().public_key()));
           }};
  index_ = {"index", [this](ByteView object) {
              return described(&index_kind, object,
                               open_index(object, joiner_, founder_.device().public_key()));
            }};
  parcel_ = {"parcel",
             [](ByteView object) { return described(nullptr, object, open_parcel(object)); }};
}

void SyncVectors::add(const VectorKind& kind, std::string_view what, const Bytes& object) {
  INFO(std::string(kind.name) << ": " << std::string(what));
  const Result<std::string> content = kind.open(object);
  REQUIRE(content.has_value());
  good_.push_back(entry(kind.name, what, object) + *content + "}");
}

void SyncVectors::refuse(const VectorKind& kind, std::string_view what, const Bytes& object,
                         ErrorCode why) {
  INFO(std::string(kind.name) << ": " << std::string(what));
  const Result<std::string> content = kind.open(object);
  REQUIRE_FALSE(content.has_value());
  CHECK(name_of(content.error().code) == name_of(why));
  refused_.push_back(entry(kind.name, what, object) + member("why", in_quotes(name_of(why))) + "}");
}

void SyncVectors::refuse_forged(const VectorKind& kind, std::string_view what,
                                const ForgedObject& good, ErrorCode why,
                                const std::function<void(ForgedObject&)>& change) {
  ForgedObject forgery = good;
  change(forgery);
  refuse(kind, what, made(forgery), why);
}

Bytes SyncVectors::made(const ForgedObject& forgery) {
  return forgery.make(founder_.root(), founder_.device(), randomness_);
}

ForgedObject SyncVectors::forged(const ObjectKind& kind, const Bytes& object) {
  return forgery_of(kind, object, founder_.root());
}

ObjectHash SyncVectors::hash() {
  ObjectHash hash;
  randomness_.fill(hash.bytes);
  return hash;
}

DeviceName SyncVectors::device() {
  DeviceName device;
  randomness_.fill(device.bytes);
  return device;
}

FileRef SyncVectors::file() {
  const std::uint32_t attempt = randomness_.next_u32();
  const std::uint32_t size_bytes = randomness_.next_u32();
  return {.attempt = attempt, .size_bytes = size_bytes, .hash = hash()};
}

change::VersionVector SyncVectors::vector(int streams) {
  change::VersionVector vector;
  for (; streams > 0; --streams) vector.advance(device(), 1 + randomness_.next_u32());
  return vector;
}

// The object again, of a newer version that this one may read, with more behind the last members.
ForgedObject newer(ForgedObject forgery, bool also_sealed) {
  forgery.header.format_version = 9;
  forgery.plain.push_back(0xFF);
  if (also_sealed) forgery.secret.insert(forgery.secret.end(), {0, 0xFF});
  return forgery;
}

void SyncVectors::add_spaces() {
  add(space_, "as it was founded", founder_.object());
  ForgedObject forgery = forged(space_kind, founder_.object());
  add(space_, "of a newer version", made(newer(forgery, true)));
  refuse_changed(space_, founder_.object());
  refuse_spaces(forgery);
}

void SyncVectors::add_introductions() {
  add(introduction_, "of the founder", founder_.introduction());
  add(introduction_, "by an invitation", joiner_.introduction());
  const Result<Bytes> unnamed = make_introduction(founder_.id(), founder_.root(), founder_.device(),
                                                  1, "", nullptr, randomness_);
  REQUIRE(unnamed.has_value());
  add(introduction_, "without a label", *unnamed);
  const ForgedObject forgery = forged(introduction_kind, founder_.introduction());
  add(introduction_, "of a newer version", made(newer(forgery, true)));
  refuse_changed(introduction_, joiner_.introduction());
  refuse_introductions(forgery);
}

void SyncVectors::add_heads() {
  const auto add_head = [this](std::string_view what, const Head& head) {
    const Result<Bytes> object = make_head(head, founder_, randomness_);
    REQUIRE(object.has_value());
    add(head_, what, *object);
    return *object;
  };
  add_head("the first one", {.counter = 1});
  add_head("that names all batches itself",
           {.counter = 2, .sequence = 2, .batches = {file(), file()}});
  add_head("whose vector stands in the index",
           {.counter = 9, .sequence = 3, .index = {{3, file()}}, .index_has_seen = true});
  const Bytes full =
      add_head("with all that a head may have", {.counter = UINT64_MAX,
                                                 .sequence = std::uint64_t{1} << 40,
                                                 .batches = {file(), file(), file(), file()},
                                                 .index = {{.number = 300, .file = file()}},
                                                 .epochs = {{.number = 1, .file = file()}},
                                                 .seen = vector(3),
                                                 .refusals = {{device(), 4}, {device(), 0}}});
  ForgedObject forgery = forged(head_kind, full);
  add(head_, "of a newer version", made(newer(forgery, false)));
  forgery.header.epoch = {{1, 2, 3}};
  add(head_, "of another epoch, which nobody looks at", made(forgery));
  refuse_changed(head_, full);
  refuse_heads(forged(head_kind, full));
}

void SyncVectors::add_indexes() {
  const auto add_index = [this](std::string_view what, const Index& index) {
    const Result<Bytes> object = make_index(index, founder_, randomness_);
    REQUIRE(object.has_value());
    add(index_, what, *object);
    return *object;
  };
  add_index("with nothing in it", {.number = 1});
  const Bytes full = add_index(
      "with everything in it",
      {.number = 200,
       .first_sequence = 12,
       .batches = {file(), file(), file(), file(), file()},
       .snapshots = {{.number = 1,
                      .chunks = {{.snapshot = 1,
                                  .file = file(),
                                  .holds = {{device(), 1, 9}, {device(), 1, 300}}},
                                 {.snapshot = 2, .file = file(), .holds = {{device(), 1, 1}}}}}},
       .seen = vector(2),
       .introductions = {founder_.introduction(), joiner_.introduction()},
       .invitations = {device(), device()},
       .epochs = {{.number = 1, .file = file()}}});
  const ForgedObject forgery = forged(index_kind, full);
  add(index_, "of a newer version", made(newer(forgery, true)));
  refuse_changed(index_, full);
  refuse_indexes(forgery);
}

void SyncVectors::add_parcels() {
  native::SettableClock clock;
  native::EventLoop loop(clock);
  native::MemoryPlace place;
  Result<Space> same = Space::decode(founder_.encode());
  REQUIRE(same.has_value());
  TestDevice sender(loop, place, *std::move(same), 77, 12);
  sender.edit(1, 2, 10);
  const auto made_parcel = [&] {
    Result<Bytes> file = make_parcel({}, sender.space(), *sender.replica, randomness_);
    REQUIRE(file.has_value());
    return *std::move(file);
  };
  add(parcel_, "of one batch", made_parcel());
  sender.edit(1, 2, 11);
  const Bytes good = made_parcel();
  add(parcel_, "of two batches", good);
  Bytes newer = good;
  newer[8] = 2;
  newer[16] += 1;
  newer.push_back(0);
  add(parcel_, "of a newer version", newer);
  refuse_parcels(good);
}

namespace {

std::string paths_json() {
  const DeviceName device{{0x12, 0xAB}};
  const SpaceId space{{0x0F}};
  const std::uint64_t most = UINT64_MAX;
  return "{" + hex_member("space", space.bytes) + ", " + hex_member("device", device.bytes) +
         ",\n" + member("of_space", in_quotes(space_path(space))) + ",\n" +
         member("of_head_8", in_quotes(head_path(device, 8))) + ",\n" +
         member("of_head_9", in_quotes(head_path(device, 9))) + ",\n" +
         member("of_index_3_171", in_quotes(index_path(device, 3, 171))) + ",\n" +
         member("of_batch_last", in_quotes(batch_path(device, most, UINT32_MAX))) + ",\n" +
         member("of_introduction", in_quotes(door_path(device))) + "}";
}

std::string invitations_json(const SpaceId& space, const Secret& seed) {
  std::vector<std::string> vectors;
  const auto add = [&](std::string_view address, std::string_view before, std::string_view behind) {
    const Invitation invitation{
        .space = space, .seed = Secret(seed.bytes()), .address = std::string(address)};
    const std::string text =
        std::string(before) + make_invitation_text(invitation) + std::string(behind);
    REQUIRE(read_invitation_text(text).has_value());
    vectors.push_back("{" + member("text", in_quotes(text)) + ",\n" +
                      hex_member("space", space.bytes) + ",\n" + hex_member("seed", seed.bytes()) +
                      ",\n" + member("address", in_quotes(address)) + "}");
  };
  add("", "", "");
  add("https://files.example/команда/", "  ", " \u00a0 ");
  add("x", "#/join/", "");
  add("https://files.example/", "https://crm.example/holdall/?lang=uk#/join/", " ");
  return list(vectors, [](const std::string& vector) { return vector; });
}

// Of a word whose checksum is right, whatever is in it.
std::string word_of(ByteView bytes) {
  ByteWriter writer;
  writer.append(bytes);
  writer.fixed_u32(static_cast<std::uint32_t>(checksum(bytes)));
  return base64url(writer.bytes());
}

std::string refused_invitations_json(const SpaceId& space, const Secret& seed) {
  std::vector<std::string> vectors;
  const auto refuse = [&](std::string_view what, std::string_view text, ErrorCode why) {
    INFO(std::string(what));
    const Result<Invitation> opened = read_invitation_text(text);
    REQUIRE_FALSE(opened.has_value());
    CHECK(name_of(opened.error().code) == name_of(why));
    vectors.push_back("{" + member("what", in_quotes(what)) + ", " +
                      member("why", in_quotes(name_of(why))) + ",\n" +
                      member("text", in_quotes(text)) + "}");
  };
  ByteWriter writer;
  writer.fixed_u8(1);
  writer.append(space.bytes);
  writer.append(seed.bytes());
  const Bytes good = writer.take();
  const std::string word = word_of(good);
  REQUIRE(read_invitation_text(word).has_value());
  refuse("nothing", "", ErrorCode::invalid_argument);
  refuse("an address without a word", "https://crm.example/#/join/", ErrorCode::invalid_argument);
  refuse("another address", "https://crm.example/", ErrorCode::invalid_argument);
  refuse("padding", word + "=", ErrorCode::invalid_argument);
  refuse("a word that is too long", std::string(8193, 'A'), ErrorCode::invalid_argument);
  refuse("the longest word", std::string(8192, 'A'), ErrorCode::damaged);
  refuse("cut off", std::string_view(word).substr(0, word.size() - 2), ErrorCode::damaged);
  refuse("a character more", word + "A", ErrorCode::damaged);
  std::string changed = word;
  changed[30] = changed[30] == 'x' ? 'y' : 'x';
  refuse("a character changed", changed, ErrorCode::damaged);
  // 53 bytes leave two bits of the last character, which must be 0.
  changed = word;
  changed.back() = base64url_alphabet[base64url_alphabet.find(changed.back()) | 1];
  refuse("bits behind the last byte", changed, ErrorCode::damaged);
  refuse("shorter than any", word_of(ByteView(good).first(48)), ErrorCode::damaged);
  Bytes other = good;
  other.push_back(0xFF);
  refuse("an address that is no UTF-8", word_of(other), ErrorCode::damaged);
  other = good;
  other.front() = 0;
  refuse("version 0", word_of(other), ErrorCode::damaged);
  other.front() = 2;
  refuse("a newer version", word_of(other), ErrorCode::newer_format);
  refuse("a newer version, shorter", word_of(ByteView(other).first(9)), ErrorCode::newer_format);
  return list(vectors, [](const std::string& vector) { return vector; });
}

}  // namespace

std::string SyncVectors::json() {
  add_spaces();
  add_introductions();
  add_heads();
  add_indexes();
  add_parcels();
  const auto same = [](const std::string& vector) { return vector; };
  return "{" + member("passphrase", in_quotes(test_passphrase)) + ",\n" +
         hex_member("space", founder_.id().bytes) + ",\n" +
         hex_member("root", founder_.root().secret().bytes()) + ",\n" +
         hex_member("public_key", founder_.device().public_key().bytes) + ",\n" +
         member("paths", paths_json()) + ",\n" +
         member("invitations", invitations_json(founder_.id(), seed_)) + ",\n" +
         member("refused_invitations", refused_invitations_json(founder_.id(), seed_)) + ",\n" +
         member("objects", list(good_, same)) + ",\n" + member("refused", list(refused_, same)) +
         "}\n";
}

TEST_CASE("objects of a space are made and refused as the vectors of the format have them") {
  check_vectors(vectors_file, SyncVectors().json());
}

}  // namespace holdall::sync
