#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tab.h"

namespace holdall::app::test {

inline constexpr char address[] = "https://files.test/team/";
inline constexpr char passphrase[] = "кінь і віз";
inline constexpr AppOptions cheap{.passphrase_cost = {.memory_kib = 8, .passes = 1}};

// A browser of its own that reaches the same servers and folders.
struct Device {
  explicit Device(std::shared_ptr<native::MemoryWeb> web, std::uint64_t seed)
      : browser(std::make_shared<native::TestBrowser>()) {
    browser->web = std::move(web);
    browser->pages = seed;  // other random numbers
    tab = std::make_unique<Tab>(browser, cheap);
    tab->test.places.folder_to_choose = "synced";
  }
  [[nodiscard]] SharedSpace& space() { return *tab->app->shared_space(); }
  void settle() { tab->test.advance(20'000); }
  [[nodiscard]] std::size_t deals() { return tab->app->workspace().board().deal_count(); }
  [[nodiscard]] bool has(std::string_view title) {
    for (const BoardColumn& column : tab->app->workspace().board().columns()) {
      for (std::size_t index = 0; index < column.count(); ++index) {
        const auto* card = tab->app->workspace().board().card(column.deal(index));
        if (card != nullptr && card->deal.title == title) return true;
      }
    }
    return false;
  }
  [[nodiscard]] std::string notice() {
    const std::vector<Notice> notices = tab->app->take_notices();
    return notices.empty() ? std::string() : notices.back().text;
  }

  std::shared_ptr<native::TestBrowser> browser;
  std::unique_ptr<Tab> tab;
};

inline std::shared_ptr<native::MemoryWeb> web_with_server() {
  auto web = std::make_shared<native::MemoryWeb>();
  web->servers[address].user = "olena";
  web->servers[address].password = "s3cret";
  return web;
}

inline sync::Place server_place() {
  return {.server = {.address = address, .user = "olena", .password = "s3cret"}, .folder = {}};
}

inline void found(Device& device, const sync::Place& place = server_place()) {
  device.space().found({.passphrase = passphrase, .label = "Laptop", .place = place});
  device.settle();
  REQUIRE(device.space().joined());
  REQUIRE_FALSE(device.space().trouble().has_value());
}

inline std::string invite(Device& device) {
  device.space().invite();
  device.settle();
  REQUIRE_FALSE(device.space().invitation().empty());
  return device.space().invitation();
}

inline void join(Device& device, const std::string& invitation,
                 const sync::Place& place = server_place()) {
  device.space().join(
      {.invitation = invitation, .passphrase = passphrase, .label = "Phone", .place = place});
  device.settle();
  REQUIRE(device.space().joined());
}

}  // namespace holdall::app::test
