#include "store/merge.h"

#include <algorithm>
#include <map>
#include <new>
#include <optional>
#include <tuple>
#include <utility>

#include "change/causal_length.h"
#include "change/merge.h"
#include "store/batch_list.h"
#include "store/conflicts.h"
#include "store/rival_batches.h"
#include "store/stream.h"
#include "store/total_count.h"

namespace holdall::store {
namespace {

using change::CellFate;
using change::CellValue;
using model::FieldNumber;
using model::RecordKind;

// Changes that are in memory at a time: a record's row is written once for those among them.
constexpr std::size_t changes_at_once = std::size_t{1} << 17;
constexpr std::size_t text_bytes_at_once = std::size_t{16} << 20;

// From so many deals on that are written at once it is asked how many there are; if they are at
// least a quarter of these, the board's totals are counted at the end.
constexpr std::size_t deals_to_count_from = 256;
constexpr std::size_t deals_share_to_count = 4;

struct Arrival {
  change::Change change;
  std::int64_t batch = 0;
};

// Roughly what the values take outside of their cells.
std::size_t text_bytes(const change::Change& change) {
  std::size_t bytes = 0;
  for (const CellValue& cell : change.cells) {
    if (const auto* text = std::get_if<std::string>(&cell.value)) bytes += text->size();
    if (const auto* set = std::get_if<model::SetElements>(&cell.value))
      bytes += set->encoded.size();
    if (const auto* key = std::get_if<model::OrderKey>(&cell.value)) bytes += key->bytes.size();
    if (const auto* unknown = std::get_if<model::UnknownValue>(&cell.value))
      bytes += unknown->payload.size();
  }
  return bytes;
}

// What the changes of one record come to.
class RecordMerge {
 public:
  RecordMerge(RecordStore& records, RecordKind kind, RecordId id)
      : records_(records), kind_(kind), id_(id) {}

  [[nodiscard]] Status read(std::span<Arrival* const> arrivals) {
    Result<std::optional<RowState>> row = records_.row(kind_, id_);
    if (!row) return fail(std::move(row.error()));
    is_new_ = !row->has_value();
    if (is_new_) return {};
    row_ = **std::move(row);
    Result<std::vector<std::int64_t>> touching = decode_batch_list(row_.batches);
    if (!touching) return fail(std::move(touching.error()));
    touching_ = *std::move(touching);
    state_.clock = row_.clock;
    state_.life = row_.life;
    const bool needs_values = std::ranges::any_of(arrivals, [&](const Arrival* arrival) {
      return change::needs_values(state_, arrival->change);
    });
    if (!needs_values) return {};
    Result<std::vector<CellValue>> cells = records_.cells(kind_, id_);
    if (!cells) return fail(std::move(cells.error()));
    state_.cells = *std::move(cells);
    return {};
  }

  // Whether the change took effect.
  [[nodiscard]] Result<bool> merge(const Arrival& arrival, RivalBatches& rivals) {
    overwritten_.clear();
    for (const CellValue& cell : arrival.change.cells)
      overwritten_.push_back(was_edited(arrival.change, cell.field));
    const bool was_in_bin = state_.life > 0 && !change::exists_at(state_.life);
    if (Status merged = change::merge_change(state_, arrival.change, report_); !merged)
      return fail(std::move(merged.error()));
    if (batches_.empty() || batches_.back() != arrival.batch) {
      batches_.push_back(arrival.batch);
      touching_.push_back(arrival.batch);
    }
    if (Status judged = judge(arrival, was_in_bin, rivals); !judged)
      return fail(std::move(judged.error()));
    for (std::size_t index = 0; index < report_.cells.size(); ++index) {
      if (report_.cells[index] != CellFate::took_effect) continue;
      const FieldNumber field = arrival.change.cells[index].field;
      if (std::ranges::find(written_, field) == written_.end()) written_.push_back(field);
      if (field == model::deal_field::stage) stage_since_ms_ = arrival.change.wall_ms;
    }
    changed_ = changed_ || report_.changed();
    return report_.changed();
  }

  [[nodiscard]] bool changed() const { return changed_; }
  [[nodiscard]] bool may_conflict() const { return may_conflict_; }

