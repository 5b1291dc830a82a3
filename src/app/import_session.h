#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/deal_importer.h"
#include "app/workspace.h"
#include "exchange/csv_parser.h"
#include "exchange/imported_deal.h"
#include "exchange/table_mapping.h"
#include "exchange/text_encoding.h"
#include "platform/platform.h"

namespace holdall::app {

// A row of the file with something to check.
struct RowToCheck {
  std::size_t file_row = 0;  // as a spreadsheet counts it
  std::string title;         // its beginning
  std::vector<exchange::FoundProblem> problems;
};

// One file on its way into the workspace: read, parsed and counted in slices between frames, shown
// as a preview that the person may change, then imported in slices that stay hidden until the last
// one.
class ImportSession {
 public:
  enum class State : std::uint8_t {
    reading,  // the file is read, parsed, recognised and counted
    mapping,  // the preview waits for the person
    importing,
    cancelling,  // what was written so far is being removed
    finished,
    cancelled,
    failed,  // nothing was imported; error() says why
  };
  enum class Target : std::uint8_t { new_pipeline, current_pipeline };

  // Both must outlive the session. `changed` is called after every step.
  ImportSession(Workspace& workspace, platform::Platform& platform, i18n::Locale locale,
                std::function<void()> changed);
  ImportSession(const ImportSession&) = delete;
  ImportSession& operator=(const ImportSession&) = delete;

  // Begins to read. The file is closed when its bytes are here.
  void open(const platform::ChosenFile& file);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Error& error() const { return error_; }
  [[nodiscard]] const std::string& file_name() const { return file_name_; }

  // From `mapping` on.
  [[nodiscard]] const exchange::CsvTable& table() const { return table_; }
  [[nodiscard]] const exchange::TableMapping& mapping() const { return mapping_; }
  // The sums of the preview and the first rows with something to check. While they are counted
  // anew after a change of the mapping, which counted() tells, they are those of before.
  [[nodiscard]] const exchange::ImportSummary& summary() const { return shown_.summary; }
  [[nodiscard]] const std::vector<RowToCheck>& rows_to_check() const {
    return shown_.rows_to_check;
  }
  [[nodiscard]] bool counted() const { return !scan_ && counted_rows_ == table_.row_count(); }
  [[nodiscard]] exchange::ImportedDeal preview(std::size_t row) const;

  void set_field(std::size_t column, exchange::DealField field);
  void set_currency(const std::string& code);
  void set_date_order(exchange::DateOrder order);
  void set_meaning(std::size_t stage, exchange::StageMeaning meaning);
  [[nodiscard]] Target target() const { return target_; }
  void set_target(Target target) { target_ = target; }

  // There is a column from which a deal has its title.
  [[nodiscard]] bool can_name_deals() const;
  // Everything is known that the import needs.
  [[nodiscard]] bool can_start() const;
  void start();
  // Leaves nothing behind. In `mapping` the session is just over.
  void cancel();

  // Of reading (each byte is decoded and then parsed) or of importing (rows).
  [[nodiscard]] std::uint64_t done() const;
  [[nodiscard]] std::uint64_t total() const;

 private:
  // One slice of whatever is under way; true if there is more.
  [[nodiscard]] Result<bool> step();
  void take_file(Bytes bytes);
  [[nodiscard]] Result<bool> read_slice();
  [[nodiscard]] Status decode_slice();
  [[nodiscard]] Status parse_slice();
  // True once everything is known about the columns.
  bool scan_slice();
  void begin_mapping();
  [[nodiscard]] Result<bool> import_slice();
  [[nodiscard]] Result<bool> remove_slice();
  [[nodiscard]] Status finish();
  void count_slice();
  void count_row(std::size_t row);
  void count_anew();
  void schedule();
  void fail_with(Error error);

  Workspace& workspace_;
  platform::Platform& platform_;
  i18n::Locale locale_;
  std::function<void()> changed_;
  State state_ = State::reading;
  Error error_{ErrorCode::cancelled, {}};
  std::string file_name_;
  // Of reading, one after the other.
  std::optional<exchange::TextDecoder> decoder_;
  std::optional<exchange::CsvParser> parser_;
  std::optional<exchange::TableScan> scan_;  // and after a change of the mapping
  exchange::CsvTable table_;
  exchange::TableMapping mapping_;
  struct Count {
    exchange::ImportSummary summary;
    std::vector<RowToCheck> rows_to_check;
  };
  Count count_;  // of the rows so far
  Count shown_;
  std::size_t counted_rows_ = 0;
  Target target_ = Target::new_pipeline;
  std::optional<store::Import> import_;
  std::unique_ptr<DealImporter> importer_;
  std::size_t imported_rows_ = 0;
  bool scheduled_ = false;
  bool failing_ = false;
  // Tasks that are still queued when the session is destroyed find this gone.
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace holdall::app
