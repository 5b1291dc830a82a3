#include "workload.h"

#include <array>
#include <set>
#include <utility>
#include <vector>

#include "base/checksum.h"
#include "model/date.h"
#include "must.h"
#include "store/command_writer.h"

namespace holdall::bench {
namespace {

namespace deal_field = model::deal_field;
using change::CellValue;
using change::PeerEdit;
using model::RecordKind;
using store::CommandName;
using store::CommandWriter;

enum PeerField : std::uint32_t {
  name,
  company,
  contact,
  stage,
  amount,
  currency,
  probability,
  date_of_closing,
  owner,
  source,
  next_step,
  notes,
};

constexpr std::int64_t created_ms = change::peer_start_ms - 30 * model::day_ms;
constexpr std::array<const char*, 7> stage_names = {"lead",        "qualified", "demo", "proposal",
                                                    "negotiation", "won",       "lost"};

const std::string& text_of(const model::Value& value) { return std::get<std::string>(value); }

// Companies are told apart by the number at their end alone: a thousand of them, and not one for
// almost every deal.
std::string number_of(const std::string& company_name) {
  return company_name.substr(company_name.rfind(' ') + 1);
}

model::Date date_from(const std::string& iso) {
  const auto part = [&](std::size_t at, std::size_t length) {
    return static_cast<std::int32_t>(std::stoi(iso.substr(at, length)));
  };
  return model::date_of({.year = part(0, 4), .month = part(5, 2), .day = part(8, 2)});
}

model::Money money(std::int64_t minor, std::string_view code) {
  return {minor, *model::currency_from_code(code)};
}

model::OrderKey place_of(const model::Value& value) {
  const auto per_cent = static_cast<std::uint8_t>(std::get<std::int64_t>(value));
  return {{128, static_cast<std::uint8_t>(per_cent + 1)}};
}

RecordId create_named(CommandWriter& writer, RecordKind kind, const std::string& record_name) {
  // The name is field 1 of every kind.
  return must(writer.create(kind, {{1, record_name}}), "to make a record");
}

std::vector<CellValue> cells_of(const change::PeerRecord& record,
                                const std::map<std::string, RecordId>& links) {
  return {
      {deal_field::title, record[name]},
      {deal_field::organisation, links.at(number_of(text_of(record[company])))},
      {deal_field::external_key, record[contact]},
      {deal_field::stage, links.at(text_of(record[stage]))},
      {deal_field::value, money(std::get<std::int64_t>(record[amount]), text_of(record[currency]))},
      {deal_field::position, place_of(record[probability])},
      {deal_field::expected_close, date_from(text_of(record[date_of_closing]))},
      {deal_field::owner, links.at(text_of(record[owner]))},
      {deal_field::owner_name, record[source]},
      {deal_field::outcome_note, record[next_step]},
      {deal_field::product_name, record[notes]},
  };
}

}  // namespace

void Deals::create(Device& device) {
  device.clock.set_wall_ms(created_ms);
  CommandWriter writer =
      must(CommandWriter::begin(device.store(), CommandName::add_sample), "to begin");
  std::map<std::string, RecordId> links;
  const RecordId pipeline = create_named(writer, RecordKind::pipeline, "the pipeline of the bench");
  std::uint8_t place = 1;
  for (const char* stage_name : stage_names) {
    links[stage_name] =
        must(writer.create(RecordKind::stage,
                           {{model::stage_field::name, std::string(stage_name)},
                            {model::stage_field::pipeline, pipeline},
                            {model::stage_field::position, model::OrderKey{{100, place++}}}}),
             "to make a stage");
  }
  const std::vector<change::PeerRecord> records = change::peer_records();
  for (const change::PeerRecord& record : records) {
    const auto [link, is_new] = links.try_emplace(text_of(record[owner]));
    if (is_new) link->second = create_named(writer, RecordKind::member, link->first);
  }
  for (int number = 0; number < 1000; ++number) {
    const std::string text = std::to_string(number);
    links[text] = create_named(writer, RecordKind::organisation, text);
  }
  for (const change::PeerRecord& record : records)
    must(writer.create(RecordKind::deal, cells_of(record, links)), "to make a deal");
  must(writer.commit(), "to commit the deals");
}

Deals::Deals(Device& device)
    : device_(device),
      stages_(ids_of("stage")),
      members_(ids_of("member")),
      organisations_(ids_of("organisation")) {
  store::Statement deals =
      must(device.store().database().prepare("SELECT id FROM deal ORDER BY id"), "the deals");
  while (must(deals.step(), "the deals")) deals_.push_back(deals.record(0));
  expect(deals_.size() == change::peer_record_count, "not all deals are there");
}

Deals::Ids Deals::ids_of(const char* table) {
  Ids ids;
  store::Statement rows =
      must(device_.store().database().prepare(std::string("SELECT name, id FROM ") + table),
           "the names");
  while (must(rows.step(), "the names")) ids[std::string(rows.text(0))] = rows.record(1);
  return ids;
}

CellValue Deals::value_cell(RecordId deal, const model::Value& value) {
  const model::Value now = must(
      device_.store().records().cell(RecordKind::deal, deal, deal_field::value), "a deal's value");
  model::Money after = std::get<model::Money>(now);
  if (const auto* minor = std::get_if<std::int64_t>(&value)) {
    after.minor = *minor;
  } else {
    after.currency = *model::currency_from_code(text_of(value));
  }
  return {deal_field::value, after};
}

CellValue Deals::cell(const PeerEdit& edit, RecordId deal) {
  switch (edit.field) {
    case name:
      return {deal_field::title, edit.value};
    case company:
      return {deal_field::organisation, organisations_.at(number_of(text_of(edit.value)))};
    case contact:
      return {deal_field::external_key, edit.value};
    case stage:
      return {deal_field::stage, stages_.at(text_of(edit.value))};
    case amount:
    case currency:
      return value_cell(deal, edit.value);
    case probability:
      return {deal_field::position, place_of(edit.value)};
    case date_of_closing:
      return {deal_field::expected_close, date_from(text_of(edit.value))};
    case owner:
      return {deal_field::owner, members_.at(text_of(edit.value))};
    case source:
      return {deal_field::owner_name, edit.value};
    case next_step:
      return {deal_field::outcome_note, edit.value};
    default:
      return {deal_field::product_name, edit.value};
  }
}

void Deals::apply(const PeerEdit& edit) {
  device_.clock.set_wall_ms(edit.wall_ms);
  const RecordId deal = deals_[edit.record];
  const CellValue written = cell(edit, deal);
  CommandWriter writer =
      must(CommandWriter::begin(device_.store(), CommandName::edit_deal), "to begin");
  const model::Value before =
      must(device_.store().records().cell(RecordKind::deal, deal, written.field), "a cell");
  // The same value again counts as an edit in the workload.
  must(before == written.value ? writer.confirm(RecordKind::deal, deal, written.field, edit.wall_ms)
                               : writer.edit(RecordKind::deal, deal, {written}),
       "to edit a deal");
  must(writer.commit(), "to commit an edit");
}

RecordId Deals::find(Device& device, std::uint32_t number) {
  return {
      device.integer("SELECT id FROM deal ORDER BY id LIMIT 1 OFFSET " + std::to_string(number))};
}

RecordId Deals::pipeline(Device& device) {
  return {device.integer("SELECT pipeline FROM deal LIMIT 1")};
}

std::uint64_t workload_digest(std::uint32_t edits_per_device) {
  const auto words = [](const model::Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number != nullptr ? std::to_string(*number) : text_of(value);
  };
  std::string all;
  for (const change::PeerRecord& record : change::peer_records()) {
    for (const model::Value& value : record) all += words(value) + '\n';
  }
  for (std::uint32_t device = 0; device < change::peer_devices; ++device) {
    change::PeerEdits edits(device);
    for (std::uint32_t index = 0; index < edits_per_device; ++index) {
      const PeerEdit edit = edits.next();
      all += std::to_string(edit.record) + ' ' + std::to_string(edit.field) + ' ' +
             words(edit.value) + '\n';
    }
  }
  return checksum(as_bytes(all));
}

}  // namespace holdall::bench
