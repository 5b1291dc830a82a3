#include "native/test_places.h"

namespace holdall::native {

std::unique_ptr<platform::Endpoint> TestPlaces::endpoint(MemoryWeb::Site* site, bool allowed) {
  static MemoryPlace nowhere;
  constexpr std::uint32_t always = 1000;
  auto made =
      std::make_unique<MemoryEndpoint>(loop_, site == nullptr ? nowhere : site->place, ++made_);
  if (site == nullptr || site->away) {
    made->set_fault(EndpointFault::offline, always);
  } else if (!allowed) {
    made->set_fault(EndpointFault::refused, always);
  }
  made->set_read_only(site != nullptr && site->read_only);
  return made;
}

std::unique_ptr<platform::Endpoint> TestPlaces::server(const platform::Server& server) {
  const auto found = web_->servers.find(server.address);
  if (found == web_->servers.end()) return endpoint(nullptr, true);
  MemoryWeb::Site& site = found->second;
  const bool allowed =
      site.user.empty() || (site.user == server.user && site.password == server.password);
  return endpoint(&site, allowed);
}

void TestPlaces::choose_folder(std::function<void(Result<platform::ChosenFolder>)> chosen) {
  tasks_.post([name = folder_to_choose, chosen = std::move(chosen)] {
    chosen(platform::ChosenFolder{.key = name, .name = name});
  });
}

std::unique_ptr<platform::Endpoint> TestPlaces::folder(const std::string& key) {
  const auto found = web_->folders.find(key);
  return endpoint(found == web_->folders.end() ? nullptr : &found->second, true);
}

void TestPlaces::ask_for_folder(const std::string& key, std::function<void(bool allowed)> done) {
  tasks_.post([there = web_->folders.contains(key), done = std::move(done)] { done(there); });
}

}  // namespace holdall::native
