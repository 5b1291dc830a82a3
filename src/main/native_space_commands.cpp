#include "main/native_space_commands.h"

#include <optional>
#include <utility>
#include <variant>

#include "main/native_files.h"
#include "main/native_new_device.h"
#include "main/native_passphrase.h"
#include "main/native_sync.h"
#include "native/whole_file.h"
#include "sync/invitation.h"
#include "sync/parcel.h"
#include "sync/roster.h"

namespace holdall::command_line {
namespace {

constexpr std::uint64_t invitation_bytes_max = 1 << 16;

SharedFolder shared_folder(const CommandLine& line) {
  return {.path = line.place, .name = line.place_name};
}

Result<NewDevice> new_device(const CommandLine& line, PassphraseUse use) {
  Result<std::string> passphrase = read_passphrase(line.passphrase_file, use);
  if (!passphrase) return fail(std::move(passphrase.error()));
  return NewDevice{
      .folder = line.device, .label = line.label, .passphrase = *std::move(passphrase)};
}

// Makes an invitation, has it published, and prints it: not before, because whoever used it would
// find that nobody knows it.
Exit invite_by(Device& device, const CommandLine& line, Machine& machine) {
  constexpr std::string_view none_yet =
      "There is no invitation yet: it has to lie in the shared folder first.";
  // Each that is made and cannot be published takes the place of one that could be used.
  const Result<std::optional<Bytes>> reached = find_space_object(line.place, device.space().id());
  if (!reached) {
    complain(line.device, none_yet);
    return complain_of_device(line.place, reached.error());
  }
  Result<sync::Secret> seed =
      sync::make_invitation(device.replica(), device.space(), machine.randomness);
  if (!seed) return complain_of_device(line.device, seed.error());
  Output nothing = Output::none();
  const Exchange synced = exchange(device, line.device, shared_folder(line), machine, nothing);
  if (!synced.complete) {
    complain(line.device, none_yet);
    return synced.exit;
  }
  const sync::Invitation invitation{
      .space = device.space().id(), .seed = *std::move(seed), .address = line.address};
  Output output = Output::standard();
  output.put(sync::make_invitation_text(invitation) + "\n");
  const Exit finished = finish_output(output, line);
  return finished == Exit::done ? synced.exit : finished;
}

Exit found(const CommandLine& line, Machine& machine) {
  if (Status free = Device::check_free(line.device, machine); !free) {
    return complain_of_device(line.device, free.error());
  }
  std::optional<Input> from;
  if (!line.from.empty()) {
    Result<Input> read = read_input(line.from, machine);
    if (!read) return complain_of_file(line.from, read.error());
    if (std::holds_alternative<Bytes>(*read)) {
      complain(line.from, parcel_words);
      return Exit::unsound;
    }
    from = *std::move(read);
  }
  const Result<NewDevice> wanted = new_device(line, PassphraseUse::first);
  if (!wanted) return complain_of_device(line.device, wanted.error());
  const Result<std::unique_ptr<Device>> device =
      found_device(*wanted, from ? std::get_if<app::DatabaseFile>(&*from) : nullptr, machine);
  if (!device) return complain_of_device(line.device, device.error());
  const Exit invited = invite_by(**device, line, machine);
  if (invited == Exit::failed) {
    complain(line.device, "The device is made all the same: 'holdall invite' goes on from here.");
  }
  return invited;
}

Exit invite(const CommandLine& line, Machine& machine) {
  const Result<std::unique_ptr<Device>> device = Device::open(line.device, machine);
  if (!device) return complain_of_device(line.device, device.error());
  return invite_by(**device, line, machine);
}

Exit synchronise(Device& device, const CommandLine& line, Machine& machine) {
  Output output = Output::standard();
  const Exchange synced = exchange(device, line.device, shared_folder(line), machine, output);
  const Exit finished = finish_output(output, line);
  return finished == Exit::done ? synced.exit : finished;
}

Result<sync::Invitation> read_invitation(const std::string& word) {
  if (word != "-") return sync::read_invitation_text(word);
  const Result<Bytes> bytes = native::read_whole_file(word, invitation_bytes_max);
  if (!bytes) return fail(bytes.error());
  return sync::read_invitation_text(as_text(*bytes));
}

Exit join_by_invitation(const CommandLine& line, Machine& machine) {
  const Result<sync::Invitation> invitation = read_invitation(line.invitation);
  if (!invitation) {
    complain("the invitation", invitation.error().detail);
    return Exit::unsound;
  }
  const Result<std::optional<Bytes>> object = find_space_object(line.place, invitation->space);
  if (!object) return complain_of_device(line.place, object.error());
  if (!*object) {
    complain(line.place,
             "The space of this invitation is not in this folder. Is it the folder that the "
             "inviting device syncs with, and has it all arrived here?");
    return Exit::failed;
  }
  const Result<NewDevice> wanted = new_device(line, PassphraseUse::known);
  if (!wanted) return complain_of_device(line.device, wanted.error());
  const Result<std::unique_ptr<Device>> device =
      join_device(*wanted, invitation->space, **object, &invitation->seed, machine);
  if (!device) return complain_of_device(line.device, device.error());
  const Exit synced = synchronise(**device, line, machine);
  if (synced == Exit::failed) {
    complain(line.device, "The device is made all the same: 'holdall sync' goes on from here.");
  }
  return synced;
}

std::string words_of(const sync::ParcelReport& report) {
  return "came: " + std::to_string(report.merged) + (report.merged == 1 ? " batch" : " batches") +
         ", known before: " + std::to_string(report.known) +
         ", new devices: " + std::to_string(report.devices) + '\n';
}

// What of a parcel could not be taken in.
Exit complain_of_parcel(const std::string& name, const sync::ParcelReport& report) {
  if (report.gaps > 0) {
    complain(name, "Batches before those in it are missing here. Have a parcel with more sent.");
  }
  if (report.bad > 0) complain(name, "Somebody has changed it, or its devices are not known here.");
  if (report.newer_formats > 0) {
    complain(name, "For a part of it a newer version of Holdall is needed.");
  }
  if (report.forks > 0) {
    complain(name, "Two devices write under one name: a folder or profile was copied.");
  }
  const bool all = report.gaps + report.bad + report.newer_formats + report.forks == 0;
  return all ? Exit::done : Exit::unsound;
}

Exit take_in(Device& device, const sync::Parcel& parcel, const std::string& name,
             const CommandLine& line, Machine& machine) {
  const Result<sync::ParcelReport> report =
      sync::take_in_parcel(parcel, device.space(), device.replica(), machine.randomness);
  if (!report) return complain_of_device(name, report.error());
  if (Status kept = device.flush(); !kept) return complain_of_device(line.device, kept.error());
  Output output = Output::standard();
  output.put(words_of(*report));
  const Exit finished = finish_output(output, line);
  return finished == Exit::done ? complain_of_parcel(name, *report) : finished;
}

Exit join_by_parcel(const CommandLine& line, Machine& machine) {
  const Result<Bytes> bytes = native::read_whole_file(line.place, sync::parcel_bytes_max);
  if (!bytes) return complain_of_device(line.place, bytes.error());
  const Result<sync::Parcel> parcel = sync::open_parcel(*bytes);
  if (!parcel) return complain_of_device(line.place, parcel.error());
  const Result<NewDevice> wanted = new_device(line, PassphraseUse::known);
  if (!wanted) return complain_of_device(line.device, wanted.error());
  const Result<std::unique_ptr<Device>> device =
      join_device(*wanted, parcel->space, parcel->space_object, nullptr, machine);
  if (!device) return complain_of_device(line.device, device.error());
  return take_in(**device, *parcel, line.place, line, machine);
}

Exit join(const CommandLine& line, Machine& machine) {
  if (Status free = Device::check_free(line.device, machine); !free) {
    return complain_of_device(line.device, free.error());
  }
  return line.invitation.empty() ? join_by_parcel(line, machine)
                                 : join_by_invitation(line, machine);
}

Exit sync_once(const CommandLine& line, Machine& machine) {
  const Result<std::unique_ptr<Device>> device = Device::open(line.device, machine);
  if (!device) return complain_of_device(line.device, device.error());
  return synchronise(**device, line, machine);
}

// What a colleague has, by a parcel of his; without one he has nothing.
Result<change::VersionVector> read_colleague(const std::string& file, const sync::Space& space) {
  if (file.empty()) return change::VersionVector();
  const Result<Bytes> bytes = native::read_whole_file(file, sync::parcel_bytes_max);
  if (!bytes) return fail(bytes.error());
  const Result<sync::Parcel> parcel = sync::open_parcel(*bytes);
  if (!parcel) return fail(parcel.error());
  if (parcel->space != space.id()) return fail(ErrorCode::not_authentic);
  return parcel->has;
}

Exit send(const CommandLine& line, Machine& machine) {
  const Result<std::unique_ptr<Device>> device = Device::open(line.device, machine);
  if (!device) return complain_of_device(line.device, device.error());
  const sync::Space& space = (*device)->space();
  const Result<change::VersionVector> colleague = read_colleague(line.colleague, space);
  if (!colleague) return complain_of_device(line.colleague, colleague.error());
  const Result<Bytes> parcel =
      sync::make_parcel(*colleague, space, (*device)->replica(), machine.randomness);
  if (!parcel) return complain_of_device(line.device, parcel.error());
  // Own changes were closed into batches for it: they are on the disk before it leaves.
  if (Status kept = (*device)->flush(); !kept) return complain_of_device(line.device, kept.error());
  return write_whole_output(line, *parcel, "A parcel");
}

Exit receive(const CommandLine& line, Machine& machine) {
  const Result<std::unique_ptr<Device>> device = Device::open(line.device, machine);
  if (!device) return complain_of_device(line.device, device.error());
  const std::string name = input_name(line);
  const Result<Bytes> bytes = native::read_whole_file(line.input, sync::parcel_bytes_max);
  if (!bytes) return complain_of_device(name, bytes.error());
  const Result<sync::Parcel> parcel = sync::open_parcel(*bytes);
  if (!parcel) return complain_of_device(name, parcel.error());
  return take_in(**device, *parcel, name, line, machine);
}

}  // namespace

Exit run_on_device(const CommandLine& line, Machine& machine) {
  switch (line.command) {
    case Command::found:
      return found(line, machine);
    case Command::invite:
      return invite(line, machine);
    case Command::join:
      return join(line, machine);
    case Command::send:
      return send(line, machine);
    case Command::receive:
      return receive(line, machine);
    default:
      return sync_once(line, machine);
  }
}

}  // namespace holdall::command_line
