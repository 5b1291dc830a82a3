#include "sync/device_records.h"

#include <string>
#include <utility>
#include <vector>

#include "sync/kept.h"

namespace holdall::sync {
namespace {

constexpr char place_name[] = "place";
constexpr char news_name[] = "news";
constexpr char last_sender_name[] = "last sender";

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }
std::string text_of(const Bytes& bytes) { return std::string(as_text(bytes)); }

struct PlaceRecord {
  Bytes address;
  Bytes user;
  Bytes password;
  Bytes folder_key;
  Bytes folder_name;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(address, user, password, folder_key, folder_name);
  }
};

struct NewsRecord {
  struct Entry {
    DeviceName device;
    std::uint64_t wall_ms = 0;

    template <class Archive>
    void serialize(Archive& archive) {
      archive(device.bytes, wall_ms);
    }
  };
  std::vector<Entry> entries;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(entries);
  }
};

}  // namespace

Result<std::unique_ptr<Space>> kept_space(Replica& replica) {
  const Result<Bytes> record = replica.kept(std::string(space_record_name));
  if (!record) return fail(record.error());
  if (record->empty()) return nullptr;
  Result<Space> space = Space::decode(*record);
  if (!space) return fail(std::move(space.error()));
  return std::make_unique<Space>(*std::move(space));
}

Result<Place> kept_place(Replica& replica) {
  const Result<PlaceRecord> record = read_kept<PlaceRecord>(replica, place_name);
  if (!record) return fail(record.error());
  return Place{
      .server = {.address = text_of(record->address),
                 .user = text_of(record->user),
                 .password = text_of(record->password)},
      .folder = {.key = text_of(record->folder_key), .name = text_of(record->folder_name)}};
}

KeptRecord place_record(const Place& place) {
  return record_of(place_name, PlaceRecord{.address = bytes_of(place.server.address),
                                           .user = bytes_of(place.server.user),
                                           .password = bytes_of(place.server.password),
                                           .folder_key = bytes_of(place.folder.key),
                                           .folder_name = bytes_of(place.folder.name)});
}

Result<News> kept_news(Replica& replica) {
  const Result<NewsRecord> record = read_kept<NewsRecord>(replica, news_name);
  if (!record) return fail(record.error());
  News news;
  for (const NewsRecord::Entry& entry : record->entries)
    news[entry.device] = static_cast<std::int64_t>(entry.wall_ms);
  return news;
}

Status keep_news(Replica& replica, const News& news) {
  NewsRecord record;
  for (const auto& [device, wall_ms] : news)
    record.entries.push_back({.device = device, .wall_ms = static_cast<std::uint64_t>(wall_ms)});
  return keep(replica, news_name, record);
}

Result<std::optional<change::VersionVector>> kept_last_sender(Replica& replica) {
  const Result<Bytes> record = replica.kept(last_sender_name);
  if (!record) return fail(record.error());
  if (record->empty()) return std::nullopt;
  Result<change::VersionVector> has = change::VersionVector::decode(*record);
  if (!has) return fail(std::move(has.error()));
  return *std::move(has);
}

Status keep_last_sender(Replica& replica, const change::VersionVector& has) {
  const KeptRecord record{.name = last_sender_name, .bytes = has.encode()};
  return replica.keep({&record, 1});
}

}  // namespace holdall::sync
