// platform::Places as C++ sees it through web/places.js: real servers of another origin, and what
// goes wrong with them.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { dist, openApp } from '../lib/browser.mjs';
import { serve } from '../lib/server.mjs';
import { accountLine, startApache, startNginx } from '../lib/web_servers.mjs';
import { answers, openModules, originOf, sharedBrowser, waitForAnswer } from './lib.mjs';

const account = { user: 'anna', password: 'пароль: é' };

/**
 * Puts `get(path, …)` and `put(path, text)` on the endpoint into the page; both give the text that
 * was read, null, 'done', or a failure as [kind, status, retryAfterMs, detail].
 */
async function useServer(page, server, silenceMs) {
  await page.evaluate(
    async ([given, silentMs]) => {
      const { HttpEndpoint } = await import('/web/http_endpoint.js');
      window.openServer = (one, time) => {
        const endpoint = new HttpEndpoint({ user: '', password: '', ...one }, time);
        const failed = (error) => [error.kind, error.status, error.retryAfterMs, error.message];
        const { signal } = new AbortController();
        return {
          get: (name, { max = 1000, fresh = false } = {}) =>
            endpoint
              .get(name, max, fresh, signal)
              .then((bytes) => bytes && new TextDecoder().decode(bytes), failed),
          put: (name, text) =>
            endpoint
              .put(name, new TextEncoder().encode(text).buffer, signal)
              .then(() => 'done', failed),
        };
      };
      Object.assign(window, window.openServer(given, silentMs));
    },
    [server, silenceMs],
  );
  return {
    get: (name, options) => page.evaluate(([one, more]) => window.get(one, more), [name, options]),
    put: (name, text) => page.evaluate(([one, more]) => window.put(one, more), [name, text]),
  };
}

/** A page and an endpoint at a server that answers as `answers` does, with CORS for the page. */
async function openFaulty(t, answers, silenceMs) {
  const { page, server: app } = await openModules(t);
  const asked = [];
  const server = await serve({}, {}, (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', originOf(app));
    response.setHeader('Access-Control-Allow-Methods', 'GET, PUT, MKCOL');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
    response.setHeader('Access-Control-Expose-Headers', 'Date, Retry-After');
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
    } else {
      asked.push(`${request.method} ${request.url}`);
      answers(request, response);
    }
    return true;
  });
  t.after(() => server.close());
  const place = await useServer(page, { address: server.url }, silenceMs);
  return { page, app, server, asked, ...place };
}

/** What every server must do that files are put to. */
async function checkFiles({ page, get, put, address, folder }) {
  assert.equal(await get('space/0a1b'), null);
  assert.equal(await put('space/0a1b', 'one'), 'done');
  assert.equal(await put('d/0c/b/12.deadbeef', 'батч'), 'done');
  assert.equal(await get('space/0a1b', { fresh: true }), 'one');
  assert.equal(await get('d/0c/b/12.deadbeef'), 'батч');
  assert.equal(await readFile(path.join(folder, 'files/d/0c/b/12.deadbeef'), 'utf8'), 'батч');
  assert.equal(await put('space/0a1b', 'another'), 'done');
  assert.equal(await get('space/0a1b', { fresh: true }), 'another');
  assert.equal(await put('d/0c/h0', ''), 'done');
  assert.equal(await get('d/0c/h0'), '');
  const [longer] = await get('space/0a1b', { max: 6, fresh: true });
  assert.equal(longer, 'tooLong');
  assert.equal(await get('space/0a1b', { max: 7, fresh: true }), 'another');
  for (const wrong of [{}, { user: 'anna', password: 'wrong' }]) {
    const outcomes = await page.evaluate(async (server) => {
      const place = window.openServer(server);
      return [await place.get('space/0a1b'), await place.put('space/0a1b', 'x')];
    }, { address, ...wrong });
    for (const [kind, status] of outcomes) assert.deepEqual([kind, status], ['refused', 401]);
  }
}

test('nginx keeps files, folders are made, and only the right account is let in', async (t) => {
  const { page, server } = await openModules(t);
  const nginx = await startNginx(t, {
    origin: originOf(server),
    accounts: accountLine(account),
    location: 'create_full_put_path on;',
  });
  const place = await useServer(page, { address: nginx.address, ...account });
  await checkFiles({ page, ...place, ...nginx });
  const [kind, status] = await place.put('big', 'x'.repeat(2_000_000));
  assert.deepEqual([kind, status], ['full', 413]);
});

test('where folders are not made by themselves they are made', async (t) => {
  const { page, server } = await openModules(t);
  const nginx = await startNginx(t, { origin: originOf(server), accounts: accountLine(account) });
  await checkFiles({
    page,
    ...(await useServer(page, { address: nginx.address.slice(0, -1), ...account })),
    ...nginx,
  });
});

