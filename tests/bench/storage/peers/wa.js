// wa-sqlite with one of its VFSes.
import { completionOf } from '../workload.js';

/** @param {{package: string, build: string, vfs: string, pragmas: string}} options */
export async function load(options) {
  const base = `/node_modules/${options.package}`;
  const [api, { default: factory }, vfsModule] = await Promise.all([
    import(`${base}/src/sqlite-api.js`),
    import(`${base}/dist/${options.build}.mjs`),
    import(`${base}/src/examples/${options.vfs}.js`),
  ]);
  const module = await factory();
  return { open: (name) => open(api, module, vfsModule[options.vfs], options, name) };
}

async function open(api, module, Vfs, options, name) {
  const sqlite3 = api.Factory(module);
  const vfsName = `wa-${options.vfs}-${name}`;
  const vfs = await Vfs.create(vfsName, module);
  sqlite3.vfs_register(vfs, true);
  const database = await sqlite3.open_v2(name, undefined, vfsName);
  const execute = (sql) => sqlite3.exec(database, sql);
  await execute(options.pragmas);
  const prepare = async (sql) => {
    for await (const statement of sqlite3.statements(database, sql, { unscoped: true })) {
      return statement;
    }
    throw new Error(`no statement: ${sql}`);
  };
  const run = async (statement, values) => {
    sqlite3.bind_collection(statement, values);
    await sqlite3.step(statement);
    await sqlite3.reset(statement);
  };
  const drain = async () => {
    if (options.vfs.startsWith('IDB')) await idle(vfsName);
  };
  return {
    execute,
    async all(sql) {
      const statement = await prepare(sql);
      const rows = [];
      while ((await sqlite3.step(statement)) === api.SQLITE_ROW) rows.push(sqlite3.row(statement));
      await sqlite3.finalize(statement);
      return rows;
    },
    async prepare(sql) {
      const statement = await prepare(sql);
      return {
        run: (values) => run(statement, values),
        finish: () => sqlite3.finalize(statement),
      };
    },
    async insert(sql, rows) {
      const statement = await prepare(sql);
      await execute('BEGIN');
      for (const values of rows) await run(statement, values);
      await execute('COMMIT');
      await sqlite3.finalize(statement);
      await drain();
    },
    durable: () => undefined, // synchronous=FULL: a commit returns when it is
    issued() {},
    drain,
    async close() {
      await sqlite3.close(database);
      await vfs.close?.();
    },
  };
}

/** Waits for the end of all transactions of an IndexedDB database. @param {string} name */
async function idle(name) {
  const request = indexedDB.open(name);
  const storage = await new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
  });
  const transaction = storage.transaction([...storage.objectStoreNames], 'readwrite');
  transaction.objectStore(storage.objectStoreNames[0]).get('none');
  transaction.commit();
  await completionOf(transaction);
  storage.close();
}
