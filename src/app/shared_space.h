#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/exchange_rhythm.h"
#include "app/workspace.h"
#include "platform/platform.h"
#include "sync/carrier.h"
#include "sync/device_records.h"
#include "sync/invitation.h"
#include "sync/parcel.h"
#include "sync/parking.h"
#include "sync/roster.h"
#include "sync/store_replica.h"

namespace holdall::app {

struct SharedDevice {
  std::string label;
  bool own = false;
  // When something of it came here last, milliseconds since 1970 UTC; 0: nothing ever did.
  std::int64_t news_ms = 0;
  // How it stood with its stream when the place was looked at last; nothing: not yet.
  std::optional<sync::StreamReport> stream;
};

struct FoundSpace {
  std::string passphrase;
  std::string label;  // of this device
  sync::Place place;
};

struct JoinSpace {
  std::string invitation;  // as it was pasted; empty: by the parcel that waits
  std::string passphrase;
  std::string label;
  sync::Place place;  // with the address that the invitation brings, if it brings one
};

// What this device has to do with a shared space: founds or joins one, exchanges at its place by
// itself, or by hand. Made by the tab that leads, for one workspace.
class SharedSpace {
 public:
  enum class Work : std::uint8_t { none, founding, joining, inviting, packing };

  struct Events {
    std::function<void()> changed;
    std::function<void(const store::MergeResult&)> merged;
    // This device goes on as a new one: what was shown has other ids now, and nothing that was done
    // before can be undone. `was_copy`: its data were a copy of another device's.
    std::function<void(bool was_copy)> renewed;
    // A file came, and this is what it brought.
    std::function<void(const Result<sync::ParcelReport>&)> took_in;
    // A file came that cannot be read: newer_format, out_of_memory, or it is damaged.
    std::function<void(const Error&)> refused_file;
    // Whether nothing is under way that must not be disturbed.
    std::function<bool()> may_exchange;
  };

  // Fewer characters are not taken for a passphrase of a new space.
  static constexpr std::size_t passphrase_length_min = 8;

  // All of them must outlive it. Tells nothing before load() has returned.
  SharedSpace(Workspace& workspace, platform::Platform& platform, const sync::PassphraseCost& cost,
              Events events);
  ~SharedSpace();
  SharedSpace(const SharedSpace&) = delete;
  SharedSpace& operator=(const SharedSpace&) = delete;

  // What is kept in the database; if it is in a space the exchange begins.
  [[nodiscard]] Status load();

  [[nodiscard]] bool joined() const { return space_ != nullptr; }
  [[nodiscard]] Work work() const { return work_; }
  // Why what was begun last did not succeed, or the last exchange; nothing: it did.
  [[nodiscard]] const std::optional<sync::Trouble>& trouble() const { return trouble_; }

  void found(FoundSpace request);
  void join(JoinSpace request);

  [[nodiscard]] const sync::Place& place() const { return place_; }
  [[nodiscard]] Status set_place(const sync::Place& place);
  // This device first, then by label.
  [[nodiscard]] const std::vector<SharedDevice>& devices() const { return devices_; }
  [[nodiscard]] bool exchanging() const { return carrier_ && carrier_->is_running(); }
  // When the last exchange succeeded; nothing: none since the app was started.
  [[nodiscard]] std::optional<std::int64_t> exchanged_ms() const { return exchanged_ms_; }
  // Whether edits of this device have not left it yet.
  [[nodiscard]] bool unsent() const { return rhythm_.unsent(); }
  void exchange_now();

  // Lets another device in: invitation() is there once the place has what it needs.
  void invite();
  // The words for the other device; empty: none was made.
  [[nodiscard]] const std::string& invitation() const { return invitation_; }
  void forget_invitation() { invitation_.clear(); }

  // A file with everything, or with what the sender of the last file lacks.
  enum class ParcelFor : std::uint8_t { everybody, last_sender };
  void save_parcel(ParcelFor whom);
  [[nodiscard]] bool knows_last_sender() const { return last_sender_.has_value(); }
  // Takes a file in, or keeps it to join by.
  void take_parcel(Bytes file);
  [[nodiscard]] bool parcel_waits() const { return !waiting_parcel_.empty(); }
  void drop_parcel() { waiting_parcel_.clear(); }

  // What happens in the app.
  void edited();
  void attended();
  void shown(bool visible);
  void network_back();

 private:
  void later(std::function<void()> task);
  void take_in_parked();
  void begin_work(Work work);
  void end_work(std::optional<sync::Trouble> trouble);
  [[nodiscard]] Status enter(std::unique_ptr<sync::Space> space, const sync::Place& place);
  void join_by_parcel(const JoinSpace& request);
  // `invitation` is its seed; null: by a parcel.
  void join_by(const JoinSpace& request, const sync::SpaceId& id, const sync::Secret* invitation,
               ByteView object);
  // `parcel` lies in `file`, which is kept if it has to wait.
  void take_in(const sync::Parcel& parcel, Bytes file);
  void join_at_place(const JoinSpace& request, const std::shared_ptr<sync::Invitation>& invitation);
  void open_place();
  // For the place and the space as they are, without an exchange.
  void make_carrier();
  [[nodiscard]] std::unique_ptr<platform::Endpoint> endpoint_at(const sync::Place& place) const;
  [[nodiscard]] sync::DeviceCard card(const std::string& label) const;
  void do_what_waited();
  void schedule();
  void exchange_if_due();
  void exchanged(const sync::CarryReport& report);
  void renew(const sync::Renewal& renewal);
  void note_news(const std::vector<sync::StreamReport>& streams);
  [[nodiscard]] Status list_devices();
  [[nodiscard]] double now_ms() const { return platform_.clock.monotonic_ms(); }

  Workspace& workspace_;
  platform::Platform& platform_;
  sync::PassphraseCost cost_;
  Events events_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
  sync::StoreReplica replica_;
  ExchangeRhythm rhythm_;
  std::optional<double> scheduled_ms_;
  std::unique_ptr<sync::Space> space_;
  sync::Place place_;
  std::unique_ptr<platform::Endpoint> endpoint_;
  std::unique_ptr<sync::Carrier> carrier_;
  Work work_ = Work::none;
  std::optional<sync::Trouble> trouble_;
  std::vector<SharedDevice> devices_;
  std::size_t members_ = 0;  // of the roster; devices_ leaves some of them out
  sync::News news_ms_;
  std::map<DeviceName, sync::StreamReport> streams_;
  std::optional<std::int64_t> exchanged_ms_;
  std::uint64_t places_opened_ = 0;
  bool invite_waits_ = false;
  std::vector<Bytes> waiting_files_;
  std::optional<sync::Secret> invited_;  // until its invitation is published
  std::string invitation_;
  Bytes waiting_parcel_;
  std::optional<change::VersionVector> last_sender_;
};

}  // namespace holdall::app
