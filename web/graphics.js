// The canvas' WebGL context: made early, found by C++ (src/browser/gl_context.cpp), watched for its
// loss.

import * as bridge from './bridge.js';
import { counts } from './probe.js';

/**
 * Making a context waits for the browser's GPU process. Done while the wasm module is compiled
 * elsewhere, this costs nothing; C++ asks for the same context again and gets it.
 * @param {HTMLCanvasElement} canvas
 */
export function prepareContext(canvas) {
  canvas.getContext('webgl2', {
    alpha: false,
    antialias: false,
    depth: false,
    stencil: false,
    premultipliedAlpha: true,
    preserveDrawingBuffer: false,
    powerPreference: 'default',
    failIfMajorPerformanceCaveat: false,
  });
}

/** @param {HTMLCanvasElement} canvas */
export function watchContext(canvas) {
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault(); // else it is never restored
    counts.contextsLost += 1;
    bridge.call((module) => module._holdall_context(0));
  });
  canvas.addEventListener('webglcontextrestored', () => {
    bridge.call((module) => module._holdall_context(1));
  });
}
