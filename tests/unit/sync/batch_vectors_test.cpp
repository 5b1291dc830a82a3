#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "../support/peer_edits.h"
#include "../support/random_body.h"
#include "change/value_codec.h"
#include "native/randomness.h"
#include "sync/batch.h"
#include "vectors_file.h"

// The vectors of docs/batch-format.md, which batch_vectors.test.mjs reads too.

namespace holdall::sync {
namespace {

using change::BatchBody;
using change::BatchChange;
using change::BatchCommand;
using change::peer_edits;
using change::random_body;

constexpr const char* vectors_file = HOLDALL_SOURCE_DIR "/tests/fixtures/batch/batch_vectors.json";

std::string json_of(const change::CellValue& cell) {
  ByteWriter writer;
  change::encode_value(writer, cell.value);
  ByteReader reader(writer.bytes());
  const std::string type = std::to_string(reader.varint());
  return "{" + member("field", std::to_string(cell.field)) + ", " +
         member("type", in_quotes(type)) + ", " + hex_member("payload", reader.sized()) + "}";
}

std::string json_of(const BatchChange& entry) {
  const change::Change& change = entry.change;
  return "{" + member("command", std::to_string(entry.command)) + ", " +
         member("kind", std::to_string(static_cast<int>(change.kind))) + ", " +
         member("record", in_quotes(to_text(change.record))) + ", " +
         number_member("milliseconds", change.stamp.milliseconds) + ", " +
         member("counter", std::to_string(change.stamp.counter)) + ", " +
         member("device", std::to_string(change.stamp.device)) + ", " +
         number_member("wall_ms", change.wall_ms) + ", " +
         member("cells", list(change.cells, [](const auto& cell) { return json_of(cell); })) + "}";
}

std::string json_of(const BatchCommand& command) {
  return "{" + member("name", std::to_string(command.name)) + ", " +
         number_member("wall_ms", command.wall_ms) + "}";
}

std::string json_of(const BatchHeader& header) {
  const auto seen = [](const change::VersionVector::Entry& stream) {
    return "{" + hex_member("device", stream.device.bytes) + ", " +
           number_member("sequence", stream.sequence) + "}";
  };
  return "{" + member("format_version", std::to_string(header.format_version)) + ", " +
         member("least_reader_version", std::to_string(header.least_reader_version)) + ",\n" +
         hex_member("space", header.space.bytes) + ",\n" + hex_member("epoch", header.epoch.bytes) +
         ",\n" + hex_member("device", header.device.bytes) + ",\n" +
         number_member("sequence", header.sequence) + ",\n" +
         hex_member("before", header.before.bytes) + ",\n" +
         member("seen", list(header.seen.entries(), seen)) + "}";
}

// One change with a value of each type, one that it does not know among them.
BatchBody one_of_each() {
  BatchBody body{.commands = {{.name = 1, .wall_ms = 1'790'000'000'000}, {.name = 4'000}}};
  change::Change change{.kind = model::RecordKind::deal,
                        .record = RecordId::of(77, 12),
                        .stamp = {1'790'000'000'000, 3, 77},
                        .wall_ms = 1'789'999'999'000};
  change.cells = {
      {0, std::int64_t{1}},
      {1, std::string("Угода з «Ґанок» — 12 é")},
      {2, model::Money{-123'456, {{'U', 'A', 'H'}}}},
      {3, RecordId::of(0, 101)},
      {4, model::OrderKey{{0x80, 0, 1}}},
      {5, model::Outcome{model::OutcomeState::lost, RecordId::of(0, 9), 1'700'000'000'000}},
      {6, model::Date{-5}},
      {7, model::NoValue{}},
      {900, model::UnknownValue{99, {1, 2, 3}}}};
  body.changes.push_back({.command = 0, .change = change});
  return body;
}

struct Writer {
  native::SeededRandomness randomness{2026};
  DeviceKeys device{Secret::random(randomness)};
  Secret root_secret = Secret::random(randomness);
  EpochRoot root{Secret(root_secret.bytes())};
  BatchPlace place{.space = {{0x48, 0x6F, 0x6C, 0x64, 0x61, 0x6C, 0x6C}}};
  std::string batches;

  void add(std::string_view what, const BatchBody& body) {
    const Result<Bytes> batch = make_batch(place, body, root, device, randomness);
    REQUIRE(batch.has_value());
    const Result<BatchHeader> header = read_batch_header(*batch);
    REQUIRE(header.has_value());
    batches +=
        (batches.empty() ? "\n{" : ",\n{") + member("what", in_quotes(what)) + ",\n" +
        hex_member("batch", *batch) + ",\n" + member("header", json_of(*header)) + ",\n" +
        member("commands", list(body.commands, [](auto& item) { return json_of(item); })) + ",\n" +
        member("changes", list(body.changes, [](auto& item) { return json_of(item); })) + "}";
    ++place.sequence;
    place.before = hash_of(*batch);
    place.seen.advance({{1}}, 300);
    place.seen.advance({{2}}, 1);
  }
};

std::string make_vectors() {
  Writer writer;
  writer.add("empty", {});
  writer.add("a value of each type", one_of_each());
  writer.add("edits of deals", peer_edits(0, 40));
  writer.add("anything", random_body(1, 60));
  native::SeededRandomness salt(7);
  const Result<Bytes> wrap = wrap_root(writer.root, "Ґанок", {.memory_kib = 64, .passes = 1}, salt);
  REQUIRE(wrap.has_value());
  return "{" + hex_member("public_key", writer.device.public_key().bytes) + ",\n" +
         hex_member("root", writer.root_secret.bytes()) + ",\n" +
         member("passphrase", in_quotes("Ґанок")) + ",\n" + hex_member("wrap", *wrap) + ",\n" +
         member("batches", "[") + writer.batches + "\n]}\n";
}

}  // namespace

TEST_CASE("batches are made as the vectors of the format have them") {
  check_vectors(vectors_file, make_vectors());
}

}  // namespace holdall::sync
