#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "app/record_list.h"
#include "base/result.h"
#include "i18n/language.h"

namespace holdall::command_line {

enum class Command : std::uint8_t {
  help,
  // On a file or a device.
  verify,
  inspect,
  list,
  export_file,
  pack,
  // On a device.
  found,
  invite,
  join,
  sync,
  send,
  receive,
};

enum class ExportForm : std::uint8_t { csv, sqlite };

// What the arguments of the program ask for. Empty: not given.
struct CommandLine {
  Command command = Command::help;
  std::string input;       // a file, "-" (the standard input) or a device's folder
  std::string output;      // of export_file, pack and send; "-": the standard output
  std::string device;      // its folder
  std::string place;       // the folder that is shared; of join perhaps a parcel
  std::string invitation;  // "-": the standard input
  app::ListedKind kind = app::ListedKind::deals;
  ExportForm form = ExportForm::csv;
  i18n::Language language = i18n::Language::english;
  bool json = false;
  bool force = false;           // replaces what is there
  std::string label;            // of the device
  std::string from;             // the file whose database is shared
  std::string address;          // of the place, in an invitation
  std::string passphrase_file;  // "-": the standard input
  std::string place_name = "place";
  std::string colleague;  // a parcel that tells what is lacking
};

// The text of `holdall --help`.
extern const std::string_view help_text;

// `arguments` are those behind the program's name. Fails with invalid_argument; the detail is a
// sentence that says what cannot be understood.
[[nodiscard]] Result<CommandLine> parse(std::span<const std::string_view> arguments);

}  // namespace holdall::command_line
