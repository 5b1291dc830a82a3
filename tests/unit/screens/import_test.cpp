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
  CHECK(start.description == "Choose the currency first");
  CHECK(desk.find(Role::text, "Choose the currency first") != nullptr);
  CHECK(desk.need(Role::combobox, "Which currency").invalid);
  desk.choose("Which currency", "USD  $");
  CHECK_FALSE(desk.need(Role::button, "Import 200 deals").disabled);
  CHECK(desk.find(Role::text, "Choose the currency first") == nullptr);
  CHECK_FALSE(desk.need(Role::combobox, "Which currency").invalid);
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

TEST_CASE("rows to check say which row, which column and why, on a phone as well") {
  const platform::WindowState sizes[] = {{.width = 1440, .height = 900},
                                         {.width = 390, .height = 844}};
  for (const platform::WindowState& size : sizes) {
    CAPTURE(size.width);
    Desk desk(size);
    desk.platform.files.choose_next("deals.csv", text("Title,Amount (EUR),Expected close\n"
                                                      "Acme,5,2026-12-01\n"
                                                      "\n"
                                                      "Beta,about ten,2026-12-01\n"
                                                      "Gamma,7,some day\n"));
    desk.activate(Role::button, "Import from a file");
    CHECK(desk.find(Role::text, "2 rows have something to check") != nullptr);
    // In the preview.
    const std::string why = "The amount could not be read: about ten";
    CHECK(desk.need(Role::list_item, "Beta, ").name.ends_with(why));
    CHECK(desk.need(Role::list_item, "Acme, ").name.find("could not") == std::string::npos);
    // In the list, by the numbers of the spreadsheet.
    CHECK(desk.find(Role::list_item, "Row 4, Beta, Amount (EUR): " + why) != nullptr);
    CHECK(desk.find(Role::list_item,
                    "Row 5, Gamma, Expected close: The date could not be read: some day") !=
          nullptr);
    CHECK(desk.need(Role::list_item, "Beta, ").rectangle.height >
          desk.need(Role::list_item, "Acme, ").rectangle.height);
    // What is chosen for a column changes what is to check in it.
    desk.choose("Expected close becomes", "Leave out");
    CHECK(desk.find(Role::list_item, "Row 5") == nullptr);
    CHECK(desk.find(Role::text, "1 row has something to check") != nullptr);
  }
}

TEST_CASE("of many rows to check the first are listed, and more on request") {
  Desk desk;
  std::string csv = "Title,Amount (EUR)\n";
  for (int row = 0; row < 300; ++row) csv += "Deal " + std::to_string(row) + ",much\n";
  desk.platform.files.choose_next("deals.csv", text(csv));
  desk.activate(Role::button, "Import from a file");
  CHECK(desk.find(Role::list_item, "Row 6, ") != nullptr);
  CHECK(desk.find(Role::list_item, "Row 7, ") == nullptr);
  desk.activate(Role::button, "Show 20 more rows");
  CHECK(desk.find(Role::list_item, "Row 26, ") != nullptr);
  CHECK(desk.find(Role::list_item, "Row 27, ") == nullptr);
  for (int more = 0; more < 8; ++more) desk.activate(Role::button, "Show 20 more rows");
  desk.activate(Role::button, "Show 15 more rows");
  CHECK(desk.find(Role::list_item, "Row 201, ") != nullptr);
  CHECK(desk.find(Role::button, "Show") == nullptr);
  CHECK(desk.find(Role::text, "And 100 more rows") != nullptr);
}

TEST_CASE("a phone says what the import still needs, right above its button") {
  Desk desk({.width = 390, .height = 844});
  desk.platform.files.choose_next("deals.csv", text("Title,Amount\nAcme,5\n"));
  desk.activate(Role::button, "Import from a file");
  const platform::Rectangle start = desk.need(Role::button, "Import 1 deal").rectangle;
  const platform::Rectangle said = desk.need(Role::text, "Choose the currency first").rectangle;
  CHECK(said.top + said.height <= start.top);
  CHECK(start.top - said.top < 64);
  desk.choose("Which currency", "EUR  €");
  CHECK(desk.find(Role::text, "Choose the currency first") == nullptr);
  desk.choose("Title becomes", "Leave out");
  CHECK(desk.find(Role::text, "Choose a column for the title") != nullptr);
}

TEST_CASE("a title that is too long comes in whole and is reported") {
  Desk desk;
  std::string title(700, 'x');
  desk.platform.files.choose_next("deals.csv",
                                  text("Title,Amount (EUR)\n" + title + ",5\nAcme,6\n"));
  desk.activate(Role::button, "Import from a file");
  CHECK(desk.find(Role::text, "1 row has something to check") != nullptr);
  const auto& row = desk.need(Role::list_item, "Row 2, xxx");
  CHECK(row.name.find("Title: Longer than 500 characters. It is kept whole") != std::string::npos);
  CHECK(row.name.size() < 300);
  CHECK(row.rectangle.height < 110);
  desk.activate(Role::button, "Import 2 deals");
  CHECK(desk.find(Role::button, title) != nullptr);
}

TEST_CASE("a column says what its deals are worth only if one has an amount") {
  Desk desk;
  desk.platform.files.choose_next("lost_deals.csv", text("Title,Amount,Stage\n"
                                                         "Acme,0,Lost\n"
                                                         "Beta,0,Lost\n"
                                                         "Gamma,0,Engaging\n"
                                                         "Delta,,Engaging\n"
                                                         "Epsilon,7,Won\n"));
  desk.activate(Role::button, "Import from a file");
  desk.choose("Which currency", "USD  $");
  desk.activate(Role::button, "Import 5 deals");
  CHECK(desk.need(Role::list, "Lost: ").name == "Lost: 2 deals");
  CHECK(desk.need(Role::list, "Engaging: ").name == "Engaging: 2 deals");
  CHECK(desk.need(Role::list, "Won: ").name == "Won: 1 deal, $7");
  CHECK(desk.need(Role::text, "2 open deals").name == "2 open deals");
  // Named after the file, as people write.
  CHECK(desk.find(Role::button, "Lost deals") != nullptr);
}

TEST_CASE("another file is shown from its top, with its own rows to check") {
  Desk desk({.width = 390, .height = 844});
  std::string csv = "Title,Amount (EUR)\n";
  for (int row = 0; row < 30; ++row) csv += "Deal " + std::to_string(row) + ",much\n";
  desk.platform.files.choose_next("deals.csv", text(csv));
  desk.activate(Role::button, "Import from a file");
  const float top = desk.need(Role::text, "deals.csv").rectangle.top;
  desk.activate(Role::button, "Show 20 more rows");
  desk.platform.events.push(platform::WheelEvent{.x = 200, .y = 400, .delta_y = 600});
  desk.settle();
  REQUIRE(desk.need(Role::text, "deals.csv").rectangle.top < top - 100);
  desk.activate(Role::button, "Cancel");
  desk.platform.files.choose_next("deals.csv", text(csv));
  desk.activate(Role::button, "Import from a file");
  CHECK(desk.need(Role::text, "deals.csv").rectangle.top == top);
  CHECK(desk.find(Role::list_item, "Row 7, ") == nullptr);
}
