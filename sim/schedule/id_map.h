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
  /// An iteration's i-th operation became those numbers of the new operations, both counted from 0; one or more.
  using Places = std::vector<std::vector<std::uint32_t>>;

  /// Appends an iteration that became `count` operations.
  void append(const Places& places, std::uint64_t count);

  /// Appends the new ids of an operation that was appended.
  void add_new_ids(std::uint64_t old_id, std::vector<std::uint64_t>& ids) const;

  std::uint64_t next_old_id() const { return next_old_; }
  std::uint64_t next_new_id() const { return next_new_; }
  /// How many spans are held.
  std::size_t spans() const { return spans_.size(); }

 private:
  /// Iterations one after another with the same table.
  struct Stretch {
    std::uint64_t first_old, first_new;
    std::uint64_t count;  ///< new operations an iteration
    const Places* places;
  };

  std::set<Places> tables_;
  std::vector<Stretch> spans_;
  std::uint64_t next_old_ = 0, next_new_ = 0;
};

}  // namespace skipgrid::sim
