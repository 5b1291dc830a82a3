#pragma once

#include <string>
#include <string_view>

#include "screens/screen_context.h"

namespace holdall::screens {

// The shared space: how to found or join one, and, once this device is in it, its devices, its
// place, and the ways by hand.
class SpacePanel {
 public:
  static constexpr float width = 440;

  void open(const Context& context);
  void close() {
    open_ = false;
    forget_secrets();
  }
  [[nodiscard]] bool is_open() const { return open_; }
  void draw(const Context& context, float top);

 private:
  class Column;
  enum class Page : std::uint8_t { overview, found, join, place };
  enum class PlaceKind : std::uint8_t { server, folder, by_hand };

  void go_to(Page page);
  void forget_secrets();
  float draw_body(const Context& context, const ui::Rect& at);
  static void draw_elsewhere(const Context& context, Column& column);
  void draw_start(const Context& context, Column& column);
  void draw_found(const Context& context, Column& column);
  void draw_join(const Context& context, Column& column);
  void draw_overview(const Context& context, Column& column);
  void draw_state(const Context& context, Column& column);
  static void draw_devices(const Context& context, Column& column);
  static void draw_conflicts(const Context& context, Column& column);
  static void draw_invitation(const Context& context, Column& column);
  static void draw_by_hand(const Context& context, Column& column);
  void draw_place(const Context& context, Column& column);

  void draw_label_field(const Context& context, Column& column);
  void draw_passphrase_field(const Context& context, Column& column);
  void draw_place_fields(const Context& context, Column& column);
  void draw_server_fields(const Context& context, Column& column);
  void draw_folder_field(const Context& context, Column& column);
  // Shows what happened to what was begun last.
  static void draw_trouble(const Context& context, Column& column);

  // Whether what is filled in will do; if not it is marked.
  [[nodiscard]] bool passphrase_will_do();
  [[nodiscard]] bool place_will_do();
  [[nodiscard]] sync::Place chosen_place() const;
  void take_invitation(const Context& context, std::string text);

  bool open_ = false;
  Page page_ = Page::overview;
  std::string label_;
  std::string passphrase_;
  std::string invitation_;
  PlaceKind place_kind_ = PlaceKind::server;
  sync::Place place_;
  bool passphrase_bad_ = false;
  bool address_bad_ = false;
  bool folder_bad_ = false;
};

// What happened, and what to do about it.
[[nodiscard]] std::string trouble_words(const Context& context, const sync::Trouble& trouble);

}  // namespace holdall::screens
