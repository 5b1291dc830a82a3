// What a member of a shared space can do to the database of another one: the input is the columns
// of a batch, which is merged, looked at and edited. What contradicts itself then, or what the
// views show otherwise than if they were loaded anew, is a finding.
#include "store/merge.h"

#include "../../unit/support/random_body.h"
#include "app/database_file.h"
#include "exchange/backup_file.h"
#include "sample.h"
#include "store/batch_store.h"
#include "store/soundness.h"

namespace holdall::fuzz {
namespace {

// Columns of equal numbers hold many changes in few bytes.
constexpr std::uint64_t changes_max = 200;

std::unique_ptr<store::DurableImage> sample_image() {
  auto image = store::DurableImage::in_memory();
  exchange::BackupReader reader{Bytes(sample_database())};
  require(reader.begin(image->image()).has_value(), "a sample is read");
  while (!reader.finished()) require(reader.step(image->image()).has_value(), "a sample is read");
  return image;
}

Result<change::BodyReader> open(ByteView columns) {
  return change::BodyReader::open(Bytes(columns.begin(), columns.end()),
                                  change::AllocationBudget::for_input(columns.size()));
}

bool is_too_long(ByteView columns) {
  const Result<change::BodyReader> body = open(columns);
  return !body || body->change_count() > changes_max;
}

// How many deals each column has.
std::vector<std::size_t> counts(app::Workspace& workspace) {
  std::vector<std::size_t> counts;
  for (const app::BoardColumn& column : workspace.board().columns())
    counts.push_back(column.count());
  return counts;
}

void check_sound(app::Workspace& workspace) {
  const auto problems = must(store::find_problems(workspace.store().database()));
  if (!problems.empty()) require(false, problems.front().c_str());
}

// False: it was refused.
bool merge(app::Workspace& workspace, ByteView columns) {
  DeviceName author;
  author.bytes.fill(9);
  std::vector<store::ReceivedBatch> batches;
  batches.push_back(
      {.author = author,
       .sequence = 1,
       .seen = {},
       .body = must(open(columns)),
       .packed_body = must(store::pack_body(
           {.bytes = Bytes(columns.begin(), columns.end()), .part_ends = {columns.size()}}))});
  const Result<store::MergeResult> merged = store::merge_batches(workspace.store(), batches);
  if (merged) workspace.show_merged(merged->touched);
  return merged.has_value();
}

}  // namespace

std::vector<Bytes> seeds() {
  native::TestPlatform test;
  std::unique_ptr<store::DurableImage> image = sample_image();
  platform::Platform platform = test.platform();
  const auto workspace = must(app::Workspace::open(image, platform, i18n::Locale()));
  const store::OwnChanges own = must(store::unpublished_changes(workspace->store(), changes_max));
  std::vector<Bytes> seeds;
  for (const change::BatchBody& body :
       {own.body, change::random_body(42, 3), change::random_body(51, 12)})
    seeds.push_back(must(change::encode_body(body)).bytes);
  return seeds;
}

void run(ByteView input) {
  if (is_too_long(input)) return;
  native::TestPlatform test;
  std::unique_ptr<store::DurableImage> image = sample_image();
  platform::Platform platform = test.platform();
  const auto workspace = must(app::Workspace::open(image, platform, i18n::Locale()));
  if (!merge(*workspace, input)) return;
  check_sound(*workspace);
  const std::vector<std::size_t> shown = counts(*workspace);
  require(workspace->reload().has_value() && counts(*workspace) == shown,
          "a board that was kept up to date is the one that is loaded");
  look_and_edit(*workspace);
  check_sound(*workspace);
}

}  // namespace holdall::fuzz
