// Renumbering over many iterations.
#include "sim/schedule/id_map.h"

#include <catch2/catch.hpp>

namespace skipgrid::sim {

TEST_CASE("Old ids become new ones across iterations that are renumbered differently") {
  IdMap ids;
  ids.append({0, 1, 1}, 2);  // old 0 1 2 -> 0 1 1
  ids.append({0, 1, 1}, 2);  // old 3 4 5 -> 2 3 3
  ids.append({1, 0}, 2);     // old 6 7 -> 5 4
  ids.append({0, 1, 1}, 2);  // old 8 9 10 -> 6 7 7
  const std::vector<std::uint64_t> expected{0, 1, 1, 2, 3, 3, 5, 4, 6, 7, 7};
  for (std::uint64_t old = 0; old < expected.size(); ++old) CHECK(ids.new_id(old) == expected[old]);
  CHECK(ids.next_old_id() == 11);
  CHECK(ids.next_new_id() == 8);
  CHECK(ids.spans() == 3);
}

TEST_CASE("A million iterations that are renumbered alike take one span") {
  IdMap ids;
  for (int iteration = 0; iteration < 1'000'000; ++iteration) ids.append({0, 0, 1}, 2);
  CHECK(ids.spans() == 1);
  CHECK(ids.new_id(0) == 0);
  CHECK(ids.new_id(2'999'998) == 1'999'998);
  CHECK(ids.new_id(2'999'999) == 1'999'999);
}

}  // namespace skipgrid::sim
