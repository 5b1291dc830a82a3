// The vectors that every reader must refuse.
#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <utility>

#include "sync_vectors.h"

namespace holdall::sync {
namespace {

using enum ErrorCode;

constexpr std::size_t plain_offset = 68;

// A structure written by hand; what is not told is as in the smallest good one.
struct HandHead {
  Bytes counter = {1};
  Bytes sequence = {0};
  Bytes batches = {0};
  Bytes index = {0};
  Bytes epochs = {0};
  Bytes index_has_seen = {0};
  Bytes seen = {0};
  Bytes refusals = {0};

  [[nodiscard]] Bytes plain() const {
    ByteWriter writer;
    for (const Bytes* part :
         {&counter, &sequence, &batches, &index, &epochs, &index_has_seen, &seen, &refusals}) {
      writer.append(*part);
    }
    return writer.take();
  }
};

struct HandIndex {
  Bytes number = {1};
  Bytes first_sequence = {1};
  Bytes batches = {0};
  Bytes snapshots = {0};
  Bytes seen = {0};
  Bytes introductions = {0};
  Bytes invitations = {0};
  Bytes epochs = {0};

  [[nodiscard]] Bytes secret() const {
    ByteWriter writer;
    for (const Bytes* part : {&number, &first_sequence, &batches, &snapshots, &seen, &introductions,
                              &invitations, &epochs}) {
      writer.append(*part);
    }
    return writer.take();
  }
};

const Bytes most_of_64_bits = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01};
const Bytes more_than_64_bits = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02};
const Bytes more_than_32_bits = {0x80, 0x80, 0x80, 0x80, 0x10};

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// So many files, all zeros; each numbered 1 if they are numbered.
Bytes files(std::uint8_t count, bool numbered = false) {
  Bytes list = {count};
  for (; count > 0; --count) {
    if (numbered) list.push_back(1);
    list.resize(list.size() + 2 + sizeof(ObjectHash::bytes));
  }
  return list;
}

// Sized; of each stream the first byte of its device's name and a sequence below 128.
Bytes vector_of(std::initializer_list<std::pair<std::uint8_t, std::uint8_t>> streams) {
  Bytes vector;
  for (const auto& [device, sequence] : streams) {
    vector.push_back(device);
    vector.resize(vector.size() + 15);
    vector.push_back(sequence);
  }
  vector.insert(vector.begin(), static_cast<std::uint8_t>(vector.size()));
  return vector;
}

}  // namespace

// Bytes that are not what was signed.
void SyncVectors::refuse_changed(const VectorKind& kind, const Bytes& good) {
  const auto flipped = [&](std::string_view what, std::size_t offset, ErrorCode why) {
    Bytes changed = good;
    changed[offset] ^= 4;
    refuse(kind, what, changed, why);
  };
  flipped("a bit of the kind flipped", 6, damaged);
  flipped("a bit of the format version flipped", 8, not_authentic);
  flipped("a bit of the least version flipped", 12, damaged);
  flipped("a bit of the space flipped", 16, not_authentic);
  flipped("a bit of the epoch flipped", 32, not_authentic);
  flipped("a bit of the device flipped", 48, not_authentic);
  flipped("the plain part 2^26 bytes longer", 67, damaged);
  flipped("a bit behind the plain part flipped", good.size() - 65, not_authentic);
  flipped("a bit of the signature flipped", good.size() - 1, not_authentic);
  refuse(kind, "with the group's order added to the signature", with_another_signature(good),
         not_authentic);
  Bytes other = good;
  other.push_back(0);
  refuse(kind, "with a byte behind it", other, kind.name == "head" ? damaged : not_authentic);
  // One without a sealed part, or with nothing in it, is too short then.
  other = Bytes(good.begin(), good.end() - 1);
  refuse(kind, "without its last byte", other,
         kind.name == "head" || kind.name == "space" ? damaged : not_authentic);
  refuse(kind, "without the end of its frame", Bytes(good.begin(), good.begin() + plain_offset - 1),
         damaged);
  refuse(kind, "of no bytes", {}, damaged);
}

