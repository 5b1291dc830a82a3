#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/records.h"
#include "store/store.h"

namespace holdall::store {

// All queries leave out what is in the bin and what belongs to an import that is not revealed.

[[nodiscard]] Result<std::vector<model::Pipeline>> pipelines(Store& store);
// The order keys of all pipelines, ascending.
[[nodiscard]] Result<std::vector<Bytes>> pipeline_positions(Store& store);
// In the order of the funnel.
[[nodiscard]] Result<std::vector<model::Stage>> stages(Store& store, RecordId pipeline);

// A deal with the names that its links stand for: of a duplicate that was merged into another
// organisation or person the other's.
struct DealDetails {
  model::Deal deal;
  std::string organisation_name;
  std::string person_name;
  std::string owner_name;           // the member's name, else the imported one
  std::int64_t stage_since_ms = 0;  // when it came into its stage, or was closed
};

// Nothing if the deal is deleted, hidden or not there.
[[nodiscard]] Result<std::optional<DealDetails>> deal_details(Store& store, RecordId deal);
// Of it the title alone.
[[nodiscard]] Result<std::optional<std::string>> deal_title(Store& store, RecordId deal);

// The organisation of exactly this name, if there is one; likewise the person.
[[nodiscard]] Result<RecordId> find_organisation(Store& store, std::string_view name);
[[nodiscard]] Result<RecordId> find_person(Store& store, std::string_view name);
[[nodiscard]] Result<model::Member> me(Store& store);

// All of a kind, by ascending id, for lists that leave the program.
[[nodiscard]] Result<std::vector<model::Organisation>> organisations(Store& store);
[[nodiscard]] Result<std::vector<model::Person>> people(Store& store);
[[nodiscard]] Result<std::vector<model::Member>> members(Store& store);
[[nodiscard]] Status visit_deals(Store& store,
                                 const std::function<void(const DealDetails&)>& visit);

}  // namespace holdall::store
