// The command line program `holdall` (docs/command-line.md).
#include <new>
#include <vector>

#include "main/native_commands.h"

namespace {

using namespace holdall;

command_line::Exit run(int count, char** words) {
  const std::vector<std::string_view> arguments(words + (count > 0 ? 1 : 0), words + count);
  const Result<command_line::CommandLine> line = command_line::parse(arguments);
  if (line) return command_line::run(*line);
  command_line::complain("holdall", line.error().detail + " See holdall --help.");
  return command_line::Exit::misunderstood;
}

}  // namespace

int main(int count, char** words) {
  try {
    return static_cast<int>(run(count, words));
  } catch (const std::bad_alloc&) {
    command_line::complain("holdall", "There is not enough memory for this file.");
    return static_cast<int>(command_line::Exit::failed);
  }
}
