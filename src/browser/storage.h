#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "platform/storage.h"

namespace holdall::browser {

// IndexedDB, through web/storage.js. There is one per page.
class BrowserStorage final : public platform::Storage {
 public:
  BrowserStorage();
  ~BrowserStorage() override;
  BrowserStorage(const BrowserStorage&) = delete;
  BrowserStorage& operator=(const BrowserStorage&) = delete;

  void load(std::function<void(Result<platform::StoredPart>)> done) override;
  void commit(platform::StorageCommit step, std::function<void(Status)> done) override;
  void read_header(std::function<void(Result<Bytes>)> done) override;
  void confirm_header(std::function<void(Result<Bytes>)> done) override;
  void on_closed(std::function<void()> closed) override { closed_ = std::move(closed); }
  void ask_to_keep() override;
  void measure(std::function<void(Result<platform::StorageUse>)> done) override;

  // What the page answers. Where a value of a load is to be copied to; nullptr if there is no
  // memory for it.
  std::uint8_t* reserve_value(std::uint32_t request, int store, std::uint64_t key,
                              std::size_t size_bytes);
  void part(std::uint32_t request);
  void answer(std::uint32_t request, int failure, std::string detail);
  void closed() const;
  void measured(std::uint32_t request, const platform::StorageUse& use);

 private:
  void ask_header(bool confirmed, std::function<void(Result<Bytes>)> done);

  struct Load {
    platform::StoredPart found;
    std::function<void(Result<platform::StoredPart>)> done;
  };

  std::map<std::uint32_t, Load> loads_;
  std::map<std::uint32_t, std::function<void(Status)>> commits_;
  std::map<std::uint32_t, std::function<void(Result<platform::StorageUse>)>> measures_;
  std::function<void()> closed_;
  std::uint32_t last_request_ = 0;
};

}  // namespace holdall::browser
