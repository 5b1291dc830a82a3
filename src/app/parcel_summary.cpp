#include "app/parcel_summary.h"

#include <utility>

#include "app/summary_lines.h"
#include "base/json_text.h"
#include "sync/parcel.h"
#include "sync/paths.h"

namespace holdall::app {
namespace {

std::int64_t as_number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::string streams_json(const ParcelSummary& summary) {
  std::string json = "[";
  for (const ParcelSummary::Stream& stream : summary.streams) {
    if (json.size() > 1) json += ',';
    json += JsonObject()
                .text("device", stream.device)
                .number("first", as_number(stream.first))
                .number("last", as_number(stream.last))
                .number("bytes", as_number(stream.bytes))
                .take();
  }
  return json + "]";
}

std::string known_json(const ParcelSummary& summary) {
  std::string json = "[";
  for (const ParcelSummary::Known& known : summary.sender_has) {
    if (json.size() > 1) json += ',';
    json += JsonObject()
                .text("device", known.device)
                .number("batches", as_number(known.batches))
                .take();
  }
  return json + "]";
}

}  // namespace

Result<ParcelSummary> summarise_parcel(ByteView file) {
  const Result<sync::Parcel> parcel = sync::open_parcel(file);
  if (!parcel) return fail(parcel.error());
  ParcelSummary summary{.file_bytes = file.size(),
                        .space = sync::lowercase_hex(parcel->space.bytes),
                        .introductions = parcel->introductions.size(),
                        .streams = {},
                        .sender_has = {}};
  for (const sync::Parcel::Stream& stream : parcel->streams) {
    if (stream.batches.empty()) continue;
    std::uint64_t bytes = 0;
    for (const ByteView batch : stream.batches) bytes += batch.size();
    summary.streams.push_back({.device = sync::lowercase_hex(stream.device.bytes),
                               .first = stream.first_sequence,
                               .last = stream.first_sequence + stream.batches.size() - 1,
                               .bytes = bytes});
  }
  for (const auto& [device, sequence] : parcel->has.entries())
    summary.sender_has.push_back(
        {.device = sync::lowercase_hex(device.bytes), .batches = sequence});
  return summary;
}

std::string parcel_text(const ParcelSummary& summary) {
  std::string text;
  append_fact(text, "Form", "parcel (.holdall-sync)");
  append_fact(text, "Size of the file", size_words(summary.file_bytes));
  append_fact(text, "Space", summary.space);
  append_fact(text, "Introductions", std::to_string(summary.introductions));
  for (const ParcelSummary::Stream& stream : summary.streams) {
    append_fact(text, "Batches of",
                stream.device + ": " + std::to_string(stream.first) + " to " +
                    std::to_string(stream.last) + ", " + size_words(stream.bytes));
  }
  for (const ParcelSummary::Known& known : summary.sender_has) {
    append_fact(text, "Its sender has",
                known.device + ": up to batch " + std::to_string(known.batches));
  }
  return text;
}

std::string parcel_json(const ParcelSummary& summary) {
  return JsonObject()
      .text("form", "parcel")
      .number("file_bytes", as_number(summary.file_bytes))
      .text("space", summary.space)
      .number("introductions", as_number(summary.introductions))
      .json("streams", streams_json(summary))
      .json("sender_has", known_json(summary))
      .take();
}

}  // namespace holdall::app
