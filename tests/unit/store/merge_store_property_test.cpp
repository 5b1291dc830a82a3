// Devices that work on the same records with clocks of their own and hear of each other now and
// then, in any order, come to the same rows, totals and history in the end: those that follow from
// the set of all changes. Seeds are 1, 2, 3, …; HOLDALL_SEEDS tries more of them, HOLDALL_SEED one.
#include <cstdlib>
#include <set>
#include <tuple>

#include "../change/merge_reference.h"
#include "../support/random_body.h"
#include "merge_fixture.h"
#include "seed_count.h"
#include "store/change_log.h"
#include "store/conflicts.h"
#include "store/import_batch.h"
#include "store/undo.h"

namespace holdall::store::test {
namespace {

namespace deal_field = model::deal_field;
using change::CellValue;
using change::Change;
using model::RecordKind;
using RecordKey = std::pair<RecordKind, RecordId>;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below_wide(std::uint64_t end) { return random_.below(end); }
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(below_wide(end)); }
  bool once_in(std::uint64_t times) { return below_wide(times) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[below(all.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t index = all.size(); index > 1; --index)
      std::swap(all[index - 1], all[below(index)]);
  }

 private:
  native::SeededRandomness random_;
};

// One device at work.
class Worker {
 public:
  Worker(std::uint8_t number, std::int64_t skew_ms, Dice& dice)
      : peer(number), skew_ms_(skew_ms), dice_(dice) {}

  void act(std::int64_t now_ms) {
    peer.clock.set_wall_ms(now_ms + skew_ms_);
    switch (dice_.below(12)) {
      case 0:
      case 1:
        return create();
      case 2:
        return turn();
      case 3:
        return void(reverse(undo));
      case 4:
        return void(reverse(redo));
      case 5:
        return dice_.once_in(2) ? import() : stages();
      case 6:
        return reopen();
      default:
        return edit();
    }
  }

  Peer peer;
  std::set<DeviceNumber> former_numbers;

 private:
  void create() {
    CommandWriter writer = must(CommandWriter::begin(*peer.store, CommandName::add_deal));
    RecordId organisation;
    if (dice_.once_in(3)) {
      organisation = must(
          writer.create(RecordKind::organisation, {{model::organisation_field::name, text()}}));
    }
    must(writer.create(RecordKind::deal, {{deal_field::title, text()},
                                          {deal_field::stage, stage()},
                                          {deal_field::position, key()},
                                          {deal_field::value, money()},
                                          {deal_field::organisation, organisation}}));
    must(writer.commit());
  }

  void edit() {
    const RecordId deal = any("deal");
    if (!deal) return;
    std::vector<CellValue> cells;
    if (dice_.once_in(2)) cells.push_back({deal_field::title, or_none(text())});
    if (dice_.once_in(3)) cells.push_back({deal_field::value, or_none(money())});
    if (dice_.once_in(3)) cells.push_back({deal_field::stage, or_none(stage())});
    if (dice_.once_in(3)) cells.push_back({deal_field::position, or_none(key())});
    if (dice_.once_in(3)) cells.push_back({deal_field::outcome, or_none(outcome())});
    if (dice_.once_in(5)) cells.push_back({deal_field::organisation, any("organisation")});
    if (dice_.once_in(5)) cells.push_back({model::merged_into_field, or_none(any("deal"))});
    if (dice_.once_in(6)) cells.push_back({900, model::UnknownValue{99, {1, 2}}});
    if (dice_.once_in(6)) cells.push_back({deal_field::opened_on, text()});  // of a wrong type
    CommandWriter writer = must(CommandWriter::begin(*peer.store, CommandName::edit_deal));
    if (!writer.edit(RecordKind::deal, deal, cells)) return;  // it is in the bin
    must(writer.commit());
  }

  void stages() {
    CommandWriter writer = must(CommandWriter::begin(*peer.store, CommandName::edit_deal));
    if (dice_.once_in(2)) {
      const RecordId pipeline =
          must(writer.create(RecordKind::pipeline, {{model::pipeline_field::name, text()}}));
      must(writer.create(RecordKind::stage, {{model::stage_field::name, text()},
                                             {model::stage_field::pipeline, pipeline}}));
    } else {
      must(writer.edit(
          RecordKind::stage, model::built_in::stage(dice_.once_in(2) ? 1 : 2),
          {{model::stage_field::name, text()}, {model::stage_field::pipeline, any("pipeline")}}));
    }
    must(writer.commit());
  }

