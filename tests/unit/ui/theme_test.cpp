#include "ui/theme.h"

#include <doctest/doctest.h>

#include <string>

using namespace holdall::ui;

TEST_CASE("the contrast of known pairs (WCAG 2.2)") {
  CHECK(contrast_ratio(rgb(0x000000), rgb(0xFFFFFF)) == doctest::Approx(21.0));
  CHECK(contrast_ratio(rgb(0xFFFFFF), rgb(0x000000)) == doctest::Approx(21.0));
  CHECK(contrast_ratio(rgb(0x777777), rgb(0xFFFFFF)) == doctest::Approx(4.48).epsilon(0.002));
  CHECK(contrast_ratio(rgb(0x123456), rgb(0x123456)) == doctest::Approx(1.0));
}

TEST_CASE("every pair of tokens in every theme has its contrast") {
  for (const ThemeKind kind : {ThemeKind::light, ThemeKind::dark}) {
    CHECK(contrast_pairs(kind).size() > 60);
    for (const ContrastPair& pair : contrast_pairs(kind)) {
      const std::string name(pair.name);
      CAPTURE(name);
      CAPTURE(static_cast<int>(kind));
      CAPTURE(pair.background.packed);
      CHECK(contrast_ratio(pair.foreground, pair.background) >= pair.at_least);
    }
  }
}

TEST_CASE("text is larger under a finger, and no smaller than the editor needs on iOS") {
  CHECK(text_size(TextStyle::body, false) == 14);
  CHECK(text_size(TextStyle::body, true) == 16);
  CHECK(line_height(TextStyle::body, false) == 21);
}
