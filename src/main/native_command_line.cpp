#include "main/native_command_line.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "exchange/backup_file.h"

namespace holdall::command_line {

const std::string_view help_text =
    R"(Works on a backup of Holdall (.holdall) or on its plain SQLite database, offline.

usage: holdall verify FILE
       holdall inspect [--json] FILE
       holdall list [--json] [--language=L] FILE [KIND]
       holdall export [--format=F] [--language=L] [--force] FILE OUT
       holdall pack [--force] DATABASE OUT

verify    checks checksums, SQLite's structure and Holdall's own rules
inspect   says what is in the file
list      prints the records of a KIND, cells between tabs: deals (if none is given), people,
          organisations, members or stages
export    writes the deals as CSV (OUT ends in .csv), as the app saves them, or the plain
          database (OUT ends in .sqlite)
pack      makes a backup of a plain database

--json          one object of JSON; of a list one for each record, on its own line
--format=F      csv or sqlite, whatever OUT is called
--language=L    en, ru or uk: how stages are named that nobody has renamed
--force         replaces OUT if it is there

A FILE of - is the standard input, an OUT of - the standard output.

exit codes: 0 done, and of verify: the file is sound; 1 the file is damaged, cut off, or none of
Holdall's; 2 the command line cannot be understood; 3 a file cannot be read or written
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

constexpr std::array<Named<Command>, 5> commands = {{{"verify", Command::verify},
                                                     {"inspect", Command::inspect},
                                                     {"list", Command::list},
                                                     {"export", Command::export_file},
                                                     {"pack", Command::pack}}};
constexpr std::array<Named<app::ListedKind>, 5> kinds = {
    {{"deals", app::ListedKind::deals},
     {"people", app::ListedKind::people},
     {"organisations", app::ListedKind::organisations},
     {"members", app::ListedKind::members},
     {"stages", app::ListedKind::stages}}};
constexpr std::array<Named<ExportForm>, 2> forms = {
    {{"csv", ExportForm::csv}, {"sqlite", ExportForm::sqlite}}};

// Which commands an option belongs to, and how many files there are.
struct Shape {
  std::string_view options;
  std::size_t words_min;
  std::size_t words_max;
};

Shape shape_of(Command command) {
  switch (command) {
    case Command::inspect:
      return {"--json", 1, 1};
    case Command::list:
      return {"--json --language", 1, 2};
    case Command::export_file:
      return {"--format --language --force", 2, 2};
    case Command::pack:
      return {"--force", 2, 2};
    case Command::verify:
    case Command::help:
      break;
  }
  return {"", 1, 1};
}

Result<i18n::Language> language_of(std::string_view tag) {
  for (const i18n::Language language : i18n::all_languages) {
    if (i18n::language_tag(language) == tag) return language;
  }
  return misunderstood("There is no language " + quoted(tag) + "; there are en, ru and uk.");
}

// An option "--name" or "--name=value".
Status take_option(CommandLine& line, std::optional<ExportForm>& form, std::string_view option) {
  const std::size_t equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  const bool known =
      name == "--json" || name == "--force" || name == "--language" || name == "--format";
  if (!known) return misunderstood("There is no option " + quoted(name) + ".");
  if (shape_of(line.command).options.find(name) == std::string_view::npos) {
    return misunderstood("The option " + quoted(name) + " does not belong to this command.");
  }
  const bool takes_value = name == "--language" || name == "--format";
  if (takes_value != (equals != std::string_view::npos)) {
    return misunderstood(
        "The option " + quoted(name) +
        (takes_value ? " needs a value: " + std::string(name) + "=…." : " takes no value."));
  }
  if (name == "--json") line.json = true;
  if (name == "--force") line.force = true;
  if (!takes_value) return {};
  const std::string_view value = option.substr(equals + 1);
  if (name == "--format") {
    form = value_of(value, forms);
    if (!form) return misunderstood("The format is csv or sqlite, not " + quoted(value) + ".");
    return {};
  }
  const Result<i18n::Language> language = language_of(value);
  if (!language) return fail(language.error());
  line.language = *language;
  return {};
}

// What OUT is to become, if no option says it.
Result<ExportForm> form_by_name(std::string_view output) {
  if (output == "-" || output.ends_with(".csv")) return ExportForm::csv;
  if (output.ends_with(exchange::database_extension)) return ExportForm::sqlite;
  return misunderstood("The name " + quoted(output) +
                       " ends neither in .csv nor in .sqlite: say --format=csv or "
                       "--format=sqlite.");
}

Status take_words(CommandLine& line, const Words& words, std::optional<ExportForm> form) {
  const Shape shape = shape_of(line.command);
  if (words.size() < shape.words_min) {
    return misunderstood(words.empty() ? "The name of a file is missing."
                                       : "The name of the file to write is missing.");
  }
  if (words.size() > shape.words_max) {
    return misunderstood("There is no use for " + quoted(words[shape.words_max]) + ".");
  }
  line.input = words[0];
  if (line.command == Command::list && words.size() == 2) {
    const std::optional<app::ListedKind> kind = value_of(words[1], kinds);
    if (!kind) {
      return misunderstood("There is no list of " + quoted(words[1]) +
                           "; there are deals, people, organisations, members and stages.");
    }
    line.kind = *kind;
  }
  if (shape.words_min == 2) line.output = words[1];
  if (line.command == Command::export_file) {
    const Result<ExportForm> named = form ? Result<ExportForm>(*form) : form_by_name(line.output);
    if (!named) return fail(named.error());
    line.form = *named;
  }
  return {};
}

}  // namespace

Result<CommandLine> parse(std::span<const std::string_view> arguments) {
  CommandLine line;
  if (arguments.empty()) return misunderstood("Say what to do.");
  const auto asks_for_help = [](std::string_view word) { return word == "--help" || word == "-h"; };
  if (std::ranges::any_of(arguments, asks_for_help) || arguments[0] == "help") return line;
  const std::optional<Command> command = value_of(arguments[0], commands);
  if (!command) return misunderstood("There is no command " + quoted(arguments[0]) + ".");
  line.command = *command;
  Words words;
  std::optional<ExportForm> form;
  bool only_names = false;  // behind "--"
  for (const std::string_view argument : arguments.subspan(1)) {
    if (!only_names && argument == "--") {
      only_names = true;
    } else if (only_names || argument == "-" || !argument.starts_with('-')) {
      words.push_back(argument);
    } else if (Status taken = take_option(line, form, argument); !taken) {
      return fail(std::move(taken.error()));
    }
  }
  if (Status taken = take_words(line, words, form); !taken) return fail(std::move(taken.error()));
  return line;
}

}  // namespace holdall::command_line
