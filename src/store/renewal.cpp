#include "store/renewal.h"

#include <algorithm>
#include <map>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "change/merge.h"
#include "change/set_elements.h"
#include "store/batch_list.h"
#include "store/batch_store.h"
#include "store/cell_history.h"
#include "store/change_log.h"
#include "store/conflicts.h"
#include "store/query_parts.h"
#include "store/stream.h"

namespace holdall::store {
namespace {

using change::CellValue;
using model::RecordKind;

using Record = std::pair<RecordKind, RecordId>;

// Changes that are in memory at a time.
constexpr std::size_t changes_at_once = std::size_t{1} << 12;

// The new ids of the records that the device has made under its old number.
class NewIds {
 public:
  explicit NewIds(DeviceNumber number) : number_(number) {}

  void add(RecordId id) { made_.insert(id); }
  [[nodiscard]] bool contains(RecordId id) const { return made_.contains(id); }
  // An id that is not among them stays.
  [[nodiscard]] RecordId of(RecordId id) const {
    return contains(id) ? RecordId::of(number_, id.counter()) : id;
  }

  void renumber(model::Value& value) const {
    if (auto* const link = std::get_if<RecordId>(&value)) *link = of(*link);
    if (auto* const outcome = std::get_if<model::Outcome>(&value))
      outcome->reason = of(outcome->reason);
    if (auto* const set = std::get_if<model::SetElements>(&value)) renumber_elements(*set);
  }

 private:
  // An element is the bytes of a value; those of a record are `05`, a length, and the id.
  void renumber_elements(model::SetElements& set) const {
    constexpr std::uint64_t record_type = 5;
    std::map<Bytes, std::int64_t> elements;
    change::SetElementReader reader(set.encoded);
    while (const std::optional<change::SetElement> element = reader.next()) {
      ByteReader value(element->bytes);
      const bool is_record = value.varint() == record_type;
      ByteReader payload(value.sized());
      const RecordId id{static_cast<std::int64_t>(payload.varint())};
      Bytes bytes(element->bytes.begin(), element->bytes.end());
      if (is_record && !value.failed() && !payload.failed() && contains(id)) {
        ByteWriter renumbered;
        renumbered.varint(static_cast<std::uint64_t>(of(id).value));
        ByteWriter writer;
        writer.varint(record_type);
        writer.sized(renumbered.bytes());
        bytes = writer.take();
      }
      elements.emplace(std::move(bytes), element->length);
    }
    if (reader.failed()) return;
    ByteWriter writer;
    for (const auto& [bytes, length] : elements) {
      writer.sized(bytes);
      writer.varint(static_cast<std::uint64_t>(length));
    }
    set.encoded = writer.take();
  }

  DeviceNumber number_;
  std::set<RecordId> made_;
};

class Renewal {
 public:
  Renewal(Store& store, const NewIdentity& identity)
      : store_(store), database_(store.database()), identity_(identity), ids_(identity.number) {}

  [[nodiscard]] Result<std::vector<FormerBatch>> run() {
    if (Status checked = check(); !checked) return fail(std::move(checked.error()));
    // Not the number that an attempt has left behind which was given up.
    if (Status loaded = store_.load_device(); !loaded) return fail(std::move(loaded.error()));
    old_number_ = store_.device();
    Result<std::vector<FormerBatch>> former = read_own_batches();
    if (!former) return former;
    using Step = Status (Renewal::*)();
    for (const Step step : {&Renewal::give_stream_away, &Renewal::give_changes_away,
                            &Renewal::read_rival, &Renewal::find_own, &Renewal::renumber_changes,
                            &Renewal::write_rows, &Renewal::renumber_settings}) {
      if (Status done = (this->*step)(); !done) return fail(std::move(done.error()));
    }
    return former;
  }

