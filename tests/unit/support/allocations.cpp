#include "allocations.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

std::size_t live_bytes = 0;
std::size_t peak_live_bytes = 0;
bool (*asked)() = nullptr;

// Before each allocation, as large as its alignment, stands how long it is.
constexpr std::size_t head_bytes = alignof(std::max_align_t);
static_assert(head_bytes >= sizeof(std::size_t));

}  // namespace

// All other forms of the two call these.
void* operator new(std::size_t size) {
  if (asked != nullptr && asked()) throw std::bad_alloc();
  auto* const head = static_cast<unsigned char*>(std::malloc(head_bytes + size));
  if (head == nullptr) throw std::bad_alloc();
  std::memcpy(head, &size, sizeof(size));
  live_bytes += size;
  peak_live_bytes = std::max(peak_live_bytes, live_bytes);
  return head + head_bytes;
}

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  auto* const head = static_cast<unsigned char*>(memory) - head_bytes;
  std::size_t size = 0;
  std::memcpy(&size, head, sizeof(size));
  live_bytes -= size;
  std::free(head);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace holdall::change {

AllocationMeter::AllocationMeter() : before_(live_bytes) { peak_live_bytes = live_bytes; }

std::size_t AllocationMeter::peak_bytes() const { return peak_live_bytes - before_; }

void refuse_allocations(bool (*refuses)()) { asked = refuses; }

}  // namespace holdall::change
