#pragma once

#include "platform/clock.h"
#include "platform/events.h"
#include "platform/files.h"
#include "platform/places.h"
#include "platform/randomness.h"
#include "platform/semantics.h"
#include "platform/storage.h"
#include "platform/tab_channel.h"
#include "platform/window.h"

namespace holdall::platform {

// Everything that a program gets from where it runs. Owned by main/, outlives the app.
struct Platform {
  Clock& clock;
  Randomness& randomness;
  Storage& storage;
  WriterRole& writer_role;
  TabChannel& tab_channel;
  Files& files;
  Window& window;
  Places& places;
};

}  // namespace holdall::platform
