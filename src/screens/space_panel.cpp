#include "screens/space_panel.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "i18n/error_text.h"

namespace holdall::screens {

namespace {

using app::SharedDevice;
using app::SharedSpace;
using i18n::Text;
using platform::EditorKind;
using platform::EndpointFailure;
using sync::StreamState;
using ui::ButtonKind;
using ui::Icon;
using ui::Rect;
using ui::TextStyle;

constexpr float gap = 14;
constexpr float small_gap = 6;

std::size_t length_of(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t position = 0; position < text.size(); ++count)
    static_cast<void>(next_code_point(text, position));
  return count;
}

std::string endpoint_words(const Context& context, const platform::EndpointError& error) {
  switch (error.failure) {
    case EndpointFailure::offline:
      return std::string(context.text(Text::share_trouble_offline));
    case EndpointFailure::busy:
      return std::string(context.text(Text::share_trouble_busy));
    case EndpointFailure::refused:
      return std::string(context.text(Text::share_trouble_refused));
    case EndpointFailure::not_writable:
      return std::string(context.text(Text::share_trouble_not_writable));
    case EndpointFailure::full:
      return std::string(context.text(Text::share_trouble_full));
    case EndpointFailure::not_stored:
      return std::string(context.text(Text::share_trouble_not_stored));
    case EndpointFailure::too_long:
    case EndpointFailure::failed:
      break;
  }
  const std::string status = error.status == 0 ? std::string() : std::to_string(error.status);
  const std::string& detail = error.detail.empty() ? status : error.detail;
  return context.format(Text::share_trouble_failed, {{"detail", detail}});
}

std::string stream_words(const Context& context, const sync::StreamReport& stream) {
  switch (stream.state) {
    case StreamState::current:
      break;
    case StreamState::unpublished:
      return std::string(context.text(Text::share_state_unpublished));
    case StreamState::unreachable:
      return std::string(context.text(Text::share_state_unreachable));
    case StreamState::lost:
      return std::string(context.text(Text::share_state_lost));
    case StreamState::broken:
      return std::string(context.text(Text::share_state_broken));
    case StreamState::newer_format:
      return std::string(context.text(Text::share_state_newer));
    case StreamState::forked:
      return std::string(context.text(Text::share_state_forked));
  }
  if (stream.published > stream.merged) {
    return context.plural(Text::share_missing,
                          static_cast<std::size_t>(stream.published - stream.merged));
  }
  return std::string(context.text(Text::share_state_current));
}

bool stream_warns(const SharedDevice& device) {
  return device.stream && device.stream->state != StreamState::current &&
         device.stream->state != StreamState::unpublished;
}

std::string device_words(const Context& context, const SharedDevice& device) {
  if (device.own) return std::string(context.text(Text::share_this_device));
  const std::string words =
      device.stream ? stream_words(context, *device.stream) + " · " : std::string();
  if (device.news_ms == 0) return words + std::string(context.text(Text::share_no_news));
  return words + context.format(Text::share_news, {{"when", context.moment(device.news_ms)}});
}

}  // namespace

std::string trouble_words(const Context& context, const sync::Trouble& trouble) {
  switch (trouble.kind) {
    case sync::Trouble::Kind::endpoint:
      return endpoint_words(context, trouble.endpoint);
    case sync::Trouble::Kind::not_kept:
      return std::string(context.text(Text::share_trouble_not_kept));
    case sync::Trouble::Kind::copied_profile:
      return std::string(context.text(Text::share_trouble_copied));
    case sync::Trouble::Kind::local:
      break;
  }
  const app::SharedSpace* shared = context.app.shared_space();
  const bool joins = shared != nullptr && !shared->joined();
  if (joins && trouble.error.code == ErrorCode::not_found)
    return std::string(context.text(Text::share_nothing_there));
  if (joins && (trouble.error.code == ErrorCode::invalid_argument ||
                trouble.error.code == ErrorCode::damaged))
    return std::string(context.text(Text::share_invitation_bad));
  return i18n::error_text(context.locale(), trouble.error);
}

