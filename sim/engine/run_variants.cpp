#include "sim/engine/run_variants.h"

#include "sim/engine/trace_runner.h"

namespace skipgrid::sim {

std::vector<VariantResult> run_variants(Engine engine, const ArrayConfig& array, const std::vector<Variant>& variants,
                                        const TraceSource& source) {
  std::vector<VariantResult> results;
  for (const Variant variant : variants) {
    TraceRunner runner(engine, array, variant == Variant::dense ? Skipping::off : Skipping::on);
    source(variant, runner);
    results.push_back({std::string(to_string(variant)), runner.layers()});
  }
  return results;
}

}  // namespace skipgrid::sim
