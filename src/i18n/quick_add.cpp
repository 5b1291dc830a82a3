#include <algorithm>
#include <span>
#include <vector>

#include "base/utf8.h"
#include "i18n/folding.h"
#include "i18n/parse.h"

namespace holdall::i18n {

namespace {

constexpr std::size_t longest_part_words = 5;

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  while (!(line = trimmed(line)).empty()) {
    const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return words;
}

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A bare number at the end of a line is more often part of the title if it is short, a year, or a
// number of something.
bool is_amount(const ParsedMoney& money, std::string_view text, std::string_view word_before) {
  if (money.currency_written || !money.is_bare) return true;
  if (word_before.ends_with("№") || word_before.ends_with('#')) return false;
  const bool year = text.size() == 4 && (text.starts_with("19") || text.starts_with("20"));
  return !all_digits(text) || (text.size() >= 3 && !year);
}

// "by", "on" and their like before a date belong to it.
bool leads_to_date(std::string_view word) {
  const std::string folded = fold(word);
  for (const std::string_view leading :
       {"by", "on", "until", "до", "к", "в", "во", "на", "у", "—"}) {
    if (folded == leading) return true;
  }
  return false;
}

struct Line {
  std::vector<std::string_view> words;
  std::int32_t today;
  Language language;
  std::string_view default_currency;
};

bool take_date_at_end(Line& line, QuickAdd& result) {
  const std::size_t longest = std::min(longest_part_words, line.words.size());
  for (std::size_t count = longest; count > 0; --count) {
    const std::span<const std::string_view> part = std::span(line.words).last(count);
    const auto date = parse_date(joined(part), line.today, line.language);
    if (!date) continue;
    line.words.resize(line.words.size() - count);
    if (line.words.size() > 1 && leads_to_date(line.words.back())) line.words.pop_back();
    result.date = date;
    return true;
  }
  return false;
}

bool take_money_at_end(Line& line, QuickAdd& result) {
  const std::size_t longest = std::min(longest_part_words, line.words.size());
  for (std::size_t count = longest; count > 0; --count) {
    const std::span<const std::string_view> part = std::span(line.words).last(count);
    const std::string text = joined(part);
    auto money = parse_money(text, line.default_currency);
    const std::size_t before = line.words.size() - count;
    if (!money || !is_amount(*money, text, before > 0 ? line.words[before - 1] : "")) continue;
    line.words.resize(before);
    result.money = std::move(money);
    return true;
  }
  return false;
}

// One word with its currency, wherever it stands.
bool take_money_within(Line& line, QuickAdd& result) {
  for (std::size_t i = line.words.size(); i > 0; --i) {
    auto money = parse_money(line.words[i - 1], line.default_currency);
    if (!money || !money->currency_written) continue;
    line.words.erase(line.words.begin() + static_cast<std::ptrdiff_t>(i - 1));
    result.money = std::move(money);
    return true;
  }
  return false;
}

// Nobody calls a deal "-500 Acme": it is an amount, though a wrong one, and no part of the title.
bool take_negative_at_start(Line& line, QuickAdd& result) {
  if (line.words.empty()) return false;
  const std::string_view word = line.words.front();
  const bool minus = word.starts_with("-") || word.starts_with("−") || word.starts_with("–");
  auto money = minus ? parse_money(word, line.default_currency) : std::nullopt;
  if (!money || money->minor >= 0) return false;
  line.words.erase(line.words.begin());
  result.money = std::move(money);
  return true;
}

}  // namespace

QuickAdd parse_quick_add(std::string_view line, std::int32_t today, Language language,
                         std::string_view default_currency) {
  Line rest{split_words(line), today, language, default_currency};
  QuickAdd result;
  bool taken = true;
  while (taken) {
    taken = (!result.date && take_date_at_end(rest, result)) ||
            (!result.money && take_money_at_end(rest, result));
  }
  if (!result.money) take_money_within(rest, result);
  if (!result.money) take_negative_at_start(rest, result);
  result.title = joined(rest.words);
  if (!result.title.empty()) return result;
  result.title = trimmed(line);
  result.date.reset();
  if (result.money && result.money->minor >= 0) result.money.reset();
  return result;
}

}  // namespace holdall::i18n
