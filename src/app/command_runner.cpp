#include "app/command_runner.h"

#include <algorithm>

#include "base/utf8.h"
#include "store/conflicts.h"
#include "store/queries.h"

namespace holdall::app {
namespace {

using change::CellValue;
using model::OutcomeState;
using model::RecordKind;
using store::CommandName;
using store::CommandWriter;

namespace deal_field = model::deal_field;

constexpr std::int64_t minute_ms = 60'000;

std::string clean_line(const std::string& text) { return std::string(trimmed(text)); }

model::Value text_or_none(const std::string& text) {
  if (text.empty()) return model::NoValue{};
  return text;
}

// Whether these values may be had at all.
Status check(const std::optional<model::Money>& value, const std::optional<model::Date>& date) {
  if (value && value->minor < 0) return fail(ErrorCode::negative_amount);
  if (date && *date < model::first_date) return fail(ErrorCode::early_date);
  return {};
}

class Runner {
 public:
  explicit Runner(CommandContext context) : context_(context) {}

  Result<RunCommand> operator()(const AddDeal& command) {
    const std::string title = clean_line(command.title);
    if (title.empty()) return fail(ErrorCode::invalid_argument, "title");
    if (Status usable = check(command.value, command.expected_close); !usable)
      return fail(usable.error());
    const auto column = context_.board.find_column(command.column);
    if (!column) return fail(ErrorCode::not_found, "column");
    executed_ = {CommandName::add_deal, false, {}, title};
    return write([&](CommandWriter& writer) -> Status {
      std::vector<CellValue> cells = {
          {deal_field::title, title},
          {deal_field::position,
           model::OrderKey{
               context_.board.place_at(*column, 0, {}, context_.store.randomness().next_u32())
                   .position}},
          {deal_field::owner, context_.me},
          {deal_field::opened_on, context_.today}};
      if (command.value) cells.push_back({deal_field::value, *command.value});
      if (command.expected_close)
        cells.push_back({deal_field::expected_close, *command.expected_close});
      cells.push_back({deal_field::stage, stage_of(command.column)});
      if (command.column.kind != ColumnKind::stage) {
        cells.push_back({deal_field::outcome, outcome_of(command.column.kind)});
      }
      const Result<RecordId> created = writer.create(RecordKind::deal, std::move(cells));
      if (!created) return fail(created.error());
      executed_.deal = *created;
      return {};
    });
  }

  Result<RunCommand> operator()(const RenameDeal& command) {
    const std::string title = clean_line(command.title);
    if (title.empty()) return fail(ErrorCode::invalid_argument, "title");
    return edit_deal(command.deal, {{deal_field::title, title}});
  }

  Result<RunCommand> operator()(const SetDealValue& command) {
    if (Status usable = check(command.value, {}); !usable) return fail(usable.error());
    model::Value value = model::NoValue{};
    if (command.value) value = *command.value;
    return edit_deal(command.deal, {{deal_field::value, value}});
  }

  Result<RunCommand> operator()(const SetExpectedClose& command) {
    if (Status usable = check({}, command.date); !usable) return fail(usable.error());
    model::Value date = model::NoValue{};
    if (command.date) date = *command.date;
    return edit_deal(command.deal, {{deal_field::expected_close, date}});
  }

  // At noon where the person is, so that it is that day there.
  Result<RunCommand> operator()(const SetClosedOn& command) {
    if (Status usable = check({}, command.date); !usable) return fail(usable.error());
    const Result<model::Value> cell =
        context_.store.records().cell(RecordKind::deal, command.deal, deal_field::outcome);
    if (!cell) return fail(cell.error());
    const auto* present = std::get_if<model::Outcome>(&*cell);
    if (present == nullptr || present->state == OutcomeState::open)
      return fail(ErrorCode::not_found, "outcome");
    model::Outcome outcome = *present;
    outcome.closed_ms = 0;
    if (command.date) {
      const std::int64_t noon = model::noon_ms(*command.date);
      outcome.closed_ms = noon - context_.store.clock().utc_offset_minutes(noon) * minute_ms;
    }
    return edit_deal(command.deal, {{deal_field::outcome, outcome}});
  }

