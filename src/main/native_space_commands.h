#pragma once

#include "main/native_command_line.h"
#include "main/native_device.h"
#include "main/native_words.h"

namespace holdall::command_line {

// Does what a command line asks for that is about a device: found, invite, join, sync, send,
// receive.
[[nodiscard]] Exit run_on_device(const CommandLine& line, Machine& machine);

}  // namespace holdall::command_line
