// What the page says before the wasm module can speak, or when it no longer can. The three
// languages of the app; everything else stands in assets/catalogues.

/**
 * @typedef {'loading' | 'no_webgl' | 'no_download' | 'too_old' | 'stopped' |
 * 'no_memory'} StartText
 */

/** @type {Record<string, Record<StartText | 'reload' | 'details', string>>} */
const texts = {
  en: {
    loading: 'Opening Holdall…',
    no_webgl:
      'Holdall cannot draw here: this browser has no WebGL 2, or it is switched off. Your ' +
      'data is safe and unchanged. Switch on hardware acceleration in the browser’s ' +
      'settings, or open Holdall in a current Chrome, Edge, Firefox or Safari.',
    no_download:
      'A part of Holdall could not be downloaded. Your data is safe and unchanged. Check ' +
      'the connection and reload.',
    too_old:
      'This browser cannot run Holdall. Your data is safe and unchanged. Update the ' +
      'browser, or use a current Chrome, Edge, Firefox or Safari.',
    stopped:
      'Holdall has stopped because of an error. Everything that was shown as saved is safe.' +
      ' Reload to go on.',
    no_memory:
      'There is not enough memory to go on. Everything that was shown as saved is safe. ' +
      'Close other tabs or programs and reload.',
    reload: 'Reload',
    details: 'Details',
  },
  ru: {
    loading: 'Открываем Holdall…',
    no_webgl:
      'Holdall не может здесь рисовать: в этом браузере нет WebGL 2 или он выключен. Ваши ' +
      'данные целы и не изменены. Включите аппаратное ускорение в настройках браузера или ' +
      'откройте Holdall в свежей версии Chrome, Edge, Firefox или Safari.',
    no_download:
      'Не удалось загрузить часть Holdall. Ваши данные целы и не изменены. Проверьте ' +
      'соединение и обновите страницу.',
    too_old:
      'Этот браузер не может запустить Holdall. Ваши данные целы и не изменены. Обновите ' +
      'браузер или возьмите свежую версию Chrome, Edge, Firefox или Safari.',
    stopped:
      'Holdall остановился из-за ошибки. Всё, что было отмечено как сохранённое, цело. ' +
      'Обновите страницу, чтобы продолжить.',
    no_memory:
      'Не хватает памяти, чтобы продолжить. Всё, что было отмечено как сохранённое, цело. ' +
      'Закройте другие вкладки или программы и обновите страницу.',
    reload: 'Обновить',
    details: 'Подробности',
  },
  uk: {
    loading: 'Відкриваємо Holdall…',
    no_webgl:
      'Holdall не може тут малювати: у цьому браузері немає WebGL 2 або його вимкнено. Ваші' +
      ' дані цілі й не змінені. Увімкніть апаратне прискорення в налаштуваннях браузера або' +
      ' відкрийте Holdall у свіжій версії Chrome, Edge, Firefox чи Safari.',
    no_download:
      'Не вдалося завантажити частину Holdall. Ваші дані цілі й не змінені. Перевірте ' +
      'з’єднання та оновіть сторінку.',
    too_old:
      'Цей браузер не може запустити Holdall. Ваші дані цілі й не змінені. Оновіть браузер ' +
      'або візьміть свіжу версію Chrome, Edge, Firefox чи Safari.',
    stopped:
      'Holdall зупинився через помилку. Усе, що було позначено як збережене, ціле. Оновіть ' +
      'сторінку, щоб продовжити.',
    no_memory:
      'Не вистачає пам’яті, щоб продовжити. Усе, що було позначено як збережене, ціле. ' +
      'Закрийте інші вкладки чи програми та оновіть сторінку.',
    reload: 'Оновити',
    details: 'Подробиці',
  },
};

/**
 * The app's language: the chosen one, else the first preferred one that we have, else English.
 * @param {string} chosen
 */
export function startLanguage(chosen) {
  for (const tag of [chosen, ...navigator.languages]) {
    const language = tag.slice(0, 2).toLowerCase();
    if (texts[language]) return language;
  }
  return 'en';
}

/** @param {string} language @param {StartText | 'reload' | 'details'} text */
export function startText(language, text) {
  return (texts[language] ?? texts['en'])?.[text] ?? text;
}
