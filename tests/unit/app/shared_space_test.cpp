#include "app/shared_space.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "sharing_devices.h"

namespace holdall::app {
namespace {

using test::address;
using test::cheap;
using test::Device;
using test::found;
using test::invite;
using test::join;
using test::lead;
using test::passphrase;
using test::server_place;
using test::Tab;
using test::web_with_server;

}  // namespace

TEST_CASE("two devices share what is written on each, by themselves, and list each other") {
  const auto web = web_with_server();
  Device laptop(web, 100);
  laptop.tab->app->quick_add(lead, "Acme 12k€");
  found(laptop);
  Device phone(web, 200);
  phone.tab->app->quick_add(lead, "Orchid");
  join(phone, invite(laptop));
  CHECK(phone.has("Acme"));
  laptop.space().exchange_now();
  laptop.settle();
  CHECK(laptop.space().invitation().empty());
  CHECK(laptop.has("Orchid"));

  // Edits go out by themselves, and come in while somebody is there.
  phone.tab->app->execute(DeleteDeal{phone.tab->first()});
  CHECK(phone.space().unsent());
  phone.settle();
  CHECK_FALSE(phone.space().unsent());
  laptop.tab->test.advance(ExchangeRhythm::poll_ms + 5000);
  CHECK(laptop.deals() == 1);

  for (Device* device : {&laptop, &phone}) {
    const auto& devices = device->space().devices();
    REQUIRE(devices.size() == 2);
    CHECK(devices[0].own);
    CHECK(devices[1].label == (device == &laptop ? "Phone" : "Laptop"));
    CHECK(devices[1].news_ms > 0);
    REQUIRE(devices[1].stream.has_value());
    CHECK(devices[1].stream->state == sync::StreamState::current);
  }
}

TEST_CASE("what is shared goes on after the page was loaded anew, and undo is shared too") {
  const auto web = web_with_server();
  Device laptop(web, 100);
  found(laptop);
  Device phone(web, 200);
  join(phone, invite(laptop));
  phone.tab.reset();
  phone.tab = std::make_unique<Tab>(phone.browser, cheap);
  REQUIRE(phone.space().joined());
  CHECK(phone.space().place() == server_place());
  phone.tab->app->quick_add(lead, "Later");
  phone.settle();
  laptop.space().exchange_now();
  laptop.settle();
  REQUIRE(laptop.has("Later"));
  phone.tab->app->undo();
  phone.settle();
  laptop.space().exchange_now();
  laptop.settle();
  CHECK_FALSE(laptop.has("Later"));
}

TEST_CASE("who cannot join is told why, and nothing has changed") {
  const auto web = web_with_server();
  Device laptop(web, 100);
  found(laptop);
  const std::string invitation = invite(laptop);
  Device phone(web, 200);
  const auto refused = [&phone](const JoinSpace& request) {
    phone.space().join(request);
    phone.settle();
    CHECK_FALSE(phone.space().joined());
    CHECK(phone.space().work() == SharedSpace::Work::none);
    REQUIRE(phone.space().trouble().has_value());
    return *phone.space().trouble();
  };
  CHECK(refused({invitation, "wrong passphrase", "Phone", server_place()}).error.code ==
        ErrorCode::wrong_passphrase);
  CHECK(refused({"nonsense", passphrase, "Phone", server_place()}).error.code ==
        ErrorCode::damaged);
  sync::Place other = server_place();
  other.server.password = "guessed";
  CHECK(refused({invitation, passphrase, "Phone", other}).endpoint.failure ==
        platform::EndpointFailure::refused);
  web->servers["https://empty.test/"];
  other.server = {.address = "https://empty.test/", .user = {}, .password = {}};
  CHECK(refused({invitation, passphrase, "Phone", other}).error.code == ErrorCode::not_found);
  other.server.address = "https://away.test/";
  CHECK(refused({invitation, passphrase, "Phone", other}).endpoint.failure ==
        platform::EndpointFailure::offline);
  join(phone, invitation);
}

TEST_CASE("edits made while the place is away go out when it is back") {
  const auto web = web_with_server();
  Device laptop(web, 100);
  found(laptop);
  Device phone(web, 200);
  join(phone, invite(laptop));
  web->servers[address].away = true;
  CHECK(phone.space().set_place(server_place()).has_value());  // another endpoint
  phone.tab->app->quick_add(lead, "In the car park");
  phone.settle();
  REQUIRE(phone.space().trouble().has_value());
  CHECK(phone.space().trouble()->endpoint.failure == platform::EndpointFailure::offline);
  CHECK(phone.space().unsent());
  web->servers[address].away = false;
  CHECK(phone.space().set_place(server_place()).has_value());
  const platform::Event back = platform::ResumeEvent{};
  phone.tab->app->handle({&back, 1});
  phone.settle();
  CHECK_FALSE(phone.space().trouble().has_value());
  CHECK_FALSE(phone.space().unsent());
  laptop.space().exchange_now();
  laptop.settle();
  CHECK(laptop.has("In the car park"));
}

TEST_CASE("a shared space by hand: files go to and fro, and the joiner becomes known") {
  const auto web = std::make_shared<native::MemoryWeb>();
  Device laptop(web, 100);
  laptop.tab->app->quick_add(lead, "Acme");
  found(laptop, {});
  laptop.space().save_parcel(SharedSpace::ParcelFor::everybody);
  laptop.settle();
  REQUIRE(laptop.tab->test.files.saved().size() == 1);
  CHECK(laptop.tab->test.files.saved()[0].name.ends_with(".holdall-sync"));

  Device phone(web, 200);
  phone.tab->test.files.drop("from laptop.holdall-sync", laptop.tab->test.files.saved()[0].bytes);
  phone.settle();
  REQUIRE(phone.space().parcel_waits());
  phone.space().join({.invitation = {}, .passphrase = passphrase, .label = "Phone", .place = {}});
  phone.settle();
  REQUIRE(phone.space().joined());
  CHECK(phone.has("Acme"));
  phone.tab->app->quick_add(lead, "Orchid");
  REQUIRE(phone.space().knows_last_sender());
  phone.space().save_parcel(SharedSpace::ParcelFor::last_sender);
  phone.settle();
  REQUIRE(phone.tab->test.files.saved().size() == 1);

  laptop.tab->test.files.drop("reply.holdall-sync", phone.tab->test.files.saved()[0].bytes);
  laptop.settle();
  CHECK(laptop.has("Orchid"));
  CHECK(laptop.space().devices().size() == 2);
  static_cast<void>(laptop.notice());
  laptop.tab->test.files.drop("again.holdall-sync", phone.tab->test.files.saved()[0].bytes);
  laptop.settle();
  CHECK(laptop.notice().find("already") != std::string::npos);
}

TEST_CASE("a torn or foreign file is refused with words") {
  const auto web = std::make_shared<native::MemoryWeb>();
  Device laptop(web, 100);
  found(laptop, {});
  laptop.space().save_parcel(SharedSpace::ParcelFor::everybody);
  laptop.settle();
  Bytes torn = laptop.tab->test.files.saved()[0].bytes;
  Bytes longer = torn;
  longer.push_back(0);
  torn.resize(torn.size() / 2);
  for (const Bytes& file : {torn, longer}) {
    static_cast<void>(laptop.notice());
    laptop.tab->test.files.drop("torn.holdall-sync", file);
    laptop.settle();
    CHECK(laptop.notice() == "This file is cut off or damaged. Have it sent once more.");
    REQUIRE(laptop.tab->app->shared_space() != nullptr);
  }

  Device stranger(web, 300);
  found(stranger, {});
  stranger.tab->test.files.drop("foreign.holdall-sync", laptop.tab->test.files.saved()[0].bytes);
  stranger.settle();
  CHECK_FALSE(stranger.notice().empty());
  CHECK(stranger.space().devices().size() == 1);
}

TEST_CASE("the link of an invitation opens the join, and does not stay in the address") {
  auto browser = std::make_shared<native::TestBrowser>();
  Tab tab(browser);
  const platform::Event link = platform::NavigationEvent{"/join/AbC"};
  tab.app->handle({&link, 1});
  CHECK(tab.app->has_invitation());
  CHECK(tab.app->take_invitation() == "AbC");
  CHECK_FALSE(tab.app->has_invitation());
  CHECK(tab.test.window.history() == std::vector<std::string>{"/"});
}

TEST_CASE("of several windows the one that leads shares, and the others see what it merges") {
  const auto web = web_with_server();
  Device laptop(web, 100);
  found(laptop);
  Device phone(web, 200);
  join(phone, invite(laptop));
  Tab second(laptop.browser, cheap);
  second.show(true);
  laptop.settle();
  Tab* leading = second.app->leads() ? &second : laptop.tab.get();
  Tab* following = leading == &second ? laptop.tab.get() : &second;
  REQUIRE(leading->app->shared_space() != nullptr);
  CHECK(following->app->shared_space() == nullptr);
  phone.tab->app->quick_add(lead, "From the phone");
  phone.settle();
  leading->app->shared_space()->exchange_now();
  laptop.settle();
  CHECK(leading->app->workspace().board().deal_count() == 1);
  CHECK(following->app->workspace().board().deal_count() == 1);
}

TEST_CASE("a demo shares nothing") {
  Tab tab(std::make_shared<native::TestBrowser>(), {.demo = true});
  CHECK(tab.app->shared_space() == nullptr);
}

}  // namespace holdall::app
