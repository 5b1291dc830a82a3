#include "main/native_files.h"

#include <unistd.h>

#include <utility>

#include "exchange/backup_file.h"
#include "native/whole_file.h"
#include "sync/parcel.h"

namespace holdall::command_line {

std::string input_name(const CommandLine& line) {
  return line.input == "-" ? "standard input" : line.input;
}

Result<Input> read_input(const std::string& path, Machine& machine) {
  if (is_device_folder(path)) {
    Result<app::DatabaseFile> device = read_device_folder(path, machine);
    if (!device) return fail(std::move(device.error()));
    return *std::move(device);
  }
  Result<Bytes> bytes = native::read_whole_file(path, exchange::backup_bytes_max);
  if (!bytes) return fail(std::move(bytes.error()));
  if (sync::is_parcel(*bytes)) return *std::move(bytes);
  Result<app::DatabaseFile> file = app::read_database_file(*std::move(bytes));
  if (!file) return fail(std::move(file.error()));
  return *std::move(file);
}

Exit complain_of_output(const CommandLine& line, const Error& error) {
  const std::string name =
      line.output.empty() || line.output == "-" ? "standard output" : line.output;
  const bool there = error.code == ErrorCode::storage_refused && !line.force;
  complain_of_file(name,
                   there ? Error{error.code, error.detail + "; --force replaces files"} : error);
  return Exit::failed;
}

Exit finish_output(Output& output, const CommandLine& line) {
  const Status finished = output.finish();
  return finished ? Exit::done : complain_of_output(line, finished.error());
}

bool refuses_terminal(const CommandLine& line, std::string_view what) {
  if (line.output != "-" || isatty(STDOUT_FILENO) == 0) return false;
  complain("standard output", std::string(what) + " is nothing for a terminal: name a file.");
  return true;
}

Exit write_whole_output(const CommandLine& line, ByteView bytes, std::string_view what) {
  if (refuses_terminal(line, what)) return Exit::misunderstood;
  Result<Output> output = Output::begin(line.output, line.force);
  if (!output) return complain_of_output(line, output.error());
  output->put(bytes);
  return finish_output(*output, line);
}

}  // namespace holdall::command_line
