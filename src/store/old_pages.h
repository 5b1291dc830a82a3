#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace holdall::store {

// Of the pages of an image that have changed since the notes were last taken, how some of them were
// then: what moved within a page can be told from them. Whoever finds none takes the bytes as they
// are.
class OldPages {
 public:
  static constexpr std::uint32_t page_bytes = 4096;  // those of the image
  using Page = std::array<std::uint8_t, page_bytes>;
  // 1 MiB. A transaction that changes more is no command.
  static constexpr std::size_t pages_max = 256;

  // To be called before every change of a page, with its bytes: keeps them at the first one.
  void keep(std::uint32_t page, const std::uint8_t* bytes);
  // None may be kept until this is assigned anew: what is stored is not what the image holds.
  void give_up();
  // Null if it was not kept.
  [[nodiscard]] const Page* find(std::uint32_t page) const;

 private:
  struct Kept {
    std::uint32_t page;
    std::unique_ptr<Page> bytes;
  };
  std::vector<Kept> kept_;
  bool full_ = false;
};

}  // namespace holdall::store
