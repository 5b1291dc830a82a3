#include "main/native_command_line.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "exchange/backup_file.h"

namespace holdall::command_line {

const std::string_view help_text =
    R"(Works on a backup of Holdall (.holdall), on its plain SQLite database, or on the device of a
shared space in a folder: without a browser and without a network.

usage: holdall verify FILE
       holdall inspect [--json] FILE
       holdall list [--json] [--language=L] FILE [KIND]
       holdall export [--format=F] [--language=L] [--force] FILE OUT
       holdall pack [--force] FILE OUT

       holdall found [--label=NAME] [--from=FILE] [--address=A] DEVICE PLACE
       holdall invite [--address=A] DEVICE PLACE
       holdall join [--label=NAME] DEVICE PLACE INVITATION
       holdall join [--label=NAME] DEVICE PARCEL
       holdall sync DEVICE PLACE
       holdall send [--for=PARCEL] [--force] DEVICE OUT
       holdall receive DEVICE PARCEL

verify    checks checksums, SQLite's structure and Holdall's own rules
inspect   says what is in the file; also what everyone can read of a parcel (.holdall-sync)
list      prints the records of a KIND, cells between tabs: deals (if none is given), people,
          organisations, members or stages
export    writes the deals as CSV (OUT ends in .csv), as the app saves them, or the plain
          database (OUT ends in .sqlite)
pack      makes a backup of a plain database or of a device

found     makes the folder DEVICE and in it the first device of a new space, shares it through the
          folder PLACE, and prints an invitation
invite    prints an invitation for one more device
join      makes the folder DEVICE and in it one more device of a space
sync      brings what others have put into PLACE and puts there what this device has
send      writes a parcel with all that this device has, to be carried by hand
receive   takes a parcel in

A FILE may also be the folder of a DEVICE. A FILE or INVITATION of - is the standard input, an OUT
of - the standard output.

--json               one object of JSON; of a list one for each record, on its own line
--format=F           csv or sqlite, whatever OUT is called
--language=L         en, ru or uk: how stages are named that nobody has renamed
--force              replaces OUT if it is there
--label=NAME         what the other devices call this one; else the name of this machine
--from=FILE          what is shared at first: a backup, or a plain database
--address=A          where the other devices reach PLACE, told by the invitation
--for=PARCEL         only what the sender of this parcel lacks
--place-name=NAME    if a device has several places: what it calls this one, a-z and 0-9
--passphrase-file=F  of found and join: its line is the passphrase of the space. Else the variable
                     HOLDALL_PASSPHRASE is, else it is asked for on the terminal

exit codes: 0 done, and of verify: the file is sound; 1 the file is damaged, cut off, or none of
Holdall's, the passphrase is wrong, or sync has found that something is amiss; 2 the command line
cannot be understood; 3 a file or a folder cannot be read or written
)";

