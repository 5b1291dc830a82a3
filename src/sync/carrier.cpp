#include "sync/carrier.h"

#include "base/assert.h"

namespace holdall::sync {

void Carrier::run(std::function<void(CarryReport)> done) {
  HOLDALL_ASSERT(!is_running());
  running_ = carry(std::move(done));
}

Task<bool> Carrier::carry(std::function<void(CarryReport)> done) {
  CarryReport report;
  Attempt<PullReport> pulled = co_await puller_.pull();
  if (pulled) {
    PublishWish wish{.check_all = pulled->alarm,
                     .suspects = pulled->suspects,
                     .refusals = pulled->refusals,
                     .covered = pulled->covered};
    report.pulled = *std::move(pulled);
    Attempt<PublishReport> published = co_await publisher_.publish(std::move(wish));
    if (published) {
      report.published = *published;
    } else {
      report.trouble = std::move(published.error());
    }
  } else {
    report.trouble = std::move(pulled.error());
  }
  done(std::move(report));
  co_return true;
}

}  // namespace holdall::sync
