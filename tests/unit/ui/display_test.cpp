#include <doctest/doctest.h>

#include "ui_bench.h"

using namespace holdall;
using platform::Role;

TEST_CASE("initials are the first letters of the first and the last word, as capitals") {
  CHECK(ui::initials("Olena Kovalenko") == "OK");
  CHECK(ui::initials("anna maria svensson") == "AS");
  CHECK(ui::initials("Ґанна Їжакевич") == "ҐЇ");
  CHECK(ui::initials("ґанна їжакевич") == "ҐЇ");
  CHECK(ui::initials("  Cher ") == "C");
  CHECK(ui::initials("").empty());
}

TEST_CASE("a long text is cut with an ellipsis and keeps its full name") {
  const std::string text = "A very long name of an organisation that does not fit into its column";
  Bench bench([&](ui::Ui& ui) { ui::label(ui, ui.id("name"), {10, 10, 120, 24}, text); });
  CHECK(bench.find(text) != nullptr);
  for (const render::RecordedFrame::List& list : bench.renderer.frame().lists) {
    for (const render::Vertex& vertex : list.vertices) CHECK(vertex.x <= 131);
  }
}

TEST_CASE("wrapped text stays within its width and its height is what was measured") {
  const std::string text =
      "They go to the bin, with their history and files.\nYou can put them back at any time.";
  float drawn = 0;
  float measured = 0;
  Bench bench([&](ui::Ui& ui) {
    measured = ui.wrapped_height(text, ui::TextStyle::body, 160);
    drawn = ui::paragraph(ui, ui.id("text"), {10, 10, 160, 500}, text, ui::TextStyle::body,
                          ui.colors().text);
  });
  CHECK(drawn == measured);
  CHECK(drawn >= 4 * 21);
  for (const render::RecordedFrame::List& list : bench.renderer.frame().lists) {
    for (const render::Vertex& vertex : list.vertices) CHECK(vertex.x <= 171);
  }
}

TEST_CASE("a width in points is that of the font: 14 px Inter") {
  float digits = 0;
  float letters = 0;
  Bench bench([&](ui::Ui& ui) {
    digits =
        ui.text_width("1111", ui::TextStyle::body) - ui.text_width("8888", ui::TextStyle::body);
    letters = ui.text_width("ШШШШ", ui::TextStyle::body);
  });
  CHECK(digits == doctest::Approx(0));  // tabular
  CHECK(letters > 40);
}

TEST_CASE("glyphs are rasterised for the device pixels that they cover, and stand on them") {
  float ratio = 1;
  SUBCASE("1") { ratio = 1; }
  SUBCASE("1.5") { ratio = 1.5F; }
  SUBCASE("2") { ratio = 2; }
  SUBCASE("3") { ratio = 3; }
  Bench bench([&](ui::Ui& ui) {
    ui.paint().text({10.3F, 10.7F, 300, 24}, "Holdall", ui::TextStyle::body, ui.colors().text);
  });
  bench.window.pixel_ratio = ratio;
  bench.settle();
  int quads = 0;
  for (const render::RecordedFrame::List& list : bench.renderer.frame().lists) {
    const render::RecordedTexture& atlas = bench.renderer.textures().begin()->second;
    for (std::size_t first = 0; first + 3 < list.vertices.size(); first += 4) {
      const render::Vertex& low = list.vertices[first];
      const render::Vertex& high = list.vertices[first + 2];
      const float texels_high = (high.v - low.v) * static_cast<float>(atlas.height);
      CHECK((high.y - low.y) * ratio == doctest::Approx(texels_high).epsilon(0.01));
      const float texels_wide = (high.u - low.u) * static_cast<float>(atlas.width);
      CHECK((high.x - low.x) * ratio * 2 == doctest::Approx(texels_wide).epsilon(0.01));
      const float row = low.y * ratio;
      CHECK(row == doctest::Approx(std::round(row)).epsilon(0.001));
      ++quads;
    }
  }
  CHECK(quads == 7);
}

TEST_CASE("a lost surface gets its textures again") {
  Bench bench([&](ui::Ui& ui) {
    ui.paint().text({10, 10, 300, 24}, "Holdall", ui::TextStyle::body, ui.colors().text);
  });
  REQUIRE(bench.renderer.textures().size() == 1);
  const std::vector<std::uint8_t> pixels = bench.renderer.textures().begin()->second.pixels;
  CHECK(bench.renderer.rebuild());
  bench.ui.rebuild_textures();
  bench.settle();
  REQUIRE(bench.renderer.textures().size() == 1);
  CHECK(bench.renderer.textures().begin()->second.pixels == pixels);
}

TEST_CASE("shapes of one layer are one draw, under the texts of that layer") {
  Bench bench([&](ui::Ui& ui) {
    for (int card = 0; card < 50; ++card) {
      const ui::Rect at{10, 10.0F * static_cast<float>(card), 200, 9};
      ui::card_surface(ui, at, {});
      ui.paint().text(at, "Card", ui::TextStyle::small, ui.colors().text);
    }
  });
  CHECK(bench.renderer.shapes() == 50);
  CHECK(bench.renderer.draw_calls() == 2);
  CHECK(bench.renderer.frame().lists[0].commands[0].kind == render::DrawKind::shapes);
}

TEST_CASE("progress says its share; an unknown share says none and keeps moving") {
  int per_cent = 40;
  Bench bench([&](ui::Ui& ui) {
    ui::progress_bar(ui, ui.id("import"), {10, 10, 200, 12}, "Import", per_cent);
  });
  CHECK(bench.find("Import")->role == Role::progress);
  CHECK(bench.find("Import")->value == "40");
  per_cent = -1;
  bench.frame();
  bench.frame();
  bench.frame();
  CHECK(bench.find("Import")->value.empty());
  CHECK(bench.result.again);
}

TEST_CASE("an empty state says what to do and does it") {
  int chosen = -1;
  Bench bench([&](ui::Ui& ui) {
    const int index = ui::empty_state(ui, ui.id("empty"), {0, 0, 1000, 700},
                                      {.title = "No deals yet",
                                       .message = "Import a file.",
                                       .primary = "Import",
                                       .secondary = "Demo"});
    if (index >= 0) chosen = index;
  });
  CHECK(bench.find("No deals yet")->role == Role::heading);
  bench.activate("Demo");
  CHECK(chosen == 1);
  bench.activate("Import");
  CHECK(chosen == 0);
}
