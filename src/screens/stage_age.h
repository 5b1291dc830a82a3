#pragma once

#include <string>

#include "screens/screen_context.h"
#include "store/queries.h"

namespace holdall::screens {

// For how long an open deal has been in its stage, by the days of the calendar. All are empty for
// a closed deal and where it is not known.
struct StageAge {
  std::string brief;   // "12 d", "5 mo", "10 y"; empty on the first day
  std::string words;   // "10 years in this stage"
  std::string spoken;  // "10 years in this stage, since 7 November 2016"
};
[[nodiscard]] StageAge stage_age(const Context& context, const store::DealDetails& details);

}  // namespace holdall::screens
