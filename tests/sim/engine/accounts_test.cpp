// Accounts: one for each kind of operation, numbered as they are asked for.
#include "sim/engine/accounts.h"

#include <catch2/catch.hpp>

namespace skipgrid::sim::test {

TEST_CASE("An account has one number, and numbers count up in the order of asking") {
  Accounts accounts;
  CHECK(accounts.number("a", "x2h", traces::Phase::BP) == 0);
  CHECK(accounts.number("b", "x2h", traces::Phase::FP) == 1);
  CHECK(accounts.number("a", "x2h", traces::Phase::FP) == 2);
  CHECK(accounts.number("a", "h2h", traces::Phase::FP) == 3);
  CHECK(accounts.number("a", "x2h", traces::Phase::BP) == 0);
  CHECK(accounts.number("b", "x2h", traces::Phase::FP) == 1);
  REQUIRE(accounts.all().size() == 4);
  CHECK(accounts.all()[3].layer == "a");
  CHECK(accounts.all()[3].op == "h2h");
  CHECK(accounts.all()[3].phase == traces::Phase::FP);
}

TEST_CASE("Products are known by their names, element-wise work by its kind") {
  Accounts accounts;
  traces::GemmOp product;
  product.layer = "lstm0";
  product.op = "x2h";
  traces::VectorOp work;
  work.layer = "lstm0";
  accounts.number(product);
  accounts.number(work);
  CHECK(accounts.all().at(0).op == "x2h");
  CHECK(accounts.all().at(1).op == std::string(traces::to_string(work.kind)));
}

}  // namespace skipgrid::sim::test