test('Apache keeps files', { skip: !existsSync('/usr/sbin/apache2') }, async (t) => {
  const { page, server } = await openModules(t);
  const apache = await startApache(t, { origin: originOf(server), accounts: accountLine(account) });
  const place = await useServer(page, { address: apache.address, ...account });
  await checkFiles({ page, ...place, ...apache });
});

test('a server that does not know the page is as good as none', async (t) => {
  const { page } = await openModules(t);
  const nginx = await startNginx(t, { origin: 'https://elsewhere.example' });
  const { get, put } = await useServer(page, { address: nginx.address });
  for (const [kind, status, , detail] of [await get('h0'), await put('h0', 'x')]) {
    assert.deepEqual([kind, status], ['offline', 0]);
    assert.match(detail, /not reached, or it does not allow this page/);
  }
});

test('a server that only serves is not writable', async (t) => {
  const { page, server } = await openModules(t);
  const nginx = await startNginx(t, { origin: originOf(server), methods: 'off' });
  await writeFile(path.join(nginx.folder, 'files/h0'), 'one');
  const { get, put } = await useServer(page, { address: nginx.address });
  assert.equal(await get('h0'), 'one');
  const [kind, status] = await put('h0', 'x');
  assert.deepEqual([kind, status], ['notWritable', 405]);
});

test('a fresh read goes past caches, another one need not', async (t) => {
  const { page, server } = await openModules(t);
  const nginx = await startNginx(t, { origin: originOf(server), location: 'expires 1h;' });
  const { get } = await useServer(page, { address: nginx.address });
  const file = path.join(nginx.folder, 'files/h0');
  await writeFile(file, 'one');
  assert.equal(await get('h0'), 'one');
  await writeFile(file, 'another');
  assert.equal(await get('h0'), 'one');
  assert.equal(await get('h0', { fresh: true }), 'another');
  await writeFile(file, 'a third');
  assert.equal(await get('h0', { fresh: true }), 'a third');
});

test('each status says what to do', async (t) => {
  const { get, put } = await openFaulty(t, (request, response) => {
    const status = Number(/^\/(\d+)/.exec(request.url)[1]);
    response.writeHead(status, { 'content-type': 'text/plain' }).end('words');
  });
  const kindOf = (outcome) => (Array.isArray(outcome) ? outcome.slice(0, 2) : outcome);
  assert.equal(await get('410'), null);
  for (const [status, kind] of Object.entries({
    401: 'refused',
    403: 'refused',
    405: 'notWritable',
    413: 'full',
    423: 'busy',
    429: 'busy',
    500: 'failed',
    501: 'notWritable',
    502: 'offline',
    503: 'busy',
    504: 'offline',
    507: 'full',
  })) {
    assert.deepEqual(kindOf(await get(status)), [kind, Number(status)]);
    const ofPut = status === '500' ? 'notStored' : kind;
    assert.deepEqual(kindOf(await put(status, 'x')), [ofPut, Number(status)]);
  }
  for (const status of ['404', '409']) {
    assert.deepEqual(kindOf(await put(status, 'x')), ['failed', Number(status)]);
  }
});

test('when to come again is read in seconds and as a date of the server', async (t) => {
  const { get } = await openFaulty(t, (request, response) => {
    const [, kind] = request.url.split('/');
    const headers = {
      seconds: { 'Retry-After': '120' },
      date: {
        Date: 'Mon, 01 Jan 2024 10:00:00 GMT',
        'Retry-After': 'Mon, 01 Jan 2024 10:01:30 GMT',
      },
      past: {
        Date: 'Mon, 01 Jan 2024 10:00:00 GMT',
        'Retry-After': 'Mon, 01 Jan 2024 09:00:00 GMT',
      },
      words: { 'Retry-After': 'soon' },
      hidden: { 'Retry-After': '120', 'Access-Control-Expose-Headers': 'Date' },
    }[kind];
    response.writeHead(429, headers).end();
  });
  const waits = {};
  for (const kind of ['seconds', 'date', 'past', 'words', 'hidden', 'none']) {
    [, , waits[kind]] = await get(kind);
  }
  assert.deepEqual(waits, {
    seconds: 120_000,
    date: 90_000,
    past: 0,
    words: null,
    hidden: null,
    none: null,
  });
});

