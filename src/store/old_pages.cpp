#include "store/old_pages.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace holdall::store {

void OldPages::keep(std::uint32_t page, const std::uint8_t* bytes) {
  if (full_ || find(page) != nullptr) return;
  // A page that is not kept at its first change must not be at a later one.
  full_ = true;
  if (kept_.size() >= pages_max) return;
  try {
    kept_.push_back({page, std::make_unique_for_overwrite<Page>()});
  } catch (const std::bad_alloc&) {
    return;
  }
  std::memcpy(kept_.back().bytes->data(), bytes, page_bytes);
  full_ = false;
}

void OldPages::give_up() {
  kept_.clear();
  full_ = true;
}

const OldPages::Page* OldPages::find(std::uint32_t page) const {
  // The page that was written last is likely to be written again.
  const auto found = std::find_if(kept_.rbegin(), kept_.rend(),
                                  [&](const Kept& kept) { return kept.page == page; });
  return found == kept_.rend() ? nullptr : found->bytes.get();
}

}  // namespace holdall::store
