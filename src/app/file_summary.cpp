#include "app/file_summary.h"

#include <utility>

#include "app/deal_cells.h"
#include "app/summary_lines.h"
#include "base/json_text.h"
#include "i18n/locale.h"

namespace holdall::app {
namespace {

constexpr i18n::Locale english{i18n::Language::english};
constexpr std::string_view reversal_words = "an import is being undone or redone";

std::string count_of(std::int64_t value) { return english.integer(value); }

// To the second.
std::string moment_of(std::int64_t wall_ms) {
  const std::string moment = iso_moment(wall_ms);
  if (moment.empty()) return "not known";
  return moment.substr(0, 10) + " " + moment.substr(11, 8) + " UTC";
}

std::string_view state_of(const store::UnfinishedImport& import) {
  return import.removing ? "removing" : "running";
}

std::string unfinished_words(const FileSummary& summary) {
  std::string words;
  for (const store::UnfinishedImport& import : summary.unfinished_imports) {
    if (!words.empty()) words += "; ";
    words += import.file_name;
    words += import.removing ? " (is being removed)" : " (broke off; will be removed)";
  }
  if (summary.unfinished_reversal) words.append(words.empty() ? "" : "; ").append(reversal_words);
  return words.empty() ? "none" : words;
}

std::string unfinished_json(const FileSummary& summary) {
  std::string json = "[";
  for (const store::UnfinishedImport& import : summary.unfinished_imports) {
    if (json.size() > 1) json += ',';
    json += JsonObject().text("file_name", import.file_name).text("state", state_of(import)).take();
  }
  return json + "]";
}

void add_moment(JsonObject& object, std::string_view name, std::int64_t wall_ms) {
  if (wall_ms == 0) {
    object.null(name);
  } else {
    object.text(name, iso_moment(wall_ms));
  }
}

std::string_view form_name(DatabaseForm form) {
  switch (form) {
    case DatabaseForm::backup:
      return "backup";
    case DatabaseForm::sqlite:
      return "sqlite";
    case DatabaseForm::device:
      break;
  }
  return "device";
}

std::string_view form_words(DatabaseForm form) {
  switch (form) {
    case DatabaseForm::backup:
      return "backup (.holdall)";
    case DatabaseForm::sqlite:
      return "plain SQLite database";
    case DatabaseForm::device:
      break;
  }
  return "device of a shared space";
}

void append_space(std::string& text, const SpaceSummary& space) {
  append_fact(text, "Space", space.id);
  for (const SpaceDevice& device : space.devices) {
    append_fact(text, device.own ? "This device" : "Device",
                device_words(device) + ", batches: " + std::to_string(device.batches));
  }
  append_fact(text, "Open invitations", std::to_string(space.open_invitations));
}

std::int64_t as_number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Result<FileSummary> summarise_file(const DatabaseFile& file, store::Store& store) {
  FileSummary summary;
  summary.device = store.device();
  Result<store::DatabaseSummary> database = store::summarise(store);
  if (!database) return fail(std::move(database.error()));
  summary.database = *database;
  Result<std::vector<store::UnfinishedImport>> imports = store::unfinished_imports(store);
  if (!imports) return fail(std::move(imports.error()));
  summary.unfinished_imports = *std::move(imports);
  const auto reversal = store::unfinished_import_reversal(store);
  if (!reversal) return fail(reversal.error());
  summary.unfinished_reversal = reversal->has_value();
  Result<std::optional<SpaceSummary>> space = summarise_space(*file.image, store);
  if (!space) return fail(std::move(space.error()));
  summary.space = *std::move(space);
  return summary;
}

std::string summary_text(const DatabaseFile& file, const FileSummary& summary) {
  const store::DatabaseSummary& database = summary.database;
  std::string text;
  const bool plain = file.form == DatabaseForm::sqlite;
  append_fact(text, "Form", form_words(file.form));
  if (file.head.made_ms != 0) append_fact(text, "Made", moment_of(file.head.made_ms));
  append_fact(text, "Size of the file", size_words(file.file_bytes));
  if (!plain) append_fact(text, "Unpacked", size_words(file.head.image_bytes));
  append_fact(text, "Schema version", std::to_string(file.schema_version));
  append_fact(text, "Device number", std::to_string(summary.device));
  append_fact(text, "Last change", moment_of(database.last_command_ms));
  append_fact(text, "Open deals", count_of(database.open_deals));
  append_fact(text, "Won", count_of(database.won_deals));
  append_fact(text, "Lost", count_of(database.lost_deals));
  append_fact(text, "Organisations", count_of(database.organisations));
  append_fact(text, "People", count_of(database.people));
  append_fact(text, "Members", count_of(database.members));
  append_fact(text, "Unfinished imports", unfinished_words(summary));
  if (summary.space) append_space(text, *summary.space);
  return text;
}

std::string summary_json(const DatabaseFile& file, const FileSummary& summary) {
  const store::DatabaseSummary& database = summary.database;
  JsonObject object;
  object.text("form", form_name(file.form));
  add_moment(object, "made", file.head.made_ms);
  object.number("file_bytes", as_number(file.file_bytes))
      .number("image_bytes", as_number(file.head.image_bytes))
      .number("schema_version", file.schema_version)
      .number("device", summary.device);
  add_moment(object, "last_change", database.last_command_ms);
  object.number("last_command", database.last_command)
      .json("deals", JsonObject()
                         .number("open", database.open_deals)
                         .number("won", database.won_deals)
                         .number("lost", database.lost_deals)
                         .take())
      .number("organisations", database.organisations)
      .number("people", database.people)
      .number("members", database.members)
      .json("unfinished_imports", unfinished_json(summary))
      .json("unfinished_reversal", summary.unfinished_reversal ? "true" : "false");
  if (summary.space) {
    object.json("space", space_json(*summary.space));
  } else {
    object.null("space");
  }
  return object.take();
}

}  // namespace holdall::app
