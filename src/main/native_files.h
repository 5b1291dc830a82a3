#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "main/native_command_line.h"
#include "main/native_device.h"
#include "main/native_output.h"
#include "main/native_words.h"

namespace holdall::command_line {

// What commands read and write.

// As people know the file that is read.
[[nodiscard]] std::string input_name(const CommandLine& line);

// The database in a backup, a plain database or a device's folder; or the bytes of a parcel. Fails
// as app::read_database_file() and read_device_folder() do.
using Input = std::variant<app::DatabaseFile, Bytes>;
[[nodiscard]] Result<Input> read_input(const std::string& path, Machine& machine);

// Why a parcel is not what was wanted.
inline constexpr std::string_view parcel_words =
    "This is a parcel of a shared space: 'holdall inspect' says what everyone can read of it, "
    "'holdall receive' takes it in.";

// Tells what is wrong with the output of a command.
Exit complain_of_output(const CommandLine& line, const Error& error);
[[nodiscard]] Exit finish_output(Output& output, const CommandLine& line);

// Whether OUT is a terminal, for which bytes are nothing; says so of `what`.
[[nodiscard]] bool refuses_terminal(const CommandLine& line, std::string_view what);
[[nodiscard]] Exit write_whole_output(const CommandLine& line, ByteView bytes,
                                      std::string_view what);

}  // namespace holdall::command_line
