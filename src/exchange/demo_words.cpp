#include "exchange/demo_words.h"

namespace holdall::exchange {

namespace {

using Words = std::string_view;

constexpr DemoOffer english_offers[] = {
    {"Office network refresh", 6'000, 28'000},
    {"Laptops for the sales team", 8'000, 36'000},
    {"Video meeting rooms", 5'000, 22'000},
    {"Cloud migration, phase 1", 14'000, 60'000},
    {"Cloud migration, phase 2", 18'000, 75'000},
    {"Annual support contract", 3'000, 16'000},
    {"Support contract renewal", 3'000, 18'000},
    {"Backup and recovery", 2'500, 14'000},
    {"Warehouse scanners", 4'000, 24'000},
    {"Access control for two sites", 7'000, 32'000},
    {"CCTV upgrade", 5'000, 26'000},
    {"Phone system replacement", 4'000, 20'000},
    {"Security audit", 2'000, 9'000},
    {"Staff security training", 1'200, 6'000},
    {"Point-of-sale terminals", 6'000, 30'000},
    {"Server room move", 5'000, 19'000},
    {"Wi-Fi for the new building", 4'000, 21'000},
    {"Document scanning project", 3'000, 15'000},
    {"Printer lease, 36 months", 2'400, 12'000},
    {"Booking system integration", 9'000, 42'000},
    {"Inventory software", 11'000, 48'000},
    {"Helpdesk pilot", 1'500, 7'000},
    {"Licences for next year", 4'000, 27'000},
    {"New branch fit-out", 16'000, 80'000},
};

constexpr DemoOffer russian_offers[] = {
    {"Обновление офисной сети", 6'000, 28'000},
    {"Ноутбуки для отдела продаж", 8'000, 36'000},
    {"Переговорные с видеосвязью", 5'000, 22'000},
    {"Переезд в облако, первый этап", 14'000, 60'000},
    {"Переезд в облако, второй этап", 18'000, 75'000},
    {"Годовая поддержка", 3'000, 16'000},
    {"Продление договора поддержки", 3'000, 18'000},
    {"Резервное копирование", 2'500, 14'000},
    {"Сканеры для склада", 4'000, 24'000},
    {"Контроль доступа на двух площадках", 7'000, 32'000},
    {"Видеонаблюдение: замена камер", 5'000, 26'000},
    {"Замена телефонии", 4'000, 20'000},
    {"Аудит безопасности", 2'000, 9'000},
    {"Обучение сотрудников", 1'200, 6'000},
    {"Кассовые терминалы", 6'000, 30'000},
    {"Перенос серверной", 5'000, 19'000},
    {"Wi-Fi для нового корпуса", 4'000, 21'000},
    {"Электронный архив", 3'000, 15'000},
    {"Аренда принтеров на 36 месяцев", 2'400, 12'000},
    {"Интеграция с системой бронирования", 9'000, 42'000},
    {"Складской учёт", 11'000, 48'000},
    {"Пилот службы поддержки", 1'500, 7'000},
    {"Лицензии на следующий год", 4'000, 27'000},
    {"Оснащение нового филиала", 16'000, 80'000},
};

constexpr DemoOffer ukrainian_offers[] = {
    {"Оновлення офісної мережі", 6'000, 28'000},
    {"Ноутбуки для відділу продажів", 8'000, 36'000},
    {"Переговорні з відеозв’язком", 5'000, 22'000},
    {"Перехід у хмару, перший етап", 14'000, 60'000},
    {"Перехід у хмару, другий етап", 18'000, 75'000},
    {"Річна підтримка", 3'000, 16'000},
    {"Подовження договору підтримки", 3'000, 18'000},
    {"Резервне копіювання", 2'500, 14'000},
    {"Сканери для складу", 4'000, 24'000},
    {"Контроль доступу на двох об’єктах", 7'000, 32'000},
    {"Відеоспостереження: заміна камер", 5'000, 26'000},
    {"Заміна телефонії", 4'000, 20'000},
    {"Аудит безпеки", 2'000, 9'000},
    {"Навчання працівників", 1'200, 6'000},
    {"Касові термінали", 6'000, 30'000},
    {"Перенесення серверної", 5'000, 19'000},
    {"Wi-Fi для нового корпусу", 4'000, 21'000},
    {"Електронний архів", 3'000, 15'000},
    {"Оренда принтерів на 36 місяців", 2'400, 12'000},
    {"Інтеграція із системою бронювання", 9'000, 42'000},
    {"Складський облік", 11'000, 48'000},
    {"Пілот служби підтримки", 1'500, 7'000},
    {"Ліцензії на наступний рік", 4'000, 27'000},
    {"Оснащення нової філії", 16'000, 80'000},
};

constexpr Words english_organisations[] = {
    "Alderwick Dental Group", "Bramblegate Foods",     "Cobbleton Logistics",
    "Copperlark Hotels",      "Dunmarrow Print House", "Eastermill Furniture",
    "Fennick & Rowe Legal",   "Foxlow Garden Centres", "Greymantle Brewery",
    "Harrowfield Academy",    "Inkwell Lane Books",    "Juniper Vale Clinics",
    "Kestrelby Travel",       "Larchmoor Timber",      "Littlewharf Seafood",
    "Marrowdale Farms",       "Nettlecombe Bakery",    "Oakhollow Veterinary",
    "Pemberwell Insurance",   "Quillstone Architects", "Ravenscombe Textiles",
    "Saltmarrow Shipping",    "Thistledown Interiors", "Umberton Plastics",
    "Velvet Anchor Events",   "Willowbrae Care Homes", "Wrenfold Engineering",
    "Yarrowgate Pharmacies",
};

constexpr Words russian_organisations[] = {
    "Пекарня «Ржаная улица»",
    "Клиника «Ясный день»",
    "Гостиницы «Тихий берег»",
    "Мебельная фабрика «Дубрава и К»",
    "Типография «Красная строка»",
    "«Полесье-Логистика»",
    "Сеть аптек «Зверобой»",
    "Школа «Пятый класс»",
    "«Северный причал»",
    "Бюро «Свод и арка»",
    "Фермы «Заречный луг»",
    "Пивоварня «Медный чан»",
    "«Лесопилка № 8»",
    "Ветклиника «Рыжий кот»",
    "Страховой дом «Оберег-М»",
    "Турагентство «Чемодан»",
    "Ателье «Ровный шов»",
    "Книжный «Закладка»",
    "«Теплицы Приозёрья»",
    "Завод «Пластформа»",
    "Кофейни «Второй глоток»",
    "Фитнес-клуб «Разминка»",
    "Автосервис «Три ключа»",
    "«Домострой-Юг»",
    "Сыроварня «Белая корова»",
    "Юридическая группа «Параграф и партнёры»",
    "Магазины «Садовая тропа»",
    "Агентство «Хлопушка»",
};

constexpr Words ukrainian_organisations[] = {
    "Пекарня «Житній ранок»",
    "Клініка «Ясна година»",
    "Готелі «Тихий став»",
    "Меблева фабрика «Ясенець»",
    "Друкарня «Новий рядок»",
    "«Полісся-Вантаж»",
    "Аптеки «Звіробій»",
    "Школа «П’ятий клас»",
    "«Південний причал»",
    "Бюро «Склепіння»",
    "Ферма «Зарічна лука»",
    "Броварня «Мідний казан»",
    "Лісопильня «Смерічка»",
    "Ветклініка «Рудий кіт»",
    "Страхова компанія «Оберіг-М»",
    "Турагенція «Валіза»",
    "Ательє «Рівний шов»",
    "Книгарня «Закладинка»",
    "Теплиці «Озерні»",
    "Завод «Пластоформа»",
    "Кав’ярні «Другий ковток»",
    "Спортклуб «Розминка»",
    "Автосервіс «Три ключі»",
    "«Садиба-Буд»",
    "Сироварня «Біла корова»",
    "Юридична група «Параграф і партнери»",
    "Крамниці «Садова стежка»",
    "Агенція «Ґудзик»",
};

constexpr Words english_women[] = {"Olivia", "Hannah", "Grace",  "Priya", "Sofia",   "Megan",
                                   "Chloe",  "Amara",  "Ingrid", "Laura", "Beatrix", "Nadia"};
constexpr Words english_men[] = {"Daniel", "Oliver", "Marcus", "Tom",   "Rohan",  "Callum",
                                 "Henry",  "Mateo",  "Jonas",  "Peter", "Edward", "Samuel"};
constexpr Words english_last_names[] = {"Ashdown", "Bellamy",  "Carver",   "Delaney", "Ellwood",
                                        "Fairley", "Gresham",  "Holt",     "Iverson", "Kapoor",
                                        "Langley", "Mercer",   "Novak",    "Okafor",  "Pritchard",
                                        "Quinn",   "Rowntree", "Sorensen", "Tiller",  "Whitlock"};

constexpr Words russian_women[] = {"Анна",   "Елена",    "Ольга", "Марина",  "Татьяна", "Ирина",
                                   "Ксения", "Светлана", "Дарья", "Айгерим", "Вера",    "Юлия"};
constexpr Words russian_men[] = {"Алексей", "Дмитрий", "Сергей", "Павел", "Андрей", "Николай",
                                 "Илья",    "Нурлан",  "Роман",  "Артём", "Виктор", "Тимур"};
constexpr Words russian_last_names_women[] = {
    "Орлова",  "Соколова", "Морозова", "Лебедева", "Зайцева", "Павлова", "Голубева",
    "Белова",  "Комарова", "Киселёва", "Макарова", "Ильина",  "Гусева",  "Титова",
    "Абенова", "Серикова", "Рябинина", "Калинина", "Ершова",  "Тихонова"};
constexpr Words russian_last_names_men[] = {"Орлов",   "Соколов", "Морозов", "Лебедев", "Зайцев",
                                            "Павлов",  "Голубев", "Белов",   "Комаров", "Киселёв",
                                            "Макаров", "Ильин",   "Гусев",   "Титов",   "Абенов",
                                            "Сериков", "Рябинин", "Калинин", "Ершов",   "Тихонов"};

constexpr Words ukrainian_women[] = {"Олена", "Ірина",   "Наталія", "Оксана",   "Юлія", "Тетяна",
                                     "Марія", "Соломія", "Ганна",   "Катерина", "Леся", "Дарина"};
constexpr Words ukrainian_men[] = {"Андрій", "Олександр", "Тарас", "Богдан", "Сергій", "Ігор",
                                   "Дмитро", "Володимир", "Остап", "Юрій",   "Максим", "Євген"};
constexpr Words ukrainian_last_names[] = {
    "Коваленко", "Шевчук",    "Бондаренко", "Ткаченко", "Мельник",  "Кравець", "Олійник",
    "Поліщук",   "Гончар",    "Руденко",    "Іваненко", "Яременко", "Ґалаган", "Петрик",
    "Савчук",    "Дорошенко", "Вишняк",     "Швець",    "Кобзар",   "Литвин"};

constexpr Words english_owners[] = {"Emma Hartley", "James Oduya", "Lucy Brandt"};
constexpr Words russian_owners[] = {"Мария Ветрова", "Антон Ручьёв", "Дина Ахметова"};
constexpr Words ukrainian_owners[] = {"Марта Вербицька", "Антін Струмок", "Дарія Левчук"};

constexpr DemoCurrency english_currencies[] = {{"USD", 1, 60}, {"EUR", 1, 40}};
constexpr DemoCurrency russian_currencies[] = {{"EUR", 1, 45}, {"USD", 1, 30}, {"KZT", 500, 25}};
constexpr DemoCurrency ukrainian_currencies[] = {{"UAH", 45, 75}, {"EUR", 1, 25}};

constexpr DemoWords all_words[] = {
    {english_offers,
     english_organisations,
     {english_women, english_men, english_last_names, english_last_names},
     english_owners,
     english_currencies},
    {russian_offers,
     russian_organisations,
     {russian_women, russian_men, russian_last_names_women, russian_last_names_men},
     russian_owners,
     russian_currencies},
    {ukrainian_offers,
     ukrainian_organisations,
     {ukrainian_women, ukrainian_men, ukrainian_last_names, ukrainian_last_names},
     ukrainian_owners,
     ukrainian_currencies},
};

}  // namespace

const DemoWords& demo_words(i18n::Language language) {
  return all_words[static_cast<std::size_t>(language)];
}

}  // namespace holdall::exchange
