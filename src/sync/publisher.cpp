#include "sync/publisher.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>

#include "sync/batch.h"
#include "sync/kept.h"
#include "sync/outbox.h"
#include "sync/paths.h"
#include "sync/requests.h"
#include "sync/stored_file.h"

namespace holdall::sync {
namespace {

using platform::Endpoint;
using platform::Freshness;

constexpr const char* record = "published";

// What an index says of devices and snapshots, to see whether it says it still.
ObjectHash hash_of_rest(const Roster& roster, std::span<const SnapshotRef> snapshots) {
  ByteWriter writer;
  for (const SnapshotRef& snapshot : snapshots) writer.sized(serialize_part(snapshot));
  for (const RosterMember& member : roster.members()) writer.sized(member.object);
  for (const DeviceName& door : roster.own_doors()) writer.append(door.bytes);
  return hash_of(writer.bytes());
}

}  // namespace

Status Publisher::keep_published() {
  return keep(ports_.replica, ports_.record_name(record), published_);
}

// For what must lie at this path and no other.
Task<Publisher::Step> Publisher::put_surely(std::string path, Bytes bytes) {
  for (int attempt = 0; attempt < puts_max; ++attempt) {
    const Step done = co_await put_and_look(ports_.endpoint, path, bytes);
    if (!done || *done) co_return done;
  }
  co_return trouble(Trouble::Kind::not_kept);
}

Task<Attempt<FileRef>> Publisher::put_fresh_batch(std::uint64_t sequence, Bytes batch) {
  co_return co_await put_fresh(ports_, std::move(batch), [=, this](std::uint32_t attempt) {
    return batch_path(space_.device().name(), sequence, attempt);
  });
}

Task<Attempt<Publisher::OwnHeads>> Publisher::look_at_heads(Freshness freshness) {
  const DeviceName name = space_.device().name();
  OwnHeads found = OwnHeads::as_left;
  rival_.reset();
  for (const std::uint64_t slot : {std::uint64_t{0}, std::uint64_t{1}}) {
    const bool is_last = published_.counter % 2 == slot;
    const Bytes& left = is_last ? published_.head : published_.head_before;
    const Endpoint::File file =
        co_await get(ports_.endpoint, head_path(name, slot), head_bytes_max, freshness);
    if (!is_answer(file)) {
      co_return trouble(file.error());
    }
    const Bytes bytes = file && *file ? **file : Bytes();
    if (bytes == left) continue;
    // Either may lie where the other belongs: the place mixed them up.
    const bool is_own = bytes == published_.head || bytes == published_.head_before;
    const Result<Head> head = open_head(bytes, space_, space_.device().public_key());
    // Somebody else has this device's keys, or had this profile later.
    if (!is_own && head && head->counter >= published_.counter) {
      if (!rival_ || rival_->counter < head->counter) rival_ = *head;
      found = OwnHeads::rival;
    }
    // The last one that was read back; the other one may never have arrived.
    const bool is_missing = is_last == published_.head_confirmed && !left.empty();
    if (is_missing && found != OwnHeads::rival) found = OwnHeads::lost;
  }
  co_return found;
}

Task<Attempt<Publisher::OwnHeads>> Publisher::check_heads() {
  Attempt<OwnHeads> found = co_await look_at_heads(Freshness::any);
  if (found && *found == OwnHeads::as_left) co_return found;
  co_return co_await look_at_heads(Freshness::fresh);
}

// How many batches of the rival's stream are this device's too; nothing: that is not to be seen.
Result<std::optional<std::uint64_t>> Publisher::count_common(const Index* index) {
  const Result<OutboxState> outbox = outbox_state(ports_.replica);
  if (!outbox) return fail(outbox.error());
  for (std::uint64_t sequence = std::min(outbox->sequence, rival_->sequence); sequence > 0;
       --sequence) {
    const FileRef* const file = find_batch(*rival_, index, sequence);
    if (file == nullptr) return std::nullopt;
    const Result<Bytes> batch = own_batch(ports_.replica, sequence);
    if (!batch) return fail(batch.error());
    // Each names the hash of the one before it: then all before it are the same too.
    if (hash_of(*batch) == file->hash) return sequence;
  }
  return 0;
}

Task<Publisher::Step> Publisher::tell_of_rival() {
  std::optional<Index> index;
  if (!rival_->index.empty() && rival_->index.front().file.size_bytes <= index_bytes_max) {
    const NumberedRef& ref = rival_->index.front();
    const Endpoint::File file = co_await get(
        ports_.endpoint, index_path(space_.device().name(), ref.number, ref.file.attempt),
        ref.file.size_bytes, Freshness::fresh);
    if (!is_answer(file)) co_return trouble(file.error());
    const bool is_it = file && *file && hash_of(**file) == ref.file.hash;
    Result<Index> opened = is_it ? open_index(**file, space_, space_.device().public_key())
                                 : fail(ErrorCode::not_found);
    if (opened) index = *std::move(opened);
  }
  const Index* const known_index = index ? &*index : nullptr;
  const Result<std::optional<std::uint64_t>> common = count_common(known_index);
  if (!common) co_return trouble(common.error());
  Trouble told{.kind = Trouble::Kind::copied_profile, .endpoint = {}, .renewal = {}};
  if (*common)
    told.renewal = Renewal{.of_copy = true, .common_batches = **common, .rival_batches = {}};
  // What both have of the rival's batches must not be written a second time.
  for (std::uint64_t next = *common ? **common + 1 : rival_->sequence + 1; next <= rival_->sequence;
       ++next) {
    const FileRef* const ref = find_batch(*rival_, known_index, next);
    if (ref == nullptr || ref->size_bytes > batch_bytes_max) break;
    Endpoint::File file =
        co_await get(ports_.endpoint, batch_path(space_.device().name(), next, ref->attempt),
                     ref->size_bytes, Freshness::fresh);
    if (!is_answer(file)) co_return trouble(file.error());
    if (!file || !*file || hash_of(**file) != ref->hash) break;
    told.renewal->rival_batches.push_back(**std::move(file));
  }
  co_return std::unexpected(std::move(told));
}

// Sends an own batch again if it is not there as it was.
Task<Publisher::Step> Publisher::repair(std::uint64_t sequence) {
  const FileRef file = published_.batches[static_cast<std::size_t>(sequence - 1)];
  const std::string path = batch_path(space_.device().name(), sequence, file.attempt);
  const Attempt<bool> there = co_await is_there(ports_.endpoint, path, file);
  if (!there || *there) co_return there;
  Result<Bytes> batch = own_batch(ports_.replica, sequence);
  if (!batch) co_return trouble(batch.error());
  const Attempt<FileRef> again = co_await put_fresh_batch(sequence, *std::move(batch));
  if (!again) co_return std::unexpected(again.error());
  published_.batches[static_cast<std::size_t>(sequence - 1)] = *again;
  published_.indexed = std::min(published_.indexed, sequence - 1);
  ++report_.repaired;
  const Status kept = keep_published();
  if (!kept) co_return trouble(kept.error());
  co_return true;
}

Task<Publisher::Step> Publisher::look_for_loss(bool look) {
  if (!look && checked_) {
    // Where nobody knows this device yet nobody misses it: it looks itself.
    if (published_.head.empty() || !published_.head_confirmed) co_return true;
    const Endpoint::File last =
        co_await get(ports_.endpoint, head_path(space_.device().name(), published_.counter),
                     head_bytes_max, Freshness::any);
    if (last && *last && **last == published_.head) co_return true;
  }
  const Attempt<OwnHeads> heads = co_await check_heads();
  if (!heads) co_return std::unexpected(heads.error());
  if (*heads == OwnHeads::rival) co_return co_await tell_of_rival();
  checked_ = true;
  if (*heads == OwnHeads::as_left) co_return true;
  // Kept before anything is put there again, so that an interruption does not forget it.
  published_.refilling = true;
  published_.head_confirmed = false;
  published_.space_put = false;
  published_.indexed = 0;
  published_.index.clear();
  const Status kept = keep_published();
  if (!kept) co_return trouble(kept.error());
  co_return true;
}

// Has the index made anew if it is not there as it was.
Task<Publisher::Step> Publisher::look_at_index() {
  if (published_.index.empty()) co_return true;
  const NumberedRef ref = published_.index.front();
  const Attempt<bool> there = co_await is_there(
      ports_.endpoint, index_path(space_.device().name(), ref.number, ref.file.attempt), ref.file);
  if (!there) co_return std::unexpected(there.error());
  if (!*there) published_.index.clear();
  co_return true;
}

Task<Publisher::Step> Publisher::repair_snapshots() {
  const Attempt<std::uint64_t> repaired = co_await snapshots_.repair();
  if (!repaired) co_return std::unexpected(repaired.error());
  report_.repaired += *repaired;
  co_return true;
}

Task<Publisher::Step> Publisher::repair_all(std::vector<std::uint64_t> suspects) {
  const bool of_snapshots = published_.refilling || std::ranges::contains(suspects, 0);
  if (published_.refilling) {
    suspects.resize(published_.batches.size());
    std::iota(suspects.begin(), suspects.end(), std::uint64_t{1});
  }
  if (!suspects.empty()) {
    const Step looked = co_await look_at_index();
    if (!looked) co_return looked;
  }
  for (const std::uint64_t sequence : suspects) {
    if (sequence == 0 || sequence > published_.batches.size()) continue;
    const Step repaired = co_await repair(sequence);
    if (!repaired) co_return repaired;
  }
  if (of_snapshots) co_return co_await repair_snapshots();
  co_return true;
}

Task<Publisher::Step> Publisher::put_space() {
  if (published_.space_put) co_return true;
  // Whoever puts it puts the same bytes, so that it does not matter who does.
  const Endpoint::File there = co_await get(ports_.endpoint, space_path(space_.id()),
                                            space_object_bytes_max, Freshness::fresh);
  if (!is_answer(there)) {
    co_return trouble(there.error());
  }
  if (!there || !*there || **there != space_.object()) {
    const Step put = co_await put_surely(space_path(space_.id()), space_.object());
    if (!put) co_return put;
  }
  published_.space_put = true;
  const Status kept = keep_published();
  if (!kept) co_return trouble(kept.error());
  co_return true;
}

Task<Publisher::Step> Publisher::put_batches() {
  const Result<OutboxState> outbox = outbox_state(ports_.replica);
  if (!outbox) co_return trouble(outbox.error());
  if (outbox->sequence == published_.batches.size()) co_return true;
  const Status given = note_given(ports_.replica, outbox->sequence);
  if (!given) co_return trouble(given.error());
  // What is closed is committed; it leaves when it is durable.
  const Step durable = co_await make_durable(ports_.replica);
  if (!durable) co_return durable;
  while (published_.batches.size() < outbox->sequence) {
    const std::uint64_t sequence = published_.batches.size() + 1;
    Result<Bytes> batch = own_batch(ports_.replica, sequence);
    if (!batch) co_return trouble(batch.error());
    const Attempt<FileRef> file = co_await put_fresh_batch(sequence, *std::move(batch));
    if (!file) co_return std::unexpected(file.error());
    published_.batches.push_back(*file);
    ++report_.batches;
    const Status kept = keep_published();
    if (!kept) co_return trouble(kept.error());
  }
  co_return true;
}

Result<Index> Publisher::next_index(const Roster& roster) {
  Result<change::VersionVector> seen = ports_.replica.merged_vector();
  if (!seen) return fail(std::move(seen.error()));
  Index index{.number = published_.index_number + 1,
              .batches = published_.batches,
              .snapshots = {snapshots_.listed().begin(), snapshots_.listed().end()},
              .seen = *std::move(seen),
              .introductions = roster.introductions(),
              .invitations = {roster.own_doors().begin(), roster.own_doors().end()},
              .epochs = {}};
  return index;
}

Task<Publisher::Step> Publisher::put_index() {
  const Result<Roster> roster = Roster::load(ports_.replica, space_);
  if (!roster) co_return trouble(roster.error());
  const ObjectHash rest_hash = hash_of_rest(*roster, snapshots_.listed());
  const Result<change::VersionVector> seen = ports_.replica.merged_vector();
  if (!seen) co_return trouble(seen.error());
  const bool has_all = published_.batches.size() - published_.indexed <= head_batches_max &&
                       rest_hash == published_.index_rest &&
                       seen->entries().size() <= head_streams_max;
  if (has_all && !published_.index.empty()) co_return true;
  const Result<Index> index = next_index(*roster);
  if (!index) co_return trouble(index.error());
  const Result<Bytes> object = make_index(*index, space_, ports_.randomness);
  if (!object) co_return trouble(object.error());
  const Step durable = co_await make_durable(ports_.replica);
  if (!durable) co_return durable;
  published_.index_number = index->number;
  const Attempt<FileRef> file =
      co_await put_fresh(ports_, *object, [this, number = index->number](std::uint32_t attempt) {
        return index_path(space_.device().name(), number, attempt);
      });
  if (!file) co_return std::unexpected(file.error());
  published_.index = {{.number = index->number, .file = *file}};
  published_.indexed = index->batches.size();
  published_.index_rest = rest_hash;
  const Status kept = keep_published();
  if (!kept) co_return trouble(kept.error());
  co_return true;
}

Result<Head> Publisher::next_head(std::vector<Refusal> refusals) {
  Result<change::VersionVector> seen = ports_.replica.merged_vector();
  if (!seen) return fail(std::move(seen.error()));
  const std::vector<FileRef>& batches = published_.batches;
  const std::size_t named = std::min(batches.size(), head_batches_max);
  refusals.resize(std::min(refusals.size(), head_refusals_max));
  Head head{.counter = published_.counter + 1,
            .sequence = batches.size(),
            .batches = {batches.end() - static_cast<std::ptrdiff_t>(named), batches.end()},
            .index = published_.index,
            .epochs = {},
            .seen = {},
            .refusals = std::move(refusals)};
  head.index_has_seen = seen->entries().size() > head_streams_max;
  if (!head.index_has_seen) head.seen = *std::move(seen);
  return head;
}

Task<Publisher::Step> Publisher::put_head(std::vector<Refusal> refusals) {
  Result<Head> head = next_head(std::move(refusals));
  if (!head) co_return trouble(head.error());
  if (!published_.head.empty()) {
    Result<Head> last = open_head(published_.head, space_, space_.device().public_key());
    if (!last) co_return trouble(last.error());
    last->counter = head->counter;
    if (*last == *head) co_return true;
  }
  Result<Bytes> object = make_head(*head, space_, ports_.randomness);
  if (!object) co_return trouble(object.error());
  published_.head_before = std::move(published_.head);
  published_.head = *std::move(object);
  published_.counter = head->counter;
  published_.head_confirmed = false;
  const Status kept = keep_published();
  if (!kept) co_return trouble(kept.error());
  co_return co_await confirm_head();
}

// A rival's head may lie where the next one is put, and nobody would hear of it any more.
Task<Publisher::Step> Publisher::look_before_head() {
  const Endpoint::File there =
      co_await get(ports_.endpoint, head_path(space_.device().name(), published_.counter),
                   head_bytes_max, Freshness::fresh);
  if (!is_answer(there)) co_return trouble(there.error());
  if (!there || !*there || **there == published_.head || **there == published_.head_before)
    co_return true;
  Result<Head> head = open_head(**there, space_, space_.device().public_key());
  if (!head || head->counter < published_.counter) co_return true;
  rival_ = *std::move(head);
  co_return co_await tell_of_rival();
}

Task<Publisher::Step> Publisher::confirm_head() {
  if (published_.head.empty() || published_.head_confirmed) co_return true;
  // The intent is durable before the head leaves, also one that an earlier round could not make so.
  const Step durable = co_await make_durable(ports_.replica);
  if (!durable) co_return durable;
  const Step looked = co_await look_before_head();
  if (!looked) co_return looked;
  const Step put =
      co_await put_surely(head_path(space_.device().name(), published_.counter), published_.head);
  if (!put) co_return put;
  published_.head_confirmed = true;
  const Status kept = keep_published();
  if (!kept) co_return trouble(kept.error());
  co_return true;
}

// The introduction where others look for it: an index that repeats it reaches only those who know
// its author.
Task<Publisher::Step> Publisher::put_door() {
  const Result<Roster> roster = Roster::load(ports_.replica, space_);
  if (!roster) co_return trouble(roster.error());
  // Who does not know the device before this one does not look for its successors.
  // Two that each vouch for the other would lead in a circle.
  std::size_t left = roster->members().size();
  for (const RosterMember* each = roster->find(space_.device().name());
       each != nullptr && each->introduction.invitation && left > 0; --left) {
    const DeviceName sponsor = *each->introduction.invitation;
    const RosterMember* const predecessor = roster->find(sponsor);
    const Step put = predecessor != nullptr
                         ? co_await put_successor(sponsor, each->object)
                         : co_await put_introduction(door_path(sponsor), each->object);
    if (!put) co_return put;
    each = predecessor;
  }
  co_return true;
}

Task<Publisher::Step> Publisher::put_introduction(std::string path, Bytes introduction) {
  const Endpoint::File there =
      co_await get(ports_.endpoint, path, introduction.size(), Freshness::fresh);
  if (!is_answer(there)) co_return trouble(there.error());
  if (there && *there && **there == introduction) co_return true;
  co_return co_await put_surely(path, introduction);
}

// Behind those that went on from the same device, each at a path of its own.
Task<Publisher::Step> Publisher::put_successor(DeviceName predecessor, Bytes introduction) {
  for (std::uint64_t number = 0; number < successors_max; ++number) {
    const std::string path = successor_path(predecessor, number);
    const Endpoint::File there =
        co_await get(ports_.endpoint, path, introduction_bytes_max, Freshness::fresh);
    if (!is_answer(there)) co_return trouble(there.error());
    if (there && *there && **there == introduction) co_return true;
    const Result<Introduction> other = there && *there
                                           ? open_introduction(**there, space_.id(), space_.root())
                                           : fail(ErrorCode::not_found);
    if (other && other->invitation == predecessor) continue;
    co_return co_await put_surely(path, introduction);
  }
  co_return trouble(Trouble::Kind::not_kept);
}

Task<Attempt<bool>> Publisher::introduce() {
  Result<Published> read = read_kept<Published>(ports_.replica, ports_.record_name(record));
  if (!read) co_return trouble(read.error());
  published_ = *std::move(read);
  const Step durable = co_await make_durable(ports_.replica);
  if (!durable) co_return durable;
  co_return co_await put_door();
}

Task<Attempt<PublishReport>> Publisher::publish(PublishWish wish) {
  report_ = {};
  Result<Published> read = read_kept<Published>(ports_.replica, ports_.record_name(record));
  if (!read) co_return trouble(read.error());
  published_ = *std::move(read);
  const Status loaded = snapshots_.load();
  if (!loaded) co_return trouble(loaded.error());
  const Status closed = close_batches(ports_.replica, space_, ports_.randomness);
  // One change that no batch can hold does not keep the batches before it from leaving.
  if (!closed && closed.error().code != ErrorCode::invalid_argument) {
    co_return trouble(closed.error());
  }
  Step step = co_await look_for_loss(wish.check_all || !wish.suspects.empty());
  report_.was_lost = published_.refilling;
  if (step) step = co_await repair_all(std::move(wish.suspects));
  if (step) step = co_await put_space();
  // After a crash: a head that was intended gets out before the next one takes the other's place.
  if (step && !published_.refilling) step = co_await confirm_head();
  if (step) step = co_await put_batches();
  if (step) step = co_await put_index();
  if (step && wish.at_door) step = co_await put_door();
  // The last of all, so that where this head is nothing is missing, however a place is rolled back.
  if (step) step = co_await put_head(wish.refusals);
  if (step) step = co_await confirm_head();
  if (step) step = end_refill();
  // Nobody waits for it: what is new is there already.
  if (step) step = co_await make_snapshot(std::move(wish.covered), std::move(wish.refusals));
  if (!step) co_return std::unexpected(step.error());
  if (!closed) co_return trouble(closed.error());
  report_.all_batches = published_.batches.size();
  co_return report_;
}

Task<Publisher::Step> Publisher::make_snapshot(change::VersionVector covered,
                                               std::vector<Refusal> refusals) {
  const Attempt<bool> made =
      co_await snapshots_.make(published_.batches.size(), std::move(covered));
  if (!made || !*made) co_return made;
  report_.made_snapshot = true;
  const Step indexed = co_await put_index();
  if (!indexed) co_return indexed;
  co_return co_await put_head(std::move(refusals));
}

Publisher::Step Publisher::end_refill() {
  if (!published_.refilling) return true;
  published_.refilling = false;
  const Status kept = keep_published();
  if (!kept) return trouble(kept.error());
  return true;
}

}  // namespace holdall::sync
