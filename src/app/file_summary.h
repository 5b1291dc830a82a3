#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/database_file.h"
#include "app/space_summary.h"
#include "base/record_id.h"
#include "store/foreign_database.h"
#include "store/import_batch.h"
#include "store/store.h"

namespace holdall::app {

// What a file with a whole database holds.
struct FileSummary {
  store::DatabaseSummary database;
  DeviceNumber device = 0;
  std::vector<store::UnfinishedImport> unfinished_imports;
  bool unfinished_reversal = false;   // an import is in the middle of being undone or redone
  std::optional<SpaceSummary> space;  // that it is in
};

// `store` is the file's, in its image.
[[nodiscard]] Result<FileSummary> summarise_file(const DatabaseFile& file, store::Store& store);

// In English, a line for each fact.
[[nodiscard]] std::string summary_text(const DatabaseFile& file, const FileSummary& summary);
// One object of JSON; docs/command-line.md describes it.
[[nodiscard]] std::string summary_json(const DatabaseFile& file, const FileSummary& summary);

}  // namespace holdall::app
