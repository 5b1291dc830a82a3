// The program `simulate` (docs/simulation.md): plays schedules from seeds on all
// processors and sums up.

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <new>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "schedule.h"

namespace holdall::sim {
namespace {

constexpr std::uint64_t whole_run = 1000;  // in so many schedules everything happens

struct Options {
  std::uint64_t schedules = 1000;
  std::uint64_t seed = 0;
  std::uint64_t jobs = 1;
  bool seeded = false;
  bool verbose = false;
};

// Shared by the processes: what one has to say if it is killed, or ends before all is played.
struct Slot {
  Totals totals;
  std::uint64_t seed = 0;  // that it plays
  bool failed = false;
  bool finished = false;
  char words[4096] = {};
};

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Options> parse(const std::vector<std::string_view>& words) {
  Options options;
  for (std::size_t index = 0; index < words.size(); ++index) {
    const std::string_view word = words[index];
    if (word == "--verbose") {
      options.verbose = true;
      continue;
    }
    const bool named = word == "--seed" || word == "--jobs";
    if (named && index + 1 == words.size()) return std::nullopt;
    const auto number = number_of(named ? words[++index] : word);
    if (!number || (!named && *number == 0)) return std::nullopt;
    if (word == "--seed") {
      options.seed = *number;
      options.seeded = true;
    } else if (word == "--jobs") {
      options.jobs = std::clamp<std::uint64_t>(*number, 1, 64);
    } else {
      options.schedules = *number;
    }
  }
  return options;
}

// Every `jobs`-th schedule from `job` on.
void play(const Options& options, std::uint64_t job, Slot* slots) {
  Slot& slot = slots[job];
  const Trace trace =
      options.verbose ? [](const std::string& what) { std::puts(what.c_str()); } : Trace();
  for (std::uint64_t index = job; index < options.schedules; index += options.jobs) {
    slot.seed = options.seed + index;
    const Status played = Schedule(slot.seed, slot.totals, trace).run();
    if (!played) {
      const std::string& words = played.error().detail;
      std::memcpy(slot.words, words.data(), std::min(words.size(), sizeof(slot.words) - 1));
      slot.failed = true;
      return;
    }
    // Another one has found something: no need to go on.
    if (std::any_of(slots, slots + options.jobs, [](const Slot& other) { return other.failed; }))
      break;
  }
  slot.finished = true;
}

void print_counts(const Totals& totals, bool& none_zero) {
  std::printf("faults:");
  const auto print = [&](const char* name, std::uint64_t count) {
    std::printf(" %s %llu", name, static_cast<unsigned long long>(count));
    none_zero = none_zero && count > 0;
  };
  for (auto event = static_cast<std::size_t>(Event::crash); event < event_count; ++event) {
    if (static_cast<Event>(event) == Event::faults) continue;
    print(name_of(static_cast<Event>(event)), totals.of_kind[event]);
  }
  for (std::size_t fault = 0; fault < totals.endpoint_faults.size(); ++fault)
    print(name_of(static_cast<native::EndpointFault>(fault)), totals.endpoint_faults[fault]);
  print("snapshots", totals.snapshots);
  print("chunks", totals.chunks);
  print("late_from_snapshot", totals.late);
  print("unparked", totals.unparked);
  std::printf("\ndone:");
  for (std::size_t deed = 0; deed < deed_count; ++deed)
    print(name_of(static_cast<Deed>(deed)), totals.deeds[deed]);
  std::printf("\n");
}

// The last line: what a script reads.
void print_sum(const Options& options, const Totals& totals, double seconds, bool held) {
  std::printf(
      "{\"schedules\": %llu, \"events\": %llu, \"edits\": %llu, \"batches\": %llu, "
      "\"conflicts\": %llu",
      static_cast<unsigned long long>(totals.schedules),
      static_cast<unsigned long long>(totals.events), static_cast<unsigned long long>(totals.edits),
      static_cast<unsigned long long>(totals.batches),
      static_cast<unsigned long long>(totals.conflicts));
  std::printf(", \"faults\": {");
  const char* comma = "";
  const auto print = [&](const char* name, std::uint64_t count) {
    std::printf("%s\"%s\": %llu", comma, name, static_cast<unsigned long long>(count));
    comma = ", ";
  };
  for (auto event = static_cast<std::size_t>(Event::crash); event < event_count; ++event) {
    if (static_cast<Event>(event) != Event::faults)
      print(name_of(static_cast<Event>(event)), totals.of_kind[event]);
  }
  for (std::size_t fault = 0; fault < totals.endpoint_faults.size(); ++fault)
    print(name_of(static_cast<native::EndpointFault>(fault)), totals.endpoint_faults[fault]);
  print("snapshots", totals.snapshots);
  print("chunks", totals.chunks);
  print("late_from_snapshot", totals.late);
  print("unparked", totals.unparked);
  std::printf("}, \"seed\": %llu, \"seconds\": %.1f, \"eventsPerHour\": %.0f, \"held\": %s}\n",
              static_cast<unsigned long long>(options.seed), seconds,
              static_cast<double>(totals.events) / seconds * 3600, held ? "true" : "false");
}

// False if one of them was ended by a signal.
bool wait_for(const std::vector<pid_t>& children) {
  bool whole = true;
  for (const pid_t child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    whole = whole && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  return whole;
}

int run(const Options& options) {
  std::printf("%llu schedules from seed %llu\n", static_cast<unsigned long long>(options.schedules),
              static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  const auto begin = std::chrono::steady_clock::now();
  const std::size_t bytes = sizeof(Slot) * options.jobs;
  void* shared = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  auto* slots = static_cast<Slot*>(shared);
  for (std::uint64_t job = 0; job < options.jobs; ++job) new (slots + job) Slot;
  std::vector<pid_t> children;
  for (std::uint64_t job = 0; job < options.jobs; ++job) {
    const pid_t child = fork();
    if (child == 0) {
      play(options, job, slots);
      std::fflush(stdout);
      _exit(0);
    }
    children.push_back(child);
  }
  bool held = wait_for(children);
  Totals totals;
  for (std::uint64_t job = 0; job < options.jobs; ++job) {
    const Slot& slot = slots[job];
    totals.add(slot.totals);
    if (slot.finished) continue;
    held = false;
    std::printf("seed %llu: %s\n", static_cast<unsigned long long>(slot.seed),
                slot.failed ? slot.words : "the program was ended by a signal");
  }
  bool none_zero = true;
  print_counts(totals, none_zero);
  if (held && !none_zero && options.schedules >= whole_run) {
    std::printf("some kind of fault or deed did not happen\n");
    held = false;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  print_sum(options, totals, seconds, held);
  return held ? 0 : 1;
}

}  // namespace
}  // namespace holdall::sim

int main(int count, char** words) {
  const std::vector<std::string_view> arguments(words + 1, words + count);
  auto options = holdall::sim::parse(arguments);
  if (!options) {
    std::fputs("usage: simulate [N] [--seed S] [--jobs J] [--verbose]\n", stderr);
    return 2;
  }
  if (!options->seeded) options->seed = std::random_device{}() % 1'000'000'000;
  return holdall::sim::run(*options);
}
