#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall::platform {

// A value under a number: a log record under its sequence, a chunk under its index.
struct StoredValue {
  std::uint64_t key;
  Bytes bytes;
};

// A part of what a database holds. The storage knows nothing of its meaning.
struct StoredPart {
  // Of the first part only.
  Bytes header;                  // empty: there is no database yet
  Bytes early_pages;             // empty: there are none
  std::vector<StoredValue> log;  // all of it, by ascending key
  // Of every part, by ascending key over all parts.
  std::vector<StoredValue> chunks;
  bool last = true;
};

// One atomic, durable step. Either all of it is there after a kill at any moment, or nothing.
struct StorageCommit {
  // The header that must be stored at this moment, byte for byte (empty: none may be stored);
  // otherwise the step changes nothing and fails: with storage_gone if no header is stored, else
  // with storage_fenced. This is what keeps a stolen writer from doing harm.
  Bytes expected_header;
  Bytes header;
  std::vector<StoredValue> log_puts;
  std::vector<StoredValue> chunk_puts;
  // None: those that are stored stay. Empty: they are deleted.
  std::optional<Bytes> early_pages;
  // Drops log records with keys below this one.
  std::uint64_t drop_log_below = 0;
  // Drops chunks with this index and above (the database has shrunk).
  std::uint64_t drop_chunks_from = UINT64_MAX;
};

// What the browser says of the room that this page's data takes, all databases and files of its
// origin together. 0: it does not say.
struct StorageUse {
  std::uint64_t used_bytes = 0;
  std::uint64_t quota_bytes = 0;
  bool kept = false;  // not deleted when room gets short
};

// A database of a header, a log and chunks. Answers come later, from the event loop, never from
// within the call, in the order of the calls; none comes after the Storage is destroyed.
class Storage {
 public:
  virtual ~Storage() = default;

  // Reads everything as it is at one moment, in one or more parts; the last one or a failure ends
  // it. May be called again to read afresh (after another tab has written).
  virtual void load(std::function<void(Result<StoredPart>)> part) = 0;

  // `done` is called when the transaction has completed with strict durability, or has failed.
  // After storage_fenced, storage_gone, storage_full, storage_refused and out_of_memory nothing of
  // the step is stored. After storage_closed and storage_failed it may be: the answer was lost. No
  // header is ever written twice, so the header that is stored then tells (confirm_header). Each
  // call reopens a closed connection. storage_refused comes only before anything was ever opened.
  virtual void commit(StorageCommit step, std::function<void(Status)> done) = 0;

  // The header that is stored; empty: none.
  virtual void read_header(std::function<void(Result<Bytes>)> done) = 0;
  // The same, after it was made durable: whatever was stored along with it survives a power cut
  // then. Fails where there is no room, as a commit does.
  virtual void confirm_header(std::function<void(Result<Bytes>)> done) = 0;

  // Called when the connection was closed by someone else, who may have deleted what was stored.
  virtual void on_closed(std::function<void()> /*closed*/) {}
  // Asks the browser not to delete what is stored when room gets short. It may ask the person.
  virtual void ask_to_keep() {}
  virtual void measure(std::function<void(Result<StorageUse>)> done) = 0;
};

// Which tab may write. Exactly one holder at a time as far as the browser keeps its word; Storage's
// fencing holds where it does not.
class WriterRole {
 public:
  virtual ~WriterRole() = default;

  // Asks for the role; takes it over from a holder that stays silent. `granted` is called once the
  // role is held.
  virtual void acquire(std::function<void()> granted) = 0;
  // Takes the role when nobody holds it any more, and lets those go first who acquire it.
  virtual void stand_by(std::function<void()> granted) = 0;
  // Called when another tab asks for the role: flush, then call release().
  virtual void on_asked(std::function<void()> asked) = 0;
  // Of a holder that was asked and is still at work: it must not be taken for silent.
  virtual void ask_for_patience() = 0;
  // Called when the role was taken away without being released.
  virtual void on_lost(std::function<void()> lost) = 0;
  virtual void release() = 0;
};

}  // namespace holdall::platform
