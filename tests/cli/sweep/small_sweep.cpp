#include "tests/cli/sweep/small_sweep.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

namespace skipgrid::cli::test {

SmallSweep::SmallSweep(int iterations) {
  json["base"] = nlohmann::ordered_json::parse(small_run());
  json["base"]["iterations"] = iterations;
  json["axes"] = {{"/hardware/rows", {4, 8}}, {"/hardware/cols", {4, 8}}, {"/dropout/nr", {0.25, 0.5, 0.75}}};
  json["variants"] = {"structured", "dense", "random"};
  save();
}

void SmallSweep::save() const { traces::test::write_file(file, json.dump()); }

ProgramRun SmallSweep::run(const std::string& out, const std::vector<std::string>& options) const {
  std::vector<std::string> arguments{"sweep", file, "--out", folder / out};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run_skipgrid(arguments);
}

std::vector<std::string> SmallSweep::names(const std::string& name) const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path(name)))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void check_same_results(const SmallSweep& sweep, const std::string& one, const std::string& other) {
  CHECK(sweep.text(one + "/results.csv") == sweep.text(other + "/results.csv"));
  CHECK(sweep.text(one + "/results.sqlite") == sweep.text(other + "/results.sqlite"));
  CHECK(sweep.names(one + "/points") == sweep.names(other + "/points"));
  for (const std::string& name : sweep.names(one + "/points"))
    CHECK(sweep.text(one + "/points/" + name) == sweep.text(other + "/points/" + name));
}

}  // namespace skipgrid::cli::test
