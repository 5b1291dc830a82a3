#include "browser/writer_role.h"

#include <emscripten.h>

#include <utility>

#include "base/assert.h"

namespace holdall::browser {

namespace {

BrowserWriterRole* current = nullptr;

EM_JS(void, acquire_js, (), { Module.holdall.writer.acquire(); });
EM_JS(void, stand_by_js, (), { Module.holdall.writer.standBy(); });
EM_JS(void, ask_for_patience_js, (), { Module.holdall.writer.askForPatience(); });
EM_JS(void, release_js, (), { Module.holdall.writer.release(); });

}  // namespace

BrowserWriterRole::BrowserWriterRole() {
  HOLDALL_ASSERT(current == nullptr);
  current = this;
}

BrowserWriterRole::~BrowserWriterRole() {
  release_js();
  current = nullptr;
}

void BrowserWriterRole::acquire(std::function<void()> granted) {
  granted_ = std::move(granted);
  acquire_js();
}

void BrowserWriterRole::stand_by(std::function<void()> granted) {
  granted_ = std::move(granted);
  stand_by_js();
}

void BrowserWriterRole::ask_for_patience() { ask_for_patience_js(); }

void BrowserWriterRole::release() {
  granted_ = nullptr;
  release_js();
}

void BrowserWriterRole::notice(Notice what) {
  switch (what) {
    case Notice::granted:
      if (const auto granted = std::exchange(granted_, nullptr)) granted();
      break;
    case Notice::asked:
      if (asked_) asked_();
      break;
    case Notice::lost:
      if (lost_) lost_();
      break;
  }
}

extern "C" EMSCRIPTEN_KEEPALIVE void holdall_writer(int notice) {
  if (current != nullptr) current->notice(static_cast<BrowserWriterRole::Notice>(notice));
}

}  // namespace holdall::browser
