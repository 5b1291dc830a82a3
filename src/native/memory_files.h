#pragma once

#include <map>
#include <string>
#include <vector>

#include "native/task_owner.h"
#include "platform/files.h"

namespace holdall::native {

// The person's files in a test: what they choose and drop is given beforehand, what they are handed
// is kept.
class MemoryFiles : public platform::Files {
 public:
  struct SavedFile {
    std::string name;
    std::string mime_type;
    Bytes bytes;
  };

  explicit MemoryFiles(EventLoop& loop) : tasks_(loop) {}

  void choose(const std::string& accept, std::function<void(platform::ChosenFile)> chosen) override;
  void on_drop(std::function<void(platform::ChosenFile)> dropped) override {
    dropped_ = std::move(dropped);
  }
  void read(std::uint32_t handle, std::function<void(Result<Bytes>)> done) override;
  void close(std::uint32_t handle) override { open_.erase(handle); }
  std::unique_ptr<platform::OutgoingFile> begin_file(std::string name,
                                                     std::string mime_type) override;

  // The next dialog yields this file; without one the person closes the dialog.
  void choose_next(std::string name, Bytes bytes) {
    next_.push_back({std::move(name), {}, std::move(bytes)});
  }
  void drop(const std::string& name, Bytes bytes);
  // From now on reading fails.
  void fail_reads() { fails_reads_ = true; }

  [[nodiscard]] const std::vector<SavedFile>& saved() const { return saved_; }
  [[nodiscard]] const std::vector<std::string>& accepted() const {
    return accepted_;
  }  // of every choose()
  [[nodiscard]] std::size_t open_count() const { return open_.size(); }

 private:
  platform::ChosenFile open(const std::string& name, Bytes bytes);

  TaskOwner tasks_;
  std::map<std::uint32_t, Bytes> open_;
  std::vector<SavedFile> next_;
  std::vector<SavedFile> saved_;
  std::vector<std::string> accepted_;
  std::function<void(platform::ChosenFile)> dropped_;
  std::uint32_t last_handle_ = 0;
  bool fails_reads_ = false;
};

}  // namespace holdall::native
