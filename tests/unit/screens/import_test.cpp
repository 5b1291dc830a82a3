#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "desk.h"

using namespace holdall;
using platform::Role;

namespace {

Bytes excerpt() {
  std::ifstream file(
      std::string(HOLDALL_SOURCE_DIR) + "/tests/fixtures/csv/sales_pipeline_excerpt.csv",
      std::ios::binary);
  REQUIRE(file.good());
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

Bytes text(std::string_view content) {
  const ByteView bytes = as_bytes(content);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE(
    "a file is previewed, its currency asked for once, then imported and undone as one step") {
  Desk desk;
  desk.platform.files.choose_next("sales_pipeline.csv", excerpt());
  desk.activate(Role::button, "Import from a file");
  desk.need(Role::dialog, "Import deals");
  const platform::SemanticsNode& start = desk.need(Role::button, "Import 200 deals");
  CHECK(start.disabled);
  desk.choose("Which currency", "USD  $");
  CHECK_FALSE(desk.need(Role::button, "Import 200 deals").disabled);
  CHECK(desk.find(Role::combobox, "account becomes") != nullptr);
  desk.activate(Role::button, "Import 200 deals");
  CHECK(desk.find(Role::dialog, "Import deals") == nullptr);
  CHECK(desk.find(Role::list, "Won: ") != nullptr);
  CHECK(desk.app.workspace().board().deal_count() == 200);
  desk.activate(Role::button, "Undo");
  CHECK(desk.app.workspace().board().deal_count() == 0);
}

TEST_CASE("a file that cannot be imported says why, and that nothing has changed") {
  Desk desk;
  desk.platform.files.choose_next("empty.csv", {});
  desk.activate(Role::button, "Import from a file");
  CHECK(desk.find(Role::text, "The file is empty") != nullptr);
  CHECK(desk.find(Role::text, "Nothing was imported") != nullptr);
  desk.activate(Role::button, "Close");
  CHECK(desk.find(Role::dialog, "This file") == nullptr);
}

TEST_CASE("the preview can be left without a trace") {
  Desk desk;
  desk.platform.files.choose_next("deals.csv", text("Title,Amount,Stage\nAcme,5,Lead\n"));
  desk.activate(Role::button, "Import");
  desk.need(Role::dialog, "Import deals");
  desk.activate(Role::button, "Cancel");
  CHECK(desk.app.import_session() == nullptr);
  CHECK(desk.app.workspace().board().deal_count() == 0);
}
