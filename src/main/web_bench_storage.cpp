// The program of `scripts/bench storage`: the store as the app builds it, driven step by step by
// tests/bench/storage/holdall_page.js. Built by the bench alone.
#include <emscripten.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/deal_importer.h"
#include "app/workspace.h"
#include "browser/platform.h"
#include "browser/text_from_page.h"
#include "exchange/backup_file.h"
#include "main/bench_rows.h"
#include "store/database.h"
#include "store/durable_image.h"
#include "store/statement.h"

namespace {

using namespace holdall;

// Of app/import_session.cpp: how much an import writes before the page has its turn.
constexpr double slice_ms = 12;
constexpr std::uint32_t slice_rows = 512;

EM_JS(void, answer_js, (const char* text, std::size_t size),
      { Module.bench.answer(Module.holdall.bridge.textAt(text, size)); });
EM_JS(void, fail_js, (const char* text, std::size_t size),
      { Module.bench.fail(Module.holdall.bridge.textAt(text, size)); });

// Ends a step that the page waits for; an empty text means success.
void answer(const Status& status) {
  const std::string text = status ? std::string() : "failed: " + status.error().detail;
  answer_js(text.data(), text.size());
}

// Notes a failure of a step that has returned.
bool succeeded(const Status& status) {
  if (status) return true;
  fail_js(status.error().detail.data(), status.error().detail.size());
  return false;
}

constexpr char insert_sql[] = "INSERT INTO deal VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr char update_sql[] = "UPDATE deal SET stage=?,amount=?,updated=? WHERE id=?";
constexpr char groups_sql[] = "SELECT stage,count(*),sum(amount) FROM deal GROUP BY stage";
constexpr char cards_sql[] =
    "SELECT id,title,stage,amount,currency,owner,org,contact,updated FROM deal ORDER BY updated "
    "DESC LIMIT 50";

// What the first board says; the same of every subject of the bench.
struct BoardAnswer {
  double groups = 0;
  double cards = 0;
  double first = 0;
  double sum = 0;
};

// The peers' own schema on the lower half of the store.
class Engine {
 public:
  explicit Engine(std::unique_ptr<store::DurableImage> image) : image_(std::move(image)) {}

  Status open() {
    auto database = store::Database::open(*image_);
    if (!database) return fail(std::move(database.error()));
    database_ = *std::move(database);
    return {};
  }

  store::DurableImage& image() { return *image_; }
  store::Database& database() { return *database_; }

  void make_rows(std::uint32_t count) {
    rows_.clear();
    rows_.reserve(count);
    for (std::uint32_t id = 1; id <= count; ++id) rows_.push_back(bench::bench_row(id));
  }

  // The rows made before, or else made on the way, in one transaction.
  Status insert(std::uint32_t count) {
    Result<store::Transaction> transaction = store::Transaction::begin(*database_);
    if (!transaction) return fail(std::move(transaction.error()));
    Result<store::Statement> statement = database_->prepare(insert_sql);
    if (!statement) return fail(std::move(statement.error()));
    for (std::uint32_t index = 0; index < count; ++index) {
      const Status inserted = index < rows_.size()
                                  ? insert_row(*statement, rows_[index])
                                  : insert_row(*statement, bench::bench_row(index + 1));
      if (!inserted) return inserted;
    }
    rows_ = {};
    return transaction->commit();
  }

  Status update(std::uint32_t number, std::uint32_t rows) {
    const Result<store::Statement*> statement = database_->cached(update_sql);
    if (!statement) return fail(statement.error());
    const bench::BenchUpdate row = bench::bench_update(number, rows);
    (*statement)->bind(1, row.stage).bind(2, row.amount).bind(3, row.updated_ms).bind(4, row.id);
    return (*statement)->run();
  }

