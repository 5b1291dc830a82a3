#include "main/native_device.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "../native/directory.h"
#include "app/rescue.h"
#include "main/native_new_device.h"
#include "main/native_sync.h"
#include "store/command_writer.h"
#include "store/queries.h"
#include "store/soundness.h"
#include "sync/roster.h"

namespace holdall::command_line {
namespace {

template <class T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result.has_value(), (result ? std::string() : result.error().detail));
  return *std::move(result);
}

// Folders of devices beside the one that they share.
struct Team {
  explicit Team(int count) {
    std::filesystem::create_directory(place().path);
    const std::unique_ptr<Device> first = must(found_device(card(0), nullptr, machine));
    for (int number = 1; number < count; ++number) {
      const sync::Secret seed =
          must(sync::make_invitation(first->replica(), first->space(), machine.randomness));
      const std::unique_ptr<Device> joined = must(
          join_device(card(number), first->space().id(), first->space().object(), &seed, machine));
      CHECK(sync(*joined, number) == Exit::done);
    }
    CHECK(sync(*first, 0) == Exit::done);
  }

  [[nodiscard]] std::string folder(int number) const {
    return directory.path + "/device" + std::to_string(number);
  }
  [[nodiscard]] SharedFolder place() const {
    return {.path = directory.path + "/place", .name = "place"};
  }
  [[nodiscard]] NewDevice card(int number) const {
    return {.folder = folder(number),
            .label = "device " + std::to_string(number),
            .passphrase = "Ґанок і кішка"};
  }
  std::unique_ptr<Device> open(int number) { return must(Device::open(folder(number), machine)); }

  Exit sync(Device& device, int number) {
    Output nothing = Output::none();
    return exchange(device, folder(number), place(), machine, nothing).exit;
  }
  Exit sync(int number) { return sync(*open(number), number); }
  // Until all have what all have: what one brings the others take in the next round.
  void sync_all(int count) {
    for (int round = 0; round < 4; ++round)
      for (int number = 0; number < count; ++number) CHECK(sync(number) == Exit::done);
  }

  std::string titles(int number) {
    const std::unique_ptr<Device> device = open(number);
    std::string titles;
    auto select =
        device->store().database().prepare("SELECT title FROM deal WHERE life % 2 = 1 ORDER BY id");
    REQUIRE(select.has_value());
    while (must(select->step())) titles += std::string(select->text(0)) + '\n';
    return titles;
  }

  native::test::Directory directory;
  Machine machine;
};

RecordId add_deal(Device& device, const std::string& title) {
  store::CommandWriter writer =
      must(store::CommandWriter::begin(device.store(), store::CommandName::add_deal));
  const RecordId deal = must(writer.create(
      model::RecordKind::deal,
      {{model::deal_field::title, title}, {model::deal_field::stage, model::built_in::stage(0)}}));
  must(writer.commit());
  return deal;
}

void rename(Device& device, RecordId deal, const std::string& title) {
  store::CommandWriter writer =
      must(store::CommandWriter::begin(device.store(), store::CommandName::edit_deal));
  REQUIRE(
      writer.edit(model::RecordKind::deal, deal, {{model::deal_field::title, title}}).has_value());
  must(writer.commit());
  REQUIRE(device.flush().has_value());
}

// A process that adds deals and syncs, for ever, until it is killed.
pid_t start_writer(Team& team, int number) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child > 0) return child;
  for (int edit = 0;; ++edit) {
    const Result<std::unique_ptr<Device>> device = Device::open(team.folder(number), team.machine);
    if (!device) _exit(1);
    add_deal(**device, std::to_string(number) + " wrote " + std::to_string(edit));
    (void)team.sync(**device, number);
  }
}

}  // namespace

TEST_CASE("what three devices write in their folders all have in the end") {
  constexpr int count = 3;
  Team team(count);
  RecordId first;
  for (int number = 0; number < count; ++number) {
    const std::unique_ptr<Device> device = team.open(number);
    const RecordId deal = add_deal(*device, "by device " + std::to_string(number));
    if (number == 0) first = deal;
    CHECK(team.sync(*device, number) == Exit::done);
  }
  team.sync_all(count);
  CHECK(std::ranges::count(team.titles(0), '\n') == count);
  rename(*team.open(2), first, "renamed by another one");
  team.sync_all(count);
  CHECK(team.titles(0).find("renamed by another one") != std::string::npos);
  for (int number = 1; number < count; ++number) CHECK(team.titles(number) == team.titles(0));
}

TEST_CASE("a device that is killed while it writes and syncs goes on where it was") {
  Team team(2);
  for (int kill_number = 0; kill_number < 12; ++kill_number) {
    const int number = kill_number % 2;
    const pid_t child = start_writer(team, number);
    usleep(static_cast<useconds_t>(20'000 + 13'577 * kill_number));
    REQUIRE(kill(child, SIGKILL) == 0);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    CHECK(team.sync(number) == Exit::done);
  }
  team.sync_all(2);
  CHECK(std::ranges::count(team.titles(0), '\n') > 0);
  CHECK(team.titles(1) == team.titles(0));
  for (int number = 0; number < 2; ++number)
    CHECK(must(store::find_problems(team.open(number)->store().database())).empty());
}

TEST_CASE("one process at a time works on a device, and others may read it") {
  Team team(1);
  const std::unique_ptr<Device> device = team.open(0);
  const Result<std::unique_ptr<Device>> second = Device::open(team.folder(0), team.machine);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == ErrorCode::storage_fenced);
  add_deal(*device, "not on the disk yet");
  CHECK(must(read_device_folder(team.folder(0), team.machine)).form == app::DatabaseForm::device);
}

TEST_CASE("no byte of the secrets is in a copy that leaves the device") {
  Team team(1);
  const app::DatabaseFile file = must(read_device_folder(team.folder(0), team.machine));
  const std::unique_ptr<Device> device = team.open(0);
  const auto holds_root = [&] {
    const Bytes image = app::raw_image(*file.image);
    const auto root = device->space().root().secret().bytes();
    return !std::ranges::search(image, root).empty();
  };
  CHECK(holds_root());
  REQUIRE(leave_out_secrets(*file.image).has_value());
  CHECK_FALSE(holds_root());
  CHECK(must(app::find_problems(file)).empty());
}

TEST_CASE("a device that was killed while it was made leaves the folder free") {
  const native::test::Directory directory;
  Machine machine;
  const std::string folder = directory.path + "/device";
  std::filesystem::create_directory(folder);
  {
    const std::ofstream journal(folder + "/journal");
  }
  CHECK(Device::check_free(folder, machine).has_value());
  CHECK_FALSE(Device::open(folder, machine).has_value());
  {
    std::ofstream(folder + "/other") << "x";
  }
  const Status free = Device::check_free(folder, machine);
  REQUIRE_FALSE(free.has_value());
  CHECK(free.error().code == ErrorCode::storage_refused);
}

}  // namespace holdall::command_line
