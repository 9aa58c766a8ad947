#include "sim/ring.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <random>

namespace skipgrid::sim {

TEST_CASE("A ring holds what a queue holds, whatever comes and goes") {
  std::minstd_rand random(7);
  Ring<int> ring;
  std::deque<int> queue;
  int next = 0;
  bool equal = true;
  for (int i = 0; i < 20000; ++i) {
    // Fuller and emptier in turn, so that it grows while its first element lies anywhere.
    const bool fills = (i / 300) % 2 == 0;
    const auto choice = random() % 100;
    if (choice == 0) {
      const std::size_t size = queue.size() / 2;
      ring.resize(size);
      queue.resize(size);
    } else if (choice == 1) {
      ring.clear();
      queue.clear();
    } else if (queue.empty() || (choice < 66) == fills) {
      ring.push_back(next);
      queue.push_back(next++);
    } else {
      ring.pop_front();
      queue.pop_front();
    }
    equal = equal && ring.size() == queue.size() && ring.empty() == queue.empty();
    equal = equal && std::equal(ring.begin(), ring.end(), queue.begin(), queue.end());
    if (!queue.empty()) equal = equal && ring.front() == queue.front() && ring.back() == queue.back();
  }
  CHECK(equal);
}

}  // namespace skipgrid::sim
