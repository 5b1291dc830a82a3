#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "app/record_list.h"
#include "base/result.h"
#include "i18n/language.h"

namespace holdall::command_line {

enum class Command : std::uint8_t { help, verify, inspect, list, export_file, pack };

enum class ExportForm : std::uint8_t { csv, sqlite };

// What the arguments of the program ask for.
struct CommandLine {
  Command command = Command::help;
  std::string input;   // "-": the standard input
  std::string output;  // of export_file and pack; "-": the standard output
  app::ListedKind kind = app::ListedKind::deals;
  ExportForm form = ExportForm::csv;
  bool json = false;
  bool force = false;  // replaces what is there
  i18n::Language language = i18n::Language::english;
};

// The text of `holdall --help`.
extern const std::string_view help_text;

// `arguments` are those behind the program's name. Fails with invalid_argument; the detail is a
// sentence that says what cannot be understood.
[[nodiscard]] Result<CommandLine> parse(std::span<const std::string_view> arguments);

}  // namespace holdall::command_line
