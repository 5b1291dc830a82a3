#pragma once

#include <functional>

#include "base/bytes.h"

namespace holdall::platform {

// Messages to all other tabs that have the same database open, in the order in which they were
// sent. None comes from within a call. A tab that is frozen or gone hears nothing.
class TabChannel {
 public:
  virtual ~TabChannel() = default;

  // False where the browser has no such thing: then nothing is ever heard.
  [[nodiscard]] virtual bool available() const = 0;
  virtual void post(Bytes message) = 0;
  virtual void on_message(std::function<void(Bytes)> heard) = 0;
};

}  // namespace holdall::platform
