#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall::platform {

// A file that the person chose or dropped. The bytes stay outside until they are read.
struct ChosenFile {
  std::uint32_t handle;
  std::string name;
  std::uint64_t size_bytes;
};

class Files {
 public:
  virtual ~Files() = default;

  // Opens the system's file dialog (only as the direct consequence of a click or key). `accept` is
  // a list such as ".csv,text/csv". Not called at all if the person closes the dialog.
  virtual void choose(const std::string& accept, std::function<void(ChosenFile)> chosen) = 0;
  // Files dropped on the window arrive here.
  virtual void on_drop(std::function<void(ChosenFile)> dropped) = 0;
  // Reads the whole file.
  virtual void read(std::uint32_t handle, std::function<void(Result<Bytes>)> done) = 0;
  virtual void close(std::uint32_t handle) = 0;
  // Hands a file to the person (in a browser: a download), made of these pieces.
  virtual void save(const std::string& name, const std::string& mime_type,
                    std::span<const ByteView> pieces) = 0;
  void save(const std::string& name, const std::string& mime_type, const Bytes& bytes) {
    const ByteView whole(bytes);
    save(name, mime_type, std::span(&whole, 1));
  }
};

}  // namespace holdall::platform
