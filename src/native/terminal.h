#pragma once

#include <string>

#include "base/result.h"

namespace holdall::native {

// Asks on the terminal that this process belongs to and reads a line that is not shown, whatever
// standard input and output are. A signal that ends the process finds the terminal as it was.
// Fails with storage_failed if there is no terminal or it is closed. POSIX only.
[[nodiscard]] Result<std::string> ask_secretly(const std::string& question);

// What this machine is called; empty if it does not say.
[[nodiscard]] std::string machine_name();

}  // namespace holdall::native
