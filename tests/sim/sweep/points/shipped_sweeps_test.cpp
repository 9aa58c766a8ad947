#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "sim/sweep/directory/sweep_directory.h"

namespace skipgrid::sweep {
namespace {

std::size_t point_count(const std::filesystem::path& file) { return manifest_of(load_sweep(file)).points.size(); }

TEST_CASE("Every sweep that is shipped is valid, each of its points too") {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SKIPGRID_CONFIGS "/sweeps")) {
    CAPTURE(entry.path());
    CHECK_NOTHROW(point_count(entry.path()));
    ++files;
  }
  CHECK(files >= 4);
}

TEST_CASE("The sweeps of the studies have the points that their pages speak of") {
  const std::map<std::string, std::size_t> expected{{"size_and_rate", 5 * 10},
                                                    {"dataflow_and_aspect", 3 * 5 * 5},
                                                    {"redraw_and_size", 5 * 8},
                                                    {"batch_and_size", 5 * 7}};
  for (const auto& [name, points] : expected) {
    CAPTURE(name);
    CHECK(point_count(SKIPGRID_CONFIGS "/sweeps/" + name + ".json") == points);
  }
}

}  // namespace
}  // namespace skipgrid::sweep