  Result<RunCommand> operator()(const SetDealOrganisation& command) {
    return link_by_name(command.deal, deal_field::organisation, RecordKind::organisation,
                        model::organisation_field::name, clean_line(command.name));
  }

  Result<RunCommand> operator()(const SetDealPerson& command) {
    return link_by_name(command.deal, deal_field::person, RecordKind::person,
                        model::person_field::name, clean_line(command.name));
  }

  Result<RunCommand> operator()(const MoveDeal& command) {
    const auto column = context_.board.find_column(command.column);
    const auto from = context_.board.column_of(command.deal);
    if (!column || !from) return fail(ErrorCode::not_found, "column");
    if (!describe(command.deal)) return fail(ErrorCode::not_found, to_text(command.deal));
    executed_.name = move_name(*from, command.column);
    return write([&](CommandWriter& writer) -> Status {
      std::vector<CellValue> cells = move_cells(command, *from);
      if (command.column.kind == ColumnKind::stage && !stands_there(command, *column)) {
        const Status placed = place(writer, command, *column, cells);
        if (!placed) return placed;
      }
      return writer.edit(RecordKind::deal, command.deal, std::move(cells));
    });
  }

  Result<RunCommand> operator()(const SetOutcomeNote& command) {
    return edit_deal(command.deal,
                     {{deal_field::outcome_note, text_or_none(clean_line(command.note))}});
  }

  Result<RunCommand> operator()(const SettleConflict& command) {
    const Result<std::optional<store::DealDetails>> deal =
        store::deal_details(context_.store, command.deal);
    if (!deal) return fail(deal.error());
    if (!*deal || !describe(command.deal)) return fail(ErrorCode::not_found, to_text(command.deal));
    const Result<store::RecordConflicts> conflicts =
        store::conflicts_of_record(context_.store, RecordKind::deal, command.deal);
    if (!conflicts) return fail(conflicts.error());
    executed_.name = CommandName::edit_deal;
    const auto cell = std::ranges::find(conflicts->cells, command.field, &store::CellRivals::field);
    if (cell == conflicts->cells.end()) return RunCommand{executed_, {}};
    return write([&](CommandWriter& writer) -> Status {
      const std::int64_t since_ms = (*deal)->stage_since_ms;
      if (!command.taken)
        return writer.confirm(RecordKind::deal, command.deal, command.field, since_ms);
      for (const store::LoggedChange& loser : cell->losers) {
        if (loser.change.stamp != *command.taken) continue;
        const auto value = std::ranges::find(loser.change.cells, command.field, &CellValue::field);
        return writer.edit(RecordKind::deal, command.deal, {*value});
      }
      return {};
    });
  }

  Result<RunCommand> operator()(const DeleteDeal& command) {
    if (!describe(command.deal)) return fail(ErrorCode::not_found, to_text(command.deal));
    executed_.name = CommandName::delete_deal;
    return write(
        [&](CommandWriter& writer) { return writer.remove(RecordKind::deal, command.deal); });
  }

  Result<RunCommand> operator()(const RenameMe& command) {
    executed_.name = CommandName::rename_me;
    return write([&](CommandWriter& writer) {
      return writer.edit(RecordKind::member, context_.me,
                         {{model::member_field::name, text_or_none(clean_line(command.name))}});
    });
  }

 private:
  template <class Body>
  Result<RunCommand> write(Body body) {
    Result<CommandWriter> writer = CommandWriter::begin(context_.store, executed_.name);
    if (!writer) return fail(std::move(writer.error()));
    if (Status written = body(*writer); !written) return fail(written.error());
    Result<store::CommandResult> result = writer->commit();
    if (!result) return fail(std::move(result.error()));
    executed_.changed = !result->touched.empty();
    return RunCommand{executed_, std::move(result->touched)};
  }

  Result<RunCommand> edit_deal(RecordId deal, std::vector<CellValue> cells) {
    if (!describe(deal)) return fail(ErrorCode::not_found, to_text(deal));
    executed_.name = CommandName::edit_deal;
    return write([&](CommandWriter& writer) {
      return writer.edit(RecordKind::deal, deal, std::move(cells));
    });
  }

