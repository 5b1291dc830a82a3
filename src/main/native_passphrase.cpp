#include "main/native_passphrase.h"

#include <cstdlib>
#include <utility>

#include "base/bytes.h"
#include "base/utf8.h"
#include "native/terminal.h"
#include "native/whole_file.h"

namespace holdall::command_line {
namespace {

constexpr const char* variable = "HOLDALL_PASSPHRASE";
constexpr std::uint64_t file_bytes_max = 4096;

Result<std::string> from_file(const std::string& path) {
  const Result<Bytes> bytes = native::read_whole_file(path, file_bytes_max);
  if (!bytes && bytes.error().code == ErrorCode::file_too_large) {
    return fail(ErrorCode::invalid_argument, "the file with the passphrase is too long for one");
  }
  if (!bytes) return fail(bytes.error().code, "the passphrase: " + bytes.error().detail);
  std::string text(as_text(*bytes));
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

Result<std::string> from_terminal(PassphraseUse use) {
  Result<std::string> typed = native::ask_secretly("Passphrase of the space: ");
  if (!typed) {
    return fail(typed.error().code, "the passphrase: " + typed.error().detail +
                                        " (--passphrase-file or the variable HOLDALL_PASSPHRASE "
                                        "can bring it)");
  }
  if (use == PassphraseUse::known) return typed;
  const Result<std::string> again = native::ask_secretly("The same once more: ");
  if (!again) return again;
  if (*again != *typed) {
    return fail(ErrorCode::invalid_argument, "the two passphrases are not the same");
  }
  return typed;
}

Result<std::string> from_anywhere(const std::string& file, PassphraseUse use) {
  if (!file.empty()) return from_file(file);
  const char* const value = std::getenv(variable);
  if (value != nullptr) return std::string(value);
  return from_terminal(use);
}

}  // namespace

Result<std::string> read_passphrase(const std::string& file, PassphraseUse use) {
  Result<std::string> passphrase = from_anywhere(file, use);
  if (!passphrase) return passphrase;
  if (passphrase->empty()) return fail(ErrorCode::invalid_argument, "the passphrase is empty");
  if (!is_valid_utf8(*passphrase)) {
    return fail(ErrorCode::invalid_argument, "the passphrase is no text in UTF-8");
  }
  return passphrase;
}

}  // namespace holdall::command_line
