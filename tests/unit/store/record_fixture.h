#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "model/records.h"
#include "native/randomness.h"
#include "native/settable_clock.h"
#include "store/board_queries.h"
#include "store/command_writer.h"
#include "store/durable_image.h"
#include "store/queries.h"
#include "store/store.h"
#include "store/undo.h"

namespace holdall::store::test {

// A value that must be there.
template <class T>
T must(Result<T> result) {
  REQUIRE_MESSAGE(result.has_value(), (result ? std::string() : result.error().detail));
  return *std::move(result);
}
inline void must(Status status) {
  REQUIRE_MESSAGE(status.has_value(), (status ? std::string() : status.error().detail));
}

// A store in memory with commands in one line.
struct Records {
  explicit Records(std::uint64_t seed = 1) : randomness(seed) {
    store = must(Store::open(*image, clock, randomness));
  }

  RecordId add_deal(const std::string& title, RecordId stage = model::built_in::stage(0)) {
    clock.advance(1000);
    CommandWriter writer = must(CommandWriter::begin(*store, CommandName::add_deal));
    const RecordId deal =
        must(writer.create(model::RecordKind::deal,
                           {{model::deal_field::title, title},
                            {model::deal_field::stage, stage},
                            {model::deal_field::value, model::Money{100'00, {{'E', 'U', 'R'}}}}}));
    must(writer.commit());
    return deal;
  }

  CommandResult edit(RecordId deal, std::vector<change::CellValue> cells) {
    clock.advance(1000);
    CommandWriter writer = must(CommandWriter::begin(*store, CommandName::edit_deal));
    must(writer.edit(model::RecordKind::deal, deal, std::move(cells)));
    return must(writer.commit());
  }
  CommandResult rename(RecordId deal, const std::string& title) {
    return edit(deal, {{model::deal_field::title, title}});
  }
  CommandResult remove(RecordId deal) {
    clock.advance(1000);
    CommandWriter writer = must(CommandWriter::begin(*store, CommandName::delete_deal));
    must(writer.remove(model::RecordKind::deal, deal));
    return must(writer.commit());
  }

  std::optional<DealDetails> details(RecordId deal) { return must(deal_details(*store, deal)); }
  std::string title(RecordId deal) {
    const auto found = details(deal);
    return found ? found->deal.title : "(gone)";
  }
  std::int64_t integer(std::string_view sql) { return must(store->database().integer(sql)); }

  native::SettableClock clock;
  native::SeededRandomness randomness;
  std::unique_ptr<DurableImage> image = DurableImage::in_memory();
  std::unique_ptr<Store> store;
};

}  // namespace holdall::store::test
