// The results of a run, as `skipgrid report` reads them.
#include <nlohmann/json.hpp>

#include "sim/report/html/report_page.h"
#include "sim/report/html/run_data.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_results(const Input& input) {
  const nlohmann::ordered_json data = sim::run_data(input.path);
  sim::report_page(data["results"]["name"], data);
}

}  // namespace

Target results_target() { return {"results", "results.json", read_results}; }

}  // namespace skipgrid::fuzz