// What a device of the space signed that is none of the format's.
void SyncVectors::refuse_frames(const VectorKind& kind, const ForgedObject& good) {
  const auto forged = [&](std::string_view what, ErrorCode why, const auto& change) {
    refuse_forged(kind, what, good, why, change);
  };
  forged("of another space", not_authentic,
         [](ForgedObject& object) { object.header.space = {{1}}; });
  forged("of another device", not_authentic,
         [](ForgedObject& object) { object.header.device = {{1}}; });
  forged("with the least version 0", damaged,
         [](ForgedObject& object) { object.header.least_reader_version = 0; });
  forged("with a least version above its own", damaged,
         [](ForgedObject& object) { object.header.least_reader_version = 2; });
  forged("of a version that is needed", newer_format, [](ForgedObject& object) {
    object.header.format_version = 3;
    object.header.least_reader_version = 2;
  });
  forged("signed for another purpose", not_authentic,
         [](ForgedObject& object) { object.kind.signature_words = "holdall batch"; });
  forged("with a byte behind the plain part's last member", damaged,
         [](ForgedObject& object) { object.plain.push_back(0); });
  forged("with more bytes than the kind may have", damaged, [](ForgedObject& object) {
    object.header.format_version = 2;
    object.plain.resize(object.kind.bytes_max);
  });
}

void SyncVectors::refuse_sealed(const VectorKind& kind, const ForgedObject& good) {
  const auto forged = [&](std::string_view what, ErrorCode why, const auto& change) {
    refuse_forged(kind, what, good, why, change);
  };
  forged("of another epoch", not_authentic,
         [](ForgedObject& object) { object.header.epoch = {{1}}; });
  forged("sealed for another purpose", not_authentic,
         [](ForgedObject& object) { object.kind.key_words = "holdall batch key"; });
  forged("with a byte behind the sealed part's last member", damaged,
         [](ForgedObject& object) { object.secret.push_back(0); });
  const EpochRoot other(Secret::random(randomness_));
  refuse(kind, "sealed with another root", good.make(other, founder_.device(), randomness_),
         not_authentic);
}

void SyncVectors::refuse_spaces(const ForgedObject& good) {
  refuse_frames(space_, good);
  refuse_sealed(space_, good);
  const auto forged = [&](std::string_view what, ErrorCode why, const auto& change) {
    refuse_forged(space_, what, good, why, change);
  };
  constexpr std::size_t wrap = 33;  // behind the founder's key and the wrap's length
  forged("without a whole key", damaged, [](ForgedObject& object) { object.plain.resize(31); });
  forged("without a wrap", damaged, [](ForgedObject& object) { object.plain.resize(32); });
  forged("whose wrap is none", damaged, [](ForgedObject& object) { object.plain[wrap] ^= 1; });
  forged("whose wrap has version 0", damaged,
         [](ForgedObject& object) { object.plain[wrap + 8] = 0; });
  forged("whose wrap has a newer version", newer_format,
         [](ForgedObject& object) { object.plain[wrap + 8] = 2; });
  forged("whose wrap takes less memory than any", damaged,
         [](ForgedObject& object) { object.plain[wrap + 12] = 7; });
  forged("whose wrap takes more memory than any", damaged, [](ForgedObject& object) {
    object.plain[wrap + 12] = 1;
    object.plain[wrap + 14] = 4;
  });
  forged("whose wrap has no passes", damaged,
         [](ForgedObject& object) { object.plain[wrap + 16] = 0; });
  forged("whose wrap has 17 passes", damaged,
         [](ForgedObject& object) { object.plain[wrap + 16] = 17; });
  forged("whose wrap is a byte longer", damaged, [](ForgedObject& object) {
    object.plain[wrap - 1] += 1;
    object.plain.push_back(0);
  });
  forged("whose salt is another", wrong_passphrase,
         [](ForgedObject& object) { object.plain[wrap + 20] ^= 1; });
  forged("whose wrapped root is another", wrong_passphrase,
         [](ForgedObject& object) { object.plain[wrap + 60] ^= 1; });
  // Who has found the wrap but not the root signs it, and seals with what he has.
  const DeviceKeys thief(Secret::random(randomness_));
  const EpochRoot nothing{Secret()};
  ForgedObject theft = good;
  theft.header.device = thief.name();
  std::ranges::copy(thief.public_key().bytes, theft.plain.begin());
  refuse(space_, "of one who has no root", theft.make(nothing, thief, randomness_), not_authentic);
}

