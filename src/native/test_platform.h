#pragma once

#include <cstdint>
#include <memory>

#include "native/event_loop.h"
#include "native/memory_files.h"
#include "native/memory_storage.h"
#include "native/randomness.h"
#include "native/recording_semantics.h"
#include "native/settable_clock.h"
#include "native/test_places.h"
#include "native/test_tab_channel.h"
#include "native/test_window.h"
#include "native/test_writer_role.h"
#include "platform/platform.h"

namespace holdall::native {

// What the tabs of one browser share. Several TestPlatforms over one TestBrowser are its tabs; a
// new TestPlatform over the same TestBrowser is the page loaded again.
struct TestBrowser {
  SettableClock clock;
  EventLoop loop{clock};
  std::shared_ptr<MemoryDisk> disk = std::make_shared<MemoryDisk>();
  std::shared_ptr<WriterRoleHub> roles = std::make_shared<WriterRoleHub>();
  std::shared_ptr<TabChannelHub> channels = std::make_shared<TabChannelHub>();
  // The servers and folders that it reaches; other browsers may reach the same ones.
  std::shared_ptr<MemoryWeb> web = std::make_shared<MemoryWeb>();
  std::uint64_t pages = 0;  // loaded so far: no two draw the same random numbers
};

// A whole platform in memory: the app runs on it in a test as it does in a browser's tab.
struct TestPlatform {
  explicit TestPlatform(
      std::shared_ptr<TestBrowser> shared_browser = std::make_shared<TestBrowser>(),
      std::uint64_t seed = 1)
      : browser(std::move(shared_browser)), randomness(seed + browser->pages++) {}
  TestPlatform(const TestPlatform&) = delete;
  TestPlatform& operator=(const TestPlatform&) = delete;

  [[nodiscard]] platform::Platform platform() {
    return {browser->clock, randomness, storage, writer_role, tab_channel, files, window, places};
  }
  std::size_t run_until_idle() { return browser->loop.run_until_idle(); }
  void advance(double duration_ms) { browser->loop.advance(duration_ms); }

  std::shared_ptr<TestBrowser> browser;
  platform::EventQueue events;
  SeededRandomness randomness;
  MemoryStorage storage{browser->loop, browser->disk};
  TestWriterRole writer_role{browser->loop, browser->roles};
  TestTabChannel tab_channel{browser->loop, browser->channels};
  MemoryFiles files{browser->loop};
  TestWindow window{browser->loop, events};
  TestPlaces places{browser->loop, browser->web};
  RecordingSemantics semantics;
};

}  // namespace holdall::native
