#include "main/native_commands.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "app/database_file.h"
#include "app/file_summary.h"
#include "app/rescue.h"
#include "app/restore_session.h"
#include "main/native_output.h"
#include "native/randomness.h"
#include "native/system_clock.h"
#include "native/whole_file.h"

namespace holdall::command_line {
namespace {

constexpr i18n::Locale english{i18n::Language::english};

// What a command needs of the machine.
struct Machine {
  native::SystemClock clock;
  native::SystemRandomness randomness;
};

std::string input_name(const CommandLine& line) {
  return line.input == "-" ? "standard input" : line.input;
}

Exit exit_code(const Error& error) {
  switch (error.code) {
    case ErrorCode::storage_full:
    case ErrorCode::storage_failed:
    case ErrorCode::storage_refused:
    case ErrorCode::out_of_memory:
    case ErrorCode::file_too_large:
      return Exit::failed;
    default:
      return Exit::unsound;
  }
}

// The words of the app, but for those that speak of a page in a browser.
std::string words_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::storage_full:
    case ErrorCode::storage_failed:
    case ErrorCode::storage_refused:
      return error.detail;
    case ErrorCode::newer_format:
      return "The file was made by a newer version of Holdall. Use the program of that version.";
    case ErrorCode::out_of_memory:
      return "There is not enough memory for this file.";
    case ErrorCode::damaged:
    case ErrorCode::database:
    case ErrorCode::file_truncated:
    case ErrorCode::file_unrecognised: {
      const std::string text = app::restore_error_text(english, error);
      return error.detail.empty() ? text : text + " (" + error.detail + ")";
    }
    default:
      return app::restore_error_text(english, error);
  }
}

Exit complain_of(std::string_view about, const Error& error) {
  complain(about, words_of(error));
  return exit_code(error);
}

Exit complain_of_output(const CommandLine& line, const Error& error) {
  const bool there = error.code == ErrorCode::storage_refused && !line.force;
  complain(line.output.empty() || line.output == "-" ? "standard output" : line.output,
           there ? error.detail + "; --force replaces files" : words_of(error));
  return Exit::failed;
}

Result<app::DatabaseFile> read_input(const CommandLine& line) {
  Result<Bytes> bytes = native::read_whole_file(line.input, exchange::backup_bytes_max);
  if (!bytes) return fail(std::move(bytes.error()));
  return app::read_database_file(*std::move(bytes));
}

Result<std::unique_ptr<store::Store>> open_store(const app::DatabaseFile& file, Machine& machine) {
  return store::Store::open(*file.image, machine.clock, machine.randomness);
}

Exit finish(Output& output, const CommandLine& line) {
  const Status finished = output.finish();
  return finished ? Exit::done : complain_of_output(line, finished.error());
}

Exit verify(const CommandLine& line, const app::DatabaseFile& file) {
  const std::string name = input_name(line);
  const Result<std::vector<std::string>> problems = app::find_problems(file);
  if (!problems) return complain_of(name, problems.error());
  for (const std::string& problem : *problems) complain(name, problem);
  if (!problems->empty()) {
    complain(name, "The database in it is not sound. Try another copy of the file.");
    return Exit::unsound;
  }
  Output output = Output::standard();
  output.put(name + ": sound\n");
  return finish(output, line);
}

Exit inspect(const CommandLine& line, const app::DatabaseFile& file, Machine& machine) {
  const Result<std::unique_ptr<store::Store>> store = open_store(file, machine);
  if (!store) return complain_of(input_name(line), store.error());
  const Result<app::FileSummary> summary = app::summarise_file(**store);
  if (!summary) return complain_of(input_name(line), summary.error());
  Output output = Output::standard();
  output.put(line.json ? app::summary_json(file, *summary) + "\n"
                       : app::summary_text(file, *summary));
  return finish(output, line);
}

Exit list(const CommandLine& line, const app::DatabaseFile& file, Machine& machine) {
  const Result<std::unique_ptr<store::Store>> store = open_store(file, machine);
  if (!store) return complain_of(input_name(line), store.error());
  Output output = Output::standard();
  const app::ListForm form = line.json ? app::ListForm::json_lines : app::ListForm::tabs;
  const Status listed =
      app::list_records(**store, line.kind, form, machine.clock, i18n::Locale(line.language),
                        [&](std::string_view text) { output.put(text); });
  if (!listed) return complain_of(input_name(line), listed.error());
  return finish(output, line);
}

Exit export_file(const CommandLine& line, const app::DatabaseFile& file, const Machine& machine) {
  if (line.form == ExportForm::sqlite && line.output == "-" && isatty(STDOUT_FILENO) != 0) {
    complain("standard output", "A database is nothing for a terminal: name a file.");
    return Exit::misunderstood;
  }
  Result<Output> output = Output::begin(line.output, line.force);
  if (!output) return complain_of_output(line, output.error());
  if (line.form == ExportForm::sqlite) {
    const store::Image& image = file.image->image();
    for (std::uint32_t index = 0; index < image.chunk_count(); ++index) {
      output->put(image.chunk(index));
    }
    return finish(*output, line);
  }
  const app::ReadableDeals deals =
      app::readable_deals(*file.image, machine.clock, i18n::Locale(line.language));
  if (!deals.count.complete) return complain_of(input_name(line), {ErrorCode::damaged, {}});
  output->put(deals.csv);
  return finish(*output, line);
}

Exit pack(const CommandLine& line, const app::DatabaseFile& file, const Machine& machine) {
  if (file.packed) {
    complain(input_name(line), "This is a backup already.");
    return Exit::unsound;
  }
  if (line.output == "-" && isatty(STDOUT_FILENO) != 0) {
    complain("standard output", "A backup is nothing for a terminal: name a file.");
    return Exit::misunderstood;
  }
  Result<Output> output = Output::begin(line.output, line.force);
  if (!output) return complain_of_output(line, output.error());
  exchange::BackupWriter writer(file.image->image(), machine.clock.wall_ms(),
                                static_cast<std::uint32_t>(file.schema_version),
                                [&](ByteView piece) { output->put(piece); });
  while (!writer.finished()) {
    if (Status packed = writer.step(); !packed) {
      return complain_of(input_name(line), packed.error());
    }
  }
  return finish(*output, line);
}

}  // namespace

void complain(std::string_view about, std::string_view words) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(about.size()), about.data(),
               static_cast<int>(words.size()), words.data());
}

Exit run(const CommandLine& line) {
  Machine machine;
  if (line.command == Command::help) {
    Output output = Output::standard();
    output.put(help_text);
    return finish(output, line);
  }
  const Result<app::DatabaseFile> file = read_input(line);
  if (!file) return complain_of(input_name(line), file.error());
  switch (line.command) {
    case Command::verify:
    case Command::help:
      break;
    case Command::inspect:
      return inspect(line, *file, machine);
    case Command::list:
      return list(line, *file, machine);
    case Command::export_file:
      return export_file(line, *file, machine);
    case Command::pack:
      return pack(line, *file, machine);
  }
  return verify(line, *file);
}

}  // namespace holdall::command_line
