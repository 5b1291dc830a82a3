#include "app/shared_space.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "app/backup_session.h"
#include "sync/paths.h"
#include "sync/renewal.h"

namespace holdall::app {
namespace {

using sync::Trouble;

// One for whatever place: one that has moved to another address is the same, and to a new one all
// is sent again, because what was published is not there.
constexpr char endpoint_name[] = "place";
// So long the exchange waits for what must not be disturbed before it looks again.
constexpr double busy_pause_ms = 1000;

Trouble local(Error error) {
  return {.kind = Trouble::Kind::local, .endpoint = {}, .error = std::move(error), .renewal = {}};
}

}  // namespace

SharedSpace::SharedSpace(Workspace& workspace, platform::Platform& platform,
                         const sync::PassphraseCost& cost, Events events)
    : workspace_(workspace),
      platform_(platform),
      cost_(cost),
      events_(std::move(events)),
      replica_(
          workspace.image(), workspace.store(),
          [this](std::function<void()> task) { later(std::move(task)); },
          [this](const store::MergeResult& result) { events_.merged(result); }),
      rhythm_(platform.randomness) {
  rhythm_.set_visible(platform.window.state().visible);
}

SharedSpace::~SharedSpace() { platform_.window.set_timer(platform::Timer::sharing, -1, {}); }

void SharedSpace::later(std::function<void()> task) {
  platform_.window.defer([task = std::move(task), alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) task();
  });
}

Status SharedSpace::load() {
  Result<std::unique_ptr<sync::Space>> space = sync::kept_space(replica_);
  if (!space) return fail(std::move(space.error()));
  if (!*space) return {};
  Result<sync::Place> place = sync::kept_place(replica_);
  if (!place) return fail(std::move(place.error()));
  Result<sync::News> news = sync::kept_news(replica_);
  if (!news) return fail(std::move(news.error()));
  Result<std::optional<change::VersionVector>> sender = sync::kept_last_sender(replica_);
  if (!sender) return fail(std::move(sender.error()));
  space_ = *std::move(space);
  place_ = *std::move(place);
  news_ms_ = *std::move(news);
  last_sender_ = *std::move(sender);
  open_place();
  // Where there is a place the exchange does this.
  if (!place_.any()) later([this] { take_in_parked(); });
  return list_devices();
}

void SharedSpace::take_in_parked() {
  const Result<sync::Roster> roster = sync::Roster::load(replica_, *space_);
  const Result<std::uint64_t> taken =
      roster ? sync::take_in_parked(*roster, *space_, replica_, platform_.randomness)
             : fail(roster.error());
  if (!taken) trouble_ = local(taken.error());
  if (!taken || *taken > 0) events_.changed();
}

void SharedSpace::begin_work(Work work) {
  work_ = work;
  trouble_.reset();
  events_.changed();
}

void SharedSpace::end_work(std::optional<Trouble> trouble) {
  work_ = Work::none;
  trouble_ = std::move(trouble);
  events_.changed();
}

sync::DeviceCard SharedSpace::card(const std::string& label) const {
  return {.number = workspace_.store().device(), .label = label};
}

// A frame says first that it will take a moment: the passphrase is made dear to try.
void SharedSpace::found(FoundSpace request) {
  if (work_ != Work::none || space_) return;
  begin_work(Work::founding);
  later([this, request = std::move(request)] {
    Result<sync::Space> space =
        sync::Space::found(request.passphrase, cost_, card(request.label), platform_.randomness);
    if (!space) return end_work(local(std::move(space.error())));
    Status entered = enter(std::make_unique<sync::Space>(*std::move(space)), request.place);
    end_work(entered ? std::nullopt : std::optional(local(std::move(entered.error()))));
  });
}

Status SharedSpace::enter(std::unique_ptr<sync::Space> space, const sync::Place& place) {
  const std::array records = {sync::place_record(place)};
  if (Status entered = replica_.enter(*space, records); !entered) return entered;
  space_ = std::move(space);
  place_ = place;
  open_place();
  return list_devices();
}

