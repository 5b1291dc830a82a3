#pragma once

#include <string>

#include "base/error.h"
#include "i18n/locale.h"

namespace holdall::i18n {

// The sentence that tells a person what went wrong and what to do; {detail} is the error's.
[[nodiscard]] std::string error_text(const Locale& locale, const Error& error);

}  // namespace holdall::i18n
