#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <utility>

#include "app/app.h"
#include "native/test_platform.h"

namespace holdall::app::test {

inline constexpr ColumnId lead{ColumnKind::stage, model::built_in::stage(0)};

// The app in one tab of a browser that others may share.
struct Tab {
  explicit Tab(
      std::shared_ptr<native::TestBrowser> browser = std::make_shared<native::TestBrowser>(),
      AppOptions options = {})
      : test(std::move(browser)) {
    app = std::make_unique<App>(test.platform(), options);
    app->start();
    test.run_until_idle();
  }
  void show(bool visible) {
    const platform::Event event = platform::VisibilityEvent{visible};
    app->handle({&event, 1});
    test.run_until_idle();
  }
  RecordId first(std::size_t column = 0) {
    return app->workspace().board().columns()[column].deal(0);
  }

  native::TestPlatform test;
  std::unique_ptr<App> app;
};

// Overwrites the database in memory so that every checksum of the storage holds and SQLite alone
// finds that it makes no sense.
inline void spoil_pages(Tab& tab) {
  store::Image& image = tab.app->workspace().image().image();
  REQUIRE(image.write(4096, Bytes(static_cast<std::size_t>(image.size()) - 4096, 0x5A)));
}

// Has SQLite read what it shows from the image again.
inline void read_afresh(Tab& tab) {
  REQUIRE(tab.app->workspace().store().database().execute("PRAGMA shrink_memory"));
  tab.app->show_pipeline(model::built_in::pipeline);
}

}  // namespace holdall::app::test
