#include "native/file_storage.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "directory.h"
#include "native/randomness.h"

namespace holdall::native {
namespace {

using test::Directory;

// One process's view of the directory.
struct Process {
  explicit Process(const std::string& directory) : storage(loop, directory) {}

  Result<platform::StoredPart> load() {
    std::optional<Result<platform::StoredPart>> answer;
    storage.load([&](Result<platform::StoredPart> loaded) { answer = std::move(loaded); });
    loop.run_until_idle();
    REQUIRE(answer.has_value());
    return std::move(*answer);
  }

  Status commit(platform::StorageCommit step) {
    std::optional<Status> answer;
    storage.commit(std::move(step), [&](const Status& status) { answer = status; });
    loop.run_until_idle();
    REQUIRE(answer.has_value());
    return *answer;
  }

  SettableClock clock;
  EventLoop loop{clock};
  FileStorage storage;
};

Bytes header_of(std::uint64_t number) {
  ByteWriter writer;
  writer.fixed_u64(number);
  return number == 0 ? Bytes() : writer.take();
}

// Step `number` from 1: puts a log record and two chunks that say so, drops all but the last three
// records.
platform::StorageCommit step_of(std::uint64_t number) {
  platform::StorageCommit step;
  step.expected_header = header_of(number - 1);
  step.header = header_of(number);
  step.log_puts.push_back({number, Bytes(100, static_cast<std::uint8_t>(number))});
  step.chunk_puts.push_back({0, Bytes(20'000, static_cast<std::uint8_t>(number))});
  step.chunk_puts.push_back({1 + number % 3, Bytes(5'000, static_cast<std::uint8_t>(number))});
  step.drop_log_below = number < 3 ? 0 : number - 2;
  return step;
}

// The number of the last step, if exactly what it left is there.
std::uint64_t check_step(const platform::StoredPart& stored) {
  if (stored.header.empty()) {
    CHECK(stored.log.empty());
    CHECK(stored.chunks.empty());
    return 0;
  }
  const std::uint64_t number = ByteReader(stored.header).fixed_u64();
  MemoryDisk expected;
  for (std::uint64_t step = number < 5 ? 1 : number - 4; step <= number; ++step) {
    platform::StorageCommit replayed = step_of(step);
    replayed.expected_header = expected.header;
    REQUIRE(expected.apply(std::move(replayed)).has_value());
  }
  const platform::StoredPart wanted = expected.contents();
  REQUIRE(stored.log.size() == wanted.log.size());
  REQUIRE(stored.chunks.size() == wanted.chunks.size());
  for (std::size_t index = 0; index < wanted.log.size(); ++index) {
    CHECK(stored.log[index].key == wanted.log[index].key);
    CHECK(stored.log[index].bytes == wanted.log[index].bytes);
  }
  for (std::size_t index = 0; index < wanted.chunks.size(); ++index) {
    CHECK(stored.chunks[index].key == wanted.chunks[index].key);
    CHECK(stored.chunks[index].bytes == wanted.chunks[index].bytes);
  }
  return number;
}

TEST_CASE("a directory keeps what was committed, across processes and rewrites of the journal") {
  const Directory directory;
  {
    Process process(directory.path);
    CHECK(check_step(*process.load()) == 0);
    for (std::uint64_t number = 1; number <= 400; ++number) {
      REQUIRE(process.commit(step_of(number)).has_value());
    }
  }
  CHECK(std::filesystem::file_size(directory.journal()) <
        5'000'000);  // 400 steps are ten megabytes
  Process process(directory.path);
  CHECK(check_step(*process.load()) == 400);
  REQUIRE(process.commit(step_of(401)).has_value());
  CHECK(check_step(*process.load()) == 401);
}

TEST_CASE("chunks from a number on are dropped") {
  const Directory directory;
  Process process(directory.path);
  for (std::uint64_t number = 1; number <= 3; ++number)
    REQUIRE(process.commit(step_of(number)).has_value());
  platform::StorageCommit step;
  step.expected_header = header_of(3);
  step.header = header_of(9);
  step.drop_chunks_from = 2;
  REQUIRE(process.commit(std::move(step)).has_value());
  CHECK(process.load()->chunks.size() == 2);
}

TEST_CASE("of two processes the one that has not seen the last header is fenced") {
  const Directory directory;
  Process first(directory.path);
  Process second(directory.path);
  REQUIRE(first.commit(step_of(1)).has_value());
  const Status fenced = second.commit(step_of(1));
  REQUIRE_FALSE(fenced.has_value());
  CHECK(fenced.error().code == ErrorCode::storage_fenced);
  // Also through a journal that the other one has rewritten.
  for (std::uint64_t number = 2; number <= 300; ++number)
    REQUIRE(first.commit(step_of(number)).has_value());
  CHECK(second.commit(step_of(2)).error().code == ErrorCode::storage_fenced);
  REQUIRE(second.commit(step_of(301)).has_value());
  CHECK(first.commit(step_of(301)).error().code == ErrorCode::storage_fenced);
  CHECK(check_step(*first.load()) == 301);
}

TEST_CASE("a last frame that was cut short anywhere counts as not written, and is written over") {
  const Directory directory;
  std::uintmax_t size_of_one = 0;
  std::uintmax_t size_of_two = 0;
  {
    Process process(directory.path);
    REQUIRE(process.commit(step_of(1)).has_value());
    size_of_one = std::filesystem::file_size(directory.journal());
    REQUIRE(process.commit(step_of(2)).has_value());
    size_of_two = std::filesystem::file_size(directory.journal());
  }
  for (std::uintmax_t size = size_of_two - 1; size > size_of_one;
       size -= size > size_of_one + 40 ? 997 : 1) {
    CAPTURE(size);
    std::filesystem::resize_file(directory.journal(), size);
    {
      Process process(directory.path);
      REQUIRE(check_step(*process.load()) == 1);
      REQUIRE(process.commit(step_of(2)).has_value());
    }
    CHECK(check_step(*Process(directory.path).load()) == 2);
    if (size < size_of_one + 1100 && size > size_of_one + 40) size = size_of_one + 40 + 997;
  }
}

TEST_CASE("a flipped byte in the journal is damage") {
  const Directory directory;
  {
    Process process(directory.path);
    REQUIRE(process.commit(step_of(1)).has_value());
    REQUIRE(process.commit(step_of(2)).has_value());
  }
  for (const int offset : {0, 3, 9, 100, 20'000}) {
    CAPTURE(offset);
    std::fstream file(directory.journal(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(offset);
    const int byte = file.get();
    file.seekp(offset);
    file.put(static_cast<char>(byte ^ 0x20));
    file.flush();
    const Result<platform::StoredPart> loaded = Process(directory.path).load();
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().code == ErrorCode::damaged);
    file.seekp(offset);
    file.put(static_cast<char>(byte));
  }
  CHECK(check_step(*Process(directory.path).load()) == 2);
}

TEST_CASE("a directory that does not exist is an error") {
  Process process("/nonexistent/holdall");
  CHECK(process.load().error().code == ErrorCode::storage_failed);
  CHECK(process.commit(step_of(1)).error().code == ErrorCode::storage_failed);
}

// The child commits for ever and writes the number of each finished step into the pipe.
[[noreturn]] void commit_for_ever(const std::string& directory, std::uint64_t number,
                                  int pipe_end) {
  SettableClock clock;
  EventLoop loop(clock);
  FileStorage storage(loop, directory);
  for (;; ++number) {
    storage.commit(step_of(number), [&](const Status& status) {
      if (!status) _exit(1);
      if (write(pipe_end, &number, sizeof(number)) != sizeof(number)) _exit(1);
    });
    loop.run_until_idle();
  }
}

TEST_CASE("a process that is killed at any moment loses nothing that it called durable") {
  const Directory directory;
  SeededRandomness random(5);
  std::uint64_t last = 0;
  for (int kill_number = 0; kill_number < 25; ++kill_number) {
    CAPTURE(kill_number);
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      close(ends[0]);
      commit_for_ever(directory.path, last + 1, ends[1]);
    }
    close(ends[1]);
    std::uint64_t acknowledged = 0;
    REQUIRE(read(ends[0], &acknowledged, sizeof(acknowledged)) == sizeof(acknowledged));
    usleep(static_cast<useconds_t>(random.below(20'000)));
    kill(child, SIGKILL);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    std::uint64_t number = 0;
    while (read(ends[0], &number, sizeof(number)) == sizeof(number)) acknowledged = number;
    close(ends[0]);
    const std::uint64_t found = check_step(*Process(directory.path).load());
    CHECK(found >= acknowledged);
    CHECK(found <= acknowledged + 1);
    last = found;
  }
  CHECK(last >= 25);
}

}  // namespace
}  // namespace holdall::native
