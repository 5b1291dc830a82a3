#pragma once

#include "app/board.h"
#include "app/commands.h"
#include "store/command_writer.h"

namespace holdall::app {

// What a command needs to know of the workspace that it runs in.
struct CommandContext {
  store::Store& store;
  const Board& board;
  RecordId me;
  model::Date today;
};

struct RunCommand {
  Executed executed;
  std::vector<store::TouchedRecord> touched;
};

// Turns a command into changes and writes them, in one transaction.
[[nodiscard]] Result<RunCommand> run_command(CommandContext context, const Command& command);

}  // namespace holdall::app
