#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace holdall::native::test {

// An empty directory that goes with the test.
struct Directory {
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "holdall-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Directory() { std::filesystem::remove_all(path); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  [[nodiscard]] std::string journal() const { return path + "/journal"; }

  std::string path;
};

}  // namespace holdall::native::test