namespace {

using Words = std::vector<std::string_view>;

std::unexpected<Error> misunderstood(std::string sentence) {
  return fail(ErrorCode::invalid_argument, std::move(sentence));
}

std::string quoted(std::string_view word) { return "'" + std::string(word) + "'"; }

// A word that stands for a value.
template <class Value>
using Named = std::pair<std::string_view, Value>;

template <class Value, std::size_t Size>
std::optional<Value> value_of(std::string_view word, const std::array<Named<Value>, Size>& all) {
  const auto found =
      std::ranges::find(all, word, [](const Named<Value>& each) { return each.first; });
  return found == all.end() ? std::nullopt : std::optional(found->second);
}

constexpr std::array<Named<Command>, 11> commands = {{{"verify", Command::verify},
                                                      {"inspect", Command::inspect},
                                                      {"list", Command::list},
                                                      {"export", Command::export_file},
                                                      {"pack", Command::pack},
                                                      {"found", Command::found},
                                                      {"invite", Command::invite},
                                                      {"join", Command::join},
                                                      {"sync", Command::sync},
                                                      {"send", Command::send},
                                                      {"receive", Command::receive}}};
constexpr std::array<Named<app::ListedKind>, 5> kinds = {
    {{"deals", app::ListedKind::deals},
     {"people", app::ListedKind::people},
     {"organisations", app::ListedKind::organisations},
     {"members", app::ListedKind::members},
     {"stages", app::ListedKind::stages}}};
constexpr std::array<Named<ExportForm>, 2> forms = {
    {{"csv", ExportForm::csv}, {"sqlite", ExportForm::sqlite}}};

constexpr std::size_t text_bytes_max = 2000;

// Options that are texts, and where each of them belongs.
constexpr std::array<Named<std::string CommandLine::*>, 6> text_options = {
    {{"--label", &CommandLine::label},
     {"--from", &CommandLine::from},
     {"--address", &CommandLine::address},
     {"--passphrase-file", &CommandLine::passphrase_file},
     {"--place-name", &CommandLine::place_name},
     {"--for", &CommandLine::colleague}}};

// One word of a command that is no option: where it belongs, and what to say if it is missing.
struct Place {
  std::string CommandLine::* member;
  std::string_view missing;
};

constexpr Place input{&CommandLine::input, "The name of a file is missing."};
constexpr Place output{&CommandLine::output, "The name of the file to write is missing."};
constexpr Place device{&CommandLine::device, "The folder of the device is missing."};
constexpr Place shared{&CommandLine::place, "The folder that is shared is missing."};
constexpr Place parcel{&CommandLine::input, "The name of the parcel is missing."};
constexpr Place invitation{&CommandLine::invitation, {}};
constexpr Place kind_word{nullptr, {}};

// Which options a command has, and which words.
struct Shape {
  std::string_view options;
  std::vector<Place> words;
  std::size_t words_min;
};

Shape shape_of(Command command) {
  switch (command) {
    case Command::inspect:
      return {"--json", {input}, 1};
    case Command::list:
      return {"--json --language", {input, kind_word}, 1};
    case Command::export_file:
      return {"--format --language --force", {input, output}, 2};
    case Command::pack:
      return {"--force", {input, output}, 2};
    case Command::found:
      return {"--label --from --address --passphrase-file --place-name", {device, shared}, 2};
    case Command::invite:
      return {"--address --place-name", {device, shared}, 2};
    case Command::join:
      return {"--label --passphrase-file --place-name", {device, shared, invitation}, 2};
    case Command::sync:
      return {"--place-name", {device, shared}, 2};
    case Command::send:
      return {"--for --force", {device, output}, 2};
    case Command::receive:
      return {"", {device, parcel}, 2};
    case Command::verify:
    case Command::help:
      break;
  }
  return {"", {input}, 1};
}

Result<i18n::Language> language_of(std::string_view tag) {
  for (const i18n::Language language : i18n::all_languages) {
    if (i18n::language_tag(language) == tag) return language;
  }
  return misunderstood("There is no language " + quoted(tag) + "; there are en, ru and uk.");
}

bool is_place_name(std::string_view name) {
  const auto allowed = [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9');
  };
  return !name.empty() && name.size() <= 32 && std::ranges::all_of(name, allowed);
}

// What the parser has read so far.
struct Reading {
  CommandLine line;
  std::optional<ExportForm> form;
  Words words;
};

Status take_value(Reading& reading, std::string_view name, std::string_view value) {
  CommandLine& line = reading.line;
  if (name == "--format") {
    reading.form = value_of(value, forms);
    if (!reading.form)
      return misunderstood("The format is csv or sqlite, not " + quoted(value) + ".");
    return {};
  }
  if (name == "--language") {
    const Result<i18n::Language> language = language_of(value);
    if (!language) return fail(language.error());
    line.language = *language;
    return {};
  }
  if (value.empty()) return misunderstood("The option " + quoted(name) + " needs a value.");
  if (name == "--place-name" && !is_place_name(value)) {
    return misunderstood("The name of a place has a-z and 0-9 alone, at most 32 of them.");
  }
  const bool is_text = name == "--address" || name == "--label";
  if (is_text && (value.size() > text_bytes_max || !is_valid_utf8(value))) {
    return misunderstood("The value of " + quoted(name) + " is too long, or no text in UTF-8.");
  }
  line.*(*value_of(name, text_options)) = value;
  return {};
}

// Whether an option of some command has this name, and whether it takes a value.
std::optional<bool> takes_value(std::string_view name) {
  if (name == "--json" || name == "--force") return false;
  const bool known =
      name == "--language" || name == "--format" || value_of(name, text_options).has_value();
  return known ? std::optional(true) : std::nullopt;
}

// Whether `name` is one of the words of the list.
bool is_among(std::string_view name, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = list.find(' ');
    if (list.substr(0, end) == name) return true;
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  }
  return false;
}

