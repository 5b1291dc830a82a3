// What C++ makes of the answers of web/places.js, for which a page of this test stands in: it notes
// what it is asked, and answers when it is told.
#include "browser/places.h"

#include <doctest/doctest.h>
#include <emscripten.h>

#include <memory>
#include <optional>
#include <string>

#include "browser/text_from_page.h"

using namespace holdall;
using platform::Endpoint;
using platform::EndpointFailure;
using platform::Freshness;

namespace {

EM_JS_DEPS(places_test, "$UTF8ToString,$stringToUTF8,$lengthBytesUTF8");

// clang-format takes this for C++.
// clang-format off
EM_JS(void, make_page, (), {
  const asked = [];
  const note = (name) => (...given) => void asked.push([name, ...given].join(' '));
  const put = (number, request, path, bytes, size) =>
    note('put')(number, request, path, UTF8ToString(bytes, size));
  Module.holdall = {
    asked,
    bridge: { textAt: UTF8ToString },
    places: {
      openServer: note('server'),
      openFolder: note('folder'),
      close: note('close'),
      get: note('get'),
      put,
      hasFolders: true,
      chooseFolder: note('choose'),
      askForFolder: note('ask'),
      forgetFolder: note('forget'),
    },
  };
  Module.holdallText = (text) => {
    const size = lengthBytesUTF8(text);
    const address = Module._holdall_allocate(size + 1);
    stringToUTF8(text, address, size + 1);
    return [address, size];
  };
});
// clang-format on

EM_JS(int, take_asked_js, (char* text, int size_max),
      { return stringToUTF8(Module.holdall.asked.splice(0).join(', '), text, size_max); });

EM_JS(void, answer_js,
      (int request, int outcome, int status, double retry_after_ms, const char* detail), {
        Module._holdall_place_answer(request, outcome, status, retry_after_ms,
                                     ... Module.holdallText(UTF8ToString(detail)));
      });

EM_JS(void, answer_file_js, (int request, const char* text), {
  const bytes = new TextEncoder().encode(UTF8ToString(text));
  const address = Module._holdall_place_buffer(request, bytes.length);
  if (address) HEAPU8.set(bytes, address);
  Module._holdall_place_answer(request, 0, 0, -1, ... Module.holdallText(""));
});

EM_JS(void, folder_chosen_js, (int request, const char* key, const char* name), {
  Module._holdall_folder_chosen(request, ... Module.holdallText(UTF8ToString(key)),
                                ... Module.holdallText(UTF8ToString(name)));
});

EM_JS(void, folder_refused_js, (int request, const char* detail),
      { Module._holdall_folder_refused(request, ... Module.holdallText(UTF8ToString(detail))); });

EM_JS(void, folder_asked_js, (int request, int allowed),
      { Module._holdall_folder_asked(request, allowed); });

std::string take_asked() {
  std::string text(500, '\0');
  text.resize(static_cast<std::size_t>(take_asked_js(text.data(), 500)));
  return text;
}

struct Page {
  Page() {
    // Brings the object file of holdall_allocate() along, which only JavaScript calls.
    CHECK(browser::take_given_text(nullptr).empty());
    make_page();
  }
  browser::BrowserPlaces places;
};

}  // namespace

TEST_CASE("a file, none, and a put that was done come through") {
  Page page;
  const auto server =
      page.places.server({.address = "https://files.example", .user = "ж", .password = "p"});
  CHECK(take_asked() == "server 1 https://files.example ж p");
  std::optional<Endpoint::File> got;
  server->get("d/h0", 4'000'000'000, Freshness::fresh,
              [&](Endpoint::File file) { got = std::move(file); });
  CHECK(take_asked() == "get 1 2 d/h0 4000000000 true");
  CHECK(!got);
  answer_file_js(2, "bytes");
  REQUIRE((got && *got && **got));
  CHECK(as_text(***got) == "bytes");

  server->get("d/h1", 5, Freshness::any, [&](Endpoint::File file) { got = std::move(file); });
  CHECK(take_asked() == "get 1 3 d/h1 5 false");
  answer_js(3, 1, 0, -1, "");
  REQUIRE((got && *got));
  CHECK(!**got);

  server->get("d/h2", 5, Freshness::any, [&](Endpoint::File file) { got = std::move(file); });
  answer_file_js(4, "");
  REQUIRE((got && *got && **got));
  CHECK((**got)->empty());
  take_asked();

  std::optional<Endpoint::Done> put;
  server->put("d/h0", {'o', 'n', 'e'}, [&](Endpoint::Done done) { put = std::move(done); });
  CHECK(take_asked() == "put 1 5 d/h0 one");
  answer_js(5, 0, 0, -1, "");
  CHECK((put && *put));
}