void SharedSpace::join(JoinSpace request) {
  if (work_ != Work::none || space_) return;
  begin_work(Work::joining);
  if (request.invitation.empty()) {
    return later([this, request = std::move(request)] { join_by_parcel(request); });
  }
  Result<sync::Invitation> invitation = sync::read_invitation_text(request.invitation);
  if (!invitation) return end_work(local(std::move(invitation.error())));
  join_at_place(request, std::make_shared<sync::Invitation>(*std::move(invitation)));
}

void SharedSpace::join_at_place(const JoinSpace& request,
                                const std::shared_ptr<sync::Invitation>& invitation) {
  endpoint_ = endpoint_at(request.place);
  endpoint_->get(sync::space_path(invitation->space), sync::space_object_bytes_max,
                 platform::Freshness::fresh,
                 [this, request, invitation](const platform::Endpoint::File& file) {
                   if (!file) {
                     return end_work(Trouble{
                         .kind = Trouble::Kind::endpoint, .endpoint = file.error(), .renewal = {}});
                   }
                   if (!*file) return end_work(local({ErrorCode::not_found, {}}));
                   later([this, request, invitation, object = **file] {
                     join_by(request, invitation->space, &invitation->seed, object);
                   });
                 });
}

void SharedSpace::join_by_parcel(const JoinSpace& request) {
  const Result<sync::Parcel> parcel = sync::open_parcel(waiting_parcel_);
  if (!parcel) return end_work(local(parcel.error()));
  join_by(request, parcel->space, nullptr, parcel->space_object);
  // Whoever heard of it may have dropped the file, and the parcel is a view into that.
  if (space_ && parcel_waits()) take_in(*parcel, std::exchange(waiting_parcel_, {}));
}

void SharedSpace::join_by(const JoinSpace& request, const sync::SpaceId& id,
                          const sync::Secret* invitation, ByteView object) {
  Result<sync::Space> space = sync::Space::join(object, id, request.passphrase, card(request.label),
                                                invitation, platform_.randomness);
  if (!space) return end_work(local(std::move(space.error())));
  Status entered = enter(std::make_unique<sync::Space>(*std::move(space)), request.place);
  end_work(entered ? std::nullopt : std::optional(local(std::move(entered.error()))));
}

std::unique_ptr<platform::Endpoint> SharedSpace::endpoint_at(const sync::Place& place) const {
  return place.is_server() ? platform_.places.server(place.server)
                           : platform_.places.folder(place.folder.key);
}

void SharedSpace::open_place() {
  make_carrier();
  if (carrier_) rhythm_.want(now_ms());
  schedule();
}

void SharedSpace::make_carrier() {
  ++places_opened_;
  carrier_.reset();
  endpoint_.reset();
  streams_.clear();
  exchanged_ms_.reset();
  if (!place_.any()) return;
  endpoint_ = endpoint_at(place_);
  carrier_ = std::make_unique<sync::Carrier>(sync::Ports{.endpoint = *endpoint_,
                                                         .endpoint_name = endpoint_name,
                                                         .replica = replica_,
                                                         .randomness = platform_.randomness},
                                             *space_);
}

Status SharedSpace::set_place(const sync::Place& place) {
  const sync::KeptRecord record = sync::place_record(place);
  if (Status set = replica_.keep({&record, 1}); !set) return set;
  if (place_.is_folder() && place.folder.key != place_.folder.key)
    platform_.places.forget_folder(place_.folder.key);
  place_ = place;
  trouble_.reset();
  invitation_.clear();
  if (work_ == Work::inviting) work_ = Work::none;
  open_place();
  do_what_waited();
  return list_devices();
}

// --- the exchange ---

