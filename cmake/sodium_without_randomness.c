/* What libsodium expects of its own core. Every random byte of Holdall comes from
   platform::Randomness, so that a simulation can be played again: a function of libsodium that
   draws its own is a bug, as is a call outside of a function's limits. */
#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "randombytes.h"

void randombytes_buf(void* const buffer, const size_t size) {
  (void)buffer;
  (void)size;
  abort();
}

/* For what is overwritten anyway. */
void sodium_fill_with_zeros(void* const buffer, const size_t size);
void sodium_fill_with_zeros(void* const buffer, const size_t size) { memset(buffer, 0, size); }

void sodium_misuse(void) { abort(); }
