#include "i18n/currency.h"

namespace holdall::i18n {

namespace {

constexpr Currency table[] = {
    {"EUR", "€", 2},   {"USD", "$", 2},   {"UAH", "₴", 2},   {"GBP", "£", 2},   {"KZT", "₸", 2},
    {"AED", "AED", 2}, {"AMD", "AMD", 2}, {"ARS", "ARS", 2}, {"AUD", "A$", 2},  {"AZN", "AZN", 2},
    {"BGN", "BGN", 2}, {"BHD", "BHD", 3}, {"BRL", "R$", 2},  {"BYN", "Br", 2},  {"CAD", "CA$", 2},
    {"CHF", "CHF", 2}, {"CLP", "CLP", 0}, {"CNY", "CN¥", 2}, {"CZK", "Kč", 2},  {"DKK", "DKK", 2},
    {"EGP", "EGP", 2}, {"GEL", "GEL", 2}, {"HKD", "HK$", 2}, {"HUF", "Ft", 2},  {"IDR", "IDR", 2},
    {"ILS", "₪", 2},   {"INR", "₹", 2},   {"ISK", "ISK", 0}, {"JPY", "¥", 0},   {"KGS", "KGS", 2},
    {"KRW", "₩", 0},   {"KWD", "KWD", 3}, {"MDL", "MDL", 2}, {"MXN", "MX$", 2}, {"NOK", "NOK", 2},
    {"NZD", "NZ$", 2}, {"PLN", "zł", 2},  {"RON", "RON", 2}, {"RSD", "RSD", 2}, {"RUB", "₽", 2},
    {"SAR", "SAR", 2}, {"SEK", "SEK", 2}, {"SGD", "S$", 2},  {"THB", "THB", 2}, {"TJS", "TJS", 2},
    {"TMT", "TMT", 2}, {"TND", "TND", 3}, {"TRY", "₺", 2},   {"UZS", "UZS", 2}, {"VND", "VND", 0},
    {"ZAR", "ZAR", 2},
};

struct Word {
  std::string_view folded;
  std::string_view code;
};

// What people write besides codes and symbols, folded; also the signs that Inter cannot draw.
constexpr Word words[] = {
    {"dollar", "USD"}, {"dollars", "USD"}, {"us$", "USD"},      {"долл", "USD"},
    {"доллар", "USD"}, {"доллара", "USD"}, {"долларов", "USD"}, {"долар", "USD"},
    {"долари", "USD"}, {"доларів", "USD"}, {"дол", "USD"},      {"euro", "EUR"},
    {"euros", "EUR"},  {"евро", "EUR"},    {"євро", "EUR"},     {"pound", "GBP"},
    {"pounds", "GBP"}, {"фунт", "GBP"},    {"фунтов", "GBP"},   {"фунтів", "GBP"},
    {"грн", "UAH"},    {"гривна", "UAH"},  {"гривны", "UAH"},   {"гривен", "UAH"},
    {"гривня", "UAH"}, {"гривні", "UAH"},  {"гривень", "UAH"},  {"hrn", "UAH"},
    {"руб", "RUB"},    {"р", "RUB"},       {"рубль", "RUB"},    {"рубля", "RUB"},
    {"рублей", "RUB"}, {"рублів", "RUB"},  {"тенге", "KZT"},    {"тг", "KZT"},
    {"тнг", "KZT"},    {"zl", "PLN"},      {"злотых", "PLN"},   {"злотих", "PLN"},
    {"kc", "CZK"},     {"лари", "GEL"},    {"ларі", "GEL"},     {"бел.руб", "BYN"},
    {"br", "BYN"},     {"лей", "MDL"},     {"леев", "MDL"},     {"леїв", "MDL"},
    {"лир", "TRY"},    {"лір", "TRY"},     {"tl", "TRY"},       {"yen", "JPY"},
    {"иен", "JPY"},    {"єн", "JPY"},      {"юаней", "CNY"},    {"юанів", "CNY"},
    {"yuan", "CNY"},   {"rmb", "CNY"},     {"ft", "HUF"},       {"֏", "AMD"},
    {"₼", "AZN"},      {"₾", "GEL"},       {"฿", "THB"},        {"₫", "VND"},
};

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (lower(left[i]) != lower(right[i])) return false;
  }
  return true;
}

}  // namespace

std::span<const Currency> currencies() { return table; }

const Currency* find_currency(std::string_view code) {
  for (const Currency& currency : table) {
    if (equal_ignoring_case(currency.code, code)) return &currency;
  }
  return nullptr;
}

int minor_digits(std::string_view code) {
  const Currency* currency = find_currency(code);
  return currency == nullptr ? 2 : currency->minor_digits;
}

std::int64_t minor_per_unit(std::string_view code) {
  std::int64_t power = 1;
  for (int digits = minor_digits(code); digits > 0; --digits) power *= 10;
  return power;
}

const Currency* currency_from_word(std::string_view folded_word) {
  if (folded_word.ends_with('.')) folded_word.remove_suffix(1);
  if (folded_word.empty()) return nullptr;
  if (const Currency* currency = find_currency(folded_word)) return currency;
  for (const Currency& currency : table) {
    if (equal_ignoring_case(currency.symbol, folded_word)) return &currency;
  }
  for (const Word& word : words) {
    if (word.folded == folded_word) return find_currency(word.code);
  }
  return nullptr;
}

}  // namespace holdall::i18n