void SharedSpace::schedule() {
  const bool possible = carrier_ && !carrier_->is_running();
  const std::optional<double> due_ms = possible ? rhythm_.due_ms() : std::nullopt;
  if (due_ms == scheduled_ms_) return;
  scheduled_ms_ = due_ms;
  const double delay_ms = due_ms ? std::max(0.0, *due_ms - now_ms()) : -1;
  platform_.window.set_timer(platform::Timer::sharing, delay_ms,
                             [this, alive = std::weak_ptr(alive_)] {
                               if (alive.expired()) return;
                               scheduled_ms_.reset();
                               exchange_if_due();
                             });
}

void SharedSpace::exchange_if_due() {
  if (!carrier_ || carrier_->is_running()) return;
  const std::optional<double> due_ms = rhythm_.due_ms();
  if (!due_ms) return;
  if (*due_ms > now_ms()) return schedule();
  if (!events_.may_exchange()) {
    rhythm_.put_off(now_ms() + busy_pause_ms);
    return schedule();
  }
  rhythm_.began();
  carrier_->run([this](const sync::CarryReport& report) {
    later([this, report, opened = places_opened_] {
      // Of a place that is another one now nothing is to be noted.
      if (opened == places_opened_) exchanged(report);
    });
  });
  events_.changed();
}

void SharedSpace::exchanged(const sync::CarryReport& report) {
  if (report.trouble) {
    rhythm_.failed(now_ms(), report.trouble->endpoint.retry_after_ms);
  } else {
    rhythm_.succeeded(now_ms());
    exchanged_ms_ = platform_.clock.wall_ms();
  }
  trouble_ = report.trouble;
  note_news(report.pulled.streams);
  if (Status listed = list_devices(); !listed) trouble_ = local(std::move(listed.error()));
  // What waits for the place need not keep the person from other work.
  if (work_ == Work::inviting) work_ = Work::none;
  if (report.renewal) renew(*report.renewal);
  if (!report.trouble && invited_) {
    const std::string address = place_.is_server() ? place_.server.address : std::string();
    invitation_ =
        platform_.window.address() + std::string(sync::invitation_fragment) +
        sync::make_invitation_text(
            {.space = space_->id(), .seed = *std::exchange(invited_, {}), .address = address});
  }
  do_what_waited();
  schedule();
  events_.changed();
}

// Both write the roster, which a round holds from its beginning to its end.
void SharedSpace::do_what_waited() {
  if (std::exchange(invite_waits_, false)) invite();
  for (Bytes& file : std::exchange(waiting_files_, {})) take_parcel(std::move(file));
}

// What the exchange would not go on without. If something is under way that must not be disturbed,
// the next one asks again.
void SharedSpace::renew(const sync::Renewal& renewal) {
  if (!events_.may_exchange()) return;
  carrier_.reset();
  Result<std::optional<sync::Space>> renewed =
      sync::renew_device(replica_, *space_, renewal, platform_.randomness);
  if (!renewed) {
    // It is tried again when an exchange that failed is.
    make_carrier();
    trouble_ = local(std::move(renewed.error()));
    return;
  }
  if (*renewed) {
    *space_ = **std::move(renewed);
    trouble_.reset();
    events_.renewed(renewal.of_copy);
  }
  open_place();
  if (Status listed = list_devices(); !listed) trouble_ = local(std::move(listed.error()));
}

// When something of each device came last, kept so that it is known tomorrow.
void SharedSpace::note_news(const std::vector<sync::StreamReport>& streams) {
  bool any = false;
  for (const sync::StreamReport& stream : streams) {
    const auto before = streams_.find(stream.device);
    // Of the first round since the start it is not known what it has brought.
    const std::uint64_t merged_before = before == streams_.end()
                                            ? (news_ms_.contains(stream.device) ? stream.merged : 0)
                                            : before->second.merged;
    if (stream.merged > merged_before) {
      news_ms_[stream.device] = platform_.clock.wall_ms();
      any = true;
    }
    streams_[stream.device] = stream;
  }
  if (!any) return;
  if (Status noted = sync::keep_news(replica_, news_ms_); !noted)
    trouble_ = local(std::move(noted.error()));
}

