// Takes the place of the app's script in the same page: the least that a page with this wasm module
// does. It fetches, compiles and instantiates it with imports that do nothing, and clears a canvas
// by WebGL2.
const preload = document.querySelector('link[rel=preload][href$=".wasm"]');
const module = await WebAssembly.compileStreaming(fetch(preload?.getAttribute('href') ?? ''));
const standIns = {
  function: () => () => 0,
  memory: () => new WebAssembly.Memory({ initial: 1024, maximum: 65536 }),
  table: () => new WebAssembly.Table({ initial: 4096, element: 'anyfunc' }),
  global: () => new WebAssembly.Global({ value: 'i32', mutable: true }, 0),
  tag: () => 0,
};
/** @type {any} */
const imports = {};
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  (imports[from] ??= {})[name] = standIns[kind]();
}
const instance = await WebAssembly.instantiate(module, imports);
const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById('canvas'));
const gl = canvas.getContext('webgl2');
if (!gl) throw new Error('no WebGL2');
gl.clearColor(0.5, 0.5, 0.5, 1);
gl.clear(gl.COLOR_BUFFER_BIT);
requestAnimationFrame(() => {
  Object.assign(window, { thereMs: performance.now(), kept: instance });
  void navigator.serviceWorker.register('sw.js', { updateViaCache: 'none' });
});
