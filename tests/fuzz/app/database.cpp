// A plain database from elsewhere, as a restore and the command line take it in: a sound one in
// which the input changes bytes. Each change is a page (8 bits), a place in it (32 bits) and the
// bytes, behind their length.
#include <algorithm>
#include <memory>

#include "app/database_file.h"
#include "app/file_summary.h"
#include "app/record_list.h"
#include "sample.h"

namespace holdall::fuzz {
namespace {

Bytes changed(ByteView input) {
  const Bytes& sample = sample_database();
  constexpr std::size_t page_bytes = store::Image::page_bytes;
  Bytes database = sample;
  ByteReader changes(input);
  while (changes.left() > 0 && !changes.failed()) {
    const std::size_t page = changes.fixed_u8() % (sample.size() / page_bytes);
    const std::size_t place = changes.fixed_u32() % page_bytes;
    const ByteView bytes = changes.sized();
    const std::size_t fits = std::min(bytes.size(), page_bytes - place);
    std::ranges::copy(bytes.first(fits),
                      std::span(database).subspan(page * page_bytes + place).begin());
  }
  return database;
}

// What the command line reads of a file.
void list(const app::DatabaseFile& file) {
  native::TestPlatform test;
  platform::Platform platform = test.platform();
  const auto store = store::Store::open(*file.image, platform.clock, platform.randomness);
  if (!store) return;
  if (const Result<app::FileSummary> summary = app::summarise_file(file, **store)) {
    (void)app::summary_text(file, *summary);
    (void)app::summary_json(file, *summary);
  }
  for (const app::ListedKind kind :
       {app::ListedKind::deals, app::ListedKind::people, app::ListedKind::organisations,
        app::ListedKind::members, app::ListedKind::stages}) {
    (void)app::list_records(**store, kind, app::ListForm::json_lines, platform.clock,
                            i18n::Locale(), [](std::string_view) {});
  }
}

// What the app does with what was restored.
void work(std::unique_ptr<store::DurableImage> image) {
  native::TestPlatform test;
  platform::Platform platform = test.platform();
  const auto workspace = app::Workspace::open(image, platform, i18n::Locale());
  if (workspace) look_and_edit(**workspace);
}

}  // namespace

std::vector<Bytes> seeds() {
  const Bytes sample = changed({});
  std::vector<Bytes> seeds = {{}};
  // The last byte of each page that has one is of the first row of a table or an index.
  for (std::size_t page = 0; page < sample.size() / store::Image::page_bytes; page += 7) {
    ByteWriter seed;
    seed.fixed_u8(static_cast<std::uint8_t>(page));
    seed.fixed_u32(store::Image::page_bytes - 3);
    seed.sized(Bytes{7});
    seeds.push_back(seed.take());
  }
  return seeds;
}

void run(ByteView input) {
  Result<app::DatabaseFile> file = app::read_database_file(changed(input));
  if (!file) return;
  (void)app::find_problems(*file);
  list(*file);
  work(std::move(file->image));
}

}  // namespace holdall::fuzz
