#pragma once

#include "platform/platform.h"
#include "store/durable_image.h"

namespace holdall::app {

// Keeps at the saving of one image: tries again by itself what could not be stored, less and less
// often, and lets the browser warn before the page is left while something is unsaved. While
// everything is saved it has no timer.
class SaveKeeper {
 public:
  static constexpr double first_delay_ms = 1000;  // doubled with each failure
  static constexpr double longest_delay_ms = 60'000;

  // The platform must outlive the keeper.
  explicit SaveKeeper(platform::Platform& platform) : platform_(platform) {}
  ~SaveKeeper();
  SaveKeeper(const SaveKeeper&) = delete;
  SaveKeeper& operator=(const SaveKeeper&) = delete;

  // The image to keep, which must outlive this or be replaced here first; nullptr: none.
  void watch(store::DurableImage* image);
  // Call after every change of the image's state.
  void changed();
  // There is something to be saved that the image does not know of yet.
  void hold(bool held);
  // A good moment: the window is looked at again, or the network is back.
  void try_now();

 private:
  void schedule();
  void unschedule();

  platform::Platform& platform_;
  store::DurableImage* image_ = nullptr;
  int failures_ = 0;
  bool scheduled_ = false;
  bool warns_ = false;
  bool held_ = false;
};

}  // namespace holdall::app
