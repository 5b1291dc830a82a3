#include <algorithm>
#include <map>
#include <new>
#include <optional>
#include <utility>

#include "change/batch_columns.h"
#include "store/change_log.h"
#include "store/merge.h"
#include "store/stream.h"

namespace holdall::store {
namespace {

// All cells of one batch, encoded. A reader allows a body of 1 MiB and 8 bytes for each byte of the
// batch (docs/batch-format.md 'Plaintext'), so that what compresses as data do is never too much.
constexpr std::size_t cell_bytes_max = std::size_t{1} << 20;

struct OwnStream {
  DeviceName name;
  Stream stream;
};

Result<std::optional<OwnStream>> find_own_stream(Store& store) {
  const Result<std::map<DeviceName, Stream>> found = streams(store.database());
  if (!found) return fail(found.error());
  for (const auto& [name, stream] : *found) {
    if (stream.number == own_stream) return OwnStream{name, stream};
  }
  return std::nullopt;
}

// The first change of an import that nobody may see yet; all numbers are below if there is none.
Result<std::int64_t> first_hidden_change(Store& store) {
  return store.database().integer(
      "SELECT ifnull(min((SELECT number FROM change WHERE change.command = hidden.command "
      "ORDER BY number LIMIT 1)), 9223372036854775807) FROM (SELECT command FROM import "
      "WHERE state <> 1 UNION ALL SELECT reversal FROM import WHERE state = 3) AS hidden");
}

class Collector {
 public:
  Collector(Store& store, std::size_t changes_max, OwnChanges& own)
      : store_(store), changes_max_(changes_max), own_(own) {}

  // False if the change is one too many.
  [[nodiscard]] Result<bool> take(const LoggedChange& logged, std::size_t cell_bytes) {
    const change::Change& change = logged.change;
    own_.last_change = logged.number;
    if (logged.command == 0 && change.stamp == change::built_in_stamp) return true;
    const bool first = own_.body.changes.empty();
    cells_ += change.cells.size();
    cell_bytes_ += cell_bytes;
    const bool full = own_.body.changes.size() >= changes_max_ ||
                      own_.body.changes.size() >= change::batch_changes_max ||
                      cells_ > change::batch_cells_max || cell_bytes_ > cell_bytes_max;
    if (full && !first) return false;
    const Result<std::uint32_t> command = place_of(logged);
    if (!command) return fail(command.error());
    own_.body.changes.push_back({.command = *command, .change = change});
    return true;
  }

 private:
  // The place of the change's command in the body. Command 0 stands for what was made with the
  // database: the member 'me'.
  [[nodiscard]] Result<std::uint32_t> place_of(const LoggedChange& logged) {
    const auto found = places_.find(logged.command);
    if (found != places_.end()) return found->second;
    change::BatchCommand command{.name = static_cast<std::uint16_t>(CommandName::none),
                                 .wall_ms = logged.change.wall_ms};
    const Result<Statement*> select =
        store_.database().cached("SELECT name, wall_ms FROM command WHERE number = ?1");
    if (!select) return fail(select.error());
    StatementUse use(**select);
    const Result<bool> row = use->bind(1, logged.command).step();
    if (!row) return fail(row.error());
    if (*row) {
      command.name = static_cast<std::uint16_t>(use->integer(0));
      command.wall_ms = use->integer(1);
    }
    const auto place = static_cast<std::uint32_t>(own_.body.commands.size());
    own_.body.commands.push_back(command);
    places_.emplace(logged.command, place);
    return place;
  }

  Store& store_;
  std::size_t changes_max_;
  OwnChanges& own_;
  std::map<std::int64_t, std::uint32_t> places_;
  std::size_t cells_ = 0;
  std::size_t cell_bytes_ = 0;
};

Result<OwnChanges> collect(Store& store, std::size_t changes_max, std::int64_t last_change) {
  const Result<std::optional<OwnStream>> stream = find_own_stream(store);
  if (!stream) return fail(stream.error());
  const Result<std::int64_t> published = store.database().integer(
      "SELECT ifnull((SELECT last_change FROM batch WHERE stream = 0 ORDER BY sequence DESC "
      "LIMIT 1), 0)");
  if (!published) return fail(published.error());
  const Result<std::int64_t> hidden = first_hidden_change(store);
  if (!hidden) return fail(hidden.error());
  OwnChanges own;
  own.sequence = (*stream ? (*stream)->stream.sequence : 0) + 1;
  Collector collector(store, changes_max, own);
  const Status visited =
      visit_changes(store.database(), *published, std::min(*hidden, last_change + 1),
                    [&](const LoggedChange& logged, std::size_t cell_bytes) {
                      const std::int64_t before = own.last_change;
                      Result<bool> taken = collector.take(logged, cell_bytes);
                      if (taken && !*taken) own.last_change = before;
                      return taken;
                    });
  if (!visited) return fail(visited.error());
  return own;
}

}  // namespace

Status name_own_stream(Store& store, const DeviceName& name) {
  const Result<std::map<DeviceName, Stream>> found = streams(store.database());
  if (!found) return fail(found.error());
  const auto same = found->find(name);
  if (same != found->end() && same->second.number == own_stream) return {};
  const Result<std::optional<OwnStream>> own = find_own_stream(store);
  if (!own) return fail(own.error());
  if (same != found->end() || *own)
    return fail(ErrorCode::invalid_argument, "the name of another stream");
  const Result<Statement*> insert =
      store.database().cached("INSERT INTO stream (number, name, sequence) VALUES (?1, ?2, 0)");
  if (!insert) return fail(insert.error());
  return (*insert)->bind(1, own_stream).bind(2, ByteView(name.bytes)).run();
}

Result<OwnChanges> unpublished_changes(Store& store, std::size_t changes_max,
                                       std::int64_t last_change) {
  try {
    return collect(store, changes_max, last_change);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "collecting changes");
  }
}

Status note_published(Store& store, const OwnChanges& changes, const change::VersionVector& seen) {
  const Result<std::optional<OwnStream>> own = find_own_stream(store);
  if (!own) return fail(own.error());
  if (!*own || changes.sequence != (*own)->stream.sequence + 1)
    return fail(ErrorCode::invalid_argument, "a batch that is not the next of its stream");
  const Stream stream{own_stream, changes.sequence};
  if (Status set = set_stream_sequence(store.database(), stream); !set) return set;
  const Result<std::int64_t> batch =
      insert_batch(store.database(), stream,
                   {.seen = seen, .body = std::nullopt, .last_change = changes.last_change});
  return batch ? Status{} : Status{fail(batch.error())};
}

}  // namespace holdall::store
