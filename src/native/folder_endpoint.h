#pragma once

#include <string>

#include "native/event_loop.h"
#include "native/task_owner.h"
#include "platform/endpoint.h"

namespace holdall::native {

// A folder of the file system as a place for files: a synced drive, a stick. A file appears or
// changes at once and whole: it is written under another name that begins with a dot, synced, and
// renamed. The folder itself is never made: if it is not there the drive is away, and the answer is
// offline. Symbolic links are followed. POSIX only.
class FolderEndpoint : public platform::Endpoint {
 public:
  FolderEndpoint(EventLoop& loop, std::string folder) : tasks_(loop), folder_(std::move(folder)) {}

  void get(std::string path, std::size_t bytes_max, platform::Freshness freshness,
           std::function<void(File)> done) override;
  void put(std::string path, Bytes bytes, std::function<void(Done)> done) override;

 private:
  [[nodiscard]] File read(const std::string& path, std::size_t bytes_max) const;
  [[nodiscard]] Done write(const std::string& path, ByteView bytes) const;
  [[nodiscard]] Done check_folder() const;

  TaskOwner tasks_;
  std::string folder_;
};

}  // namespace holdall::native
