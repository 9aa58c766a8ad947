#include "sim/sweep/workers/point_queue.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace skipgrid::sweep;

TEST_CASE("Every point is handed out once, whoever asks when") {
  const auto seed = GENERATE(take(20, random(0u, 1u << 30)));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); };
  const int workers = 1 + static_cast<int>(below(5));
  std::vector<Point> points(1 + below(60));
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    points[i].group = below(4);
    points[i].cost = static_cast<float>(below(3));
    if (below(4) > 0) indices.push_back(i);
  }
  PointQueue queue(points, indices, workers);
  std::vector<std::uint32_t> handed;
  int refused = 0;
  // A worker that is refused may ask again: nothing comes any more.
  while (refused < 50) {
    if (const auto index = queue.next(static_cast<int>(below(static_cast<std::uint32_t>(workers)))))
      handed.push_back(*index);
    else
      ++refused;
  }
  CHECK(handed.size() == indices.size());
  std::sort(handed.begin(), handed.end());
  CHECK(handed == indices);
}

TEST_CASE("A worker stays with a trace, begins with the long points, and is idle only when nothing is left") {
  std::vector<Point> points(12);
  for (std::uint32_t i = 0; i < 12; ++i) {
    points[i].group = i % 2;
    points[i].cost = static_cast<float>(i);
  }
  std::vector<std::uint32_t> all(12);
  for (std::uint32_t i = 0; i < 12; ++i) all[i] = i;
  PointQueue queue(points, all, 2);
  const std::uint32_t first = *queue.next(0), other = *queue.next(1);
  CHECK(points[first].group != points[other].group);
  CHECK(std::max(first, other) == 11);
  for (int i = 1; i < 6; ++i) CHECK(points[*queue.next(0)].group == points[first].group);
  // Worker 0 has done its six points; of the other's five it gets the later half.
  for (int i = 0; i < 3; ++i) CHECK(points[*queue.next(0)].group == points[other].group);
  CHECK(queue.next(1));
  CHECK(queue.next(1));
  CHECK_FALSE(queue.next(1));
  CHECK_FALSE(queue.next(0));
}
