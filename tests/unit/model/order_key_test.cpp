#include "model/order_key.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace holdall::model {
namespace {

bool less(const Bytes& left, const Bytes& right) { return left < right; }

void require_between(const Bytes& before, const Bytes& key, const Bytes& after) {
  REQUIRE_FALSE(key.empty());
  REQUIRE(key.back() != 0);
  if (!before.empty()) REQUIRE(less(before, key));
  if (!after.empty()) REQUIRE(less(key, after));
}

}  // namespace

TEST_CASE("there is a key between any two, wherever the insertions go") {
  const std::uint32_t seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  std::vector<Bytes> keys;
  for (int round = 0; round < 3000; ++round) {
    const std::size_t place = random() % (keys.size() + 1);
    const Bytes before = place == 0 ? Bytes{} : keys[place - 1];
    const Bytes after = place == keys.size() ? Bytes{} : keys[place];
    const Bytes key = key_between(before, after, static_cast<std::uint32_t>(random()));
    require_between(before, key, after);
    keys.insert(keys.begin() + static_cast<std::ptrdiff_t>(place), key);
  }
  CHECK(std::ranges::is_sorted(keys));
}

TEST_CASE("neighbours that differ by little still have room") {
  const Bytes cases[][2] = {{{1}, {2}},          {{1}, {1, 1}},
                            {{1}, {1, 0, 0, 1}}, {{0, 1}, {0, 2}},
                            {{}, {0, 0, 1}},     {{255, 255}, {}},
                            {{1, 255}, {2}},     {{1, 255, 255}, {2}},
                            {{}, {1}},           {{255, 255, 255, 255, 255, 255}, {}}};
  for (const auto& neighbours : cases) {
    for (const std::uint32_t jitter : {0U, 1U, 0xFFFFFFFFU, 0x01010101U}) {
      require_between(neighbours[0], key_between(neighbours[0], neighbours[1], jitter),
                      neighbours[1]);
    }
  }
}

TEST_CASE("keys stay short where people really insert") {
  Bytes top;
  Bytes bottom;
  for (std::uint32_t round = 0; round < 20'000; ++round) {
    top = key_between({}, top, round * 7919);
    bottom = key_between(bottom, {}, round * 104'729);
  }
  CHECK(top.size() <= 6);
  CHECK(bottom.size() <= 6);
}

TEST_CASE("many keys at once ascend behind the last one") {
  const Bytes last = key_between({}, {}, 5);
  const std::vector<Bytes> keys = keys_behind(last, 10'000, 77);
  REQUIRE(keys.size() == 10'000);
  CHECK(less(last, keys.front()));
  CHECK(std::ranges::is_sorted(keys));
  CHECK(std::ranges::adjacent_find(keys) == keys.end());
}

TEST_CASE("two devices that insert at the same place make different keys") {
  const Bytes before = key_between({}, {}, 1);
  const Bytes after = key_between(before, {}, 1);
  CHECK(key_between(before, after, 0x12345678) != key_between(before, after, 0x9ABCDEF0));
  CHECK(key_between(before, {}, 0x12345678) != key_between(before, {}, 0x9ABCDEF1));
}

}  // namespace holdall::model
