// What people type and files bring: amounts, days, a deal in one line. The first byte chooses the
// language.
#include <optional>

#include "../fuzz.h"
#include "base/utf8.h"
#include "i18n/folding.h"
#include "i18n/locale.h"
#include "i18n/parse.h"

namespace holdall::fuzz {
namespace {

constexpr std::int32_t today = 20'000;
constexpr i18n::Language languages[] = {i18n::Language::english, i18n::Language::russian,
                                        i18n::Language::ukrainian};

}  // namespace

std::vector<Bytes> seeds() {
  std::vector<Bytes> seeds;
  for (const std::string_view text :
       {"0Acme renewal 12k€ Fri", "1Ґанок 1,2 млн грн завтра", "2через 2 недели", "0(5)",
        "17 мар. 2017 г.", "0$1,200.50", "2-12 000", "02026-12-01"}) {
    const ByteView bytes = as_bytes(text);
    seeds.emplace_back(bytes.begin(), bytes.end());
  }
  return seeds;
}

void run(ByteView input) {
  if (input.empty()) return;
  const i18n::Language language = languages[input[0] % std::size(languages)];
  const std::string_view text = as_text(input.subspan(1));
  const AllocationLimit limit(input.size());
  const std::string folded = i18n::fold(text);
  require(i18n::fold(folded) == folded, "folding twice changes nothing");
  if (!is_valid_utf8(text)) return;  // what is typed or decoded is UTF-8
  (void)i18n::language_from_preferences(text);
  const i18n::Locale locale(language);
  const std::optional<i18n::ParsedMoney> money = i18n::parse_money(text, "EUR");
  if (money) {
    const std::string edited = locale.money_to_edit(money->minor, money->currency);
    const auto mark =
        language == i18n::Language::english ? i18n::DecimalMark::point : i18n::DecimalMark::comma;
    const auto again = i18n::parse_money(edited, money->currency, mark);
    require(again && again->minor == money->minor, "an amount is read as it is edited");
  }
  if (const auto date = i18n::parse_date(text, today, language)) (void)locale.date(*date);
  const i18n::QuickAdd deal = i18n::parse_quick_add(text, today, language, "EUR");
  require(is_valid_utf8(deal.title), "a title is UTF-8");
}

}  // namespace holdall::fuzz
