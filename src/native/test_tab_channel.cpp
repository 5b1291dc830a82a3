#include "native/test_tab_channel.h"

#include <utility>

namespace holdall::native {

TestTabChannel::TestTabChannel(EventLoop& loop, std::shared_ptr<TabChannelHub> hub)
    : tasks_(loop), hub_(std::move(hub)) {
  hub_->tabs.push_back(this);
}

TestTabChannel::~TestTabChannel() { hub_->tabs.remove(this); }

void TestTabChannel::post(Bytes message) {
  if (!available_) return;
  for (TestTabChannel* tab : hub_->tabs) {
    if (tab == this || !tab->available_) continue;
    tab->tasks_.post([tab, message] {
      if (tab->heard_ && !tab->deaf_) tab->heard_(message);
    });
  }
}

}  // namespace holdall::native
