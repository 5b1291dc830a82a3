#include "app/deal_conflicts.h"

#include <doctest/doctest.h>

#include <memory>

#include "sharing_devices.h"

namespace holdall::app::test {

TEST_CASE("a value that lost is listed on both devices, and one tap takes it or keeps the other") {
  const auto web = web_with_server();
  Device laptop(web, 100);
  found(laptop);
  laptop.tab->app->quick_add(lead, "Acme");
  laptop.settle();
  Device phone(web, 200);
  join(phone, invite(laptop));
  const RecordId deal = phone.tab->first();
  phone.tab->test.advance(3'600'000);  // its clock is ahead: what it writes wins
  const auto both_set = [&](std::int64_t here, std::int64_t there) {
    laptop.tab->app->execute(SetDealValue{deal, model::Money{here, {{'E', 'U', 'R'}}}});
    phone.tab->app->execute(SetDealValue{deal, model::Money{there, {{'E', 'U', 'R'}}}});
    for (int round = 0; round < 2; ++round) {
      for (Device* device : {&phone, &laptop}) {
        device->space().exchange_now();
        device->settle();
      }
    }
  };
  both_set(100'00, 200'00);
  for (Device* device : {&laptop, &phone}) {
    const std::vector<DealConflict>& conflicts =
        (device->tab->app->show_deal(deal), device->tab->app->conflicts());
    REQUIRE(conflicts.size() == 1);
    CHECK(conflicts[0].label == "Value");
    CHECK(conflicts[0].shown.find("200") != std::string::npos);
    CHECK(conflicts[0].other.find("100") != std::string::npos);
    REQUIRE(device->tab->app->deals_in_conflict().size() == 1);
    CHECK(device->tab->app->deals_in_conflict()[0].title == "Acme");
  }
  // The other value is taken on one device: it stands on both, and nothing is in conflict.
  const DealConflict conflict = laptop.tab->app->conflicts()[0];
  laptop.tab->app->execute(SettleConflict{deal, conflict.field, conflict.lost});
  CHECK(laptop.tab->app->workspace().board().card(deal)->deal.value->minor == 100'00);
  CHECK(laptop.tab->app->conflicts().empty());
  laptop.settle();
  phone.space().exchange_now();
  phone.settle();
  CHECK(phone.tab->app->workspace().board().card(deal)->deal.value->minor == 100'00);
  CHECK(phone.tab->app->conflicts().empty());
  CHECK(phone.tab->app->deals_in_conflict().empty());

  // And once more, where the shown one stays.
  both_set(300'00, 400'00);
  REQUIRE(phone.tab->app->conflicts().size() == 1);
  phone.tab->app->execute(SettleConflict{deal, phone.tab->app->conflicts()[0].field, std::nullopt});
  CHECK(phone.tab->app->conflicts().empty());
  CHECK(phone.tab->app->workspace().board().card(deal)->deal.value->minor == 400'00);
  phone.settle();
  laptop.space().exchange_now();
  laptop.settle();
  CHECK(laptop.tab->app->conflicts().empty());
  CHECK(laptop.tab->app->workspace().board().card(deal)->deal.value->minor == 400'00);
}

}  // namespace holdall::app::test
