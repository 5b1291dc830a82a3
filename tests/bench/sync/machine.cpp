#include "machine.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#include <emscripten/heap.h>
#else
#include <sys/resource.h>
#endif

#include "must.h"

namespace holdall::bench {
namespace {

#ifdef __EMSCRIPTEN__
EM_JS(double, resident_peak_bytes, (void), { return process.resourceUsage().maxRSS * 1024; });
EM_JS(double, processor_us, (void), {
  const {user, system} = process.cpuUsage();
  return user + system;
});
#endif

void write_values(ByteWriter& writer, const std::map<std::uint64_t, Bytes>& values) {
  writer.varint(values.size());
  for (const auto& [key, bytes] : values) {
    writer.varint(key);
    writer.sized(bytes);
  }
}

Bytes read_bytes(ByteReader& reader) {
  const ByteView view = reader.sized();
  return {view.begin(), view.end()};
}

std::map<std::uint64_t, Bytes> read_values(ByteReader& reader) {
  std::map<std::uint64_t, Bytes> values;
  for (std::uint64_t left = reader.varint(); left > 0 && !reader.failed(); --left) {
    const std::uint64_t key = reader.varint();
    values[key] = read_bytes(reader);
  }
  return values;
}

}  // namespace

Memory memory_now() {
#ifdef __EMSCRIPTEN__
  return {static_cast<std::int64_t>(resident_peak_bytes()),
          static_cast<std::int64_t>(emscripten_get_heap_size())};
#else
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return {std::int64_t{usage.ru_maxrss} * 1024, 0};
#endif
}

double now_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

double processor_ms() {
#ifdef __EMSCRIPTEN__
  return processor_us() / 1000;
#else
  return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
#endif
}

Bytes read_file(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) give_up("cannot read " + path);
  Bytes bytes;
  std::size_t taken = 0;
  do {
    bytes.resize(taken + (std::size_t{1} << 20));
    taken += std::fread(bytes.data() + taken, 1, bytes.size() - taken, file);
  } while (taken == bytes.size());
  bytes.resize(taken);
  std::fclose(file);
  return bytes;
}

void write_file(const std::string& path, ByteView bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  const bool written =
      file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  expect(written && std::fclose(file) == 0, "cannot write " + path);
}

native::MemoryDisk read_disk(const std::string& path) {
  const Bytes bytes = read_file(path);
  ByteReader reader(bytes);
  native::MemoryDisk disk;
  disk.header = read_bytes(reader);
  disk.early_pages = read_bytes(reader);
  disk.log = read_values(reader);
  disk.chunks = read_values(reader);
  expect(reader.at_end(), "a damaged file: " + path);
  return disk;
}

void write_disk(const std::string& path, const native::MemoryDisk& disk) {
  ByteWriter writer;
  writer.sized(disk.header);
  writer.sized(disk.early_pages);
  write_values(writer, disk.log);
  write_values(writer, disk.chunks);
  write_file(path, writer.bytes());
}

}  // namespace holdall::bench
