#include "browser/storage.h"

#include <emscripten.h>

#include <cstdlib>
#include <utility>

#include "base/assert.h"
#include "browser/text_from_page.h"

namespace holdall::browser {

namespace {

BrowserStorage* current = nullptr;

constexpr int header_store = 0;
constexpr int log_store = 1;
constexpr int chunk_store = 2;
constexpr int early_pages_store = 3;

// IndexedDB's keys are doubles, exact up to this number.
constexpr std::uint64_t key_max = (std::uint64_t{1} << 53) - 1;

EM_JS(void, load_js, (std::uint32_t request), { Module.holdall.storage.load(request >>> 0); });

EM_JS(void, begin_commit_js,
      (const std::uint8_t* expected, std::size_t expected_size, const std::uint8_t* header,
       std::size_t header_size, double drop_log_below, double drop_chunks_from),
      {
        Module.holdall.storage.begin(expected, expected_size, header, header_size, drop_log_below,
                                     drop_chunks_from);
      });

EM_JS(void, put_js, (int store, double key, const std::uint8_t* bytes, std::size_t size),
      { Module.holdall.storage.put(store, key, bytes, size); });

EM_JS(void, read_header_js, (std::uint32_t request, int confirmed),
      { Module.holdall.storage.readHeader(request >>> 0, Boolean(confirmed)); });

EM_JS(void, ask_to_keep_js, (), { Module.holdall.storage.askToKeep(); });

EM_JS(void, measure_js, (std::uint32_t request),
      { Module.holdall.storage.measure(request >>> 0); });

EM_JS(void, commit_js, (std::uint32_t request), { Module.holdall.storage.commit(request >>> 0); });

void put(int store, const std::vector<platform::StoredValue>& values) {
  for (const platform::StoredValue& value : values) {
    HOLDALL_ASSERT(value.key <= key_max);
    put_js(store, static_cast<double>(value.key), value.bytes.data(), value.bytes.size());
  }
}

// The numbers of web/storage_port.js.
ErrorCode error_code(int failure) {
  switch (failure) {
    case 1:
      return ErrorCode::storage_full;
    case 2:
      return ErrorCode::storage_closed;
    case 3:
      return ErrorCode::storage_fenced;
    case 5:
      return ErrorCode::out_of_memory;
    case 6:
      return ErrorCode::storage_gone;
    case 7:
      return ErrorCode::storage_refused;
    default:
      return ErrorCode::storage_failed;
  }
}

}  // namespace

BrowserStorage::BrowserStorage() {
  HOLDALL_ASSERT(current == nullptr);
  current = this;
}

BrowserStorage::~BrowserStorage() { current = nullptr; }

void BrowserStorage::load(std::function<void(Result<platform::StoredPart>)> done) {
  const std::uint32_t request = ++last_request_;
  loads_.emplace(request, Load{.found = {}, .done = std::move(done)});
  load_js(request);
}

void BrowserStorage::commit(platform::StorageCommit step, std::function<void(Status)> done) {
  const std::uint32_t request = ++last_request_;
  commits_.emplace(request, std::move(done));
  begin_commit_js(step.expected_header.data(), step.expected_header.size(), step.header.data(),
                  step.header.size(), static_cast<double>(step.drop_log_below),
                  static_cast<double>(step.drop_chunks_from));
  put(log_store, step.log_puts);
  put(chunk_store, step.chunk_puts);
  if (step.early_pages)
    put_js(early_pages_store, 0, step.early_pages->data(), step.early_pages->size());
  commit_js(request);
}

void BrowserStorage::read_header(std::function<void(Result<Bytes>)> done) {
  ask_header(false, std::move(done));
}

void BrowserStorage::confirm_header(std::function<void(Result<Bytes>)> done) {
  ask_header(true, std::move(done));
}

// Only the header of what is found will be there.
void BrowserStorage::ask_header(bool confirmed, std::function<void(Result<Bytes>)> done) {
  const std::uint32_t request = ++last_request_;
  loads_.emplace(
      request,
      Load{.found = {}, .done = [done = std::move(done)](Result<platform::StoredPart> found) {
             if (!found) return done(fail(std::move(found.error())));
             done(std::move(found->header));
           }});
  read_header_js(request, confirmed ? 1 : 0);
}

void BrowserStorage::ask_to_keep() { ask_to_keep_js(); }

void BrowserStorage::measure(std::function<void(Result<platform::StorageUse>)> done) {
  const std::uint32_t request = ++last_request_;
  measures_.emplace(request, std::move(done));
  measure_js(request);
}

void BrowserStorage::measured(std::uint32_t request, const platform::StorageUse& use) {
  if (auto measure = measures_.extract(request)) measure.mapped()(use);
}

void BrowserStorage::closed() const {
  if (closed_) closed_();
}

std::uint8_t* BrowserStorage::reserve_value(std::uint32_t request, int store, std::uint64_t key,
                                            std::size_t size_bytes) {
  const auto load = loads_.find(request);
  if (load == loads_.end()) return nullptr;
  // A vector cannot fail politely: try whether there is so much memory.
  auto* probe = static_cast<std::uint8_t*>(std::malloc(size_bytes + 1));
  if (probe == nullptr) return nullptr;
  // Made of what stands there, which is overwritten anyway: that is a copy in one go, while to fill
  // it with zeros took a tenth of a second for 100,000 deals.
  Bytes bytes(probe, probe + size_bytes);
  std::free(probe);
  platform::StoredPart& found = load->second.found;
  if (store == header_store) {
    found.header = std::move(bytes);
    return found.header.data();
  }
  if (store == early_pages_store) {
    found.early_pages = std::move(bytes);
    return found.early_pages.data();
  }
  std::vector<platform::StoredValue>& values = store == log_store ? found.log : found.chunks;
  values.push_back({.key = key, .bytes = std::move(bytes)});
  return values.back().bytes.data();
}

void BrowserStorage::part(std::uint32_t request) {
  const auto load = loads_.find(request);
  if (load == loads_.end()) return;
  platform::StoredPart found = std::exchange(load->second.found, {});
  found.last = false;
  // Copied: it may ask for more, which moves the loads.
  const auto take = load->second.done;
  take(std::move(found));
}

void BrowserStorage::answer(std::uint32_t request, int failure, std::string detail) {
  // Taken out first: the answer may ask for more.
  if (auto load = loads_.extract(request)) {
    if (failure == 0)
      load.mapped().done(std::move(load.mapped().found));
    else
      load.mapped().done(fail(error_code(failure), std::move(detail)));
  } else if (auto commit = commits_.extract(request)) {
    if (failure == 0)
      commit.mapped()({});
    else
      commit.mapped()(fail(error_code(failure), std::move(detail)));
  }
}

extern "C" {

EMSCRIPTEN_KEEPALIVE std::uint8_t* holdall_storage_value(std::uint32_t request, int store,
                                                         double key, std::size_t size_bytes) {
  if (current == nullptr) return nullptr;
  return current->reserve_value(request, store, static_cast<std::uint64_t>(key), size_bytes);
}

EMSCRIPTEN_KEEPALIVE void holdall_storage_part(std::uint32_t request) {
  if (current != nullptr) current->part(request);
}

EMSCRIPTEN_KEEPALIVE void holdall_storage_measured(std::uint32_t request, double used_bytes,
                                                   double quota_bytes, bool kept) {
  if (current == nullptr) return;
  current->measured(request, {.used_bytes = static_cast<std::uint64_t>(used_bytes),
                              .quota_bytes = static_cast<std::uint64_t>(quota_bytes),
                              .kept = kept});
}

EMSCRIPTEN_KEEPALIVE void holdall_storage_closed() {
  if (current != nullptr) current->closed();
}

EMSCRIPTEN_KEEPALIVE void holdall_storage_answer(std::uint32_t request, int failure, char* text,
                                                 std::size_t text_size) {
  std::string detail = take_text(text, text_size);
  if (current != nullptr) current->answer(request, failure, std::move(detail));
}

}  // extern "C"

}  // namespace holdall::browser
