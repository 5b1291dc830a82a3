#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "../fuzz.h"
#include "app/deal_conflicts.h"
#include "app/deal_history.h"
#include "app/rescue.h"
#include "app/workspace.h"
#include "native/test_platform.h"

// What the targets with a whole database have in common.
namespace holdall::fuzz {

template <class T>
T must(Result<T> result) {
  require(result.has_value(), "a step of the target itself succeeds");
  return *std::move(result);
}

// A plain database: a board with a few deals, names, a history, and something to undo and to redo.
inline const Bytes& sample_database() {
  static const Bytes sample = [] {
    native::TestPlatform test;
    platform::Platform platform = test.platform();
    std::unique_ptr<store::DurableImage> image = store::DurableImage::in_memory();
    auto workspace = must(app::Workspace::open(image, platform, i18n::Locale()));
    const auto execute = [&](const app::Command& command) {
      test.browser->clock.advance(1000);
      return must(workspace->execute(command)).deal;
    };
    std::vector<app::ColumnId> columns;
    for (const app::BoardColumn& column : workspace->board().columns())
      columns.push_back(column.id());
    const model::Money value{123'456, model::Currency{{'U', 'A', 'H'}}};
    for (const std::size_t column : {std::size_t{0}, std::size_t{1}, columns.size() - 1}) {
      const RecordId deal =
          execute(app::AddDeal{columns[column], "Ґанок", value, model::Date{20'000}});
      execute(app::SetDealOrganisation{deal, "Cancity"});
      execute(app::SetDealPerson{deal, "Ada"});
      execute(app::MoveDeal{deal, columns[2], 0, {}});
      execute(app::RenameDeal{deal, "deal"});
    }
    require(workspace->undo().has_value(), "a step is undone");
    return app::raw_image(*app::Workspace::close(std::move(workspace)));
  }();
  return sample;
}

// A person looks at a few deals of each column, changes them, and takes that and more back.
inline void look_and_edit(app::Workspace& workspace) {
  constexpr std::size_t cards_max = 4;
  std::vector<RecordId> deals;
  for (const app::BoardColumn& column : workspace.board().columns()) {
    for (std::size_t index = 0; index < std::min(column.count(), cards_max); ++index)
      deals.push_back(column.deal(index));
  }
  for (const RecordId deal : deals) {
    (void)workspace.board().card(deal);
    (void)app::deal_history(workspace.store(), deal, i18n::Locale());
    (void)app::deal_conflicts(workspace.store(), deal, i18n::Locale());
    (void)workspace.execute(app::RenameDeal{deal, "x"});
    (void)workspace.execute(app::MoveDeal{deal, workspace.board().columns().front().id(), 0, {}});
  }
  for (int step = 0; step < 4; ++step) (void)workspace.undo();
  (void)workspace.redo();
}

}  // namespace holdall::fuzz
