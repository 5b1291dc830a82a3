#include "change/merged_into.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <vector>

namespace holdall::change {
namespace {

using Links = std::map<std::int64_t, std::int64_t>;

RecordId resolve_in(const Links& links, std::int64_t id) {
  return resolve({id}, [&](RecordId from) {
    const auto found = links.find(from.value);
    return RecordId{found == links.end() ? 0 : found->second};
  });
}

// As the rule is worded: go on until there is nothing further, or all of a cycle is known.
RecordId resolve_by_memory(const Links& links, std::int64_t id) {
  std::vector<std::int64_t> path;
  for (; links.contains(id); id = links.at(id)) {
    const auto seen = std::ranges::find(path, id);
    if (seen != path.end()) return {*std::min_element(seen, path.end())};
    path.push_back(id);
  }
  return {id};
}

}  // namespace

TEST_CASE("a duplicate leads to the record that it was merged into, over any number of steps") {
  CHECK(resolve_in({}, 5) == RecordId{5});
  CHECK(resolve_in({{5, 3}}, 5) == RecordId{3});
  CHECK(resolve_in({{5, 7}, {7, 9}, {9, 2}}, 5) == RecordId{2});
}

TEST_CASE("the smallest id of a cycle stands for it, also for who leads into it from below") {
  const Links links = {{5, 7}, {7, 9}, {9, 5}, {1, 2}, {2, 7}, {4, 4}, {3, 4}};
  for (const std::int64_t id : {5, 7, 9, 1, 2}) CHECK(resolve_in(links, id) == RecordId{5});
  CHECK(resolve_in(links, 4) == RecordId{4});
  CHECK(resolve_in(links, 3) == RecordId{4});
}

TEST_CASE("random links resolve as the rule is worded") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 3'000; ++round) {
    Links links;
    const std::uint32_t count = 1 + random() % 12;
    for (std::uint32_t id = 1; id <= count; ++id) {
      if (random() % 8 != 0) links[id] = 1 + random() % count;
    }
    for (std::uint32_t id = 1; id <= count; ++id) {
      REQUIRE(resolve_in(links, id) == resolve_by_memory(links, id));
    }
  }
}

}  // namespace holdall::change
