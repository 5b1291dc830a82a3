#include "i18n/error_text.h"

#include <doctest/doctest.h>

#include <set>

using holdall::ErrorCode;
using namespace holdall::i18n;

TEST_CASE("every error has a sentence of its own in every language") {
  for (const Language language : all_languages) {
    std::set<std::string> sentences;
    for (int code = 0; code <= static_cast<int>(ErrorCode::cancelled); ++code) {
      const std::string sentence =
          error_text(Locale(language), {static_cast<ErrorCode>(code), "812"});
      CAPTURE(sentence);
      CHECK(sentence.find('{') == std::string::npos);
      CHECK(sentences.insert(sentence).second);
    }
  }
}

TEST_CASE("issue 2: errors of files name the place") {
  const Locale english(Language::english);
  CHECK(error_text(english, {ErrorCode::file_truncated, "812"}).find("row 812") !=
        std::string::npos);
  CHECK(error_text(english, {ErrorCode::file_encoding, "6"}).find("byte 6") != std::string::npos);
  CHECK(error_text(english, {ErrorCode::file_too_large, "100"}).find("100 MB") !=
        std::string::npos);
}

TEST_CASE("a sentence does not end in a colon where there is no detail") {
  for (const Language language : all_languages) {
    const std::string database = error_text(Locale(language), {ErrorCode::database, {}});
    const std::string storage = error_text(Locale(language), {ErrorCode::storage_failed, {}});
    CAPTURE(database);
    CAPTURE(storage);
    CHECK(database.find(':') == std::string::npos);
    CHECK(database.ends_with('.'));
    CHECK(storage.find(':') == std::string::npos);
    CHECK(storage.ends_with('.'));
  }
}
