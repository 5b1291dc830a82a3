#pragma once

#include <optional>
#include <string>

#include "screens/screen_context.h"

namespace holdall::screens {

// The field in a column into which a deal is typed in one line, with a preview of what was
// understood. It stays open for the next one.
class QuickAdd {
 public:
  [[nodiscard]] bool open_in(app::ColumnId column) const { return column_ == column; }
  [[nodiscard]] bool open() const { return column_.has_value(); }
  void begin(app::ColumnId column);
  void end() { column_.reset(); }

  enum class Outcome : std::uint8_t { none, added, closed };
  // Adds to its column on Enter, closes on Escape and when it is left empty.
  Outcome draw(const Context& context, const ui::Rect& at, std::string_view column_name);
  [[nodiscard]] static float height(const ui::Ui& ui);

 private:
  // Adds the deal that a line says; false if it has no title.
  bool enter(const Context& context, std::string_view column_name, const std::string& line);
  void draw_preview(const Context& context, const ui::Rect& at) const;

  std::optional<app::ColumnId> column_;
  std::string draft_;
  bool fresh_ = false;
  bool had_focus_ = false;
};

}  // namespace holdall::screens
