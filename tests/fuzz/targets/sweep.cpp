// A sweep, as `skipgrid sweep` reads it; of small ones the points, too.
#include "sim/sweep/points/points.h"
#include "sim/sweep/points/sweep_config.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_sweep(const Input& input) {
  constexpr std::uint64_t kFew = 6;  // each is a whole configuration
  const sweep::SweepConfig config = sweep::load_sweep(input.path);
  const sweep::PointSpace space(config);
  sweep::ReadFiles files;
  if (space.size() <= kFew) space.points(files);
}

}  // namespace

Target sweep_target() { return {"sweep", "sweeps/input.json", read_sweep}; }

}  // namespace skipgrid::fuzz