  Result<BoardAnswer> board() {
    BoardAnswer found;
    Result<store::Statement> groups = database_->prepare(groups_sql);
    if (!groups) return fail(std::move(groups.error()));
    for (Result<bool> row = groups->step(); !row || *row; row = groups->step()) {
      if (!row) return fail(row.error());
      ++found.groups;
      found.sum += static_cast<double>(groups->integer(2));
    }
    Result<store::Statement> cards = database_->prepare(cards_sql);
    if (!cards) return fail(std::move(cards.error()));
    std::string shown;  // every text is read, as the peers hand all of them to JavaScript
    for (Result<bool> row = cards->step(); !row || *row; row = cards->step()) {
      if (!row) return fail(row.error());
      if (found.cards++ == 0) found.first = static_cast<double>(cards->integer(0));
      for (int column = 1; column < 9; ++column) shown += cards->text(column);
    }
    return found;
  }

 private:
  static Status insert_row(store::Statement& statement, const bench::BenchRow& row) {
    const auto text = [](const std::string& bytes) { return std::string_view(bytes); };
    statement.bind(1, row.id).bind(2, text(row.title)).bind(3, row.stage).bind(4, row.amount);
    statement.bind(5, row.currency).bind(6, row.owner).bind(7, text(row.organisation));
    statement.bind(8, text(row.contact)).bind(9, text(row.email)).bind(10, text(row.phone));
    statement.bind(11, row.created_ms).bind(12, row.updated_ms).bind(13, text(row.note));
    return statement.run();
  }

  std::unique_ptr<store::DurableImage> image_;
  std::unique_ptr<store::Database> database_;
  std::vector<bench::BenchRow> rows_;
};

// The app's schema, written by the app's commands.
class Commands {
 public:
  explicit Commands(std::unique_ptr<app::Workspace> workspace) : workspace_(std::move(workspace)) {}

  store::DurableImage& image() { return workspace_->image(); }
  store::Database& database() { return workspace_->store().database(); }

  // One slice of an import of `count` deals; whether there is more to do.
  Result<bool> import(const platform::Clock& clock, std::uint32_t count) {
    store::Store& store = workspace_->store();
    if (!importer_) {
      const auto begun = store::begin_import(store, store::CommandName::import_file, "bench.csv");
      if (!begun) return fail(begun.error());
      import_ = *begun;
      importer_ = std::make_unique<app::DealImporter>(store, import_);
      const std::vector<std::string> stages = {"new", "qualified", "meeting", "proposal",
                                               "negotiation"};
      const Status made = importer_->create_pipeline("bench", stages, "new");
      if (!made) return fail(made.error());
      return true;
    }
    if (imported_ == count) {
      if (Status shown = store::reveal_import(store, import_); !shown) return fail(shown.error());
      const Status loaded = workspace_->show_pipeline(importer_->pipeline());
      importer_.reset();
      if (!loaded) return fail(loaded.error());
      return false;
    }
    Result<store::CommandWriter> writer = store::begin_import_slice(store, import_);
    if (!writer) return fail(std::move(writer.error()));
    const double end_ms = clock.monotonic_ms() + slice_ms;
    const std::uint32_t stop = std::min(count, imported_ + slice_rows);
    while (imported_ < stop && (imported_ % 64 != 0 || clock.monotonic_ms() < end_ms)) {
      const Status written =
          importer_->write(*writer, bench::imported_deal(bench::bench_row(++imported_)));
      if (!written) return fail(written.error());
    }
    const Result<store::CommandResult> committed = writer->commit_always();
    if (!committed) return fail(committed.error());
    return true;
  }

  // By turns a new value of a deal and a card's move into another stage: one command each.
  Status update(std::uint32_t number, std::uint32_t rows) {
    if (deals_.empty()) find_deals();
    const bench::BenchUpdate row = bench::bench_update(number, rows);
    const RecordId deal = deals_[static_cast<std::size_t>(row.id) % deals_.size()];
    app::Command command = value_of(deal, row);
    if (number % 2 == 1) command = move_of(deal, row);
    const Result<app::Executed> executed = workspace_->execute(command);
    if (!executed) return fail(executed.error());
    return {};
  }

