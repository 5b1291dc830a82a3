#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <optional>
#include <utility>

#include "../store/record_fixture.h"
#include "native/event_loop.h"
#include "native/memory_endpoint.h"
#include "space_fixture.h"
#include "sync/carrier.h"
#include "sync/renewal.h"
#include "sync/roster.h"

namespace holdall::sync {

// The app's own database, a space and a place for files.
struct SalesDevice {
  SalesDevice(native::EventLoop& loop, native::MemoryPlace& place, Space own, std::uint64_t seed)
      : records(seed),
        space(std::move(own)),
        replica(
            *records.image, *records.store,
            [&loop](std::function<void()> task) { loop.post(std::move(task)); },
            [this](const store::MergeResult& result) { touched += result.touched.size(); }),
        endpoint(loop, place, seed),
        loop_(loop) {
    store::test::must(replica.enter(space, {}));
    start();
  }

  CarryReport exchange() {
    std::optional<CarryReport> report;
    carrier->run([&](CarryReport done) { report = std::move(done); });
    while (carrier->is_running()) loop_.advance(2000);
    REQUIRE(report.has_value());
    return *std::move(report);
  }
  void sync() {
    const CarryReport report = exchange();
    INFO("kind of trouble " << (report.trouble ? static_cast<int>(report.trouble->kind) : -1) << ' '
                            << (report.trouble ? report.trouble->error.detail : std::string()));
    CHECK_FALSE(report.trouble.has_value());
  }

  // Whether it is a new one now.
  bool renew(const Renewal& renewal) {
    carrier.reset();
    std::optional<Space> renewed =
        store::test::must(renew_device(replica, space, renewal, records.randomness));
    const bool is_new = renewed.has_value();
    if (is_new) space = *std::move(renewed);
    start();
    return is_new;
  }

  store::test::Records records;
  Space space;
  std::size_t touched = 0;
  StoreReplica replica;
  native::MemoryEndpoint endpoint;
  std::optional<Carrier> carrier;

 private:
  void start() {
    carrier.emplace(Ports{.endpoint = endpoint,
                          .endpoint_name = "memory",
                          .replica = replica,
                          .randomness = records.randomness},
                    space);
  }

  native::EventLoop& loop_;
};

}  // namespace holdall::sync
