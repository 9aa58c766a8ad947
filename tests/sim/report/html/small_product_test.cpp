#include "sim/report/html/small_product.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

using namespace skipgrid::sim;

namespace {

constexpr int kBusy = 32, kNumbersAPe = 5;

std::int64_t busy_pe_cycles(const nlohmann::ordered_json& film) {
  std::int64_t busy = 0;
  for (const auto& frame : film["frames"])
    for (std::size_t i = 0; i < frame.size(); i += kNumbersAPe) busy += (frame[i].get<int>() & kBusy) != 0 ? 1 : 0;
  return busy;
}

/// What comes from the west, of all frames.
std::set<int> elements_from_west(const nlohmann::ordered_json& film) {
  std::set<int> elements;
  for (const auto& frame : film["frames"])
    for (std::size_t i = 1; i < frame.size(); i += kNumbersAPe) elements.insert(frame[i].get<int>());
  elements.erase(0);
  return elements;
}

}  // namespace

TEST_CASE("The films of small products show every multiplication, and no element that dropout dropped") {
  ArrayConfig array;
  array.dataflow = GENERATE(Dataflow::ws, Dataflow::is, Dataflow::os);
  array.schedule = GENERATE(Schedule::overlapped, Schedule::serial);
  array.multiplier_stages = GENERATE(1, 3);
  const auto products = small_products(array);
  CHECK(products["array"]["rows"] == 4);
  REQUIRE(products["films"].size() == 6);
  for (const auto& film : products["films"]) {
    CAPTURE(to_string(array.dataflow), film["phase"], film["skipping"]);
    const auto& kept = film["kept"];
    CHECK(film["frames"].size() == film["cycles"]);
    CHECK(film["frames"][0].size() == 16 * kNumbersAPe);
    CHECK(busy_pe_cycles(film) == static_cast<std::int64_t>(kept["m"].size() * kept["k"].size() * kept["n"].size()));

    const bool from_a = products["array"]["from_west"] == "a";
    const char *down = from_a ? "m" : "k", *along = from_a ? "k" : "n";
    std::set<int> expected;
    for (const int row : kept[down])
      for (const int col : kept[along]) expected.insert(1 + row * film[along].get<int>() + col);
    CHECK(elements_from_west(film) == expected);
  }
}

TEST_CASE("Skipping half of the neurons takes fewer cycles in every phase of the small product") {
  const auto films = small_products(ArrayConfig{})["films"];
  for (std::size_t i = 0; i < films.size(); i += 2) {
    REQUIRE(films[i]["phase"] == films[i + 1]["phase"]);
    REQUIRE(films[i]["skipping"] == true);
    CHECK(films[i]["cycles"] < films[i + 1]["cycles"]);
    // In WG the streams are shorter, in as many tiles.
    CHECK((films[i]["tiles"] < films[i + 1]["tiles"]) == (films[i]["phase"] != "WG"));
  }
}

TEST_CASE("A small product lies on a smaller array where the run's is smaller") {
  ArrayConfig array;
  array.rows = 2;
  array.cols = 3;
  const auto products = small_products(array);
  CHECK(products["array"]["rows"] == 2);
  CHECK(products["films"][0]["frames"][0].size() == 6 * kNumbersAPe);
}
