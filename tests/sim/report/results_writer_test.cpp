#include "sim/report/results_writer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "sim/engine/energy.h"
#include "tests/sim/report/sample_results.h"
#include "traces/json/schema.h"

using namespace skipgrid;
using namespace skipgrid::sim;
using skipgrid::sim::testing::sample_layer;
using skipgrid::sim::testing::sample_results;

namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',')
      cells.emplace_back();
    else
      cells.back() += c;
  }
  return cells;
}

/// Lines as maps from column name to text; none of the texts here is quoted.
std::vector<Row> read_csv(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> header = split(line);
  std::vector<Row> rows;
  while (std::getline(lines, line)) {
    const std::vector<std::string> cells = split(line);
    REQUIRE(cells.size() == header.size());
    Row row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
    rows.push_back(row);
  }
  return rows;
}

Json as_written(const Results& results) { return Json::parse(results_json(results).dump()); }

}  // namespace

TEST_CASE("Results pass their own schema") {
  for (const auto& variants : std::vector<std::vector<Variant>>{{Variant::structured, Variant::dense, Variant::random},
                                                                {Variant::dense},
                                                                {Variant::structured},
                                                                {Variant::random, Variant::structured}}) {
    const Json written = as_written(sample_results(variants));
    CHECK_NOTHROW(check(written, "results.schema.json", in_file("results.json")));
  }
  Results empty = sample_results({Variant::structured, Variant::dense});
  for (VariantResult& variant : empty.variants) variant.layers.clear();
  CHECK_NOTHROW(check(as_written(empty), "results.schema.json", in_file("results.json")));
}

TEST_CASE("The schema of the results knows the fields of the statistics, and no others") {
  const Json& stats = schema("results.schema.json")["definitions"]["stats"];
  std::set<std::string> fields{"utilization", "mapping_efficiency", "energy_pj"}, known, required;
  for (const EnergyComponent& component : kEnergyComponents) fields.insert(std::string(component.name));
  for_each_field([&](const auto& field) {
    fields.insert(std::string(field.name));
    CHECK(stats["properties"][std::string(field.name)]["description"] == std::string(field.description));
  });
  for (const auto& [key, unused] : stats["properties"].items()) known.insert(key);
  for (const Json& key : stats["required"]) required.insert(key);
  CHECK(known == fields);
  CHECK(required == fields);
}

TEST_CASE("A layer's operations add up to the layer, phase by phase, and name only phases that they are in") {
  const Json written = as_written(sample_results({Variant::structured}));
  for (const Json& layer : written["variants"][0]["layers"]) {
    CHECK(layer["operations"].size() == 5);
    for (const std::string phase : {"FP", "BP", "WG"}) {
      for (const char* field : {"cycles", "compute_cycles", "vector_wait_cycles", "macs", "dram_write_bytes"}) {
        std::int64_t sum = 0;
        for (const Json& operation : layer["operations"])
          if (operation["phase"] == phase) sum += operation[field].get<std::int64_t>();
        CHECK(layer["phases"][phase][field] == sum);
      }
    }
  }
}

TEST_CASE("What ratios are relative to stands in the results; ideal DRAM has no peak") {
  Results results = sample_results({Variant::structured});
  CHECK(as_written(results)["machine"] ==
        Json::parse(R"({"pes": 64, "clock_mhz": 1000, "dram_bytes_per_cycle": null})"));
  results.dram_bytes_per_cycle = 12.5;
  CHECK(as_written(results)["machine"]["dram_bytes_per_cycle"] == 12.5);
}

TEST_CASE("Phases and layers add up to the total in every field") {
  const Json written = as_written(sample_results({Variant::structured, Variant::dense}));
  for (const Json& variant : written["variants"]) {
    for_each_field([&](const auto& field) {
      const std::string name(field.name);
      std::int64_t phases = 0, layers = 0, layer_phases = 0;
      for (const Json& phase : variant["phases"]) phases += phase[name].template get<std::int64_t>();
      for (const Json& layer : variant["layers"]) {
        layers += layer["total"][name].template get<std::int64_t>();
        for (const Json& phase : layer["phases"]) layer_phases += phase[name].template get<std::int64_t>();
      }
      CHECK(variant["total"][name] == phases);
      CHECK(variant["total"][name] == layers);
      CHECK(variant["total"][name] == layer_phases);
      CHECK(phases > 0);
    });
  }
}

TEST_CASE("Speedups are over dense and dense-best, phase by phase") {
  // Cycles of a layer are its scale: FP 10 + 30, BP 11 + 31, WG 12 + 32; dense at 70: 70 + 210, 71 + 211, 72 + 212.
  const Json structured = as_written(sample_results({Variant::structured, Variant::dense}))["variants"][0];
  CHECK(structured["speedup_vs_dense"]["FP"] == 280.0 / 40.0);
  CHECK(structured["speedup_vs_dense"]["BP"] == 282.0 / 42.0);
  CHECK(structured["speedup_vs_dense"]["WG"] == 284.0 / 44.0);
  CHECK(structured["speedup_vs_dense"]["total"] == 846.0 / 126.0);
  CHECK(structured["speedup_vs_dense_best"].is_null());
  const Json best = as_written(sample_results({Variant::structured_best, Variant::dense_best}))["variants"];
  CHECK(best[0]["speedup_vs_dense_best"]["FP"] == 7);
  CHECK(best[1]["speedup_vs_dense_best"]["FP"] == 1);
  CHECK(best[0]["speedup_vs_dense"].is_null());
}

