#include "browser/gl_context.h"

#include <emscripten.h>
#include <emscripten/html5_webgl.h>

#include "base/assert.h"

namespace holdall::browser {

namespace {

GlContext* current = nullptr;

EM_JS(void, fit_canvas_js, (), { Module.holdall.window.fitCanvas(); });

}  // namespace

GlContext::GlContext() {
  HOLDALL_ASSERT(current == nullptr);
  current = this;
}

GlContext::~GlContext() {
  current = nullptr;
  if (handle_ != 0) emscripten_webgl_destroy_context(handle_);
}

Status GlContext::create() {
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.alpha = false;
  attributes.depth = false;
  attributes.stencil = false;
  attributes.antialias = false;
  attributes.premultipliedAlpha = true;
  attributes.preserveDrawingBuffer = false;
  attributes.powerPreference = EM_WEBGL_POWER_PREFERENCE_DEFAULT;
  attributes.failIfMajorPerformanceCaveat = false;
  attributes.majorVersion = 2;
  attributes.enableExtensionsByDefault = false;
  handle_ = emscripten_webgl_create_context("#canvas", &attributes);
  if (handle_ == 0 || emscripten_webgl_make_context_current(handle_) != EMSCRIPTEN_RESULT_SUCCESS) {
    handle_ = 0;
    return fail(ErrorCode::not_found, "no WebGL2 context");
  }
  alive_ = true;
  return {};
}

void GlContext::fit_canvas() { fit_canvas_js(); }

void GlContext::changed(bool restored) {
  alive_ = restored;
  if (restored && restored_) restored_();
}

extern "C" EMSCRIPTEN_KEEPALIVE void holdall_context(int restored) {
  if (current != nullptr) current->changed(restored != 0);
}

}  // namespace holdall::browser
