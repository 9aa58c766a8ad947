// A table of sentences' lengths, and a batch drawn from it.
#include "models/network/lengths.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_lengths(const Input& input) {
  models::LengthsConfig config;
  config.steps = 50;
  config.table = input.path;
  config.pool = 2;
  models::read_length_table(config);
  models::draw_lengths(config, 4, 1, 1);
}

}  // namespace

Target lengths_target() { return {"lengths", "input.csv", read_lengths}; }

}  // namespace skipgrid::fuzz