void SyncVectors::refuse_introductions(const ForgedObject& good) {
  refuse_frames(introduction_, good);
  refuse_sealed(introduction_, good);
  const auto forged = [&](std::string_view what, ErrorCode why, const auto& change) {
    refuse_forged(introduction_, what, good, why, change);
  };
  const auto told = [&](std::string_view what, const Bytes& secret) {
    forged(what, damaged, [&](ForgedObject& object) { object.secret = secret; });
  };
  told("with the number 0", {0, 0});
  told("with a number of 32 bits", {0x80, 0x80, 0x80, 0x80, 0x08, 0});
  told("with a number that is longer than needed", {0x81, 0x00, 0});
  told("whose label is no UTF-8", {1, 2, 0xC3, 0x28});
  told("whose label is half of a pair", {1, 3, 0xED, 0xA0, 0x80});
  told("whose label is cut off", {1, 2, 'x'});
  told("without a label", {1});
  told("whose label is too long", joined({{1, 0xC9, 0x01}, Bytes(201, 'x')}));
  // By invitations: of each a key and its signature.
  const DeviceKeys inviter(seed_);
  const auto sponsored = [&](std::string_view what, ErrorCode why, const Signature& signature,
                             std::uint8_t count) {
    forged(what, why, [&](ForgedObject& object) {
      object.plain.resize(32);
      object.plain.push_back(count);
      for (std::uint8_t number = 0; number < count; ++number) {
        std::ranges::copy(inviter.public_key().bytes, std::back_inserter(object.plain));
        std::ranges::copy(signature.bytes, std::back_inserter(object.plain));
      }
    });
  };
  const PublicKey& key = founder_.device().public_key();
  sponsored("by two invitations", damaged, inviter.sign("holdall invitation", key.bytes), 2);
  sponsored("by an invitation of another device", not_authentic,
            inviter.sign("holdall invitation", joiner_.device().public_key().bytes), 1);
  sponsored("by a signature for another purpose", not_authentic,
            inviter.sign("holdall introduction", key.bytes), 1);
  // The neutral point, under which a signature of zeros is one of everything.
  const PublicKey neutral{{1}};
  ForgedObject weak = good;
  weak.header.device = device_name(neutral);
  std::ranges::copy(neutral.bytes, weak.plain.begin());
  Bytes object = made(weak);
  std::fill(object.end() - 64, object.end(), std::uint8_t{0});
  *(object.end() - 64) = 1;
  refuse(introduction_, "of a key of small order", object, not_authentic);
}