  [[nodiscard]] Status write() {
    row_.clock = std::move(state_.clock);
    row_.life = state_.life;
    if (Status listed = append_batches(row_.batches, batches_); !listed) return listed;
    std::vector<CellValue> cells;
    cells.reserve(written_.size());
    for (const FieldNumber field : written_) {
      const auto value = std::ranges::find(state_.cells, field, &CellValue::field);
      CellValue& cell = cells.emplace_back(CellValue{field, {}});
      if (value != state_.cells.end()) cell.value = std::move(value->value);
    }
    return is_new_ ? records_.insert(kind_, id_, row_, cells, stage_since_ms_)
                   : records_.update(kind_, id_, row_, cells, stage_since_ms_);
  }

 private:
  // Whether the change writes what somebody has written before it. Whoever edits a record knows its
  // creation (of one whose id is derived from a cause there may be several), but not always that it
  // was put into the bin, or out of it.
  [[nodiscard]] bool was_edited(const change::Change& change, FieldNumber field) const {
    const change::Stamp before = state_.clock.stamp(field);
    const bool may_have_several = id_.device() > device_number_max;
    if (change::is_creation(change) || may_have_several) return before != change::Stamp{};
    return field == model::life_field || before != state_.clock.base();
  }

  // Notes whether the change meets something that its author may not have known: it lost or won
  // against an edit, or one of the two turned the record's life.
  [[nodiscard]] Status judge(const Arrival& arrival, bool was_in_bin, RivalBatches& rivals) {
    if (may_conflict_) return {};
    bool meets = was_in_bin;
    for (std::size_t index = 0; index < report_.cells.size(); ++index)
      meets = meets || (overwritten_[index] && report_.cells[index] != CellFate::known);
    if (!meets) return {};
    const Result<bool> rival = rivals.has_rival(arrival.batch, id_, touching_);
    if (!rival) return fail(rival.error());
    may_conflict_ = *rival;
    return {};
  }

  RecordStore& records_;
  RecordKind kind_;
  RecordId id_;
  bool is_new_ = false;
  RowState row_;
  change::RecordState state_;
  change::MergeReport report_;
  std::vector<FieldNumber> written_;
  std::vector<std::int64_t> batches_;   // of those that come, in their order
  std::vector<std::int64_t> touching_;  // and those that had come before
  std::vector<bool> overwritten_;       // of the change's cells
  std::int64_t stage_since_ms_ = 0;
  bool changed_ = false;
  bool may_conflict_ = false;
};

class Merger {
 public:
  explicit Merger(Store& store) : store_(store), rivals_(store.database()) {}

  [[nodiscard]] Status begin() {
    Result<std::map<DeviceName, Stream>> found = streams(store_.database());
    if (!found) return fail(std::move(found.error()));
    streams_ = *std::move(found);
    return {};
  }

  [[nodiscard]] Status take(ReceivedBatch& received) {
    const Result<std::int64_t> number = append_to_stream(received);
    if (!number) return fail(number.error());
    change::BatchChange entry;
    while (received.body.next(entry)) {
      text_bytes_ += text_bytes(entry.change);
      arrivals_.push_back({std::move(entry.change), *number});
      if (arrivals_.size() < changes_at_once && text_bytes_ < text_bytes_at_once) continue;
      if (Status merged = merge_arrivals(); !merged) return merged;
    }
    return {};
  }

  [[nodiscard]] Result<MergeResult> finish() {
    if (Status merged = merge_arrivals(); !merged) return fail(std::move(merged.error()));
    const auto key = [](const TouchedRecord& touched) {
      return std::pair(touched.kind, touched.id);
    };
    std::ranges::sort(result_.touched, {}, key);
    const auto again = std::ranges::unique(result_.touched);
    result_.touched.erase(again.begin(), again.end());
    return std::move(result_);
  }

 private:
  // The number of the batch.
  [[nodiscard]] Result<std::int64_t> append_to_stream(const ReceivedBatch& received) {
    const auto [place, is_new] = streams_.try_emplace(received.author);
    Stream& stream = place->second;
    const bool is_own = !is_new && stream.number == own_stream;
    if (is_own || received.sequence != stream.sequence + 1)
      return fail(ErrorCode::invalid_argument, "a batch that is not the next of its stream");
    if (is_new) {
      const Result<std::int64_t> number = insert_stream(store_.database(), received.author);
      if (!number) return number;
      stream.number = *number;
    }
    stream.sequence = received.sequence;
    if (Status set = set_stream_sequence(store_.database(), stream); !set)
      return fail(std::move(set.error()));
    const Result<std::int64_t> number = insert_batch(
        store_.database(), stream, {.seen = received.seen, .body = ByteView(received.packed_body)});
    if (!number) return number;
    Status added = rivals_.add(*number, {received.author, received.sequence, &received.seen});
    if (!added) return fail(std::move(added.error()));
    return number;
  }

