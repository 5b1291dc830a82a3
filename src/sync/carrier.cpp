#include "sync/carrier.h"

#include <numeric>

#include "base/assert.h"
#include "sync/outbox.h"

namespace holdall::sync {

void Carrier::run(std::function<void(CarryReport)> done) {
  HOLDALL_ASSERT(!is_running());
  running_ = carry(std::move(done));
}

Task<bool> Carrier::carry(std::function<void(CarryReport)> done) {
  CarryReport report;
  Attempt<PullReport> pulled = co_await puller_.pull();
  if (pulled) {
    report.pulled = *std::move(pulled);
    if (Result<bool> yields = yields_at_once(report.pulled); !yields) {
      report.trouble = trouble(yields.error()).error();
    } else if (*yields) {
      // Who looks for its successor must know it.
      Attempt<bool> introduced = co_await publisher_.introduce();
      if (introduced) {
        report.renewal.emplace();
      } else {
        report.trouble = std::move(introduced.error());
      }
    } else {
      co_await publish(report);
    }
  } else {
    report.trouble = std::move(pulled.error());
  }
  done(std::move(report));
  co_return true;
}

// A number that others have too is given up before anything is published under it.
Result<bool> Carrier::yields_at_once(const PullReport& pulled) {
  if (!pulled.must_yield) return false;
  const Result<std::uint64_t> given = given_batches(ports_.replica);
  if (!given) return fail(given.error());
  return *given == 0;
}

Task<bool> Carrier::publish(CarryReport& report) {
  PublishWish wish{.check_all = report.pulled.alarm,
                   .suspects = report.pulled.suspects,
                   .at_door = rounds_++ % 2 == 0,
                   .refusals = report.pulled.refusals,
                   .covered = report.pulled.covered};
  if (report.pulled.must_yield) {
    // Nobody puts its files again afterwards: all of them must be there now.
    const Result<std::uint64_t> given = given_batches(ports_.replica);
    wish.check_all = true;
    wish.suspects.resize(given ? static_cast<std::size_t>(*given) : 0);
    std::iota(wish.suspects.begin(), wish.suspects.end(), std::uint64_t{1});
  }
  Attempt<PublishReport> published = co_await publisher_.publish(std::move(wish));
  if (published) {
    report.published = *published;
    // What was published under the old number stays so.
    if (report.pulled.must_yield)
      report.renewal = Renewal{.common_batches = published->all_batches, .rival_batches = {}};
  } else {
    report.renewal = std::move(published.error().renewal);
    report.trouble = std::move(published.error());
  }
  co_return true;
}

}  // namespace holdall::sync
