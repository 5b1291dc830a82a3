#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "exchange/backup_file.h"
#include "store/durable_image.h"

namespace holdall::app {

enum class DatabaseForm : std::uint8_t {
  backup,  // a backup file
  sqlite,  // a plain SQLite database
  device,  // the folder of a device of a shared space
};

// What holds a whole database of Holdall's, unpacked in memory.
struct DatabaseFile {
  DatabaseForm form = DatabaseForm::sqlite;
  exchange::BackupHead head;  // of all but a backup only the size is known
  std::uint64_t file_bytes = 0;
  std::int64_t schema_version = 0;             // of the tables in it
  std::unique_ptr<store::DurableImage> image;  // nothing has it open
};

// Unpacks a backup file or a plain database in one go, for programs without a screen, and checks it
// as a restore does: checksums, SQLite's structure, that its tables are ours. Fails with
// file_empty, file_unrecognised, newer_format, file_truncated, damaged, out_of_memory; with
// invalid_argument if it is in WAL mode, when part of it may lie in another file.
[[nodiscard]] Result<DatabaseFile> read_database_file(Bytes bytes);

// The same of a database that is in the image already, stored as `form` in so many bytes. Fails
// with file_unrecognised, newer_format, damaged.
[[nodiscard]] Result<DatabaseFile> check_database_image(std::unique_ptr<store::DurableImage> image,
                                                        DatabaseForm form,
                                                        std::uint64_t file_bytes);

// All that store::find_problems() finds, a sentence in English each; none: the file is sound.
[[nodiscard]] Result<std::vector<std::string>> find_problems(const DatabaseFile& file);

}  // namespace holdall::app
