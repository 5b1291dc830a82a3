#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "record_fixture.h"
#include "store/batch_store.h"
#include "store/merge.h"
#include "store/renewal.h"

namespace holdall::store::test {

inline DeviceName name_of(std::uint8_t number) {
  DeviceName name;
  name.bytes.fill(number);
  return name;
}

// A batch as it lies in a shared space, without its seals.
struct Published {
  DeviceName author;
  std::uint64_t sequence = 0;
  change::VersionVector seen;
  Bytes packed;
};

inline Published publish_body(const DeviceName& author, std::uint64_t sequence,
                              const change::BatchBody& body, change::VersionVector seen = {}) {
  return {author, sequence, std::move(seen), must(pack_body(must(change::encode_body(body))))};
}

// As sync hands it to the store.
inline ReceivedBatch receive(const Published& batch) {
  return {batch.author, batch.sequence, batch.seen, must(unpack_body(batch.packed)), batch.packed};
}

inline Result<MergeResult> try_merge(Store& store, const std::vector<Published>& batches) {
  std::vector<ReceivedBatch> received;
  for (const Published& batch : batches) received.push_back(receive(batch));
  return merge_batches(store, received);
}

// One change by a device that is no store.
inline change::BatchBody body_of(std::vector<change::Change> changes) {
  change::BatchBody body;
  body.commands.push_back({.name = 2, .wall_ms = changes.empty() ? 0 : changes.front().wall_ms});
  for (change::Change& change : changes)
    body.changes.push_back({.command = 0, .change = std::move(change)});
  return body;
}

// A device of a team: a store, its name and what it has published.
struct Peer : Records {
  explicit Peer(std::uint8_t number) : Records(number), name(name_of(number)) {
    must(name_own_stream(*store, name));
  }

  // Puts all that is not published into batches; how many there are now.
  std::size_t publish(std::size_t changes_max = 1000) {
    while (true) {
      const change::VersionVector seen = must(merged_vector(*store));
      const OwnChanges own = must(unpublished_changes(*store, changes_max));
      if (own.body.changes.empty()) return published.size();
      publish_once(own, seen);
    }
  }
  void publish_once(const OwnChanges& own, const change::VersionVector& seen) {
    CHECK(own.sequence == published.size() + 1);
    published.push_back(publish_body(name, own.sequence, own.body, seen));
    Transaction transaction = must(Transaction::begin(store->database()));
    must(note_published(*store, own, seen));
    must(transaction.commit());
  }

  // Goes on as a new device; of what it has published the first `kept` batches stay the old one's,
  // which are given, the others are published anew.
  std::vector<Published> renew(const DeviceName& after, DeviceNumber number, std::size_t kept,
                               const std::vector<Bytes>& rivals = {}) {
    std::vector<Published> former(published.begin(),
                                  published.begin() + static_cast<std::ptrdiff_t>(kept));
    std::vector<Bytes> bodies;
    for (const Published& batch : former) bodies.push_back(batch.packed);
    Transaction transaction = must(Transaction::begin(store->database()));
    const std::vector<FormerBatch> batches = must(renew_device(*store, {.before = name,
                                                                        .after = after,
                                                                        .number = number,
                                                                        .kept_bodies = bodies,
                                                                        .rival_bodies = rivals}));
    must(transaction.commit());
    const DeviceName before = std::exchange(name, after);
    published.clear();
    for (const FormerBatch& batch : batches) {
      change::VersionVector seen = batch.seen;
      if (kept > 0) seen.advance(before, kept);
      publish_once(must(unpublished_changes(*store, 1000, batch.last_change)), seen);
    }
    return former;
  }

  // Merges what the other has published up to a batch.
  MergeResult merge(const Peer& other, std::size_t up_to = 1'000'000) {
    std::vector<Published> next;
    const std::uint64_t known = must(merged_vector(*store)).sequence(other.name);
    for (const Published& batch : other.published) {
      if (batch.sequence > known && batch.sequence <= up_to) next.push_back(batch);
    }
    return must(try_merge(*store, next));
  }

  // Publishes, and both know everything then.
  void exchange(Peer& other) {
    publish();
    other.publish();
    merge(other);
    other.merge(*this);
  }

  std::vector<Published> published;
  DeviceName name;
};

// The rows of all records but what each device has of its own: the numbers of imports and batches;
// and without `stage_since_ms`, which an undo gives back on its own device alone.
inline std::string dump_records(Store& store) {
  std::string dump;
  for (const char* table :
       {"pipeline", "stage", "deal", "organisation", "person", "member", "other_record"}) {
    Statement columns = must(store.database().prepare(
        std::string("SELECT group_concat('quote(' || name || ')', '||'' ''||') FROM "
                    "pragma_table_info('") +
        table + "') WHERE name NOT IN ('import', 'batches', 'stage_since_ms')"));
    REQUIRE(must(columns.step()));
    Statement rows = must(store.database().prepare("SELECT " + std::string(columns.text(0)) +
                                                   " FROM " + table + " ORDER BY 1"));
    dump += std::string(table) + '\n';
    while (must(rows.step())) dump += std::string(rows.text(0)) + '\n';
  }
  return dump;
}

// The totals as the board adds them up, which hold what the deals do.
inline std::string dump_totals(Store& store) {
  const auto read = [&](const std::string& sql) {
    Statement rows = must(store.database().prepare(sql));
    std::string totals;
    while (must(rows.step())) totals += std::string(rows.text(0)) + '\n';
    return totals;
  };
  const std::string kept = read(
      "SELECT pipeline || ' ' || outcome || ' ' || stage || ' ' || currency || ' ' || "
      "sum(deals) || ' ' || sum(minor_high) || ' ' || sum(minor_low) FROM board_total "
      "GROUP BY pipeline, outcome, stage, currency HAVING sum(deals) <> 0 OR "
      "sum(minor_high) <> 0 OR sum(minor_low) <> 0 ORDER BY 1");
  const std::string counted = read(
      "SELECT ifnull(pipeline, 0) || ' ' || outcome || ' ' || ifnull(stage, 0) || ' ' || "
      "ifnull(value_currency, '') || ' ' || count(*) || ' ' || sum(ifnull(value_minor, 0) >> 32) "
      "|| ' ' || sum(ifnull(value_minor, 0) & 4294967295) FROM deal WHERE life % 2 = 1 "
      "GROUP BY ifnull(pipeline, 0), outcome, ifnull(stage, 0), ifnull(value_currency, '') "
      "ORDER BY 1");
  CHECK(kept == counted);
  return kept;
}

}  // namespace holdall::store::test
