#include "sync/batch.h"

#include <algorithm>
#include <bit>
#include <new>
#include <utility>

#include "base/assert.h"
#include "base/compression.h"
#include "sync/batch_frame.h"

namespace holdall::sync {
namespace {

// What zlib takes to unpack: its state and a window of 32 KiB.
constexpr std::size_t inflate_bytes = std::size_t{48} << 10;
constexpr std::string_view key_context = "holdall batch key";
constexpr std::string_view signature_context = "holdall batch";

// Rounded up so that a length tells little of what is inside, at most 12 % (Padmé: Nikitin et al.,
// 'Reducing Metadata Leakage from Encrypted Files and Communication with PURBs', 2019).
std::size_t padded_size(std::size_t size) {
  if (size < 2) return size;
  const int exponent = std::bit_width(size) - 1;
  const int precision = std::bit_width(static_cast<unsigned>(exponent));
  const std::size_t mask = (std::size_t{1} << (exponent - precision)) - 1;
  return (size + mask) & ~mask;
}

// The length of the body, the body compressed, zeros.
Result<Bytes> pack(const change::EncodedBody& body) {
  const Result<Bytes> compressed = compress_parts(body.bytes, body.part_ends);
  if (!compressed) return fail(compressed.error());
  ByteWriter writer;
  writer.varint(body.bytes.size());
  writer.sized(*compressed);
  Bytes plain = writer.take();
  plain.resize(padded_size(plain.size()));
  return plain;
}

struct UnpackedBody {
  Bytes body;
  Bytes packed;  // its length and the zlib stream
};

Result<UnpackedBody> unpack(ByteView plain, change::AllocationBudget& budget) {
  ByteReader reader(plain);
  const std::uint64_t size = reader.varint();
  const ByteView compressed = reader.sized();
  const ByteView padding = reader.take(reader.left());
  const bool zeros = std::ranges::all_of(padding, [](std::uint8_t byte) { return byte == 0; });
  if (reader.failed() || !zeros || !budget.take(plain.size()) || size > budget.left()) {
    return fail(ErrorCode::damaged, "the lengths in a batch");
  }
  ByteWriter packed;
  packed.varint(size);
  packed.append(compressed);
  Result<Bytes> body = decompress(compressed, static_cast<std::size_t>(size));
  if (!body) return fail(std::move(body.error()));
  return UnpackedBody{.body = *std::move(body), .packed = packed.take()};
}

// What rebuild_batch() needs beside the body.
Bytes envelope_of(ByteView batch, const BatchFrame& frame) {
  ByteWriter writer;
  writer.append(batch.first(frame.header_bytes));
  writer.append(frame.sealed.first(nonce_bytes));
  writer.append(batch.last(signature_bytes));
  return writer.take();
}

Result<Bytes> seal_body(const change::EncodedBody& body, ByteView header, const EpochRoot& root,
                        const Nonce& nonce) {
  const Result<Bytes> plain = pack(body);
  if (!plain) return fail(plain.error());
  return seal(root.key(key_context), nonce, header, *plain);
}

// Whether a batch is what its header says, as far as everyone can tell who knows the device.
Status authenticate(ByteView batch, const BatchFrame& frame, const SpaceId& space,
                    const PublicKey& device) {
  const auto refuse = [](const char* why) { return fail(ErrorCode::not_authentic, why); };
  if (frame.header.space != space) return refuse("of another space");
  if (frame.header.device != device_name(device)) return refuse("of another device");
  Signature signature;
  std::ranges::copy(batch.last(signature_bytes), signature.bytes.begin());
  const ByteView message = batch.first(batch.size() - signature_bytes);
  if (!is_signed(signature_context, message, signature, device)) return refuse("wrong signature");
  return {};
}

Status open_body(ByteView batch, const BatchFrame& frame, const EpochRoot& root,
                 std::uint32_t version, OpenedBatch& opened) {
  if (frame.header.epoch != root.id()) {
    return fail(ErrorCode::not_authentic, "of another key epoch");
  }
  Nonce nonce;
  std::ranges::copy(frame.sealed.first(nonce_bytes), nonce.begin());
  change::AllocationBudget budget = change::AllocationBudget::for_input(batch.size());
  const ByteView header = batch.first(frame.header_bytes);
  Result<Bytes> plain =
      open_sealed(root.key(key_context), nonce, header, frame.sealed.subspan(nonce_bytes));
  if (!plain) return fail(std::move(plain.error()));
  const std::size_t beside =
      2 * frame.header.seen.entries().size() * sizeof(change::VersionVector::Entry) + inflate_bytes;
  const std::size_t envelope_bytes = batch.size() - frame.sealed.size() + nonce_bytes;
  if (!budget.take(plain->size() + 2 * envelope_bytes + beside))
    return fail(ErrorCode::damaged, "a batch of streams");
  Result<UnpackedBody> unpacked = unpack(*plain, budget);
  if (!unpacked) return fail(std::move(unpacked.error()));
  const bool newer = frame.header.format_version > version;
  Result<change::BodyReader> reader = change::BodyReader::open(
      std::move(unpacked->body), budget,
      newer ? change::TrailingBytes::ignored : change::TrailingBytes::refused);
  if (!reader) return fail(std::move(reader.error()));
  opened.body = *std::move(reader);
  opened.packed_body = std::move(unpacked->packed);
  opened.envelope = envelope_of(batch, frame);
  return {};
}

}  // namespace

Result<Bytes> make_batch(const BatchPlace& place, const change::BatchBody& body,
                         const EpochRoot& root, const DeviceKeys& device,
                         platform::Randomness& randomness) {
  const BatchHeader header{.format_version = place.version,
                           .least_reader_version = place.version,
                           .space = place.space,
                           .epoch = root.id(),
                           .device = device.name(),
                           .sequence = place.sequence,
                           .before = place.before,
                           .seen = place.seen};
  HOLDALL_ASSERT(header.sequence > 0 && (header.before == ObjectHash{}) == (header.sequence == 1));
  Nonce nonce;
  randomness.fill(nonce);
  const Result<change::EncodedBody> encoded = change::encode_body(body);
  if (!encoded) return fail(encoded.error());
  try {
    Bytes batch = encode_batch_header(header);
    const Result<Bytes> sealed = seal_body(*encoded, batch, root, nonce);
    if (!sealed) return fail(sealed.error());
    batch.insert(batch.end(), nonce.begin(), nonce.end());
    batch.insert(batch.end(), sealed->begin(), sealed->end());
    const Signature signature = device.sign(signature_context, batch);
    batch.insert(batch.end(), signature.bytes.begin(), signature.bytes.end());
    // What this device cannot read itself no other one can.
    const Result<OpenedBatch> opened =
        open_batch(batch, place.space, root, device.public_key(), place.version);
    if (opened) return batch;
    HOLDALL_ASSERT(opened.error().code != ErrorCode::not_authentic);
    const bool unreadable = opened.error().code == ErrorCode::damaged;
    return fail(unreadable ? Error{ErrorCode::invalid_argument, "too much for one batch"}
                           : opened.error());
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "making a batch");
  }
}

