#pragma once

#include "main/native_command_line.h"
#include "main/native_words.h"

namespace holdall::command_line {

// Does what the command line asks for, and says on the standard error what went wrong.
[[nodiscard]] Exit run(const CommandLine& line);

}  // namespace holdall::command_line
