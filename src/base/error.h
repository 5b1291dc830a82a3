#pragma once

#include <string>
#include <utility>

namespace holdall {

// What went wrong, as far as the program or the person can act on it. The screens choose a
// translated sentence by this code; `Error::detail` only adds the particulars.
enum class ErrorCode {
  invalid_argument,  // a value that a command or a file brought cannot be used
  not_found,         // the record does not exist (any more)
  database,          // SQLite refused; the detail holds its message
  damaged,           // stored bytes fail their checksum or their structure
  newer_format,      // written by a newer version of Holdall
  not_loaded,        // it is not read yet; it will be in a moment
  out_of_memory,
  storage_full,     // the browser or the disk has no room
  storage_closed,   // the connection to the storage was closed under us; a retry may succeed
  storage_gone,     // what was stored has been deleted under us; all must be written anew
  storage_refused,  // the browser lets this page keep nothing: a private window, blocked site data
  storage_fenced,   // another tab has written meanwhile; this one must not
  storage_failed,   // any other failure of the storage
  not_writer,       // another tab writes, this one follows it
  negative_amount,
  early_date,  // before model::first_date
  file_empty,
  file_too_large,
  file_encoding,
  file_truncated,
  file_unrecognised,  // no column of the file is known
  file_workbook,      // a spreadsheet's own format
  file_picture,
  file_pdf,
  file_zeros,        // nothing but zero bytes, as broken-off downloads and failing disks leave
  file_no_rows,      // names of columns and nothing below them
  not_authentic,     // of sync: not by the device that it names, of another space, or changed since
  wrong_passphrase,  // it does not open what it should
  cancelled,
};

// An error is a value: a code to branch on and a technical particular (English, may be empty).
struct Error {
  ErrorCode code;
  std::string detail;

  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace holdall