 private:
  [[nodiscard]] Status check() const {
    const Result<std::int64_t> hidden =
        database_.integer("SELECT count(*) FROM import WHERE state <> 1");
    if (!hidden) return fail(hidden.error());
    if (*hidden > 0) return fail(ErrorCode::invalid_argument, "an import is not finished");
    const Result<std::map<DeviceName, Stream>> found = streams(database_);
    if (!found) return fail(found.error());
    const auto own = found->find(identity_.before);
    const bool is_own = own != found->end() && own->second.number == own_stream &&
                        own->second.sequence >= identity_.kept_bodies.size();
    if (!is_own || found->contains(identity_.after))
      return fail(ErrorCode::invalid_argument, "the stream of another device");
    return {};
  }

  [[nodiscard]] Result<std::vector<FormerBatch>> read_own_batches() {
    const Result<Statement*> select = database_.cached(
        "SELECT number, sequence, last_change, seen FROM batch WHERE stream = 0 ORDER BY sequence");
    if (!select) return fail(select.error());
    std::vector<FormerBatch> former;
    Status read;
    const Status visited = visit_rows(**select, [&](const Statement& row) {
      if (former.empty() && kept_.size() < identity_.kept_bodies.size()) {
        kept_.push_back({.number = row.integer(0), .last_change = row.integer(2)});
        return;
      }
      Result<change::VersionVector> seen = change::VersionVector::decode(row.blob(3));
      if (!seen) read = fail(std::move(seen.error()));
      if (seen) former.push_back({.last_change = row.integer(2), .seen = *std::move(seen)});
    });
    if (!visited) return fail(visited.error());
    if (!read) return fail(read.error());
    if (kept_.size() != identity_.kept_bodies.size())
      return fail(ErrorCode::damaged, "an own batch that is not there");
    if (!kept_.empty()) last_kept_change_ = kept_.back().last_change;
    return former;
  }

  [[nodiscard]] Status give_stream_away() {
    if (Status dropped = database_.execute("DELETE FROM batch WHERE stream = 0 AND sequence > " +
                                           std::to_string(kept_.size()));
        !dropped) {
      return dropped;
    }
    const Result<Statement*> rename =
        database_.cached("UPDATE stream SET name = ?1, sequence = 0 WHERE number = 0");
    if (!rename) return fail(rename.error());
    if (Status renamed = (*rename)->bind(1, ByteView(identity_.after.bytes)).run(); !renamed)
      return renamed;
    if (kept_.empty()) return {};
    const Result<std::int64_t> number = insert_stream(database_, identity_.before);
    if (!number) return fail(number.error());
    if (Status set = set_stream_sequence(database_, {*number, kept_.size()}); !set) return set;
    const Result<Statement*> give = database_.cached(
        "UPDATE batch SET stream = ?2, body = ?3, last_change = NULL WHERE number = ?1");
    if (!give) return fail(give.error());
    for (std::size_t index = 0; index < kept_.size(); ++index) {
      (*give)
          ->bind(1, kept_[index].number)
          .bind(2, *number)
          .bind(3, ByteView(identity_.kept_bodies[index]));
      if (Status given = (*give)->run(); !given) return given;
    }
    return {};
  }

  // The rows of the records say from now on in which batches their changes are.
  [[nodiscard]] Status give_changes_away() {
    if (kept_.empty()) return {};
    std::map<Record, std::vector<std::int64_t>> batches;
    auto batch = kept_.begin();
    const Status visited =
        visit_changes(database_, 0, last_kept_change_ + 1,
                      [&](const LoggedChange& logged, std::size_t) -> Result<bool> {
                        while (logged.number > batch->last_change) ++batch;
                        if (logged.change.stamp == change::built_in_stamp) return true;
                        std::vector<std::int64_t>& of_record =
                            batches[{logged.change.kind, logged.change.record}];
                        if (of_record.empty() || of_record.back() != batch->number)
                          of_record.push_back(batch->number);
                        return true;
                      });
    if (!visited) return visited;
    for (const auto& [record, added] : batches) {
      if (Status listed = list_batches(record, added); !listed) return listed;
    }
    return database_.execute("DELETE FROM change WHERE stamp_time <> 0 AND number <= " +
                             std::to_string(last_kept_change_));
  }

