#include <doctest/doctest.h>

#include "ui_bench.h"

using namespace holdall;
using platform::Role;
using platform::SemanticsAction;

namespace {

struct Form {
  std::string value = "Acme";
  ui::TextFieldOptions options = {};
  std::vector<std::string> committed;
  std::vector<std::string> edited;
  int enters = 0;
  int cancels = 0;

  void draw(ui::Ui& ui) {
    options.value = value;
    const ui::TextFieldResult result =
        ui::text_field(ui, ui.id("title"), {100, 100, 200, 32}, "Title", options);
    if (result.edited) edited.push_back(result.text);
    if (result.committed) committed.push_back(result.text);
    enters += result.by_enter ? 1 : 0;
    cancels += result.cancelled ? 1 : 0;
  }
};

}  // namespace

TEST_CASE("a field is an editor over its text, and draws no text of its own while it is edited") {
  Form form;
  Bench bench([&](ui::Ui& ui) { form.draw(ui); });
  const platform::SemanticsNode* node = bench.find("Title");
  REQUIRE(node != nullptr);
  CHECK(node->role == Role::text_field);
  CHECK(node->value == "Acme");
  CHECK(node->rectangle == platform::Rectangle{112, 100, 176, 32});
  CHECK(node->font_size == 14);
  const std::size_t with_text = bench.renderer.vertices();
  bench.focus_by_keyboard(node->id);
  CHECK(bench.renderer.vertices() < with_text);
}

TEST_CASE("what is typed, committed and cancelled is reported once") {
  Form form;
  Bench bench([&](ui::Ui& ui) { form.draw(ui); });
  const std::uint32_t id = bench.find("Title")->id;
  bench.focus_by_keyboard(id);
  bench.semantic(SemanticsAction::edited, id, "Acme ґ");
  bench.semantic(SemanticsAction::committed, id, "Acme ґ є");
  CHECK(form.edited == std::vector<std::string>{"Acme ґ"});
  CHECK(form.committed == std::vector<std::string>{"Acme ґ є"});
  CHECK(form.enters == 1);
  bench.semantic(SemanticsAction::cancelled, id, "Acme");
  CHECK(form.cancels == 1);
  CHECK(form.committed.size() == 1);
}

TEST_CASE("an editor that Enter has emptied is not given its text of the frame before") {
  Form form;
  form.options.clears_on_enter = true;
  std::vector<std::string> given;  // as each frame found it
  const Bench* shown = nullptr;
  Bench bench([&](ui::Ui& ui) {
    if (shown != nullptr) given.push_back(shown->find("Title")->value);
    form.draw(ui);
    if (!form.edited.empty()) form.value = form.committed.empty() ? form.edited.back() : "";
  });
  shown = &bench;
  const std::uint32_t id = bench.find("Title")->id;
  bench.focus_by_keyboard(id);
  bench.semantic(SemanticsAction::edited, id, "Beta");
  CHECK(bench.find("Title")->value == "Beta");
  given.clear();
  bench.semantic(SemanticsAction::committed, id, "Beta");
  given.push_back(bench.find("Title")->value);
  REQUIRE(given.size() > 1);
  CHECK(given.front() == "Beta");
  for (std::size_t frame = 1; frame < given.size(); ++frame) CHECK(given[frame].empty());
}

TEST_CASE("a press on the field asks for its editor") {
  Form form;
  Bench bench([&](ui::Ui& ui) { form.draw(ui); });
  bench.click(110, 110);
  CHECK(bench.focused_name() == "Title");
}

TEST_CASE("an editor that is covered or scrolled away takes no presses") {
  Form form;
  bool covered = false;
  float top = 0;
  Bench bench([&](ui::Ui& ui) {
    ui.paint().push_clip({0, top, 1000, 600});
    form.draw(ui);
    ui.paint().pop_clip();
    const std::string_view title = "Details";
    ui::Dialog dialog(ui, ui.id("dialog"), covered, title, {.body_height = 500});
  });
  CHECK(bench.find("Title")->rectangle.width == 176);
  top = 130;
  bench.settle();
  CHECK(bench.find("Title")->rectangle.width == 0);
  top = 0;
  covered = true;
  bench.settle();
  bench.settle();
  CHECK(bench.find("Title")->rectangle.width == 0);
}

TEST_CASE("a select reports the chosen option, and no other number") {
  int selected = 0;
  const std::string_view currencies[] = {"EUR", "USD", "UAH"};
  Bench bench([&](ui::Ui& ui) {
    const auto chosen = ui::select(ui, ui.id("currency"), {10, 10, 120, 32}, "Currency",
                                   {.options = currencies, .selected = selected});
    if (chosen) selected = *chosen;
  });
  const platform::SemanticsNode* node = bench.find("Currency");
  REQUIRE(node != nullptr);
  CHECK(node->role == Role::combobox);
  CHECK(node->value == "EUR");
  CHECK(node->options.size() == 3);
  bench.semantic(SemanticsAction::chosen, node->id, "2");
  CHECK(selected == 2);
  bench.semantic(SemanticsAction::chosen, node->id, "7");
  bench.semantic(SemanticsAction::chosen, node->id, "x");
  CHECK(selected == 2);
}

TEST_CASE("a checkbox toggles by pointer and by semantics") {
  bool checked = false;
  Bench bench([&](ui::Ui& ui) {
    if (ui::checkbox(ui, ui.id("done"), {10, 10, 200, 32}, "Done", {.checked = checked}))
      checked = !checked;
  });
  bench.click(20, 25);
  CHECK(checked);
  CHECK(bench.find("Done")->pressed);
  bench.activate("Done");
  CHECK_FALSE(checked);
}
