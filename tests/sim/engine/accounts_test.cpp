// Accounts: one for each layer and phase, numbered as they are asked for.
#include "sim/engine/accounts.h"

#include <catch2/catch.hpp>

namespace skipgrid::sim::test {

TEST_CASE("An account has one number, and numbers count up in the order of asking") {
  Accounts accounts;
  CHECK(accounts.number("a", traces::Phase::BP) == 0);
  CHECK(accounts.number("b", traces::Phase::FP) == 1);
  CHECK(accounts.number("a", traces::Phase::FP) == 2);
  CHECK(accounts.number("a", traces::Phase::BP) == 0);
  CHECK(accounts.number("b", traces::Phase::FP) == 1);
  REQUIRE(accounts.all().size() == 3);
  CHECK(accounts.all()[2].layer == "a");
  CHECK(accounts.all()[2].phase == traces::Phase::FP);
}

}  // namespace skipgrid::sim::test
