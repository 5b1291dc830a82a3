#include "app/workspace.h"

#include <algorithm>

#include "app/command_runner.h"
#include "base/assert.h"

namespace holdall::app {
namespace {

// Commands that touch more than this are shown by loading the board anew.
constexpr std::size_t refreshed_deals_max = 500;

// A slice of the undo of an import ends after this time, so that it is not felt, and after so many
// changes where the clock is coarse.
constexpr double reversal_slice_ms = 12;
constexpr int reversed_changes_per_slice = 1024;
constexpr int changes_per_check = 16;

constexpr char currency_setting[] = "currency";
constexpr char pipeline_setting[] = "pipeline";

model::Currency currency_of_language(i18n::Language language) {
  switch (language) {
    case i18n::Language::russian:
      return {{'R', 'U', 'B'}};
    case i18n::Language::ukrainian:
      return {{'U', 'A', 'H'}};
    case i18n::Language::english:
      break;
  }
  return {{'U', 'S', 'D'}};
}

// The pipeline that was shown last, if it is still there.
Result<RecordId> chosen_pipeline(store::Store& store,
                                 const std::vector<model::Pipeline>& pipelines) {
  const Result<std::string> setting = store.setting(pipeline_setting);
  if (!setting) return fail(setting.error());
  const std::optional<RecordId> id = record_id_from_text(*setting);
  const auto found = std::ranges::find(pipelines, id.value_or(RecordId{}), &model::Pipeline::id);
  if (found != pipelines.end()) return found->id;
  return pipelines.empty() ? model::built_in::pipeline : pipelines.front().id;
}

}  // namespace

Workspace::Workspace(std::unique_ptr<store::DurableImage> image,
                     std::unique_ptr<store::Store> store, platform::Platform& platform,
                     i18n::Locale locale)
    : image_(std::move(image)),
      store_(std::move(store)),
      platform_(platform),
      locale_(locale),
      currency_(currency_of_language(locale.language())) {}

Result<std::unique_ptr<Workspace>> Workspace::open(std::unique_ptr<store::DurableImage>& image,
                                                   platform::Platform& platform,
                                                   i18n::Locale locale) {
  Result<std::unique_ptr<store::Store>> store =
      store::Store::open(*image, platform.clock, platform.randomness);
  if (!store) return fail(std::move(store.error()));
  std::unique_ptr<Workspace> workspace(
      new Workspace(std::move(image), *std::move(store), platform, locale));
  Status loaded = workspace->load();
  if (loaded) return workspace;
  image = std::move(workspace->image_);
  return fail(std::move(loaded.error()));
}

std::unique_ptr<store::DurableImage> Workspace::close(std::unique_ptr<Workspace> workspace) {
  return std::move(workspace->image_);
}

Status Workspace::load() {
  if (Status loaded = load_currency(); !loaded) return loaded;
  if (image_->is_following()) return load_followed();
  if (Status loaded = load_reversal(); !loaded) return loaded;
  return reload();
}

Status Workspace::load_currency() {
  const Result<std::string> currency = store_->setting(currency_setting);
  if (!currency) return fail(currency.error());
  currency_ = model::currency_from_code(*currency).value_or(currency_);
  return {};
}

Status Workspace::load_reversal() {
  Result<std::optional<store::Reversal>> reversal = store::unfinished_reversal(*store_);
  if (!reversal) return fail(std::move(reversal.error()));
  reversal_ = *std::move(reversal);
  return {};
}

// Of a partial image the number of the last change may not be there yet: then all is loaded anew
// with the first step.
Status Workspace::load_followed() {
  reversal_.reset();
  if (Result<store::SeenChanges> seen = store::seen_changes(*store_); seen) seen_ = *seen;
  return reload();
}

Status Workspace::follow() {
  if (Status shared = store_->database().share(); !shared) return shared;
  reversal_.reset();
  const Result<store::SeenChanges> seen = store::seen_changes(*store_);
  if (!seen) return fail(seen.error());
  seen_ = *seen;
  return {};
}

Status Workspace::show_followed() {
  store_->database().forget_cache();
  const Result<store::SeenChanges> now = store::seen_changes(*store_);
  if (!now) return fail(now.error());
  const auto touched = store::touched_since(*store_, seen_, *now, refreshed_deals_max);
  if (!touched) return fail(touched.error());
  if (Status loaded = load_currency(); !loaded) return loaded;
  if (!*touched) {
    // The person stays where they are, wherever the other tab is; unless there is nothing to see.
    Status shown = board_->deal_count() == 0 ? reload() : show(board_->pipeline());
    if (!shown) return shown;
  } else if ((*touched)->empty()) {
    if (Status loaded = load_undo_state(); !loaded) return loaded;
  } else {
    show_touched(**touched);
  }
  seen_ = *now;
  return {};
}

Status Workspace::lead() {
  if (Status owned = store_->database().own(); !owned) return owned;
  if (Status begun = store_->begin_writing(); !begun) return begun;
  if (Status loaded = load_currency(); !loaded) return loaded;
  if (Status loaded = load_reversal(); !loaded) return loaded;
  return load_undo_state();
}

Status Workspace::reload() {
  Result<std::vector<model::Pipeline>> pipelines = store::pipelines(*store_);
  if (!pipelines) return fail(std::move(pipelines.error()));
  pipelines_ = *std::move(pipelines);
  const Result<RecordId> pipeline = chosen_pipeline(*store_, pipelines_);
  if (!pipeline) return fail(pipeline.error());
  return load_views(*pipeline);
}

// The pipeline if it is still there, else the chosen one.
Status Workspace::show(RecordId pipeline) {
  Result<std::vector<model::Pipeline>> pipelines = store::pipelines(*store_);
  if (!pipelines) return fail(std::move(pipelines.error()));
  const auto found = std::ranges::find(*pipelines, pipeline, &model::Pipeline::id);
  if (found == pipelines->end()) return reload();
  pipelines_ = *std::move(pipelines);
  return load_views(pipeline);
}

Status Workspace::load_views(RecordId pipeline) {
  Result<model::Member> me = store::me(*store_);
  if (!me) return fail(std::move(me.error()));
  me_ = *std::move(me);
  Result<Board> board = Board::load(*store_, pipeline, locale_);
  if (!board) return fail(std::move(board.error()));
  board_.emplace(*std::move(board));
  ++revision_;
  return load_undo_state();
}

Status Workspace::load_undo_state() {
  const auto undo_step = store::next_undo(*store_);
  if (!undo_step) return fail(undo_step.error());
  const auto redo_step = store::next_redo(*store_);
  if (!redo_step) return fail(redo_step.error());
  can_undo_ = undo_step->has_value() && !store_->read_only();
  can_redo_ = redo_step->has_value() && !store_->read_only();
  return {};
}

Result<Executed> Workspace::execute(const Command& command) { return run(*board_, command); }

Result<Executed> Workspace::execute_in(RecordId pipeline, const Command& command) {
  if (pipeline == board_->pipeline()) return execute(command);
  const Result<Board> board = Board::load(*store_, pipeline, locale_);
  if (!board) return fail(board.error());
  return run(*board, command);
}

Result<Executed> Workspace::run(const Board& board, const Command& command) {
  Result<RunCommand> run = run_command({*store_, board, me_.id, today()}, command);
  if (!run) return fail(std::move(run.error()));
  show_touched(run->touched);
  return std::move(run->executed);
}

void Workspace::show_touched(std::span<const store::TouchedRecord> touched) {
  ++revision_;
  if (touched.size() > refreshed_deals_max || !refresh(touched)) show_all();
}

void Workspace::show_all() {
  if (Status loaded = reload(); !loaded) view_error_ = std::move(loaded.error());
}

Status Workspace::refresh(std::span<const store::TouchedRecord> touched) {
  const Result<bool> stale = board_->refresh(touched);
  if (!stale) return fail(stale.error());
  const bool is_me =
      std::ranges::any_of(touched, [&](const auto& record) { return record.id == me_.id; });
  return *stale || is_me ? reload() : load_undo_state();
}

void Workspace::show_reversal(const store::Reversal& reversal) {
  reversal_ = reversal.finished ? std::nullopt : std::optional(reversal);
  if (reversal.import == 0) return show_touched(reversal.result.touched);
  show_all();
}

// Asked after each change, so the clock is read now and then only.
store::SliceOver Workspace::slice_over() const {
  return [&clock = platform_.clock, end_ms = platform_.clock.monotonic_ms() + reversal_slice_ms,
          changes = 0]() mutable {
    ++changes;
    if (changes % changes_per_check != 0) return false;
    return changes >= reversed_changes_per_slice || clock.monotonic_ms() >= end_ms;
  };
}

Result<std::optional<store::Reversal>> Workspace::undo() {
  Result<std::optional<store::Reversal>> reversal = store::undo(*store_, slice_over());
  if (reversal && *reversal) show_reversal(**reversal);
  return reversal;
}

Result<std::optional<store::Reversal>> Workspace::redo() {
  Result<std::optional<store::Reversal>> reversal = store::redo(*store_, slice_over());
  if (reversal && *reversal) show_reversal(**reversal);
  return reversal;
}

Result<store::Reversal> Workspace::continue_reversal() {
  HOLDALL_ASSERT(reversal_.has_value());
  store::Reversal& running = *reversal_;
  if (Status done = store::continue_reversal(*store_, running, slice_over()); !done)
    return fail(std::move(done.error()));
  store::Reversal reversal = running;
  // In between nothing changes that anybody sees.
  if (reversal.finished) show_reversal(reversal);
  return reversal;
}

Status Workspace::forget_steps() {
  if (Status forgotten = store::forget_steps(*store_); !forgotten) return forgotten;
  return load_undo_state();
}

Status Workspace::show_pipeline(RecordId pipeline) {
  if (Status set = store_->set_setting(pipeline_setting, to_text(pipeline)); !set) return set;
  return reload();
}

void Workspace::set_locale(i18n::Locale locale) { locale_ = locale; }

Status Workspace::set_currency(model::Currency currency) {
  if (currency == currency_) return {};
  currency_ = currency;
  return store_->set_setting(currency_setting, currency.code());
}

model::Date Workspace::today() const {
  const std::int64_t now_ms = platform_.clock.wall_ms();
  return model::date_at(now_ms, platform_.clock.utc_offset_minutes(now_ms));
}

}  // namespace holdall::app
