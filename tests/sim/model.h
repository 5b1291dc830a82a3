#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "base/result.h"
#include "stored_history.h"

namespace holdall::sim {

// What must hold, kept by whoever watches all devices from outside. It notes each edit as it was
// committed, with what its author knew then, and from that alone derives what every device must
// show in the end (docs/simulation.md). It uses nothing of the merge: who knew what
// follows from which batches a device has taken in, batch by batch.

// Authors are numbered: 0 stands for what every database is born with, devices follow from 1.
using Author = std::size_t;
inline constexpr Author born = 0;

struct Edit {
  RawChange change;
  Author author = born;
  std::vector<std::int64_t> seen;  // of each author the number of the last change known then
};

// Whether the author of `later` knew `earlier` when it was written.
[[nodiscard]] bool knew(const Edit& later, const Edit& earlier);

// What a device must show of one record.
struct ExpectedRecord {
  std::int64_t life = 0;                 // how often it came and went
  std::map<std::uint64_t, Bytes> cells;  // encoded values, of plain cells that have one
  std::map<std::uint64_t, std::map<Bytes, std::int64_t>> sets;  // elements and their lengths
};

// What a database holds after a restart.
struct StoredState {
  std::vector<RawChange> changes;
  RawStreams streams;
};

class Model {
 public:
  // `names`: of the devices from author 1 on.
  explicit Model(const std::vector<DeviceName>& names);

  // What the device holds at the beginning, all of it durable.
  void begin(Author device, const StoredState& stored);

  // --- the device committed something; `commit` counts its commits since it was opened ---
  void wrote(Author device, std::vector<RawChange> changes, std::uint64_t commit);
  // An import is being removed: of its command's changes these numbers are left.
  void withdrew(Author device, std::int64_t command, const std::set<std::int64_t>& left,
                std::uint64_t commit);
  void closed_batch(Author device, std::int64_t last_change, std::uint64_t commit);
  [[nodiscard]] Status merged_batch(Author device, const DeviceName& author, std::uint64_t sequence,
                                    std::uint64_t commit);

  // All commits up to this one are acknowledged as durable.
  void durable(Author device, std::uint64_t commit);

  // Another device begins with what this one stored at a moment; its author.
  [[nodiscard]] Author copied(Author original, const StoredState& stored);
  // A copy goes on as a new device and holds this: what the original has published, as far as the
  // copy has read its batches (`batches_read`), is the original's alone; the rest is its own under
  // ids and stamps of its own, in every link too; and nothing is lost.
  [[nodiscard]] Status renewed(Author copy, Author original, const DeviceName& name,
                               const StoredState& stored, std::size_t batches_read);

  // The device went back to an earlier time: of what it did since only those batches are left that
  // somebody else has.
  void went_back(Author device, std::int64_t last_sequence);

  // The device was opened again and holds this: a state that it had after some commit, with all
  // that was acknowledged. What came after never was, and nobody else may know it.
  [[nodiscard]] Status restarted(Author device, const StoredState& stored);

  [[nodiscard]] std::int64_t last_change(Author device) const;
  [[nodiscard]] std::size_t edit_count() const;
  // The edits of each record, born ones among them.
  [[nodiscard]] std::map<RecordKey, std::vector<const Edit*>> by_record() const;

 private:
  // An entry of a device's own story; `until` is the commit that took it back.
  template <class T>
  struct Entry {
    T what;
    std::uint64_t from = 0;
    std::uint64_t until = UINT64_MAX;

    [[nodiscard]] bool stands_at(std::uint64_t commit) const {
      return from <= commit && commit < until;
    }
  };
  struct Learnt {
    Author author;
    std::int64_t sequence;
  };
  struct Device {
    std::vector<Entry<Edit>> edits;         // in the order of their numbers, as far as they stand
    std::vector<Entry<std::int64_t>> ends;  // of own batches
    std::vector<Entry<Learnt>> learnt;
    std::vector<std::int64_t> sequences;  // of each author the last batch merged
    std::vector<std::int64_t> known;      // of each author the last change
    std::uint64_t durable = 0;
  };

  // The original's edit that is this one, of all that stand and have no number above `last`; none.
  // Who does the same in the same moment on both has done it once.
  [[nodiscard]] const Edit* find_edit(Author original, const RawChange& change,
                                      std::int64_t last) const;
  [[nodiscard]] bool stood(const Device& device, const StoredState& stored,
                           std::uint64_t commit) const;
  void forget_after(Device& device, std::uint64_t commit);
  void take_streams(Device& device, const RawStreams& streams);
  [[nodiscard]] Status check_nobody_knows_more(Author author) const;
  [[nodiscard]] Author author_of(const DeviceName& name) const;

  std::vector<DeviceName> names_;
  std::vector<Device> devices_;  // by author; that of `born` has edits alone
};

// What the edits of one record come to, and that no value stands whose overwriter is known to
// have known it. Fails if the edits themselves cannot be right.
[[nodiscard]] Result<ExpectedRecord> expect(const std::vector<const Edit*>& edits);

// What people wrote of one record without knowing of each other (docs/data-format.md 'Conflicts').
struct ExpectedConflicts {
  std::map<std::uint64_t, std::set<Bytes>> lost;  // values, by field
  std::set<std::pair<std::uint64_t, RawStamp>> edits_in_bin;

  [[nodiscard]] bool any() const { return !lost.empty() || !edits_in_bin.empty(); }
  friend bool operator==(const ExpectedConflicts&, const ExpectedConflicts&) = default;
};
[[nodiscard]] ExpectedConflicts expect_conflicts(const std::vector<const Edit*>& edits);

}  // namespace holdall::sim