  // The board is loaded; the cards at the top of each column are read. Fails with not_loaded if
  // some of it is not there yet.
  Result<BoardAnswer> board() {
    BoardAnswer found;
    app::Board& board = workspace_->board();
    for (const app::BoardColumn& column : board.columns()) {
      ++found.groups;
      for (const app::CurrencyTotal& total : column.totals()) {
        found.sum += static_cast<double>(total.minor);
      }
      for (std::size_t index = 0; index < std::min<std::size_t>(column.count(), 10); ++index) {
        if (board.card(column.deal(index)) == nullptr) return fail(ErrorCode::not_loaded);
        ++found.cards;
      }
    }
    return found;
  }

 private:
  static app::SetDealValue value_of(RecordId deal, const bench::BenchUpdate& row) {
    app::SetDealValue command;
    command.deal = deal;
    command.value = model::Money{row.amount, model::Currency{{'E', 'U', 'R'}}};
    return command;
  }

  app::MoveDeal move_of(RecordId deal, const bench::BenchUpdate& row) {
    const auto& columns = workspace_->board().columns();
    const std::size_t stages = columns.size() - 2;  // without Won and Lost
    app::MoveDeal command;
    command.deal = deal;
    command.column = columns[static_cast<std::size_t>(row.amount) % stages].id();
    return command;
  }

  void find_deals() {
    for (const app::BoardColumn& column : workspace_->board().columns()) {
      if (column.id().kind != app::ColumnKind::stage) continue;
      for (std::size_t index = 0; index < column.count(); ++index) {
        deals_.push_back(column.deal(index));
      }
    }
  }

  std::unique_ptr<app::Workspace> workspace_;
  store::Import import_;
  std::unique_ptr<app::DealImporter> importer_;
  std::uint32_t imported_ = 0;
  std::vector<RecordId> deals_;
};

// There is one per page, and it outlives everything else.
struct Program {
  std::unique_ptr<browser::BrowserPlatform> page = browser::make_platform();
  platform::Platform platform = page->platform();
  std::unique_ptr<Engine> engine;
  std::unique_ptr<Commands> commands;

  std::unique_ptr<store::DurableImage> waiting_image;
  double* board_found = nullptr;

  store::DurableImage& image() {
    if (waiting_image) return *waiting_image;
    return engine ? engine->image() : commands->image();
  }
  store::Database& database() { return engine ? engine->database() : commands->database(); }

  Status opened(Result<store::DurableImage::Opened> opened, bool through_commands) {
    if (!opened) return fail(std::move(opened.error()));
    if (opened->damage.any()) return fail(ErrorCode::damaged, "the stored database is damaged");
    if (!through_commands) {
      engine = std::make_unique<Engine>(std::move(opened->image));
      return engine->open();
    }
    waiting_image = std::move(opened->image);
    return open_workspace();
  }

  Status open_workspace() {
    auto workspace =
        app::Workspace::open(waiting_image, platform, i18n::Locale(i18n::Language::english));
    if (!workspace) return fail(std::move(workspace.error()));
    commands = std::make_unique<Commands>(*std::move(workspace));
    return {};
  }

  // Calls `step` at once, and if that needs more than is there, again when all of the image is.
  void answer_when_there(std::function<Status()> step) {
    const Status done = step();
    if (done || done.error().code != ErrorCode::not_loaded) return answer(done);
    image().on_change([this, step = std::move(step), waits = true]() mutable {
      if (!waits || !(image().is_loaded() || image().load_error())) return;
      waits = false;
      answer(step());
    });
  }

  Status show_board() {
    const Result<BoardAnswer> board = engine ? engine->board() : commands->board();
    if (!board) return fail(board.error());
    board_found[0] = board->groups;
    board_found[1] = board->cards;
    board_found[2] = board->first;
    board_found[3] = board->sum;
    return {};
  }
};

Program& program() {
  static Program only;
  return only;
}

}  // namespace

