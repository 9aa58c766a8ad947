// Renumbering over many iterations.
#include "sim/schedule/id_map.h"

#include <catch2/catch.hpp>

namespace skipgrid::sim {

namespace {

std::vector<std::uint64_t> new_ids(const IdMap& ids, std::uint64_t old_id) {
  std::vector<std::uint64_t> found;
  ids.add_new_ids(old_id, found);
  return found;
}

}  // namespace

TEST_CASE("Old ids become new ones across iterations that are renumbered differently") {
  IdMap ids;
  ids.append({{0}, {1}, {1}}, 2);  // old 0 1 2 -> 0 1 1
  ids.append({{0}, {1}, {1}}, 2);  // old 3 4 5 -> 2 3 3
  ids.append({{1, 2}, {0}}, 3);    // old 6 7 -> 5 and 6, 4: the first was cut
  ids.append({{0}, {1}, {1}}, 2);  // old 8 9 10 -> 7 8 8
  using Ids = std::vector<std::uint64_t>;
  const std::vector<Ids> expected{{0}, {1}, {1}, {2}, {3}, {3}, {5, 6}, {4}, {7}, {8}, {8}};
  for (std::uint64_t old = 0; old < expected.size(); ++old) CHECK(new_ids(ids, old) == expected[old]);
  CHECK(ids.next_old_id() == 11);
  CHECK(ids.next_new_id() == 9);
  CHECK(ids.spans() == 3);
}

TEST_CASE("A million iterations that are renumbered alike take one span") {
  IdMap ids;
  for (int iteration = 0; iteration < 1'000'000; ++iteration) ids.append({{0}, {0}, {1}}, 2);
  CHECK(ids.spans() == 1);
  CHECK(new_ids(ids, 0) == std::vector<std::uint64_t>{0});
  CHECK(new_ids(ids, 2'999'998) == std::vector<std::uint64_t>{1'999'998});
  CHECK(new_ids(ids, 2'999'999) == std::vector<std::uint64_t>{1'999'999});
}

}  // namespace skipgrid::sim
