#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace holdall {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "Holdall: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace holdall
