#include "i18n/error_text.h"

namespace holdall::i18n {

namespace {

Text key_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return Text::error_invalid_argument;
    case ErrorCode::not_found:
      return Text::error_not_found;
    case ErrorCode::database:
      return Text::error_database;
    case ErrorCode::damaged:
      return Text::error_damaged;
    case ErrorCode::newer_format:
      return Text::error_newer_format;
    case ErrorCode::not_loaded:
      return Text::error_not_loaded;
    case ErrorCode::out_of_memory:
      return Text::error_out_of_memory;
    case ErrorCode::storage_full:
      return Text::error_storage_full;
    case ErrorCode::storage_closed:
      return Text::error_storage_closed;
    case ErrorCode::storage_gone:
      return Text::error_storage_gone;
    case ErrorCode::storage_refused:
      return Text::error_storage_refused;
    case ErrorCode::storage_fenced:
      return Text::error_storage_fenced;
    case ErrorCode::storage_failed:
      return Text::error_storage_failed;
    case ErrorCode::not_writer:
      return Text::error_not_writer;
    case ErrorCode::negative_amount:
      return Text::error_negative_amount;
    case ErrorCode::early_date:
      return Text::error_early_date;
    case ErrorCode::file_empty:
      return Text::error_file_empty;
    case ErrorCode::file_too_large:
      return Text::error_file_too_large;
    case ErrorCode::file_encoding:
      return Text::error_file_encoding;
    case ErrorCode::file_truncated:
      return Text::error_file_truncated;
    case ErrorCode::file_unrecognised:
      return Text::error_file_unrecognised;
    case ErrorCode::file_workbook:
      return Text::error_file_workbook;
    case ErrorCode::file_picture:
      return Text::error_file_picture;
    case ErrorCode::file_pdf:
      return Text::error_file_pdf;
    case ErrorCode::file_zeros:
      return Text::error_file_zeros;
    case ErrorCode::file_no_rows:
      return Text::error_file_no_rows;
    case ErrorCode::not_authentic:
      return Text::error_not_authentic;
    case ErrorCode::wrong_passphrase:
      return Text::error_wrong_passphrase;
    case ErrorCode::cancelled:
      return Text::error_cancelled;
  }
  return Text::error_database;
}

}  // namespace

std::string error_text(const Locale& locale, const Error& error) {
  std::string text = locale.format(key_for(error.code), {{"detail", error.detail}});
  // Nothing to introduce.
  if (error.detail.empty() && text.ends_with(": ")) text.replace(text.size() - 2, 2, ".");
  return text;
}

}  // namespace holdall::i18n
