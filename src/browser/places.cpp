#include "browser/places.h"

#include <emscripten.h>

#include <new>
#include <utility>

#include "base/assert.h"
#include "browser/text_from_page.h"

namespace holdall::browser {

namespace {

using platform::Endpoint;
using platform::EndpointError;
using platform::EndpointFailure;

BrowserPlaces* current = nullptr;

EM_JS(void, open_server_js,
      (std::uint32_t number, const char* address, std::size_t address_size, const char* user,
       std::size_t user_size, const char* password, std::size_t password_size),
      {
        const host = Module.holdall;
        host.places.openServer(number, host.bridge.textAt(address, address_size),
                               host.bridge.textAt(user, user_size),
                               host.bridge.textAt(password, password_size));
      });
EM_JS(void, open_folder_js, (std::uint32_t number, const char* key, std::size_t key_size), {
  const host = Module.holdall;
  host.places.openFolder(number, host.bridge.textAt(key, key_size));
});
EM_JS(void, close_endpoint_js, (std::uint32_t number), { Module.holdall.places.close(number); });
EM_JS(void, get_file_js,
      (std::uint32_t number, std::uint32_t request, const char* path, std::size_t path_size,
       std::size_t bytes_max, int fresh),
      {
        const host = Module.holdall;
        host.places.get(number, request, host.bridge.textAt(path, path_size), bytes_max >>> 0,
                        Boolean(fresh));
      });
EM_JS(void, put_file_js,
      (std::uint32_t number, std::uint32_t request, const char* path, std::size_t path_size,
       const std::uint8_t* bytes, std::size_t bytes_size),
      {
        const host = Module.holdall;
        host.places.put(number, request, host.bridge.textAt(path, path_size), bytes, bytes_size);
      });
EM_JS(bool, has_folders_js, (), { return Module.holdall.places.hasFolders; });
EM_JS(void, choose_folder_js, (std::uint32_t request),
      { Module.holdall.places.chooseFolder(request); });
EM_JS(void, ask_for_folder_js, (std::uint32_t request, const char* key, std::size_t key_size), {
  const host = Module.holdall;
  host.places.askForFolder(request, host.bridge.textAt(key, key_size));
});
EM_JS(void, forget_folder_js, (const char* key, std::size_t key_size), {
  const host = Module.holdall;
  host.places.forgetFolder(host.bridge.textAt(key, key_size));
});

// One that web/places.js knows by its number.
class PageEndpoint final : public Endpoint {
 public:
  PageEndpoint(BrowserPlaces& places, std::uint32_t number) : places_(places), number_(number) {}
  ~PageEndpoint() override { places_.close(number_); }
  PageEndpoint(const PageEndpoint&) = delete;
  PageEndpoint& operator=(const PageEndpoint&) = delete;

  void get(std::string path, std::size_t bytes_max, platform::Freshness freshness,
           std::function<void(File)> done) override {
    const std::uint32_t request = places_.expect(number_, std::move(done));
    get_file_js(number_, request, path.data(), path.size(), bytes_max,
                freshness == platform::Freshness::fresh ? 1 : 0);
  }

  void put(std::string path, Bytes bytes, std::function<void(Done)> done) override {
    const std::uint32_t request = places_.expect(number_, [done = std::move(done)](File file) {
      if (!file) return done(std::unexpected(std::move(file.error())));
      done({});
    });
    put_file_js(number_, request, path.data(), path.size(), bytes.data(), bytes.size());
  }

