#include "native/memory_files.h"

#include <utility>

namespace holdall::native {

platform::ChosenFile MemoryFiles::open(const std::string& name, Bytes bytes) {
  const std::uint32_t handle = ++last_handle_;
  const std::uint64_t size = bytes.size();
  open_.emplace(handle, std::move(bytes));
  return {handle, name, size};
}

void MemoryFiles::choose(const std::string& accept,
                         std::function<void(platform::ChosenFile)> chosen) {
  accepted_.push_back(accept);
  if (next_.empty()) return;
  SavedFile file = std::move(next_.front());
  next_.erase(next_.begin());
  platform::ChosenFile opened = open(file.name, std::move(file.bytes));
  tasks_.post([chosen = std::move(chosen), opened = std::move(opened)] { chosen(opened); });
}

void MemoryFiles::drop(const std::string& name, Bytes bytes) {
  platform::ChosenFile opened = open(name, std::move(bytes));
  tasks_.post([this, opened = std::move(opened)] {
    if (dropped_) dropped_(opened);
  });
}

void MemoryFiles::read(std::uint32_t handle, std::function<void(Result<Bytes>)> done) {
  tasks_.post([this, handle, done = std::move(done)] {
    const auto found = open_.find(handle);
    if (found == open_.end() || fails_reads_)
      return done(fail(ErrorCode::not_found, "the file cannot be read"));
    done(found->second);
  });
}

std::unique_ptr<platform::OutgoingFile> MemoryFiles::begin_file(std::string name,
                                                                std::string mime_type) {
  class File final : public platform::OutgoingFile {
   public:
    File(std::vector<SavedFile>& saved, SavedFile file) : saved_(saved), file_(std::move(file)) {}
    void add(ByteView piece) override {
      file_.bytes.insert(file_.bytes.end(), piece.begin(), piece.end());
    }
    void hand_over() override { saved_.push_back(std::move(file_)); }

   private:
    std::vector<SavedFile>& saved_;
    SavedFile file_;
  };
  return std::make_unique<File>(saved_, SavedFile{std::move(name), std::move(mime_type), {}});
}

}  // namespace holdall::native
