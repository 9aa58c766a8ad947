#include "sim/sweep/cluster/shards.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <random>

#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

using Catch::Matchers::Contains;
using traces::test::TemporaryFolder;
using Indices = std::vector<std::uint32_t>;

/// Points of random groups and costs; only these decide how they are dealt.
Manifest random_manifest(std::mt19937& random, std::size_t points) {
  Manifest manifest;
  std::uniform_int_distribution<std::uint32_t> group(0, 5);
  std::uniform_real_distribution<float> cost(0, 100);
  for (std::size_t i = 0; i < points; ++i) manifest.points.push_back({i, i, group(random), cost(random)});
  return manifest;
}

Indices some_points(std::mt19937& random, const Manifest& manifest) {
  Indices points;
  for (std::uint32_t i = 0; i < manifest.points.size(); ++i)
    if (random() % 3 != 0) points.push_back(i);
  if (points.empty()) points.push_back(0);
  return points;
}

struct TestDirectory {
  TemporaryFolder folder;
  SweepDirectory directory = SweepDirectory::make(folder / "sweep");
};

TEST_CASE("Every point is in one shard, and shards differ by one point at most, of every trace too") {
  const std::uint32_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const Manifest manifest = random_manifest(random, 1 + random() % 100);
    const Indices points = some_points(random, manifest);
    const int wish = 1 + static_cast<int>(random() % 40);
    const auto shards = deal(manifest, points, wish);
    REQUIRE(shards.size() == std::min<std::size_t>(points.size(), static_cast<std::size_t>(wish)));
    Indices all;
    std::map<std::uint32_t, std::vector<std::size_t>> of_group;
    for (std::size_t shard = 0; shard < shards.size(); ++shard)
      for (const std::uint32_t point : shards[shard]) {
        all.push_back(point);
        of_group[manifest.points[point].group].resize(shards.size());
        ++of_group[manifest.points[point].group][shard];
      }
    std::sort(all.begin(), all.end());
    REQUIRE(all == points);
    const auto within_one = [](const std::vector<std::size_t>& counts) {
      const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
      return *most - *least <= 1;
    };
    std::vector<std::size_t> sizes;
    for (const Indices& shard : shards) sizes.push_back(shard.size());
    REQUIRE(within_one(sizes));
    for (const auto& [group, counts] : of_group) REQUIRE(within_one(counts));
  }
}

TEST_CASE("The long points of a trace are dealt to different shards") {
  Manifest manifest;  // one trace; points 1 and 3 take ten times as long
  for (const float cost : {1.0F, 10.0F, 1.0F, 10.0F}) manifest.points.push_back({0, 0, 0, cost});
  CHECK(deal(manifest, {0, 1, 2, 3}, 2) == std::vector<Indices>{{1, 0}, {3, 2}});
}

TEST_CASE("Without a wish there is a shard for each 32 points, up to what Slurm takes") {
  CHECK(default_shards(1) == 1);
  CHECK(default_shards(32) == 1);
  CHECK(default_shards(33) == 2);
  CHECK(default_shards(1001 * 32) == 1001);
  CHECK(default_shards(1001 * 32 + 1) == 1001);
}

TEST_CASE("A task finds the points that were dealt to it, and later submissions change nothing about it") {
  const std::uint32_t seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const TestDirectory test;
  const Manifest manifest = random_manifest(random, 50);
  CHECK(Submission::last(test.directory) == 0);
  const auto first = deal(manifest, some_points(random, manifest), 7), second = deal(manifest, {3, 4}, 2);
  CHECK(Submission(test.directory, first).number() == 1);
  CHECK(Submission(test.directory, second).number() == 2);
  CHECK(Submission::last(test.directory) == 2);
  for (int number = 1; number <= 2; ++number) {
    const auto& dealt = number == 1 ? first : second;
    const Submission submission(test.directory, number);
    REQUIRE(submission.shards() == static_cast<int>(dealt.size()));
    for (int shard = 0; shard < submission.shards(); ++shard)
      CHECK(submission.points(shard, manifest) == dealt[static_cast<std::size_t>(shard)]);
  }
}

TEST_CASE("A submission that was killed before its shards were written is passed over") {
  const TestDirectory test;
  std::mt19937 random(1);
  const Manifest manifest = random_manifest(random, 4);
  std::filesystem::create_directories(test.directory.file("jobs/1"));
  CHECK(Submission::last(test.directory) == 0);
  CHECK(Submission(test.directory, deal(manifest, {0, 1}, 1)).number() == 2);
  CHECK(Submission::last(test.directory) == 2);
}

TEST_CASE("Shards that are not there or not what was written are refused with their place") {
  const TestDirectory test;
  std::mt19937 random(1);
  const Manifest manifest = random_manifest(random, 4);
  CHECK_THROWS_WITH(Submission(test.directory, 1), Contains("jobs/1/shards.jsonl: cannot be read"));
  const Submission written(test.directory, deal(manifest, {0, 1, 2}, 3));
  CHECK_THROWS_WITH(written.points(3, manifest), Contains("has the shards 0 to 2, not 3"));
  CHECK_THROWS_WITH(written.points(-1, manifest), Contains("not -1"));
  const std::string header = R"({"format":"skipgrid-shards/1","shards":2})";
  const auto refused = [&](const std::string& text, int shard, const std::string& says) {
    test.directory.write("jobs/1/shards.jsonl", text);
    CAPTURE(text);
    CHECK_THROWS_AS(Submission(test.directory, 1).points(shard, manifest), InputError);
    CHECK_THROWS_WITH(Submission(test.directory, 1).points(shard, manifest), Contains(says));
  };
  refused("", 0, "shards.jsonl");
  refused("[]\n[0]\n", 0, "expected \"format\"");
  refused(R"({"format":"skipgrid-shards/2","shards":2})", 0, "skipgrid-shards/1");
  refused(header + "\n[0]\n", 1, "shards.jsonl:3: the line is missing");
  refused(header + "\n[0]\n{}\n", 1, "shards.jsonl:3: expected a list of points");
  refused(header + "\n[0]\n[-1]\n", 1, "expected a list of points");
  refused(header + "\n[0]\n[4]\n", 1, "expected a list of points below 4");
}

}  // namespace
}  // namespace skipgrid::sweep
