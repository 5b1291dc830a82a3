// What the modules of web/ share with the build and with the wasm module.

/** Names of the hashed files, put in by build.mjs. */
declare const HOLDALL_FILES: {
  wasm: string;
  wasmBytes: number;
  /** By the name that C++ asks for, e.g. "inter-regular.otf". */
  assets: Record<string, string>;
};

/** The wasm module as Emscripten's glue returns it; the functions stand in src/browser/. */
interface HoldallModule {
  HEAPU8: Uint8Array;
  _main(argc: number, argv: number): number;
  _holdall_allocate(sizeBytes: number): number;
  _holdall_frame(): number;
  _holdall_task(): void;
  _holdall_pointer(phase: number, kind: number, pointer: number, x: number, y: number,
                   buttons: number, timeMs: number): void;
  _holdall_wheel(x: number, y: number, deltaX: number, deltaY: number): void;
  _holdall_key(key: number, text: number, textSize: number, flags: number, focus: number): void;
  _holdall_semantics(action: number, id: number, text: number, textSize: number): void;
  _holdall_file_hover(over: number): void;
  _holdall_navigation(text: number, textSize: number): void;
  _holdall_visibility(visible: number): void;
  _holdall_storage_value(request: number, store: number, key: number, sizeBytes: number): number;
  _holdall_storage_part(request: number): void;
  _holdall_storage_closed(): void;
  _holdall_storage_measured(request: number, used: number, quota: number, kept: boolean): void;
  _holdall_storage_answer(request: number, failure: number, text: number, textSize: number): void;
  _holdall_writer(event: number): void;
  _holdall_tab_buffer(sizeBytes: number): number;
  _holdall_tab_message(): void;
  _holdall_file_chosen(request: number, handle: number, sizeBytes: number, name: number,
                       nameSize: number): void;
  _holdall_file_buffer(request: number, sizeBytes: number): number;
  _holdall_file_answer(request: number, failure: number, text: number, textSize: number): void;
  _holdall_place_buffer(request: number, sizeBytes: number): number;
  _holdall_place_answer(request: number, outcome: number, status: number, retryAfterMs: number,
                        text: number, textSize: number): void;
  _holdall_folder_chosen(request: number, key: number, keySize: number, name: number,
                         nameSize: number): void;
  _holdall_folder_refused(request: number, text: number, textSize: number): void;
  _holdall_folder_asked(request: number, allowed: number): void;
  _holdall_context(restored: number): void;
  _holdall_replaced(): void;
  _holdall_resumed(): void;
  _holdall_timer(which: number): void;
  _holdall_copied(request: number, copied: number): void;
  _holdall_update_ready(): void;
}

/** Emscripten's glue, made by the C++ build; build.mjs puts it under this name. */
declare module 'holdall-glue' {
  export default function create_holdall(options: {
    holdall: import('./host.js').Host;
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
    onAbort(what: unknown): void;
    print?(text: string): void;
    printErr?(text: string): void;
  }): Promise<HoldallModule>;
}

interface Window {
  /** Read-only counters for tests and benches (probe.js). */
  readonly holdall: import('./probe.js').Probe;
}

/** The File System Access API of Chromium, where it goes beyond TypeScript's own DOM. */
interface FileSystemHandle {
  queryPermission?(wanted: { mode: 'readwrite' }): Promise<PermissionState>;
  requestPermission?(wanted: { mode: 'readwrite' }): Promise<PermissionState>;
}

interface Window {
  showDirectoryPicker?(wanted: {
    id: string;
    mode: 'readwrite';
  }): Promise<FileSystemDirectoryHandle>;
}