// Lays parts out below one another.
class SpacePanel::Column {
 public:
  Column(const Context& context, const Rect& at) : context_(context), rest_(at), top_(at.top) {}

  [[nodiscard]] float height() const { return rest_.top - top_; }
  [[nodiscard]] float width() const { return rest_.width; }
  Rect cut(float height, float after = gap) { return rest_.cut_top(height, after); }
  void space(float height) { rest_.cut_top(height); }

  void paragraph(std::string_view id, std::string_view text, TextStyle style, ui::Color color,
                 float after = gap) {
    ui::Ui& ui = context_.ui;
    ui::paragraph(ui, ui.id(id), cut(ui.wrapped_height(text, style, rest_.width), after), text,
                  style, color);
  }
  void paragraph(std::string_view id, std::string_view text) {
    paragraph(id, text, TextStyle::body, context_.colors().text);
  }
  void hint(std::string_view id, std::string_view text) {
    paragraph(id, text, TextStyle::small, context_.colors().text_secondary);
  }
  void failure(std::string_view id, std::string_view text) {
    paragraph(id, text, TextStyle::small, context_.colors().danger);
  }
  void heading(std::string_view id, std::string_view text) {
    ui::Ui& ui = context_.ui;
    space(small_gap);
    ui::heading(ui, ui.id(id), cut(ui.line_height(TextStyle::heading), small_gap + 2), text, 3);
  }
  bool button(std::string_view id, std::string_view label, const ui::ButtonOptions& options = {},
              float after = small_gap + 2) {
    ui::Ui& ui = context_.ui;
    Rect line = cut(ui.control_height(), after);
    const float width =
        ui.compact() ? line.width : std::min(line.width, ui::button_width(ui, label, options));
    return ui::button(ui, ui.id(id), line.cut_left(width), label, options);
  }
  // True if it was edited.
  bool field(std::string_view id, std::string_view label, std::string& value,
             ui::TextFieldOptions options, float after = gap) {
    ui::Ui& ui = context_.ui;
    const Rect box = ui::labelled(ui, cut(ui::labelled_height(ui), after), label);
    options.value = value;
    const ui::TextFieldResult result = ui::text_field(ui, ui.id(id), box, label, options);
    if (result.by_enter) entered_ = true;
    if (!result.edited && !result.committed) return false;
    value = result.text;
    return true;
  }
  // Enter was pressed in one of the fields.
  [[nodiscard]] bool entered() const { return entered_; }

 private:
  const Context& context_;
  Rect rest_;
  float top_;
  bool entered_ = false;
};

void SpacePanel::open(const Context& context) {
  open_ = true;
  context.app.ask_to_share();
}

void SpacePanel::forget_secrets() {
  passphrase_.clear();
  invitation_.clear();
  place_.server.password.clear();
}

void SpacePanel::go_to(Page page) {
  page_ = page;
  passphrase_bad_ = address_bad_ = folder_bad_ = false;
}

void SpacePanel::take_invitation(const Context& context, std::string text) {
  invitation_ = std::move(text);
  const Result<sync::Invitation> invitation = sync::read_invitation_text(invitation_);
  if (invitation && !invitation->address.empty()) {
    place_kind_ = PlaceKind::server;
    place_.server.address = invitation->address;
  }
  if (label_.empty()) label_ = context.app.workspace().me().name;
}

