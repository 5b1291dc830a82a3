#include "app/deal_importer.h"

#include <algorithm>

#include "model/order_key.h"
#include "store/board_queries.h"
#include "store/queries.h"

namespace holdall::app {
namespace {

using change::CellValue;
using exchange::DealOutcome;
using exchange::ImportedDeal;
using model::RecordKind;

namespace deal_field = model::deal_field;

void add_text(std::vector<CellValue>& cells, model::FieldNumber field, const std::string& text) {
  if (!text.empty()) cells.push_back({field, text});
}

void add_date(std::vector<CellValue>& cells, model::FieldNumber field,
              std::optional<std::int32_t> days) {
  if (days) cells.push_back({field, model::Date{*days}});
}

// The moment of closing is not known better than by its day.
model::Outcome outcome_of(const ImportedDeal& deal) {
  if (deal.outcome == DealOutcome::open) return {};
  const auto state =
      deal.outcome == DealOutcome::won ? model::OutcomeState::won : model::OutcomeState::lost;
  return {state, {}, deal.closed_on ? model::noon_ms({*deal.closed_on}) : 0};
}

std::vector<CellValue> plain_cells(const ImportedDeal& deal) {
  std::vector<CellValue> cells = {{deal_field::title, deal.title}};
  if (deal.value) {
    const auto currency = model::currency_from_code(deal.value->currency);
    cells.push_back(
        {deal_field::value, model::Money{deal.value->minor, currency.value_or(model::Currency{})}});
  }
  if (deal.outcome != DealOutcome::open) cells.push_back({deal_field::outcome, outcome_of(deal)});
  add_date(cells, deal_field::expected_close, deal.expected_close);
  add_date(cells, deal_field::opened_on, deal.opened_on);
  add_text(cells, deal_field::owner_name, deal.owner);
  add_text(cells, deal_field::product_name, deal.product);
  add_text(cells, deal_field::external_key, deal.external_key);
  add_text(cells, deal_field::outcome_note, deal.lost_reason);
  return cells;
}

}  // namespace

Status DealImporter::create_stages(store::CommandWriter& writer, std::span<const std::string> names,
                                   ByteView behind) {
  const std::vector<Bytes> keys =
      model::keys_behind(behind, names.size(), store_.randomness().next_u32());
  for (std::size_t index = 0; index < names.size(); ++index) {
    const auto probability = static_cast<std::int64_t>(100 * (index + 1) / (names.size() + 1));
    const Result<RecordId> stage = writer.create(
        RecordKind::stage, {{model::stage_field::name, names[index]},
                            {model::stage_field::pipeline, pipeline_},
                            {model::stage_field::position, model::OrderKey{keys[index]}},
                            {model::stage_field::probability, probability}});
    if (!stage) return fail(stage.error());
    stages_.emplace(names[index], StageSlot{*stage, {}});
    if (first_stage_.empty()) first_stage_ = names[index];
    last_stage_ = names[index];
  }
  return {};
}

Status DealImporter::create_pipeline(const std::string& name,
                                     std::span<const std::string> stage_names,
                                     const std::string& default_stage_name) {
  const Result<std::vector<Bytes>> positions = store::pipeline_positions(store_);
  if (!positions) return fail(positions.error());
  Result<store::CommandWriter> writer = store::begin_import_slice(store_, import_);
  if (!writer) return fail(std::move(writer.error()));
  const ByteView last = positions->empty() ? ByteView{} : ByteView(positions->back());
  const Result<RecordId> pipeline = writer->create(
      RecordKind::pipeline,
      {{model::pipeline_field::name, name},
       {model::pipeline_field::position,
        model::OrderKey{model::key_between(last, {}, store_.randomness().next_u32())}}});
  if (!pipeline) return fail(pipeline.error());
  pipeline_ = *pipeline;
  const std::span<const std::string> own =
      stage_names.empty() ? std::span<const std::string>(&default_stage_name, 1) : stage_names;
  if (Status created = create_stages(*writer, own, {}); !created) return created;
  const Result<store::CommandResult> committed = writer->commit_always();
  if (!committed) return fail(committed.error());
  return {};
}

Status DealImporter::use_pipeline(RecordId pipeline, std::span<const std::string> stage_names,
                                  const std::string& default_stage_name, i18n::Locale locale) {
  pipeline_ = pipeline;
  const Result<std::vector<model::Stage>> present = store::stages(store_, pipeline);
  if (!present) return fail(present.error());
  for (const model::Stage& stage : *present) {
    const std::string name(stage.name_is_key ? locale.name(stage.name)
                                             : std::string_view(stage.name));
    Result<Bytes> position = last_position(store_, pipeline, stage.id);
    if (!position) return fail(std::move(position.error()));
    stages_.emplace(name, StageSlot{stage.id, *std::move(position)});
    if (first_stage_.empty()) first_stage_ = name;
    last_stage_ = name;
  }
  std::vector<std::string> missing;
  for (const std::string& name : stage_names) {
    if (!stages_.contains(name)) missing.push_back(name);
  }
  if (stages_.empty() && missing.empty()) missing.push_back(default_stage_name);
  Result<store::CommandWriter> writer = store::begin_import_slice(store_, import_);
  if (!writer) return fail(std::move(writer.error()));
  const Bytes behind = present->empty() ? Bytes{} : present->back().position;
  if (Status created = create_stages(*writer, missing, behind); !created) return created;
  const Result<store::CommandResult> committed = writer->commit_always();
  if (!committed) return fail(committed.error());
  return {};
}

Result<RecordId> DealImporter::link(store::CommandWriter& writer, RecordKind kind,
                                    model::FieldNumber name_field, const std::string& name) {
  if (name.empty()) return RecordId{};
  Names& known = kind == RecordKind::organisation ? organisations_ : people_;
  const auto found = known.find(name);
  if (found != known.end()) return found->second;
  const Result<RecordId> present = kind == RecordKind::organisation
                                       ? store::find_organisation(store_, name)
                                       : store::find_person(store_, name);
  if (!present) return fail(present.error());
  const Result<RecordId> record = *present ? present : writer.create(kind, {{name_field, name}});
  if (record) known.emplace(name, *record);
  return record;
}

// A closed deal whose stage at closing is not in the file came as far as the last stage.
DealImporter::StageSlot& DealImporter::slot_for(const ImportedDeal& deal) {
  const auto named = stages_.find(deal.stage);
  if (named != stages_.end()) return named->second;
  return stages_.find(deal.outcome == DealOutcome::open ? first_stage_ : last_stage_)->second;
}

Status DealImporter::write(store::CommandWriter& writer, const ImportedDeal& deal) {
  std::vector<CellValue> cells = plain_cells(deal);
  StageSlot& stage = slot_for(deal);
  stage.last_position = model::key_between(stage.last_position, {}, store_.randomness().next_u32());
  cells.push_back({deal_field::stage, stage.id});
  cells.push_back({deal_field::position, model::OrderKey{stage.last_position}});
  const Result<RecordId> organisation =
      link(writer, RecordKind::organisation, model::organisation_field::name, deal.organisation);
  if (!organisation) return fail(organisation.error());
  if (*organisation) cells.push_back({deal_field::organisation, *organisation});
  const Result<RecordId> person =
      link(writer, RecordKind::person, model::person_field::name, deal.person);
  if (!person) return fail(person.error());
  if (*person) cells.push_back({deal_field::person, *person});
  // It has been in its stage, as far as the file tells, since it was opened.
  const std::int64_t now_ms = store_.clock().wall_ms();
  if (deal.opened_on) writer.set_wall_ms(std::min(now_ms, model::noon_ms({*deal.opened_on})));
  const Result<RecordId> created = writer.create(RecordKind::deal, std::move(cells));
  writer.set_wall_ms(now_ms);
  if (!created) return fail(created.error());
  return {};
}

}  // namespace holdall::app