// An option "--name" or "--name=value".
Status take_option(Reading& reading, std::string_view option) {
  const std::size_t equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  const std::optional<bool> wants_value = takes_value(name);
  if (!wants_value) return misunderstood("There is no option " + quoted(name) + ".");
  if (!is_among(name, shape_of(reading.line.command).options)) {
    return misunderstood("The option " + quoted(name) + " does not belong to this command.");
  }
  if (*wants_value != (equals != std::string_view::npos)) {
    return misunderstood(
        "The option " + quoted(name) +
        (*wants_value ? " needs a value: " + std::string(name) + "=…." : " takes no value."));
  }
  if (*wants_value) return take_value(reading, name, option.substr(equals + 1));
  (name == "--json" ? reading.line.json : reading.line.force) = true;
  return {};
}

// What OUT is to become, if no option says it.
Result<ExportForm> form_by_name(std::string_view name) {
  if (name == "-" || name.ends_with(".csv")) return ExportForm::csv;
  if (name.ends_with(exchange::database_extension)) return ExportForm::sqlite;
  return misunderstood("The name " + quoted(name) +
                       " ends neither in .csv nor in .sqlite: say --format=csv or "
                       "--format=sqlite.");
}

Status take_kind(CommandLine& line, std::string_view word) {
  const std::optional<app::ListedKind> kind = value_of(word, kinds);
  if (!kind) {
    return misunderstood("There is no list of " + quoted(word) +
                         "; there are deals, people, organisations, members and stages.");
  }
  line.kind = *kind;
  return {};
}

Status take_words(Reading& reading) {
  CommandLine& line = reading.line;
  const Shape shape = shape_of(line.command);
  const Words& words = reading.words;
  if (words.size() < shape.words_min) {
    return misunderstood(std::string(shape.words[words.size()].missing));
  }
  if (words.size() > shape.words.size()) {
    return misunderstood("There is no use for " + quoted(words[shape.words.size()]) + ".");
  }
  for (std::size_t at = 0; at < words.size(); ++at) {
    const Place& place = shape.words[at];
    if (place.member == nullptr) {
      if (Status taken = take_kind(line, words[at]); !taken) return taken;
    } else {
      line.*place.member = words[at];
    }
  }
  if (line.command != Command::export_file) return {};
  const Result<ExportForm> named =
      reading.form ? Result<ExportForm>(*reading.form) : form_by_name(line.output);
  if (!named) return fail(named.error());
  line.form = *named;
  return {};
}

}  // namespace

Result<CommandLine> parse(std::span<const std::string_view> arguments) {
  Reading reading;
  if (arguments.empty()) return misunderstood("Say what to do.");
  const auto asks_for_help = [](std::string_view word) { return word == "--help" || word == "-h"; };
  if (std::ranges::any_of(arguments, asks_for_help) || arguments[0] == "help") return reading.line;
  const std::optional<Command> command = value_of(arguments[0], commands);
  if (!command) return misunderstood("There is no command " + quoted(arguments[0]) + ".");
  reading.line.command = *command;
  bool only_names = false;  // behind "--"
  for (const std::string_view argument : arguments.subspan(1)) {
    if (!only_names && argument == "--") {
      only_names = true;
    } else if (only_names || argument == "-" || !argument.starts_with('-')) {
      reading.words.push_back(argument);
    } else if (Status taken = take_option(reading, argument); !taken) {
      return fail(std::move(taken.error()));
    }
  }
  if (Status taken = take_words(reading); !taken) return fail(std::move(taken.error()));
  return reading.line;
}

}  // namespace holdall::command_line
