// A C++ text as the checks read it: without a parser, but aware of comments and literals.

const piece =
  /\/\/[^\n]*|\/\*[^]*?\*\/|R"([^(\s]*)\([^]*?\)\1"|"(?:[^"\\\n]|\\.)*"|(?<![\w'])'(?:[^'\\\n]|\\.)+'/g;

/** Spaces in place of all characters but the line ends. @param {string} text */
const blank = (text) => text.replace(/[^\n]/g, ' ');

/**
 * The text with its comments and the insides of its literals blanked; every offset stays.
 * @param {string} text
 */
export function codeOnly(text) {
  return text.replace(piece, (found) => {
    if (found.startsWith('/')) return blank(found);
    return `${found[0]}${blank(found.slice(1, -1))}${found.at(-1)}`;
  });
}

/** The text with its comments blanked; every offset stays. @param {string} text */
export function withoutComments(text) {
  return text.replace(piece, (found) => (found.startsWith('/') ? blank(found) : found));
}

/** @typedef {{name: string, quoted: boolean, line: number}} Include */

/** @param {string} text @returns {Include[]} */
export function includesOf(text) {
  return withoutComments(text).split('\n').flatMap((line, index) => {
    const found = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(line);
    return found ? [{ name: found[2] ?? '', quoted: found[1] === '"', line: index + 1 }] : [];
  });
}

/**
 * The functions that stand in namespaces and classes, with their first and last lines, from 1.
 * @param {string} text
 * @returns {{name: string, first: number, last: number}[]}
 */
export function functionsOf(text) {
  const code = codeOnly(text).replace(/^[ \t]*#.*(?:\\\n.*)*/gm, blank)
    .replace(/^[ \t]*(public|private|protected):/gm, blank);
  const functions = [];
  /** @typedef {{container: boolean, name: string, first: number, within: boolean}} Brace */
  /** @type {Brace[]} */
  const open = [];
  let statement = 0; // where the text before a brace begins
  let line = 1;
  let statementLine = 1;
  for (let at = 0; at < code.length; at += 1) {
    const character = code[at];
    if (character === '\n') line += 1;
    if (statement === at && /\s/.test(character ?? '')) {
      statement = at + 1;
      statementLine = line;
    }
    const outside = open.every((brace) => brace.container);
    if (character === '{') {
      const head = code.slice(statement, at);
      const container = outside && !head.includes('(') &&
        /\b(namespace|class|struct|union|enum|extern)\b/.test(head);
      const within = isWithin(head);
      const name = outside && head.includes('(') && !within ? nameIn(head) : '';
      open.push({ container, name, first: statementLine, within });
      if (container) [statement, statementLine] = [at + 1, line];
    } else if (character === '}') {
      const closed = open.pop();
      if (closed?.name) functions.push({ name: closed.name, first: closed.first, last: line });
      if (closed?.within) continue;
      if (open.every((brace) => brace.container)) [statement, statementLine] = [at + 1, line];
    } else if (outside && character === ';') {
      [statement, statementLine] = [at + 1, line];
    }
  }
  return functions;
}

/**
 * Whether a brace after this opens a value among parameters or in a list of members.
 * @param {string} head
 */
function isWithin(head) {
  const depth = head.split('(').length - head.split(')').length;
  return depth > 0 || (/\)\s*(noexcept\s*)?:[^:]/.test(head) && /[\w>]$/.test(head));
}

/** The name before the first parenthesis that opens parameters. @param {string} head */
function nameIn(head) {
  return /([\w:~]+|operator\S+)\s*\(/.exec(head)?.[1] ?? 'a function';
}
