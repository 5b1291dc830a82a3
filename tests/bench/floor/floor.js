// The least that a page with the same wasm module does: fetch, compile and instantiate it with
// imports that do nothing, and clear a canvas by WebGL2.
const files = await (await fetch('files.json')).json();
const module = await WebAssembly.compileStreaming(fetch(files.wasm));
const standIns = {
  function: () => () => 0,
  memory: () => new WebAssembly.Memory({ initial: 1024, maximum: 65536 }),
  table: () => new WebAssembly.Table({ initial: 4096, element: 'anyfunc' }),
  global: () => new WebAssembly.Global({ value: 'i32', mutable: true }, 0),
  tag: () => new WebAssembly.Tag({ parameters: ['i32'] }),
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
requestAnimationFrame((time) => {
  Object.assign(window, { floorMs: performance.now(), floorKept: [instance, time] });
});
