#include "main/native_commands.h"

#include <memory>
#include <utility>
#include <vector>

#include "app/database_file.h"
#include "app/file_summary.h"
#include "app/parcel_summary.h"
#include "app/rescue.h"
#include "main/native_files.h"
#include "main/native_space_commands.h"
#include "native/whole_file.h"
#include "sync/parcel.h"

namespace holdall::command_line {
namespace {

Exit complain_of_input(const CommandLine& line, const Error& error) {
  return is_device_folder(line.input) ? complain_of_device(line.input, error)
                                      : complain_of_file(input_name(line), error);
}

Result<std::unique_ptr<store::Store>> open_store(const app::DatabaseFile& file, Machine& machine) {
  return store::Store::open(*file.image, machine.clock, machine.randomness);
}

// What is wrong with the secrets and devices of the space that the database is in.
Result<std::optional<std::string>> find_space_problem(const app::DatabaseFile& file,
                                                      Machine& machine) {
  const Result<std::unique_ptr<store::Store>> store = open_store(file, machine);
  if (!store) return fail(store.error());
  const Result<std::optional<app::SpaceSummary>> space = app::summarise_space(*file.image, **store);
  if (!space) return "What it knows of its space cannot be read: " + space.error().detail;
  if (file.form == app::DatabaseForm::device && !*space) return "The secrets of its space are gone";
  return std::nullopt;
}

Exit verify(const CommandLine& line, const app::DatabaseFile& file, Machine& machine) {
  const std::string name = input_name(line);
  Result<std::vector<std::string>> problems = app::find_problems(file);
  if (!problems) return complain_of_input(line, problems.error());
  const Result<std::optional<std::string>> of_space = find_space_problem(file, machine);
  if (!of_space) return complain_of_input(line, of_space.error());
  if (*of_space) problems->push_back(**of_space);
  for (const std::string& problem : *problems) complain(name, problem);
  if (!problems->empty()) {
    complain(name, file.form == app::DatabaseForm::device
                       ? "The device is not sound. Let another folder join, and delete this one."
                       : "The database in it is not sound. Try another copy of the file.");
    return Exit::unsound;
  }
  Output output = Output::standard();
  output.put(name + ": sound\n");
  return finish_output(output, line);
}

Exit inspect(const CommandLine& line, const app::DatabaseFile& file, Machine& machine) {
  const Result<std::unique_ptr<store::Store>> store = open_store(file, machine);
  if (!store) return complain_of_input(line, store.error());
  const Result<app::FileSummary> summary = app::summarise_file(file, **store);
  if (!summary) return complain_of_input(line, summary.error());
  Output output = Output::standard();
  output.put(line.json ? app::summary_json(file, *summary) + "\n"
                       : app::summary_text(file, *summary));
  return finish_output(output, line);
}

Exit inspect_parcel(const CommandLine& line, ByteView bytes) {
  const Result<app::ParcelSummary> summary = app::summarise_parcel(bytes);
  if (!summary) return complain_of_device(input_name(line), summary.error());
  Output output = Output::standard();
  output.put(line.json ? app::parcel_json(*summary) + "\n" : app::parcel_text(*summary));
  return finish_output(output, line);
}

Exit list(const CommandLine& line, const app::DatabaseFile& file, Machine& machine) {
  const Result<std::unique_ptr<store::Store>> store = open_store(file, machine);
  if (!store) return complain_of_input(line, store.error());
  Output output = Output::standard();
  const app::ListForm form = line.json ? app::ListForm::json_lines : app::ListForm::tabs;
  const Status listed =
      app::list_records(**store, line.kind, form, machine.clock, i18n::Locale(line.language),
                        [&](std::string_view text) { output.put(text); });
  if (!listed) return complain_of_input(line, listed.error());
  return finish_output(output, line);
}

// The secrets of a device's space stay in its folder.
Status prepare_to_leave(const app::DatabaseFile& file) {
  return file.form == app::DatabaseForm::device ? leave_out_secrets(*file.image) : Status{};
}

Exit export_file(const CommandLine& line, const app::DatabaseFile& file, const Machine& machine) {
  if (line.form == ExportForm::sqlite && refuses_terminal(line, "A database")) {
    return Exit::misunderstood;
  }
  if (Status ready = prepare_to_leave(file); !ready) return complain_of_input(line, ready.error());
  Result<Output> output = Output::begin(line.output, line.force);
  if (!output) return complain_of_output(line, output.error());
  if (line.form == ExportForm::sqlite) {
    const store::Image& image = file.image->image();
    for (std::uint32_t index = 0; index < image.chunk_count(); ++index) {
      output->put(image.chunk(index));
    }
    return finish_output(*output, line);
  }
  const app::ReadableDeals deals =
      app::readable_deals(*file.image, machine.clock, i18n::Locale(line.language));
  if (!deals.count.complete) return complain_of_input(line, {ErrorCode::damaged, {}});
  output->put(deals.csv);
  return finish_output(*output, line);
}

Exit pack(const CommandLine& line, const app::DatabaseFile& file, const Machine& machine) {
  if (file.form == app::DatabaseForm::backup) {
    complain(input_name(line), "This is a backup already.");
    return Exit::unsound;
  }
  if (refuses_terminal(line, "A backup")) return Exit::misunderstood;
  if (Status ready = prepare_to_leave(file); !ready) return complain_of_input(line, ready.error());
  Result<Output> output = Output::begin(line.output, line.force);
  if (!output) return complain_of_output(line, output.error());
  exchange::BackupWriter writer(file.image->image(), machine.clock.wall_ms(),
                                static_cast<std::uint32_t>(file.schema_version),
                                [&](ByteView piece) { output->put(piece); });
  while (!writer.finished()) {
    if (Status packed = writer.step(); !packed) {
      return complain_of_input(line, packed.error());
    }
  }
  return finish_output(*output, line);
}

// Of a parcel nothing can be had but what everyone can read.
Exit on_parcel(const CommandLine& line, ByteView bytes) {
  if (line.command == Command::inspect) return inspect_parcel(line, bytes);
  complain(input_name(line), parcel_words);
  return Exit::unsound;
}

Exit run_on_file(const CommandLine& line, Machine& machine) {
  Result<Input> read = read_input(line.input, machine);
  if (!read) return complain_of_input(line, read.error());
  if (const Bytes* const parcel = std::get_if<Bytes>(&*read)) return on_parcel(line, *parcel);
  const app::DatabaseFile& file = std::get<app::DatabaseFile>(*read);
  switch (line.command) {
    case Command::inspect:
      return inspect(line, file, machine);
    case Command::list:
      return list(line, file, machine);
    case Command::export_file:
      return export_file(line, file, machine);
    case Command::pack:
      return pack(line, file, machine);
    default:
      return verify(line, file, machine);
  }
}

}  // namespace

Exit run(const CommandLine& line) {
  Machine machine;
  switch (line.command) {
    case Command::help: {
      Output output = Output::standard();
      output.put(help_text);
      return finish_output(output, line);
    }
    case Command::verify:
    case Command::inspect:
    case Command::list:
    case Command::export_file:
    case Command::pack:
      return run_on_file(line, machine);
    case Command::found:
    case Command::invite:
    case Command::join:
    case Command::sync:
    case Command::send:
    case Command::receive:
      break;
  }
  return run_on_device(line, machine);
}

}  // namespace holdall::command_line
