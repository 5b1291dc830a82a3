#include "exchange/cell_words.h"

#include <algorithm>
#include <span>

#include "base/utf8.h"
#include "exchange/header_names.h"
#include "i18n/folding.h"

namespace holdall::exchange {

namespace {

// Folded.
constexpr std::string_view none_words[] = {
    "null",       "n/a",        "na",      "#n/a", "nan",        "none",       "nil",
    "undefined",  "-",          "--",      "—",    "–",          "(none)",     "(blank)",
    "(empty)",    "(no value)", "not set", "\\n",  "не указано", "не указана", "нет",
    "не вказано", "не вказана", "немає",   "?",    "<null>",
};
constexpr std::size_t none_size_max = 24;

// Normalised as headers are.
constexpr std::string_view won_words[] = {
    "won",
    "closedwon",
    "win",
    "dealwon",
    "выиграна",
    "выиграно",
    "выигран",
    "выигрыш",
    "успешно",
    "успех",
    "успешнореализовано",
    "успешнореализована",
    "закрытоуспешно",
    "закрытауспешно",
    "сделкавыиграна",
    "виграна",
    "виграно",
    "виграш",
    "успішно",
    "успішнореалізовано",
    "успішнореалізована",
    "закритоуспішно",
    "закритауспішно",
    "угодавиграна",
    "угодувиграно",
};
constexpr std::string_view lost_words[] = {
    "lost",
    "closedlost",
    "loss",
    "deallost",
    "проиграна",
    "проиграно",
    "проигран",
    "проигрыш",
    "потеряна",
    "потеряно",
    "отказ",
    "провалена",
    "закрытоинереализовано",
    "закрытаинереализована",
    "закрытонеуспешно",
    "неуспешно",
    "сделкапроиграна",
    "втрачена",
    "втрачено",
    "втрачений",
    "програна",
    "програно",
    "програш",
    "відмова",
    "закритоінереалізовано",
    "закритотанереалізовано",
    "неуспішно",
    "угодавтрачена",
    "угодувтрачено",
};
constexpr std::string_view open_words[] = {
    "open",    "opened",  "active",   "inprogress", "открыта",  "открыто", "открытая",
    "вработе", "активна", "активная", "відкрита",   "відкрито", "вроботі",
};

struct FunnelStem {
  std::string_view normalised;  // a part of the name
  int position;
};

// The later step first: "proposal negotiation" is a negotiation.
constexpr FunnelStem funnel_stems[] = {
    {"contractsent", 60},
    {"contract", 60},
    {"closing", 60},
    {"invoice", 60},
    {"payment", 60},
    {"договор", 60},
    {"договір", 60},
    {"закрыти", 60},
    {"закритт", 60},
    {"оплат", 60},
    {"заключени", 60},
    {"укладанн", 60},
    {"счет", 60},
    {"рахун", 60},
    {"negotiat", 50},
    {"decisionmaker", 50},
    {"переговор", 50},
    {"согласовани", 50},
    {"узгодженн", 50},
    {"proposal", 40},
    {"quote", 40},
    {"offer", 40},
    {"предложени", 40},
    {"пропозиц", 40},
    {"presentation", 30},
    {"demo", 30},
    {"valueprop", 30},
    {"презентац", 30},
    {"демо", 30},
    {"engag", 25},
    {"meeting", 25},
    {"встреч", 25},
    {"зустріч", 25},
    {"analysis", 22},
    {"needs", 22},
    {"потребност", 22},
    {"потреб", 22},
    {"qualif", 20},
    {"квалиф", 20},
    {"кваліф", 20},
    {"contacted", 15},
    {"firstcontact", 15},
    {"первичныйконтакт", 15},
    {"первинний", 15},
    {"prospect", 10},
    {"lead", 10},
    {"new", 10},
    {"лид", 10},
    {"лід", 10},
    {"новы", 10},
    {"новая", 10},
    {"нова", 10},
    {"новий", 10},
    {"неразобранн", 10},
};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A pipeline's name in parentheses, as in "Closed won (Sales Pipeline)", is no part of the word.
std::string normalised_word(std::string_view word) {
  const std::size_t parenthesis = word.find('(');
  if (parenthesis != std::string_view::npos && parenthesis > 0) word = word.substr(0, parenthesis);
  return normalised_header(word);
}

}  // namespace

bool is_none(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.empty()) return true;
  if (cell.size() > none_size_max) return false;
  // Cheap for the cells that are something, which are nearly all.
  const char first = cell.front();
  const bool cyrillic = first == '\xD0';
  if (!cyrillic && std::string_view("nNuU-(#\\?<\xE2").find(first) == std::string_view::npos)
    return false;
  return is_one_of(none_words, i18n::fold(cell));
}

std::string_view content_of(std::string_view cell) {
  return is_none(cell) ? std::string_view() : trimmed(cell);
}

StageMeaning meaning_of(std::string_view word) {
  const std::string normalised = normalised_word(word);
  if (is_one_of(won_words, normalised)) return StageMeaning::won;
  if (is_one_of(lost_words, normalised)) return StageMeaning::lost;
  if (is_one_of(open_words, normalised)) return StageMeaning::open;
  return StageMeaning::stage;
}

std::optional<int> funnel_position(std::string_view stage_name) {
  const std::string normalised = normalised_word(stage_name);
  for (const FunnelStem& stem : funnel_stems) {
    if (normalised.find(stem.normalised) != std::string::npos) return stem.position;
  }
  return std::nullopt;
}

}  // namespace holdall::exchange
