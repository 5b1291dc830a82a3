#include "device.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/checksum.h"
#include "must.h"
#include "store/change_log.h"
#include "sync/carrier.h"
#include "sync/device_records.h"
#include "sync/parcel.h"

namespace holdall::bench {
namespace {

constexpr std::string_view passphrase = "the passphrase of a bench";
constexpr sync::PassphraseCost cost{.memory_kib = 8, .passes = 1};
constexpr double timers_ms = 2000;
constexpr std::size_t cards_shown = 10;
// So that it was every device's turn.
constexpr int poll_rounds = 20;

}  // namespace

Device::Device(native::MemoryDisk disk, std::uint64_t seed)
    : randomness(seed),
      disk_(std::make_shared<native::MemoryDisk>(std::move(disk))),
      storage_(loop_, disk_) {
  store::DurableImage::open(storage_, randomness, store::DurableImage::Mode::early,
                            [this](Result<store::DurableImage::Opened> opened) {
                              image_ = must(std::move(opened), "the image").image;
                            });
  loop_.run_until_idle();
  store_ = must(store::Store::open(*image_, clock, randomness), "the store");
  replica_ = std::make_unique<sync::StoreReplica>(
      *image_, *store_, [this](std::function<void()> task) { loop_.post(std::move(task)); },
      [this](const store::MergeResult&) {
        if (merged_) merged_();
      });
  space_ = must(sync::kept_space(*replica_), "the kept space");
}

void Device::found_space() {
  enter(must(sync::Space::found(passphrase, cost, {.number = store_->device(), .label = "one"},
                                randomness),
             "to found a space"));
}

void Device::join_space(const sync::Space& founder, const sync::Secret* invitation) {
  enter(must(
      sync::Space::join(founder.object(), founder.id(), passphrase,
                        {.number = store_->device(), .label = "another"}, invitation, randomness),
      "to join a space"));
}

void Device::enter(sync::Space space) {
  must(replica_->enter(space, {}), "to enter a space");
  space_ = std::make_unique<sync::Space>(std::move(space));
}

// While the app is open and the place stays the same.
struct Device::Session {
  Session(Device& device, native::MemoryPlace& place)
      : endpoint(device.loop_, place, device.randomness.next_u64()),
        carrier({.endpoint = endpoint,
                 .endpoint_name = "memory",
                 .replica = *device.replica_,
                 .randomness = device.randomness},
                *device.space_) {}

  native::MemoryEndpoint endpoint;
  sync::Carrier carrier;
};

Traffic Device::run_round(Session& session) {
  const native::MemoryEndpoint& endpoint = session.endpoint;
  const auto requests = [&] { return endpoint.reads() + endpoint.writes(); };
  const std::uint64_t requests_before = requests();
  const std::uint64_t bytes_before = endpoint.bytes_read();
  Traffic traffic;
  merged_ = [&] { traffic.requests_to_merge = requests() - requests_before; };
  std::optional<sync::CarryReport> report;
  session.carrier.run([&](sync::CarryReport done) { report = std::move(done); });
  while (session.carrier.is_running()) loop_.advance(timers_ms);
  merged_ = nullptr;
  expect(report && !report->trouble, "an exchange met trouble");
  traffic.requests = requests() - requests_before;
  traffic.bytes_read = endpoint.bytes_read() - bytes_before;
  traffic.batches = report->pulled.batches;
  return traffic;
}

Traffic Device::exchange(native::MemoryPlace& place) {
  Session session(*this, place);
  return run_round(session);
}

Traffic Device::poll(native::MemoryPlace& place) {
  Session session(*this, place);
  run_round(session);
  Traffic most;
  for (int round = 0; round < poll_rounds; ++round) {
    const Traffic traffic = run_round(session);
    expect(traffic.batches == 0, "somebody has something new");
    most.requests = std::max(most.requests, traffic.requests);
    most.bytes_read = std::max(most.bytes_read, traffic.bytes_read);
  }
  return most;
}

Bytes Device::make_parcel(const change::VersionVector& colleague) {
  return must(sync::make_parcel(colleague, *space_, *replica_, randomness), "to make a parcel");
}

std::uint64_t Device::take_in(ByteView parcel) {
  const sync::Parcel opened = must(sync::open_parcel(parcel), "a parcel");
  const sync::ParcelReport report =
      must(sync::take_in_parcel(opened, *space_, *replica_, randomness), "to take a parcel in");
  expect(report.gaps + report.bad + report.newer_formats + report.forks == 0,
         "not all of a parcel was taken in");
  return report.merged;
}

void Device::save() {
  std::optional<Status> saved;
  image_->flush([&](const Status& status) { saved = status; });
  loop_.run_until_idle();
  expect(saved.has_value() && saved->has_value(), "what was merged could not be stored");
}

std::size_t Device::read_board(RecordId pipeline) {
  app::Board board = must(app::Board::load(*store_, pipeline, i18n::Locale()), "the board");
  for (const app::BoardColumn& column : board.columns()) {
    for (std::size_t index = 0; index < std::min(column.count(), cards_shown); ++index)
      expect(board.card(column.deal(index)) != nullptr, "a card is not there");
  }
  return board.deal_count();
}

std::size_t Device::read_history(RecordId deal) {
  return must(store::changes_of_record(store_->records(), model::RecordKind::deal, deal),
              "the history of a deal")
      .size();
}

void Device::check_totals(RecordId pipeline) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> shown;
  for (const store::BoardTotal& total : must(store::board_totals(*store_, pipeline), "totals")) {
    auto& [deals, minor] = shown[std::to_string(total.list.stage.value) + " " +
                                 (total.has_value ? std::string(total.currency.code()) : "")];
    deals += total.deals;
    minor += total.minor;
  }
  store::Statement counted = must(
      store_->database().prepare(
          "SELECT stage || ' ' || ifnull(value_currency, ''), count(*), sum(ifnull(value_minor, 0))"
          " FROM deal WHERE life % 2 = 1 AND pipeline = " +
          std::to_string(pipeline.value) + " GROUP BY 1"),
      "the deals' sums");
  while (must(counted.step(), "the deals' sums")) {
    const auto found = shown.find(std::string(counted.text(0)));
    expect(found != shown.end() && found->second.first == counted.integer(1) &&
               found->second.second == counted.integer(2),
           "the board's totals are not those of its deals");
  }
}

std::uint64_t Device::state_digest() {
  std::string state;
  for (const char* table : {"pipeline", "stage", "deal", "organisation", "person"}) {
    store::Statement columns =
        must(store_->database().prepare(
                 std::string("SELECT group_concat('quote(' || name || ')', '||'' ''||') FROM "
                             "pragma_table_info('") +
                 table + "') WHERE name NOT IN ('import', 'batches')"),
             "the columns");
    expect(must(columns.step(), "the columns"), "a table is not there");
    store::Statement rows =
        must(store_->database().prepare("SELECT " + std::string(columns.text(0)) + " FROM " +
                                        table + " ORDER BY id"),
             "the rows");
    while (must(rows.step(), "the rows")) state += std::string(rows.text(0)) + '\n';
  }
  return checksum(as_bytes(state));
}

std::int64_t Device::integer(const std::string& sql) {
  return must(store_->database().integer(sql), sql);
}

}  // namespace holdall::bench
