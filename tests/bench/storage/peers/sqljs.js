// sql.js: the database is in memory, each commit exports the whole file into one record.
import initSqlJs from 'sql.js/dist/sql-wasm-browser.js';
import { answerOf, completionOf } from '../workload.js';

export async function load() {
  const SQL = await initSqlJs({ locateFile: (file) => `/node_modules/sql.js/dist/${file}` });
  return { open: (name) => open(SQL, name) };
}

async function open(SQL, name) {
  const request = indexedDB.open(`sqljs-${name}`, 1);
  request.onupgradeneeded = () => request.result.createObjectStore('file');
  const storage = await answerOf(request);
  const stored = await answerOf(storage.transaction('file').objectStore('file').get('database'));
  const database = new SQL.Database(stored);
  let writing = null;
  let again = false;
  const put = () => {
    const transaction = storage.transaction('file', 'readwrite', { durability: 'strict' });
    transaction.objectStore('file').put(database.export(), 'database');
    transaction.commit();
    return completionOf(transaction);
  };
  return {
    execute: (sql) => database.exec(sql),
    all: (sql) => database.exec(sql)[0]?.values ?? [],
    // Not a kept statement: an export finalises it.
    prepare: (sql) => ({ run: (values) => database.run(sql, values), finish() {} }),
    async insert(sql, rows) {
      const statement = database.prepare(sql);
      database.exec('BEGIN');
      for (const values of rows) statement.run(values);
      database.exec('COMMIT');
      statement.free();
      await put();
    },
    durable: put,
    // At most one export is under way; what comes meanwhile shares the next.
    issued() {
      again = true;
      writing ??= (async () => {
        while (again) {
          again = false;
          await put();
        }
        writing = null;
      })();
    },
    async drain() {
      while (writing) await writing;
    },
    close() {
      database.close();
      storage.close();
    },
  };
}
