#include "app/deal_history.h"

#include <algorithm>
#include <span>

#include "app/deal_words.h"
#include "model/records.h"
#include "store/change_log.h"

namespace holdall::app {
namespace {

using change::CellValue;
using i18n::Text;
using model::FieldNumber;

namespace deal_field = model::deal_field;

// What a change gave a field; null if it is not about it.
const model::Value* value_in(const change::Change& change, FieldNumber field) {
  const auto found = std::ranges::find(change.cells, field, &CellValue::field);
  return found == change.cells.end() ? nullptr : &found->value;
}

// The outcome that the last of these changes, the newest first, gave; open if none did.
model::Outcome last_outcome(std::span<const store::LoggedChange> changes) {
  for (const store::LoggedChange& logged : changes) {
    const model::Value* value = value_in(logged.change, deal_field::outcome);
    if (value == nullptr) continue;
    const auto* outcome = std::get_if<model::Outcome>(value);
    return outcome == nullptr ? model::Outcome{} : *outcome;
  }
  return {};
}

class Narrator {
 public:
  Narrator(store::Store& store, i18n::Locale locale) : store_(store), locale_(locale) {}

  Result<std::vector<HistoryEntry>> tell(const store::LoggedChange& logged,
                                         std::span<const store::LoggedChange> older) {
    std::vector<HistoryEntry> entries;
    const change::Change& change = logged.change;
    if (change.cells.front().field == model::life_field) {
      const auto* life = std::get_if<std::int64_t>(&change.cells.front().value);
      const std::int64_t length = life == nullptr ? 0 : *life;
      const Text text = length == 1       ? Text::history_created
                        : length % 2 == 1 ? Text::history_restored
                                          : Text::history_deleted;
      entries.push_back({change.wall_ms, HistoryKind::created, std::string(locale_.text(text))});
      return entries;
    }
    for (const CellValue& cell : change.cells) {
      Result<std::optional<HistoryEntry>> entry = tell_cell(change, cell, older);
      if (!entry) return fail(std::move(entry.error()));
      if (*entry) entries.push_back(**std::move(entry));
    }
    return entries;
  }

 private:
  Result<std::optional<HistoryEntry>> tell_cell(const change::Change& change, const CellValue& cell,
                                                std::span<const store::LoggedChange> older) {
    // Of what this version does not know there is nothing to tell.
    if (std::holds_alternative<model::UnknownValue>(cell.value) ||
        std::holds_alternative<model::SetElements>(cell.value))
      return std::nullopt;
    if (cell.field == deal_field::outcome) {
      const auto* outcome = std::get_if<model::Outcome>(&cell.value);
      return tell_outcome(change, outcome == nullptr ? model::Outcome{} : *outcome,
                          last_outcome(older));
    }
    // Told with the outcome that it belongs to.
    if (cell.field == deal_field::outcome_note && value_in(change, deal_field::outcome) != nullptr)
      return std::nullopt;
    Result<std::string> value = deal_value_words(store_, locale_, cell);
    if (!value) return fail(std::move(value.error()));
    if (cell.field == deal_field::stage) {
      return HistoryEntry{change.wall_ms, HistoryKind::stage,
                          locale_.format(Text::history_stage, {{"stage", *value}})};
    }
    const std::optional<Text> label = deal_field_label(cell.field);
    if (!label) return std::nullopt;
    const Text text = value->empty() ? Text::history_field_cleared : Text::history_field;
    return HistoryEntry{change.wall_ms, HistoryKind::field,
                        locale_.format(text, {{"field", locale_.text(*label)}, {"value", *value}})};
  }

  std::optional<HistoryEntry> tell_outcome(const change::Change& change,
                                           const model::Outcome& outcome,
                                           const model::Outcome& before) const {
    if (outcome.state == before.state && outcome.closed_ms != before.closed_ms)
      return tell_closing_day(change, outcome.closed_ms);
    switch (outcome.state) {
      case model::OutcomeState::won:
        return HistoryEntry{change.wall_ms, HistoryKind::won,
                            std::string(locale_.text(Text::history_won))};
      case model::OutcomeState::lost: {
        const model::Value* note = value_in(change, deal_field::outcome_note);
        const auto* reason = note == nullptr ? nullptr : std::get_if<std::string>(note);
        return HistoryEntry{
            change.wall_ms, HistoryKind::lost,
            reason == nullptr ? std::string(locale_.text(Text::history_lost))
                              : locale_.format(Text::history_lost_because, {{"reason", *reason}})};
      }
      case model::OutcomeState::open:
        break;
    }
    return HistoryEntry{change.wall_ms, HistoryKind::reopened,
                        std::string(locale_.text(Text::history_reopened))};
  }

  [[nodiscard]] HistoryEntry tell_closing_day(const change::Change& change,
                                              std::int64_t closed_ms) const {
    const auto field = locale_.text(Text::deal_closed_on);
    if (closed_ms == 0) {
      return {change.wall_ms, HistoryKind::field,
              locale_.format(Text::history_field_cleared, {{"field", field}})};
    }
    const auto offset = store_.clock().utc_offset_minutes(closed_ms);
    const std::string day = locale_.date(model::date_at(closed_ms, offset).days);
    return {change.wall_ms, HistoryKind::field,
            locale_.format(Text::history_field, {{"field", field}, {"value", day}})};
  }

  store::Store& store_;
  i18n::Locale locale_;
};

}  // namespace

Result<std::vector<HistoryEntry>> deal_history(store::Store& store, RecordId deal,
                                               i18n::Locale locale) {
  const Result<std::vector<store::LoggedChange>> changes =
      store::changes_of_record(store.records(), model::RecordKind::deal, deal);
  if (!changes) return fail(changes.error());
  Narrator narrator(store, locale);
  std::vector<HistoryEntry> history;
  std::span<const store::LoggedChange> older(*changes);
  for (const store::LoggedChange& logged : *changes) {
    older = older.subspan(1);
    Result<std::vector<HistoryEntry>> entries = narrator.tell(logged, older);
    if (!entries) return fail(std::move(entries.error()));
    for (HistoryEntry& entry : *entries) history.push_back(std::move(entry));
  }
  return history;
}

std::optional<model::Currency> last_currency(store::Store& store, RecordId deal) {
  const Result<std::vector<store::LoggedChange>> changes =
      store::changes_of_record(store.records(), model::RecordKind::deal, deal);
  if (!changes) return std::nullopt;
  for (const store::LoggedChange& logged : *changes) {
    const model::Value* value = value_in(logged.change, deal_field::value);
    if (value == nullptr) continue;
    if (const auto* money = std::get_if<model::Money>(value)) return money->currency;
  }
  return std::nullopt;
}

}  // namespace holdall::app
