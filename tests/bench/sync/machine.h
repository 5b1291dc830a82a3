#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "native/memory_storage.h"

namespace holdall::bench {

// What the process has taken of memory, in bytes.
struct Memory {
  std::int64_t resident_peak = 0;
  std::int64_t heap = 0;  // of wasm, which never shrinks; 0 natively
};
[[nodiscard]] Memory memory_now();

[[nodiscard]] double now_ms();
// What the process has taken of all processors, in ms: with what the runtime does beside.
[[nodiscard]] double processor_ms();

// Files of one phase for the next. A path that cannot be read or written ends the program.
[[nodiscard]] Bytes read_file(const std::string& path);
void write_file(const std::string& path, ByteView bytes);
[[nodiscard]] native::MemoryDisk read_disk(const std::string& path);
void write_disk(const std::string& path, const native::MemoryDisk& disk);

}  // namespace holdall::bench