void SpacePanel::draw(const Context& context, float top) {
  ui::Ui& ui = context.ui;
  app::SharedSpace* shared = context.app.shared_space();
  if (context.app.has_invitation() && shared != nullptr) {
    take_invitation(context, context.app.take_invitation());
    if (!shared->joined()) go_to(Page::join);
    open(context);
  }
  if (shared != nullptr && shared->parcel_waits() && page_ != Page::join) {
    go_to(Page::join);
    open(context);
  }
  const ui::IdScope ids(ui, "space");
  const ui::SidePanel panel(
      ui, ui.id("panel"), open_, context.text(Text::share_title),
      {.width = width, .top = top, .close_label = context.text(Text::common_close)});
  if (!panel) return;
  {
    const Rect body = ui::clear_of_toasts(ui, panel.body());
    ui::ScrollArea area(ui, ui.id("area"), body);
    const float inset = ui.compact() ? 16.0F : 20.0F;
    const ui::Vec origin = area.origin();
    area.set_content(body.width, draw_body(context, {origin.x + inset, origin.y,
                                                     body.width - 2 * inset, 100'000}));
  }
  if (panel.close_requested()) close();
}

float SpacePanel::draw_body(const Context& context, const Rect& at) {
  Column column(context, at);
  column.space(gap);
  const app::SharedSpace* shared = context.app.shared_space();
  if (shared == nullptr) {
    draw_elsewhere(context, column);
  } else if (shared->joined()) {
    page_ == Page::place ? draw_place(context, column) : draw_overview(context, column);
  } else if (page_ == Page::found) {
    draw_found(context, column);
  } else if (page_ == Page::join) {
    draw_join(context, column);
  } else {
    draw_start(context, column);
  }
  column.space(gap);
  return column.height();
}

void SpacePanel::draw_elsewhere(const Context& context, Column& column) {
  const bool nowhere = context.app.demo() || context.app.unkept() || context.read_only();
  // Where this tab leads its keys could not be read, which was told.
  const bool unreadable = !nowhere && context.app.leads();
  column.paragraph("elsewhere", context.text(unreadable ? Text::share_unreadable
                                             : nowhere  ? Text::share_not_here
                                                        : Text::share_in_other_window));
  if (!nowhere && !unreadable && column.button("here", context.text(Text::share_continue_here)))
    context.app.ask_to_share();
}

void SpacePanel::draw_start(const Context& context, Column& column) {
  column.paragraph("intro", context.text(Text::share_intro));
  column.hint("secret", context.text(Text::share_intro_secret));
  if (label_.empty()) label_ = context.app.workspace().me().name;
  if (column.button("found", context.text(Text::share_found),
                    {.kind = ButtonKind::primary, .icon = Icon::users})) {
    go_to(Page::found);
  }
  if (column.button("join", context.text(Text::share_join), {.icon = Icon::link}))
    go_to(Page::join);
  if (column.button("parcel", context.text(Text::share_open_file), {.icon = Icon::file_up}))
    context.app.choose_parcel();
}

void SpacePanel::draw_label_field(const Context& context, Column& column) {
  column.field("label", context.text(Text::share_label), label_,
               {.placeholder = context.text(Text::share_label_hint), .kind = EditorKind::name});
}

void SpacePanel::draw_passphrase_field(const Context& context, Column& column) {
  const std::string_view wrong =
      passphrase_bad_ ? context.text(Text::share_passphrase_short) : std::string_view();
  if (column.field("passphrase", context.text(Text::share_passphrase), passphrase_,
                   {.description = wrong, .kind = EditorKind::password, .invalid = passphrase_bad_},
                   small_gap)) {
    passphrase_bad_ = false;
  }
  if (passphrase_bad_) column.failure("passphrase short", wrong);
}

bool SpacePanel::passphrase_will_do() {
  passphrase_bad_ = length_of(passphrase_) < SharedSpace::passphrase_length_min;
  return !passphrase_bad_;
}

void SpacePanel::draw_place_fields(const Context& context, Column& column) {
  ui::Ui& ui = context.ui;
  const bool folders = context.app.platform().places.has_folders();
  std::vector<std::pair<PlaceKind, std::string_view>> kinds = {
      {PlaceKind::server, context.text(Text::share_place_server)}};
  if (folders) kinds.emplace_back(PlaceKind::folder, context.text(Text::share_place_folder));
  kinds.emplace_back(PlaceKind::by_hand, context.text(Text::share_place_by_hand));
  std::vector<std::string_view> names;
  int selected = 0;
  for (const auto& [kind, name] : kinds) {
    if (kind == place_kind_) selected = static_cast<int>(names.size());
    names.push_back(name);
  }
  const std::string_view label = context.text(Text::share_place);
  const Rect box = ui::labelled(ui, column.cut(ui::labelled_height(ui)), label);
  const auto chosen =
      ui::select(ui, ui.id("place"), box, label, {.options = names, .selected = selected});
  if (chosen) place_kind_ = kinds[static_cast<std::size_t>(*chosen)].first;
  if (place_kind_ == PlaceKind::server) draw_server_fields(context, column);
  if (place_kind_ == PlaceKind::folder) draw_folder_field(context, column);
  if (place_kind_ == PlaceKind::by_hand)
    column.hint("by hand", context.text(Text::share_place_by_hand_hint));
}

void SpacePanel::draw_server_fields(const Context& context, Column& column) {
  const std::string_view wrong =
      address_bad_ ? context.text(Text::share_address_bad) : std::string_view();
  if (column.field("address", context.text(Text::share_address), place_.server.address,
                   {.placeholder = "https://files.example.com/holdall/",
                    .description = wrong,
                    .kind = EditorKind::url,
                    .invalid = address_bad_},
                   address_bad_ ? small_gap : gap)) {
    address_bad_ = false;
  }
  if (address_bad_) column.failure("address bad", wrong);
  column.field("user", context.text(Text::share_user), place_.server.user,
               {.placeholder = context.text(Text::share_user_hint), .kind = EditorKind::url});
  column.field("password", context.text(Text::share_password), place_.server.password,
               {.kind = EditorKind::password});
}

void SpacePanel::draw_folder_field(const Context& context, Column& column) {
  if (!place_.folder.key.empty()) {
    column.paragraph("folder name",
                     context.format(Text::share_folder_chosen, {{"name", place_.folder.name}}));
  }
  if (folder_bad_) column.failure("folder bad", context.text(Text::share_folder_missing));
  if (!column.button("choose folder", context.text(Text::share_folder_choose), {}, gap)) return;
  app::App& app = context.app;
  app.platform().places.choose_folder([this, &app](const Result<platform::ChosenFolder>& folder) {
    if (folder) place_.folder = *folder;
    folder_bad_ = !folder;
    app.platform().window.wake();
  });
}

bool SpacePanel::place_will_do() {
  platform::Server& server = place_.server;
  server.address = std::string(trimmed(server.address));
  const bool web = server.address.starts_with("https://") || server.address.starts_with("http://");
  address_bad_ = place_kind_ == PlaceKind::server && (!web || server.address.size() < 10);
  folder_bad_ = place_kind_ == PlaceKind::folder && place_.folder.key.empty();
  return !address_bad_ && !folder_bad_;
}

sync::Place SpacePanel::chosen_place() const {
  sync::Place place = place_;
  if (place_kind_ != PlaceKind::server) place.server = {};
  if (place_kind_ != PlaceKind::folder) place.folder = {};
  return place;
}

void SpacePanel::draw_trouble(const Context& context, Column& column) {
  const auto& trouble = context.app.shared_space()->trouble();
  if (trouble) column.failure("trouble", trouble_words(context, *trouble));
}

void SpacePanel::draw_found(const Context& context, Column& column) {
  app::SharedSpace& shared = *context.app.shared_space();
  draw_label_field(context, column);
  draw_passphrase_field(context, column);
  if (!passphrase_bad_) column.hint("passphrase hint", context.text(Text::share_passphrase_hint));
  draw_place_fields(context, column);
  draw_trouble(context, column);
  const bool busy = shared.work() != SharedSpace::Work::none;
  const std::string_view label = context.text(busy ? Text::share_founding : Text::share_begin);
  const bool begun = column.button("begin", label, {.kind = ButtonKind::primary, .disabled = busy});
  if ((begun || column.entered()) && !busy) {
    // Both, so that all that is wrong is marked at once.
    const bool passphrase = passphrase_will_do();
    const bool place = place_will_do();
    if (passphrase && place) {
      shared.found({.passphrase = passphrase_, .label = label_, .place = chosen_place()});
    }
  }
  if (column.button("back", context.text(Text::common_cancel), {.disabled = busy})) {
    forget_secrets();
    go_to(Page::overview);
  }
}

void SpacePanel::draw_join(const Context& context, Column& column) {
  app::SharedSpace& shared = *context.app.shared_space();
  const bool by_file = shared.parcel_waits();
  if (by_file) {
    column.paragraph("by file", context.text(Text::share_join_by_file));
  } else {
    std::string text = invitation_;
    if (column.field(
            "invitation", context.text(Text::share_invitation), text,
            {.placeholder = context.text(Text::share_invitation_hint), .kind = EditorKind::url})) {
      take_invitation(context, std::move(text));
    }
  }
  draw_passphrase_field(context, column);
  if (!passphrase_bad_) column.space(gap - small_gap);
  draw_label_field(context, column);
  draw_place_fields(context, column);
  const std::size_t deals = context.app.workspace().board().deal_count();
  if (deals > 0) column.hint("along", context.plural(Text::share_taken_along, deals));
  draw_trouble(context, column);
  const bool busy = shared.work() != SharedSpace::Work::none;
  const std::string_view label = context.text(busy ? Text::share_joining : Text::share_join_now);
  const bool begun = column.button("begin", label, {.kind = ButtonKind::primary, .disabled = busy});
  // An invitation brings nothing but a place.
  if (begun && !by_file && place_kind_ == PlaceKind::by_hand) place_kind_ = PlaceKind::server;
  if ((begun || column.entered()) && !busy && place_will_do()) {
    shared.join({.invitation = by_file ? std::string() : invitation_,
                 .passphrase = passphrase_,
                 .label = label_,
                 .place = chosen_place()});
  }
  if (column.button("back", context.text(Text::common_cancel), {.disabled = busy})) {
    shared.drop_parcel();
    forget_secrets();
    go_to(Page::overview);
  }
}

void SpacePanel::draw_overview(const Context& context, Column& column) {
  page_ = Page::overview;
  passphrase_.clear();
  invitation_.clear();
  draw_state(context, column);
  draw_devices(context, column);
  draw_invitation(context, column);
  draw_conflicts(context, column);
  draw_by_hand(context, column);
}

void SpacePanel::draw_state(const Context& context, Column& column) {
  app::SharedSpace& shared = *context.app.shared_space();
  const sync::Place& place = shared.place();
  const std::string& where = place.is_server() ? place.server.address : place.folder.name;
  if (place.any()) {
    column.paragraph("where", context.format(Text::share_where, {{"place", where}}),
                     TextStyle::body_strong, context.colors().text, small_gap);
  }
  std::string state;
  if (!place.any()) {
    state = context.text(Text::share_by_hand_only);
  } else if (shared.exchanging()) {
    state = context.text(Text::share_exchanging);
  } else if (shared.exchanged_ms()) {
    state =
        context.format(Text::share_exchanged, {{"when", context.moment(*shared.exchanged_ms())}});
  } else {
    state = context.text(Text::share_never);
  }
  if (shared.unsent() && place.any()) state += ' ' + std::string(context.text(Text::share_unsent));
  column.hint("state", state);
  draw_trouble(context, column);
  const bool refused = place.is_folder() && shared.trouble() &&
                       shared.trouble()->endpoint.failure == EndpointFailure::refused;
  if (refused && column.button("allow", context.text(Text::share_allow_folder))) {
    context.app.allow_shared_folder();
  }
  if (place.any() && column.button("exchange", context.text(Text::share_exchange_now),
                                   {.icon = Icon::refresh, .disabled = shared.exchanging()})) {
    shared.exchange_now();
  }
  if (column.button("change place", context.text(Text::share_change_place), {}, gap)) {
    place_ = place;
    place_kind_ = place.is_folder() ? PlaceKind::folder : PlaceKind::server;
    go_to(Page::place);
  }
}

void SpacePanel::draw_devices(const Context& context, Column& column) {
  ui::Ui& ui = context.ui;
  const ui::Colors& c = context.colors();
  column.heading("devices", context.text(Text::share_devices));
  const std::vector<SharedDevice>& devices = context.app.shared_space()->devices();
  constexpr float face = 32;
  std::int64_t number = 0;
  for (const SharedDevice& device : devices) {
    const std::string& label =
        device.label.empty() ? std::string(context.text(Text::share_unnamed)) : device.label;
    const std::string words = device_words(context, device);
    std::string name = label;
    name.append(": ").append(words);
    const float text_width = column.width() - face - 12;
    const float line = ui.line_height(TextStyle::body_strong);
    const float words_height = ui.wrapped_height(words, TextStyle::small, text_width);
    Rect row = column.cut(std::max(face, line + words_height) + 12, 0);
    const Rect whole = row;
    ui.paint().line_below(row, c.border);
    row = row.inset(0, 6);
    ui::avatar(ui, {row.left + face / 2, row.top + face / 2}, face, label);
    row.cut_left(face, 12);
    ui.paint().text(row.cut_top(line), label, TextStyle::body_strong, c.text);
    ui.paint().wrapped(row, words, TextStyle::small,
                       stream_warns(device) ? c.danger : c.text_secondary);
    ui.semantics(node_for(ui.id(++number), platform::Role::text, name, whole));
  }
  column.space(gap);
}

void SpacePanel::draw_conflicts(const Context& context, Column& column) {
  ui::Ui& ui = context.ui;
  const std::vector<app::DealInConflict>& deals = context.app.deals_in_conflict();
  if (deals.empty()) return;
  column.heading("conflicts", context.text(Text::conflict_list));
  column.hint("conflicts hint", context.text(Text::conflict_list_hint));
  for (const app::DealInConflict& deal : deals) {
    const ui::IdScope ids(ui, deal.deal.value);
    const Rect line = column.cut(ui.control_height(), 0);
    if (ui::link(ui, ui.id("deal"), line, deal.title)) context.app.show_deal(deal.deal);
  }
  column.space(gap);
}

void SpacePanel::draw_invitation(const Context& context, Column& column) {
  app::SharedSpace& shared = *context.app.shared_space();
  if (shared.invitation().empty()) {
    const bool busy = shared.work() == SharedSpace::Work::inviting;
    const std::string_view label = context.text(busy ? Text::share_inviting : Text::share_invite);
    if (shared.place().any() &&
        column.button("invite", label,
                      {.kind = ButtonKind::primary, .icon = Icon::plus, .disabled = busy}, gap)) {
      shared.invite();
    }
    return;
  }
  std::string link = shared.invitation();
  column.field("link", context.text(Text::share_invitation), link, {.kind = EditorKind::url},
               small_gap);
  column.hint("link hint", context.text(Text::share_invitation_made));
  if (column.button("copy", context.text(Text::share_copy),
                    {.kind = ButtonKind::primary, .icon = Icon::copy})) {
    context.app.copy_invitation();
  }
  if (column.button("done", context.text(Text::common_done), {}, gap)) shared.forget_invitation();
}

void SpacePanel::draw_by_hand(const Context& context, Column& column) {
  app::SharedSpace& shared = *context.app.shared_space();
  column.heading("by hand heading", context.text(Text::share_by_hand));
  column.hint("by hand hint", context.text(Text::share_by_hand_hint));
  const bool busy = shared.work() != SharedSpace::Work::none;
  const std::string_view save = context.text(
      shared.work() == SharedSpace::Work::packing ? Text::share_packing : Text::share_save_file);
  if (column.button("save file", save, {.icon = Icon::download, .disabled = busy}))
    shared.save_parcel(SharedSpace::ParcelFor::everybody);
  if (shared.knows_last_sender() &&
      column.button("save reply", context.text(Text::share_save_reply),
                    {.icon = Icon::download, .disabled = busy})) {
    shared.save_parcel(SharedSpace::ParcelFor::last_sender);
  }
  if (column.button("open file", context.text(Text::share_open_file), {.icon = Icon::file_up}))
    context.app.choose_parcel();
}

void SpacePanel::draw_place(const Context& context, Column& column) {
  draw_place_fields(context, column);
  const bool saved =
      column.button("save", context.text(Text::share_save_place), {.kind = ButtonKind::primary});
  if ((saved || column.entered()) && place_will_do()) {
    context.app.set_shared_place(chosen_place());
    go_to(Page::overview);
  }
  if (column.button("back", context.text(Text::common_cancel))) go_to(Page::overview);
}

}  // namespace holdall::screens
