// The convolutional layer: against a convolution by plain loops, its gradients, and compaction of channels.
#include "models/layers/conv2d_layer.h"

#include <functional>
#include <nlohmann/json.hpp>

#include "tests/models/network/tiny_network.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Json = nlohmann::json;

Json pictures() { return {{"name", "x"}, {"type", "input"}, {"channels", 3}, {"height", 6}, {"width", 5}}; }
Json conv(const std::string& name, int channels, const Json& more) {
  Json json = {{"name", name}, {"type", "conv2d"}, {"channels", channels}};
  json.update(more);
  return json;
}
Json network(std::vector<Json> layers, int steps = 1) {
  layers.insert(layers.begin(), pictures());
  layers.push_back({{"name", "flat"}, {"type", "linear"}, {"width", 6}, {"activation", "tanh"}});
  layers.push_back({{"name", "out"}, {"type", "softmax"}, {"classes", 4}});
  return {{"batch", 3}, {"steps", steps}, {"layers", layers}};
}

std::vector<Json> convolutions() {
  const Json both = {{"input", 0.3}, {"output", "nr"}}, output = {{"output", "nr"}}, input = {{"input", "nr"}};
  return {
      network(
          {conv("a", 4,
                {{"kernel", 3}, {"padding", 1}, {"activation", "relu"}, {"pool", {{"size", 2}}}, {"dropout", both}}),
           conv("b", 5, {{"kernel", 2}, {"activation", "tanh"}, {"dropout", output}})}),
      network({conv("a", 4, {{"kernel", 3}, {"stride", 2}, {"padding", 2}, {"dropout", output}}),
               conv("b", 3, {{"kernel", 3}, {"padding", 1}, {"pool", {{"size", 3}, {"stride", 1}}}})}),
      network({conv("a", 4, {{"kernel", 2}, {"activation", "tanh"}}),
               conv("b", 4, {{"kernel", 1}, {"activation", "tanh"}, {"dropout", input}})},
              2),
  };
}

struct Picture {
  int height, width, channels;
  std::vector<double> values;  // [height x width x channels]

  double at(int y, int x, int channel) const {
    if (y < 0 || x < 0 || y >= height || x >= width) return 0.0;
    return values[static_cast<std::size_t>((y * width + x) * channels + channel)];
  }
};

/// By its definition: a sum over the window for every pixel and filter.
Picture convolved(const Picture& in, const Conv2dConfig& config, const double* w, const double* b) {
  const Window& kernel = config.kernel;
  Picture out{(in.height + 2 * kernel.padding - kernel.size) / kernel.stride + 1,
              (in.width + 2 * kernel.padding - kernel.size) / kernel.stride + 1,
              config.channels,
              {}};
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      for (int filter = 0; filter < out.channels; ++filter) {
        double sum = b[filter];
        for (int dy = 0; dy < kernel.size; ++dy) {
          for (int dx = 0; dx < kernel.size; ++dx) {
            for (int c = 0; c < in.channels; ++c) {
              sum += in.at(y * kernel.stride + dy - kernel.padding, x * kernel.stride + dx - kernel.padding, c) *
                     w[((dy * kernel.size + dx) * in.channels + c) * out.channels + filter];
            }
          }
        }
        if (config.activation == Activation::relu) sum = std::max(sum, 0.0);
        if (config.activation == Activation::tanh) sum = std::tanh(sum);
        out.values.push_back(sum);
      }
    }
  }
  return out;
}

Picture pooled(const Picture& in, const Window& pool) {
  Picture out{(in.height - pool.size) / pool.stride + 1, (in.width - pool.size) / pool.stride + 1, in.channels, {}};
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      for (int c = 0; c < in.channels; ++c) {
        double largest = in.at(y * pool.stride, x * pool.stride, c);
        for (int dy = 0; dy < pool.size; ++dy) {
          for (int dx = 0; dx < pool.size; ++dx) {
            largest = std::max(largest, in.at(y * pool.stride + dy, x * pool.stride + dx, c));
          }
        }
        out.values.push_back(largest);
      }
    }
  }
  return out;
}

void drop(Picture& picture, const StepMasks& masks, int sample) {
  if (masks.none()) return;
  const traces::Mask& mask = masks.at(0)->mask;
  const std::size_t row = mask.structured() ? 0 : static_cast<std::size_t>(sample);
  for (std::size_t i = 0; i < picture.values.size(); ++i) {
    picture.values[i] *= mask.kept(row, i % static_cast<std::size_t>(picture.channels)) ? masks.scale : 0.0;
  }
}

}  // namespace

