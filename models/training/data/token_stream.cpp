#include "models/training/data/token_stream.h"

#include <fmt/format.h>

#include "traces/input_error.h"

namespace skipgrid::models {

TokenStream::TokenStream(const std::vector<std::int32_t>& tokens, int batch, int steps, const std::string& name)
    : tokens_(tokens),
      samples_(batch),
      steps_(steps),
      stretch_(static_cast<std::int64_t>(tokens.size()) / batch),
      iterations_(static_cast<int>((stretch_ - 1) / steps)),
      inputs_(static_cast<std::size_t>(batch) * static_cast<std::size_t>(steps)),
      targets_(inputs_.size()) {
  if (stretch_ < steps + 1) {
    throw InputError(name, fmt::format("expected at least {} tokens (batch {} x ({} steps + 1)), got {}",
                                       std::int64_t{batch} * (steps + 1), batch, steps, tokens.size()));
  }
}

const Batch& TokenStream::at(int iteration) {
  for (int t = 0; t < steps_; ++t) {
    for (int b = 0; b < samples_; ++b) {
      const auto from = static_cast<std::size_t>(b * stretch_ + std::int64_t{iteration} * steps_ + t);
      const auto to = static_cast<std::size_t>(t * samples_ + b);
      inputs_[to] = tokens_[from];
      targets_[to] = tokens_[from + 1];
    }
  }
  batch_.streams = {{{steps_, {}}, inputs_.data(), targets_.data()}};
  return batch_;
}

}  // namespace skipgrid::models
