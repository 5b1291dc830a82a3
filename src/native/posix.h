#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

// What the files of native builds share. POSIX only.
namespace holdall::native {

// An error of the call that has just failed, by errno: storage_full if there was no room, else
// storage_failed. The detail is `action` and the system's words for it.
[[nodiscard]] Error system_error(const std::string& action);

// Makes the names in a directory durable.
[[nodiscard]] Status sync_directory(const std::string& directory);

// Writes all of the bytes to an open file where it stands, or to a pipe.
[[nodiscard]] Status write_to(int file, ByteView bytes);

}  // namespace holdall::native
