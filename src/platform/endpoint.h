#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace holdall::platform {

// Why a place for files gave no answer that counts. Each asks for something else of the person or
// of the program.
enum class EndpointFailure : std::uint8_t {
  offline,  // it was not reached, or the answer broke off: a put may have happened all the same
  busy,     // it asks to come again later (HTTP 429, 503)
  refused,  // not with this account (HTTP 401, 403)
  not_writable,  // it is there to be read only (HTTP 405; a read-only file system)
  full,          // it has no room (HTTP 413, 507; a full disk)
  too_long,      // the file is longer than whoever asks would take
  failed,        // anything else
  not_stored,    // it fails to store what is put and does not say why: its disk is full, mostly, or
                 // it may not write there itself (HTTP 500 to a put)
};

struct EndpointError {
  EndpointFailure failure = EndpointFailure::failed;
  std::uint16_t status = 0;              // of HTTP; 0: there was none, or it cannot be seen
  std::optional<double> retry_after_ms;  // where the answer says when to come again
  std::string detail;                    // English, may be empty

  friend bool operator==(const EndpointError&, const EndpointError&) = default;
};

// Whether a get may be answered from a cache on the way.
enum class Freshness : std::uint8_t {
  any,
  fresh,  // what the place itself holds now: HTTP no-store, with a query of its own
};

// Whatever serves files at paths: a server, a folder. It is believed nothing: what it answers may
// be old, cut off, another file or nothing at all, and a put that it called done may be none. Paths
// are relative, made of the characters a-z, 0-9, '.', '/' alone. Answers come later, from the event
// loop, never from within the call, in any order; none comes after the Endpoint is destroyed.
class Endpoint {
 public:
  // Nothing: there is no such file.
  using File = std::expected<std::optional<Bytes>, EndpointError>;
  using Done = std::expected<void, EndpointError>;

  virtual ~Endpoint() = default;

  // The whole file. Fails with too_long, without taking more than that of memory, if it has more
  // than `bytes_max` bytes.
  virtual void get(std::string path, std::size_t bytes_max, Freshness freshness,
                   std::function<void(File)> done) = 0;
  // Makes or overwrites the file, and the folders above it.
  virtual void put(std::string path, Bytes bytes, std::function<void(Done)> done) = 0;
};

}  // namespace holdall::platform