  [[nodiscard]] Status list_batches(const Record& record, const std::vector<std::int64_t>& added) {
    Result<std::optional<RowState>> row = store_.records().row(record.first, record.second);
    if (!row) return fail(std::move(row.error()));
    if (!*row) return fail(ErrorCode::damaged, "a change of a record that is not there");
    Result<std::vector<std::int64_t>> listed = decode_batch_list((*row)->batches);
    if (!listed) return fail(std::move(listed.error()));
    listed->insert(listed->end(), added.begin(), added.end());
    std::ranges::sort(*listed);
    (*row)->batches.clear();
    if (Status encoded = append_batches((*row)->batches, *listed); !encoded) return encoded;
    return store_.records().update(record.first, record.second, **row, {}, 0);
  }

  [[nodiscard]] Status read_rival() {
    for (const Bytes& packed : identity_.rival_bodies) {
      Result<change::BodyReader> body = unpack_body(packed);
      if (!body) return fail(std::move(body.error()));
      change::BatchChange entry;
      while (body->next(entry)) rival_.insert(identity_of(entry.change));
    }
    return {};
  }

  // By which a change is found again. Two copies may give one stamp to what they write at different
  // times, where the clock has been ahead.
  using ChangeIdentity = std::tuple<RecordKind, RecordId, change::Stamp, std::int64_t, Bytes>;
  static ChangeIdentity identity_of(const change::Change& change) {
    return {change.kind, change.record, change.stamp, change.wall_ms,
            change::encode_cells(change.cells)};
  }
  [[nodiscard]] bool is_rivals(const change::Change& change) const {
    return !rival_.empty() && rival_.contains(identity_of(change));
  }

  // Which records the device's own changes are about, and which of them it has made.
  [[nodiscard]] Status find_own() {
    return visit_changes(database_, last_kept_change_, INT64_MAX,
                         [&](const LoggedChange& logged, std::size_t) -> Result<bool> {
                           const change::Change& change = logged.change;
                           if (change.stamp == change::built_in_stamp) return true;
                           own_.insert({change.kind, change.record});
                           const bool is_made_here =
                               change::is_creation(change) && change.record.device() == old_number_;
                           if (is_made_here && !is_rivals(change)) ids_.add(change.record);
                           return true;
                         });
  }

  [[nodiscard]] Status renumber_changes() {
    std::int64_t above = last_kept_change_;
    for (;;) {
      std::vector<LoggedChange> some;
      const Status visited =
          visit_changes(database_, above, INT64_MAX,
                        [&](const LoggedChange& logged, std::size_t) -> Result<bool> {
                          some.push_back(logged);
                          return some.size() < changes_at_once;
                        });
      if (!visited) return visited;
      if (some.empty()) return {};
      above = some.back().number;
      for (LoggedChange& logged : some) {
        if (Status written = renumber_change(logged); !written) return written;
      }
    }
  }

  [[nodiscard]] Status renumber_change(LoggedChange& logged) {
    change::Change& change = logged.change;
    if (change.stamp == change::built_in_stamp) return {};
    if (is_rivals(change)) return take_out(logged.number);
    if (change.stamp.device == old_number_) change.stamp.device = identity_.number;
    for (CellValue& cell : change.cells) ids_.renumber(cell.value);
    const Bytes cells = change::encode_cells(change.cells);
    const Result<Statement*> update = database_.cached(
        "UPDATE change SET record = ?2, stamp_device = ?3, cells = ?4, reverses = ?5 "
        "WHERE number = ?1");
    if (!update) return fail(update.error());
    return (*update)
        ->bind(1, logged.number)
        .bind(2, ids_.of(change.record))
        .bind(3, std::int64_t{change.stamp.device})
        .bind(4, ByteView(cells))
        .bind(5, logged.reverses > last_kept_change_ ? logged.reverses : 0)
        .run();
  }

  [[nodiscard]] Status take_out(std::int64_t number) {
    const Result<Statement*> erase = database_.cached("DELETE FROM change WHERE number = ?1");
    if (!erase) return fail(erase.error());
    return (*erase)->bind(1, number).run();
  }

