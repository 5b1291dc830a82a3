#include "browser/tab_channel.h"

#include <emscripten.h>

#include <new>
#include <utility>

#include "base/assert.h"

namespace holdall::browser {

namespace {

BrowserTabChannel* current = nullptr;

EM_JS(bool, available_js, (), { return Module.holdall.tabs.available; });
EM_JS(void, post_js, (const std::uint8_t* bytes, std::size_t size),
      { Module.holdall.tabs.post(bytes, size); });

}  // namespace

BrowserTabChannel::BrowserTabChannel() {
  HOLDALL_ASSERT(current == nullptr);
  current = this;
}

BrowserTabChannel::~BrowserTabChannel() { current = nullptr; }

bool BrowserTabChannel::available() const { return available_js(); }

void BrowserTabChannel::post(Bytes message) { post_js(message.data(), message.size()); }

std::uint8_t* BrowserTabChannel::reserve(std::size_t size) {
  try {
    message_.resize(size);
    return message_.data();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void BrowserTabChannel::heard() {
  if (heard_) heard_(std::exchange(message_, {}));
}

extern "C" {

EMSCRIPTEN_KEEPALIVE std::uint8_t* holdall_tab_buffer(std::size_t size) {
  return current != nullptr ? current->reserve(size) : nullptr;
}

EMSCRIPTEN_KEEPALIVE void holdall_tab_message() {
  if (current != nullptr) current->heard();
}

}  // extern "C"

}  // namespace holdall::browser
