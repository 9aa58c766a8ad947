#include "sim/array/pe/waveform.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/array/gemm_run.h"
#include "sim/array/simulation.h"
#include "traces/input_error.h"

using namespace skipgrid;
using namespace skipgrid::sim;

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("A waveform names every PE and shows each PE's busy cycles") {
  const std::string path = (std::filesystem::temp_directory_path() / "skipgrid_waveform_test.vcd").string();
  {
    const Simulation simulation;
    ArrayConfig config;
    config.rows = 2;
    config.cols = 3;
    PeArray array("array", config);
    Waveform waveform("waveform", array, path);
    const std::vector<float> a{1, 2}, b{1, 2, 3, 4, 5, 6};
    std::vector<float> c(3);
    CHECK(run_gemm_alone(array, {1, 2, 3, a.data(), b.data(), c.data()}).cycles.count() == 2 * 2 + 3 + 1 - 2);
    waveform.finish();
  }
  const std::string text = text_of(path);
  std::filesystem::remove(path);
  CHECK(count(text, "$scope module pe_r") == 6);
  // Every PE holds one weight and is busy for one cycle: its signal rises once. Signals are named by short codes.
  std::istringstream lines(text);
  std::string busy_codes, line;
  std::size_t rises = 0;
  std::vector<std::string> codes;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string var, type, width, code, name;
    if (words >> var >> type >> width >> code >> name && var == "$var" && name == "busy") codes.push_back(code);
    for (const std::string& busy : codes) rises += line == "1" + busy ? 1 : 0;
  }
  CHECK(codes.size() == 6);
  CHECK(rises == 6);
}

TEST_CASE("A waveform that cannot be written is refused before the simulation") {
  const Simulation simulation;
  ArrayConfig config;
  config.rows = config.cols = 1;
  PeArray array("array", config);
  CHECK_THROWS_AS(Waveform("waveform", array, "/nonexistent/x.vcd"), InputError);
  CHECK_THROWS_AS(Waveform("waveform2", array, "x.fst"), InputError);
}