TEST_CASE("The CSV has the same numbers as the JSON") {
  Results results = sample_results({Variant::structured, Variant::dense, Variant::random});
  results.energy = EnergyConfig{1.5, 0.25, 0.125, 2, 100, 3};
  const Json written = as_written(results);
  const std::vector<Row> rows = read_csv(results_csv(results));
  CHECK(rows.size() == 3 * 3 * 4);  // variants, the sum and two layers, the sum and three phases
  const auto stats_at = [&](const Row& row) {
    for (const Json& variant : written["variants"]) {
      if (variant["name"] != row.at("variant")) continue;
      const auto of = [&](const Json& part) {
        return row.at("phase") == "all" ? part["total"] : part["phases"][row.at("phase")];
      };
      if (row.at("layer") == "all") return of(variant);
      for (const Json& layer : variant["layers"])
        if (layer["name"] == row.at("layer")) return of(layer);
    }
    return Json();
  };
  for (const Row& row : rows) {
    const Json stats = stats_at(row);
    REQUIRE(stats.is_object());
    for (const auto& [key, value] : stats.items()) CHECK(Json::parse(row.at(key)) == value);
    if (row.at("layer") == "all") {
      const std::string phase = row.at("phase") == "all" ? "total" : row.at("phase");
      const auto variant = std::find_if(written["variants"].begin(), written["variants"].end(),
                                        [&](const Json& one) { return one["name"] == row.at("variant"); });
      CHECK(Json::parse(row.at("speedup_vs_dense")) == (*variant)["speedup_vs_dense"][phase]);
    }
    CHECK(row.at("speedup_vs_dense_best").empty());
  }
}

TEST_CASE("Several draws of masks give speedups their margins, in JSON and CSV, and every draw's cycles") {
  // Cycles of the layers under the second draw; under the first, FP is 10 + 30 and 70 + 210.
  Results results = sample_results({Variant::structured, Variant::dense});
  results.draws = 2;
  for (LayerResult& layer : results.variants[0].layers) layer.redrawn = {{Cycles(20), Cycles(20), Cycles(20)}};
  for (LayerResult& layer : results.variants[1].layers) layer.redrawn = {{Cycles(100), Cycles(100), Cycles(0)}};
  const Json written = as_written(results);
  CHECK_NOTHROW(check(written, "results.schema.json", in_file("results.json")));
  CHECK(written["draws"] == 2);
  CHECK(written["variants"][0]["drawn_cycles"]["FP"] == Json{40, 40});
  CHECK(written["variants"][0]["drawn_cycles"]["total"] == Json{126, 120});
  // 7 and 5: a mean of 6, a standard error of 1, times Student's t of one degree of freedom.
  const Json& structured = written["variants"][0];
  CHECK(structured["speedup_vs_dense"]["FP"].get<double>() == Approx(6));
  CHECK(structured["speedup_vs_dense_margin"]["FP"].get<double>() == Approx(12.706).epsilon(1e-4));
  int rows = 0;
  for (const Row& row : read_csv(results_csv(results))) {
    if (row.at("variant") != "structured" || row.at("layer") != "all") continue;
    const std::string phase = row.at("phase") == "all" ? "total" : row.at("phase");
    CHECK(Json::parse(row.at("speedup_vs_dense")) == structured["speedup_vs_dense"][phase]);
    CHECK(Json::parse(row.at("speedup_vs_dense_margin")) == structured["speedup_vs_dense_margin"][phase]);
    ++rows;
  }
  CHECK(rows == 4);
}

TEST_CASE("One draw of masks is written as one, without margins") {
  const Results results = sample_results({Variant::structured, Variant::dense});
  const Json written = as_written(results);
  CHECK(written["draws"] == 1);
  CHECK_FALSE(written["variants"][0].contains("drawn_cycles"));
  CHECK(written["variants"][0]["speedup_vs_dense_margin"]["total"].is_null());
  for (const Row& row : read_csv(results_csv(results))) CHECK(row.at("speedup_vs_dense_margin").empty());
}

TEST_CASE("A text with a comma or a quote is quoted in the CSV") {
  Results results = sample_results({Variant::dense});
  results.variants[0].layers[0].name = "a,\"b\"";
  CHECK_THAT(results_csv(results), Catch::Contains("\ndense,\"a,\"\"b\"\"\",FP,"));
}

TEST_CASE("The same results are written as the same bytes") {
  const Results results = sample_results({Variant::structured, Variant::dense});
  CHECK(results_json(results).dump(2) == results_json(sample_results({Variant::structured, Variant::dense})).dump(2));
  CHECK(results_csv(results) == results_csv(sample_results({Variant::structured, Variant::dense})));
}

TEST_CASE("Provenance says which program it was") {
  const auto written = provenance_json();
  CHECK(written["program"] == "skipgrid");
  for (const std::string key : {"version", "commit", "compiler", "systemc"})
    CHECK_FALSE(written[key].get<std::string>().empty());
  // A number, not a path, a date or a machine.
  CHECK(written["systemc"].get<std::string>().find_first_not_of("0123456789.") == std::string::npos);
}

TEST_CASE("Energy without figures is null, and nothing in the CSV") {
  const Results results = sample_results({Variant::dense});
  CHECK(as_written(results)["variants"][0]["total"]["energy_pj"].is_null());
  for (const Row& row : read_csv(results_csv(results))) CHECK(row.at("energy_pj").empty());
}
