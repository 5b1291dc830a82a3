// Draws what the app's own fonts lack, emoji above all, with the fonts of the system, on a canvas
// that nobody sees.

import * as bridge from './bridge.js';

/** Of src/browser/glyphs.cpp: width, height, left, top, advance, coloured. */
const headerBytes = 24;
const sideMax = 512;

/** The least opaque pixel whose colour says something: fainter ones are rounded too far. */
const tellingAlpha = 128;
/** White text stays above it; less in any channel is a colour of the font's own. */
const whiteMin = 230;

/** @param {Uint8ClampedArray} pixels RGBA */
function hasColour(pixels) {
  for (let at = 0; at < pixels.length; at += 4) {
    if ((pixels[at + 3] ?? 0) < tellingAlpha) continue;
    if (Math.min(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0) < whiteMin) return true;
  }
  return false;
}

export class Glyphs {
  /** @type {CanvasRenderingContext2D | null} */
  #context = null;

  /**
   * Draws a grapheme in white. The address of its header and pixels, 0 if it cannot be drawn.
   * @param {string} text
   * @param {number} emPx
   * @param {boolean} strong
   */
  draw(text, emPx, strong) {
    const context = (this.#context ??= document
      .createElement('canvas')
      .getContext('2d', { willReadFrequently: true }));
    if (!context) return 0;
    const font = `${strong ? 600 : 400} ${emPx}px Inter, system-ui, sans-serif`;
    context.font = font;
    const measured = context.measureText(text);
    const left = Math.ceil(measured.actualBoundingBoxLeft) + 1;
    const top = Math.ceil(measured.actualBoundingBoxAscent) + 1;
    const width = Math.min(sideMax, left + Math.ceil(measured.actualBoundingBoxRight) + 1);
    const height = Math.min(sideMax, top + Math.ceil(measured.actualBoundingBoxDescent) + 1);
    if (!(width > 0 && height > 0))
      return bridge.giveBytes(headerOf(0, 0, 0, 0, measured.width, 0));
    const { canvas } = context;
    canvas.width = width; // which clears it, and its font
    canvas.height = height;
    context.font = font;
    context.fillStyle = '#fff';
    context.fillText(text, left, top);
    const pixels = context.getImageData(0, 0, width, height).data;
    const coloured = hasColour(pixels) ? 1 : 0;
    const header = headerOf(width, height, -left, top, measured.width, coloured);
    return bridge.giveBytes(header, pixels);
  }
}

/**
 * @param {number} width @param {number} height @param {number} left @param {number} top
 * @param {number} advance @param {number} coloured
 */
function headerOf(width, height, left, top, advance, coloured) {
  const bytes = new DataView(new ArrayBuffer(headerBytes));
  bytes.setUint32(0, width, true);
  bytes.setUint32(4, height, true);
  bytes.setFloat32(8, left, true);
  bytes.setFloat32(12, top, true);
  bytes.setFloat32(16, advance, true);
  bytes.setUint32(20, coloured, true);
  return new Uint8Array(bytes.buffer);
}
