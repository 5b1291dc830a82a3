#include "app/import_session.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "i18n/folding.h"
#include "store/queries.h"

namespace holdall::app {
namespace {

// A slice ends after this time, so that a frame in between is not felt: input waits for one slice
// and one frame.
constexpr double slice_ms = 12;
constexpr std::size_t rows_per_check = 64;
// And after so many rows, so that a slice stays small where the clock is coarse.
constexpr std::size_t decoded_bytes_per_slice = 1 << 20;
constexpr std::size_t read_rows_per_slice = 16'384;
constexpr std::size_t written_rows_per_slice = 512;
constexpr std::int64_t removed_rows_per_slice = 1000;
// More than these nobody reads through.
constexpr std::size_t rows_to_check_max = 200;
constexpr std::size_t told_title_length = 80;

// Does `rows_per_check` rows at a time until the slice is over or `work` says that nothing is left.
template <class Work>
void run_slice(const platform::Clock& clock, std::size_t rows_max, Work work) {
  const double end_ms = clock.monotonic_ms() + slice_ms;
  for (std::size_t rows = 0; rows < rows_max && clock.monotonic_ms() < end_ms;
       rows += rows_per_check) {
    if (!work()) return;
  }
}

bool is_digit_at(std::string_view text, std::size_t index) {
  return index < text.size() && text[index] >= '0' && text[index] <= '9';
}

// "sales_pipeline.csv" names a pipeline "Sales pipeline"; the hyphens of a date or a range stay.
std::string pipeline_name(const std::string& file_name) {
  const std::string_view stem = std::string_view(file_name).substr(0, file_name.rfind('.'));
  std::string name;
  for (std::size_t index = 0; index < stem.size(); ++index) {
    const bool of_digits = stem[index] == '-' && index > 0 && is_digit_at(stem, index - 1) &&
                           is_digit_at(stem, index + 1);
    const bool space =
        stem[index] == '_' || stem[index] == ' ' || (stem[index] == '-' && !of_digits);
    if (!space) {
      name += stem[index];
    } else if (!name.empty() && name.back() != ' ') {
      name += ' ';
    }
  }
  name = trimmed(name);
  return name.empty() ? file_name : i18n::capitalised(name);
}

std::vector<std::string> open_stages(const exchange::TableMapping& mapping) {
  std::vector<std::string> names;
  for (const exchange::FoundStage& stage : mapping.stages) {
    if (stage.meaning == exchange::StageMeaning::stage) names.push_back(stage.name);
  }
  return names;
}

}  // namespace

ImportSession::ImportSession(Workspace& workspace, platform::Platform& platform,
                             i18n::Locale locale, std::function<void()> changed)
    : workspace_(workspace), platform_(platform), locale_(locale), changed_(std::move(changed)) {}

void ImportSession::open(const platform::ChosenFile& file) {
  file_name_ = file.name;
  if (Status size = exchange::check_csv_size(file.size_bytes); !size) {
    platform_.files.close(file.handle);
    fail_with(size.error());
    return;
  }
  platform_.files.read(file.handle, [this, alive = std::weak_ptr(alive_), handle = file.handle,
                                     &files = platform_.files](Result<Bytes> bytes) {
    files.close(handle);
    if (alive.expired() || state_ != State::reading) return;
    if (!bytes) return fail_with(std::move(bytes.error()));
    take_file(*std::move(bytes));
  });
}

void ImportSession::take_file(Bytes bytes) {
  if (Status usable = exchange::check_csv_file(bytes); !usable) return fail_with(usable.error());
  decoder_.emplace(std::move(bytes));
  schedule();
  changed_();
}

void ImportSession::schedule() {
  if (scheduled_) return;
  scheduled_ = true;
  platform_.window.defer([this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    scheduled_ = false;
    const Result<bool> more = step();
    if (!more) {
      fail_with(more.error());
    } else if (*more) {
      schedule();
    }
    changed_();
  });
}

Result<bool> ImportSession::step() {
  switch (state_) {
    case State::reading:
      return read_slice();
    case State::mapping:
      if (scan_) {
        scan_slice();
      } else {
        count_slice();
      }
      return !counted();
    case State::importing:
      return import_slice();
    case State::cancelling:
      return remove_slice();
    case State::finished:
    case State::cancelled:
    case State::failed:
      break;
  }
  return false;
}

Result<bool> ImportSession::read_slice() {
  Status read;
  if (decoder_) {
    read = decode_slice();
  } else if (parser_) {
    read = parse_slice();
  } else if (scan_ && scan_slice()) {
    begin_mapping();
  }
  if (!read) return fail(std::move(read.error()));
  return true;
}

Status ImportSession::decode_slice() {
  if (Status decoded = decoder_->decode(decoded_bytes_per_slice); !decoded) return decoded;
  if (!decoder_->done()) return {};
  Result<exchange::CsvParser> parser = exchange::CsvParser::open(decoder_->take());
  if (!parser) return fail(std::move(parser.error()));
  parser_.emplace(*std::move(parser));
  decoder_.reset();
  return {};
}

Status ImportSession::parse_slice() {
  Status parsed;
  run_slice(platform_.clock, read_rows_per_slice, [&] {
    parsed = parser_->parse(rows_per_check);
    return parsed && !parser_->done();
  });
  if (!parsed || !parser_->done()) return parsed;
  table_ = parser_->take_table();
  parser_.reset();
  Result<exchange::TableMapping> mapping = exchange::recognise_columns(table_);
  if (!mapping) return fail(std::move(mapping.error()));
  mapping_ = *std::move(mapping);
  scan_.emplace(table_, mapping_);
  return {};
}

bool ImportSession::scan_slice() {
  run_slice(platform_.clock, read_rows_per_slice, [&] {
    scan_->look(rows_per_check);
    return !scan_->done();
  });
  if (!scan_->done()) return false;
  scan_->finish(mapping_, locale_.language());
  scan_.reset();
  return true;
}

void ImportSession::begin_mapping() {
  state_ = State::mapping;
  const bool empty_workspace = workspace_.board().deal_count() == 0;
  target_ = empty_workspace || !open_stages(mapping_).empty() ? Target::new_pipeline
                                                              : Target::current_pipeline;
  count_anew();
}

void ImportSession::count_anew() {
  count_ = {};
  counted_rows_ = 0;
  schedule();
  changed_();
}

void ImportSession::count_slice() {
  run_slice(platform_.clock, read_rows_per_slice, [&] {
    const std::size_t stop = std::min(table_.row_count(), counted_rows_ + rows_per_check);
    for (; counted_rows_ < stop; ++counted_rows_) count_row(counted_rows_);
    return !counted();
  });
  if (counted()) {
    shown_ = std::exchange(count_, {});
  } else if (shown_.summary.deals < table_.row_count()) {
    shown_.summary = count_.summary;  // the first count is seen to grow
  }
}

void ImportSession::count_row(std::size_t row) {
  exchange::ImportedDeal deal = exchange::propose_deal(table_, mapping_, row);
  count_.summary.add(deal);
  if (deal.problems.empty() || count_.rows_to_check.size() == rows_to_check_max) return;
  count_.rows_to_check.push_back(
      {table_.file_row(row), shortened(deal.title, told_title_length), std::move(deal.problems)});
}

exchange::ImportedDeal ImportSession::preview(std::size_t row) const {
  return exchange::propose_deal(table_, mapping_, row);
}

void ImportSession::set_field(std::size_t column, exchange::DealField field) {
  exchange::set_field(mapping_, column, field);
  scan_.emplace(table_, mapping_);
  count_anew();
}

void ImportSession::set_currency(const std::string& code) {
  exchange::set_currency(mapping_, code);
  count_anew();
}

void ImportSession::set_date_order(exchange::DateOrder order) {
  exchange::set_date_order(mapping_, order);
  count_anew();
}

void ImportSession::set_meaning(std::size_t stage, exchange::StageMeaning meaning) {
  exchange::set_meaning(mapping_, stage, meaning);
  count_anew();
}

bool ImportSession::can_name_deals() const {
  return mapping_.has(exchange::DealField::title) ||
         mapping_.has(exchange::DealField::organisation) ||
         mapping_.has(exchange::DealField::product) ||
         mapping_.has(exchange::DealField::external_key);
}

bool ImportSession::can_start() const {
  return state_ == State::mapping && !scan_ && can_name_deals() && !mapping_.needs_currency();
}

void ImportSession::start() {
  if (!can_start()) return;
  state_ = State::importing;
  schedule();
  changed_();
}

void ImportSession::cancel() {
  if (state_ == State::importing) {
    state_ = import_ ? State::cancelling : State::cancelled;
    importer_.reset();
    schedule();
  } else if (state_ != State::cancelling) {
    state_ = State::cancelled;
  }
  changed_();
}

Result<bool> ImportSession::import_slice() {
  store::Store& store = workspace_.store();
  if (!import_) {
    const Result<store::Import> import =
        store::begin_import(store, store::CommandName::import_file, file_name_);
    if (!import) return fail(import.error());
    import_ = *import;
    importer_ = std::make_unique<DealImporter>(store, *import);
    const std::vector<std::string> stages = open_stages(mapping_);
    const std::string first_stage(locale_.text(i18n::Text::stage_lead));
    const Status prepared =
        target_ == Target::new_pipeline
            ? importer_->create_pipeline(pipeline_name(file_name_), stages, first_stage)
            : importer_->use_pipeline(workspace_.board().pipeline(), stages, first_stage, locale_);
    if (!prepared) return fail(prepared.error());
    return true;
  }
  Result<store::CommandWriter> writer = store::begin_import_slice(store, *import_);
  if (!writer) return fail(std::move(writer.error()));
  Status written;
  run_slice(platform_.clock, written_rows_per_slice, [&] {
    const std::size_t stop = std::min(table_.row_count(), imported_rows_ + rows_per_check);
    for (; imported_rows_ < stop && written; ++imported_rows_) {
      written = importer_->write(*writer, exchange::propose_deal(table_, mapping_, imported_rows_));
    }
    return written && imported_rows_ < table_.row_count();
  });
  if (!written) return fail(written.error());
  const Result<store::CommandResult> committed = writer->commit_always();
  if (!committed) return fail(committed.error());
  if (imported_rows_ < table_.row_count()) return true;
  if (Status finished = finish(); !finished) return fail(finished.error());
  return false;
}

Status ImportSession::finish() {
  if (Status revealed = store::reveal_import(workspace_.store(), *import_); !revealed)
    return revealed;
  // From here on nothing may take the import back: it is the person's.
  import_.reset();
  state_ = State::finished;
  const auto currency = model::currency_from_code(mapping_.currency);
  if (currency) {
    if (Status set = workspace_.set_currency(*currency); !set) return set;
  }
  return workspace_.show_pipeline(importer_->pipeline());
}

Result<bool> ImportSession::remove_slice() {
  const Result<bool> removed =
      store::remove_import_slice(workspace_.store(), *import_, removed_rows_per_slice);
  if (!removed) return fail(removed.error());
  if (*removed) {
    import_.reset();
    state_ = failing_ ? State::failed : State::cancelled;
  }
  return !*removed;
}

// What an import that fails in the middle has written goes as after a cancel; the message comes
// when it is gone. If even that fails, the rest stays hidden and is removed at the next start.
void ImportSession::fail_with(Error error) {
  // What fails after the reveal is only the showing of it: the import stands.
  if (state_ == State::finished) return changed_();
  const bool clean_up = import_ && state_ == State::importing;
  if (!failing_) error_ = std::move(error);
  failing_ = true;
  importer_.reset();
  state_ = clean_up ? State::cancelling : State::failed;
  if (clean_up) schedule();
  changed_();
}

std::uint64_t ImportSession::done() const {
  if (decoder_) return decoder_->bytes_done();
  if (parser_) return parser_->bytes_total() + parser_->bytes_done();
  if (state_ == State::reading) return 1;
  return state_ == State::mapping ? counted_rows_ : imported_rows_;
}

std::uint64_t ImportSession::total() const {
  if (decoder_) return 2 * decoder_->bytes_total();
  if (parser_) return 2 * parser_->bytes_total();
  return state_ == State::reading ? 1 : table_.row_count();
}

}  // namespace holdall::app
