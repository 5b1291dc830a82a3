#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "native/event_loop.h"
#include "native/memory_endpoint.h"
#include "native/task_owner.h"
#include "platform/places.h"

namespace holdall::native {

// The servers and folders that the devices of a test reach, by address and by name.
struct MemoryWeb {
  struct Site {
    MemoryPlace place;
    std::string user;  // if not empty, who asks must have these
    std::string password;
    bool away = false;
    bool read_only = false;
  };
  std::map<std::string, Site> servers;
  std::map<std::string, Site> folders;
};

// Endpoints in memory. A server that the test has not put into the web is away.
class TestPlaces : public platform::Places {
 public:
  TestPlaces(EventLoop& loop, std::shared_ptr<MemoryWeb> web)
      : loop_(loop), tasks_(loop), web_(std::move(web)) {}

  [[nodiscard]] std::unique_ptr<platform::Endpoint> server(const platform::Server& server) override;
  [[nodiscard]] bool has_folders() const override { return !folder_to_choose.empty(); }
  void choose_folder(std::function<void(Result<platform::ChosenFolder>)> chosen) override;
  [[nodiscard]] std::unique_ptr<platform::Endpoint> folder(const std::string& key) override;
  void ask_for_folder(const std::string& key, std::function<void(bool allowed)> done) override;
  void forget_folder(const std::string& /*key*/) override {}

  // The name of the folder that the person chooses.
  std::string folder_to_choose;

 private:
  [[nodiscard]] std::unique_ptr<platform::Endpoint> endpoint(MemoryWeb::Site* site, bool allowed);

  EventLoop& loop_;
  TaskOwner tasks_;
  std::shared_ptr<MemoryWeb> web_;
  std::uint64_t made_ = 0;
};

}  // namespace holdall::native