  // Stages before the deals that lie in them, as their kinds are ordered.
  [[nodiscard]] Status write_rows() {
    for (const auto& [kind, id] : own_) {
      const Result<std::optional<RowState>> before = store_.records().row(kind, id);
      if (!before) return fail(before.error());
      if (!*before) return fail(ErrorCode::damaged, "a change of a record that is not there");
      if (Status written = write_row({kind, id}, **before); !written) return written;
      if (!ids_.contains(id)) continue;
      // What others wrote of a record with the same id stays there.
      const RowState own{.clock = {}, .import = (*before)->import, .unknown = {}, .batches = {}};
      if (Status written = write_row({kind, ids_.of(id)}, own); !written) return written;
      if (Status told = tell_conflict({kind, id}); !told) return told;
    }
    return {};
  }

  // The record as its changes make it; no row if there are none. `frame`: its import and batches.
  [[nodiscard]] Status write_row(const Record& record, const RowState& frame) {
    const auto [kind, id] = record;
    RecordStore& records = store_.records();
    const Result<std::vector<LoggedChange>> changes = changes_of_record(records, kind, id);
    if (!changes) return fail(changes.error());
    if (Status erased = records.erase(kind, id); !erased) return erased;
    if (changes->empty()) return {};
    change::RecordState state;
    change::MergeReport report;
    for (const LoggedChange& logged : *changes) {
      if (Status merged = change::merge_change(state, logged.change, report); !merged)
        return merged;
    }
    const CellHistory history(*changes);
    const LoggedChange* const since =
        history.source(model::deal_field::stage, state.clock.stamp(model::deal_field::stage));
    const bool has_stage =
        std::ranges::contains(state.cells, model::deal_field::stage, &CellValue::field);
    // It has been taken out of its stage, and that has a time too.
    if (since != nullptr && !has_stage)
      state.cells.insert(state.cells.begin(), {model::deal_field::stage, model::NoValue{}});
    const RowState row{.clock = state.clock,
                       .life = state.life,
                       .import = frame.import,
                       .unknown = {},
                       .batches = frame.batches};
    return records.insert(kind, id, row, state.cells, since == nullptr ? 0 : since->change.wall_ms);
  }

  [[nodiscard]] Status tell_conflict(const Record& record) {
    const Result<Statement*> select =
        database_.cached("SELECT 1 FROM conflict WHERE kind = ?1 AND record = ?2");
    if (!select) return fail(select.error());
    StatementUse use(**select);
    const Result<bool> found =
        use->bind(1, static_cast<std::int64_t>(record.first)).bind(2, record.second).step();
    if (!found) return fail(found.error());
    return *found ? note_conflict(store_, {record.first, ids_.of(record.second)}) : Status{};
  }

  [[nodiscard]] Status renumber_settings() {
    for (const char* const name : {"me", "pipeline"}) {
      const Result<std::string> value = store_.setting(name);
      if (!value) return fail(value.error());
      const std::optional<RecordId> id = record_id_from_text(*value);
      if (!id || !ids_.contains(*id)) continue;
      if (Status set = store_.set_setting(name, to_text(ids_.of(*id))); !set) return set;
    }
    const std::string off = std::to_string(static_cast<int>(UndoState::off));
    if (Status set = database_.execute(
            "UPDATE command SET undo_state = " + off + " WHERE undo_state < " + off +
            "; UPDATE device SET number = " + std::to_string(identity_.number));
        !set) {
      return set;
    }
    return store_.load_device();
  }

  struct KeptBatch {
    std::int64_t number = 0;
    std::int64_t last_change = 0;
  };

  Store& store_;
  Database& database_;
  const NewIdentity& identity_;
  DeviceNumber old_number_;
  NewIds ids_;
  std::vector<KeptBatch> kept_;
  std::int64_t last_kept_change_ = 0;
  std::set<Record> own_;
  std::set<ChangeIdentity> rival_;
};

}  // namespace

Result<std::vector<FormerBatch>> renew_device(Store& store, const NewIdentity& identity) {
  try {
    return Renewal(store, identity).run();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory);
  }
}

}  // namespace holdall::store
