// What the app says, by the keys of its catalogues.
import { readFileSync } from 'node:fs';

/** @typedef {(key: string) => string} Words */

/** @param {string} language @returns {Words} */
export function wordsOf(language) {
  const file = new URL(`../../assets/catalogues/${language}.po`, import.meta.url);
  const entries = readFileSync(file, 'utf8').matchAll(/^msgid ("\S+")\nmsgstr (".*")$/gm);
  const words = new Map([...entries].map(([, key, text]) => [
    JSON.parse(key ?? ''), JSON.parse(text ?? ''),
  ]));
  return (key) => {
    const text = words.get(key);
    if (text === undefined) throw new Error(`no text '${key}' in ${language}`);
    return text;
  };
}
