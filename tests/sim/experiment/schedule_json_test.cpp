// Schedules as files: what is written is read back, and what is no schedule is refused by name.
#include "sim/experiment/schedule_json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/fixtures/error_text.h"
#include "tests/fixtures/temporary_folder.h"
#include "tests/sim/experiment/tiny_run.h"

namespace skipgrid::sim::testing {

namespace {

using skipgrid::testing::error_text;
using traces::test::TemporaryFolder;

std::map<Variant, RunSchedule> read_back(const nlohmann::ordered_json& json) {
  const TemporaryFolder folder;
  traces::test::write_file(folder / "s.json", json.dump());
  return read_schedules(folder / "s.json");
}

/// What is said of a file of three steps in which something was changed.
template <class Change>
std::string complaint(const Change& change) {
  nlohmann::ordered_json json = to_json({{Variant::dense_best, TinyRun(three_steps(), 1).schedule}});
  change(json["variants"]["dense-best"]["iterations"][0]);
  return error_text([&] { read_back(json); });
}

}  // namespace

TEST_CASE("A schedule that is written is read back as it was") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(take(40, random(1, 1'000'000'000))));
  CAPTURE(seed);
  RunSchedule schedule = TinyRun(seed).schedule;
  if (seed % 2 == 0) schedule.pinned = {"l0.W", "l0.dW"};
  if (seed % 3 == 0) schedule.cut_for_bytes_per_cycle = 12.5;
  if (seed % 5 == 0) schedule.share_of_buffers = 0.25;
  const auto read = read_back(to_json({{Variant::structured_best, schedule}}));
  REQUIRE(read.size() == 1);
  const RunSchedule& same = read.at(Variant::structured_best);
  CHECK(same.pinned == schedule.pinned);
  CHECK(same.cut_for_bytes_per_cycle == schedule.cut_for_bytes_per_cycle);
  CHECK(same.share_of_buffers == schedule.share_of_buffers);
  REQUIRE(same.iterations.size() == schedule.iterations.size());
  for (std::size_t i = 0; i < same.iterations.size(); ++i) {
    CHECK(same.iterations[i]->names == schedule.iterations[i]->names);
    CHECK(same.iterations[i]->schedule == schedule.iterations[i]->schedule);
  }
}

TEST_CASE("A group that issue names and nobody has is refused with file, place and name") {
  const std::string text = complaint([](auto& iteration) { iteration["issue"][0][0] = "l7.x2h FP"; });
  for (const char* const part :
       {"s.json", "/variants/dense-best/iterations/0/issue", "expected the name of a group", "l7.x2h FP"})
    CHECK_THAT(text, Catch::Contains(part));
}

TEST_CASE("A group that is there twice is refused with file, place and name, of products or element-wise") {
  const std::string products = complaint([](auto& iteration) {
    const auto first = iteration["groups"][0];
    iteration["groups"].push_back(first);
  });
  for (const char* const part :
       {"s.json", "/variants/dense-best/iterations/0", "expected each group once", "l0.x2h FP"})
    CHECK_THAT(products, Catch::Contains(part));
  const std::string mixed =
      complaint([](auto& iteration) { iteration["element_wise"].push_back(iteration["groups"][0]["name"]); });
  CHECK_THAT(mixed, Catch::Contains("expected each group once"));
}

TEST_CASE("A file of another form is refused with the place at fault") {
  CHECK_THAT(complaint([](auto& iteration) { iteration["groups"][1]["spans"][0]["steps"] = 0; }),
             Catch::Contains("s.json") && Catch::Contains("/variants/dense-best/iterations/0/groups/1/spans/0/steps"));
  CHECK_THAT(complaint([](auto& iteration) { iteration["groups"][0].erase("pieces"); }), Catch::Contains("pieces"));
  CHECK_THAT(complaint([](auto& iteration) { iteration["groups"][0]["colour"] = 1; }), Catch::Contains("colour"));
}

TEST_CASE("An entry of issue that is not a name and a count is refused at its place") {
  using Entry = nlohmann::ordered_json;
  for (const Entry& wrong :
       {Entry{"l0.x2h FP"}, Entry{3, "l0.x2h FP"}, Entry{"l0.x2h FP", 0}, Entry{"l0.x2h FP", 1, 2}}) {
    CAPTURE(wrong.dump());
    CHECK_THAT(complaint([&](auto& iteration) { iteration["issue"][0] = wrong; }),
               Catch::Contains("s.json") && Catch::Contains("/variants/dense-best/iterations/0/issue/0"));
  }
}

}  // namespace skipgrid::sim::testing