TEST_CASE("A convolution is the sum over its window, written out, for every place and filter") {
  const DropoutConfig dropout = dropout_of(GENERATE(DropoutCase::I, DropoutCase::III), 0.4);
  for (const int which : {0, 1}) {
    const NetworkConfig config = network_from(convolutions()[static_cast<std::size_t>(which)]);
    CAPTURE(which, to_string(dropout.dropout_case));
    TinyNetwork<double> tiny(config, 1, 4, 8);
    MaskDrawer masks(dropout, config.batch, 0);
    tiny.loss_under(masks);
    const auto& layer = std::get<Conv2dConfig>(config.layers[1].kind);
    const auto parameters = tiny.network.parameters();
    const OutputPart<double>& part = tiny.network.layer(1).output()->parts().front();
    MaskDrawer drawer(dropout, config.batch, 0);
    // The layer's numbers for masks: 0 on what it reads, 1 on its output.
    const StepMasks read = drawer.draw(Connection::nr, 0, which == 0 ? 0.3 : 0.0, 3, 1);
    const StepMasks written = drawer.draw(Connection::nr, 1, 0.4, 4, 1);
    const double* stored = part.value->at(0);
    for (int b = 0; b < config.batch; ++b) {
      const auto* values = static_cast<const double*>(tiny.batch.streams[0].values) + b * 90;
      Picture picture{6, 5, 3, {values, values + 90}};
      drop(picture, read, b);
      Picture expected = convolved(picture, layer, parameters[0].value.data, parameters[1].value.data);
      drop(expected, written, b);
      if (layer.pool) expected = pooled(expected, *layer.pool);
      REQUIRE(part.picture.height == expected.height);
      REQUIRE(part.picture.width == expected.width);
      for (std::size_t i = 0; i < expected.values.size(); ++i) {
        if (written.compacted() && !written.at(0)->mask.kept(0, i % 4)) continue;
        REQUIRE(*stored++ == Approx(expected.values[i]).margin(1e-13));
      }
    }
  }
}

TEST_CASE("Every gradient of convolutional layers is the slope of the loss") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III, DropoutCase::IV);
  for (const Json& json : convolutions()) {
    CAPTURE(json.dump(), to_string(dropout_case));
    const NetworkConfig config = network_from(json);
    TinyNetwork<double> tiny(config, 1, 4, 8);
    check_gradients(tiny, MaskDrawer(dropout_of(dropout_case, 0.3), config.batch, 0));
  }
}

TEST_CASE("Skipping channels changes no kept value of convolutional layers") {
  const DropoutCase dropout_case = GENERATE(DropoutCase::III, DropoutCase::IV);
  for (Json json : convolutions()) {
    CAPTURE(json.dump());
    for (std::size_t i = 1; i <= 2; ++i) json["layers"][i]["channels"] = 12 + i;
    check_compaction(network_from(json), 1, 4, dropout_of(dropout_case, 0.5));
  }
}

TEST_CASE("What is wrong with a convolution is said in one line that names it") {
  const auto error = [](const std::function<void(Json&)>& change) -> std::string {
    Json json = convolutions()[0];
    change(json["layers"]);
    try {
      network_from(json);
    } catch (const InputError& e) {
      return e.what();
    }
    return "accepted";
  };
  CHECK(error([](Json& j) { j[1]["kernel"] = 9; }) ==
        "w.json: /layers/1 (a)/kernel: expected a window that fits into 6 x 5 pixels, got 9 x 9");
  CHECK(error([](Json& j) { j[1]["padding"] = 3; }) ==
        "w.json: /layers/1 (a)/padding: expected fewer pixels than the kernel's 3, got 3");
  CHECK(error([](Json& j) { j[1]["pool"]["size"] = 7; }) ==
        "w.json: /layers/1 (a)/pool/size: expected a window that fits into 6 x 5 pixels, got 7 x 7");
  CHECK(error([](Json& j) { j[1]["pool"]["padding"] = 1; }) ==
        "w.json: /layers/1 (a)/pool/padding: is not a known key");
  CHECK(error([](Json& j) { j[2]["dropout"]["input"] = 0.5; }) ==
        "w.json: /layers/2 (b)/dropout/input: what the layer reads drops its own output: it is not dropped again");
  CHECK(error([](Json& j) { j[3]["type"] = "softmax"; }).find("/layers/3 (flat)/classes: is missing") !=
        std::string::npos);
  CHECK(error([](Json& j) {
          j[0] = {{"name", "x"}, {"type", "input"}, {"width", 30}};
        }) == "w.json: /layers/1 (a)/input: expected one layer of pictures: an input of channels, or a conv2d");
  CHECK(error([](Json& j) {
          j[0]["height"] = j[0]["width"] = 2000;
          j[1]["pool"]["size"] = 1;
        }) ==
        "w.json: /layers/1 (a): expected a picture of at most 16777216 values, 67108864 unfolded, got 16000000, "
        "108000000 unfolded");
}

}  // namespace skipgrid::models
