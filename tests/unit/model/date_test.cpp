#include "model/date.h"

#include <doctest/doctest.h>

namespace holdall::model {

TEST_CASE("a date and its calendar form are each other's inverse") {
  CHECK(date_of({1970, 1, 1}).days == 0);
  CHECK(date_of({2017, 3, 7}).days == 17'232);
  CHECK(date_of({1969, 12, 31}).days == -1);
  for (std::int32_t days = -800'000; days < 800'000; days += 37) {
    const CivilDate civil = civil_of({days});
    REQUIRE(date_of(civil).days == days);
  }
}

TEST_CASE("the calendar has its leap days") {
  CHECK(date_of({2024, 3, 1}).days - date_of({2024, 2, 28}).days == 2);
  CHECK(date_of({1900, 3, 1}).days - date_of({1900, 2, 28}).days == 1);
  CHECK(date_of({2000, 3, 1}).days - date_of({2000, 2, 28}).days == 2);
}

TEST_CASE("a moment falls on the local day") {
  const std::int64_t late_evening_ms = std::int64_t{23} * 3'600'000;
  CHECK(date_at(late_evening_ms, 0).days == 0);
  CHECK(date_at(late_evening_ms, 120).days == 1);
  CHECK(date_at(0, -60).days == -1);
  CHECK(date_at(noon_ms({500}), -720).days == 500);
  CHECK(date_at(noon_ms({500}), 660).days == 500);
}

}  // namespace holdall::model
