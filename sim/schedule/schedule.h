// A schedule as a value: everything that a compiler for the machine may choose without changing what is computed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "traces/ops.h"

namespace skipgrid::sim {

/// Results cut into so many parts along m and so many along n, each of which is taken through all steps before the
/// next: its sums stay on chip in between.
struct Strips {
  int m = 0, n = 0;  ///< 0: no strips
  int steps = 1;     ///< that become one product

  bool any() const { return m > 0; }
  friend bool operator==(const Strips& x, const Strips& y) { return x.m == y.m && x.n == y.n && x.steps == y.steps; }
};

/// Consecutive members of a group that become one product, or, where all add into the same sums, strips of products.
struct Span {
  int steps = 1;
  /// Under what at least one of them keeps, in strips one of those that are one product; else nothing is skipped.
  bool skips = true;
  bool transposed = false;  ///< the array computes C^T = B^T A^T
  Strips strips = {};

  friend bool operator==(const Span& x, const Span& y) {
    return x.steps == y.steps && x.skips == y.skips && x.transposed == y.transposed && x.strips == y.strips;
  }
};

/// What is decided for one group of products.
struct GroupSchedule {
  int pieces = 1;           ///< each product is cut into so many along n; fewer when n is short
  std::vector<Span> spans;  ///< their steps add up to the group's members

  friend bool operator==(const GroupSchedule& x, const GroupSchedule& y) {
    return x.pieces == y.pieces && x.spans == y.spans;
  }
};

/// The next `count` operations of a group. Groups of products come first, then those of element-wise operations, in
/// the order in which an iteration has them.
struct IssueRun {
  std::size_t group = 0;
  int count = 1;

  friend bool operator==(const IssueRun& x, const IssueRun& y) { return x.group == y.group && x.count == y.count; }
};

struct IterationSchedule {
  std::vector<GroupSchedule> groups;  ///< one for each group of products, in their order
  std::vector<IssueRun> issue;        ///< empty: in trace order, as far as spans leave it

  friend bool operator==(const IterationSchedule& x, const IterationSchedule& y) {
    return x.groups == y.groups && x.issue == y.issue;
  }
};

}  // namespace skipgrid::sim
