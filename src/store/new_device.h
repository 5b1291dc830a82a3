#pragma once

#include "base/result.h"
#include "store/store.h"

namespace holdall::store {

// A copy of a database becomes a device of its own: it draws a device number, so that its ids and
// stamps are not those that the original gives from now on. Fails with invalid_argument if the
// original was in a shared space: what others wrote could not be told from there.
[[nodiscard]] Status become_new_device(Store& store);

// Puts the member that was made with this database into the bin: it stands for nobody.
[[nodiscard]] Status remove_me(Store& store);

}  // namespace holdall::store
