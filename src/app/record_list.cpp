#include "app/record_list.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/deal_cells.h"
#include "base/json_text.h"
#include "base/record_id.h"
#include "store/queries.h"

namespace holdall::app {
namespace {

using Cell = std::optional<std::string>;
using Put = std::function<void(std::string_view line)>;
using Names = std::unordered_map<RecordId, std::string>;

void append_table_cell(std::string& line, std::string_view text) {
  for (const char character : text) {
    switch (character) {
      case '\\':
        line += "\\\\";
        break;
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      default:
        line += character;
    }
  }
}

struct Column {
  std::string_view name;
  bool number = false;  // in JSON; else a text, for ids and amounts too: they must stay exact
};

// The lines of one list.
class Lines {
 public:
  Lines(ListForm form, std::span<const Column> columns, const Put& put)
      : form_(form), columns_(columns), put_(put) {
    if (form_ != ListForm::tabs) return;
    for (std::size_t index = 0; index < columns_.size(); ++index)
      append(columns_[index].name, index);
    end();
  }

  // As many cells as there are columns.
  void add(std::span<const Cell> cells) {
    if (form_ == ListForm::tabs) {
      for (std::size_t index = 0; index < cells.size(); ++index) {
        append(cells[index] ? std::string_view(*cells[index]) : std::string_view(), index);
      }
    } else {
      JsonObject object;
      for (std::size_t index = 0; index < cells.size(); ++index) {
        const auto& [name, number] = columns_[index];
        if (!cells[index]) {
          object.null(name);
        } else if (number) {
          object.json(name, *cells[index]);
        } else {
          object.text(name, *cells[index]);
        }
      }
      line_ = object.take();
    }
    end();
  }

 private:
  void append(std::string_view text, std::size_t index) {
    if (index > 0) line_ += '\t';
    append_table_cell(line_, text);
  }

  void end() {
    line_ += '\n';
    put_(line_);
    line_.clear();
  }

  ListForm form_;
  std::span<const Column> columns_;
  const Put& put_;
  std::string line_;
};

// Nothing where there is no text.
Cell cell(std::string text) { return text.empty() ? Cell() : Cell(std::move(text)); }

Cell name_in(const Names& names, RecordId id) {
  const auto found = names.find(id);
  return found == names.end() ? Cell() : Cell(found->second);
}

// A built-in record that nobody has renamed has a key of the catalogue for a name.
template <class Record>
std::string name_of(const Record& record, i18n::Locale locale) {
  return record.name_is_key ? std::string(locale.name(record.name)) : record.name;
}

// Of all pipelines with their stages, in their order.
Status visit_stages(store::Store& store,
                    const std::function<void(const model::Pipeline&, const model::Stage&)>& visit) {
  const Result<std::vector<model::Pipeline>> pipelines = store::pipelines(store);
  if (!pipelines) return fail(pipelines.error());
  for (const model::Pipeline& pipeline : *pipelines) {
    const Result<std::vector<model::Stage>> stages = store::stages(store, pipeline.id);
    if (!stages) return fail(stages.error());
    for (const model::Stage& stage : *stages) visit(pipeline, stage);
  }
  return {};
}

std::string_view outcome_word(model::OutcomeState outcome) {
  switch (outcome) {
    case model::OutcomeState::won:
      return "won";
    case model::OutcomeState::lost:
      return "lost";
    case model::OutcomeState::open:
      break;
  }
  return "open";
}

Status list_deals(store::Store& store, ListForm form, const platform::Clock& clock,
                  i18n::Locale locale, const Put& put) {
  constexpr std::array<Column, 16> columns = {{{"id"},
                                               {"title"},
                                               {"organisation"},
                                               {"person"},
                                               {"owner"},
                                               {"product"},
                                               {"value"},
                                               {"currency"},
                                               {"pipeline"},
                                               {"stage"},
                                               {"outcome"},
                                               {"opened_on"},
                                               {"expected_close"},
                                               {"closed_on"},
                                               {"outcome_note"},
                                               {"external_id"}}};
  Names pipelines;
  Names stages;
  const Status read =
      visit_stages(store, [&](const model::Pipeline& pipeline, const model::Stage& stage) {
        pipelines[pipeline.id] = name_of(pipeline, locale);
        stages[stage.id] = name_of(stage, locale);
      });
  if (!read) return read;
  Lines lines(form, columns, put);
  return store::visit_deals(store, [&](const store::DealDetails& details) {
    const model::Deal& deal = details.deal;
    const std::array<Cell, columns.size()> cells = {
        to_text(deal.id),
        deal.title,
        cell(details.organisation_name),
        cell(details.person_name),
        cell(details.owner_name),
        cell(deal.product_name),
        deal.value ? Cell(decimal_amount(*deal.value)) : Cell(),
        deal.value ? Cell(deal.value->currency.code()) : Cell(),
        name_in(pipelines, deal.pipeline),
        name_in(stages, deal.stage),
        std::string(outcome_word(deal.outcome.state)),
        cell(iso_day(deal.opened_on)),
        cell(iso_day(deal.expected_close)),
        cell(closing_day(deal.outcome, clock)),
        cell(deal.outcome_note),
        cell(deal.external_key)};
    lines.add(cells);
  });
}

Status list_people(store::Store& store, ListForm form, const Put& put) {
  constexpr std::array<Column, 3> columns = {{{"id"}, {"name"}, {"organisation"}}};
  const Result<std::vector<model::Organisation>> organisations = store::organisations(store);
  if (!organisations) return fail(organisations.error());
  const Result<std::vector<model::Person>> people = store::people(store);
  if (!people) return fail(people.error());
  Names names;
  for (const model::Organisation& each : *organisations) names[each.id] = each.name;
  Lines lines(form, columns, put);
  for (const model::Person& person : *people) {
    lines.add(std::array<Cell, columns.size()>{to_text(person.id), person.name,
                                               name_in(names, person.organisation)});
  }
  return {};
}

template <class Record>
Status list_names(const Result<std::vector<Record>>& records, ListForm form, const Put& put) {
  constexpr std::array<Column, 2> columns = {{{"id"}, {"name"}}};
  if (!records) return fail(records.error());
  Lines lines(form, columns, put);
  for (const Record& record : *records) {
    lines.add(std::array<Cell, columns.size()>{to_text(record.id), record.name});
  }
  return {};
}

Status list_stages(store::Store& store, ListForm form, i18n::Locale locale, const Put& put) {
  constexpr std::array<Column, 4> columns = {
      {{"id"}, {"name"}, {"pipeline"}, {"probability", true}}};
  Lines lines(form, columns, put);
  return visit_stages(store, [&](const model::Pipeline& pipeline, const model::Stage& stage) {
    lines.add(std::array<Cell, columns.size()>{to_text(stage.id), name_of(stage, locale),
                                               name_of(pipeline, locale),
                                               std::to_string(stage.probability_percent)});
  });
}

}  // namespace

Status list_records(store::Store& store, ListedKind kind, ListForm form,
                    const platform::Clock& clock, i18n::Locale locale, const Put& put) {
  switch (kind) {
    case ListedKind::deals:
      return list_deals(store, form, clock, locale, put);
    case ListedKind::people:
      return list_people(store, form, put);
    case ListedKind::organisations:
      return list_names(store::organisations(store), form, put);
    case ListedKind::members:
      return list_names(store::members(store), form, put);
    case ListedKind::stages:
      break;
  }
  return list_stages(store, form, locale, put);
}

}  // namespace holdall::app
