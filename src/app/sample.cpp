#include "app/sample.h"

#include <vector>

#include "exchange/demo.h"
#include "model/order_key.h"
#include "model/records.h"
#include "store/command_writer.h"

namespace holdall::app {
namespace {

using change::CellValue;
using exchange::DealOutcome;
using exchange::DemoData;
using exchange::DemoDeal;
using model::RecordKind;

namespace deal_field = model::deal_field;

// One sample for everybody: people who show it to each other see the same deals.
constexpr std::uint64_t sample_seed = 2026;

class SampleWriter {
 public:
  SampleWriter(store::Store& store, store::CommandWriter& writer, const DemoData& data,
               i18n::Locale locale)
      : store_(store), writer_(writer), data_(data), locale_(locale) {}

  Status write() {
    for (const std::string& name : data_.organisations) {
      const Result<RecordId> made =
          writer_.create(RecordKind::organisation, {{model::organisation_field::name, name}});
      if (!made) return fail(made.error());
      organisations_.push_back(*made);
    }
    for (const exchange::DemoPerson& person : data_.persons) {
      const Result<RecordId> made = writer_.create(
          RecordKind::person,
          {{model::person_field::name, person.name},
           {model::person_field::organisation, organisations_[person.organisation]}});
      if (!made) return fail(made.error());
      people_.push_back(*made);
    }
    for (const DemoDeal& deal : data_.deals) {
      if (Status written = write_deal(deal); !written) return written;
    }
    return {};
  }

 private:
  Status write_deal(const DemoDeal& deal) {
    writer_.set_wall_ms(deal.moves.front().wall_ms);
    const Result<RecordId> made = writer_.create(RecordKind::deal, first_cells(deal));
    if (!made) return fail(made.error());
    for (std::size_t index = 1; index < deal.moves.size(); ++index) {
      writer_.set_wall_ms(deal.moves[index].wall_ms);
      const Status moved =
          writer_.edit(RecordKind::deal, *made,
                       {stage_cell(deal.moves[index]), {deal_field::position, next_position()}});
      if (!moved) return moved;
    }
    return deal.outcome == DealOutcome::open ? Status{} : close(deal, *made);
  }

  std::vector<CellValue> first_cells(const DemoDeal& deal) {
    std::vector<CellValue> cells = {{deal_field::title, deal.title},
                                    stage_cell(deal.moves.front()),
                                    {deal_field::position, next_position()},
                                    {deal_field::organisation, organisations_[deal.organisation]},
                                    {deal_field::person, people_[deal.person]},
                                    {deal_field::owner_name, deal.owner},
                                    {deal_field::opened_on, model::Date{deal.opened_on}}};
    if (deal.value) {
      const auto currency = model::currency_from_code(deal.value->currency);
      cells.push_back({deal_field::value,
                       model::Money{deal.value->minor, currency.value_or(model::Currency{})}});
    }
    if (deal.expected_close)
      cells.push_back({deal_field::expected_close, model::Date{*deal.expected_close}});
    return cells;
  }

  Status close(const DemoDeal& deal, RecordId record) {
    const auto state =
        deal.outcome == DealOutcome::won ? model::OutcomeState::won : model::OutcomeState::lost;
    std::vector<CellValue> cells = {
        {deal_field::outcome, model::Outcome{state, {}, deal.closed_ms}}};
    if (!deal.lost_reason.empty()) {
      cells.push_back({deal_field::outcome_note, std::string(locale_.name(deal.lost_reason))});
    }
    writer_.set_wall_ms(deal.closed_ms);
    return writer_.edit(RecordKind::deal, record, std::move(cells));
  }

  static CellValue stage_cell(const exchange::DemoMove& move) {
    return {deal_field::stage, model::built_in::stage(static_cast<std::uint32_t>(move.stage))};
  }

  // The newest movement stands on top, as if each had been dropped there.
  model::OrderKey next_position() {
    position_ = model::key_between({}, position_, store_.randomness().next_u32());
    return {position_};
  }

  store::Store& store_;
  store::CommandWriter& writer_;
  const DemoData& data_;
  i18n::Locale locale_;
  std::vector<RecordId> organisations_;
  std::vector<RecordId> people_;
  Bytes position_;
};

}  // namespace

Status add_sample(Workspace& workspace, platform::Platform& platform, i18n::Language language) {
  const DemoData data = exchange::make_demo(sample_seed, language, workspace.today().days);
  store::Store& store = workspace.store();
  {
    Result<store::CommandWriter> writer =
        store::CommandWriter::begin(store, store::CommandName::add_sample);
    if (!writer) return fail(std::move(writer.error()));
    SampleWriter sample(store, *writer, data, i18n::Locale(language));
    if (Status written = sample.write(); !written) return written;
    const Result<store::CommandResult> committed = writer->commit();
    if (!committed) return fail(committed.error());
  }
  platform.window.wake();
  return workspace.show_pipeline(model::built_in::pipeline);
}

}  // namespace holdall::app
