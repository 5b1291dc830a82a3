#include "native/folder_endpoint.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "native/settable_clock.h"

namespace holdall::native {
namespace {

using platform::Endpoint;
using platform::EndpointFailure;
using platform::Freshness;

struct Folder {
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "holdall-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  Endpoint::File get(const std::string& name, std::size_t bytes_max = 1000) {
    std::optional<Endpoint::File> answer;
    endpoint().get(name, bytes_max, Freshness::any,
                   [&](Endpoint::File file) { answer = std::move(file); });
    REQUIRE_FALSE(answer.has_value());
    loop.run_until_idle();
    REQUIRE(answer.has_value());
    return *std::move(answer);
  }
  Endpoint::Done put(const std::string& name, Bytes bytes) {
    std::optional<Endpoint::Done> answer;
    endpoint().put(name, std::move(bytes), [&](Endpoint::Done done) { answer = std::move(done); });
    loop.run_until_idle();
    REQUIRE(answer.has_value());
    return *std::move(answer);
  }
  FolderEndpoint& endpoint() {
    if (!endpoint_) endpoint_.emplace(loop, path);
    return *endpoint_;
  }

  std::string path;
  SettableClock clock;
  EventLoop loop{clock};

 private:
  std::optional<FolderEndpoint> endpoint_;
};

}  // namespace

TEST_CASE("a folder keeps files in folders, overwrites them, and leaves nothing else behind") {
  Folder folder;
  CHECK_FALSE(folder.get("d/1/h0").value().has_value());
  REQUIRE(folder.put("d/1/h0", {1, 2, 3}).has_value());
  CHECK(folder.get("d/1/h0").value() == Bytes{1, 2, 3});
  REQUIRE(folder.put("d/1/h0", {4}).has_value());
  REQUIRE(folder.put("d/1/b/7.000000ab", Bytes(500)).has_value());
  CHECK(folder.get("d/1/h0").value() == Bytes{4});
  CHECK(folder.get("d/1/b/7.000000ab").value() == Bytes(500));
  CHECK_FALSE(folder.get("d/1").value().has_value());
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path))
    if (entry.is_regular_file()) ++files;
  CHECK(files == 2);
}

TEST_CASE("a file longer than asked for is not read") {
  Folder folder;
  REQUIRE(folder.put("a", Bytes(11)).has_value());
  CHECK(folder.get("a", 11).value()->size() == 11);
  const Endpoint::File long_one = folder.get("a", 10);
  REQUIRE_FALSE(long_one.has_value());
  CHECK(long_one.error().failure == EndpointFailure::too_long);
}

TEST_CASE("a folder that is away is offline, not empty") {
  Folder folder;
  std::filesystem::remove(folder.path);
  const Endpoint::File file = folder.get("a");
  REQUIRE_FALSE(file.has_value());
  CHECK(file.error().failure == EndpointFailure::offline);
  const Endpoint::Done done = folder.put("a", {1});
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().failure == EndpointFailure::offline);
  CHECK_FALSE(std::filesystem::exists(folder.path));
}

TEST_CASE("a folder in whose place something else stands is none to write to") {
  Folder folder;
  REQUIRE(folder.put("d", {1}).has_value());
  const Endpoint::Done done = folder.put("d/h0", {1});
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().failure == EndpointFailure::failed);
  CHECK(folder.get("d").value() == Bytes{1});
}

}  // namespace holdall::native
