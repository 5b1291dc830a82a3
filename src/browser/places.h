#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "platform/places.h"

namespace holdall::browser {

// Servers by fetch(), folders by the File System Access API, through web/places.js. There is one
// per page.
class BrowserPlaces final : public platform::Places {
 public:
  BrowserPlaces();
  ~BrowserPlaces() override;
  BrowserPlaces(const BrowserPlaces&) = delete;
  BrowserPlaces& operator=(const BrowserPlaces&) = delete;

  [[nodiscard]] std::unique_ptr<platform::Endpoint> server(const platform::Server& server) override;
  [[nodiscard]] bool has_folders() const override;
  void choose_folder(std::function<void(Result<platform::ChosenFolder>)> chosen) override;
  [[nodiscard]] std::unique_ptr<platform::Endpoint> folder(const std::string& key) override;
  void ask_for_folder(const std::string& key, std::function<void(bool allowed)> done) override;
  void forget_folder(const std::string& key) override;

  // What its endpoints ask, each under the number that it was given. A closed one gets no answer
  // any more.
  std::uint32_t expect(std::uint32_t endpoint, std::function<void(platform::Endpoint::File)> done);
  void close(std::uint32_t endpoint);

  // What the page answers. Where a file is to be copied to; nullptr if there is no memory for it.
  std::uint8_t* reserve_buffer(std::uint32_t request, std::size_t size_bytes);
  // 0: it is done, and a file is in the buffer; 1: there is no such file; failures from 2 on.
  void answer(std::uint32_t request, int outcome, platform::EndpointError error);
  void folder_chosen(std::uint32_t request, Result<platform::ChosenFolder> folder);
  void folder_asked(std::uint32_t request, bool allowed);

 private:
  struct Request {
    std::uint32_t endpoint = 0;
    Bytes bytes;
    std::function<void(platform::Endpoint::File)> done;
  };

  std::map<std::uint32_t, Request> requests_;
  // Only the last dialog counts, as for files.
  std::function<void(Result<platform::ChosenFolder>)> chosen_;
  std::uint32_t chosen_request_ = 0;
  std::map<std::uint32_t, std::function<void(bool)>> asked_;
  std::uint32_t last_number_ = 0;  // of endpoints and requests
};

}  // namespace holdall::browser
