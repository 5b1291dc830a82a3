// SQLite's own package with its pool of OPFS access handles.

/** @param {{pragmas: string}} options */
export async function load(options) {
  const { default: init } = await import('/node_modules/@sqlite.org/sqlite-wasm/dist/index.mjs');
  const sqlite3 = await init({ print() {}, printErr() {} });
  return { open: (name) => open(sqlite3, options, name) };
}

async function open(sqlite3, options, name) {
  const pool = await sqlite3.installOpfsSAHPoolVfs({
    name: `pool-${name}`,
    initialCapacity: 6,
    directory: `/pool-${name}`,
  });
  const database = new pool.OpfsSAHPoolDb(`/${name}`);
  database.exec(options.pragmas);
  return {
    execute: (sql) => database.exec(sql),
    all(sql) {
      const rows = [];
      database.exec({ sql, rowMode: 'array', resultRows: rows });
      return rows;
    },
    prepare(sql) {
      const statement = database.prepare(sql);
      return {
        run: (values) => void statement.bind(values).stepReset(),
        finish: () => statement.finalize(),
      };
    },
    insert(sql, rows) {
      const statement = database.prepare(sql);
      database.exec('BEGIN');
      for (const values of rows) statement.bind(values).stepReset();
      database.exec('COMMIT');
      statement.finalize();
    },
    durable: () => undefined,
    issued() {},
    drain() {},
    close: () => database.close(),
  };
}
