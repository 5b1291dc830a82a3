#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "i18n/language.h"

namespace holdall::exchange {

// What the sample company sells: networks, workplaces, software and the services around them. The
// price range is in whole euros.
struct DemoOffer {
  std::string_view title;
  std::int32_t price_min;
  std::int32_t price_max;
};

// A first name with the last name in the form that goes with it.
struct DemoNames {
  std::span<const std::string_view> women;
  std::span<const std::string_view> men;
  std::span<const std::string_view> last_names_women;
  std::span<const std::string_view> last_names_men;
};

struct DemoCurrency {
  std::string_view code;
  std::int32_t per_euro;  // roughly, for believable amounts only
  std::uint32_t weight;   // of 100 organisations
};

struct DemoWords {
  std::span<const DemoOffer> offers;
  std::span<const std::string_view> organisations;
  DemoNames names;
  std::span<const std::string_view> owners;
  std::span<const DemoCurrency> currencies;
};

[[nodiscard]] const DemoWords& demo_words(i18n::Language language);

}  // namespace holdall::exchange
