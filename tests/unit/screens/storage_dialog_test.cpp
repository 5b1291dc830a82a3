#include <doctest/doctest.h>

#include "base/utf8.h"
#include "desk.h"
#include "screens/file_dialogs.h"

using holdall::Bytes;
namespace platform = holdall::platform;
using holdall::platform::Role;
namespace i18n = holdall::i18n;

namespace {

// Opens the dialog where the window has room for its button.
void open_storage(Desk& desk) {
  desk.activate(Role::button, "Storage and backup");
  desk.need(Role::dialog, "Storage and backup");
}

Bytes backup_of(Desk& desk) {
  open_storage(desk);
  desk.activate(Role::button, "Save a backup");
  REQUIRE(desk.platform.files.saved().size() == 1);
  desk.activate(Role::button, "Done");
  return desk.platform.files.saved()[0].bytes;
}

}  // namespace

TEST_CASE("storage says what is saved, what room there is and when it was backed up") {
  Desk desk;
  desk.add("Lead", "Acme");
  open_storage(desk);
  desk.need(Role::text, "Changes: All are saved in this browser");
  desk.need(Role::text, "Room: ");
  desk.need(Role::text, "Last backup: Never");
  float end = 0;  // one below the other
  for (const char* fact : {"Changes: ", "Database: ", "Room: ", "Protection: ", "Last backup: "}) {
    const auto& box = desk.need(Role::text, fact).rectangle;
    CHECK(box.top >= end);
    end = box.top + box.height;
  }
  desk.activate(Role::button, "Save a backup");
  REQUIRE(desk.platform.files.saved().size() == 1);
  CHECK(desk.find(Role::text, "Last backup: Never") == nullptr);
  CHECK(desk.announced("The backup is saved as a file"));
  desk.app.quick_add({holdall::app::ColumnKind::stage, holdall::model::built_in::stage(0)}, "Beta");
  desk.settle();
  const std::string last = desk.need(Role::text, "Last backup: ").name;
  CHECK(last.find("1 change since") != std::string::npos);
  desk.activate(Role::button, "Save as SQLite");
  REQUIRE(desk.platform.files.saved().size() == 2);
  CHECK(desk.platform.files.saved()[1].name.ends_with(".sqlite"));
  CHECK(desk.platform.files.saved()[1].bytes[0] == 'S');
  desk.platform.storage.fail_commits(holdall::ErrorCode::storage_full);
  desk.app.quick_add({holdall::app::ColumnKind::stage, holdall::model::built_in::stage(0)},
                     "Gamma");
  desk.settle();
  desk.need(Role::text, "Changes: Not saved: ");
  desk.activate(Role::button, "Done");
  CHECK(desk.find(Role::dialog, "Storage and backup") == nullptr);
}

TEST_CASE("a demo does not pretend to be saved") {
  Desk desk({.width = 1440, .height = 900}, true);
  open_storage(desk);
  desk.need(Role::text, "Changes: Demo: nothing here is kept");
  CHECK(desk.find(Role::text, "Protection") == nullptr);
}

TEST_CASE("a backup is shown beside what is here before it takes its place") {
  Desk source;
  source.add("Lead", "From the backup");
  source.add("Lead", "And another");
  const Bytes file = backup_of(source);

  Desk desk;
  desk.add("Lead", "Will be replaced");
  desk.platform.files.choose_next("old.holdall", file);
  open_storage(desk);
  desk.activate(Role::button, "Restore a backup");
  desk.need(Role::dialog, "Restore a backup");
  desk.need(Role::text, "Open deals: In the backup 2, Here now 1");
  desk.activate(Role::button, "Cancel");
  CHECK(desk.titles("Lead") == "Will be replaced");
  desk.platform.files.choose_next("old.holdall", file);
  desk.activate(Role::button, "Restore a backup");
  desk.activate(Role::button, "Save a backup first");
  CHECK(desk.platform.files.saved().size() == 1);
  desk.activate(Role::button, "Replace everything");
  CHECK(desk.announced("Restored: 2 deals"));
  desk.activate(Role::button, "Done");
  CHECK(desk.titles("Lead") == source.titles("Lead"));
}

TEST_CASE("a dropped backup asks too, and one that is torn says so") {
  Desk source;
  source.add("Lead", "From the backup");
  Bytes file = backup_of(source);
  Desk desk;
  desk.platform.files.drop("copy.holdall", file);
  desk.settle();
  desk.need(Role::dialog, "Restore a backup");
  desk.key(holdall::platform::Key::escape);
  desk.settle();
  CHECK(desk.find(Role::dialog, "Restore a backup") == nullptr);
  file.resize(file.size() / 2);
  desk.platform.files.drop("torn.holdall", file);
  desk.settle();
  desk.need(Role::dialog, "This file cannot be restored");
  CHECK(desk.need(Role::text, "The backup is damaged or cut off").name.ends_with("the file."));
  desk.activate(Role::button, "Close");
}

