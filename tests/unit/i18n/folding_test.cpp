#include "i18n/folding.h"

#include <doctest/doctest.h>

#include "random_text.h"

using holdall::i18n::fold;
using namespace holdall::test;

TEST_CASE("folding makes the same word the same") {
  CHECK(fold("ACME Renewal") == "acme renewal");
  CHECK(fold("Élan Vitàl Ångström Łódź Straße Ørsted Čeština İstanbul") ==
        "elan vital angstrom lodz strasse orsted cestina istanbul");
  CHECK(fold("Nguyễn") == "nguyen");
  CHECK(fold("Əliyev") == "əliyev");
  CHECK(fold("ЁЛКА") == "елка");
  CHECK(fold("ҐАНОК") == fold("ганок"));
  CHECK(fold("ЇЖАК ЄДНІСТЬ") == "їжак єдність");
  CHECK(fold("Ўсход Қазақстан") == "ўсход қазақстан");
  CHECK(fold("п’ять пʼять п'ять п`ять") == "п'ять п'ять п'ять п'ять");
  CHECK(fold("a\u00A0b\u202Fc\u2009d") == "a b c d");
  CHECK(fold("so\u00ADft\u200Bly\uFEFF") == "softly");
  CHECK(fold("ΑΘΗΝΑ") == "αθηνα");
}

TEST_CASE("Cyrillic letters that differ stay apart") {
  CHECK(fold("і") != fold("и"));
  CHECK(fold("ї") != fold("і"));
  CHECK(fold("й") != fold("и"));
  CHECK(fold("є") != fold("е"));
}

TEST_CASE("decomposed text folds as composed text") {
  CHECK(fold("и\u0306") == "й");
  CHECK(fold("І\u0308") == "ї");
  CHECK(fold("е\u0308") == "е");
  CHECK(fold("e\u0301") == "e");
  CHECK(fold("\u0301") == "");
}

TEST_CASE("bytes that are not UTF-8 are dropped") {
  CHECK(fold("a\xFF\xC3z") == "az");
  CHECK(fold("\xD0") == "");
}

TEST_CASE("property: folding is idempotent and yields UTF-8") {
  const std::uint64_t seed = property_seed();
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = round % 2 == 0 ? random_text(random, 20) : random_bytes(random, 20);
    const std::string once = fold(text);
    CHECK(holdall::is_valid_utf8(once));
    CHECK(fold(once) == once);
  }
}

TEST_CASE("the first letter becomes a capital in every alphabet that we read") {
  using holdall::i18n::capitalised;
  CHECK(capitalised("sales pipeline") == "Sales pipeline");
  CHECK(capitalised("продажі київ") == "Продажі київ");
  CHECK(capitalised("їдальня") == "Їдальня");
  CHECK(capitalised("ґанок") == "Ґанок");
  CHECK(capitalised("ёлка") == "Ёлка");
  CHECK(capitalised("ӂ") == "Ӂ");
  CHECK(capitalised("écoles") == "Écoles");
  CHECK(capitalised("žluťák") == "Žluťák");
  CHECK(capitalised("őr") == "Őr");
  CHECK(capitalised("ÿ") == "Ÿ");
  CHECK(capitalised("λόγος") == "Λόγος");
  for (const char* same : {"", "2026 deals", "Ölfirma", "ß", "Ź", "ı", "÷", "Ґ", "Ӏ", "🙂 deals"}) {
    CHECK(capitalised(same) == same);
  }
}