Status SharedSpace::list_devices() {
  const Result<sync::Roster> roster = sync::Roster::load(replica_, *space_);
  if (!roster) return fail(roster.error());
  // Whoever was invited is there.
  if (members_ > 0 && roster->members().size() > members_) invitation_.clear();
  members_ = roster->members().size();
  devices_.clear();
  for (const sync::RosterMember& member : roster->members()) {
    const DeviceName name = member.introduction.device();
    SharedDevice device{.label = member.introduction.label,
                        .own = name == space_->device().name(),
                        .stream = std::nullopt};
    if (const auto news = news_ms_.find(name); news != news_ms_.end())
      device.news_ms = news->second;
    if (const auto stream = streams_.find(name); stream != streams_.end())
      device.stream = stream->second;
    // One that became another before it had anything to say.
    const bool is_nobody =
        device.news_ms == 0 && (!device.stream || device.stream->merged == 0) && !device.own;
    if (is_nobody && roster->has_successor(name)) continue;
    devices_.push_back(std::move(device));
  }
  std::ranges::stable_sort(devices_, [](const SharedDevice& left, const SharedDevice& right) {
    return std::pair(!left.own, std::string_view(left.label)) <
           std::pair(!right.own, std::string_view(right.label));
  });
  return {};
}

void SharedSpace::exchange_now() {
  rhythm_.want(now_ms());
  schedule();
}

void SharedSpace::edited() {
  rhythm_.edited(now_ms());
  schedule();
}

void SharedSpace::attended() {
  rhythm_.attend(now_ms());
  schedule();
}

void SharedSpace::shown(bool visible) {
  rhythm_.set_visible(visible);
  if (visible) rhythm_.look(now_ms());
  schedule();
}

void SharedSpace::network_back() { exchange_now(); }

// --- others ---

void SharedSpace::invite() {
  if (!space_ || (work_ != Work::none && work_ != Work::inviting)) return;
  begin_work(Work::inviting);
  if (exchanging()) {
    invite_waits_ = true;
    return;
  }
  if (!invited_) {
    Result<sync::Secret> seed = sync::make_invitation(replica_, *space_, platform_.randomness);
    if (!seed) return end_work(local(std::move(seed.error())));
    invited_ = *std::move(seed);
  }
  exchange_now();
}

void SharedSpace::save_parcel(ParcelFor whom) {
  if (work_ != Work::none || !space_) return;
  begin_work(Work::packing);
  later([this, whom] {
    const change::VersionVector nothing;
    Result<Bytes> parcel =
        sync::make_parcel(whom == ParcelFor::last_sender ? *last_sender_ : nothing, *space_,
                          replica_, platform_.randomness);
    if (!parcel) return end_work(local(std::move(parcel.error())));
    replica_.when_durable([this, parcel = *std::move(parcel)](const Status& durable) {
      if (durable) {
        platform_.files.save(dated_file_name(workspace_.today(), sync::parcel_extension),
                             "application/octet-stream", parcel);
      }
      end_work(durable ? std::nullopt : std::optional(local(durable.error())));
    });
  });
}

void SharedSpace::take_parcel(Bytes file) {
  const Result<sync::Parcel> parcel = sync::open_parcel(file);
  if (!parcel) return events_.refused_file(parcel.error());
  if (!space_) {
    waiting_parcel_ = std::move(file);
    return events_.changed();
  }
  take_in(*parcel, std::move(file));
}

void SharedSpace::take_in(const sync::Parcel& parcel, Bytes file) {
  if (exchanging()) return waiting_files_.push_back(std::move(file));
  const Result<sync::ParcelReport> report =
      sync::take_in_parcel(parcel, *space_, replica_, platform_.randomness);
  if (report) {
    last_sender_ = parcel.has;
    if (Status noted = sync::keep_last_sender(replica_, parcel.has); !noted) {
      return events_.took_in(fail(std::move(noted.error())));
    }
    // What a colleague without the place brings is for the others too.
    exchange_now();
    if (Status listed = list_devices(); !listed) trouble_ = local(std::move(listed.error()));
  }
  events_.took_in(report);
}

}  // namespace holdall::app
