#pragma once

#include <string>
#include <string_view>

#include "exchange/deal_field.h"

namespace holdall::exchange {

// What the name of a column says about it.
struct KnownHeader {
  DealField field = DealField::none;
  int rank = 0;          // of two columns for one field the smaller rank is meant
  std::string currency;  // named in the header, as in "Amount (USD)"; else empty
};

// A name as it is compared: folded (i18n/folding.h), letters and digits only.
[[nodiscard]] std::string normalised_header(std::string_view header);

// Recognises the names in exports of Pipedrive, HubSpot, Salesforce (API names and report labels),
// Odoo and Vtiger, and the usual English, Russian and Ukrainian ones, whatever their case, spaces
// and punctuation.
[[nodiscard]] KnownHeader recognise_header(std::string_view header);

}  // namespace holdall::exchange
