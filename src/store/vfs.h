#pragma once

#include <string>

namespace holdall::store {

class DurableImage;

// Makes an image known to SQLite's VFS "holdall" (the only one there is) as a file. A database
// opened under name() must be closed before the mount goes.
//
// The VFS knows main database files only: journals and temporary files are kept in memory by
// pragma, an attempt to open one fails. It tells the image of a finished commit at
// SQLITE_FCNTL_COMMIT_PHASETWO; xSync does nothing, because durability is the image's affair and
// asynchronous.
class VfsMount {
 public:
  explicit VfsMount(DurableImage& image);
  ~VfsMount();
  VfsMount(const VfsMount&) = delete;
  VfsMount& operator=(const VfsMount&) = delete;

  [[nodiscard]] const char* name() const { return name_.c_str(); }

 private:
  std::string name_;
};

}  // namespace holdall::store
