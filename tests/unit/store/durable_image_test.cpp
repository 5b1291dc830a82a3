#include "store/durable_image.h"

#include <doctest/doctest.h>

#include "store_fixture.h"

namespace holdall::store {
namespace {

using test::Tab;

TEST_CASE("an edit that was saved is there after reopening") {
  Tab first;
  first.opened();
  first.run("CREATE TABLE deal(id INTEGER PRIMARY KEY, title TEXT) STRICT");
  first.run("INSERT INTO deal VALUES (1, 'Kyiv office')");
  CHECK(first.image->save_state() == SaveState::saving);
  CHECK(first.image->durable_commits() == 0);
  first.settle();
  CHECK(first.image->save_state() == SaveState::saved);
  CHECK(first.image->durable_commits() == first.image->published_commits());

  Tab second(first.disk);
  second.opened();
  CHECK_FALSE(second.damage.any());
  CHECK(second.text("SELECT title FROM deal WHERE id = 1") == "Kyiv office");
  CHECK(second.is_sound());
}

}  // namespace
}  // namespace holdall::store
