#pragma once

#include <expected>

#include "base/error.h"

namespace holdall {

// The value of an operation that can fail for reasons outside the program. Handled exactly once,
// where something can be done about it.
template <class T>
using Result = std::expected<T, Error>;

using Status = Result<void>;

// The failed side of a Result.
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail = {}) {
  return std::unexpected<Error>(Error{code, std::move(detail)});
}

// Hands an error on to the caller's own Result type.
[[nodiscard]] inline std::unexpected<Error> fail(Error error) {
  return std::unexpected<Error>(std::move(error));
}

}  // namespace holdall
