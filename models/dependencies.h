// Who has to wait for whom: derived from what operations read and write, never stated by hand.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace skipgrid::models {

/// Remembers, for each slice of each tensor, the operations that made its present value. Only true dependencies count:
/// a reader waits for all writers of what it reads. Overwriting waits for nobody (hardware renames), and products
/// that accumulate into the same result do not wait for each other, only whoever reads the result waits for all of
/// them.
class Dependencies {
 public:
  enum class Writer : std::uint8_t { product, element_wise };

  /// Starts the next operation: its dependencies are collected until finish().
  void start(std::uint64_t op);
  void reads(int tensor, int slice);
  void overwrites(int tensor, int slice, Writer writer);
  /// Adds to the slice. A product does wait for an element-wise operation that wrote it, and the other way round.
  void adds(int tensor, int slice, Writer writer);
  /// The collected operations, increasing, each once.
  std::vector<std::uint64_t> finish();

  /// Slice `to` takes over the value of slice `from`.
  void renames(int tensor, int from, int to);

 private:
  struct Entry {
    std::uint64_t op;
    Writer writer;
  };
  /// Most values are made by one operation, and a run may have many steps.
  struct Writers {
    static constexpr std::uint64_t kNobody = ~std::uint64_t{0};
    std::uint64_t first = kNobody;
    std::unique_ptr<std::vector<Entry>> several = nullptr;  // then all of them
    Writer kind = Writer::product;                          // of the first
  };
  Writers& writers(int tensor, int slice);
  template <class Take>
  static void for_each(const Writers& writers, const Take& take);

  std::uint64_t op_ = 0;
  std::vector<std::uint64_t> deps_;
  std::vector<std::vector<Writers>> writers_;  // [tensor][slice]
};

}  // namespace skipgrid::models
