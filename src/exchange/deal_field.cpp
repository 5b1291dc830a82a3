#include "exchange/deal_field.h"

#include <iterator>

namespace holdall::exchange {

i18n::Text label_of(DealField field) {
  using i18n::Text;
  constexpr Text labels[] = {
      Text::import_ignored,    Text::deal_title,          Text::deal_external_key,
      Text::deal_value,        Text::deal_currency,       Text::deal_stage,
      Text::deal_status,       Text::deal_organisation,   Text::deal_person,
      Text::deal_owner,        Text::deal_product,        Text::deal_opened_on,
      Text::import_close_date, Text::deal_expected_close, Text::deal_closed_on,
      Text::deal_lost_reason,
  };
  static_assert(std::size(labels) == deal_field_count);
  return labels[static_cast<std::size_t>(field)];
}

}  // namespace holdall::exchange
