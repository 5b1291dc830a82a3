#include "i18n/calendar.h"

#include <algorithm>
#include <chrono>

namespace holdall::i18n {

namespace {

constexpr std::string_view months[3][12] = {
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
    {"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
     "октября", "ноября", "декабря"},
    {"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня",
     "жовтня", "листопада", "грудня"},
};

constexpr std::string_view short_months[3][12] = {
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
    {"янв.", "февр.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сент.", "окт.", "нояб.",
     "дек."},
    {"січ.", "лют.", "бер.", "квіт.", "трав.", "черв.", "лип.", "серп.", "вер.", "жовт.", "лист.",
     "груд."},
};

constexpr std::string_view weekdays[3][7] = {
    {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
    {"воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"},
    {"неділя", "понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота"},
};

constexpr std::string_view short_weekdays[3][7] = {
    {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
    {"вс", "пн", "вт", "ср", "чт", "пт", "сб"},
    {"нд", "пн", "вт", "ср", "чт", "пт", "сб"},
};

// The beginnings, folded, by which a month is known; by month three languages and, for May, two
// forms.
constexpr std::string_view month_stems[12][4] = {
    {"jan", "янв", "січ", "січ"}, {"feb", "фев", "лют", "лют"}, {"mar", "мар", "бер", "бер"},
    {"apr", "апр", "кві", "кві"}, {"may", "май", "тра", "мая"}, {"jun", "июн", "чер", "чер"},
    {"jul", "июл", "лип", "лип"}, {"aug", "авг", "сер", "сер"}, {"sep", "сен", "вер", "вер"},
    {"oct", "окт", "жов", "жов"}, {"nov", "ноя", "лис", "лис"}, {"dec", "дек", "гру", "гру"},
};

// Every form that is taken for a weekday, folded and separated by spaces.
constexpr std::string_view weekday_words[7] = {
    "sun sunday вс воскресенье воскресенья нд неділя неділі неділю",
    "mon monday пн понедельник понедельника понедельнику понеділок понеділка",
    "tue tues tuesday вт вторник вторника вторнику вівторок вівторка",
    "wed weds wednesday ср среда среду среды среде середа середу середи",
    "thu thur thurs thursday чт четверг четверга четвергу четвер четверга",
    "fri friday пт пятница пятницу пятницы пятнице п'ятниця п'ятницю п'ятниці",
    "sat saturday сб суббота субботу субботы субботе субота суботу суботи",
};

std::size_t at(Language language) { return static_cast<std::size_t>(language); }

bool lists(std::string_view words, std::string_view word) {
  for (std::size_t start = 0; start < words.size();) {
    const std::size_t end = std::min(words.find(' ', start), words.size());
    if (words.substr(start, end - start) == word) return true;
    start = end + 1;
  }
  return false;
}

void append_padded(std::string& text, std::uint32_t value, std::uint32_t highest) {
  for (; highest != 0; highest /= 10) text += static_cast<char>('0' + value / highest % 10);
}

}  // namespace

CalendarDay calendar_day(std::int32_t days) {
  const std::chrono::sys_days moment{std::chrono::days{std::clamp(days, first_day, last_day)}};
  const std::chrono::year_month_day date{moment};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}

std::optional<std::int32_t> days_of(std::int32_t year, std::uint32_t month, std::uint32_t day) {
  if (year < 1 || year > 9999) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count());
}

std::uint32_t weekday_of(std::int32_t days) {
  const std::int32_t within_week = static_cast<std::int32_t>((std::int64_t{days} + 4) % 7);
  return static_cast<std::uint32_t>(within_week < 0 ? within_week + 7 : within_week);
}

std::string iso_date(std::int32_t days) {
  const CalendarDay day = calendar_day(days);
  std::string text;
  append_padded(text, static_cast<std::uint32_t>(day.year), 1000);
  text += '-';
  append_padded(text, day.month, 10);
  text += '-';
  append_padded(text, day.day, 10);
  return text;
}

std::string_view month_name(Language language, std::uint32_t month) {
  return months[at(language)][(month + 11) % 12];
}

std::string_view short_month_name(Language language, std::uint32_t month) {
  return short_months[at(language)][(month + 11) % 12];
}

std::string_view weekday_name(Language language, std::uint32_t weekday) {
  return weekdays[at(language)][weekday % 7];
}

std::string_view short_weekday_name(Language language, std::uint32_t weekday) {
  return short_weekdays[at(language)][weekday % 7];
}

std::optional<std::uint32_t> month_from_word(std::string_view folded_word) {
  for (std::uint32_t month = 0; month < 12; ++month) {
    for (const std::string_view stem : month_stems[month]) {
      if (folded_word.starts_with(stem)) return month + 1;
    }
  }
  return std::nullopt;
}

std::optional<std::uint32_t> weekday_from_word(std::string_view folded_word) {
  if (folded_word.ends_with('.')) folded_word.remove_suffix(1);
  for (std::uint32_t weekday = 0; weekday < 7; ++weekday) {
    if (lists(weekday_words[weekday], folded_word)) return weekday;
  }
  return std::nullopt;
}

}  // namespace holdall::i18n
