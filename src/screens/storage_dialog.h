#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "screens/screen_context.h"

namespace holdall::screens {

// Where the data is, whether it is safe there, and the ways out of it: backups and what other
// programs open.
class StorageDialog {
 public:
  void open(const Context& context);
  void draw(const Context& context);

 private:
  struct Fact {
    std::string_view label;
    std::string value;
    bool warns = false;
  };

  [[nodiscard]] static std::vector<Fact> facts(const Context& context);
  // Draws nothing if `measure`; the height used.
  static float draw_facts(const Context& context, std::span<const Fact> facts, ui::Rect at,
                          bool measure);
  static void draw_backup(const Context& context, ui::Rect& rest);

  bool open_ = false;
  float height_ = 200;  // kept for the way out
};

// What a chosen backup holds, beside what is here, before the one takes the place of the other.
class RestoreDialog {
 public:
  void draw(const Context& context);

 private:
  void draw_reading(const Context& context, const app::RestoreSession& session);
  void draw_failure(const Context& context, const app::RestoreSession& session);
  void draw_preview(const Context& context, const app::RestoreSession& session);

  [[nodiscard]] const store::DatabaseSummary& here(app::Workspace& workspace);

  float height_ = 120;  // kept for the way out
  store::DatabaseSummary here_;
  std::uint64_t here_revision_ = 0;
};

}  // namespace holdall::screens