  void turn() {
    const RecordId deal = any("deal");
    if (!deal) return;
    CommandWriter writer = must(CommandWriter::begin(*peer.store, CommandName::delete_deal));
    const bool removes = dice_.once_in(2);
    if (!(removes ? writer.remove(RecordKind::deal, deal) : writer.restore(RecordKind::deal, deal)))
      return;
    must(writer.commit());
  }

  template <class Step>
  void reverse(Step step) {
    auto reversal = must(step(*peer.store, [] { return true; }));
    while (reversal && !reversal->finished)
      must(continue_reversal(*peer.store, *reversal, [] { return true; }));
  }

  void reopen() {
    peer.store.reset();
    peer.store = must(Store::open(*peer.image, peer.clock, peer.randomness));
  }

  void import() {
    const Import import = must(begin_import(*peer.store, CommandName::import_file, "deals.csv"));
    for (std::uint64_t slices = 1 + dice_.below(2); slices > 0; --slices) {
      CommandWriter slice = must(begin_import_slice(*peer.store, import));
      must(slice.create(RecordKind::deal,
                        {{deal_field::title, text()}, {deal_field::stage, stage()}}));
      must(slice.commit());
      if (dice_.once_in(2)) create();
      if (dice_.once_in(2)) peer.publish();
    }
    if (dice_.once_in(3)) {
      while (!must(remove_import_slice(*peer.store, import, 2))) continue;
    } else {
      must(reveal_import(*peer.store, import));
    }
  }

  RecordId any(const std::string& table) {
    Statement select = must(peer.store->database().prepare("SELECT id FROM " + table +
                                                           " WHERE import NOT IN (SELECT number "
                                                           "FROM import WHERE state <> 1)"));
    std::vector<RecordId> ids;
    while (must(select.step())) ids.push_back(select.record(0));
    return ids.empty() ? RecordId{} : dice_.one_of(ids);
  }

  model::Value or_none(model::Value value) {
    return dice_.once_in(4) ? model::Value(model::NoValue{}) : std::move(value);
  }
  std::string text() { return std::string(1, static_cast<char>('a' + dice_.below(4))); }
  RecordId stage() {
    return dice_.once_in(3) ? any("stage")
                            : model::built_in::stage(static_cast<std::uint32_t>(dice_.below(3)));
  }
  model::Money money() {
    return {static_cast<std::int64_t>(dice_.below(5)) << (dice_.once_in(2) ? 40 : 0),
            {{'E', 'U', dice_.once_in(2) ? 'R' : 'X'}}};
  }
  model::OrderKey key() { return {Bytes(dice_.below(3), 7)}; }
  model::Outcome outcome() {
    return {static_cast<model::OutcomeState>(dice_.below(3)),
            {},
            static_cast<std::int64_t>(dice_.below(3))};
  }

  std::int64_t skew_ms_;
  Dice& dice_;
};

std::int64_t conflicts_seen = 0;

class Team {
 public:
  explicit Team(std::uint64_t seed) : dice_(seed) {
    constexpr std::int64_t years_ms = 4 * 365 * model::day_ms;
    for (std::uint64_t count = 2 + dice_.below(2); count > 0; --count) {
      const auto skew_ms =
          dice_.once_in(2) ? 0
                           : static_cast<std::int64_t>(dice_.below_wide(2 * years_ms)) - years_ms;
      workers_.push_back(
          std::make_unique<Worker>(static_cast<std::uint8_t>(1 + workers_.size()), skew_ms, dice_));
    }
    add_stranger(static_cast<std::uint32_t>(seed));
  }

  void run() {
    for (int event = 0; event < 40; ++event) {
      now_ms_ += static_cast<std::int64_t>(dice_.below(2000));
      Worker& worker = *workers_[dice_.below(workers_.size())];
      if (dice_.once_in(6)) {
        worker.peer.publish(1 + dice_.below(6));
      } else if (dice_.once_in(40)) {
        renew(worker);
      } else if (dice_.once_in(4)) {
        hear(worker.peer, false);
      } else {
        worker.act(now_ms_);
      }
    }
    for (const auto& worker : workers_) worker->peer.publish();
    for (const auto& worker : workers_) hear(worker->peer, true);
    check();
  }