TEST_CASE("an empty backup is not spoken of as an import") {
  Desk desk;
  desk.platform.files.drop("empty.holdall", Bytes{});
  desk.settle();
  desk.need(Role::dialog, "This file cannot be restored");
  desk.need(Role::text, "The file is empty");
  CHECK(desk.need(Role::text, "The file is empty").name.find("xport") == std::string::npos);
}

TEST_CASE("on a phone storage is in the menu, and nothing of it is cut off in any language") {
  for (const i18n::Language language : i18n::all_languages) {
    Desk desk({.width = 390, .height = 844, .coarse_pointer = true});
    desk.app.set_language(language);
    desk.add(desk.app.locale().name("stage.lead"), "Acme");
    const auto text = [&](i18n::Text key) { return desk.app.locale().text(key); };
    desk.activate(Role::button, text(i18n::Text::common_more));
    desk.activate(Role::menu_item, text(i18n::Text::storage_title));
    const auto& dialog = desk.need(Role::dialog, text(i18n::Text::storage_title)).rectangle;
    CHECK(dialog.left >= 0);
    CHECK(dialog.left + dialog.width <= 390);
    for (const i18n::Text label : {i18n::Text::storage_backup, i18n::Text::storage_restore,
                                   i18n::Text::storage_sqlite, i18n::Text::common_done}) {
      const auto& box = desk.need(Role::button, text(label)).rectangle;
      CHECK(box.left >= dialog.left);
      CHECK(box.left + box.width <= dialog.left + dialog.width);
      CHECK(box.top + box.height <= 844);
      CHECK(box.height >= 44);
    }
  }
}

TEST_CASE(
    "on a phone the question of a backup puts the safe answer first and gives room to dates") {
  Desk source;
  source.add("Lead", "From the backup");
  const Bytes file = backup_of(source);
  for (const i18n::Language language : i18n::all_languages) {
    Desk desk({.width = 390, .height = 844, .coarse_pointer = true});
    desk.app.set_language(language);
    desk.add(desk.app.locale().name("stage.lead"), "Acme");
    const auto text = [&](i18n::Text key) { return desk.app.locale().text(key); };
    const auto top = [&](i18n::Text key) {
      return desk.need(Role::button, text(key)).rectangle.top;
    };
    desk.platform.files.drop("holdall-2026-11-22-before-the-great-import-of-spring.holdall", file);
    desk.settle();
    CHECK(top(i18n::Text::storage_restore_backup_first) < top(i18n::Text::storage_restore_replace));
    // A day is not broken, at most its time stands below it.
    const float date =
        desk.need(Role::text, text(i18n::Text::storage_restore_changed)).rectangle.height;
    const float count =
        desk.need(Role::text, text(i18n::Text::storage_restore_won)).rectangle.height;
    CHECK(date <= count + desk.ui.line_height(holdall::ui::TextStyle::small) + 1);
    const std::string longest_day = desk.app.locale().date(20'779) + ",";  // 22 November 2026
    CHECK(desk.ui.text_width(longest_day, holdall::ui::TextStyle::small_strong) <=
          holdall::ui::dialog_inner_width(desk.ui, 540) / 2 - 5);
  }
}

TEST_CASE("a file's name that is too long keeps its end") {
  Desk desk;
  const auto cut = [&](std::string_view name, float width) {
    return holdall::screens::cut_in_the_middle(desk.ui, name, holdall::ui::TextStyle::body, width);
  };
  CHECK(cut("sales.holdall", 1000) == "sales.holdall");
  const std::string name = "Резервна копія перед великим імпортом — holdall-2026-11-22.holdall";
  for (const float width : {160.0F, 240.0F, 320.0F}) {
    const std::string shown = cut(name, width);
    CAPTURE(shown);
    CHECK(desk.ui.text_width(shown, holdall::ui::TextStyle::body) <= width);
    CHECK(shown.ends_with(".holdall"));
    CHECK(shown.starts_with("Р"));
    CHECK(shown.find("…") != std::string::npos);
    CHECK(holdall::is_valid_utf8(shown));
  }
  CHECK(cut(name, 1) == "…");
}

TEST_CASE("a click right after a dialog closed falls on what lies there, the mouse unmoved") {
  Desk desk;
  const platform::Rectangle at = desk.need(Role::button, "Storage and backup").rectangle;
  const float x = at.left + at.width / 2;
  const float y = at.top + at.height / 2;
  desk.click(Role::button, "Storage and backup");
  REQUIRE(desk.find(Role::dialog, "") != nullptr);
  platform::KeyEvent escape;
  escape.key = platform::Key::escape;
  desk.platform.events.push(escape);
  SUBCASE("on its way out") {
    for (int frames = 0; frames < 4; ++frames) desk.frame();
  }
  SUBCASE("as soon as nothing moves") { desk.settle(); }
  desk.press(x, y);
  desk.release(x, y);
  const platform::SemanticsNode* dialog = desk.find(Role::dialog, "");
  REQUIRE(dialog != nullptr);
  CHECK(dialog->modal);
}
