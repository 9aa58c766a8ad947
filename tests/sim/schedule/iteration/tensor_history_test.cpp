#include "sim/schedule/iteration/tensor_history.h"

#include <catch2/catch.hpp>

namespace skipgrid::sim {

TEST_CASE("A tensor's value changes when it is overwritten, and when more is added to a sum that was read") {
  TensorHistory history;
  const auto first = history.overwrite_by_product({"C"}, 7);
  CHECK(history.accumulate({"C"}) == first);
  CHECK(history.read({"C"}) == first);
  CHECK(history.overwriter({"C"}) == 7);
  const auto more = history.accumulate({"C"});
  CHECK_FALSE(more == first);
  CHECK(history.accumulate({"C"}) == more);
  history.write_by_vector({"C"});
  CHECK_FALSE(history.overwriter({"C"}).has_value());
  CHECK_FALSE(history.read({"C"}) == more);
  CHECK_FALSE(history.read({"D"}) == history.read({"C"}));
  CHECK_FALSE(history.read({"D", 1, 1}) == history.read({"D", 2, 1}));
  CHECK_FALSE(history.overwriter({"never seen"}).has_value());
}

}  // namespace skipgrid::sim