Result<BatchHeader> read_batch_header(ByteView batch) {
  Result<BatchFrame> frame = read_batch_frame(batch);
  if (!frame) return fail(std::move(frame.error()));
  return std::move(frame->header);
}

Result<OpenedBatch> open_batch(ByteView batch, const SpaceId& space, const EpochRoot& root,
                               const PublicKey& device, std::uint32_t version) {
  try {
    Result<BatchFrame> frame = read_batch_frame(batch);
    if (!frame) return fail(std::move(frame.error()));
    if (Status status = authenticate(batch, *frame, space, device); !status) {
      return fail(std::move(status.error()));
    }
    OpenedBatch opened;
    if (frame->header.least_reader_version <= version) {
      if (Status status = open_body(batch, *frame, root, version, opened); !status) {
        return fail(std::move(status.error()));
      }
    }
    opened.header = std::move(frame->header);
    return opened;
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "opening a batch");
  }
}

Result<Bytes> rebuild_batch(ByteView envelope, ByteView packed_body, const EpochRoot& root) {
  try {
    constexpr std::size_t tail_bytes = nonce_bytes + signature_bytes;
    if (envelope.size() < tail_bytes) return fail(ErrorCode::damaged, "the envelope of a batch");
    const ByteView header = envelope.first(envelope.size() - tail_bytes);
    Nonce nonce;
    std::ranges::copy(envelope.subspan(header.size(), nonce_bytes), nonce.begin());
    ByteReader packed(packed_body);
    ByteWriter unpadded;
    unpadded.varint(packed.varint());
    unpadded.sized(packed.take(packed.left()));
    Bytes plain = unpadded.take();
    plain.resize(padded_size(plain.size()));
    const Result<Bytes> sealed = seal(root.key(key_context), nonce, header, plain);
    if (!sealed) return fail(sealed.error());
    ByteWriter writer;
    writer.append(header);
    writer.append(nonce);
    writer.append(*sealed);
    writer.append(envelope.last(signature_bytes));
    const Result<BatchFrame> frame = read_batch_frame(writer.bytes());
    if (!frame || frame->header_bytes != header.size() || frame->header.epoch != root.id()) {
      return fail(ErrorCode::damaged, "the envelope of a batch");
    }
    return writer.take();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "making a batch again");
  }
}

}  // namespace holdall::sync
