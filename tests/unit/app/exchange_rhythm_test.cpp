#include "app/exchange_rhythm.h"

#include <doctest/doctest.h>

#include "native/randomness.h"

namespace holdall::app {

TEST_CASE("an exchange is due at once when it is wanted, and again while somebody is there") {
  native::SeededRandomness randomness(1);
  ExchangeRhythm rhythm(randomness);
  CHECK_FALSE(rhythm.due_ms().has_value());
  rhythm.want(1000);
  CHECK(rhythm.due_ms() == 1000);
  rhythm.began();
  CHECK_FALSE(rhythm.due_ms().has_value());
  rhythm.succeeded(2000);
  CHECK(rhythm.due_ms() == 2000 + ExchangeRhythm::poll_ms);

  // Five minutes after the last press nothing is due any more.
  rhythm.began();
  rhythm.succeeded(1000 + ExchangeRhythm::attention_ms);
  CHECK_FALSE(rhythm.due_ms().has_value());
  rhythm.attend(1000 + ExchangeRhythm::attention_ms + 10);
  CHECK(rhythm.due_ms().has_value());
  rhythm.set_visible(false);
  CHECK_FALSE(rhythm.due_ms().has_value());
}

TEST_CASE("edits wait for a pause in them, but not for ever, and are known until they are sent") {
  native::SeededRandomness randomness(1);
  ExchangeRhythm rhythm(randomness);
  rhythm.edited(0);
  CHECK(rhythm.unsent());
  CHECK(rhythm.due_ms() == ExchangeRhythm::edit_pause_ms);
  for (double now_ms = 0; now_ms < 60'000; now_ms += 1000) rhythm.edited(now_ms);
  CHECK(rhythm.due_ms() == ExchangeRhythm::edit_delay_max_ms);
  rhythm.began();
  rhythm.edited(61'000);
  rhythm.succeeded(62'000);
  CHECK(rhythm.unsent());  // what came after the beginning
  CHECK(rhythm.due_ms() == 61'000 + ExchangeRhythm::edit_pause_ms);
  rhythm.began();
  rhythm.succeeded(65'000);
  CHECK_FALSE(rhythm.unsent());
}

TEST_CASE("after failures it waits longer and longer, at random, and no less than it is asked to") {
  native::SeededRandomness randomness(7);
  ExchangeRhythm rhythm(randomness);
  double longest_ms = 0;
  for (int failure = 0; failure < 200; ++failure) {
    rhythm.began();
    rhythm.failed(0, std::nullopt);
    REQUIRE(rhythm.due_ms().has_value());
    longest_ms = std::max(longest_ms, *rhythm.due_ms());
    if (failure == 0) CHECK(longest_ms <= ExchangeRhythm::first_retry_ms);
  }
  CHECK(longest_ms <= ExchangeRhythm::retry_max_ms);
  CHECK(longest_ms > ExchangeRhythm::retry_max_ms / 2);
  rhythm.began();
  rhythm.failed(0, 400'000);
  CHECK(rhythm.due_ms() >= 400'000);
  rhythm.began();
  rhythm.failed(0, 1e12);
  CHECK(rhythm.due_ms() == ExchangeRhythm::asked_retry_max_ms);
  // An edit does not make it ask more often; a person does.
  rhythm.edited(10);
  CHECK(rhythm.due_ms() == ExchangeRhythm::asked_retry_max_ms);
  rhythm.look(15);
  CHECK(rhythm.due_ms() == ExchangeRhythm::asked_retry_max_ms);
  rhythm.want(20);
  CHECK(rhythm.due_ms() == 20);
  rhythm.began();
  rhythm.failed(30, std::nullopt);
  rhythm.look(40);
  CHECK(rhythm.due_ms() == 40);
}

TEST_CASE("a hidden window tries again only for the sake of what waits to be sent") {
  native::SeededRandomness randomness(1);
  ExchangeRhythm rhythm(randomness);
  rhythm.want(0);
  rhythm.began();
  rhythm.set_visible(false);
  rhythm.failed(10, std::nullopt);
  CHECK_FALSE(rhythm.due_ms().has_value());
  rhythm.edited(20);
  CHECK(rhythm.due_ms().has_value());
}

}  // namespace holdall::app
