#include "store/readable_deals.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "store/schema.h"
#include "store_fixture.h"

namespace holdall::store {
namespace {

using test::Tab;

constexpr std::size_t page_size = 4096;
constexpr std::int64_t all = 6000;

// A database of 6000 deals by two devices, of whose pages some can be wiped.
struct Example {
  Example() {
    tab.opened();
    REQUIRE(migrate(*tab.database, tab.randomness, tab.clock));
    tab.run(
        "INSERT INTO organisation (id, clock, life, import, name) VALUES (1, x'', 1, 0, 'Acme')");
    tab.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) "
        "INSERT INTO deal (id, clock, life, import, title, position, stage, pipeline, "
        "organisation, owner_name, product_name, opened_on, outcome, closed_ms, outcome_note) "
        "SELECT ((SELECT number FROM device) + (i > 3000)) * 4294967296 + i, x'', 1, 0, '<deal>' "
        "|| hex(zeroblob(60)), "
        "x'80', 1, 1, 1, 'Anna', 'Crane', 20000, 2, 1700000000000, 'Price' FROM n");
    tab.run("UPDATE device SET next_counter = 6001");
    tab.settle();
    Bytes page(page_size);
    for (std::uint64_t at = page_size; at < tab.image->image().size(); at += page_size) {
      tab.image->image().read(at, page);
      const std::string_view text(reinterpret_cast<const char*>(page.data()), page.size());
      const bool leaf = page[0] == 0x0D;
      std::int64_t count = 0;
      for (std::size_t found = 0; (found = text.find("<deal>", found)) != text.npos; ++found)
        ++count;
      if (leaf && count > 0) leaves.push_back({at, count});
    }
    REQUIRE(leaves.size() > 200);
  }

  // How many deals are lost with it.
  std::int64_t wipe(std::size_t leaf) {
    REQUIRE(tab.image->image().write(leaves[leaf].at, Bytes(page_size)));
    tab.image->published();
    REQUIRE(tab.database->execute("PRAGMA shrink_memory"));
    return leaves[leaf].deals;
  }

  struct Leaf {
    std::uint64_t at = 0;
    std::int64_t deals = 0;
  };
  Tab tab;
  std::vector<Leaf> leaves;
};

TEST_CASE("only the deals on unreadable pages are missing, and it is known how many") {
  Example example;
  std::int64_t lost = 0;
  for (const std::size_t leaf : {10U, 11U, 12U, 13U, 14U, 15U, 16U, 18U, 20U, 90U, 150U, 151U})
    lost += example.wipe(leaf);
  std::int64_t visited = 0;
  const ReadableCount count =
      visit_readable_deals(*example.tab.database, [&](const ReadableDeal& deal) {
        CHECK(deal.title.starts_with("<deal>"));
        ++visited;
      });
  CHECK(visited == all - lost);
  CHECK(count.deals == visited);
  CHECK(count.existing == all);
  CHECK_FALSE(count.complete);
}

TEST_CASE("the first and the last deals can be unreadable") {
  Example example;
  const std::int64_t lost = example.wipe(0) + example.wipe(20) + example.wipe(1) +
                            example.wipe(example.leaves.size() - 1);
  const ReadableCount count =
      visit_readable_deals(*example.tab.database, [](const ReadableDeal&) {});
  CHECK(count.deals == all - lost);
  CHECK_FALSE(count.complete);
}

TEST_CASE("deals are read on without the number of the device") {
  Example example;
  example.tab.run("DELETE FROM device");
  const std::int64_t lost = example.wipe(20) + example.wipe(40) + example.wipe(42);
  const ReadableCount count =
      visit_readable_deals(*example.tab.database, [](const ReadableDeal&) {});
  CHECK(count.deals == all - lost);
}

TEST_CASE("of a sound database every deal is read, with all that it holds") {
  Example example;
  std::vector<ReadableDeal> found;
  const ReadableCount count = visit_readable_deals(
      *example.tab.database, [&](const ReadableDeal& deal) { found.push_back(deal); });
  CHECK(count.deals == all);
  CHECK(count.existing == all);
  CHECK(count.complete);
  REQUIRE(found.size() == all);
  CHECK(found[7].organisation == "Acme");
  CHECK(found[7].owner == "Anna");
  CHECK(found[7].product == "Crane");
  CHECK(found[7].opened_on == model::Date{20000});
  CHECK(found[7].outcome == model::Outcome{model::OutcomeState::lost, {}, 1'700'000'000'000});
  CHECK(found[7].outcome_note == "Price");
}

}  // namespace
}  // namespace holdall::store
