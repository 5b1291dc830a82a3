#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace holdall::bench {

// A bench that cannot go on has nothing to tell but why.
[[noreturn]] inline void give_up(std::string_view why) {
  std::fprintf(stderr, "bench sync: %.*s\n", static_cast<int>(why.size()), why.data());
  std::exit(1);
}

inline void expect(bool right, std::string_view what) {
  if (!right) give_up(what);
}

template <class T>
T must(Result<T> result, std::string_view what) {
  if (!result) give_up(std::string(what) + ": " + result.error().detail);
  return *std::move(result);
}
inline void must(const Status& status, std::string_view what) {
  if (!status) give_up(std::string(what) + ": " + status.error().detail);
}

}  // namespace holdall::bench
