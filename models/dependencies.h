// Who has to wait for whom: derived from what operations read and write, never stated by hand.
#pragma once

#include <cstdint>
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
  std::vector<Entry>& writers(int tensor, int slice);

  std::uint64_t op_ = 0;
  std::vector<std::uint64_t> deps_;
  std::vector<std::vector<std::vector<Entry>>> writers_;  // [tensor][slice]
};

}  // namespace skipgrid::models
