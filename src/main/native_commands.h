#pragma once

#include "main/native_command_line.h"

namespace holdall::command_line {

// The program's exit codes.
enum class Exit : std::uint8_t {
  done = 0,           // of verify: the file is sound
  unsound = 1,        // the file is damaged, cut off, or none of Holdall's
  misunderstood = 2,  // the command line
  failed = 3,         // a file could not be read or written, or memory did not suffice
};

// Prints a line to the standard error: what an error is about, and words.
void complain(std::string_view about, std::string_view words);

// Does what the command line asks for, and says on the standard error what went wrong.
[[nodiscard]] Exit run(const CommandLine& line);

}  // namespace holdall::command_line