test('silence, cut answers and a server that is gone are offline', async (t) => {
  const { get, put, server } = await openFaulty(
    t,
    (request, response) => {
      const [, what] = request.url.split('/');
      if (what === 'hangs') return;
      response.writeHead(200, { 'content-length': '100' });
      response.write('one');
      if (what === 'cut') setTimeout(() => request.socket.destroy(), 50);
      if (what !== 'slow') return;
      let left = 97;
      const timer = setInterval(() => {
        response.write('x');
        left -= 1;
        if (left > 0) return;
        clearInterval(timer);
        response.end();
      }, 15);
    },
    600,
  );
  for (const what of ['hangs', 'stalls', 'cut']) {
    const [kind, status, , detail] = await get(what);
    assert.deepEqual([kind, status], ['offline', 0]);
    const said = { hangs: /no answer in time/, stalls: /fell silent/, cut: /broke off/ }[what];
    assert.match(detail, said);
  }
  assert.equal((await put('hangs', 'x'))[0], 'offline');
  // Longer than the silence that is allowed, but never silent.
  assert.equal(await get('slow'), 'one' + 'x'.repeat(97));
  await server.close();
  assert.equal((await get('h0'))[0], 'offline');
  assert.equal((await put('h0', 'x'))[0], 'offline');
});

test('what is longer than wanted is given up at once', async (t) => {
  let sent = 0;
  let closed;
  const given = new Promise((done) => (closed = done));
  const { get } = await openFaulty(t, (request, response) => {
    response.writeHead(200);
    response.on('close', closed);
    const piece = Buffer.alloc(65_536);
    const more = () => {
      while (!response.destroyed) {
        sent += piece.length;
        if (!response.write(piece)) return;
      }
    };
    response.on('drain', more);
    more();
  });
  const [kind] = await get('endless', { max: 100_000 });
  assert.equal(kind, 'tooLong');
  await given;
  assert.ok(sent < 20_000_000, `${sent} bytes were sent`);
});

test('redirects are followed, but not to something else', async (t) => {
  let elsewhere = '';
  const { app, get, put, asked } = await openFaulty(t, (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const to = {
      '/h0': `${elsewhere}moved/h0`,
      '/h1': `${elsewhere}login?from=h1`,
      '/h2': `${elsewhere}other`,
    }[pathname];
    if (to) response.writeHead(307, { location: to }).end();
    else response.writeHead(200, { 'content-type': 'text/plain' }).end('same origin');
  });
  const other = await serve({}, {}, (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Methods', 'PUT');
    response.setHeader('Access-Control-Allow-Headers', 'Content-Type');
    const type = request.url.startsWith('/login') ? 'text/html; charset=utf-8' : 'text/plain';
    response.writeHead(200, { 'content-type': type }).end(request.method);
    return true;
  });
  t.after(() => other.close());
  elsewhere = other.url;
  assert.equal(await get('h0'), 'GET');
  assert.equal(await put('h0', 'x'), 'done');
  const [kind, status, , detail] = await get('h1');
  assert.deepEqual([kind, status], ['failed', 200]);
  assert.match(detail, /led to another address: .*\/login$/);
  assert.equal((await put('h1', 'x'))[0], 'failed');
  // A store that keeps its files under names of its own.
  assert.equal(await get('h2'), 'GET');
  assert.equal((await put('h2', 'x'))[0], 'failed');
  assert.ok(app.url && asked.length >= 6);
});

test('addresses may hold a query and an account; http goes only to this computer', async (t) => {
  const { page, server, asked } = await openFaulty(t, (_, response) => response.end('found'));
  const outcomes = await page.evaluate(
    async (addresses) => {
      const all = [];
      for (const address of addresses) all.push(await window.openServer({ address }).get('d/h0'));
      return all;
    },
    [
      `${server.url}team?sig=a%2Fb`,
      ` ${server.url.replace('//', '//me:secret@')}team/#part `,
      'http://files.example/team/',
      'files.example',
      'ftp://localhost/',
      '',
    ],
  );
  assert.deepEqual(outcomes.slice(0, 2), ['found', 'found']);
  assert.deepEqual(asked, ['GET /team/d/h0?sig=a%2Fb', 'GET /team/d/h0']);
  for (const [kind] of outcomes.slice(2)) assert.equal(kind, 'failed');
});

test('nothing goes along but what must', async (t) => {
  const heard = [];
  const { page, server, get, put } = await openFaulty(t, (request, response) => {
    heard.push(request.headers);
    response.setHeader('Set-Cookie', 'known=1; Path=/');
    response.end('x');
  });
  await page.evaluate(() => (document.cookie = 'of=localhost'));
  await get('h0');
  await get('h0', { fresh: true });
  await put('h0', 'x');
  await page.evaluate(
    (address) => window.openServer({ address, user: 'ж', password: 'é' }).get('h1'),
    server.url,
  );
  for (const headers of heard) {
    assert.equal(headers.cookie, undefined);
    assert.equal(headers.referer, undefined);
  }
  assert.equal(heard[1]['cache-control'], 'no-cache');
  assert.equal(heard[2]['content-type'], 'application/octet-stream');
  assert.equal(heard[2].authorization, undefined);
  const [, coded] = heard[3].authorization.split(' ');
  assert.equal(Buffer.from(coded, 'base64').toString(), 'ж:é');
});

