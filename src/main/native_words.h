#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "platform/endpoint.h"
#include "sync/trouble.h"

namespace holdall::command_line {

// The program's exit codes.
enum class Exit : std::uint8_t {
  done = 0,           // of verify: the file is sound
  unsound = 1,        // the file is damaged, cut off, or none of Holdall's; a place is amiss
  misunderstood = 2,  // the command line
  failed = 3,         // a file could not be read or written, or memory did not suffice
};

// Prints a line to the standard error: what an error is about, and words.
void complain(std::string_view about, std::string_view words);

// Of a file with a database.
Exit complain_of_file(std::string_view about, const Error& error);
// Of a device, its space or a parcel.
Exit complain_of_device(std::string_view about, const Error& error);

// Why an exchange with a place ended before its end.
Exit complain_of_trouble(std::string_view device, std::string_view place,
                         const sync::Trouble& trouble);
[[nodiscard]] std::string endpoint_words(const platform::EndpointError& error);

}  // namespace holdall::command_line
