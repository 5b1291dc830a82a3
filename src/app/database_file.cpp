#include "app/database_file.h"

#include <utility>

#include "store/database.h"
#include "store/foreign_database.h"
#include "store/soundness.h"

namespace holdall::app {
namespace {

Status check_single_file(ByteView database) {
  if (!exchange::is_in_wal_mode(database)) return {};
  return fail(ErrorCode::invalid_argument,
              "the database is in WAL mode, so that part of it may lie in a file beside it; copy "
              "it by sqlite3 with 'VACUUM INTO', or run 'PRAGMA journal_mode = DELETE' on it");
}

Result<std::int64_t> schema_version_of(store::DurableImage& image) {
  const Result<std::unique_ptr<store::Database>> database = store::Database::open(image);
  if (!database) return fail(database.error());
  return (*database)->integer("PRAGMA user_version");
}

}  // namespace

Result<DatabaseFile> read_database_file(Bytes bytes) {
  if (bytes.empty()) return fail(ErrorCode::file_empty);
  if (Status single = check_single_file(bytes); !single) return fail(std::move(single.error()));
  const std::uint64_t file_bytes = bytes.size();
  std::unique_ptr<store::DurableImage> image = store::DurableImage::in_memory();
  exchange::BackupReader reader(std::move(bytes));
  Status done = reader.begin(image->image());
  while (done && !reader.finished()) done = reader.step(image->image());
  if (!done) return fail(std::move(done.error()));
  const DatabaseForm form = reader.plain() ? DatabaseForm::sqlite : DatabaseForm::backup;
  Result<DatabaseFile> file = check_database_image(std::move(image), form, file_bytes);
  if (file) file->head = reader.head();
  return file;
}

Result<DatabaseFile> check_database_image(std::unique_ptr<store::DurableImage> image,
                                          DatabaseForm form, std::uint64_t file_bytes) {
  if (Status ours = store::check_foreign_database(*image); !ours) {
    return fail(std::move(ours.error()));
  }
  const Result<std::int64_t> version = schema_version_of(*image);
  if (!version) return fail(version.error());
  return DatabaseFile{.form = form,
                      .head = {.image_bytes = image->image().size()},
                      .file_bytes = file_bytes,
                      .schema_version = *version,
                      .image = std::move(image)};
}

Result<std::vector<std::string>> find_problems(const DatabaseFile& file) {
  const Result<std::unique_ptr<store::Database>> database = store::Database::open(*file.image);
  if (!database) return fail(database.error());
  return store::find_problems(**database);
}

}  // namespace holdall::app
