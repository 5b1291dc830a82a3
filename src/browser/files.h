#pragma once

#include <map>

#include "platform/files.h"

namespace holdall::browser {

// The browser's file dialog, dropped files and downloads, through web/files.js. There is one per
// page.
class BrowserFiles final : public platform::Files {
 public:
  BrowserFiles();
  ~BrowserFiles() override;
  BrowserFiles(const BrowserFiles&) = delete;
  BrowserFiles& operator=(const BrowserFiles&) = delete;

  void choose(const std::string& accept, std::function<void(platform::ChosenFile)> chosen) override;
  void on_drop(std::function<void(platform::ChosenFile)> dropped) override;
  void read(std::uint32_t handle, std::function<void(Result<Bytes>)> done) override;
  void close(std::uint32_t handle) override;
  std::unique_ptr<platform::OutgoingFile> begin_file(std::string name,
                                                     std::string mime_type) override;

  // What the page answers. `request` 0: the file was dropped.
  void file_chosen(std::uint32_t request, platform::ChosenFile file);
  std::uint8_t* reserve_buffer(std::uint32_t request, std::size_t size_bytes);
  void answer(std::uint32_t request, int failure, std::string detail);

 private:
  struct Read {
    Bytes bytes;
    std::function<void(Result<Bytes>)> done;
  };

  std::function<void(platform::ChosenFile)> dropped_;
  // Only the last dialog counts: a browser shows one at a time and does not say when it is closed.
  std::function<void(platform::ChosenFile)> chosen_;
  std::uint32_t chosen_request_ = 0;
  std::map<std::uint32_t, Read> reads_;
  std::uint32_t last_request_ = 0;
};

}  // namespace holdall::browser
