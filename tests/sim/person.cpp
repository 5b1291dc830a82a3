#include "person.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "app/command_runner.h"
#include "store/change_log.h"
#include "store/command_writer.h"
#include "store/queries.h"
#include "store/undo.h"

// What an import has not revealed nobody can work on.
#define REVEALED " AND import NOT IN (SELECT number FROM import WHERE state <> 1)"

namespace holdall::sim {
namespace {

using change::CellValue;
using model::RecordKind;
using store::CommandWriter;

// With few records their edits meet.
constexpr std::size_t deals_enough = 5;
// Kinds, fields and types of a version to come.
// Ids that are derived from a cause have this number, or a greater one, in a device's place.
constexpr DeviceNumber derived_number = device_number_max + 1;
constexpr auto newer_kind = static_cast<RecordKind>(77);
constexpr model::FieldNumber newer_field = 40;
constexpr std::uint64_t newer_type = 60;
constexpr model::FieldNumber newer_sets[] = {0x8001, 0x9000};

constexpr std::array<std::pair<Deed, std::uint32_t>, 21> weights = {{
    {Deed::add_deal, 12},
    {Deed::rename_deal, 14},
    {Deed::set_value, 12},
    {Deed::set_expected_close, 6},
    {Deed::set_closed_on, 2},
    {Deed::set_organisation, 4},
    {Deed::set_person, 3},
    {Deed::move_deal, 14},
    {Deed::set_outcome_note, 3},
    {Deed::delete_deal, 10},
    {Deed::rename_me, 2},
    {Deed::undo, 8},
    {Deed::redo, 4},
    {Deed::restore_deal, 11},
    {Deed::edit_stage, 3},
    {Deed::delete_stage, 1},
    {Deed::merge_duplicates, 2},
    {Deed::newer_field, 10},
    {Deed::newer_set, 30},
    {Deed::newer_kind, 5},
    {Deed::derive_record, 5},
}};

bool is_newer(Deed deed) {
  return deed == Deed::newer_field || deed == Deed::newer_set || deed == Deed::newer_kind;
}

// What a command may answer: that the record it is for is not there.
Status unless_gone(Status status) {
  const bool gone = !status && status.error().code == ErrorCode::not_found;
  return gone ? Status{} : status;
}

}  // namespace

const char* name_of(Deed deed) {
  static constexpr std::array<const char*, deed_count> names = {"add_deal",
                                                                "rename_deal",
                                                                "set_value",
                                                                "set_expected_close",
                                                                "set_closed_on",
                                                                "set_organisation",
                                                                "set_person",
                                                                "move_deal",
                                                                "set_outcome_note",
                                                                "delete_deal",
                                                                "rename_me",
                                                                "undo",
                                                                "redo",
                                                                "restore_deal",
                                                                "edit_stage",
                                                                "delete_stage",
                                                                "merge_duplicates",
                                                                "newer_field",
                                                                "newer_set",
                                                                "newer_kind",
                                                                "derive_record",
                                                                "import_slice",
                                                                "import_end"};
  return names[static_cast<std::size_t>(deed)];
}

Deed Person::choose() {
  std::uint32_t sum = 0;
  for (const auto& [deed, weight] : weights) sum += is_newer(deed) && !newer_ ? 0 : weight;
  auto ticket = static_cast<std::uint32_t>(dice_.below(sum));
  for (const auto& [deed, weight] : weights) {
    if (is_newer(deed) && !newer_) continue;
    if (ticket < weight) return deed;
    ticket -= weight;
  }
  return Deed::rename_deal;
}

Result<Deed> Person::act() {
  const Deed deed = choose();
  if (Status done = do_deed(deed); !done) return fail(done.error());
  return deed;
}

std::string Person::word() { return std::string(1, static_cast<char>('a' + below(12))); }

Result<RecordId> Person::any(const char* count_sql, const char* list_sql) {
  store::Database& database = device_.store().database();
  const Result<store::Statement*> count = database.cached(count_sql);
  if (!count) return fail(count.error());
  std::int64_t there = 0;
  {
    store::StatementUse use(**count);
    const Result<bool> row = use->step();
    if (!row) return fail(row.error());
    there = use->integer(0);
  }
  if (there == 0) return RecordId{};
  const Result<store::Statement*> list = database.cached(list_sql);
  if (!list) return fail(list.error());
  store::StatementUse use(**list);
  // Everybody has business with the first one.
  const std::uint64_t place = below(2) == 0 ? 0 : dice_.below(static_cast<std::uint64_t>(there));
  use->bind(1, static_cast<std::int64_t>(place));
  const Result<bool> row = use->step();
  if (!row) return fail(row.error());
  return *row ? use->record(0) : RecordId{};
}

Result<RecordId> Person::any_deal() {
  return any("SELECT count(*) FROM deal WHERE life % 2 = 1" REVEALED,
             "SELECT id FROM deal WHERE life % 2 = 1" REVEALED " ORDER BY id LIMIT 1 OFFSET ?1");
}

Status Person::execute(const app::Command& command) {
  const Result<const app::Board*> board = device_.board();
  if (!board) return fail(board.error());
  store::Store& store = device_.store();
  const Result<model::Member> me = store::me(store);
  if (!me) return fail(me.error());
  const std::int64_t now_ms = device_.clock.wall_ms();
  const Result<app::RunCommand> run =
      app::run_command({store, **board, me->id, model::date_at(now_ms, 0)}, command);
  device_.touch_board();
  if (!run) return unless_gone(fail(run.error()));
  return {};
}

Status Person::do_deed(Deed deed) {
  if (is_newer(deed)) return write_newer(deed);
  switch (deed) {
    case Deed::add_deal:
    case Deed::move_deal:
      return do_board_deed(deed);
    case Deed::derive_record:
      return derive_record();
    case Deed::rename_me:
      return execute(app::RenameMe{word()});
    case Deed::undo:
    case Deed::redo:
      return reverse(deed == Deed::redo);
    case Deed::restore_deal:
    case Deed::edit_stage:
    case Deed::delete_stage:
    case Deed::merge_duplicates:
      return do_other_deed(deed);
    default:
      return do_deal_deed(deed);
  }
}

Status Person::do_board_deed(Deed deed) {
  const Result<const app::Board*> board = device_.board();
  if (!board) return fail(board.error());
  const auto columns = (*board)->columns();
  if (columns.empty()) return {};
  const app::ColumnId column = columns[below(columns.size())].id();
  if (deed == Deed::add_deal && (*board)->deal_count() < deals_enough) {
    app::AddDeal add{.column = column, .title = word(), .value = {}, .expected_close = {}};
    if (below(2) == 0)
      add.value = model::Money{static_cast<std::int64_t>(below(1000)), {{'E', 'U', 'R'}}};
    return execute(add);
  }
  const Result<RecordId> deal = any_deal();
  if (!deal) return fail(deal.error());
  return execute(app::MoveDeal{.deal = *deal, .column = column, .index = below(3), .note = word()});
}

Status Person::do_deal_deed(Deed deed) {
  const Result<RecordId> found = any_deal();
  if (!found) return fail(found.error());
  const RecordId deal = *found;
  std::optional<model::Date> date;
  if (below(4) != 0) date = model::Date{static_cast<std::int32_t>(20'000 + below(5))};
  switch (deed) {
    case Deed::set_value: {
      std::optional<model::Money> value;
      const auto minor = static_cast<std::int64_t>(below(500));
      if (below(5) != 0) value = model::Money{minor, {{'E', 'U', below(4) == 0 ? 'X' : 'R'}}};
      return execute(app::SetDealValue{deal, value});
    }
    case Deed::set_expected_close:
      return execute(app::SetExpectedClose{deal, date});
    case Deed::set_closed_on:
      return execute(app::SetClosedOn{deal, date});
    case Deed::set_organisation:
      return execute(app::SetDealOrganisation{deal, below(4) == 0 ? "" : word()});
    case Deed::set_person:
      return execute(app::SetDealPerson{deal, below(4) == 0 ? "" : word()});
    case Deed::set_outcome_note:
      return execute(app::SetOutcomeNote{deal, below(3) == 0 ? "" : word()});
    case Deed::delete_deal:
      return execute(app::DeleteDeal{deal});
    default:
      return execute(app::RenameDeal{deal, word()});
  }
}

Status Person::edit(RecordKind kind, RecordId id, std::vector<CellValue> cells) {
  if (!id) return {};
  // Sets, which no kind has yet, cannot be undone yet either.
  const bool can_be_undone = std::ranges::none_of(cells, model::is_set_field, &CellValue::field);
  constexpr store::CommandName name = store::CommandName::edit_deal;
  Result<CommandWriter> writer = can_be_undone
                                     ? CommandWriter::begin(device_.store(), name)
                                     : CommandWriter::begin_reversal(device_.store(), name);
  if (!writer) return fail(writer.error());
  if (Status edited = writer->edit(kind, id, std::move(cells)); !edited)
    return unless_gone(std::move(edited));
  const Result<store::CommandResult> done = writer->commit();
  return done ? Status{} : Status{fail(done.error())};
}

Status Person::do_other_deed(Deed deed) {
  device_.touch_board();
  if (deed == Deed::merge_duplicates) {
    constexpr auto count = "SELECT count(*) FROM organisation WHERE life % 2 = 1";
    constexpr auto list =
        "SELECT id FROM organisation WHERE life % 2 = 1 ORDER BY id LIMIT 1 OFFSET ?1";
    const Result<RecordId> loser = any(count, list);
    const Result<RecordId> winner = any(count, list);
    if (!loser) return fail(loser.error());
    if (!winner) return fail(winner.error());
    return edit(RecordKind::organisation, *loser, {{model::merged_into_field, *winner}});
  }
  const Result<RecordId> stage =
      any("SELECT count(*) FROM stage", "SELECT id FROM stage ORDER BY id LIMIT 1 OFFSET ?1");
  if (!stage) return fail(stage.error());
  if (deed == Deed::edit_stage) {
    if (below(2) == 0) return edit(RecordKind::stage, *stage, {{model::stage_field::name, word()}});
    return edit(RecordKind::stage, *stage,
                {{model::stage_field::probability, static_cast<std::int64_t>(below(101))}});
  }
  Result<CommandWriter> writer =
      CommandWriter::begin(device_.store(), store::CommandName::edit_deal);
  if (!writer) return fail(writer.error());
  Status turned;
  if (deed == Deed::delete_stage) {
    turned = below(2) == 0 ? writer->remove(RecordKind::stage, *stage)
                           : writer->restore(RecordKind::stage, *stage);
  } else {
    const Result<RecordId> deal =
        any("SELECT count(*) FROM deal WHERE life % 2 = 0 AND life > 0" REVEALED,
            "SELECT id FROM deal WHERE life % 2 = 0 AND life > 0" REVEALED
            " ORDER BY id LIMIT 1 OFFSET ?1");
    if (!deal) return fail(deal.error());
    if (!*deal) return {};
    turned = writer->restore(RecordKind::deal, *deal);
  }
  if (!turned) return turned;
  const Result<store::CommandResult> done = writer->commit();
  return done ? Status{} : Status{fail(done.error())};
}

Status Person::reverse(bool again) {
  device_.touch_board();
  if (device_.reversal) return {};
  store::SliceOver slice_over;
  if (below(2) == 0) slice_over = [] { return true; };
  Result<std::optional<store::Reversal>> reversal =
      again ? store::redo(device_.store(), slice_over) : store::undo(device_.store(), slice_over);
  if (!reversal) return fail(reversal.error());
  if (*reversal && !(*reversal)->finished) device_.reversal = **std::move(reversal);
  return {};
}

Status Person::turn_element() {
  const Result<RecordId> deal = any_deal();
  if (!deal) return fail(deal.error());
  if (!*deal) return {};
  const model::FieldNumber field = newer_sets[below(2)];
  const Result<model::Value> value = device_.store().records().cell(RecordKind::deal, *deal, field);
  if (!value) return fail(value.error());
  std::map<Bytes, std::int64_t> elements;
  if (const auto* set = std::get_if<model::SetElements>(&*value)) {
    ByteReader reader(set->encoded);
    while (reader.left() > 0) {
      const ByteView element = reader.sized();
      const auto length = static_cast<std::int64_t>(reader.varint());
      elements[Bytes(element.begin(), element.end())] = length;
    }
  }
  ++elements[Bytes{static_cast<std::uint8_t>('a' + below(2))}];
  ByteWriter encoded;
  for (const auto& [element, length] : elements) {
    encoded.sized(element);
    encoded.varint(static_cast<std::uint64_t>(length));
  }
  return edit(RecordKind::deal, *deal, {{field, model::SetElements{encoded.take()}}});
}

Status Person::write_newer(Deed deed) {
  if (deed == Deed::newer_set) return turn_element();
  model::Value value = word();
  if (below(2) == 0) value = model::UnknownValue{newer_type, {static_cast<std::uint8_t>(below(4))}};
  if (deed == Deed::newer_field) {
    const Result<RecordId> deal = any_deal();
    if (!deal) return fail(deal.error());
    const bool of_known_field = below(2) == 0;
    constexpr model::FieldNumber known[] = {model::deal_field::owner_name,
                                            model::deal_field::product_name,
                                            model::deal_field::external_key};
    return edit(RecordKind::deal, *deal,
                {{of_known_field ? known[below(std::size(known))] : newer_field, value}});
  }
  const Result<RecordId> other = any("SELECT count(*) FROM other_record",
                                     "SELECT id FROM other_record ORDER BY id LIMIT 1 OFFSET ?1");
  if (!other) return fail(other.error());
  if (*other && below(3) != 0) return edit(newer_kind, *other, {{newer_field, value}});
  Result<CommandWriter> writer =
      CommandWriter::begin(device_.store(), store::CommandName::edit_deal);
  if (!writer) return fail(writer.error());
  const Result<RecordId> made = writer->create(newer_kind, {{newer_field, value}});
  if (!made) return fail(made.error());
  const Result<store::CommandResult> done = writer->commit();
  return done ? Status{} : Status{fail(done.error())};
}

Status Person::derive_record() {
  store::Store& store = device_.store();
  const RecordId id = RecordId::of(derived_number, static_cast<std::uint32_t>(1 + below(3)));
  const auto row = store.records().row(RecordKind::deal, id);
  if (!row) return fail(row.error());
  if (*row) return {};
  const std::int64_t now_ms = device_.clock.wall_ms();
  const change::Stamp stamp = change::next_stamp({}, now_ms, store.device());
  const RecordId stage = model::built_in::stage(static_cast<std::uint32_t>(below(6)));
  std::vector<CellValue> cells = {{model::deal_field::stage, stage}};
  if (below(2) == 0) cells.push_back({model::deal_field::product_name, word()});
  if (below(2) == 0) cells.push_back({model::deal_field::external_key, word()});
  Result<CommandWriter> writer = CommandWriter::begin_reversal(store, store::CommandName::none);
  if (!writer) return fail(writer.error());
  const store::RowState state{.clock = change::Clock(stamp), .life = 1};
  if (Status made = store.records().insert(RecordKind::deal, id, state, cells, now_ms); !made)
    return made;
  cells.insert(cells.begin(), {model::life_field, std::int64_t{1}});
  const Status noted = store::insert_change(
      store.database(), {.command = writer->command(),
                         .change = {RecordKind::deal, id, stamp, now_ms, std::move(cells)}});
  if (!noted) return noted;
  const Result<store::CommandResult> done = writer->commit_always();
  return done ? Status{} : Status{fail(done.error())};
}

Status Person::add_slice() {
  store::Store& store = device_.store();
  if (!device_.import) {
    const Result<store::Import> begun =
        store::begin_import(store, store::CommandName::import_file, "deals.csv");
    if (!begun) return fail(begun.error());
    device_.has_imported = true;
    device_.import = store::UnfinishedImport{.import = *begun, .file_name = {}};
  }
  Result<CommandWriter> writer = store::begin_import_slice(store, device_.import->import);
  if (!writer) return fail(writer.error());
  for (std::size_t left = 1 + below(2); left > 0; --left) {
    const RecordId stage = model::built_in::stage(static_cast<std::uint32_t>(below(6)));
    const Result<RecordId> made = writer->create(
        RecordKind::deal, {{model::deal_field::title, word()}, {model::deal_field::stage, stage}});
    if (!made) return fail(made.error());
  }
  const Result<store::CommandResult> done = writer->commit_always();
  return done ? Status{} : Status{fail(done.error())};
}

Status Person::end_import(bool reveal) {
  const store::Import import = device_.import->import;
  if (reveal && !device_.import->removing) {
    device_.import.reset();
    return store::reveal_import(device_.store(), import);
  }
  device_.import->removing = true;
  const Result<bool> finished =
      store::remove_import_slice(device_.store(), import, 1 + static_cast<int>(below(3)));
  if (!finished) return fail(finished.error());
  if (*finished) device_.import.reset();
  return device_.tell_removal(import.command);
}

Result<Deed> Person::go_on_importing() {
  device_.touch_board();
  if (device_.reversal) {
    const Status done =
        store::continue_reversal(device_.store(), *device_.reversal, [] { return true; });
    if (!done) return fail(done.error());
    if (device_.reversal->finished) device_.reversal.reset();
    return Deed::undo;
  }
  const bool ends = device_.import && (device_.import->removing || below(2) == 0);
  const Status done = ends ? end_import(below(3) != 0) : add_slice();
  if (!done) return fail(done.error());
  return ends ? Deed::import_end : Deed::import_slice;
}

Status Person::finish() {
  while (device_.import) {
    if (Status ended = end_import(true); !ended) return ended;
  }
  if (!device_.reversal) return {};
  if (Status done = store::continue_reversal(device_.store(), *device_.reversal); !done)
    return done;
  device_.reversal.reset();
  return {};
}

}  // namespace holdall::sim