 private:
  BrowserPlaces& places_;
  std::uint32_t number_;
};

}  // namespace

BrowserPlaces::BrowserPlaces() {
  HOLDALL_ASSERT(current == nullptr);
  current = this;
}

BrowserPlaces::~BrowserPlaces() { current = nullptr; }

std::unique_ptr<Endpoint> BrowserPlaces::server(const platform::Server& server) {
  const std::uint32_t number = ++last_number_;
  open_server_js(number, server.address.data(), server.address.size(), server.user.data(),
                 server.user.size(), server.password.data(), server.password.size());
  return std::make_unique<PageEndpoint>(*this, number);
}

bool BrowserPlaces::has_folders() const { return has_folders_js(); }

void BrowserPlaces::choose_folder(std::function<void(Result<platform::ChosenFolder>)> chosen) {
  chosen_ = std::move(chosen);
  chosen_request_ = ++last_number_;
  choose_folder_js(chosen_request_);
}

std::unique_ptr<Endpoint> BrowserPlaces::folder(const std::string& key) {
  const std::uint32_t number = ++last_number_;
  open_folder_js(number, key.data(), key.size());
  return std::make_unique<PageEndpoint>(*this, number);
}

void BrowserPlaces::ask_for_folder(const std::string& key, std::function<void(bool)> done) {
  const std::uint32_t request = ++last_number_;
  asked_.emplace(request, std::move(done));
  ask_for_folder_js(request, key.data(), key.size());
}

void BrowserPlaces::forget_folder(const std::string& key) {
  forget_folder_js(key.data(), key.size());
}

std::uint32_t BrowserPlaces::expect(std::uint32_t endpoint,
                                    std::function<void(Endpoint::File)> done) {
  const std::uint32_t request = ++last_number_;
  requests_.emplace(request, Request{.endpoint = endpoint, .bytes = {}, .done = std::move(done)});
  return request;
}

void BrowserPlaces::close(std::uint32_t endpoint) {
  std::erase_if(requests_, [&](const auto& each) { return each.second.endpoint == endpoint; });
  close_endpoint_js(endpoint);
}

std::uint8_t* BrowserPlaces::reserve_buffer(std::uint32_t request, std::size_t size_bytes) {
  const auto found = requests_.find(request);
  if (found == requests_.end()) return nullptr;
  try {
    found->second.bytes.resize(size_bytes);
    return found->second.bytes.data();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void BrowserPlaces::answer(std::uint32_t request, int outcome, EndpointError error) {
  // Taken out first: the answer may ask for more, or destroy the endpoint.
  auto found = requests_.extract(request);
  if (!found) return;
  Request& answered = found.mapped();
  if (outcome == 0) return answered.done(std::move(answered.bytes));
  if (outcome == 1) return answered.done(std::nullopt);
  error.failure = static_cast<EndpointFailure>(outcome - 2);
  answered.done(std::unexpected(std::move(error)));
}

void BrowserPlaces::folder_chosen(std::uint32_t request, Result<platform::ChosenFolder> folder) {
  if (request == chosen_request_ && chosen_) {
    std::exchange(chosen_, nullptr)(std::move(folder));
  } else if (folder) {
    forget_folder(folder->key);
  }
}

void BrowserPlaces::folder_asked(std::uint32_t request, bool allowed) {
  if (auto asked = asked_.extract(request)) asked.mapped()(allowed);
}

extern "C" {

EMSCRIPTEN_KEEPALIVE std::uint8_t* holdall_place_buffer(std::uint32_t request,
                                                        std::size_t size_bytes) {
  return current == nullptr ? nullptr : current->reserve_buffer(request, size_bytes);
}

// `retry_after_ms` below 0: the answer does not say.
EMSCRIPTEN_KEEPALIVE void holdall_place_answer(std::uint32_t request, int outcome,
                                               std::uint32_t status, double retry_after_ms,
                                               char* text, std::size_t text_size) {
  EndpointError error;
  error.status = static_cast<std::uint16_t>(status);
  error.detail = take_text(text, text_size);
  if (retry_after_ms >= 0) error.retry_after_ms = retry_after_ms;
  if (current != nullptr) current->answer(request, outcome, std::move(error));
}

EMSCRIPTEN_KEEPALIVE void holdall_folder_chosen(std::uint32_t request, char* key,
                                                std::size_t key_size, char* name,
                                                std::size_t name_size) {
  platform::ChosenFolder folder{.key = take_text(key, key_size),
                                .name = take_text(name, name_size)};
  if (current != nullptr) current->folder_chosen(request, std::move(folder));
}

EMSCRIPTEN_KEEPALIVE void holdall_folder_refused(std::uint32_t request, char* text,
                                                 std::size_t text_size) {
  std::string detail = take_text(text, text_size);
  if (current == nullptr) return;
  current->folder_chosen(request, fail(ErrorCode::storage_refused, std::move(detail)));
}

EMSCRIPTEN_KEEPALIVE void holdall_folder_asked(std::uint32_t request, int allowed) {
  if (current != nullptr) current->folder_asked(request, allowed != 0);
}

}  // extern "C"

}  // namespace holdall::browser
