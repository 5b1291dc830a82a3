// The program of the page: a button, a text field and a record that survives.
#include <GLES3/gl3.h>

#include <string>
#include <vector>

#include "browser/platform.h"

namespace {

using namespace holdall;

constexpr std::uint32_t button_id = 1;
constexpr std::uint32_t field_id = 2;
constexpr std::uint32_t count_id = 3;
constexpr std::uint32_t file_id = 4;

platform::SemanticsNode node(std::uint32_t id, platform::Role role, const std::string& name, float top) {
  platform::SemanticsNode made;
  made.id = id;
  made.role = role;
  made.name = name;
  made.rectangle = {.left = 20, .top = top, .width = 300, .height = 40};
  made.focusable = made.tab_stop = role != platform::Role::status;
  return made;
}

class Program {
 public:
  explicit Program(browser::BrowserPlatform& page) : page_(page), platform_(page.platform()) {}

  void start() {
    if (!page_.graphics().create()) {
      page_.show_failure(browser::Failure::no_webgl, "");
      return;
    }
    page_.graphics().on_restored([this] {
      restored_ += 1;
      platform_.window.wake();
    });
    page_.on_frame([this] { return frame(); });
    platform_.files.on_drop([this](const platform::ChosenFile& file) { read(file); });
    platform_.writer_role.on_asked([this] { platform_.writer_role.release(); });
    platform_.writer_role.on_lost([this] { writer_ = "lost"; });
    platform_.writer_role.acquire([this] {
      writer_ = "held";
      platform_.storage.load([this](Result<platform::StoredDatabase> found) { loaded(found); });
    });
    platform_.window.wake();
  }

 private:
  void loaded(const Result<platform::StoredDatabase>& found) {
    if (!found) {
      page_.show_failure(browser::Failure::no_storage, found.error().detail);
      return;
    }
    header_ = found->header;
    saved_ = found->log.size();
    if (!found->log.empty()) text_ = std::string(as_text(found->log.back().bytes));
    loaded_ = true;
    platform_.window.wake();
  }

  void read(const platform::ChosenFile& file) {
    const std::uint32_t handle = file.handle;
    file_ = file.name;
    platform_.files.read(handle, [this, handle](Result<Bytes> bytes) {
      if (bytes) file_ += " " + std::to_string(bytes->size());
      platform_.files.close(handle);
      platform_.window.wake();
    });
  }

  void save() {
    platform::StorageCommit step;
    step.expected_header = header_;
    saved_ += 1;
    step.header = Bytes(8, static_cast<std::uint8_t>(saved_));
    const ByteView bytes = as_bytes(text_);
    step.log_puts.push_back({.key = saved_, .bytes = Bytes(bytes.begin(), bytes.end())});
    header_ = step.header;
    page_.show_save_state("saving");
    platform_.storage.commit(std::move(step), [this](const Status& status) {
      page_.show_save_state(status ? "saved" : "not saved " + status.error().detail);
      platform_.window.wake();
    });
  }

  void handle(const platform::Event& event) {
    if (const auto* action = std::get_if<platform::SemanticsEvent>(&event)) {
      if (action->id == button_id && action->action == platform::SemanticsAction::activate) save();
      if (action->id == file_id) {
        platform_.files.choose(".csv", [this](const platform::ChosenFile& file) { read(file); });
      }
      if (action->id == field_id && !action->text.empty()) text_ = action->text;
    }
    if (const auto* pointer = std::get_if<platform::PointerEvent>(&event)) {
      if (pointer->phase == platform::PointerPhase::down) page_.mirror().focus(button_id);
    }
  }

  bool frame() {
    for (const platform::Event& event : page_.events().take()) handle(event);
    const platform::WindowState window = platform_.window.state();
    if (!window.visible || !loaded_) return false;
    const std::string state = std::to_string(saved_) + " records, writer " + writer_ + ", restored " +
                              std::to_string(restored_) + ", file " + file_;
    platform::SemanticsNode field = node(field_id, platform::Role::text_field, "Title", 80);
    field.value = text_;
    field.font_size = 16;
    const platform::SemanticsNode nodes[] = {
        node(button_id, platform::Role::button, "Save", 20), field,
        node(count_id, platform::Role::status, state, 140),
        node(file_id, platform::Role::button, "Choose", 200)};
    const std::uint32_t order[] = {button_id, field_id, count_id, file_id};
    page_.mirror().update(nodes, {}, order);
    page_.graphics().fit_canvas();
    glClearColor(window.dark ? 0.06F : 0.97F, 0.5F, 0.9F, 1.0F);
    glClear(GL_COLOR_BUFFER_BIT);
    return true;
  }

  browser::BrowserPlatform& page_;
  platform::Platform platform_;
  Bytes header_;
  std::uint64_t saved_ = 0;
  int restored_ = 0;
  bool loaded_ = false;
  std::string text_ = "empty";
  std::string writer_ = "none";
  std::string file_ = "none";
};

}  // namespace

int main() {
  // Both live as long as the page.
  static const std::unique_ptr<browser::BrowserPlatform> page = browser::make_platform();
  static Program program(*page);
  program.start();
  return 0;
}
