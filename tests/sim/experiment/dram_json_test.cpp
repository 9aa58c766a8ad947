#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/experiment/dram_json.h"
#include "tests/sim/memory/presets.h"
#include "traces/input_error.h"
#include "traces/json/schema.h"

namespace skipgrid::sim {
namespace {

Json preset_document(const std::string& name) { return read_json_file(SKIPGRID_CONFIGS "/dram/" + name + ".json"); }

std::string error_of(const Json& document) {
  try {
    check(document, "dram.schema.json", in_file("x.json"));
    dram_config_from_json(document, "x.json");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

Json changed(const std::string& name, const std::string& pointer, const Json& value) {
  Json document = preset_document(name);
  document[Json::json_pointer(pointer)] = value;
  return document;
}

}  // namespace

TEST_CASE("Every figure of a DRAM preset has its source beside it") {
  for (const std::string name : {"ddr4-2400", "hbm2"}) {
    CAPTURE(name);
    const Json document = preset_document(name);
    CHECK(document.contains("comment"));
    for (const auto& field : kDramTimingFields) {
      CAPTURE(field.name);
      CHECK(document["sources"].value(std::string(field.name), "").size() > 10);
    }
    for (const char* figure : {"clock_ps", "organization", "queue_depth", "mapping"})
      CHECK(document["sources"].contains(figure));
    for (const auto& [figure, source] : document["sources"].items()) {
      CAPTURE(figure);
      CHECK((document.contains(figure) || document["timing"].contains(figure) ||
             document["controller"].contains(figure)));
    }
  }
}

TEST_CASE("A DRAM configuration written out reads back the same") {
  for (const std::string name : {"ddr4-2400", "hbm2"}) {
    const Json written = to_json(dram_preset(name));
    check(written, "dram.schema.json", in_file(name));
    CHECK(to_json(dram_config_from_json(written, name)) == written);
    for (const char* part : {"organization", "timing", "controller"})
      CHECK(written[part] == preset_document(name)[part]);
  }
  const Json pipe{{"kind", "bandwidth"}, {"bytes_per_cycle", 19.2}, {"latency", 40}};
  check(pipe, "dram.schema.json", in_file("x"));
  const DramConfig config = dram_config_from_json(pipe, "x");
  CHECK(config.bandwidth.millibytes_per_cycle == 19200);
  CHECK(config.bandwidth.latency == Cycles(40));
  CHECK(to_json(config) ==
        Json{{"name", "bandwidth"}, {"kind", "bandwidth"}, {"bytes_per_cycle", 19.2}, {"latency", 40}});
  CHECK(dram_config_from_json(Json{{"kind", "ideal"}}, "x").kind == DramKind::ideal);
}

TEST_CASE("A wrong DRAM configuration is refused with place, expectation and value") {
  const auto error = [](const char* pointer, const Json& value) {
    return error_of(changed("ddr4-2400", pointer, value));
  };
  CHECK(error("/organization/banks", 3) == "x.json: /organization/banks: expected a power of two, got 3");
  CHECK(error("/organization/ranks", 8) == "x.json: /organization: expected at most 64 banks per channel, got 128");
  CHECK(error("/organization/row_bytes", 128) ==
        "x.json: /organization/row_bytes: expected at least four bursts, 256, got 128");
  CHECK(error("/controller/channel_interleave_bytes", 32) ==
        "x.json: /controller/channel_interleave_bytes: expected at least a burst, 64, got 32");
  CHECK(error("/timing/tccd_l", 3) == "x.json: /timing/tccd_l: expected at least tccd_s, 4, got 3");
  CHECK(error("/timing/tccd_s", 3) == "x.json: /timing/tccd_s: expected at least tbl, 4, got 3");
  CHECK(error("/timing/tact", 2) ==
        "x.json: /timing/tact: expected 1 where row and column commands share a bus, got 2");
  CHECK(error("/timing/trefi", 522) ==
        "x.json: /timing/trefi: expected more than closing and refreshing all ranks takes, 522, got 522");
  CHECK(error("/timing/trefi", 523) == "accepted");
  CHECK(error("/timing/tcl", 0).find("x.json: /timing/tcl: expected") == 0);
  CHECK(error("/timing/tcl", 1.5).find("x.json: /timing/tcl: expected") == 0);
  CHECK(error("/timing/trc", 55).find("x.json: /timing/trc: unknown key") == 0);
  CHECK(error("/controller/mapping", "chrabaroco").find("x.json: /controller/mapping: expected") == 0);
  CHECK(error("/clock_ps", Json()).find("x.json: /clock_ps: expected") == 0);
  CHECK(error("/kind", "magic").find("x.json: /kind: expected") == 0);
}

}  // namespace skipgrid::sim
