#include "sim/units.h"

#include <catch2/catch.hpp>
#include <limits>

namespace skipgrid::sim {

namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

}  // namespace

TEST_CASE("A quantity that no longer fits is an error, on both sides of each edge") {
  CHECK(Cycles(kMost - 1) + Cycles(1) == Cycles(kMost));
  CHECK_THROWS_WITH(Cycles(kMost) + Cycles(1), "a count of cycles no longer fits in 64 bits");
  CHECK(Bytes(kLeast + 1) - Bytes(1) == Bytes(kLeast));
  CHECK_THROWS_WITH(Bytes(kLeast) - Bytes(1), "a count of bytes no longer fits in 64 bits");
  CHECK(Bytes(kMost / 2) * 2 == Bytes(kMost - 1));
  CHECK_THROWS_AS(Bytes(kMost / 2 + 1) * 2, std::overflow_error);
  CHECK_THROWS_AS(2 * Bytes(kMost / 2 + 1), std::overflow_error);
  Cycles sum(kMost - 1);
  CHECK_NOTHROW(sum += Cycles(1));
  CHECK_THROWS_AS(sum += Cycles(1), std::overflow_error);
  CHECK(sum == Cycles(kMost));  // and stays what it was
}

TEST_CASE("Energies are no whole numbers and end nowhere") {
  CHECK((PicoJoules(1e300) * 1e300).count() == std::numeric_limits<double>::infinity());
}

TEST_CASE("A number that is not whole becomes one where 64 bits hold it") {
  CHECK(checked_whole(-2.5, "it") == -2);
  CHECK(checked_whole(-9223372036854775808.0, "it") == kLeast);
  CHECK(checked_whole(9223372036854774784.0, "it") == 9223372036854774784);  // the largest double below 2^63
  CHECK_THROWS_WITH(checked_whole(9223372036854775808.0, "it"), "it no longer fits in 64 bits");
  CHECK_THROWS_AS(checked_whole(std::numeric_limits<double>::quiet_NaN(), "it"), std::overflow_error);
}

TEST_CASE("Pieces are counted up to the largest number") {
  CHECK(divide_up(0, 3) == 0);
  CHECK(divide_up(3, 3) == 1);
  CHECK(divide_up(4, 3) == 2);
  CHECK(divide_up(kMost, 2) == kMost / 2 + 1);
}

}  // namespace skipgrid::sim
