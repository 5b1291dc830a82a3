#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>

#include "base/bytes.h"
#include "native/posix.h"
#include "native/terminal.h"

namespace holdall::native {
namespace {

constexpr std::array ending_signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

volatile std::sig_atomic_t ended_by = 0;

void note_signal(int signal) { ended_by = signal; }

// While it lives a signal that would end the process only breaks off reading.
class SignalPause {
 public:
  SignalPause() {
    ended_by = 0;
    struct sigaction action{};
    action.sa_handler = note_signal;
    for (std::size_t at = 0; at < ending_signals.size(); ++at)
      sigaction(ending_signals[at], &action, &before_[at]);
  }
  ~SignalPause() {
    for (std::size_t at = 0; at < ending_signals.size(); ++at)
      sigaction(ending_signals[at], &before_[at], nullptr);
    if (ended_by != 0) (void)std::raise(ended_by);
  }
  SignalPause(const SignalPause&) = delete;
  SignalPause& operator=(const SignalPause&) = delete;

 private:
  std::array<struct sigaction, ending_signals.size()> before_{};
};

// A terminal that shows nothing of what is typed.
class SilentTerminal {
 public:
  SilentTerminal() : file_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (file_ < 0 || tcgetattr(file_, &before_) != 0) return;
    struct termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= static_cast<tcflag_t>(ECHONL);
    is_silent_ = tcsetattr(file_, TCSAFLUSH, &silent) == 0;
  }
  ~SilentTerminal() {
    if (is_silent_) tcsetattr(file_, TCSAFLUSH, &before_);
    if (file_ >= 0) ::close(file_);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;
  [[nodiscard]] bool is_silent() const { return is_silent_; }
  [[nodiscard]] int file() const { return file_; }

 private:
  int file_;
  struct termios before_{};
  bool is_silent_ = false;
};

Result<std::string> read_line(int file) {
  std::string line;
  char letter = 0;
  while (true) {
    const ssize_t got = read(file, &letter, 1);
    if (got < 0 && errno == EINTR && ended_by == 0) continue;
    if (got < 0) return fail(system_error("cannot read from the terminal"));
    if (got == 0) return fail(ErrorCode::storage_failed, "the terminal was closed");
    if (letter == '\n') return line;
    line += letter;
  }
}

}  // namespace

Result<std::string> ask_secretly(const std::string& question) {
  const SignalPause pause;  // outlives the terminal: the signal comes when that is as it was
  const SilentTerminal terminal;
  if (!terminal.is_silent())
    return fail(ErrorCode::storage_failed, "there is no terminal to ask on");
  if (Status asked = write_to(terminal.file(), as_bytes(question)); !asked) {
    return fail(std::move(asked.error()));
  }
  return read_line(terminal.file());
}

std::string machine_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

}  // namespace holdall::native
