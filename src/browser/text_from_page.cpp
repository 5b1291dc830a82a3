#include "browser/text_from_page.h"

#include <emscripten.h>

#include <cstdint>
#include <cstring>

// Memory for what JavaScript hands over. Running out of it ends the program in JavaScript's malloc
// wrapper, where the page says so.
extern "C" EMSCRIPTEN_KEEPALIVE void* holdall_allocate(std::size_t size_bytes) {
  return std::malloc(size_bytes == 0 ? 1 : size_bytes);
}

namespace holdall::browser {

std::string take_given_text(std::uint8_t* given) {
  if (given == nullptr) return {};
  const std::unique_ptr<std::uint8_t, decltype(&std::free)> owned(given, &std::free);
  std::uint32_t size = 0;
  std::memcpy(&size, given, sizeof size);
  return {reinterpret_cast<const char*>(given) + sizeof size, size};
}

}  // namespace holdall::browser
