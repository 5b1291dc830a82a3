#include "native/test_platform.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace holdall::native {
namespace {

TEST_CASE("tasks run in order and never from within a call, timers when the clock has moved") {
  SettableClock clock;
  EventLoop loop(clock);
  std::string seen;
  loop.post([&] {
    seen += 'a';
    loop.post([&] { seen += 'c'; });
  });
  loop.post([&] { seen += 'b'; });
  loop.post_after(20, [&] { seen += 'z'; });
  loop.post_after(10, [&] {
    seen += 'x';
    loop.post([&] { seen += 'y'; });
  });
  const EventLoop::TimerId cancelled = loop.post_after(15, [&] { seen += '!'; });
  CHECK(seen.empty());
  CHECK(loop.run_until_idle() == 3);
  CHECK(seen == "abc");
  loop.cancel(cancelled);
  loop.advance(19);
  CHECK(seen == "abcxy");
  loop.advance(1);
  CHECK(seen == "abcxyz");
  CHECK(clock.monotonic_ms() == 20);
  CHECK_FALSE(loop.run_one());
}

TEST_CASE("the wall clock jumps, the monotonic one does not") {
  SettableClock clock;
  const std::int64_t start = clock.wall_ms();
  clock.advance(1500);
  CHECK(clock.wall_ms() == start + 1500);
  clock.set_wall_ms(1000);
  clock.advance(1);
  CHECK(clock.wall_ms() == 1001);
  CHECK(clock.monotonic_ms() == 1501);
}

TEST_CASE("the same seed gives the same bytes, in whatever pieces") {
  SeededRandomness one(7);
  SeededRandomness same(7);
  SeededRandomness other(8);
  const std::uint32_t value = one.next_u32();
  CHECK(value == same.next_u32());
  CHECK(value != other.next_u32());
  // The first output of SplitMix64 for the seed 0.
  CHECK(SeededRandomness(0).next_u64() == 0xE220A8397B1DCDAFU);
  SystemRandomness system;
  std::vector<std::uint8_t> bytes(1000);
  system.fill(bytes);
  CHECK(bytes != std::vector<std::uint8_t>(1000));
}

platform::StorageCommit step(Bytes expected, Bytes header) {
  platform::StorageCommit made;
  made.expected_header = std::move(expected);
  made.header = std::move(header);
  return made;
}

TEST_CASE("the storage's failures: injected, fenced, crashed, gone") {
  TestBrowser browser;
  std::vector<std::string> seen;
  const auto note = [&](const Status& status) {
    seen.push_back(status ? "ok" : std::to_string(static_cast<int>(status.error().code)));
  };
  const std::string fenced = std::to_string(static_cast<int>(ErrorCode::storage_fenced));
  const std::string full = std::to_string(static_cast<int>(ErrorCode::storage_full));
  {
    MemoryStorage storage(browser.loop, browser.disk);
    storage.fail_commit(1, ErrorCode::storage_full);
    storage.commit(step({}, {1}), note);
    storage.commit(step({1}, {2}), note);
    storage.commit(step({2}, {3}), note);
    storage.commit(step({1}, {2}), note);
    CHECK(seen.empty());
    browser.loop.run_until_idle();
    CHECK(seen == std::vector<std::string>{"ok", full, fenced, "ok"});
    storage.commit(step({2}, {3}), note);
  }
  browser.loop.run_until_idle();
  CHECK(seen.size() == 4);  // the storage had gone before its turn
  CHECK(browser.disk->header == Bytes{2});

  for (const auto point :
       {MemoryStorage::CrashPoint::before_commit, MemoryStorage::CrashPoint::after_commit}) {
    MemoryStorage storage(browser.loop, browser.disk);
    const Bytes before = browser.disk->header;
    storage.crash_at(0, point);
    storage.commit(step(before, {9}), note);
    storage.commit(step({9}, {10}), note);
    storage.load([&](const Result<platform::StoredPart>&) { seen.emplace_back("loaded"); });
    browser.loop.run_until_idle();
    CHECK(storage.crashed());
    CHECK(seen.size() == 4);
    const bool written = point == MemoryStorage::CrashPoint::after_commit;
    CHECK(browser.disk->header == (written ? Bytes{9} : before));
  }
}

TEST_CASE("the writer's role is handed over when asked for, or taken from a silent holder") {
  const auto browser = std::make_shared<TestBrowser>();
  TestPlatform one(browser);
  TestPlatform two(browser);
  std::string seen;
  one.writer_role.on_asked([&] { one.writer_role.release(); });
  one.writer_role.on_lost([&] { seen += "one lost "; });
  two.writer_role.on_asked([&] { two.writer_role.release(); });
  two.writer_role.on_lost([&] { seen += "two lost "; });
  one.writer_role.acquire([&] { seen += "one "; });
  browser->loop.run_until_idle();
  two.writer_role.acquire([&] { seen += "two "; });
  browser->loop.run_until_idle();
  CHECK(seen == "one two ");
  CHECK(two.writer_role.holds());
  CHECK(browser->loop.waiting_timers() == 0);

  two.writer_role.set_silent(true);
  one.writer_role.acquire([&] { seen += "one "; });
  browser->loop.advance(native::TestWriterRole::silence_ms - 1);
  CHECK(two.writer_role.holds());
  browser->loop.advance(1);
  CHECK(one.writer_role.holds());
  CHECK(seen == "one two one two lost ");
}

TEST_CASE("a tab that closes hands the role on, to all that wait in turn") {
  const auto browser = std::make_shared<TestBrowser>();
  auto one = std::make_unique<TestPlatform>(browser);
  TestPlatform two(browser);
  TestPlatform three(browser);
  std::string seen;
  one->writer_role.acquire([&] { seen += "one "; });
  one->writer_role.on_asked([] {});
  two.writer_role.on_asked([&] { two.writer_role.release(); });
  two.writer_role.acquire([&] { seen += "two "; });
  three.writer_role.acquire([&] { seen += "three "; });
  browser->loop.run_until_idle();
  CHECK(seen == "one ");
  one.reset();
  browser->loop.run_until_idle();
  CHECK(seen == "one two three ");
  CHECK(browser->loop.waiting_timers() == 0);
}

TEST_CASE("files are chosen, dropped, read, closed and saved") {
  TestPlatform test;
  std::vector<platform::ChosenFile> files;
  const auto keep = [&](const platform::ChosenFile& file) { files.push_back(file); };
  test.files.on_drop(keep);
  test.files.choose(".csv", keep);  // the dialog is closed
  test.files.choose_next("a.csv", {1, 2, 3});
  test.files.choose(".csv", keep);
  test.files.drop("b.csv", {4});
  CHECK(files.empty());
  test.run_until_idle();
  REQUIRE(files.size() == 2);
  CHECK(files[0].name == "a.csv");
  CHECK(files[0].size_bytes == 3);
  CHECK(files[1].name == "b.csv");
  Bytes read;
  test.files.read(files[0].handle,
                  [&](const Result<Bytes>& bytes) { read = bytes.value_or(Bytes{}); });
  test.run_until_idle();
  CHECK(read == Bytes{1, 2, 3});
  test.files.close(files[0].handle);
  bool refused = false;
  test.files.read(files[0].handle, [&](const Result<Bytes>& bytes) { refused = !bytes; });
  test.run_until_idle();
  CHECK(refused);
  test.files.save("out.csv", "text/csv", {7});
  REQUIRE(test.files.saved().size() == 1);
  CHECK(test.files.saved()[0].bytes == Bytes{7});
}

TEST_CASE("the window remembers what it was asked for") {
  TestPlatform test;
  CHECK_FALSE(test.window.take_frame());
  test.window.wake();
  test.window.wake();
  CHECK(test.window.take_frame());
  CHECK_FALSE(test.window.take_frame());
  test.window.wake_after(100);
  test.window.wake_after(50);
  test.advance(49);
  CHECK_FALSE(test.window.take_frame());
  test.advance(1);
  CHECK(test.window.take_frame());
  test.advance(1000);
  CHECK_FALSE(test.window.take_frame());
  test.window.wake_after(5);
  test.window.wake_after(-1);
  CHECK_FALSE(test.window.has_timer());

  test.window.set_fragment("deal/5");
  CHECK(test.window.fragment() == "deal/5");
  test.window.go_back();
  CHECK(test.window.fragment().empty());
  CHECK(test.events.take().size() == 1);
  test.window.set_setting("language", "uk");
  CHECK(test.window.setting("language") == "uk");
  CHECK(test.window.setting("other").empty());
}

TEST_CASE("the mirror finds by role and name and keeps the one focus") {
  RecordingSemantics mirror;
  using platform::Role;
  const std::vector<platform::SemanticsNode> nodes = {
      {.id = 1, .role = Role::list, .name = "Prospecting"},
      {.id = 2, .parent = 1, .role = Role::list_item, .name = "Kyiv office"},
      {.id = 3, .role = Role::button, .name = "Add deal"},
  };
  mirror.focus(3);
  mirror.update(nodes, {}, std::vector<std::uint32_t>{1, 2, 3});
  REQUIRE(mirror.find(Role::list_item, "Kyiv office") != nullptr);
  CHECK(mirror.find(Role::list_item, "Kyiv office")->id == 2);
  CHECK(mirror.find(Role::button, "Kyiv office") == nullptr);
  CHECK(mirror.all(Role::button).size() == 1);
  CHECK(mirror.focused() == 3);
  mirror.update({}, std::vector<std::uint32_t>{3}, std::vector<std::uint32_t>{1, 2});
  CHECK(mirror.find(Role::button, "Add deal") == nullptr);
  CHECK(mirror.focused() == 0);
  mirror.announce("Moved");
  CHECK(mirror.announcements() == std::vector<std::string>{"Moved"});
}

}  // namespace
}  // namespace holdall::native
