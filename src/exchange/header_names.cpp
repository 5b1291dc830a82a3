#include "exchange/header_names.h"

#include <algorithm>

#include "base/utf8.h"
#include "i18n/currency.h"
#include "i18n/folding.h"

namespace holdall::exchange {

namespace {

struct FieldNames {
  DealField field;
  std::string_view names;  // normalised, separated by spaces, the most telling first
};

constexpr FieldNames field_names[] = {
    {DealField::title,
     "dealname dealtitle opportunityname opportunitytitle названиесделки назваугоди title topic "
     "subject "
     "deal opportunity сделка угода name название назва наименование найменування тема"},
    {DealField::external_key,
     "opportunityid dealid recordid opportunityno opportunitynumber dealnumber externalid "
     "externalkey "
     "externalnumber idсделки номерсделки idугоди номеругоди внешнийномер зовнішнійномер id номер "
     "number сделки угоди"},
    {DealField::value,
     "dealvalue dealamount value amount closevalue opportunityamount суммасделки сумаугоди сумма "
     "сума "
     "бюджетсделки бюджетугоди бюджет стоимость вартість expectedrevenue revenue total price цена "
     "ціна"},
    {DealField::currency,
     "currencyofvalue dealcurrency dealcurrencycode currency currencycode currencyisocode валюта "
     "валютасделки валютаугоди кодвалюты кодвалюти"},
    {DealField::stage,
     "dealstage salesstage stagename stage opportunitystage pipelinestage stageid этапсделки "
     "стадиясделки этапворонки этап стадия стадіяугоди етапугоди етапворонки стадія етап"},
    {DealField::outcome,
     "dealstatus status outcome result статуссделки статусугоди статус результат"},
    {DealField::organisation,
     "account accountname organization organisation organizationname organisationname companyname "
     "associatedcompany company customer customername client clientname relatedto partnername "
     "partnerid "
     "организация компания клиент контрагент заказчик названиекомпании організація компанія "
     "клієнт замовник назвакомпанії"},
    {DealField::person,
     "contactperson contactname primarycontact contact associatedcontact personname person "
     "контактноелицо основнойконтакт контакт контактнаособа основнийконтакт"},
    {DealField::owner,
     "dealowner opportunityowner owner ownername salesagent salesperson salesrep assignedto agent "
     "accountexecutive userid responsible ответственный відповідальний менеджер продавец продавець "
     "владелец власник manager"},
    {DealField::product, "product productname products item продукт товар услуга послуга"},
    {DealField::opened_on,
     "engagedate dealcreated createdate createddate createdtime createdon created opendate "
     "openedon "
     "startdate creationdate датасоздания создана датаоткрытия датаначала датастворення створено "
     "датавідкриття датапочатку"},
    {DealField::close_date, "closedate closingdate датазакрытия датазакриття"},
    {DealField::expected_close,
     "expectedclosedate expectedclosingdate expectedclosing expectedclose estimatedclosedate "
     "estclosedate forecastclosedate datedeadline deadline ожидаемаядатазакрытия ожидаемоезакрытие "
     "плановаядатазакрытия очікуванадатазакриття очікуванезакриття плановадатазакриття"},
    {DealField::closed_on,
     "dealclosedon closedon closeddate dateclosed actualclosedate wontime losttime "
     "фактическаядатазакрытия закрыта закрыто фактичнадатазакриття закрито"},
    {DealField::lost_reason,
     "lostreason lossreason closedlostreason reasonlost lostreasonid причинапроигрыша "
     "причинаотказа "
     "причинапотери причинавтрати причинапрограшу причинавідмови"},
};

// Pipedrive puts the kind of record before each name: "Deal - Title".
constexpr std::string_view deal_prefixes = "deal deals opportunity сделка угода";
constexpr std::string_view person_prefixes = "person contact контакт контактноелицо контактнаособа";
constexpr std::string_view organisation_prefixes =
    "organization organisation company организация компания організація компанія";
constexpr std::string_view record_names = "name название назва fullname";

// The position of a word in a list of words, -1 if it is not there.
int position_in(std::string_view list, std::string_view word) {
  int position = 0;
  for (std::size_t start = 0; start < list.size(); ++position) {
    const std::size_t end = std::min(list.find(' ', start), list.size());
    if (list.substr(start, end - start) == word) return position;
    start = end + 1;
  }
  return -1;
}

KnownHeader with_name(std::string_view normalised) {
  if (normalised.empty()) return {};
  for (const FieldNames& known : field_names) {
    const int position = position_in(known.names, normalised);
    if (position >= 0) return {known.field, position, {}};
  }
  return {};
}

KnownHeader with_prefix(std::string_view header) {
  const std::size_t dash = header.find(" - ");
  if (dash == std::string_view::npos) return {};
  const std::string prefix = normalised_header(header.substr(0, dash));
  const std::string name = normalised_header(header.substr(dash + 3));
  if (position_in(deal_prefixes, prefix) >= 0) return with_name(name);
  if (position_in(record_names, name) < 0) return {};
  if (position_in(person_prefixes, prefix) >= 0) return {DealField::person, 0, {}};
  if (position_in(organisation_prefixes, prefix) >= 0) return {DealField::organisation, 0, {}};
  return {};
}

// "Amount (USD)" and "Сумма, ₽": a currency behind the name, which is cut off.
std::string take_currency(std::string_view& header) {
  const std::size_t mark = header.find_last_of("(,");
  if (mark == std::string_view::npos) return {};
  std::string_view word = trimmed(header.substr(mark + 1));
  if (word.ends_with(')')) word = trimmed(word.substr(0, word.size() - 1));
  const i18n::Currency* currency = i18n::currency_from_word(i18n::fold(word));
  if (currency == nullptr) return {};
  header = trimmed(header.substr(0, mark));
  return std::string(currency->code);
}

}  // namespace

std::string normalised_header(std::string_view header) {
  std::string normalised;
  for (const char c : i18n::fold(header)) {
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    const bool kept = !ascii || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) normalised += c;
  }
  // The numero sign is the one usual mark beyond ASCII.
  for (std::size_t at = 0; (at = normalised.find("№", at)) != std::string::npos;)
    normalised.erase(at, 3);
  return normalised;
}

KnownHeader recognise_header(std::string_view header) {
  std::string currency = take_currency(header);
  KnownHeader known = with_name(normalised_header(header));
  if (known.field == DealField::none) known = with_prefix(header);
  if (known.field == DealField::value) known.currency = std::move(currency);
  return known;
}

}  // namespace holdall::exchange
