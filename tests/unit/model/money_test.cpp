#include "model/money.h"

#include <doctest/doctest.h>

#include <limits>

namespace holdall::model {

TEST_CASE("a currency is three capital letters") {
  CHECK(currency_from_code("UAH")->code() == "UAH");
  CHECK_FALSE(currency_from_code("uah"));
  CHECK_FALSE(currency_from_code("US"));
  CHECK_FALSE(currency_from_code("EURO"));
  CHECK_FALSE(currency_from_code(""));
}

TEST_CASE("a sum stays at the limit instead of wrapping") {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  CHECK(add_minor(2, 3) == 5);
  CHECK(add_minor(most, 1) == most);
  CHECK(add_minor(least, -1) == least);
  CHECK(add_minor(most, least) == -1);
}

}  // namespace holdall::model
