#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/command_writer.h"

namespace holdall::store {

// Where an import stands. Records of an import that is not revealed are seen by no view and left
// alone by sync.
enum class ImportState : std::uint8_t { running = 0, revealed = 1, removing = 2, reversing = 3 };

// Long work that commits in slices and shows nothing until the end: begin, any number of slices,
// then reveal() or remove(). The person's own edits go on beside it. What a crash left behind is
// found by unfinished_imports().
struct Import {
  std::int64_t number = 0;
  std::int64_t command = 0;
  CommandName name = CommandName::none;
};

[[nodiscard]] Result<Import> begin_import(Store& store, CommandName name,
                                          std::string_view file_name);

// A transaction for the next records of the import.
[[nodiscard]] Result<CommandWriter> begin_import_slice(Store& store, const Import& import);

// One commit that makes everything visible and one undoable step of it.
[[nodiscard]] Status reveal_import(Store& store, const Import& import);

// Removes up to `limit` rows in one commit; true once nothing is left. The first call makes the
// removal final.
[[nodiscard]] Result<bool> remove_import_slice(Store& store, const Import& import,
                                               std::int64_t limit);

// --- for undo.h, within its transactions ---

// The import that a step on the stacks stands for; 0 if it is another kind of step.
[[nodiscard]] Result<std::int64_t> import_of_step(Store& store, std::int64_t step);
// Hides the records of an import while `reversal`, an undo or a redo of it, is written in slices.
[[nodiscard]] Status hide_import(Store& store, std::int64_t import, std::int64_t reversal);
// Shows again those that exist, once the reversal is complete.
[[nodiscard]] Status show_import(Store& store, std::int64_t import);

// An undo or a redo of an import that is not complete.
struct ImportReversal {
  std::int64_t import = 0;
  std::int64_t step = 0;
  std::int64_t reversal = 0;  // the command that its changes bear
};
[[nodiscard]] Result<std::optional<ImportReversal>> unfinished_import_reversal(Store& store);

// An import that a crash or a closed tab interrupted.
struct UnfinishedImport {
  Import import;
  std::string file_name;
  bool removing = false;  // it had been cancelled, or its removal has begun
};
[[nodiscard]] Result<std::vector<UnfinishedImport>> unfinished_imports(Store& store);

}  // namespace holdall::store
