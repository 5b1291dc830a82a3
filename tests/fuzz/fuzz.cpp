#include "fuzz.h"

#include <sanitizer/allocator_interface.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace holdall::fuzz {
namespace {

constexpr std::size_t allowed_per_input_byte = 8;
constexpr std::size_t allowed_in_any_case = std::size_t{1} << 20;

// Of one thread, the only one that a target has.
bool measured = false;
std::size_t live_bytes = 0;
std::size_t peak_bytes = 0;

void on_allocation(const volatile void*, std::size_t size) {
  if (!measured) return;
  live_bytes += size;
  peak_bytes = std::max(peak_bytes, live_bytes);
}

void on_release(const volatile void* memory) {
  if (!measured || memory == nullptr) return;
  const std::size_t size =
      __sanitizer_get_allocated_size(const_cast<const void*>(memory));  // NOLINT
  live_bytes -= std::min(live_bytes, size);  // what was there before may be released too
}

// Names each seed after its place, so that a corpus that is made anew differs where seeds do.
void write_seeds(const std::string& folder) {
  int number = 0;
  for (const Bytes& seed : seeds()) {
    const std::string name = folder + "/seed" + std::to_string(number++);
    std::ofstream file(name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(seed.data()),
               static_cast<std::streamsize>(seed.size()));
    if (!file.flush()) require(false, "a seed could not be written");
  }
}

}  // namespace

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "finding: %s\n", what);
  std::abort();
}

AllocationLimit::AllocationLimit(std::size_t input_bytes)
    : limit_bytes_(input_bytes * allowed_per_input_byte + allowed_in_any_case) {
  measured = true;
  live_bytes = 0;
  peak_bytes = 0;
}

AllocationLimit::~AllocationLimit() {
  measured = false;
  if (peak_bytes <= limit_bytes_) return;
  std::fprintf(stderr, "allocated %zu bytes at once\n", peak_bytes);
  require(false, "more than 8 bytes for each byte of the input and 1 MiB were allocated");
}

}  // namespace holdall::fuzz

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  constexpr std::string_view write_option = "--write-seeds=";
  __sanitizer_install_malloc_and_free_hooks(holdall::fuzz::on_allocation,
                                            holdall::fuzz::on_release);
  for (int index = 1; index < *count; ++index) {
    const std::string_view argument = (*arguments)[index];
    if (!argument.starts_with(write_option)) continue;
    holdall::fuzz::write_seeds(std::string(argument.substr(write_option.size())));
    std::exit(EXIT_SUCCESS);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holdall::fuzz::run(holdall::ByteView(data, size));
  return 0;
}
