// A decoder with attention: its gradients against differences of the loss, its attention against the published
// equations, skipping against written-out zeros.
#include "models/network/attention_decoder.h"

#include <array>
#include <fstream>

#include "scratch_directory.h"
#include "tiny_network.h"
#include "translation.h"

namespace skipgrid::models {

namespace {

using Json = nlohmann::json;

DropoutConfig dropout_of(DropoutCase dropout_case, double rate) {
  DropoutConfig dropout;
  dropout.dropout_case = dropout_case;
  dropout.nr = dropout.rh = rate;
  dropout.draw = Draw::fixed_count;
  return dropout;
}

TranslationSizes with_cell(const std::string& cell, int layers) {
  TranslationSizes sizes;
  sizes.cell = cell;
  sizes.layers = layers;
  return sizes;
}

const Json kArrangements[] = {
    translation(with_cell("lstm", 2), 4, {{"dropout", {{"attention", 0.25}}}}),
    translation(with_cell("lstm", 2), 4, {{"attention", "dot"}, {"input_feeding", false}}),
    translation(with_cell("gru", 1), 4, {{"attention", "dot"}, {"dropout", {{"attention", 0.25}}}}),
    translation(with_cell("gru", 2), 4, {{"input_feeding", false}}),
};

std::string pairs(const ScratchDirectory& scratch) {
  const std::string path = scratch / "pairs.csv";
  std::ofstream(path) << "source,target,pairs\n1,3,2\n2,1,2\n3,2,3\n5,4,3\n4,5,1\n";
  return path;
}

}  // namespace

TEST_CASE("Every gradient of every arrangement of a decoder with attention is the slope of the loss") {
  const ScratchDirectory scratch;
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  const bool padded = GENERATE(false, true);
  for (const Json& json : kArrangements) {
    CAPTURE(json.dump(), padded, to_string(dropout_case));
    const NetworkConfig config = network_from(padded ? with_pairs(json, pairs(scratch), 5, 1) : json);
    TinyNetwork<double> tiny(config, 6, 6, 12);
    if (padded) {
      for (const Stream& stream : tiny.batch.streams) REQUIRE(stream.lengths.over(stream.lengths.steps - 1) > 0);
    }
    check_gradients(tiny, MaskDrawer(dropout_of(dropout_case, 0.25), config.batch, 0));
  }
}

}  // namespace skipgrid::models
