// A schedule meets a trace: it fits, or the group at which it does not is named.
#include "sim/experiment/run_schedule.h"

#include <catch2/catch.hpp>

#include "tests/fixtures/error_text.h"
#include "tests/sim/experiment/tiny_run.h"

namespace skipgrid::sim::testing {

namespace {

using skipgrid::testing::error_text;

/// What is said of a schedule of three steps in which something was changed.
template <class Change>
std::string misfit(const Change& change) {
  const TinyRun run(three_steps(), 1);
  return error_text([&] { run.run_changed(change); });
}

std::size_t group_of(const NamedSchedule& named, const std::string& name) {
  return static_cast<std::size_t>(std::find(named.names.begin(), named.names.end(), name) - named.names.begin());
}

GroupSchedule& products_of(NamedSchedule& named, const std::string& name) {
  return named.schedule.groups.at(group_of(named, name));
}

}  // namespace

TEST_CASE("A schedule fits the run that it was made for, and the last one fits all iterations that follow") {
  TinyNetwork network = three_steps();
  network.iterations = 3;
  TinyRun run(network, 1);
  CHECK_FALSE(run.run(run.schedule).ops.empty());
  run.schedule.iterations.resize(1);
  CHECK_FALSE(run.run(run.schedule).ops.empty());
}

TEST_CASE("Spans that do not add up are refused with the group's name, too few and too many") {
  const auto with_steps = [](std::size_t steps) {
    return misfit([&](NamedSchedule& named) { products_of(named, "l0.x2h FP").spans.assign(steps, Span{1}); });
  };
  CHECK_THAT(with_steps(2), Catch::Contains("l0.x2h FP: expected spans of 3 steps in all, got 2"));
  CHECK_THAT(with_steps(4), Catch::Contains("l0.x2h FP: expected spans of 3 steps in all, got 4"));
}

TEST_CASE("A span of steps that wait for one another is refused with the group's name") {
  const std::string text = misfit([](NamedSchedule& named) {
    products_of(named, "l0.h2h FP").spans = {{2, true, false}};
    named.schedule.issue.clear();
  });
  CHECK_THAT(text, Catch::Contains("l0.h2h FP: expected spans whose steps do not wait for one another, got 2 steps"));
}

TEST_CASE("Strips of products that do not add into the same sums are refused with the group's name") {
  const std::string text = misfit([](NamedSchedule& named) {
    products_of(named, "l0.x2h FP").spans = {{3, true, false, {1, 2, 1}}};
    named.schedule.issue.clear();
  });
  CHECK_THAT(text, Catch::Contains("l0.x2h FP: expected strips only of products that add into the same sums"));
}

TEST_CASE("An operation that is issued before what it waits for is refused with the names of both") {
  const std::string text = misfit([](NamedSchedule& named) {
    named.schedule.issue.insert(named.schedule.issue.begin(), {group_of(named, "l0.h2h FP"), 1});
  });
  CHECK_THAT(text, Catch::Contains("issue: l0.h2h FP: expected what it waits for before it, got its number 0 before"));
}

TEST_CASE("More and fewer operations than a group has are refused with the group's name") {
  const std::string more =
      misfit([](NamedSchedule& named) { named.schedule.issue.push_back(named.schedule.issue[0]); });
  CHECK_THAT(more, Catch::Contains("operations, got more"));
  const std::string fewer = misfit([](NamedSchedule& named) { named.schedule.issue.pop_back(); });
  CHECK_THAT(fewer, Catch::Contains("issue: l0:arithmetic WG") && Catch::Contains("operations, got"));
}

TEST_CASE("The schedule of another network is refused with the first group that differs") {
  TinyNetwork two_layers = three_steps(), longer = three_steps();
  two_layers.layers = 2, two_layers.widths = {4, 6, 5};
  longer.steps = 4;
  const TinyRun one(three_steps(), 1);
  const auto under = [&](const TinyNetwork& other) { return error_text([&] { one.run(TinyRun(other, 1).schedule); }); };
  CHECK_THAT(under(two_layers), Catch::Contains("in iteration 0, got l1.x2h FP"));
  CHECK_THAT(under(longer), Catch::Contains("l0.x2h FP: expected spans of 3 steps in all, got 4"));
}

}  // namespace skipgrid::sim::testing
