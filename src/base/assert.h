#pragma once

// An assertion is for a bug, never for input: it ends the program in every build, because a store
// that goes on after a broken invariant could write what it should not.
#define HOLDALL_ASSERT(condition)                                                  \
  do {                                                                             \
    if (!(condition)) ::holdall::assertion_failed(#condition, __FILE__, __LINE__); \
  } while (false)

namespace holdall {

// Prints the broken invariant to the standard error output (in a browser: the console) and aborts.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace holdall
