#include "browser/files.h"

#include <emscripten.h>

#include <cstdlib>
#include <utility>

#include "base/assert.h"
#include "browser/text_from_page.h"

namespace holdall::browser {

namespace {

BrowserFiles* current = nullptr;

EM_JS(void, choose_js, (std::uint32_t request, const char* accept, std::size_t accept_size), {
  const host = Module.holdall;
  host.files.choose(request, host.bridge.textAt(accept, accept_size));
});
EM_JS(void, read_js, (std::uint32_t request, std::uint32_t handle),
      { Module.holdall.files.read(request, handle); });
EM_JS(void, close_js, (std::uint32_t handle), { Module.holdall.files.close(handle); });
EM_JS(void, add_piece_js, (std::uint32_t file, const std::uint8_t* bytes, std::size_t size),
      { Module.holdall.files.addPiece(file, bytes, size); });
EM_JS(void, hand_over_js,
      (std::uint32_t file, const char* name, std::size_t name_size, const char* type,
       std::size_t type_size),
      {
        const host = Module.holdall;
        host.files.handOver(file, host.bridge.textAt(name, name_size),
                            host.bridge.textAt(type, type_size));
      });
EM_JS(void, drop_file_js, (std::uint32_t file), { Module.holdall.files.dropFile(file); });

class Download final : public platform::OutgoingFile {
 public:
  Download(std::uint32_t number, std::string name, std::string mime_type)
      : number_(number), name_(std::move(name)), mime_type_(std::move(mime_type)) {}
  ~Download() override { drop_file_js(number_); }
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;

  void add(ByteView piece) override { add_piece_js(number_, piece.data(), piece.size()); }
  void hand_over() override {
    hand_over_js(number_, name_.data(), name_.size(), mime_type_.data(), mime_type_.size());
  }

 private:
  std::uint32_t number_;
  std::string name_;
  std::string mime_type_;
};

}  // namespace

BrowserFiles::BrowserFiles() {
  HOLDALL_ASSERT(current == nullptr);
  current = this;
}

BrowserFiles::~BrowserFiles() { current = nullptr; }

void BrowserFiles::choose(const std::string& accept,
                          std::function<void(platform::ChosenFile)> chosen) {
  chosen_ = std::move(chosen);
  chosen_request_ = ++last_request_;
  choose_js(chosen_request_, accept.data(), accept.size());
}

void BrowserFiles::on_drop(std::function<void(platform::ChosenFile)> dropped) {
  dropped_ = std::move(dropped);
}

void BrowserFiles::read(std::uint32_t handle, std::function<void(Result<Bytes>)> done) {
  const std::uint32_t request = ++last_request_;
  reads_.emplace(request, Read{.bytes = {}, .done = std::move(done)});
  read_js(request, handle);
}

void BrowserFiles::close(std::uint32_t handle) { close_js(handle); }

std::unique_ptr<platform::OutgoingFile> BrowserFiles::begin_file(std::string name,
                                                                 std::string mime_type) {
  return std::make_unique<Download>(++last_request_, std::move(name), std::move(mime_type));
}

void BrowserFiles::file_chosen(std::uint32_t request, platform::ChosenFile file) {
  if (request == 0 && dropped_) {
    dropped_(std::move(file));
  } else if (request != 0 && request == chosen_request_ && chosen_) {
    std::exchange(chosen_, nullptr)(std::move(file));
  } else {
    close(file.handle);
  }
}

std::uint8_t* BrowserFiles::reserve_buffer(std::uint32_t request, std::size_t size_bytes) {
  const auto read = reads_.find(request);
  if (read == reads_.end()) return nullptr;
  // A vector cannot fail politely: try whether there is so much memory.
  void* probe = std::malloc(size_bytes + 1);
  if (probe == nullptr) return nullptr;
  std::free(probe);
  read->second.bytes.resize(size_bytes);
  return read->second.bytes.data();
}

void BrowserFiles::answer(std::uint32_t request, int failure, std::string detail) {
  // Taken out first: the answer may ask for more.
  auto read = reads_.extract(request);
  if (!read) return;
  if (failure == 0) {
    read.mapped().done(std::move(read.mapped().bytes));
  } else {
    const ErrorCode code = failure == 5 ? ErrorCode::out_of_memory : ErrorCode::not_found;
    read.mapped().done(fail(code, std::move(detail)));
  }
}

extern "C" {

EMSCRIPTEN_KEEPALIVE void holdall_file_chosen(std::uint32_t request, std::uint32_t handle,
                                              double size_bytes, char* name,
                                              std::size_t name_size) {
  platform::ChosenFile file{.handle = handle,
                            .name = take_text(name, name_size),
                            .size_bytes = static_cast<std::uint64_t>(size_bytes)};
  if (current != nullptr) current->file_chosen(request, std::move(file));
}

EMSCRIPTEN_KEEPALIVE std::uint8_t* holdall_file_buffer(std::uint32_t request,
                                                       std::size_t size_bytes) {
  return current == nullptr ? nullptr : current->reserve_buffer(request, size_bytes);
}

EMSCRIPTEN_KEEPALIVE void holdall_file_answer(std::uint32_t request, int failure, char* text,
                                              std::size_t text_size) {
  std::string detail = take_text(text, text_size);
  if (current != nullptr) current->answer(request, failure, std::move(detail));
}

}  // extern "C"

}  // namespace holdall::browser
