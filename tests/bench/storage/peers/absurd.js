// absurd-sql: sql.js with its files in blocks of IndexedDB, written by a second worker.
import initSqlJs from '@jlongster/sql.js';
import { SQLiteFS } from 'absurd-sql';
import IndexedDBBackend from 'absurd-sql/dist/indexeddb-backend';

/** @param {{pragmas: string}} options */
export async function load(options) {
  const SQL = await initSqlJs({
    locateFile: (file) => `/node_modules/@jlongster/sql.js/dist/${file}`,
  });
  const files = new SQLiteFS(SQL.FS, new IndexedDBBackend());
  SQL.register_for_idb(files);
  SQL.FS.mkdir('/sql');
  SQL.FS.mount(files, {}, '/sql');
  return { open: (name) => open(SQL, options, name) };
}

function open(SQL, options, name) {
  const database = new SQL.Database(`/sql/${name}`, { filename: true });
  database.exec(options.pragmas);
  return {
    execute: (sql) => database.exec(sql),
    all: (sql) => database.exec(sql)[0]?.values ?? [],
    prepare(sql) {
      const statement = database.prepare(sql);
      return { run: (values) => void statement.run(values), finish: () => statement.free() };
    },
    insert(sql, rows) {
      const statement = database.prepare(sql);
      database.exec('BEGIN');
      for (const values of rows) statement.run(values);
      database.exec('COMMIT');
      statement.free();
    },
    durable: () => undefined,
    issued() {},
    drain() {},
    close: () => database.close(),
  };
}