 private:
  // One whose batches hold whatever a batch may hold.
  void add_stranger(std::uint32_t seed) {
    const DeviceName name = name_of(100);
    for (std::uint32_t number = 0; number < 3; ++number) {
      change::BatchBody body = change::random_body(seed * 3 + number, 12);
      std::erase_if(body.changes, [](const change::BatchChange& entry) {
        return !change::check_change(entry.change);
      });
      for (const change::BatchChange& entry : body.changes) strange_.push_back(entry.change);
      stranger_.push_back(publish_body(name, number + 1, body));
    }
  }

  // Some of what others have published, or all; of several streams in any order.
  void hear(Peer& peer, bool all) {
    const change::VersionVector known = must(merged_vector(*peer.store));
    std::vector<std::pair<DeviceName, const std::vector<Published>*>> others = {
        {stranger_.front().author, &stranger_}};
    for (const auto& worker : workers_) {
      if (worker->peer.name != peer.name)
        others.push_back({worker->peer.name, &worker->peer.published});
    }
    for (const std::vector<Published>& former : former_)
      others.push_back({former.front().author, &former});
    std::vector<std::size_t> turns;
    std::map<std::size_t, std::size_t> next;
    for (std::size_t other = 0; other < others.size(); ++other) {
      next[other] = static_cast<std::size_t>(known.sequence(others[other].first));
      const std::size_t there = others[other].second->size() - next[other];
      turns.insert(turns.end(), all ? there : dice_.below(there + 1), other);
    }
    dice_.shuffle(turns);
    std::vector<Published> batches;
    for (const std::size_t other : turns) batches.push_back((*others[other].second)[next[other]++]);
    must(try_merge(*peer.store, batches));
  }

  // The worker goes on as a new device, with all that nobody has heard of, or some of it.
  void renew(Worker& worker) {
    std::uint64_t heard = 0;
    for (const auto& other : workers_) {
      heard = std::max(heard, must(merged_vector(*other->peer.store)).sequence(worker.peer.name));
    }
    note_reversing(worker.peer);
    worker.former_numbers.insert(worker.peer.store->device());
    const auto kept =
        static_cast<std::size_t>(heard) +
        dice_.below(worker.peer.published.size() - static_cast<std::size_t>(heard) + 1);
    const auto number = static_cast<std::uint8_t>(50 + renewals_++);
    std::vector<Published> former = worker.peer.renew(name_of(number), number, kept);
    if (!former.empty()) former_.push_back(std::move(former));
  }

  void note_reversing(Peer& peer) {
    must(visit_changes(peer.store->database(), 0, INT64_MAX,
                       [&](const LoggedChange& logged, std::size_t) -> Result<bool> {
                         if (logged.reverses != 0) reversing_.insert(logged.change.stamp);
                         return true;
                       }));
  }

  // All changes there are, and when a deal came into its stage by those that are no undoing.
  void gather() {
    for (const auto& worker : workers_) {
      must(visit_changes(worker->peer.store->database(), 0, INT64_MAX,
                         [&](const LoggedChange& logged, std::size_t) -> Result<bool> {
                           const Change& change = logged.change;
                           if (change.stamp != change::built_in_stamp || worker == workers_.front())
                             changes_[{change.kind, change.record}].push_back(change);
                           return true;
                         }));
      note_reversing(worker->peer);
    }
    for (const std::vector<Published>& former : former_) {
      for (const Published& batch : former) {
        change::BodyReader body = must(unpack_body(batch.packed));
        change::BatchChange entry;
        while (body.next(entry))
          changes_[{entry.change.kind, entry.change.record}].push_back(entry.change);
      }
    }
    for (const Change& change : strange_) changes_[{change.kind, change.record}].push_back(change);
  }

  void check() {
    gather();
    Store& first = *workers_.front()->peer.store;
    const std::string rows = dump_records(first);
    const std::string totals = dump_totals(first);
    const std::string history = dump_history(first);
    for (const auto& worker : workers_) {
      Store& store = *worker->peer.store;
      REQUIRE(dump_records(store) == rows);
      REQUIRE(dump_totals(store) == totals);
      REQUIRE(dump_history(store) == history);
      check_states(store);
      check_conflicts(store);
      check_stages(*worker);
      CHECK(worker->peer.publish() == worker->peer.published.size());
    }
  }

  void check_states(Store& store) {
    for (const auto& [record, changes] : changes_) {
      const auto row = must(store.records().row(record.first, record.second));
      REQUIRE(row.has_value());
      const change::RecordState state{row->clock, row->life,
                                      must(store.records().cells(record.first, record.second))};
      REQUIRE(change::test::bytes_of(state) == change::test::Reference(changes).state());
    }
  }