// What tests/bench/storage/holdall_page.js calls. A step that returns an int succeeded if it is 1.
extern "C" {

EMSCRIPTEN_KEEPALIVE void holdall_bench_open(int through_commands) {
  store::DurableImage::open(
      program().platform.storage, program().platform.randomness, store::DurableImage::Mode::early,
      [through_commands](Result<store::DurableImage::Opened> opened) {
        Program& running = program();
        const Status done = running.opened(std::move(opened), through_commands != 0);
        const bool waits = !done && running.waiting_image;
        running.answer_when_there(
            [&running, done, waits] { return waits ? running.open_workspace() : done; });
      });
}

EMSCRIPTEN_KEEPALIVE int holdall_bench_execute(char* sql, std::size_t size) {
  const std::string text = browser::take_text(sql, size);
  return succeeded(program().database().execute(text)) ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE double holdall_bench_integer(char* sql, std::size_t size) {
  const Result<std::int64_t> found = program().database().integer(browser::take_text(sql, size));
  if (found) return static_cast<double>(*found);
  static_cast<void>(succeeded(fail(found.error())));
  return 0;
}

EMSCRIPTEN_KEEPALIVE void holdall_bench_make_rows(std::uint32_t count) {
  program().engine->make_rows(count);
}

EMSCRIPTEN_KEEPALIVE int holdall_bench_insert(std::uint32_t count) {
  return succeeded(program().engine->insert(count)) ? 1 : 0;
}

// 1: more to do, 0: done or failed.
EMSCRIPTEN_KEEPALIVE int holdall_bench_import(std::uint32_t count) {
  const Result<bool> more = program().commands->import(program().platform.clock, count);
  if (more) return *more ? 1 : 0;
  static_cast<void>(succeeded(fail(more.error())));
  return 0;
}

EMSCRIPTEN_KEEPALIVE int holdall_bench_update(std::uint32_t number, std::uint32_t rows) {
  Program& running = program();
  return succeeded(running.engine ? running.engine->update(number, rows)
                                  : running.commands->update(number, rows))
             ? 1
             : 0;
}

// Answers when it is there; `found` holds four numbers then.
EMSCRIPTEN_KEEPALIVE void holdall_bench_board(double* found) {
  program().board_found = found;
  program().answer_when_there([] { return program().show_board(); });
}

// Answers when all of the image is there.
EMSCRIPTEN_KEEPALIVE void holdall_bench_rest() {
  program().answer_when_there([]() -> Status {
    store::DurableImage& image = program().image();
    if (image.load_error()) return fail(Error(*image.load_error()));
    return image.is_loaded() ? Status{} : Status{fail(ErrorCode::not_loaded)};
  });
}

EMSCRIPTEN_KEEPALIVE void holdall_bench_flush() {
  program().image().flush([](const Status& flushed) { answer(flushed); });
}

// A step of a backup: 1: more to do, 0: the page has it, or it failed.
EMSCRIPTEN_KEEPALIVE int holdall_bench_backup() {
  static std::unique_ptr<platform::OutgoingFile> file;
  static std::unique_ptr<exchange::BackupWriter> writer;
  Program& running = program();
  if (!writer) {
    file = running.platform.files.begin_file("bench", "");
    writer = std::make_unique<exchange::BackupWriter>(running.image().image(), 0, 0,
                                                      [](ByteView piece) { file->add(piece); });
  }
  if (!writer->finished()) return succeeded(writer->step()) ? 1 : 0;
  file->hand_over();
  writer.reset();
  file.reset();
  return 0;
}

// What the app does when it has shown the first board, and again when its tab is hidden.
EMSCRIPTEN_KEEPALIVE void holdall_bench_shown() { program().image().first_screen_shown(); }
EMSCRIPTEN_KEEPALIVE void holdall_bench_checkpoint() { program().image().checkpoint(); }

EMSCRIPTEN_KEEPALIVE double holdall_bench_image_bytes() {
  return static_cast<double>(program().image().image().size());
}

}  // extern "C"

int main() {
  program();
  return 0;
}
