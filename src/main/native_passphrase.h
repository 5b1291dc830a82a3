#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace holdall::command_line {

enum class PassphraseUse : std::uint8_t {
  first,  // of a new space: a terminal is asked twice
  known,
};

// The passphrase of a space, which is never an argument, because everyone can see those: from the
// file, if one is named ("-": standard input), else from the variable HOLDALL_PASSPHRASE, else it
// is asked for on the terminal. The end of its last line does not belong to it. Fails with
// invalid_argument (it is empty, no UTF-8, or was not repeated; a sentence), storage_failed.
[[nodiscard]] Result<std::string> read_passphrase(const std::string& file, PassphraseUse use);

}  // namespace holdall::command_line