  // All devices find the same conflicts, in no record that the merges did not point at.
  void check_conflicts(Store& store) {
    const std::vector<TouchedRecord> pointed_at = must(records_in_conflict(store));
    int left = 6;
    for (const auto& [record, changes] : changes_) {
      if (changes.size() < 2 || record.first != RecordKind::deal || left-- == 0) continue;
      const RecordConflicts found = must(conflicts_of_record(store, record.first, record.second));
      std::string told;
      const auto tell = [&](const LoggedChange& logged) {
        told += std::to_string(change::packed_time(logged.change.stamp)) + ' ';
      };
      for (const CellRivals& rivals : found.cells) {
        told += std::to_string(rivals.field) + ": ";
        tell(rivals.winner);
        for (const LoggedChange& loser : rivals.losers) tell(loser);
      }
      for (const EditInBin& edit : found.edits_in_bin) {
        told += std::to_string(edit.field) + "* ";
        tell(edit.edit);
      }
      const auto [first, is_first] = conflicts_.try_emplace(record, told);
      REQUIRE(first->second == told);
      const TouchedRecord key{record.first, record.second};
      if (found.any()) REQUIRE(std::ranges::find(pointed_at, key) != pointed_at.end());
      if (found.any()) ++conflicts_seen;
    }
  }

  void check_stages(Worker& worker) {
    Peer& peer = worker.peer;
    Statement select = must(peer.store->database().prepare(
        "SELECT deal.id, stage_since_ms, deal.pipeline IS (SELECT pipeline FROM stage WHERE "
        "stage.id = deal.stage) FROM deal"));
    while (must(select.step())) {
      REQUIRE(select.integer(2) == 1);
      const Change* winner = nullptr;
      const Change* rival = nullptr;
      for (const Change& change : changes_.at({RecordKind::deal, select.record(0)})) {
        const bool has_stage = std::ranges::find(change.cells, deal_field::stage,
                                                 &CellValue::field) != change.cells.end();
        if (!has_stage || (winner != nullptr && change.stamp < winner->stamp)) continue;
        rival = winner != nullptr && change.stamp == winner->stamp ? winner : nullptr;
        winner = &change;
      }
      if (rival != nullptr) continue;
      const std::int64_t expected_ms = winner == nullptr ? 0 : winner->wall_ms;
      const bool own_undo = winner != nullptr && reversing_.contains(winner->stamp) &&
                            (winner->stamp.device == peer.store->device() ||
                             worker.former_numbers.contains(winner->stamp.device));
      if (!own_undo) REQUIRE(select.integer(1) == expected_ms);
    }
  }

  // Of each record what its history tells, with what lost.
  std::string dump_history(Store& store) {
    std::string dump;
    for (const auto& [record, changes] : changes_) {
      if (changes.size() < 2) continue;
      std::vector<std::string> entries;
      for (const LoggedChange& logged :
           must(changes_of_record(store.records(), record.first, record.second))) {
        const Change& change = logged.change;
        const Bytes cells = change::encode_cells(change.cells);
        entries.push_back(std::to_string(change::packed_time(change.stamp)) + ' ' +
                          std::to_string(change.stamp.device) + ' ' +
                          std::to_string(change.wall_ms) + ' ' + std::string(as_text(cells)));
      }
      REQUIRE(entries.size() == changes.size());
      std::ranges::sort(entries);
      for (const std::string& entry : entries) dump += entry + '\n';
    }
    return dump;
  }

  Dice dice_;
  std::int64_t now_ms_ = 1'700'000'000'000;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Published> stranger_;
  std::vector<std::vector<Published>> former_;  // what devices published before they were renewed
  std::uint8_t renewals_ = 0;
  std::vector<Change> strange_;
  std::map<RecordKey, std::vector<Change>> changes_;
  std::set<change::Stamp> reversing_;
  std::map<RecordKey, std::string> conflicts_;
};

}  // namespace

TEST_CASE("any schedule of edits, publications and merges comes to one state everywhere") {
  const char* one = std::getenv("HOLDALL_SEED");
  const std::uint64_t first = one == nullptr ? 1 : std::strtoull(one, nullptr, 10);
  const std::uint64_t count = one == nullptr ? seed_count(120) : 1;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    CAPTURE(seed);
    Team(seed).run();
  }
  if (count > 20) CHECK(conflicts_seen > 0);
}

}  // namespace holdall::store::test
