#include "native/whole_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "directory.h"
#include "native/system_clock.h"

namespace holdall::native {
namespace {

using Existing = NewFile::Existing;
using test::Directory;

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::ptrdiff_t files_in(const Directory& directory) {
  return std::distance(std::filesystem::directory_iterator(directory.path), {});
}

Status make(const std::string& path, const std::string& text, Existing existing) {
  Result<NewFile> file = NewFile::begin(path, existing);
  if (!file) return fail(file.error());
  if (Status added = file->add(as_bytes(text)); !added) return added;
  return file->finish();
}

}  // namespace

TEST_CASE("a file is read whole, of any size up to the limit") {
  const Directory directory;
  const std::string path = directory.path + "/file";
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{200'000}}) {
    write(path, std::string(size, 'x'));
    const Result<Bytes> bytes = read_whole_file(path, 200'000);
    REQUIRE(bytes.has_value());
    CHECK(*bytes == Bytes(size, 'x'));
  }
  CHECK(read_whole_file(path, 199'999).error().code == ErrorCode::file_too_large);
}

TEST_CASE("a file that cannot be read says why") {
  const Directory directory;
  const Result<Bytes> missing = read_whole_file(directory.path + "/missing", 100);
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error() ==
        Error{ErrorCode::storage_failed, "cannot open: No such file or directory"});
  CHECK(read_whole_file(directory.path, 100).error().detail == "cannot read: Is a directory");
}

TEST_CASE("a new file is there only when it is finished, and alone") {
  const Directory directory;
  const std::string path = directory.path + "/new";
  Result<NewFile> file = NewFile::begin(path, Existing::keep);
  REQUIRE(file.has_value());
  REQUIRE(file->add(as_bytes("one ")).has_value());
  REQUIRE(file->add(as_bytes("two")).has_value());
  CHECK_FALSE(std::filesystem::exists(path));
  REQUIRE(file->finish().has_value());
  CHECK(content(path) == "one two");
  CHECK(files_in(directory) == 1);
}

TEST_CASE("what is not finished leaves nothing, and what was there as it was") {
  const Directory directory;
  const std::string path = directory.path + "/kept";
  write(path, "old");
  {
    Result<NewFile> file = NewFile::begin(path, Existing::replace);
    REQUIRE(file.has_value());
    REQUIRE(file->add(as_bytes("new")).has_value());
  }
  CHECK(content(path) == "old");
  CHECK(files_in(directory) == 1);
}

TEST_CASE("a file that is there is replaced only if that is wanted") {
  const Directory directory;
  const std::string path = directory.path + "/file";
  write(path, "old");
  CHECK(make(path, "new", Existing::keep).error().code == ErrorCode::storage_refused);
  CHECK(content(path) == "old");
  REQUIRE(make(path, "new", Existing::replace).has_value());
  CHECK(content(path) == "new");
  CHECK(files_in(directory) == 1);
}

TEST_CASE("a file that somebody makes meanwhile is kept") {
  const Directory directory;
  const std::string path = directory.path + "/file";
  Result<NewFile> file = NewFile::begin(path, Existing::keep);
  REQUIRE(file.has_value());
  write(path, "theirs");
  CHECK(file->finish().error().code == ErrorCode::storage_refused);
  CHECK(content(path) == "theirs");
}

TEST_CASE("a symbolic link stays one, and nothing but a file is replaced") {
  const Directory directory;
  const std::string target = directory.path + "/target";
  const std::string link = directory.path + "/link";
  write(target, "old");
  std::filesystem::create_symlink(target, link);
  REQUIRE(make(link, "new", Existing::replace).has_value());
  CHECK(std::filesystem::is_symlink(link));
  CHECK(content(target) == "new");
  CHECK(make(directory.path, "new", Existing::replace).error().code == ErrorCode::storage_refused);
  CHECK(make("/dev/null", "new", Existing::replace).error().code == ErrorCode::storage_refused);
  CHECK(make(directory.path + "/no/where", "new", Existing::keep).error() ==
        Error{ErrorCode::storage_failed, "cannot create: No such file or directory"});
}

TEST_CASE("a file whose leftovers of a kill lie beside it can be made again") {
  const Directory directory;
  const std::string path = directory.path + "/file";
  write(path + ".part1", "half");
  REQUIRE(make(path, "whole", Existing::keep).has_value());
  CHECK(content(path) == "whole");
  CHECK(content(path + ".part1") == "half");
}

// The limit of a process for the size of a file stands for a full disk. In a child, because it
// cannot be lifted again by everybody.
TEST_CASE("where there is no room nothing is left") {
  const Directory directory;
  const std::string path = directory.path + "/file";
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const Status made = make(path, std::string(5000, 'x'), Existing::keep);
    _exit(!made && made.error().code == ErrorCode::storage_full ? 7 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 7);
  CHECK(files_in(directory) == 0);
}

TEST_CASE("the system's clock is of this century, goes on, and knows its zone") {
  const SystemClock clock;
  CHECK(clock.wall_ms() > 1'700'000'000'000);
  CHECK(clock.wall_ms() < 4'100'000'000'000);
  const double before_ms = clock.monotonic_ms();
  CHECK(clock.monotonic_ms() >= before_ms);
  setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
  tzset();
  CHECK(clock.utc_offset_minutes(1'718'452'800'000) == -4 * 60);  // June 2024
  CHECK(clock.utc_offset_minutes(1'705'320'000'000) == -5 * 60);  // January 2024
  CHECK(clock.utc_offset_minutes(-1) == -5 * 60);
  unsetenv("TZ");
  tzset();
}

}  // namespace holdall::native
