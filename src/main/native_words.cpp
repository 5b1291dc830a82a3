#include "main/native_words.h"

#include <cstdio>

#include "app/restore_session.h"
#include "i18n/error_text.h"

namespace holdall::command_line {
namespace {

constexpr i18n::Locale english{i18n::Language::english};

Exit exit_code(const Error& error) {
  switch (error.code) {
    case ErrorCode::not_found:
    case ErrorCode::storage_full:
    case ErrorCode::storage_failed:
    case ErrorCode::storage_refused:
    case ErrorCode::storage_fenced:
    case ErrorCode::out_of_memory:
    case ErrorCode::file_too_large:
      return Exit::failed;
    default:
      return Exit::unsound;
  }
}

std::string with_detail(std::string_view text, const Error& error) {
  return std::string(text) + (error.detail.empty() ? "" : " (" + error.detail + ")");
}

// The words of the app, but for those that speak of a page in a browser.
std::string file_words(const Error& error) {
  switch (error.code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::not_found:
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
    case ErrorCode::file_unrecognised:
      return with_detail(app::restore_error_text(english, error), error);
    default:
      return app::restore_error_text(english, error);
  }
}

std::string device_words(const Error& error) {
  switch (error.code) {
    case ErrorCode::newer_format:
      return with_detail("A newer version of Holdall wrote this. Use the program of that version.",
                         error);
    case ErrorCode::out_of_memory:
      return "There is not enough memory.";
    case ErrorCode::damaged:
    case ErrorCode::database:
      return with_detail("It is damaged.", error);
    case ErrorCode::file_truncated:
      return "The parcel is cut off. Have it sent once more.";
    case ErrorCode::file_unrecognised:
      return "This is no parcel of a shared space.";
    case ErrorCode::not_authentic:
      return with_detail("It is of another space, or somebody has changed it.", error);
    case ErrorCode::wrong_passphrase:
      return "The passphrase is not that of the space.";
    default:
      return error.detail.empty() ? i18n::error_text(english, error) : error.detail;
  }
}

}  // namespace

void complain(std::string_view about, std::string_view words) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(about.size()), about.data(),
               static_cast<int>(words.size()), words.data());
}

Exit complain_of_file(std::string_view about, const Error& error) {
  complain(about, file_words(error));
  return exit_code(error);
}

Exit complain_of_device(std::string_view about, const Error& error) {
  complain(about, device_words(error));
  return exit_code(error);
}

std::string endpoint_words(const platform::EndpointError& error) {
  using platform::EndpointFailure;
  const auto text = [&]() -> std::string_view {
    switch (error.failure) {
      case EndpointFailure::offline:
        return "The shared folder cannot be reached; nothing is lost, try again later.";
      case EndpointFailure::busy:
        return "The shared folder is busy; try again later.";
      case EndpointFailure::refused:
        return "The shared folder may not be read by this user.";
      case EndpointFailure::not_writable:
        return "The shared folder may not be written by this user.";
      case EndpointFailure::full:
        return "There is no room left in the shared folder.";
      case EndpointFailure::not_stored:
      case EndpointFailure::too_long:
      case EndpointFailure::failed:
        break;
    }
    return "The shared folder cannot be used.";
  }();
  return std::string(text) + (error.detail.empty() ? "" : " (" + error.detail + ")");
}

Exit complain_of_trouble(std::string_view device, std::string_view place,
                         const sync::Trouble& trouble) {
  switch (trouble.kind) {
    case sync::Trouble::Kind::endpoint:
      complain(place, endpoint_words(trouble.endpoint));
      return Exit::failed;
    case sync::Trouble::Kind::not_kept:
      complain(place,
               "What is put into the shared folder does not come back as it was. Nothing is lost; "
               "look after the folder, or what carries it elsewhere.");
      return Exit::failed;
    case sync::Trouble::Kind::copied_profile:
      complain(device,
               "Another copy of this device has put its own files there: the folder was copied, or "
               "restored from an older state. It becomes a device of its own as soon as the shared "
               "folder can be read as a whole; nothing was sent.");
      return Exit::unsound;
    case sync::Trouble::Kind::local:
      break;
  }
  return complain_of_device(device, trouble.error);
}

}  // namespace holdall::command_line
