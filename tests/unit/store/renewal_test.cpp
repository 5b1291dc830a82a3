// A device that was copied or restored goes on as a new one.
#include "store/renewal.h"

#include "change/set_elements.h"
#include "merge_fixture.h"
#include "store/change_log.h"
#include "store/conflicts.h"
#include "store/import_batch.h"
#include "store/soundness.h"

namespace holdall::store::test {
namespace {

namespace deal_field = model::deal_field;
using model::RecordKind;

constexpr DeviceNumber new_number = 77;

std::string problems(Store& store) {
  std::string all;
  for (const std::string& problem : must(find_problems(store.database()))) all += problem + '\n';
  return all;
}

bool agree(Peer& one, Peer& other) {
  return dump_records(*one.store) == dump_records(*other.store) &&
         dump_totals(*one.store) == dump_totals(*other.store);
}

}  // namespace

TEST_CASE("what others have stays the old device's, the rest becomes the new one's") {
  Peer laptop(1);
  Peer phone(2);
  const RecordId old_deal = laptop.add_deal("published");
  laptop.publish();
  phone.merge(laptop);
  const RecordId new_deal = laptop.add_deal("not published");
  laptop.rename(old_deal, "renamed on the laptop");
  laptop.edit(new_deal, {{model::merged_into_field, new_deal}});

  const std::vector<Published> former = laptop.renew(name_of(7), new_number, 1);
  CHECK(laptop.store->device() == new_number);
  const RecordId renumbered = RecordId::of(new_number, new_deal.counter());
  CHECK(laptop.title(new_deal) == "(gone)");
  CHECK(laptop.title(renumbered) == "not published");
  CHECK(laptop.title(old_deal) == "renamed on the laptop");
  const auto link =
      must(laptop.store->records().cell(RecordKind::deal, renumbered, model::merged_into_field));
  CHECK(std::get<RecordId>(link) == renumbered);
  CHECK(problems(*laptop.store).empty());
  CHECK(must(merged_vector(*laptop.store)).sequence(name_of(1)) == 1);

  laptop.exchange(phone);
  CHECK(agree(laptop, phone));
  CHECK(phone.title(renumbered) == "not published");
  CHECK(!must(conflicts_of_record(*phone.store, RecordKind::deal, old_deal)).any());
  CHECK(must(changes_of_record(laptop.store->records(), RecordKind::deal, old_deal)).size() == 2);
}

TEST_CASE("what the copy wrote under the old name afterwards comes as from any other device") {
  Peer laptop(1);
  Peer original(1);
  const RecordId deal = laptop.add_deal("same");
  CHECK(original.add_deal("same") == deal);
  laptop.publish();
  original.publish();
  const RecordId here = laptop.add_deal("here");
  CHECK(original.add_deal("there") == here);
  original.publish();

  laptop.renew(name_of(7), new_number, 1);
  laptop.merge(original);
  CHECK(laptop.title(here) == "there");
  CHECK(laptop.title(RecordId::of(new_number, here.counter())) == "here");
  laptop.publish();
  original.merge(laptop);
  CHECK(agree(laptop, original));
  CHECK(problems(*laptop.store).empty());
}

TEST_CASE("an edit with a rival's stamp and cells, made at another time, is the copy's own") {
  Peer laptop(1);
  Peer original(1);
  RecordId deal;
  for (Peer* peer : {&laptop, &original}) {
    deal = peer->add_deal("same");
    const std::int64_t now_ms = peer->clock.wall_ms();
    peer->clock.set_wall_ms(now_ms + 1'000'000'000);
    peer->rename(deal, "ahead");
    peer->clock.set_wall_ms(now_ms);
    peer->publish();
  }
  original.rename(deal, "again");
  original.publish();
  laptop.clock.advance(5000);
  laptop.rename(deal, "again");

  laptop.renew(name_of(7), new_number, 1, {original.published.back().packed});
  laptop.exchange(original);
  CHECK(agree(laptop, original));
  for (Peer* peer : {&laptop, &original})
    CHECK(must(changes_of_record(peer->store->records(), RecordKind::deal, deal)).size() == 4);
}

TEST_CASE("batches that nobody has are the new device's, with what each had seen") {
  Peer laptop(1);
  Peer phone(2);
  const RecordId deal = laptop.add_deal("deal");
  laptop.publish();
  phone.merge(laptop);
  laptop.rename(deal, "laptop");
  laptop.publish();  // nobody gets it
  phone.rename(deal, "phone");
  phone.publish();
  laptop.merge(phone);
  laptop.renew(name_of(7), new_number, 1);
  REQUIRE(laptop.published.size() == 1);
  phone.merge(laptop);
  CHECK(agree(laptop, phone));
  // Neither knew of the other.
  for (Peer* peer : {&laptop, &phone}) {
    CAPTURE(int{peer->name.bytes[0]});
    CHECK(must(conflicts_of_record(*peer->store, RecordKind::deal, deal)).cells.size() == 1);
  }
}

TEST_CASE("a renewed device's elements of sets, reasons and settings follow its records") {
  Peer laptop(1);
  const RecordId deal = laptop.add_deal("deal");
  ByteWriter payload;
  payload.varint(static_cast<std::uint64_t>(deal.value));
  ByteWriter element;
  element.varint(5);
  element.sized(payload.bytes());
  const model::SetElements set = *change::added_element({}, element.bytes());
  laptop.edit(deal, {{deal_field::outcome,
                      model::Outcome{model::OutcomeState::lost, deal, 1'700'000'000'000}},
                     {0x8001, set}});
  const RecordId me = *record_id_from_text(must(laptop.store->setting("me")));
  laptop.renew(name_of(7), new_number, 0);
  const RecordId renumbered = RecordId::of(new_number, deal.counter());
  RecordStore& records = laptop.store->records();
  const auto outcome = must(records.cell(RecordKind::deal, renumbered, deal_field::outcome));
  CHECK(std::get<model::Outcome>(outcome).reason == renumbered);
  const auto moved =
      std::get<model::SetElements>(must(records.cell(RecordKind::deal, renumbered, 0x8001)));
  CHECK(change::element_length(moved, element.bytes()) == 0);
  ByteWriter new_payload;
  new_payload.varint(static_cast<std::uint64_t>(renumbered.value));
  ByteWriter new_element;
  new_element.varint(5);
  new_element.sized(new_payload.bytes());
  CHECK(change::element_length(moved, new_element.bytes()) == 1);
  CHECK(must(laptop.store->setting("me")) == to_text(RecordId::of(new_number, me.counter())));
  CHECK(problems(*laptop.store).empty());
}

TEST_CASE("a device is not renewed while an import is under way, nor under a name that is taken") {
  Peer laptop(1);
  Peer phone(2);
  phone.add_deal("deal");
  phone.publish();
  laptop.merge(phone);
  const auto renew = [&](std::uint8_t before, std::uint8_t after,
                         std::span<const Bytes> kept_bodies) {
    Transaction transaction = must(Transaction::begin(laptop.store->database()));
    const auto renewed = renew_device(*laptop.store, {.before = name_of(before),
                                                      .after = name_of(after),
                                                      .number = 7,
                                                      .kept_bodies = kept_bodies,
                                                      .rival_bodies = {}});
    return renewed ? std::nullopt : std::optional(renewed.error().code);
  };
  const std::vector<Bytes> one_body(1);
  CHECK(renew(1, 2, {}) == ErrorCode::invalid_argument);
  CHECK(renew(2, 7, {}) == ErrorCode::invalid_argument);
  CHECK(renew(1, 7, one_body) == ErrorCode::invalid_argument);
  const Import import = must(begin_import(*laptop.store, CommandName::import_file, "deals.csv"));
  CHECK(renew(1, 7, {}) == ErrorCode::invalid_argument);
  must(reveal_import(*laptop.store, import));
  CHECK(renew(1, 7, {}) == std::nullopt);
}

}  // namespace holdall::store::test
