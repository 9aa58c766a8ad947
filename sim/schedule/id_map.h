// From the ids of a trace to those of the transformed trace, over all iterations so far.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace skipgrid::sim {

/// Iterations that are renumbered alike, as those of a training run are, share one table, and one span while they
/// follow one another: memory does not grow with the number of iterations.
class IdMap {
 public:
  /// Appends an iteration: its i-th operation became number places[i] of `count` operations, both counted from 0.
  void append(const std::vector<std::uint32_t>& places, std::uint64_t count);

  /// The new id of an operation that was appended.
  std::uint64_t new_id(std::uint64_t old_id) const;

  std::uint64_t next_old_id() const { return next_old_; }
  std::uint64_t next_new_id() const { return next_new_; }
  /// How many spans are held.
  std::size_t spans() const { return spans_.size(); }

 private:
  /// Iterations one after another with the same table.
  struct Span {
    std::uint64_t first_old, first_new;
    std::uint64_t count;  ///< new operations an iteration
    const std::vector<std::uint32_t>* places;
  };

  std::set<std::vector<std::uint32_t>> tables_;
  std::vector<Span> spans_;
  std::uint64_t next_old_ = 0, next_new_ = 0;
};

}  // namespace skipgrid::sim
