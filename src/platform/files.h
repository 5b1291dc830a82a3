#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"

namespace holdall::platform {

// A file that the person chose or dropped. The bytes stay outside until they are read.
struct ChosenFile {
  std::uint32_t handle;
  std::string name;
  std::uint64_t size_bytes;
};

// A file on its way to the person. If it is destroyed before it is handed over nothing comes of it.
class OutgoingFile {
 public:
  virtual ~OutgoingFile() = default;

  // The piece is copied to where the program's own memory is not needed for it.
  virtual void add(ByteView piece) = 0;
  // In a browser: a download. Nothing is added any more.
  virtual void hand_over() = 0;
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
  // It must not outlive the files.
  [[nodiscard]] virtual std::unique_ptr<OutgoingFile> begin_file(std::string name,
                                                                 std::string mime_type) = 0;
  // Hands a file to the person that is made of these pieces.
  void save(std::string name, std::string mime_type, std::span<const ByteView> pieces) {
    const auto file = begin_file(std::move(name), std::move(mime_type));
    for (const ByteView piece : pieces) file->add(piece);
    file->hand_over();
  }
  void save(std::string name, std::string mime_type, const Bytes& bytes) {
    const ByteView whole(bytes);
    save(std::move(name), std::move(mime_type), std::span(&whole, 1));
  }
};

}  // namespace holdall::platform
