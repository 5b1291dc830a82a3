#include "sync/stored_file.h"

#include <utility>

#include "sync/requests.h"

namespace holdall::sync {
namespace {

using platform::Endpoint;
using platform::Freshness;

constexpr int reads_max = 2;  // of what was just put: one may come back spoilt

}  // namespace

Task<FetchedFile> fetch_file(Endpoint& endpoint, std::string path, FileRef file) {
  for (const Freshness freshness : {Freshness::any, Freshness::fresh}) {
    Endpoint::File answer = co_await get(endpoint, path, file.size_bytes, freshness);
    if (!is_answer(answer)) co_return FetchedFile{.bytes = {}, .error = answer.error()};
    if (answer && *answer && hash_of(**answer) == file.hash) {
      co_return FetchedFile{.bytes = std::move(*answer), .error = {}};
    }
  }
  co_return FetchedFile{};
}

Task<Attempt<bool>> is_there(Endpoint& endpoint, std::string path, FileRef file) {
  for (int read = 0; read < reads_max; ++read) {
    const Endpoint::File there = co_await get(endpoint, path, file.size_bytes, Freshness::fresh);
    if (!is_answer(there)) co_return trouble(there.error());
    if (there && *there && hash_of(**there) == file.hash) co_return true;
  }
  co_return false;
}

Task<Attempt<bool>> put_and_look(Endpoint& endpoint, std::string path, Bytes bytes) {
  const FileRef file{.size_bytes = static_cast<std::uint32_t>(bytes.size()),
                     .hash = hash_of(bytes)};
  const Endpoint::Done done = co_await put(endpoint, path, std::move(bytes));
  if (!done) co_return trouble(done.error());
  co_return co_await is_there(endpoint, path, file);
}

Task<Attempt<FileRef>> put_fresh(Ports& ports, Bytes bytes,
                                 std::function<std::string(std::uint32_t)> path_of) {
  FileRef file{.size_bytes = static_cast<std::uint32_t>(bytes.size()), .hash = hash_of(bytes)};
  for (int attempt = 0; attempt < puts_max; ++attempt) {
    file.attempt = ports.randomness.next_u32();
    const Attempt<bool> kept = co_await put_and_look(ports.endpoint, path_of(file.attempt), bytes);
    if (!kept) co_return std::unexpected(kept.error());
    if (*kept) co_return file;
  }
  co_return trouble(Trouble::Kind::not_kept);
}

Task<Attempt<bool>> make_durable(Replica& replica) {
  const Status durable = co_await answer_of<Status>(
      [&replica](std::function<void(Status)> done) { replica.when_durable(std::move(done)); });
  if (!durable) co_return trouble(durable.error());
  co_return true;
}

}  // namespace holdall::sync