void SyncVectors::refuse_heads(const ForgedObject& good) {
  refuse_frames(head_, good);
  const auto told = [&](std::string_view what, const HandHead& head) {
    refuse_forged(head_, what, good, damaged,
                  [&](ForgedObject& object) { object.plain = head.plain(); });
  };
  told("with the counter 0", {.counter = {0}});
  told("with a counter that is longer than needed", {.counter = {0x81, 0}});
  told("with a counter of more than 64 bits", {.counter = more_than_64_bits});
  told("that names batches before the first", {.sequence = {1}, .batches = files(2)});
  told("without the batches and an index", {.sequence = {2}, .batches = files(1)});
  told("with five batches", {.sequence = {5}, .batches = files(5)});
  told("with two indexes", {.index = files(2, true)});
  told("with two key epochs", {.epochs = files(2, true)});
  told("whose index's name has more than 32 bits",
       {.index = joined({{1, 1}, more_than_32_bits, Bytes(33, 0)})});
  told("whose byte of the vector is 2", {.index = files(1, true), .index_has_seen = {2}});
  told("whose vector stands in no index", {.index_has_seen = {1}});
  told("with a vector here and in the index",
       {.index = files(1, true), .index_has_seen = {1}, .seen = vector_of({{1, 1}})});
  told("whose vector does not ascend", {.seen = vector_of({{2, 1}, {1, 1}})});
  told("whose vector names a device twice", {.seen = vector_of({{1, 1}, {1, 2}})});
  told("whose vector has a sequence 0", {.seen = vector_of({{1, 0}})});
  told("whose vector is cut off", {.seen = {3, 1, 2, 3}});
  told("whose list claims more than there is", {.refusals = more_than_32_bits});
  told("that ends early", {.refusals = {}});
  const Bytes refusal(17, 0);
  told("with three refusals", {.refusals = joined({{3}, refusal, refusal, refusal})});
}

void SyncVectors::refuse_indexes(const ForgedObject& good) {
  // Four megabytes are none for a file: what is too long is tried with the other kinds.
  const auto forged = [&](std::string_view what, ErrorCode why, const auto& change) {
    refuse_forged(index_, what, good, why, change);
  };
  forged("of another space", not_authentic,
         [](ForgedObject& object) { object.header.space = {{1}}; });
  forged("of a version that is needed", newer_format, [](ForgedObject& object) {
    object.header.format_version = 2;
    object.header.least_reader_version = 2;
  });
  forged("with a byte behind the plain part's last member", damaged,
         [](ForgedObject& object) { object.plain.push_back(0); });
  refuse_sealed(index_, good);
  const auto told = [&](std::string_view what, const HandIndex& index) {
    forged(what, damaged, [&](ForgedObject& object) { object.secret = index.secret(); });
  };
  told("with the number 0", {.number = {0}});
  told("whose first sequence is 0", {.first_sequence = {0}});
  told("whose sequences run over", {.first_sequence = most_of_64_bits, .batches = files(1)});
  told("whose list claims more than there is", {.batches = most_of_64_bits});
  told("with a chunk of more than 32 bits",
       {.snapshots = joined({{1, 1, 1, 1, 0}, more_than_32_bits, Bytes(32, 0), {0}})});
  told("whose vector does not ascend", {.seen = vector_of({{2, 1}, {1, 1}})});
  told("with an introduction that is cut off", {.introductions = {1, 5, 0}});
  told("that ends early", {.epochs = {}});
}

void SyncVectors::refuse_parcels(const Bytes& good) {
  const auto changed = [&](std::string_view what, ErrorCode why, std::size_t offset,
                           std::uint8_t byte) {
    Bytes parcel = good;
    parcel[offset] = byte;
    refuse(parcel_, what, parcel, why);
  };
  constexpr std::size_t content = 24;
  changed("of another kind", file_unrecognised, 7, 'X');
  changed("with the least version 0", damaged, 12, 0);
  changed("of a version that is needed", newer_format, 12, 2);
  changed("whose length is another", file_truncated, 23, 1);
  // The space object has more than 127 bytes: its length is a varint of two.
  changed("whose first length claims more than there is", damaged, content + 17, 0x7F);
  refuse(parcel_, "cut off", Bytes(good.begin(), good.end() - 1), file_truncated);
  refuse(parcel_, "cut off in its frame", Bytes(good.begin(), good.begin() + 20), file_truncated);
  refuse(parcel_, "of no bytes", {}, file_unrecognised);
  Bytes longer = good;
  longer.push_back(0);
  refuse(parcel_, "with a byte behind it", longer, damaged);
  ++longer[16];
  refuse(parcel_, "with a byte behind the last member", longer, damaged);
}

}  // namespace holdall::sync