  // Record by record, so that each row is found and written once, in the order in which its table
  // holds it; stages before the deals in them.
  [[nodiscard]] Status merge_arrivals() {
    std::vector<Arrival*> order;
    order.reserve(arrivals_.size());
    for (Arrival& arrival : arrivals_) order.push_back(&arrival);
    const auto record = [](const Arrival* arrival) {
      return std::pair(arrival->change.kind, arrival->change.record);
    };
    std::ranges::sort(order, [&](const Arrival* left, const Arrival* right) {
      return std::tuple(record(left), left) < std::tuple(record(right), right);
    });
    const Result<bool> counts = writes_many_deals(order);
    if (!counts) return fail(counts.error());
    std::optional<TotalCount> totals;
    if (*counts) totals.emplace(store_.database());
    for (auto first = order.begin(); first != order.end();) {
      const auto next = std::find_if(first, order.end(), [&](const Arrival* arrival) {
        return record(arrival) != record(*first);
      });
      if (Status merged = merge_record({first, next}); !merged) return merged;
      first = next;
    }
    if (Status written = totals ? totals->write() : Status{}; !written) return written;
    arrivals_.clear();
    text_bytes_ = 0;
    return {};
  }

  // Whether a good part of all deals is among changes in the order of their records.
  [[nodiscard]] Result<bool> writes_many_deals(std::span<Arrival* const> order) {
    std::size_t deals = 0;
    RecordId last;
    for (const Arrival* arrival : order) {
      if (arrival->change.kind != RecordKind::deal || arrival->change.record == last) continue;
      last = arrival->change.record;
      ++deals;
    }
    if (deals < deals_to_count_from) return false;
    const Result<std::int64_t> present =
        store_.database().integer("SELECT ifnull(sum(deals), 0) FROM board_total");
    if (!present) return fail(present.error());
    return static_cast<std::int64_t>(deals * deals_share_to_count) >= *present;
  }

  // All changes of one record, in the order in which they came.
  [[nodiscard]] Status merge_record(std::span<Arrival* const> arrivals) {
    const change::Change& first = arrivals.front()->change;
    RecordMerge merge(store_.records(), first.kind, first.record);
    if (Status read = merge.read(arrivals); !read) return read;
    for (const Arrival* arrival : arrivals) {
      const Result<bool> won = merge.merge(*arrival, rivals_);
      if (!won) return fail(won.error());
      ++result_.changes_total;
      if (*won) ++result_.changes_won;
    }
    if (merge.changed()) result_.touched.push_back({first.kind, first.record});
    if (Status written = merge.write(); !written) return written;
    return merge.may_conflict() ? note_conflict(store_, {first.kind, first.record}) : Status{};
  }

  Store& store_;
  std::map<DeviceName, Stream> streams_;
  RivalBatches rivals_;
  std::vector<Arrival> arrivals_;
  std::size_t text_bytes_ = 0;
  MergeResult result_;
};

Result<MergeResult> merge_in_transaction(Store& store, std::span<ReceivedBatch> batches,
                                         const std::function<Status()>& beside) {
  Result<Transaction> transaction = Transaction::begin(store.database());
  if (!transaction) return fail(std::move(transaction.error()));
  Merger merger(store);
  if (Status begun = merger.begin(); !begun) return fail(std::move(begun.error()));
  for (ReceivedBatch& received : batches) {
    if (Status taken = merger.take(received); !taken) return fail(std::move(taken.error()));
  }
  Result<MergeResult> result = merger.finish();
  if (!result) return result;
  if (Status kept = beside ? beside() : Status{}; !kept) return fail(std::move(kept.error()));
  if (Status loaded = store.load_device(); !loaded) return fail(std::move(loaded.error()));
  if (Status committed = transaction->commit(); !committed)
    return fail(std::move(committed.error()));
  return result;
}

}  // namespace

Result<MergeResult> merge_batches(Store& store, std::span<ReceivedBatch> batches,
                                  const std::function<Status()>& beside) {
  if (batches.empty() && !beside) return MergeResult{};
  try {
    return merge_in_transaction(store, batches, beside);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory);
  }
}

Result<change::VersionVector> merged_vector(Store& store) {
  const Result<std::map<DeviceName, Stream>> found = streams(store.database());
  if (!found) return fail(found.error());
  change::VersionVector vector;
  for (const auto& [name, stream] : *found) {
    if (stream.number != own_stream && stream.sequence > 0) vector.advance(name, stream.sequence);
  }
  return vector;
}

}  // namespace holdall::store
