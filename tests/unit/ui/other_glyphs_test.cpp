#include "ui/other_glyphs.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "native/box_glyphs.h"
#include "ui_bench.h"

using namespace holdall;

TEST_CASE("what the fonts lack is drawn by the platform, one grapheme at a time, once") {
  native::BoxGlyphs boxes;
  Bench bench(
      [](ui::Ui& ui) {
        ui.paint().text({10, 10, 900, 30},
                        "Їжак é 🚀 👩‍💻 👍🏽 🇺🇦 日 \u0438\u0306",
                        ui::TextStyle::body, ui.colors().text);
      },
      &boxes);
  bench.settle();
  std::vector<std::string> drawn = boxes.drawn;
  std::ranges::sort(drawn);
  CHECK(drawn == std::vector<std::string>{"\u0438\u0306", "日", "🇺🇦", "👍🏽", "👩‍💻", "🚀"});
}

TEST_CASE("without the platform's help there is a box, and a line is cut between graphemes") {
  float rocket = 0;
  float family = 0;
  Bench bench([&](ui::Ui& ui) {
    rocket = ui.text_width("🚀", ui::TextStyle::body);
    family = ui.text_width("👩‍💻", ui::TextStyle::body);
    ui.paint().text({10, 10, rocket * 4, 30},
                    "👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻👩‍💻",
                    ui::TextStyle::body, ui.colors().text);
  });
  bench.settle();
  CHECK(rocket > 5);
  CHECK(rocket == family);
}
