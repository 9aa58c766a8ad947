// The table of variants is what the schemas allow and what the README explains.
#include "sim/experiment/variant.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "traces/json/schema.h"

using namespace skipgrid;
using namespace skipgrid::sim;

TEST_CASE("The schema of a run allows the variants of the table, in its order") {
  Json names = Json::array();
  for (const Variant variant : all_variants()) names.push_back(to_string(variant));
  CHECK(schema("run.schema.json")["properties"]["variants"]["items"]["enum"] == names);
  CHECK(schema("results.schema.json")["properties"]["variants"]["items"]["properties"]["name"]["enum"] == names);
}

TEST_CASE("The README says of each variant what the table says") {
  const std::string page = traces::test::read_file(SKIPGRID_SOURCE_DIR "/README.md");
  for (const Variant variant : all_variants()) {
    const VariantTraits& traits = traits_of(variant);
    CHECK_THAT(page, Catch::Contains("| `" + std::string(traits.name) + "` | " + std::string(traits.what_runs) + " |"));
  }
}

TEST_CASE("A variant is read by its name, and no other word is one") {
  for (const Variant variant : all_variants()) CHECK(variant_from_string(to_string(variant)) == variant);
  CHECK_THROWS_WITH(
      variant_from_string("fast"),
      "expected one of structured-best, dense-best, structured, dense, dense-fused, random, got \"fast\"");
}
