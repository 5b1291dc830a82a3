// The app as one of the devices of a shared space.

#include <utility>

#include "app/app.h"

namespace holdall::app {
namespace {

using i18n::Text;

}  // namespace

// Only who leads has one: the others follow what it merges.
void App::begin_sharing() {
  if (shared_ || !workspace_ || loading_ || role_ != Role::leading || in_memory() || read_only())
    return;
  SharedSpace::Events events;
  events.changed = [this] { platform_.window.wake(); };
  events.merged = [this](const store::MergeResult& result) {
    workspace_->show_merged(result.touched);
    tell_view_error();
    close_gone_deal();
    platform_.window.wake();
  };
  events.renewed = [this](bool was_copy) {
    if (Status loaded = workspace_->reload(); !loaded) tell_error(loaded.error());
    close_gone_deal();
    if (was_copy) tell(std::string(locale_.text(Text::share_renewed)));
    platform_.window.wake();
  };
  events.took_in = [this](const Result<sync::ParcelReport>& report) { tell_taken_in(report); };
  events.refused_file = [this](const Error& error) { tell_refused_file(error); };
  events.may_exchange = [this] {
    return role_ == Role::leading && !importing() && !workspace_->reversing();
  };
  shared_ = std::make_unique<SharedSpace>(*workspace_, platform_, options_.passphrase_cost,
                                          std::move(events));
  if (Status loaded = shared_->load(); !loaded) {
    shared_.reset();
    tell_error(loaded.error());
  }
}

void App::ask_to_share() {
  if (in_memory() || read_only()) return;
  after_leading(Waiting::other, [] {});
}

void App::set_shared_place(const sync::Place& place) {
  if (!shared_) return;
  if (Status set = shared_->set_place(place); !set) tell_error(set.error());
}

void App::allow_shared_folder() {
  if (!shared_) return;
  platform_.places.ask_for_folder(shared_->place().folder.key,
                                  [this, alive = std::weak_ptr(alive_)](bool allowed) {
                                    if (alive.expired() || !allowed || !shared_) return;
                                    shared_->exchange_now();
                                  });
}

void App::copy_invitation() {
  if (!shared_) return;
  platform_.window.copy(shared_->invitation(), [this, alive = std::weak_ptr(alive_)](bool copied) {
    if (alive.expired()) return;
    tell(std::string(locale_.text(copied ? Text::share_copied : Text::share_not_copied)),
         copied ? NoticeTone::success : NoticeTone::failure);
  });
}

const std::vector<DealInConflict>& App::deals_in_conflict() {
  constexpr std::size_t listed_max = 50;
  if (deals_in_conflict_revision_ == workspace_->revision()) return deals_in_conflict_;
  deals_in_conflict_revision_ = workspace_->revision();
  deals_in_conflict_.clear();
  if (!shared_ || !shared_->joined()) return deals_in_conflict_;
  Result<std::vector<DealInConflict>> deals =
      app::deals_in_conflict(workspace_->store(), listed_max, locale_);
  if (!deals) {
    tell_error(deals.error());
  } else {
    deals_in_conflict_ = *std::move(deals);
  }
  return deals_in_conflict_;
}

void App::choose_parcel() {
  platform_.files.choose(std::string(sync::parcel_extension), file_opener(&App::open_parcel));
}

void App::open_parcel(const platform::ChosenFile& file) {
  if (in_memory()) {
    platform_.files.close(file.handle);
    return tell(std::string(locale_.text(Text::share_not_here)), NoticeTone::failure);
  }
  if (after_leading(Waiting::other, [this, file] { open_parcel(file); })) return;
  if (!shared_ || importing() || restore_) return turn_away(file);
  if (file.size_bytes > sync::parcel_bytes_max) {
    platform_.files.close(file.handle);
    return tell_error({ErrorCode::file_too_large, file.name});
  }
  platform_.files.read(file.handle, [this, file, generation = generation_,
                                     alive = std::weak_ptr(alive_)](Result<Bytes> bytes) {
    if (alive.expired()) return;
    platform_.files.close(file.handle);
    if (generation != generation_ || !shared_) return;
    if (!bytes) return tell_error(bytes.error());
    if (importing()) return tell(std::string(locale_.text(Text::share_import_first)));
    shared_->take_parcel(*std::move(bytes));
  });
}

// What is damaged here is the file, not the database.
void App::tell_refused_file(const Error& error) {
  if (error.code == ErrorCode::out_of_memory) return tell_error(error);
  const bool newer = error.code == ErrorCode::newer_format;
  tell(std::string(locale_.text(newer ? Text::share_parcel_newer : Text::share_parcel_damaged)),
       NoticeTone::failure);
}

void App::tell_taken_in(const Result<sync::ParcelReport>& report) {
  if (!report) return tell_error(report.error());
  const auto count = static_cast<std::int64_t>(report->merged);
  if (report->newer_formats > 0) {
    return tell(std::string(locale_.text(Text::share_parcel_newer)), NoticeTone::failure);
  }
  if (report->bad > 0 || report->forks > 0) {
    return tell(std::string(locale_.text(Text::share_parcel_bad)), NoticeTone::failure);
  }
  if (report->gaps > 0) {
    return tell(std::string(locale_.text(Text::share_parcel_gap)), NoticeTone::failure);
  }
  if (count == 0) return tell(std::string(locale_.text(Text::share_parcel_known)));
  tell(locale_.plural(Text::share_parcel_taken_in, count), NoticeTone::success);
}

}  // namespace holdall::app