test('C++ hears of files, of none, and why there is none', async (t) => {
  const { page, server } = await openFaulty(t, (request, response) => {
    const [, what] = request.url.split(/[/?]/);
    if (what === 'busy') response.writeHead(503, { 'Retry-After': '7' }).end();
    else if (what === 'h0') response.end('found');
    else response.writeHead(404).end();
  });
  await page.evaluate((address) => {
    window.host.places.openServer(1, address, '', '');
    window.host.places.openServer(2, 'nowhere', '', '');
    window.host.places.get(1, 11, 'h0', 1000, true);
  }, server.url);
  await waitForAnswer(page, 'place_answer');
  assert.deepEqual(await answers(page), [
    ['place_buffer', 11, 5],
    ['place_answer', 11, 0, 0, -1, ''],
  ]);
  for (const [name, ...expected] of [
    ['h1', 1, 0, -1, ''],
    ['busy', 3, 503, 7000, `HTTP 503 Service Unavailable ${originOf(server)}`],
  ]) {
    await page.evaluate((path) => window.host.places.get(1, 12, path, 1000, false), name);
    await waitForAnswer(page, 'place_answer');
    assert.deepEqual(await answers(page), [['place_answer', 12, ...expected]]);
  }
  await page.evaluate(() => window.host.places.put(2, 13, 'h0', 8, 4));
  await waitForAnswer(page, 'place_answer');
  assert.deepEqual(await answers(page), [
    ['place_answer', 13, 8, 0, -1, 'not an https address'],
  ]);
});

test('a closed endpoint ends its requests and answers nothing', async (t) => {
  const ended = [];
  const { page, server, asked } = await openFaulty(t, (request, response) => {
    response.on('close', () => ended.push(request.url));
  });
  await page.evaluate((address) => {
    window.host.places.openServer(1, address, '', '');
    window.host.places.get(1, 11, 'h0', 1000, false);
    window.host.places.put(1, 12, 'h1', 8, 4);
  }, server.url);
  while (asked.length < 2) await new Promise((done) => setTimeout(done, 20));
  await page.evaluate(() => window.host.places.close(1));
  while (ended.length < 2) await new Promise((done) => setTimeout(done, 20));
  await page.waitForTimeout(100);
  assert.deepEqual(await answers(page), []);
});

test('the app may ask places elsewhere and beside it, past its service worker', async (t) => {
  const browser = await sharedBrowser();
  const stored = new Map();
  const asked = [];
  const server = await serve({ '/crm/': dist }, {}, (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (!pathname.startsWith('/crm/shared/')) return false;
    asked.push(`${request.method} ${pathname}`);
    if (request.method === 'PUT') {
      const pieces = [];
      request.on('data', (piece) => pieces.push(piece));
      request.on('end', () => {
        stored.set(pathname, Buffer.concat(pieces));
        response.writeHead(201).end();
      });
    } else {
      response.writeHead(stored.has(pathname) ? 200 : 404).end(stored.get(pathname));
    }
    return true;
  });
  const page = await browser.context.newPage();
  t.after(async () => {
    await page.close();
    await server.close();
  });
  await openApp(page, `${server.url}crm/`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const fromWorker = [];
  page.on('response', (response) => {
    if (response.url().includes('/shared/')) fromWorker.push(response.fromServiceWorker());
  });
  const found = await page.evaluate(async () => {
    const texts = [];
    for (const text of ['one', 'two']) {
      await fetch('shared/h0', { method: 'PUT', body: text });
      texts.push(await (await fetch('shared/h0', { cache: 'no-store' })).text());
    }
    return texts;
  });
  assert.deepEqual(found, ['one', 'two']);
  assert.equal(asked.length, 4);
  assert.deepEqual(fromWorker, [false, false, false, false]);
  // The policy of the page allows other origins.
  const other = await serve({}, {}, (request, response) => {
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end('elsewhere');
    return true;
  });
  t.after(() => other.close());
  const ask = async (url) => (await fetch(url)).text();
  for (const url of [other.url, other.url.replace('localhost', '127.0.0.1')]) {
    assert.equal(await page.evaluate(ask, `${url}h0`), 'elsewhere');
  }
});