  Result<RunCommand> link_by_name(RecordId deal, model::FieldNumber field, RecordKind kind,
                                  model::FieldNumber name_field, const std::string& name) {
    if (!describe(deal)) return fail(ErrorCode::not_found, to_text(deal));
    executed_.name = CommandName::edit_deal;
    return write([&](CommandWriter& writer) -> Status {
      RecordId linked;
      if (!name.empty()) {
        const Result<RecordId> found = kind == RecordKind::organisation
                                           ? store::find_organisation(context_.store, name)
                                           : store::find_person(context_.store, name);
        const Result<RecordId> link =
            !found || *found ? found : writer.create(kind, {{name_field, name}});
        if (!link) return fail(link.error());
        linked = *link;
      }
      const model::Value value = linked ? model::Value(linked) : model::Value(model::NoValue{});
      return writer.edit(RecordKind::deal, deal, {{field, value}});
    });
  }

  // Fills in whom the command is about; false if there is no such deal.
  bool describe(RecordId deal) {
    Result<std::optional<std::string>> title = store::deal_title(context_.store, deal);
    if (!title || !*title) return false;
    executed_.deal = deal;
    executed_.deal_title = **std::move(title);
    return true;
  }

  static constexpr auto position_cell = [](Bytes key) {
    return CellValue{deal_field::position, model::OrderKey{std::move(key)}};
  };

  // The deal's new place; deals behind it that must make room are written at once.
  Status place(CommandWriter& writer, const MoveDeal& command, std::size_t column,
               std::vector<CellValue>& cells) {
    Board::Placement placement = context_.board.place_at(column, command.index, command.deal,
                                                         context_.store.randomness().next_u32());
    cells.push_back(position_cell(std::move(placement.position)));
    for (auto& [follower, key] : placement.followers) {
      const Status moved = writer.edit(RecordKind::deal, follower, {position_cell(std::move(key))});
      if (!moved) return moved;
    }
    return {};
  }

  std::vector<CellValue> move_cells(const MoveDeal& command, ColumnId from) {
    std::vector<CellValue> cells;
    if (command.column.kind != from.kind) {
      cells.push_back({deal_field::outcome, outcome_of(command.column.kind)});
      cells.push_back({deal_field::outcome_note, text_or_none(clean_line(command.note))});
    }
    if (command.column.kind == ColumnKind::stage) {
      cells.push_back({deal_field::stage, command.column.stage});
    }
    return cells;
  }

  // Dropped where it was lifted: nothing to write.
  bool stands_there(const MoveDeal& command, std::size_t column) const {
    return context_.board.columns()[column].deal(command.index) == command.deal;
  }

  [[nodiscard]] model::Outcome outcome_of(ColumnKind kind) const {
    if (kind == ColumnKind::stage) return {};
    const OutcomeState state = kind == ColumnKind::won ? OutcomeState::won : OutcomeState::lost;
    return {state, {}, context_.store.clock().wall_ms()};
  }

  // A deal that is added to a closing column needs a stage all the same: the last.
  [[nodiscard]] RecordId stage_of(ColumnId id) const {
    RecordId stage = id.stage;
    for (const BoardColumn& column : context_.board.columns()) {
      if (id.kind != ColumnKind::stage && column.id().kind == ColumnKind::stage)
        stage = column.id().stage;
    }
    return stage;
  }

  static CommandName move_name(ColumnId from, ColumnId to) {
    if (from.kind == to.kind) return CommandName::move_deal;
    if (to.kind == ColumnKind::won) return CommandName::win_deal;
    if (to.kind == ColumnKind::lost) return CommandName::lose_deal;
    return CommandName::reopen_deal;
  }

  CommandContext context_;
  Executed executed_;
};

}  // namespace

Result<RunCommand> run_command(CommandContext context, const Command& command) {
  Runner runner(context);
  return std::visit(runner, command);
}

}  // namespace holdall::app