TEST_CASE("each failure comes through with what is known of it") {
  Page page;
  const auto server = page.places.server({.address = "x", .user = "", .password = ""});
  std::optional<Endpoint::Done> put;
  for (int failure = 0; failure <= static_cast<int>(EndpointFailure::failed); ++failure) {
    server->put("h0", {}, [&](Endpoint::Done done) { put = std::move(done); });
    answer_js(failure + 2, failure + 2, 503, 1500, "words");
    REQUIRE((put && !*put));
    CHECK(put->error() == platform::EndpointError{.failure = static_cast<EndpointFailure>(failure),
                                                  .status = 503,
                                                  .retry_after_ms = 1500,
                                                  .detail = "words"});
  }
  server->put("h0", {}, [&](Endpoint::Done done) { put = std::move(done); });
  answer_js(9, 8, 0, -1, "");
  REQUIRE((put && !*put));
  CHECK(!put->error().retry_after_ms);
}

TEST_CASE("an endpoint that is gone gets no answer, also if an answer destroys it") {
  Page page;
  auto server = page.places.server({.address = "x", .user = "", .password = ""});
  const auto other = page.places.folder("0a1b");
  int answers = 0;
  const auto count = [&](const Endpoint::File&) { ++answers; };
  server->get("h0", 5, Freshness::any, [&](const Endpoint::File&) {
    ++answers;
    server.reset();
  });
  server->get("h1", 5, Freshness::any, count);
  other->get("h2", 5, Freshness::any, count);
  take_asked();
  answer_js(3, 1, 0, -1, "");
  CHECK(take_asked() == "close 1");
  CHECK(answers == 1);
  answer_file_js(4, "late");
  answer_js(3, 1, 0, -1, "twice");
  CHECK(answers == 1);
  answer_js(5, 1, 0, -1, "");
  CHECK(answers == 2);
}

TEST_CASE("an answer may ask for more") {
  Page page;
  const auto server = page.places.server({.address = "x", .user = "", .password = ""});
  int answers = 0;
  server->get("h0", 5, Freshness::any, [&](const Endpoint::File&) {
    for (int more = 0; more < 100; ++more)
      server->get("h1", 5, Freshness::any, [&](const Endpoint::File&) { ++answers; });
  });
  answer_js(2, 1, 0, -1, "");
  for (int request = 3; request < 103; ++request) answer_js(request, 1, 0, -1, "");
  CHECK(answers == 100);
}

TEST_CASE("folders are chosen, asked for and forgotten") {
  Page page;
  CHECK(page.places.has_folders());
  std::optional<Result<platform::ChosenFolder>> chosen;
  const auto take = [&](Result<platform::ChosenFolder> folder) { chosen = std::move(folder); };
  page.places.choose_folder(take);
  folder_chosen_js(1, "0a1b", "Спільна");
  REQUIRE((chosen && *chosen));
  CHECK(**chosen == platform::ChosenFolder{.key = "0a1b", .name = "Спільна"});

  page.places.choose_folder(take);
  folder_refused_js(2, "words");
  REQUIRE((chosen && !*chosen));
  CHECK(chosen->error() == Error{.code = ErrorCode::storage_refused, .detail = "words"});

  // One that nobody waits for is not kept.
  take_asked();
  chosen.reset();
  folder_chosen_js(2, "0c1d", "again");
  CHECK(!chosen);
  CHECK(take_asked() == "forget 0c1d");

  const auto folder = page.places.folder("0a1b");
  bool allowed = false;
  page.places.ask_for_folder("0a1b", [&](bool answer) { allowed = answer; });
  CHECK(take_asked() == "folder 3 0a1b, ask 4 0a1b");
  folder_asked_js(4, 1);
  CHECK(allowed);
  page.places.forget_folder("0a1b");
  CHECK(take_asked() == "forget 0a1b");
}
